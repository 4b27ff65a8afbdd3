using System.Buffers;
using System.Security.Cryptography;

namespace Hub.Server.Files;

/// <summary>
/// Looks at what a file is, whatever it says it is or is called: by its structure. What is kept of a picture says nothing besides it, see
/// <see cref="Pictures"/>; a PDF (ISO 32000) is kept from its header on, without what it says of its author, see <see cref="Papers"/>.
/// </summary>
internal static class FileContent
{
    /// <summary>Where a header may begin, and how far before its end a PDF may say that it ends (Adobe's notes to PDF 1.7, 13 and 18).</summary>
    private const int PdfSlack = 1024;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Brands of the ISO base media format (ISO/IEC 14496-12) whose files are pictures: HEIF (ISO/IEC 23008-12) and AVIF.</summary>
    private static readonly HashSet<string> HeifBrands =
        ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "msf1", "avif", "avis", "miaf"];

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

    /// <summary>Whether it begins as a picture or a PDF, taken or not.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> file) => KindOf(file) is not null || IsHeif(file);

    /// <param name="refusal">Why it is not taken; without meaning where it is.</param>
    /// <returns>What it is and what is kept of it; null where it is not taken.</returns>
    public static (FileKind Kind, byte[] Content)? Read(ReadOnlySpan<byte> file, out FileRefusal refusal)
    {
        if (KindOf(file) is not { } kind)
        {
            refusal = IsHeif(file) ? FileRefusal.Heic : file.IsEmpty ? FileRefusal.DamagedFile : FileRefusal.NotAFile;
            return null;
        }

        refusal = FileRefusal.DamagedFile;
        try
        {
            var content = kind switch
            {
                FileKind.Png => Pictures.Png(file, ref refusal),
                FileKind.Jpeg => Pictures.Jpeg(file, ref refusal),
                FileKind.WebP => Pictures.WebP(file, ref refusal),
                FileKind.Gif => Pictures.Gif(file, ref refusal),
                _ => Pdf(file),
            };
            return content is null ? null : (kind, content);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // It ends in the middle of something.
            return null;
        }
    }

    private static FileKind? KindOf(ReadOnlySpan<byte> file) =>
        file.StartsWith(Pictures.PngSignature) ? FileKind.Png
        : file.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) ? FileKind.Jpeg
        : file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..12].SequenceEqual("WEBP"u8) ? FileKind.WebP
        : file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8) ? FileKind.Gif
        : PdfHeader(file) >= 0 ? FileKind.Pdf
        : null;

    /// <summary>A PDF from its header on: offsets in it are counted from there, and what stood before it is of whoever sent it.</summary>
    private static byte[]? Pdf(ReadOnlySpan<byte> file)
    {
        var pdf = file[PdfHeader(file)..];
        var end = pdf.TrimEnd("\0\t\n\f\r "u8);
        return end[Math.Max(0, end.Length - PdfSlack)..].LastIndexOf("%%EOF"u8) >= 0 ? Papers.WithoutNotes(pdf) : null;
    }

    private static int PdfHeader(ReadOnlySpan<byte> file) => file[..Math.Min(file.Length, PdfSlack)].IndexOf("%PDF-"u8);

    private static bool IsHeif(ReadOnlySpan<byte> file)
    {
        if (file.Length < 16 || !file[4..8].SequenceEqual("ftyp"u8))
        {
            return false;
        }

        // The major brand, then, behind its version, those that it is compatible with.
        var length = (int)Math.Min((uint)file.Length, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file));
        for (var at = 8; at + 4 <= length; at += 4)
        {
            if (at != 12 && HeifBrands.Contains(System.Text.Encoding.ASCII.GetString(file.Slice(at, 4))))
            {
                return true;
            }
        }

        return false;
    }
}
