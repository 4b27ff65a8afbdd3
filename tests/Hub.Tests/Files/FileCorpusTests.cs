using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Hub.Tests.House;
using Hub.Tests.Registers;
using static Hub.Tests.Files.Picture;

namespace Hub.Tests.Files;

/// <summary>
/// Pictures and papers as phones, scanners, mail programs and broken transfers leave them, under whatever name: of each, as what it is taken, or why it is not.
/// Guards people who were told of a good photo that it is none.
/// </summary>
public sealed class FileCorpusTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const int Megabyte = 1024 * 1024;

    private static readonly byte[] Frame = Segment(0xc0, [8, 0, 2, 0, 2, 1, 1, 0x11, 0]);
    private static readonly byte[] Scan = [.. Segment(0xda, [1, 1, 0, 0, 63, 0]), .. "a scan"u8, 0xff, 0, .. "of it"u8];
    private static readonly byte[] Jpeg = [0xff, 0xd8, .. Frame, .. Scan, 0xff, 0xd9];
    private static readonly byte[] Upright =
        Segment(0xe1, [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    private static readonly byte[] PngBegin = [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, [0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0])];
    private static readonly byte[] PngEnd = [.. Chunk("IDAT"u8, "a picture"u8), .. Chunk("IEND"u8, [])];
    private static readonly byte[] Png = [.. PngBegin, .. PngEnd];

    /// <summary>
    /// What it says it is, the file, and what becomes of it: the type of what is kept, or the code of the refusal; and, where that is not the file,
    /// what is kept.
    /// </summary>
    private static readonly Dictionary<string, (string Says, byte[] File, string Expected, byte[]? Kept)> Corpus = new()
    {
        // Names that say something else, or nothing.
        ["WebP that is called .jpg"] = ("image/jpeg", Simple("VP8 "u8, [0, 0, 0, 0x9d, 1, 0x2a, 2, 0, 2, 0, 1, 2]), "image/webp", null),
        ["WebP without loss that is called .png"] = ("image/png", Simple("VP8L"u8, [0x2f, 1, 0x40, 0, 0, 7]), "image/webp", null),
        ["JPEG that is called .png"] = ("image/png", Jpeg, "image/jpeg", null),
        ["JPEG that is called .heic, as a phone converts it on the way"] = ("image/heic", Jpeg, "image/jpeg", null),
        ["PNG that is called .jpg"] = ("image/jpeg", Png, "image/png", null),
        ["GIF that is called .png"] = ("image/png", Gif, "image/gif", null),
        ["PDF that is called .jpg"] = ("image/jpeg", Pdf, "application/pdf", null),
        ["JPEG of no type"] = ("", Jpeg, "image/jpeg", null),
        ["PDF of no type"] = ("application/octet-stream", Pdf, "application/pdf", null),
        ["JPEG of an older name"] = ("image/pjpeg", Jpeg, "image/jpeg", null),

        // JPEG.
        ["JPEG without an application's segment"] = ("image/jpeg", Jpeg, "image/jpeg", null),
        ["JPEG without its end"] = ("image/jpeg", Jpeg[..^2], "image/jpeg", Jpeg),
        ["JPEG with half of its end"] = ("image/jpeg", Jpeg[..^1], "image/jpeg", Jpeg),
        ["JPEG that breaks off in its scan"] = ("image/jpeg", Jpeg[..^6], "image/jpeg", [.. Jpeg[..^6], 0xff, 0xd9]),
        ["JPEG that breaks off in a table behind its scan"] = ("image/jpeg", [.. Jpeg[..^2], 0xff, 0xc4, 0, 40, 1, 2], "image/jpeg", Jpeg),
        ["JPEG that ends in nulls"] = ("image/jpeg", [.. Jpeg, .. new byte[5000]], "image/jpeg", Jpeg),
        ["JPEG with filling between its segments"] = (
            "image/jpeg", [0xff, 0xd8, 0xff, 0xff, 0xff, .. Frame, 0xff, .. Scan, 0xff, 0xff, 0xd9], "image/jpeg", Jpeg),
        ["JPEG with a thumbnail, a place and a camera"] = (
            "image/jpeg", [0xff, 0xd8, .. Segment(0xe1, "Exif\0\0 33.6N 119.0E"u8), .. Segment(0xe2, "MPF\0 again"u8), .. Frame, .. Scan, 0xff, 0xd9, .. Jpeg],
            "image/jpeg", Jpeg),
        ["JPEG on its side"] = (
            "image/jpeg",
            [
                0xff, 0xd8, .. Segment(0xe1, [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, .. "33.6N"u8]),
                .. Frame, .. Scan, 0xff, 0xd9,
            ],
            "image/jpeg", [0xff, 0xd8, .. Upright, .. Frame, .. Scan, 0xff, 0xd9]),
        ["JPEG whose Exif is broken"] = (
            "image/jpeg", [0xff, 0xd8, .. Segment(0xe1, [.. "Exif\0\0II*\0"u8, 0xff, 0xff, 0xff, 0x7f]), .. Frame, .. Scan, 0xff, 0xd9], "image/jpeg", Jpeg),
        ["JPEG without a scan"] = ("image/jpeg", [0xff, 0xd8, .. Frame, 0xff, 0xd9], "damagedFile", null),
        ["JPEG without a frame"] = ("image/jpeg", [0xff, 0xd8, .. Scan, 0xff, 0xd9], "damagedFile", null),
        ["JPEG that breaks off in its frame"] = ("image/jpeg", Jpeg[..8], "damagedFile", null),
        ["JPEG that is only begun"] = ("image/jpeg", [0xff, 0xd8, 0xff], "damagedFile", null),
        ["JPEG of nothing wide"] = ("image/jpeg", [0xff, 0xd8, .. Segment(0xc0, [8, 0, 2, 0, 0, 1, 1, 0x11, 0]), .. Scan, 0xff, 0xd9], "damagedFile", null),
        ["JPEG that is too wide"] = (
            "image/jpeg", [0xff, 0xd8, .. Segment(0xc0, [8, 0, 2, 0x32, 0xc8, 1, 1, 0x11, 0]), .. Scan, 0xff, 0xd9], "tooManyPixels", null),

        // PNG, GIF and WebP.
        ["PNG with a place, a text and a private part"] = (
            "image/png", [.. PngBegin, .. Chunk("eXIf"u8, "33.6N"u8), .. Chunk("tEXt"u8, "Author"u8), .. Chunk("prVt"u8, "x"u8), .. PngEnd], "image/png", Png),
        ["PNG with something behind it"] = ("image/png", [.. Png, .. "<script>"u8], "image/png", Png),
        ["PNG without its end"] = ("image/png", Png[..^12], "damagedFile", null),
        ["PNG without a picture"] = ("image/png", [.. PngBegin, .. Chunk("IEND"u8, [])], "damagedFile", null),
        ["PNG with a part that nobody knows and everybody needs"] = ("image/png", [.. PngBegin, .. Chunk("NEED"u8, [1]), .. PngEnd], "damagedFile", null),
        ["PNG whose bytes a transfer has changed"] = ("image/png", [0x89, .. "PNG\n\u001a\n"u8, .. Png[8..]], "notAFile", null),
        ["PNG that is too high"] = (
            "image/png", [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, [0, 0, 0, 2, 0, 1, 0, 0, 8, 2, 0, 0, 0]), .. PngEnd], "tooManyPixels", null),
        ["GIF with a comment"] = ("image/gif", [.. Gif[..^1], 0x21, 0xfe, 5, .. "33.6N"u8, 0, 0x3b], "image/gif", Gif),
        ["GIF that breaks off"] = ("image/gif", Gif[..^5], "damagedFile", null),
        ["GIF that is too wide"] = ("image/gif", [.. Gif[..6], 0xff, 0xff, .. Gif[8..]], "tooManyPixels", null),
        ["WebP with a place"] = (
            "image/webp",
            Whole([.. Riff("VP8X"u8, [0b1000, 0, 0, 0, 1, 0, 0, 1, 0, 0]), .. Riff("VP8L"u8, [0x2f, 1, 0x40, 0, 0, 7]), .. Riff("EXIF"u8, "33.6N"u8)]),
            "image/webp", Whole([.. Riff("VP8X"u8, [0, 0, 0, 0, 1, 0, 0, 1, 0, 0]), .. Riff("VP8L"u8, [0x2f, 1, 0x40, 0, 0, 7])])),
        ["WebP that breaks off"] = ("image/webp", Simple("VP8 "u8, [0, 0, 0, 0x9d, 1, 0x2a, 2, 0, 2, 0, 1, 2])[..26], "damagedFile", null),
        ["WebP that is too wide"] = ("image/webp", Simple("VP8L"u8, [0x2f, 0xff, 0x7f, 0, 0, 7]), "tooManyPixels", null),

        // PDF.
        ["PDF behind an empty line"] = ("application/pdf", [.. "\r\n"u8, .. Pdf], "application/pdf", Pdf),
        ["PDF behind a mark of UTF-8"] = ("application/pdf", [0xEF, 0xBB, 0xBF, .. Pdf], "application/pdf", Pdf),
        ["PDF behind the head of a mail"] = (
            "application/pdf", [.. Encoding.ASCII.GetBytes(new string('x', 1000)), .. "\r\n\r\n"u8, .. Pdf], "application/pdf", Pdf),
        ["PDF behind more than is looked at"] = ("application/pdf", [.. new byte[1024], .. Pdf], "notAFile", null),
        ["PDF that ends in a kilobyte of nulls and more"] = ("application/pdf", [.. Pdf, .. new byte[3000]], "application/pdf", null),
        ["PDF with a page of another program behind it"] = ("application/pdf", [.. Pdf, .. Enumerable.Repeat((byte)'x', 3000)], "damagedFile", null),
        ["PDF that breaks off"] = ("application/pdf", Pdf[..^8], "damagedFile", null),
        ["PDF that names its author"] = (
            "application/pdf", [.. "%PDF-1.4\n1 0 obj<</Author(Li Wei)>>endobj\ntrailer<</Info 1 0 R>>\n%%EOF\n"u8], "application/pdf",
            [.. "%PDF-1.4\n1 0 obj<<               >>endobj\ntrailer<</Info 1 0 R>>\n%%EOF\n"u8]),
        ["PDF of its head alone"] = ("application/pdf", [.. "%PDF-1.7"u8], "damagedFile", null),

        // What is no picture that browsers show, and what is no picture.
        ["HEIC of a phone"] = ("image/heic", Media("heic", "mif1", "heic"), "heic", null),
        ["HEIC that is called .jpg"] = ("image/jpeg", Media("mif1", "heic", "miaf"), "heic", null),
        ["HEIC of several pictures"] = ("", Media("msf1", "hevc"), "heic", null),
        ["HEIF that says so only behind its brand"] = ("image/heif", Media("XXXX", "mif1"), "heic", null),
        ["AVIF"] = ("image/avif", Media("avif", "mif1"), "heic", null),
        ["a film"] = ("video/mp4", Media("isom", "iso2", "avc1", "mp41"), "notAFile", null),
        ["a film that is called .jpg"] = ("image/jpeg", Media("qt  "), "notAFile", null),
        ["a bitmap"] = ("image/bmp", [.. "BM"u8, 58, 0, 0, 0, .. new byte[52]], "notAFile", null),
        ["a scan in TIFF"] = ("image/tiff", [.. "II*\0"u8, 8, 0, 0, 0, .. new byte[20]], "notAFile", null),
        ["a drawing"] = ("image/svg+xml", [.. "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8], "notAFile", null),
        ["a page that is called .png"] = ("image/png", [.. "<html><script>alert(1)</script></html>"u8], "notAFile", null),
        ["a paper of another program"] = ("application/pdf", Tables.Zip([("word/document.xml", [1])]), "notAFile", null),
        ["a text"] = ("text/plain", Encoding.UTF8.GetBytes("请看附件"), "notAFile", null),
        ["nothing"] = ("image/jpeg", [], "damagedFile", null),

        // How large.
        ["a paper of five megabytes"] = ("application/pdf", [.. Pdf, .. new byte[(5 * Megabyte) - Pdf.Length]], "application/pdf", null),
        ["a paper of a byte more"] = ("application/pdf", [.. Pdf, .. new byte[(5 * Megabyte) - Pdf.Length + 1]], "tooLarge", null),
    };

    public static TheoryData<string> Names => [.. Corpus.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Of_each_file_it_is_said_as_what_it_is_taken_or_why_it_is_not(string name)
    {
        var (says, file, expected, kept) = Corpus[name];
        using var body = new ByteArrayContent(file);
        body.Headers.ContentType = says.Length == 0 ? null : new MediaTypeHeaderValue(says);
        using var answer = await house.Send(HttpMethod.Post, "/api/files", null, body);
        var told = await OpenHouse.Json(answer);
        if (!expected.Contains('/', StringComparison.Ordinal))
        {
            (answer.StatusCode, told.Text("code"))
                .ShouldBe((expected == "tooLarge" ? HttpStatusCode.RequestEntityTooLarge : HttpStatusCode.Conflict, expected));
            return;
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.Created, told.ToString());
        using var shown = await house.Send(HttpMethod.Get, $"/api/files/{told.Text("file")}");
        shown.Content.Headers.ContentType!.MediaType.ShouldBe(expected);
        (await shown.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(kept ?? file);
    }

    [Fact]
    public void The_corpus_is_large_enough() => Corpus.Count.ShouldBeGreaterThan(60);

    private static byte[] Simple(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => Whole(Riff(name, data));

    private static byte[] Whole(byte[] chunks) => [.. "RIFF"u8, .. BitConverter.GetBytes(4 + chunks.Length), .. "WEBP"u8, .. chunks];
}

/// <summary>A full hall sits behind one address, and is not one person. The house has its real allowances.</summary>
public sealed class HallUploadTests(StrictHouse house) : IClassFixture<StrictHouse>
{
    [Fact]
    public async Task The_sixty_first_photo_of_a_hall_is_taken_and_the_sixty_first_of_one_visitor_at_once_is_not()
    {
        var room = await house.Meeting();
        var (hasty, other) = ((await room.Join("手快的人")).Token, (await room.Join("旁边的人")).Token);
        for (var i = 0; i < 61; i++)
        {
            (await Add(null)).ShouldBe((HttpStatusCode.Created, null));
        }

        var answers = new List<(HttpStatusCode Status, string? Code)>();
        while (answers.Count < 200 && answers is not [.., { Status: HttpStatusCode.TooManyRequests }])
        {
            answers.Add(await Add(hasty));
        }

        answers[^1].Code.ShouldBe("tooMany");
        answers.Count.ShouldBeGreaterThan(60);
        answers.SkipLast(1).ShouldAllBe(a => a.Status == HttpStatusCode.Created);
        (await Add(other)).ShouldBe((HttpStatusCode.Created, null));
        (await Add(null)).ShouldBe((HttpStatusCode.Created, null));
    }

    private async Task<(HttpStatusCode Status, string? Code)> Add(string? token)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/files", token, new ByteArrayContent(Picture.Gif));
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        }

        return (answer.StatusCode, (await OpenHouse.Json(answer)).Find("code")?.GetString());
    }
}
