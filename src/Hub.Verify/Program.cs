using Hub.Verify;

if (args is not [var file])
{
    Console.Error.WriteLine("Usage: dotnet run --project src/Hub.Verify -- EXPORT.jsonl");
    return 2;
}

try
{
    var findings = Verification.Of(File.ReadAllBytes(file));
    foreach (var line in findings.Lines)
    {
        Console.WriteLine(line);
    }

    Console.WriteLine(findings.IsSound ? "Everything holds." : $"{findings.Wrong} wrong. This record is not as the house stored and signed it.");
    return findings.IsSound ? 0 : 1;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"{file} cannot be read: {e.Message}");
    return 2;
}
