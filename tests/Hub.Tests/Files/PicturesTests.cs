using Hub.Server.Files;
using static Hub.Tests.Files.Picture;

namespace Hub.Tests.Files;

/// <summary>What is drawn of a picture is kept, and nothing else; whatever a part claims to be.</summary>
public sealed class PicturesTests
{
    private static readonly byte[] Frame = Segment(0xc0, [8, 0, 2, 0, 2, 1, 1, 0x11, 0]);
    private static readonly byte[] Scan = [.. Segment(0xda, [1, 1, 0, 0, 63, 0]), .. "a scan"u8, 0xff, 0, .. "of it"u8, 0xff, 0xd3, .. "all"u8];
    private static readonly byte[] Header = Chunk("IHDR"u8, [0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0]);

    /// <summary>A length below nothing once led a reader back to where it stood, for ever.</summary>
    [Fact]
    public void A_part_of_negative_length_is_no_picture()
    {
        foreach (var length in (int[])[-1, -4, -8, -12, -13, int.MinValue, int.MaxValue])
        {
            var (little, big) = (BitConverter.GetBytes(length), BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(length)));
            FileContent.Read(Png([.. big, .. "IDAT"u8, .. new byte[16]]), out _).ShouldBeNull();
            FileContent.Read([.. "RIFF"u8, 40, 0, 0, 0, .. "WEBPVP8 "u8, .. little, .. new byte[32]], out _).ShouldBeNull();
            FileContent.Read([.. "RIFF"u8, .. little, .. "WEBPVP8 "u8, .. little, .. new byte[32]], out _).ShouldBeNull();
        }

        FileContent.Read([0xff, 0xd8, 0xff, 0xe0, 0, 0, .. Frame, .. Scan, 0xff, 0xd9], out _).ShouldBeNull();
        FileContent.Read([0xff, 0xd8, 0xff, 0xe0, 0, 1, .. Frame, .. Scan, 0xff, 0xd9], out _).ShouldBeNull();
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/jpeg")]
    [InlineData("image/webp")]
    [InlineData("image/gif")]
    public void A_picture_cut_off_or_altered_anywhere_is_read_to_an_end(string type)
    {
        var whole = Of(type);
        var random = new Random(20211118);
        foreach (var cut in Enumerable.Range(0, whole.Length))
        {
            FileContent.Read(whole.AsSpan(0, cut), out _);
            var altered = whole.ToArray();
            altered[cut] = (byte)random.Next(256);
            FileContent.Read(altered, out _);
        }

        FileContent.Read(whole.AsSpan(0, whole.Length / 2), out _).ShouldBeNull();
        FileContent.Read(whole, out _).ShouldNotBeNull();
    }

    [Fact]
    public void What_stands_behind_a_picture_is_left_out()
    {
        byte[] jpeg = [0xff, 0xd8, .. Frame, .. Scan, 0xff, 0xd9];
        Kept([.. jpeg, .. Of("image/jpeg"), .. "33.6N"u8]).ShouldBe(jpeg);
        var png = Png([.. Chunk("IDAT"u8, "a"u8), .. Chunk("IEND"u8, [])]);
        Kept([.. png, .. "33.6N"u8]).ShouldBe(png);
        Kept([.. Gif, .. "33.6N"u8]).ShouldBe(Gif);
    }

    [Fact]
    public void Parts_that_are_not_drawn_are_left_out_known_or_not()
    {
        byte[] image = [.. Chunk("IDAT"u8, "a"u8), .. Chunk("IEND"u8, [])];
        Kept(Png([.. Chunk("tEXt"u8, "Comment"u8), .. Chunk("gAMA"u8, [0, 0, 1, 1]), .. Chunk("prVt"u8, "33.6N"u8), .. image]))
            .ShouldBe(Png([.. Chunk("gAMA"u8, [0, 0, 1, 1]), .. image]));
        Kept([.. Gif[..^1], 0x21, 0xfe, 5, .. "33.6N"u8, 0, 0x3b]).ShouldBe(Gif);
        Kept([0xff, 0xd8, .. Segment(0xe2, "MPF\0 a second picture"u8), .. Segment(0xfe, "33.6N"u8), .. Frame, .. Scan, 0xff, 0xd9])
            .ShouldBe([0xff, 0xd8, .. Frame, .. Scan, 0xff, 0xd9]);
    }

    /// <summary>As cameras that write a picture step by step, and programs that write several into one, leave them.</summary>
    [Fact]
    public void A_picture_of_several_scans_and_one_that_moves_are_kept_whole()
    {
        var table = Segment(0xc4, [0, 1, 2]);
        byte[] inSteps =
            [0xff, 0xd8, .. Segment(0xc2, [8, 0, 2, 0, 2, 1, 1, 0x11, 0]), .. table, .. Scan, .. table, .. Segment(0xdd, [0, 4]), .. Scan, 0xff, 0xd9];
        Kept(inSteps).ShouldBe(inSteps);
        Kept([.. inSteps[..^2], .. table[..5]]).ShouldBe(inSteps);

        var moving = Png(
            [.. Chunk("acTL"u8, new byte[8]), .. Chunk("fcTL"u8, new byte[26]), .. Chunk("IDAT"u8, "a"u8), .. Chunk("fdAT"u8, "b"u8), .. Chunk("IEND"u8, [])]);
        Kept(moving).ShouldBe(moving);

        byte[] frames = [.. Riff("VP8X"u8, [0b10, 0, 0, 0, 1, 0, 0, 1, 0, 0]), .. Riff("ANIM"u8, new byte[6]), .. Riff("ANMF"u8, new byte[21])];
        byte[] webp = [.. "RIFF"u8, .. BitConverter.GetBytes(4 + frames.Length), .. "WEBP"u8, .. frames];
        Kept(webp).ShouldBe(webp);
    }

    /// <summary>A phone held upright writes its pictures lying on their side, and says so beside where it was.</summary>
    [Fact]
    public void Which_way_up_it_was_held_is_kept_and_nothing_beside_it()
    {
        byte[] little =
            [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 2, 0, 0x0f, 1, 2, 0, 4, 0, 0, 0, .. "HUB\0"u8, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, .. "33.6N"u8];
        byte[] big = [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, .. "33.6N"u8];
        byte[] upright = [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        foreach (var exif in new[] { little, big })
        {
            Kept([0xff, 0xd8, .. Segment(0xe1, exif), .. Frame, .. Scan, 0xff, 0xd9])
                .ShouldBe([0xff, 0xd8, .. Segment(0xe1, upright), .. Frame, .. Scan, 0xff, 0xd9]);
        }

        foreach (var broken in new byte[][] { [.. "Exif\0\0II*\0"u8, 0xff, 0xff, 0xff, 0x7f], [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 0xff, 0xff],
            [.. "Exif\0\0II"u8] })
        {
            Kept([0xff, 0xd8, .. Segment(0xe1, broken), .. Frame, .. Scan, 0xff, 0xd9]).ShouldBe([0xff, 0xd8, .. Frame, .. Scan, 0xff, 0xd9]);
        }
    }

    private static byte[] Png(byte[] behindHeader) => [0x89, .. "PNG\r\n\u001a\n"u8, .. Header, .. behindHeader];

    private static byte[] Kept(byte[] file) => FileContent.Read(file, out _).ShouldNotBeNull().Content;
}
