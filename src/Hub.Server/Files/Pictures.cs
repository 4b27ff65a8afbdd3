using System.Buffers.Binary;
using System.Text;

namespace Hub.Server.Files;

/// <summary>
/// Takes pictures apart (PNG, ISO/IEC 15948; JPEG, ITU-T T.81; GIF89a; WebP, RFC 9649) and keeps the parts that a picture is drawn from, known by name, up to
/// its own end. A phone writes into the others where a picture was taken, and sets whole second pictures and films behind the first, which say it again. Only
/// which way up it was held is kept, since it is shown lying on its side without.
/// </summary>
/// <remarks>Each answers null for what is not of its kind, not whole, or too large to be shown (then it says so), and may throw what slicing throws where
/// a file ends in the middle of something. Every step goes forward, whatever length a part claims.</remarks>
internal static class Pictures
{
    private const int MostPixelsAside = 12_000;

    public static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>What a PNG, or an animated one, is drawn from besides its critical chunks.</summary>
    private static readonly HashSet<string> PngDrawn =
        ["tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT"];

    public static byte[]? Png(ReadOnlySpan<byte> file, ref FileRefusal refusal)
    {
        if (!file.StartsWith(PngSignature))
        {
            return null;
        }

        var (kept, isFirst, hasPicture) = (new List<byte>(file.Length), true, false);
        kept.AddRange(PngSignature);
        for (var rest = file[PngSignature.Length..]; ; isFirst = false)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            var name = Encoding.ASCII.GetString(rest[4..8]);
            if (length < 0 || isFirst != (name == "IHDR"))
            {
                return null;
            }

            var chunk = rest[..checked(12 + length)];
            switch (name)
            {
                case "IHDR" when length == 13
                    && IsSize(BinaryPrimitives.ReadInt32BigEndian(chunk[8..]), BinaryPrimitives.ReadInt32BigEndian(chunk[12..]), ref refusal):
                case "PLTE":
                case "IDAT":
                case "IEND":
                case var _ when PngDrawn.Contains(name):
                    kept.AddRange(chunk);
                    break;
                case var _ when char.IsAsciiLetterLower(name[0]):
                    break;
                default:
                    return null;
            }

            hasPicture |= name == "IDAT";
            if (name == "IEND")
            {
                return hasPicture ? [.. kept] : null;
            }

            rest = rest[chunk.Length..];
        }
    }

    public static byte[]? Jpeg(ReadOnlySpan<byte> file, ref FileRefusal refusal)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
        {
            return null;
        }

        var (kept, at, hasFrame, hasScan) = (new List<byte>(file.Length) { 0xff, 0xd8 }, 2, false, false);
        while (at + 1 < file.Length && file[at] == 0xff)
        {
            var marker = file[at + 1];
            if (marker == 0xff)
            {
                // Filling.
                at++;
                continue;
            }

            var length = at + 4 <= file.Length ? BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]) : 0;
            if (marker is 0xd9 or < 0xc0 or (>= 0xd0 and <= 0xd8) or (>= 0xf0 and not 0xfe) || length < 2 || at + 2 + length > file.Length)
            {
                break;
            }

            var segment = file.Slice(at, 2 + length);
            var isFrame = marker <= 0xcf && marker is not (0xc4 or 0xc8 or 0xcc);
            if (isFrame && !IsSize(BinaryPrimitives.ReadUInt16BigEndian(segment[7..]), BinaryPrimitives.ReadUInt16BigEndian(segment[5..]), ref refusal))
            {
                return null;
            }

            hasFrame |= isFrame;
            if (IsDrawn(marker, segment[4..]))
            {
                kept.AddRange(segment);
            }
            else if (marker == 0xe1 && segment[4..].StartsWith("Exif\0\0"u8) && Orientation(segment[10..]) is { } orientation)
            {
                kept.AddRange([0xff, 0xe1, 0, 34, .. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]);
            }

            at += segment.Length;
            if (marker == 0xda)
            {
                var scan = file.Slice(at, ScanLength(file[at..]));
                hasScan |= hasFrame && !scan.IsEmpty;
                kept.AddRange(scan);
                at += scan.Length;
            }
        }

        // Where the end is missing, or what stands there is of no picture, it ends behind what is whole: every decoder draws that.
        return hasScan ? [.. kept, 0xff, 0xd9] : null;
    }

    public static byte[]? WebP(ReadOnlySpan<byte> file, ref FileRefusal refusal)
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
            if (length < 0)
            {
                return null;
            }

            var chunk = rest[..checked(8 + length + (length & 1))];
            var name = Encoding.ASCII.GetString(rest[..4]);
            if (!IsWebPSize(name, chunk[8..], ref refusal))
            {
                return null;
            }

            hasPicture |= name is "VP8 " or "VP8L" or "ANMF";
            if (name is "VP8X" or "VP8 " or "VP8L" or "ALPH" or "ANIM" or "ANMF" or "ICCP")
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

    public static byte[]? Gif(ReadOnlySpan<byte> file, ref FileRefusal refusal)
    {
        if (!(file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8))
            || !IsSize(BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]), ref refusal))
        {
            return null;
        }

        var (kept, at, hasPicture) = (new List<byte>(file.Length), 13 + ColoursLength(file[10]), false);
        kept.AddRange(file[..at]);
        while (file[at] != 0x3b)
        {
            var isImage = file[at] == 0x2c;
            if (!isImage && file[at] != 0x21)
            {
                return null;
            }

            var head = isImage ? 11 + ColoursLength(file[at + 9]) : 2;
            var block = file.Slice(at, head + SubBlocksLength(file[(at + head)..]));
            hasPicture |= isImage;

            // Of the extensions: how the next image is drawn, and how often all of them are; comments and other programs' notes are not drawn.
            if (isImage || block[1] == 0xf9 || (block[1] == 0xff && (block[3..].StartsWith("NETSCAPE2.0"u8) || block[3..].StartsWith("ANIMEXTS1.0"u8))))
            {
                kept.AddRange(block);
            }

            at += block.Length;
        }

        kept.Add(0x3b);
        return hasPicture ? [.. kept] : null;
    }

    /// <summary>
    /// Tables, frames and scans; of the application's segments JFIF's own, the colour profile, and Adobe's, which says how colours are coded.
    /// </summary>
    private static bool IsDrawn(byte marker, ReadOnlySpan<byte> data) => marker switch
    {
        0xe0 => data.StartsWith("JFIF\0"u8),
        0xe2 => data.StartsWith("ICC_PROFILE\0"u8),
        0xee => data.StartsWith("Adobe"u8),
        _ => marker < 0xe0,
    };

    /// <summary>How the camera was held (Exif 3.0, tag 0x0112): 2 to 8 where it was not upright, as the first directory of its TIFF structure says.</summary>
    private static byte? Orientation(ReadOnlySpan<byte> tiff)
    {
        var isLittle = tiff.StartsWith("II"u8);
        if (tiff.Length < 10 || (!isLittle && !tiff.StartsWith("MM"u8)) || Number(tiff[4..], 4) is not (>= 8 and var first) || first > (uint)tiff.Length - 2)
        {
            return null;
        }

        var entries = tiff[((int)first + 2)..];
        for (var left = Number(tiff[(int)first..], 2); left > 0 && entries.Length >= 12; left--, entries = entries[12..])
        {
            if (Number(entries, 2) == 0x0112)
            {
                return Number(entries[8..], 2) is >= 2 and <= 8 and var orientation ? (byte)orientation : null;
            }
        }

        return null;

        uint Number(ReadOnlySpan<byte> at, int bytes) => (isLittle, bytes) switch
        {
            (true, 2) => BinaryPrimitives.ReadUInt16LittleEndian(at),
            (true, _) => BinaryPrimitives.ReadUInt32LittleEndian(at),
            (false, 2) => BinaryPrimitives.ReadUInt16BigEndian(at),
            (false, _) => BinaryPrimitives.ReadUInt32BigEndian(at),
        };
    }

    /// <returns>
    /// How many bytes there are before the next marker, or the end of the file; 0xff 0x00 is a byte of the picture, and 0xff 0xd0 to 0xd7 only part it.
    /// </returns>
    private static int ScanLength(ReadOnlySpan<byte> scan)
    {
        for (var at = 0; ; at += 2)
        {
            var next = scan[at..].IndexOf((byte)0xff);
            if (next < 0)
            {
                return scan.Length;
            }

            at += next;
            if (at + 1 == scan.Length || scan[at + 1] is not (0 or (>= 0xd0 and <= 0xd7)))
            {
                return at;
            }
        }
    }

    private static bool IsWebPSize(string name, ReadOnlySpan<byte> data, ref FileRefusal refusal) => name switch
    {
        "VP8X" => IsSize(
            1 + (BinaryPrimitives.ReadInt32LittleEndian(data[4..]) & 0xff_ffff), 1 + (BinaryPrimitives.ReadInt32LittleEndian(data[6..]) >>> 8), ref refusal),
        "VP8 " => data[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9d, 0x01, 0x2a])
            && IsSize(BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3fff, ref refusal),
        "VP8L" => data[0] == 0x2f && BinaryPrimitives.ReadUInt32LittleEndian(data[1..]) is var bits
            && IsSize(1 + (int)(bits & 0x3fff), 1 + (int)((bits >> 14) & 0x3fff), ref refusal),
        _ => true,
    };

    private static int ColoursLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static int SubBlocksLength(ReadOnlySpan<byte> blocks)
    {
        var at = 0;
        while (blocks[at] != 0)
        {
            at += 1 + blocks[at];
        }

        return at + 1;
    }

    /// <param name="refusal">Set where the picture is too large; else left as it is.</param>
    private static bool IsSize(int width, int height, ref FileRefusal refusal)
    {
        if (width > MostPixelsAside || height > MostPixelsAside)
        {
            refusal = FileRefusal.TooManyPixels;
        }

        return width is > 0 and <= MostPixelsAside && height is > 0 and <= MostPixelsAside;
    }
}
