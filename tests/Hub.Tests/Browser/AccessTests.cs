using System.Text.RegularExpressions;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>Everyone can use every page: axe finds nothing in either light and language, and the keyboard alone is enough.</summary>
public sealed class AccessTests(Stage stage) : IClassFixture<Stage>
{
    [Theory]
    // EveryPageTests looks at the other two.
    [InlineData(ColorScheme.Dark, "zh-CN")]
    [InlineData(ColorScheme.Light, "en-GB")]
    public async Task Axe_finds_nothing_on_any_page(ColorScheme light, string locale)
    {
        var suffix = $"{light}-{locale[..2]}".ToLowerInvariant();
        var room = await stage.Meeting("standingCommittee");
        var member = await room.Join("李梅", "member");
        await using var phone = await stage.Enter(360, 760, light, locale, touch: true);
        await using var tablet = await stage.Enter(1024, 768, light, locale, touch: true);
        await using var wall = await stage.Enter(1920, 1080, light, locale);
        await tablet.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await phone.Sit($"/m/{room.Id}", room.Codes["member"], "王建国");

        await phone.Page.Locator("button.check-in, button:has-text('签到'), button:has-text('Check in')").First.ClickAsync();
        (await member.Post(Of("checkIn"))).ShouldBeDone();
        var comment = (await member.Post(Comment("路灯坏了三个月，请修一修。"))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("pinComment", new { comment }))).ShouldBeDone();
        (await member.Post(Of("raiseHand", new { about = "路灯" }))).ShouldBeDone();
        (await room.Chair.Post(Of("startItem", new { item = "i1" }))).ShouldBeDone();
        await Expect(tablet.Page.GetByText(new Regex("2 人签到|2 checked in"))).ToBeVisibleAsync();
        var ballot =
            (await room.Chair.Post(Of("openBallot", new { question = "先修哪一段路的灯？", kind = "single", options = new[] { "北京路", "淮海路" } }))).ShouldBeDone().Made;

        await Expect(phone.Page.GetByRole(AriaRole.Radio)).ToHaveCountAsync(2);
        await Clean(phone, $"a11y-m-{suffix}");
        await Expect(tablet.Page.GetByText("先修哪一段路的灯？").First).ToBeVisibleAsync();
        await Clean(tablet, $"a11y-chair-{suffix}");
        foreach (var (path, name) in new[] { ($"/watch/{room.Id}", "watch"), ("/", "home"), ("/admin", "admin") })
        {
            await using var visitor = await stage.Enter(360, 760, light, locale);
            await visitor.Page.GotoAsync(path);
            await Expect(visitor.Page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
            await Clean(visitor, $"a11y-{name}-{suffix}");
        }

        await wall.Page.GotoAsync($"/screen/{room.Id}");
        foreach (var scene in new[] { "agenda", "speaker", "ballot", "comment", "pause", "join" })
        {
            await Show(scene);
        }

        (await member.Post(Of("vote", new { ballot, choices = new[] { "o1" } }))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        await Show("result");

        async Task Show(string scene)
        {
            (await room.Chair.Post(Of("showScene", new { scene }))).Outcome.ShouldBeOneOf("done", "already");
            await Expect(wall.Page.Locator($"main[data-scene={scene}]")).ToBeVisibleAsync();
            await Clean(wall, $"a11y-screen-{scene}-{suffix}");
        }
    }

    [Fact]
    public async Task The_keyboard_alone_can_vote()
    {
        var room = await stage.Meeting("standingCommittee");
        await using var member = await stage.Enter(360, 760);
        await member.Sit($"/m/{room.Id}", room.Codes["member"], "王建国");
        await TabTo(member, "button:not([disabled])", "签到");
        await member.Page.Keyboard.PressAsync("Enter");
        await Expect(member.Page.GetByText("已签到").First).ToBeVisibleAsync();
        (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval" }))).ShouldBeDone();
        await Expect(member.Page.GetByRole(AriaRole.Radio)).ToHaveCountAsync(3);

        await TabTo(member, "input[type=radio]");
        await member.Page.Keyboard.PressAsync("ArrowDown");
        await TabTo(member, "button[type=submit]", "投票");
        await member.Page.Keyboard.PressAsync("Enter");

        await Expect(member.Page.GetByText("已计票：反对").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_keyboard_alone_can_moderate()
    {
        var room = await stage.Meeting();
        var writer = await room.Join("李梅");
        await using var chair = await stage.Enter(1024, 768);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        (await room.Chair.Post(Of("setModeration", new { mode = "pre" }))).ShouldBeDone();
        (await writer.Post(Comment("第一条"))).ShouldBeDone();
        (await writer.Post(Comment("第二条"))).ShouldBeDone();
        await Expect(chair.Page.Locator("[data-comment]")).ToHaveCountAsync(2);

        await TabTo(chair, ".queue");
        await chair.Page.Keyboard.PressAsync("j");
        await chair.Page.Keyboard.PressAsync("a");
        await Expect(chair.Page.Locator("[data-comment].visible")).ToHaveCountAsync(1);
        await chair.Page.Keyboard.PressAsync("k");
        await chair.Page.Keyboard.PressAsync("h");
        await Expect(chair.Page.Locator("[data-comment].waiting")).ToHaveCountAsync(0);

        (await room.Comments()).Select(c => c.Text("text")).ShouldBe(["第一条"]);
    }

    /// <summary>Guards what a browser denies there: randomUUID, the clipboard, brotli.</summary>
    [Fact]
    public async Task A_phone_takes_part_over_plain_http()
    {
        var room = await stage.Meeting("standingCommittee");
        await using var phone = await stage.Enter(360, 760, touch: true, host: SharedBrowser.FarName);
        await phone.Sit($"/m/{room.Id}", room.Codes["member"], "王建国");
        (await phone.Page.EvaluateAsync<bool>("window.isSecureContext")).ShouldBeFalse();

        await phone.Button("签到").ClickAsync();
        await Expect(phone.Page.GetByText("已签到").First).ToBeVisibleAsync();
        await phone.Page.GetByLabel("写下您的意见").FillAsync("从会场外面也能说话。");
        await phone.Button("发送").ClickAsync();
        await Expect(phone.Page.GetByText("从会场外面也能说话。").First).ToBeVisibleAsync();

        (await room.Comments()).Select(c => c.Text("text")).ShouldBe(["从会场外面也能说话。"]);
        phone.Complaints.ShouldBeEmpty();
    }

    private static async Task Clean(Visitor visitor, string name)
    {
        await visitor.Screenshot(name);
        (await visitor.Barriers()).ShouldBeEmpty(name);
        visitor.Complaints.ShouldBeEmpty(name);
    }

    /// <summary>Walks the tab order until the focus is where it should be; a hundred steps without it is a page that the keyboard cannot use.</summary>
    private static async Task TabTo(Visitor visitor, string selector, string text = "")
    {
        for (var steps = 0; steps < 100; steps++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            if (await visitor.Page.EvaluateAsync<bool>(
                "([selector, text]) => document.activeElement.matches(selector) && document.activeElement.textContent.includes(text)",
                new[] { selector, text }))
            {
                return;
            }
        }

        Assert.Fail($"The keyboard does not come to {selector} {text}.");
    }
}
