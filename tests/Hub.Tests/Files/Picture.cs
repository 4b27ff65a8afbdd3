using System.Buffers.Binary;

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
