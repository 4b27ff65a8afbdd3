using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>The chair's page when a ballot begins and when the meeting ends: what is left over is said, or is not left over.</summary>
public sealed class ClosingScreenTests(Stage stage) : IClassFixture<Stage>
{
    /// <summary>Guards R12, the next ballot: it was opened confidential, by two thirds, because the one before was.</summary>
    [Fact]
    public async Task After_a_ballot_is_opened_the_form_is_as_the_format_says()
    {
        var room = await stage.Meeting("standingCommittee");
        var member = await room.Join("王建国", "member");
        (await member.Post(Of("checkIn"))).ShouldBeDone();
        // A projector that follows is not asked for a ballot; one that is held is.
        (await room.Chair.Post(Of("showScene", new { scene = "agenda" }))).ShouldBeDone();
        await using var chair = await stage.Enter(1024, 768, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await chair.Page.GetByText("通过条件").ClickAsync();
        var form = chair.Page.Locator("form.ballot-form");
        async Task<List<string>> Settings() => [
            .. await Task.WhenAll((await form.Locator("select").AllAsync()).Select(s => s.InputValueAsync())),
            .. await Task.WhenAll((await form.Locator("input[type=radio]:checked").AllAsync()).Select(r => r.InputValueAsync())),
            (await form.Locator("input[type=checkbox]").IsCheckedAsync()).ToString(),
        ];
        var asTheFormatSays = await Settings();

        await chair.Page.GetByLabel("表决事项").FillAsync("是否同意报送？");
        await Radio(chair, "评分").CheckAsync(new LocatorCheckOptions { Force = true });
        await Radio(chair, "赞成/反对/弃权").CheckAsync(new LocatorCheckOptions { Force = true });
        await Radio(chair, "不公开").CheckAsync(new LocatorCheckOptions { Force = true });
        await chair.Page.GetByLabel("表决人").SelectOptionAsync("all");
        await chair.Page.GetByLabel("结果公布").SelectOptionAsync("onReveal");
        await chair.Page.GetByLabel("限时").SelectOptionAsync("300");
        await chair.Page.GetByLabel("多数", new PageGetByLabelOptions { Exact = true }).SelectOptionAsync("2/3");
        await chair.Page.GetByLabel("计算基数").SelectOptionAsync("present");
        await chair.Page.GetByLabel("法定人数").SelectOptionAsync("1/2");
        await chair.Page.GetByLabel("同时投到大屏").UncheckAsync();
        (await Settings()).ShouldNotBe(asTheFormatSays);
        await chair.Button("开始表决").ClickAsync();
        await Expect(chair.Page.GetByLabel("表决事项")).ToHaveValueAsync("");
        (await Settings()).ShouldBe(asTheFormatSays);
        var opened = (await room.Snapshot()).List("ballots").ShouldHaveSingleItem();
        (opened.Text("secrecy"), opened.Text("results"), opened.Text("majority")).ShouldBe(("confidential", "onReveal", "2/3"));
        chair.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1024, 768, "zh-CN", ColorScheme.Light)]
    [InlineData(390, 844, "zh-CN", ColorScheme.Dark)]
    [InlineData(390, 844, "en-GB", ColorScheme.Light)]
    [InlineData(1024, 768, "en-GB", ColorScheme.Dark)]
    public async Task Closing_lists_what_is_unfinished_and_a_late_change_asks_for_another_approval(int width, int height, string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        string Say(string zh, string en) => isChinese ? zh : en;
        var room = await stage.Meeting();
        var items = (await room.Snapshot()).List("agenda", "items");
        (await room.Chair.Post(Of("startItem", new { item = items[0].Text("id") }))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Approval("先修哪条路？", results: "onReveal"))).ShouldBeDone().Made;
        (await (await room.Join("赵志强", "member")).Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("setModeration", new { mode = "pre" }))).ShouldBeDone();
        var guest = await room.Join("居民");
        foreach (var text in new[] { "路灯太暗", "井盖松动" })
        {
            (await guest.Post(Comment(text))).ShouldBeDone();
        }

        var second = (await room.Chair.Post(Approval("明年再议？"))).ShouldBeDone().Made;
        await using var chair = await stage.Enter(width, height, light, locale, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], Say("周主席", "Zhou"));
        await chair.Button(Say("结束会议", "Close meeting")).First.ClickAsync();
        var dialog = chair.Page.GetByRole(AriaRole.Dialog);
        var yes = dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = Say("结束会议", "Close the meeting") });
        await Expect(dialog.Locator("li").Nth(0)).ToHaveTextAsync(Say("表决“明年再议？”还没有结束", "The ballot “明年再议？” is still open"));
        await Expect(yes).ToBeDisabledAsync();
        await chair.Screenshot($"close-blocked-{width}-{locale}-{light}");

        // It follows what happens meanwhile.
        (await room.Chair.Post(Of("closeBallot", new { ballot = second }))).ShouldBeDone();
        await Expect(yes).ToBeEnabledAsync();
        var left = await dialog.Locator("li").AllInnerTextsAsync();
        left.Count.ShouldBe(4);
        left.Take(2).ShouldBe([Say("表决“先修哪条路？”的结果还没有公布", "The result of “先修哪条路？” is not announced yet"), Say("2 条意见等待通过", "2 comments await approval")]);
        left[2].ShouldContain(items[0].Text("title"));
        left[3].ShouldContain(items[1].Text("title"));
        await chair.Screenshot($"close-{width}-{locale}-{light}");
        (await chair.Barriers()).ShouldBeEmpty();
        await yes.ClickAsync();
        await Expect(chair.Page.GetByText(Say("草稿，尚未审定", "A draft, not approved yet"))).ToBeVisibleAsync();

        await Expect(chair.Page.Locator(".approving").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = Say("会议回放", "Replay") }))
            .ToHaveAttributeAsync("href", $"/replay/{room.Id}");

        // Read and approved on the page of the record; a result that is announced afterwards shows on both, and asks again.
        await chair.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = Say("查看纪要并审定", "Read the minutes and approve them") }).ClickAsync();
        await chair.Button(Say("审定纪要", "Approve the minutes")).ClickAsync();
        await Expect(chair.Page.GetByText(Say("审定依据：会议记录至第", "Covers the record to event"))).ToBeVisibleAsync();
        await chair.Page.GotoAsync($"/chair/{room.Id}");
        await Expect(chair.Page.GetByText(Say("周主席（未核实） 于", "Approved by Zhou (not verified)"))).ToBeVisibleAsync();
        await chair.Screenshot($"approved-chair-{width}-{locale}-{light}");
        await chair.Part(Say("表决", "Ballot"));
        await chair.Page.GetByText(Say("已结束的表决", "Closed ballots")).ClickAsync();
        await chair.Button(Say("公布结果", "Announce result")).ClickAsync();
        await Expect(chair.Page.GetByText(Say("审定后有变化", "Changed since it was approved"))).ToBeVisibleAsync();
        await chair.Screenshot($"changed-chair-{width}-{locale}-{light}", whole: true);
        (await chair.Barriers()).ShouldBeEmpty();
        await chair.Page.GotoAsync($"/record/{room.Id}");
        await Expect(chair.Page.GetByText(Say("公布“先修哪条路？”的结果", "The result of “先修哪条路？” was announced"))).ToBeVisibleAsync();
        await chair.Screenshot($"changed-record-{width}-{locale}-{light}", whole: true);
        (await chair.Barriers()).ShouldBeEmpty();
        await chair.Button(Say("重新审定", "Approve again")).ClickAsync();
        await Expect(chair.Page.GetByText(Say("审定后有变化", "Changed since it was approved"))).ToHaveCountAsync(0);

        // What another device does shows on the page that is open.
        (await room.Chair.Post(Of("correctMinutes", new { section = "summary", text = "会后补记。" }))).ShouldBeDone();
        await Expect(chair.Page.GetByText(Say("审定后有变化", "Changed since it was approved"))).ToBeVisibleAsync();
        await Expect(chair.Page.GetByText("会后补记。")).ToBeVisibleAsync();
        chair.Complaints.ShouldBeEmpty();
    }

    /// <summary>Guards a chair under whose eyes a name changes without a word.</summary>
    [Theory]
    [InlineData(1024, ColorScheme.Light, "zh-CN")]
    [InlineData(390, ColorScheme.Dark, "en-GB")]
    public async Task A_name_that_changes_while_the_meeting_goes_on_is_said_to_the_chair(int width, ColorScheme light, string locale)
    {
        var room = await stage.Meeting();
        var zhang = await room.Join("张三");
        (await zhang.Post(Of("raiseHand"))).ShouldBeDone();
        await using var chair = await stage.Enter(width, 900, light, touch: true, locale: locale);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await chair.Part(locale == "zh-CN" ? "发言与意见" : "Floor");
        await Expect(chair.Page.Locator("ol.hands").GetByText("张三").First).ToBeVisibleAsync();

        await room.Join("市政协主席", "attend", zhang.Token);

        var said = chair.Page.GetByText(locale == "zh-CN" ? "“张三”改名为“市政协主席”" : "“张三” is now called “市政协主席”");
        await Expect(said).ToBeVisibleAsync();
        await said.ScrollIntoViewIfNeededAsync();
        await chair.Screenshot($"renamed-chair-{width}-{locale}-{light}");
        (await chair.Barriers()).ShouldBeEmpty();
        await chair.Button(locale == "zh-CN" ? "知道了" : "Got it").ClickAsync();
        await Expect(said).ToHaveCountAsync(0);
    }

    private static ILocator Radio(Visitor visitor, string name) => visitor.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = name });
}
