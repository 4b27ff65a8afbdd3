using System.Buffers;
using System.Security.Cryptography;

namespace Hub.Server.Files;

/// <summary>
/// Looks at what a file is, whatever it says it is: by its structure. What is kept of a picture says nothing besides it, see <see cref="Pictures"/>; a PDF (ISO
/// 32000) is kept as it is.
/// </summary>
internal static class FileContent
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static string MediaType(FileKind kind) => kind switch
    {
        FileKind.Png => "image/png",
        FileKind.Jpeg => "image/jpeg",
        FileKind.Gif => "image/gif",
        FileKind.WebP => "image/webp",
        FileKind.Pdf => "application/pdf",
        _ => throw new InvalidOperationException($"A file of the kind {kind}?"),
    };

    public static string Extension(FileKind kind) => kind == FileKind.Jpeg ? "jpg" : kind.ToString().ToLowerInvariant();

    /// <summary>The first 128 bits of its SHA-256, in hex.</summary>
    public static string IdOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16));

    public static bool IsId(string? id) => id is { Length: 32 } && !id.AsSpan().ContainsAnyExcept(HexDigits);

    /// <returns>What it is and what is kept of it, or null where it is nothing that is taken.</returns>
    public static (FileKind Kind, byte[] Content)? Read(ReadOnlySpan<byte> file)
    {
        try
        {
            return Pictures.Png(file) is { } png ? (FileKind.Png, png)
                : Pictures.Jpeg(file) is { } jpeg ? (FileKind.Jpeg, jpeg)
                : Pictures.WebP(file) is { } webp ? (FileKind.WebP, webp)
                : Pictures.Gif(file) is { } gif ? (FileKind.Gif, gif)
                : IsPdf(file) ? (FileKind.Pdf, file.ToArray())
                : null;
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // It ends in the middle of something.
            return null;
        }
    }

    private static bool IsPdf(ReadOnlySpan<byte> file) => file.StartsWith("%PDF-"u8) && file[Math.Max(0, file.Length - 1024)..].IndexOf("%%EOF"u8) >= 0;
}
