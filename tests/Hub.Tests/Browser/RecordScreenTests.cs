using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>What a meeting leaves behind, on real screens: its minutes, corrected and approved, and its replay.</summary>
public sealed class RecordScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Fact]
    public async Task The_chair_rewrites_and_approves_the_minutes_and_anyone_reads_and_keeps_them()
    {
        var room = await Held();
        await using var chair = await stage.Enter(1024, 768, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await chair.Page.GotoAsync($"/record/{room.Id}");
        await Expect(chair.Page.GetByText("草稿，尚未审定")).ToBeVisibleAsync();
        await chair.Button("改写“小结”").ClickAsync();
        await chair.Page.Locator("textarea").FillAsync("大家同意先修南段路灯，七月底前完成。");
        await chair.Button("保存").ClickAsync();
        await Expect(chair.Page.GetByText("大家同意先修南段路灯，七月底前完成。")).ToBeVisibleAsync();
        await chair.Button("审定纪要").ClickAsync();
        await Expect(chair.Page.GetByText("周主席（未核实） 于")).ToBeVisibleAsync();
        await chair.Screenshot("minutes-chair");
        (await chair.Barriers()).ShouldBeEmpty();
        chair.Complaints.ShouldBeEmpty();

        await using var citizen = await stage.Enter(360, 760, ColorScheme.Dark, touch: true);
        await citizen.Page.GotoAsync($"/record/{room.Id}");
        await Expect(citizen.Page.GetByText("大家同意先修南段路灯，七月底前完成。")).ToBeVisibleAsync();
        await Expect(citizen.Button("改写“小结”")).ToHaveCountAsync(0);
        var hash = (await stage.Get($"{room.Path}/minutes")).At("chain").Text("hash");
        await Expect(citizen.Page.GetByText(hash)).ToBeVisibleAsync();
        await citizen.Screenshot("minutes", whole: true);
        (await citizen.Barriers()).ShouldBeEmpty();
        var download =
            await citizen.Page.RunAndWaitForDownloadAsync(() =>
            citizen.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Word 文档" }).ClickAsync());
        download.SuggestedFilename.ShouldBe($"{(await room.Snapshot()).Text("title")}.docx", "it is called what the meeting is called");
        citizen.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(360, 760, "zh-CN", ColorScheme.Light)]
    [InlineData(1024, 768, "en-GB", ColorScheme.Dark)]
    public async Task A_past_meeting_is_scrubbed_and_jumped_in_and_ends_as_the_record_shows_it(int width, int height, string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        var room = await Held();
        await using var viewer = await stage.Enter(width, height, light, locale, touch: true);
        await viewer.Page.GotoAsync($"/record/{room.Id}");
        await viewer.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = isChinese ? "会议回放" : "Replay", Exact = true }).ClickAsync();
        var moment = viewer.Page.GetByRole(AriaRole.Slider);
        await Expect(moment).ToBeVisibleAsync();
        await Expect(viewer.Page.Locator(".ballot-watch")).ToHaveCountAsync(0);

        // To where the ballot was opened: it is open there.
        await viewer.Page.Locator("summary").ClickAsync();
        await viewer.Page.GetByRole(AriaRole.Button).Filter(new LocatorFilterOptions { HasText = isChinese ? "开始表决" : "Ballot opens" }).ClickAsync();
        await Expect(viewer.Page.Locator(".ballot-watch.open")).ToContainTextAsync("修南段还是北段?");
        await viewer.Page.Locator("summary").ClickAsync();
        await viewer.Screenshot($"replay-{width}");
        (await viewer.Barriers()).ShouldBeEmpty();

        // By keyboard to the end: as it was when it was closed.
        await moment.FocusAsync();
        await viewer.Page.Keyboard.PressAsync("End");
        await Expect(viewer.Page.Locator(".ballot-watch.closed")).ToContainTextAsync("修南段还是北段?");
        await Expect(viewer.Page.GetByText("夜里看不见路").First).ToBeVisibleAsync();

        // Played from the beginning, it comes to the end by itself.
        await moment.FocusAsync();
        await viewer.Page.Keyboard.PressAsync("Home");
        await viewer.Button(isChinese ? "播放" : "Play").ClickAsync();
        await Expect(viewer.Button(isChinese ? "播放" : "Play")).ToBeVisibleAsync();
        await Expect(viewer.Page.Locator(".ballot-watch.closed")).ToBeVisibleAsync();
        viewer.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_agenda_and_each_result_stand_on_sheets_of_their_own_to_be_printed()
    {
        var room = await Held();
        await using var clerk = await stage.Enter(1024, 768, ColorScheme.Dark);
        await clerk.Page.GotoAsync($"/papers/{room.Id}");
        await Expect(clerk.Page.Locator(".sheet")).ToHaveCountAsync(2);
        var minutes = await stage.Get($"{room.Path}/minutes");
        var result = clerk.Page.Locator(".sheet").Filter(new LocatorFilterOptions { HasText = "表决结果" });
        await Expect(result.GetByText(minutes.List("decisions")[0].Text("outcome", "text", "zh"))).ToBeVisibleAsync();
        await Expect(result.GetByText(minutes.At("chain").Text("hash"))).ToBeVisibleAsync();
        await Expect(result.Locator("tbody tr")).ToHaveTextAsync(new[] { "南段3", "北段0" });
        (await clerk.Barriers()).ShouldBeEmpty();

        await clerk.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "修南段还是北段?" }).ClickAsync();
        await Expect(result).ToBeVisibleAsync();
        await Expect(clerk.Page.Locator(".sheet").Filter(new LocatorFilterOptions { HasText = "时长（分钟）" })).ToBeHiddenAsync();
        await clerk.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Expect(clerk.Page.Locator("nav.no-print")).ToBeHiddenAsync();
        await Expect(result).ToBeVisibleAsync();
        await clerk.Screenshot("paper-result");
        clerk.Complaints.ShouldBeEmpty();
    }

    private async Task<Room> Held()
    {
        var room = await stage.Meeting();
        var people = await room.Crowd(3);
        var item = (await room.Snapshot()).List("agenda", "items")[1].Text("id");
        (await room.Chair.Post(Of("startItem", new { item }))).ShouldBeDone();
        (await people[0].Post(Of("raiseHand"))).ShouldBeDone();
        (await room.Chair.Post(Of("giveFloor", new { participant = people[0].Participant }))).ShouldBeDone();
        (await people[1].Post(Of("comment", new { text = "夜里看不见路" }))).ShouldBeDone();
        (await room.Chair.Post(Of("endFloor"))).ShouldBeDone();
        var ballot =
            (await room.Chair.Post(Of("openBallot", new { question = "修南段还是北段?", kind = "single", options = new[] { "南段", "北段" } }))).ShouldBeDone().Made;
        var option = (await room.Snapshot()).List("ballots")[0].List("options")[0].Text("id");
        foreach (var person in people)
        {
            (await person.Post(Of("vote", new { ballot, choices = new[] { option } }))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        return room;
    }
}
