using Hub.Load.Bench;

namespace Hub.Load.Paced;

/// <summary>A connection hands over bytes wherever it likes, also in the middle of a stamp.</summary>
public static class PacedBytes
{
    private static ReadOnlySpan<byte> Begin => "\"#"u8;

    /// <returns>How many bytes at the end may be the beginning of a <see cref="Stamp"/>, and have to be looked at again with what follows.</returns>
    public static int Unfinished(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.LastIndexOf(Begin);
        return at >= 0 && bytes.Length <= at + Stamp.Length ? bytes.Length - at
            : !bytes.IsEmpty && bytes[^1] == Begin[0] ? 1
            : 0;
    }
}
