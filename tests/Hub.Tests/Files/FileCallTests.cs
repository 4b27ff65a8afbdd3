using System.Net;
using System.Net.Http.Headers;
using Hub.Tests.House;

namespace Hub.Tests.Files;

/// <summary>What is handed in is what it says it is, says nothing that its picture does not, and is shown as nothing else.</summary>
public sealed class FileCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Theory]
    [InlineData("image/png")]
    [InlineData("image/jpeg")]
    [InlineData("image/webp")]
    [InlineData("image/gif")]
    [InlineData("application/pdf")]
    public async Task What_is_taken_is_shown_as_what_it_is_and_runs_nothing(string type)
    {
        var file = await Add(Picture.Of(type), type);

        using var shown = await house.Send(HttpMethod.Get, $"/api/files/{file}");
        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
        shown.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        shown.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        shown.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; sandbox"]);
        var (shownAs, extension) = (type == "application/pdf" ? "attachment" : "inline", type == "image/jpeg" ? "jpg" : type.Split('/')[1]);
        shown.Content.Headers.ContentDisposition!.ToString().ShouldBe($"{shownAs}; filename=\"{file}.{extension}\"");
        (await Add(Picture.Of(type), type)).ShouldBe(file);
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/jpeg")]
    [InlineData("image/webp")]
    public async Task Where_a_picture_was_taken_is_taken_out(string type)
    {
        var file = await Add(Picture.Of(type), type);

        using var shown = await house.Send(HttpMethod.Get, $"/api/files/{file}");
        var kept = await shown.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Picture.Contains(Picture.Of(type), "33.6N 119.0E"u8).ShouldBeTrue();
        Picture.Contains(kept, "33.6N 119.0E"u8).ShouldBeFalse();
        Picture.Contains(kept, "the picture"u8).ShouldBeTrue();
    }

    [Theory]
    [InlineData("<html><script>alert(1)</script></html>", "image/png", "notAFile")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "notAFile")]
    [InlineData("\u0089PNG\r\n\u001a\n and then nothing", "image/png", "damagedFile")]
    [InlineData("%PDF-1.4 without an end", "application/pdf", "damagedFile")]
    [InlineData("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0\0\u0002\0\0\0\u0002\b\u0002\0\0\0\0\0\0\0\u00ff\u00ff\u00ff\u00f4IDAT\0\0\0\0", "image/png",
        "damagedFile")]
    [InlineData("RIFF\u0014\0\0\0WEBPVP8 \u00f8\u00ff\u00ff\u00ff\0\0\0\0", "image/webp", "damagedFile")]
    [InlineData("", "image/png", "damagedFile")]
    public async Task What_is_no_picture_and_no_paper_is_refused_and_why_is_said(string content, string type, string why)
    {
        using var answer = await Send([.. content.Select(c => (byte)c)], type);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await OpenHouse.Json(answer)).Text("code").ShouldBe(why);
    }

    /// <summary>Programs save one kind under the name of another, and some say no kind at all.</summary>
    [Theory]
    [InlineData("image/webp", "image/jpeg")]
    [InlineData("image/jpeg", "image/png")]
    [InlineData("image/png", "text/plain")]
    [InlineData("application/pdf", "application/octet-stream")]
    [InlineData("image/gif", "video/mp4")]
    public async Task A_file_is_taken_as_what_it_is_whatever_it_says_it_is(string type, string says)
    {
        using var answer = await Send(Picture.Of(type), says);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var shown = await house.Send(HttpMethod.Get, $"/api/files/{(await OpenHouse.Json(answer)).Text("file")}");
        shown.Content.Headers.ContentType!.MediaType.ShouldBe(type);
    }

    [Fact]
    public async Task A_list_shows_a_picture_itself_and_a_drawing_in_the_place_of_a_paper()
    {
        var (picture, paper) = (await Add(Picture.Of("image/webp"), "image/webp"), await Add(Picture.Pdf, "application/pdf"));
        using var small = await house.Send(HttpMethod.Get, $"/api/files/{picture}/thumbnail");
        (small.RequestMessage!.RequestUri!.AbsolutePath, small.Content.Headers.ContentType!.MediaType).ShouldBe(($"/api/files/{picture}", "image/webp"));
        using var drawn = await house.Send(HttpMethod.Get, $"/api/files/{paper}/thumbnail");
        drawn.Content.Headers.ContentType!.ToString().ShouldBe("image/svg+xml; charset=utf-8");
        drawn.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; sandbox"]);
        (await drawn.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(">PDF<");
        using var none = await house.Send(HttpMethod.Get, "/api/files/00000000000000000000000000000000/thumbnail");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Five_megabytes_are_taken_and_a_byte_more_is_not()
    {
        var most = 5 * 1024 * 1024;
        using var fits = await Send(Padded(most), "application/pdf");
        fits.StatusCode.ShouldBe(HttpStatusCode.Created);

        using var large = await Send(Padded(most + 1), "application/pdf");
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await OpenHouse.Json(large)).Text("code").ShouldBe("tooLarge");
    }

    [Fact]
    public async Task A_form_with_one_file_is_taken_too()
    {
        using var form = new MultipartFormDataContent();
        using var part = new ByteArrayContent(Picture.Gif);
        part.Headers.ContentType = new MediaTypeHeaderValue("image/gif");
        form.Add(part, "file", "照片.gif");
        using var answer = await house.Send(HttpMethod.Post, "/api/files", null, form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await OpenHouse.Json(answer)).Text("file").ShouldBe(await Add(Picture.Gif, "image/gif"));
    }

    [Fact]
    public async Task A_topic_carries_the_files_that_were_handed_in_and_no_others()
    {
        var file = await Add(Picture.Of("image/png"), "image/png");
        var topic = await Topic.Raise(house, new { title = "路面塌陷", text = "见照片", files = new[] { file } });
        (await topic.Snapshot()).List("files").Select(f => f.GetString()).ShouldBe([file]);

        var commitment = await topic.Commit();
        (await topic.Staff(Commands.Of("complete", new { commitment, note = "已修复", files = new[] { "00000000000000000000000000000000" } })))
            .ShouldBeRefused("unknownFile");
        (await topic.Staff(Commands.Of("complete", new { commitment, note = "已修复", files = new[] { file } }))).ShouldBeDone();
        (await topic.Snapshot()).List("commitments")[0].List("notes")[0].List("files").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_operator_takes_a_file_out_and_nobody_else()
    {
        var file = await Add([.. "%PDF-1.4 "u8, .. Guid.NewGuid().ToByteArray(), .. "%%EOF"u8], "application/pdf");
        using var nobody = await house.Send(HttpMethod.Delete, $"/api/files/{file}");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var taken = await house.Send(HttpMethod.Delete, $"/api/files/{file}", house.OperatorToken);
        taken.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var gone = await house.Send(HttpMethod.Get, $"/api/files/{file}");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<string> Add(byte[] content, string type)
    {
        using var answer = await Send(content, type);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await OpenHouse.Json(answer)).Text("file");
    }

    private Task<HttpResponseMessage> Send(byte[] content, string type)
    {
        var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        return house.Send(HttpMethod.Post, "/api/files", null, body);
    }

    private static byte[] Padded(int length) => [.. "%PDF-1.4\n"u8, .. new byte[length - 9 - 5], .. "%%EOF"u8];
}
