using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Hub.Server.Files;

/// <summary>
/// Looks at what a file is, whatever it says it is: by its structure (PNG, ISO/IEC 15948; JPEG, ITU-T T.81; GIF89a; WebP, RFC 9649; PDF, ISO 32000). Takes out what a picture tells besides itself:
/// a phone writes into it where it was taken.
/// </summary>
internal static class FileContent
{
    private const int MostPixelsAside = 12_000;

    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Chunks of a PNG that say something other than its picture.</summary>
    private static readonly HashSet<string> PngNotes = ["eXIf", "tEXt", "zTXt", "iTXt", "tIME"];

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
            return Png(file) is { } png ? (FileKind.Png, png)
                : Jpeg(file) is { } jpeg ? (FileKind.Jpeg, jpeg)
                : WebP(file) is { } webp ? (FileKind.WebP, webp)
                : IsGif(file) ? (FileKind.Gif, file.ToArray())
                : IsPdf(file) ? (FileKind.Pdf, file.ToArray())
                : null;
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // It ends in the middle of something.
            return null;
        }
    }

    private static byte[]? Png(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(PngSignature))
        {
            return null;
        }

        var (kept, isFirst) = (new List<byte>(file.Length), true);
        var rest = file[PngSignature.Length..];
        kept.AddRange(PngSignature);
        while (!rest.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            var name = System.Text.Encoding.ASCII.GetString(rest[4..8]);
            var chunk = rest[..checked(12 + length)];
            if (isFirst != (name == "IHDR") || (isFirst && !IsSize(BinaryPrimitives.ReadInt32BigEndian(chunk[8..]), BinaryPrimitives.ReadInt32BigEndian(chunk[12..]))))
            {
                return null;
            }

            if (!PngNotes.Contains(name))
            {
                kept.AddRange(chunk);
            }

            if (name == "IEND")
            {
                // What stands behind its end is no picture.
                return [.. kept];
            }

            rest = rest[chunk.Length..];
            isFirst = false;
        }

        return null;
    }

    private static byte[]? Jpeg(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
        {
            return null;
        }

        var (kept, at, hasFrame) = (new List<byte>(file.Length) { 0xff, 0xd8 }, 2, false);
        while (true)
        {
            if (file[at] != 0xff)
            {
                return null;
            }

            var marker = file[at + 1];
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            var segment = file.Slice(at, 2 + length);
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                hasFrame = IsSize(BinaryPrimitives.ReadUInt16BigEndian(segment[7..]), BinaryPrimitives.ReadUInt16BigEndian(segment[5..]));
            }

            // APP1 (Exif, XMP) to APP13, and comments; APP0 is JFIF's own, APP2 may be the colour profile, APP14 says how colours are coded.
            if (marker is not ((>= 0xe1 and <= 0xed and not 0xe2) or 0xfe))
            {
                kept.AddRange(segment);
            }

            at += segment.Length;
            if (marker == 0xda)
            {
                var end = file[at..].LastIndexOf((ReadOnlySpan<byte>)[0xff, 0xd9]);
                if (!hasFrame || end < 0)
                {
                    return null;
                }

                kept.AddRange(file.Slice(at, end + 2));
                return [.. kept];
            }
        }
    }

    private static byte[]? WebP(ReadOnlySpan<byte> file)
    {
        if (file.Length < 20 || !file.StartsWith("RIFF"u8) || !file[8..12].SequenceEqual("WEBP"u8))
        {
            return null;
        }

        var (kept, hasPicture) = (new List<byte>(file.Length), false);
        var rest = file[12..Math.Min(file.Length, checked(8 + BinaryPrimitives.ReadInt32LittleEndian(file[4..])))];
        while (rest.Length >= 8)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
            var chunk = rest[..checked(8 + length + (length & 1))];
            var name = System.Text.Encoding.ASCII.GetString(rest[..4]);
            hasPicture |= name is "VP8 " or "VP8L" or "ANMF";
            if (name is not ("EXIF" or "XMP "))
            {
                var at = kept.Count;
                kept.AddRange(chunk);
                if (name == "VP8X")
                {
                    // It no longer has Exif (bit 3) or XMP (bit 2).
                    kept[at + 8] &= 0b1111_0011;
                }
            }

            rest = rest[chunk.Length..];
        }

        if (!hasPicture)
        {
            return null;
        }

        var whole = new byte[12 + kept.Count];
        "RIFF"u8.CopyTo(whole);
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), 4 + kept.Count);
        "WEBP"u8.CopyTo(whole.AsSpan(8));
        kept.CopyTo(whole, 12);
        return whole;
    }

    private static bool IsGif(ReadOnlySpan<byte> file) =>
        (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8)) && file.Length > 13 && file[^1] == 0x3b
        && IsSize(BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]));

    private static bool IsPdf(ReadOnlySpan<byte> file) => file.StartsWith("%PDF-"u8) && file[Math.Max(0, file.Length - 1024)..].IndexOf("%%EOF"u8) >= 0;

    private static bool IsSize(int width, int height) => width is > 0 and <= MostPixelsAside && height is > 0 and <= MostPixelsAside;
}
