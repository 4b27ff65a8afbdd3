using System.Text;
using Hub.Tests.Files;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>What people hand in from their phones: taken, made smaller, or refused in words that say what to do; and shown as the picture that it is.</summary>
public sealed class FileScreenTests(Stage stage) : IClassFixture<Stage>
{
    private const string AllDrawn = "() => [...document.querySelectorAll('.thumb img')].every(i => i.complete && i.naturalWidth > 0)";

    [Fact]
    public async Task Each_file_of_a_topic_is_taken_or_refused_in_its_own_words_and_shown_as_a_small_picture()
    {
        await using var citizen = await stage.Enter(360, 760, touch: true);
        await citizen.Page.GotoAsync("/raise");
        await citizen.Page.GetByLabel("一句话说清是什么事").FillAsync("路面塌陷，见照片");
        await citizen.Page.GetByLabel("具体情况").FillAsync("府前路与北京路路口");
        var files = citizen.Page.Locator("input[type=file]");
        await files.SetInputFilesAsync([
            Chosen("全景.png", Picture.Drawn(2600, 900)), Chosen("IMG_0001.HEIC", Picture.Media("heic", "mif1", "heic")),
            Chosen("半张.jpg", [0xff, 0xd8, 0xff, 0xe0, 0, 16]), Chosen("说明.txt", Encoding.UTF8.GetBytes("请看附件")), Chosen("现场.jpg", Shade(1)),
            Chosen("报告.pdf", [.. "\r\n"u8, .. Picture.Pdf]), Chosen("扫描.pdf", [.. Picture.Pdf, .. new byte[5 * 1024 * 1024]]),
        ]);
        var refused = citizen.Page.Locator(".files-in .wrong li");
        await Expect(refused).ToHaveTextAsync([
            "IMG_0001.HEIC：这张照片是 HEIC 格式，这里的浏览器转换不了。请截图后添加，或在手机“设置—相机—格式”里选“兼容性最佳”再拍。",
            "半张.jpg：这个文件不完整或者已经损坏，请重新拍照、截图或导出以后再添加。",
            "说明.txt：这个文件不是照片（JPEG、PNG、WebP、GIF），也不是 PDF，请换一个。",
            "扫描.pdf：内容太大，没有接收：文件最多 5 MB，请压缩或拆分；文字请精简后再试。",
        ]);
        var small = citizen.Page.Locator(".thumb img");
        await Expect(small).ToHaveCountAsync(3);
        await citizen.Page.WaitForFunctionAsync(AllDrawn);
        await citizen.Page.Locator(".files-in").ScrollIntoViewIfNeededAsync();
        await citizen.Screenshot("raise-files", whole: true);
        (await citizen.Barriers()).ShouldBeEmpty();

        // Seven megabytes of PNG arrived as a JPEG that is no longer than need be.
        var photo = await citizen.Page.Locator(".thumb").First.GetAttributeAsync("href");
        using var shown = await stage.Send(HttpMethod.Get, photo!);
        shown.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        (await citizen.Page.EvaluateAsync<int>("async path => (await createImageBitmap(await (await fetch(path)).blob())).width", photo)).ShouldBe(2000);

        // There is room for three more, and the same once more is no other.
        await files.SetInputFilesAsync([Chosen("1.gif", Shade(1)), .. Enumerable.Range(2, 5).Select(i => Chosen($"{i}.gif", Shade(i)))]);
        await Expect(refused).ToHaveTextAsync(["最多 6 个附件，还有 2 个没有添加。"]);
        await Expect(small).ToHaveCountAsync(6);
        await Expect(files).ToHaveCountAsync(0);
        await citizen.Page.GetByRole(AriaRole.Button, new() { Name = "移除 附件 6" }).ClickAsync();
        await Expect(small).ToHaveCountAsync(5);
        await citizen.Button("提交议题").ClickAsync();
        await Expect(citizen.Page.GetByText("议题已提交。")).ToBeVisibleAsync();
        await Expect(small).ToHaveCountAsync(5);
        await Expect(citizen.Page.GetByRole(AriaRole.Img, new() { Name = "”的附件 2" })).ToHaveAttributeAsync("loading", "lazy");
        await small.Last.ScrollIntoViewIfNeededAsync();
        await citizen.Page.WaitForFunctionAsync(AllDrawn);
        await citizen.Screenshot("topic-files", whole: true);
        (await citizen.Barriers()).ShouldBeEmpty();
        citizen.Complaints.Where(c => !c.Contains("/api/files", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task In_English_they_are_refused_in_English_words()
    {
        await using var citizen = await stage.Enter(1024, 768, ColorScheme.Dark, "en-GB");
        await citizen.Page.GotoAsync("/raise");
        await citizen.Page.Locator("input[type=file]").SetInputFilesAsync([
            Chosen("IMG_0002.jpg", Picture.Media("mif1", "heic")), Chosen("bag.zip", [.. "PK\u0003\u0004"u8, 1, 2, 3]), Chosen("empty.png", []),
            Chosen("ok.png", Shade(9)),
        ]);
        await Expect(citizen.Page.Locator(".files-in .wrong li")).ToHaveTextAsync([
            "IMG_0002.jpg: This photo is in HEIC, which this browser cannot convert. Add a screenshot of it, or choose Settings, Camera, Formats, Most "
                + "Compatible.",
            "bag.zip: This file is neither a photo (JPEG, PNG, WebP, GIF) nor a PDF. Please choose another.",
            "empty.png: This file is not whole, or damaged. Please take the photo again, take a screenshot, or export it once more.",
        ]);
        await Expect(citizen.Page.GetByRole(AriaRole.Img, new() { Name = "Attachment 1" })).ToBeVisibleAsync();
        await citizen.Page.WaitForFunctionAsync(AllDrawn);
        await citizen.Page.Locator(".files-in").ScrollIntoViewIfNeededAsync();
        await citizen.Screenshot("raise-files-en");
        (await citizen.Barriers()).ShouldBeEmpty();
        citizen.Complaints.Where(c => !c.Contains("/api/files", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>A browser that draws HEIC, as Safari does, hands in a JPEG: here what it would draw is put in the place of what it is given.</summary>
    [Fact]
    public async Task A_browser_that_draws_what_others_do_not_hands_in_what_all_of_them_show()
    {
        await using var citizen = await stage.Enter(360, 760, ColorScheme.Dark, touch: true);
        await citizen.Page.AddInitScriptAsync(
            "const drawn = createImageBitmap; window.createImageBitmap = async file => { const canvas = document.createElement('canvas'); canvas.width = 300; "
            + "canvas.height = 200; canvas.getContext('2d').fillRect(0, 0, 9, 9); return await drawn(canvas); };");
        await citizen.Page.GotoAsync("/raise");
        await citizen.Page.Locator("input[type=file]").SetInputFilesAsync([Chosen("IMG_0003.HEIC", Picture.Media("heic", "mif1", "heic"))]);
        await Expect(citizen.Page.Locator(".thumb img")).ToHaveCountAsync(1);
        await citizen.Page.WaitForFunctionAsync(AllDrawn);
        using var shown = await stage.Send(HttpMethod.Get, (await citizen.Page.Locator(".thumb").GetAttributeAsync("href"))!);
        shown.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        citizen.Complaints.ShouldBeEmpty();
    }

    /// <summary>A dot of a shade of its own.</summary>
    private static byte[] Shade(int shade) => [.. Picture.Gif[..13], (byte)shade, .. Picture.Gif[14..]];

    private static FilePayload Chosen(string name, byte[] content) => new() { Name = name, MimeType = TypeOf(name), Buffer = content };

    /// <summary>As browsers do: by how the name ends.</summary>
    private static string TypeOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".jpg" => "image/jpeg",
        ".png" => "image/png",
        ".gif" => "image/gif",
        ".pdf" => "application/pdf",
        ".txt" => "text/plain",
        ".zip" => "application/zip",
        _ => "",
    };
}
