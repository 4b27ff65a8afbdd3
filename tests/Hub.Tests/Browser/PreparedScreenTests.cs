using Hub.Tests.Files;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>Guards S8: nothing could be prepared beforehand, and whoever chaired typed each ballot while the hall waited.</summary>
public sealed class PreparedScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Theory]
    [InlineData(1024, "zh-CN", ColorScheme.Light)]
    [InlineData(390, "en-GB", ColorScheme.Dark)]
    public async Task The_chair_prepares_before_the_meeting_and_opens_with_one_tap(int width, string locale, ColorScheme light)
    {
        string Say(string zh, string en) => locale == "zh-CN" ? zh : en;
        var room = await stage.Meeting(open: false);
        var item = (await room.Snapshot()).List("agenda", "items")[1];
        await using var chair = await stage.Enter(width, 800, light, locale, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], Say("周主席", "Zhou"));
        await chair.Page.Locator(".item-line").Nth(1).ClickAsync();
        await chair.Page.Locator(".item-papers input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "情况说明.pdf", MimeType = "application/pdf", Buffer = Picture.Pdf });
        await Expect(chair.Page.Locator(".item-papers li a")).ToHaveTextAsync("情况说明");
        await chair.Screenshot($"prepared-papers-{width}-{locale}-{light}");
        (await chair.Barriers()).ShouldBeEmpty();

        await chair.Part(Say("表决", "Ballot"));
        await chair.Page.GetByLabel(Say("表决事项", "Question")).FillAsync("这样办，行不行？");
        await chair.Page.GetByLabel(Say("所属议程", "Agenda item")).SelectOptionAsync(item.Text("id"));
        await chair.Button(Say("存为草案", "Save as draft")).ClickAsync();
        await Expect(chair.Page.Locator(".drafts li")).ToContainTextAsync("这样办，行不行？");
        await chair.Screenshot($"prepared-draft-{width}-{locale}-{light}");
        (await chair.Barriers()).ShouldBeEmpty();

        // The room reads the document before it begins, and knows nothing of the ballot.
        await using var phone = await stage.Enter(360, 760, light, locale, touch: true);
        await phone.Sit($"/m/{room.Id}", room.Codes["attend"], "赵云");
        await Expect(phone.Page.Locator(".papers a")).ToHaveTextAsync("情况说明");
        await Expect(phone.Page.Locator(".papers a")).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("^/api/files/[0-9a-f]{32}$"));
        await Expect(phone.Page.GetByText("这样办，行不行？")).ToHaveCountAsync(0);
        await phone.Screenshot($"prepared-phone-{locale}-{light}");
        (await phone.Barriers()).ShouldBeEmpty();

        (await room.Chair.Post(Of("open"))).ShouldBeDone();
        (await room.Chair.Post(Of("startItem", new { item = item.Text("id") }))).ShouldBeDone();
        await chair.Part(Say("议程", "Agenda"));
        var ready = chair.Page.Locator(".clock .ready");
        await Expect(ready).ToBeEnabledAsync();
        await chair.Page.EvaluateAsync("() => { window.taps = 0; addEventListener('click', () => window.taps++, true); }");
        await ready.ClickAsync();
        await Expect(phone.Page.GetByText("这样办，行不行？").First).ToBeVisibleAsync();
        await Expect(ready).ToHaveCountAsync(0);
        (await chair.Page.EvaluateAsync<int>("() => window.taps")).ShouldBe(1);

        // On a narrow screen, too, what was opened from the agenda is in view.
        await Expect(chair.Page.Locator(".held.open")).ToBeInViewportAsync();
        var ballot = (await room.Snapshot()).List("ballots").ShouldHaveSingleItem();
        (ballot.Text("question"), ballot.Text("item"), ballot.Text("status")).ShouldBe(("这样办，行不行？", item.Text("id"), "open"));
        await Expect(phone.Page.Locator(".papers a")).ToHaveTextAsync("情况说明");
        chair.Complaints.Concat(phone.Complaints).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_meeting_takes_over_the_agenda_of_an_earlier_one()
    {
        var earlier = await stage.Meeting(open: false);
        (await earlier.Chair.Post(Of("addItem", new { title = "通报上次交办的落实情况", kind = "report", minutes = 15 }))).ShouldBeDone();
        (await earlier.Chair.Post(Of("draftBallot", new { question = "是否同意续建？", kind = "approval" }))).ShouldBeDone();
        var was = await earlier.Snapshot();
        await using var clerk = await stage.Enter(1024, 768);
        await clerk.SignInAsOperator();
        await clerk.Page.Locator("summary").Filter(new LocatorFilterOptions { HasText = "沿用以前会议的议程" }).ClickAsync();
        await clerk.Page.GetByLabel("搜索以前的会议").FillAsync(was.Text("title"));
        await clerk.Page.GetByLabel("沿用以前会议的议程").SelectOptionAsync(earlier.Id);
        await Expect(clerk.Page.GetByText($"将沿用 {was.List("agenda", "items").Count} 项议程。")).ToBeVisibleAsync();
        await Expect(clerk.Page.GetByLabel("表决事项也沿用为草案（1 项）")).ToBeCheckedAsync();
        (await clerk.Barriers()).ShouldBeEmpty();
        var title = $"第二次协商 {Guid.NewGuid():n}";
        await clerk.Page.GetByLabel("会议名称").FillAsync(title);
        await clerk.Button("建立会议").ClickAsync();
        await Expect(clerk.Page.Locator("a[href^='/chair/']").First).ToBeVisibleAsync();

        var made = (await stage.Get($"/api/meetings?q={Uri.EscapeDataString(title)}")).List("items").ShouldHaveSingleItem().Text("id");
        var agenda = (await stage.Get($"/api/meetings/{made}")).At("snapshot");
        Planned(agenda).ShouldBe(Planned(was));
        (await stage.Get($"/api/meetings/{made}/drafts", stage.OperatorToken)).List("items").ShouldHaveSingleItem().Text("question").ShouldBe("是否同意续建？");
        clerk.Complaints.ShouldBeEmpty();
    }

    private static List<(string, string, double)> Planned(System.Text.Json.JsonElement meeting) =>
        [.. meeting.List("agenda", "items").Select(i => (i.Text("title"), i.Text("kind"), i.At("minutes").GetDouble()))];
}
