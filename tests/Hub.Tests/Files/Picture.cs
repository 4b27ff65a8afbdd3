using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Hub.Tests.Files;

/// <summary>Small files of each kind that is taken, built byte by byte; each picture tells where it was taken.</summary>
internal static class Picture
{
    public static readonly byte[] Gif =
        [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b];
    public static readonly byte[] Pdf = [.. "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"u8];

    public static bool Contains(byte[] all, ReadOnlySpan<byte> part) => all.AsSpan().IndexOf(part) >= 0;

    public static byte[] Of(string type) => type switch
    {
        "image/png" =>
            [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, [0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0]), .. Chunk("eXIf"u8, "33.6N 119.0E"u8),
            .. Chunk("IDAT"u8, "the picture"u8), .. Chunk("IEND"u8, [])],
        "image/jpeg" =>
        [
            0xff, 0xd8, .. Segment(0xe0, "JFIF\0"u8), .. Segment(0xe1, "Exif\0\0 33.6N 119.0E"u8), .. Segment(0xc0, [8, 0, 2, 0, 2, 1, 1, 0x11, 0]),
                .. Segment(0xda, [1, 1, 0, 0, 63, 0]),
            .. "the picture"u8, 0xff, 0xd9,
        ],
        "image/webp" => WebP(),
        "image/gif" => Gif,
        _ => Pdf,
    };

    /// <summary>A picture that every decoder draws, of colours by chance: it does not compress.</summary>
    public static byte[] Drawn(int width, int height)
    {
        var (random, header) = (new Random(20211117), new byte[13]);
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + (3 * width)];
            for (var y = 0; y < height; y++)
            {
                random.NextBytes(row);
                row[0] = 0;
                zip.Write(row);
            }
        }

        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Checked("IHDR"u8, header), .. Checked("IDAT"u8, packed.ToArray()), .. Checked("IEND"u8, [])];
    }

    /// <summary>A file of the ISO base media format, as phones write pictures and films, of a brand and those that it is compatible with.</summary>
    public static byte[] Media(string brand, params string[] compatible) =>
        [.. Box("ftyp"u8, [.. Encoding.ASCII.GetBytes(brand), 0, 0, 0, 0, .. compatible.SelectMany(Encoding.ASCII.GetBytes)]), .. Box("mdat"u8, "a picture"u8)];

    private static byte[] Box(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, 8 + data.Length);
        return [.. length, .. name, .. data];
    }

    /// <summary>A chunk of PNG with the sum that decoders look at (ISO/IEC 15948, annex D).</summary>
    private static byte[] Checked(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var chunk = Chunk(name, data);
        var sum = 0xffff_ffffu;
        foreach (var b in chunk.AsSpan(4, 4 + data.Length))
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) != 0 ? 0xedb8_8320u ^ (sum >> 1) : sum >> 1;
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), ~sum);
        return chunk;
    }

    private static byte[] WebP()
    {
        byte[] chunks =
            [.. Riff("VP8X"u8, [0b1000, 0, 0, 0, 1, 0, 0, 1, 0, 0]), .. Riff("VP8 "u8, [0, 0, 0, 0x9d, 1, 0x2a, 2, 0, 2, 0, .. "the picture"u8]),
            .. Riff("EXIF"u8, "33.6N 119.0E"u8)];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, 4 + chunks.Length);
        return [.. "RIFF"u8, .. length, .. "WEBP"u8, .. chunks];
    }

    public static byte[] Chunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. name, .. data, 0, 0, 0, 0];
    }

    public static byte[] Segment(byte marker, ReadOnlySpan<byte> data) => [0xff, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    public static byte[] Riff(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        return [.. name, .. length, .. data, .. data.Length % 2 == 1 ? new byte[1] : []];
    }
}
