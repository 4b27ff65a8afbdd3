using Hub.Verify;

const string Usage = """
    Usage: dotnet run --project src/Hub.Verify -- EXPORT.jsonl [KEY]

      KEY   the house's public key, or its fingerprint in quotes (GET /api/key), as you know it from elsewhere;
            without it the key in the file is taken for the house's, and anybody could have signed it

    Ends with 0 where everything holds, 1 where something is wrong, 2 where nothing was verified: no such file, or not called so.
    """;
if (args is ["--help" or "-h"])
{
    Console.WriteLine(Usage);
    return 0;
}

if (args.Length is not (1 or 2) || args[0].StartsWith('-'))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var file = args[0];
try
{
    var key = args.Length > 1 ? args[1] : null;
    var findings = Verification.Of(File.ReadAllBytes(file), key);
    foreach (var line in findings.Lines)
    {
        Console.WriteLine(line);
    }

    Console.WriteLine(
        !findings.IsSound ? $"{findings.Wrong} wrong. This record is not as the house stored and signed it."
        : key is null ? "Everything holds, if the key is the house's."
        : "Everything holds.");
    return findings.IsSound ? 0 : 1;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"{file} cannot be read: {e.Message}");
    return 2;
}
