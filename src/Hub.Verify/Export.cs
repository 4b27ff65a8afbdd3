using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hub.Verify;

/// <summary>One stored commit as it was exported.</summary>
/// <param name="Payload">The JSON array of its events; of a redacted one without the texts that were hidden.</param>
/// <param name="PayloadHash">SHA-256 of the payload as it was stored, in hex.</param>
internal sealed record ExportedCommit(
    string Stream, long Number, long FirstSeq, long LastSeq, long At, string Payload, bool IsRedacted, string PayloadHash, string Hash);

/// <param name="Salt">In hex.</param>
/// <param name="Hash">As events refer to it, in hex.</param>
/// <param name="IsFixed">It was fixed when the first release's record was taken over: no event refers to it.</param>
internal sealed record ExportedName(string Participant, string Name, string Salt, string Hash, bool IsFixed);

/// <param name="Root">In hex.</param>
/// <param name="Signature">Base64.</param>
internal sealed record ExportedHead(string Ballot, int Size, string Root, string Signature);

/// <summary>An export, read line by line.</summary>
internal sealed class Export
{
    public string Room { get; private set; } = "";

    public string Title { get; private set; } = "";

    public string Key { get; private set; } = "";

    public List<ExportedName> Vault { get; } = [];

    /// <summary>Written by the first release, whose events refer to no names.</summary>
    public bool IsOfFirstFormat { get; private set; }

    public List<ExportedCommit> Commits { get; } = [];

    public List<ExportedHead> Heads { get; } = [];

    /// <summary>The last line's, over all bytes before it.</summary>
    public string Signature { get; private set; } = "";

    public byte[] SignedHash { get; private set; } = [];

    /// <exception cref="FormatException">It is not an export; says where.</exception>
    public static Export Read(byte[] file)
    {
        var export = new Export();
        var start = 0;
        for (var number = 1; start < file.Length; number++)
        {
            var end = Array.IndexOf(file, (byte)'\n', start);
            if (end < 0)
            {
                throw new FormatException($"Line {number} is cut short.");
            }

            try
            {
                using var line = JsonDocument.Parse(file.AsMemory(start, end - start));
                if (export.Take(line.RootElement))
                {
                    export.SignedHash = SHA256.HashData(file.AsSpan(0, start));
                    return end == file.Length - 1 ? export : throw new FormatException($"Something follows the signature in line {number}.");
                }
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new FormatException($"Line {number} cannot be read: {e.Message}", e);
            }

            start = end + 1;
        }

        throw new FormatException("The signature at its end is missing.");
    }

    /// <returns>Whether this was the last line.</returns>
    private bool Take(JsonElement line)
    {
        if (line.TryGetProperty("format", out var format))
        {
            (Room, Title, Key) = Room == "" ? (Text(line, "room"), Text(line, "title"), Text(line, "key")) : throw new FormatException("It begins twice.");
            IsOfFirstFormat = format.GetString() == "hub export 1";
            return IsOfFirstFormat || format.GetString() == "hub export 2"
                ? false : throw new FormatException($"The format '{format.GetString()}' is not known to this program.");
        }

        if (line.TryGetProperty("number", out _))
        {
            var isRedacted = line.TryGetProperty("redacted", out var redacted);
            var payload = isRedacted ? redacted.GetString()! : Text(line, "payload");
            Commits.Add(new ExportedCommit(
                Text(line, "stream"), line.GetProperty("number").GetInt64(), line.GetProperty("firstSeq").GetInt64(), line.GetProperty("lastSeq").GetInt64(),
                line.GetProperty("at").GetInt64(), payload, isRedacted,
                isRedacted ? Text(line, "payloadHash") : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload))), Text(line, "hash")));
        }
        else if (line.TryGetProperty("ballot", out var ballot))
        {
            Heads.Add(new ExportedHead(ballot.GetString()!, line.GetProperty("size").GetInt32(), Text(line, "root"), Text(line, "signature")));
        }
        else if (line.TryGetProperty("participant", out var participant))
        {
            if (!IsOfFirstFormat)
            {
                Vault.Add(new ExportedName(
                    participant.GetString()!, Text(line, "name"), Text(line, "salt"), Text(line, "nameHash"),
                    line.TryGetProperty("fixed", out var isFixed) && isFixed.GetBoolean()));
            }
        }
        else
        {
            Signature = Text(line, "signature");
            return true;
        }

        return false;
    }

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");
}
