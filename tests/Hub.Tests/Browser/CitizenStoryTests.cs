using System.Globalization;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Tests.Files;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>
/// A citizen's topic, whole, on the screens of all who have a part in it: from the code at a venue's door, over the desk, the meeting and the department's
/// work, to the rating and the year's report. What one does is waited for by what the others see, without their asking.
/// </summary>
public sealed class CitizenStoryTests(Stage stage) : IClassFixture<Stage>
{
    private static int ThisYear => TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).Year;

    [Fact]
    public async Task A_topic_goes_from_the_scanned_code_to_the_report()
    {
        // Of this test alone: what is counted for a venue is what was raised there.
        var mark = $"{Guid.NewGuid():n}"[..8];
        var hall = $"府前路小学对面协商议事室 {mark}";
        var title = $"府前路晚高峰公交太少 {mark}";
        var venue = (await stage.Record("venues", House.Registers.Entry("venue", new { title = hall, kind = "consultationRoom", county = "清江浦区" })))
            .ShouldBeDone().Made;
        var bureau = House.Registers.Entry("department", new { title = $"市交通运输局 {mark}", english = "Bureau of Transport", contact = "0517-80000000" });
        var department = (await stage.Record("departments", bureau)).ShouldBeDone().Made;
        await using var citizen = await stage.Enter(360, 760, touch: true);
        await using var neighbour = await stage.Enter(390, 844, ColorScheme.Dark, touch: true);
        await using var clerk = await stage.Enter(1280, 900);
        await using var chair = await stage.Enter(1024, 768, touch: true);
        await using var officer = await stage.Enter(390, 844, touch: true);

        // The code that hangs at the venue's door leads to where a topic is raised; a photo goes with it.
        await citizen.Page.GotoAsync($"/venues/{venue}");
        await citizen.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "在这里提出议题" }).ClickAsync();
        await Expect(citizen.Page.GetByText($"在“{hall}”提出")).ToBeVisibleAsync();
        await citizen.Page.GetByLabel("一句话说清是什么事").FillAsync(title);
        await citizen.Page.GetByLabel("具体情况").FillAsync("下班等了四十分钟，老人在寒风里站着。");
        await citizen.Page.GetByLabel("县区").SelectOptionAsync("清江浦区");
        await citizen.Page.GetByLabel("类别").SelectOptionAsync("交通");
        await citizen.Page.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "站台.gif", MimeType = "image/gif", Buffer = Picture.Gif });
        await Expect(citizen.Page.Locator(".thumb img")).ToHaveCountAsync(1);
        await citizen.Screenshot("raise");
        await citizen.Button("提交议题").ClickAsync();
        await Expect(citizen.Page.GetByText("议题已提交。")).ToBeVisibleAsync();
        await Expect(citizen.Page.GetByText("您提出了这个议题")).ToBeVisibleAsync();
        await Expect(citizen.Page.Locator(".topic-head .thumb img")).ToHaveCountAsync(1);
        var id = new Uri(citizen.Page.Url).Segments[^1];

        // A neighbour finds it, sees the photo, and follows it.
        await Eventually.Holds(async () => (await stage.Get($"/api/topics?q={mark}&total=true")).Number("total") == 1);
        await neighbour.Page.GotoAsync($"/search?q={Uri.EscapeDataString(mark)}");
        await neighbour.Page.Locator($"a[href='/topics/{id}']").ClickAsync();
        await Expect(neighbour.Page.Locator(".topic-head .thumb img")).ToHaveCountAsync(1);
        await neighbour.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "关注" }).ClickAsync();
        var follows = neighbour.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "已关注" });
        await Expect(follows).ToContainTextAsync("1");
        await Expect(citizen.Page.Locator(".topic-head .buttons button").Nth(1)).ToContainTextAsync("1");
        await Expect(neighbour.Page.GetByText("您提出了这个议题")).ToHaveCountAsync(0);

        // The desk takes it up, and puts it on a meeting's agenda: both who wait for it see each step.
        var room = await stage.Meeting();
        await clerk.SignInAsOperator();
        await clerk.Page.GotoAsync("/desk");
        await clerk.Page.GetByRole(AriaRole.Searchbox).FillAsync(title);
        await clerk.Page.GetByRole(AriaRole.Button).Filter(new LocatorFilterOptions { HasText = title }).ClickAsync();
        await clerk.Button("采纳").ClickAsync();
        await Status("已采纳");
        await clerk.Screenshot("desk");
        await clerk.Button("上会").ClickAsync();
        await clerk.Page.GetByLabel("列入哪场会议").SelectOptionAsync(room.Id);
        await clerk.Button("确定").ClickAsync();
        await Status("待协商");
        await Expect(citizen.Page.GetByText("已列入议程").First).ToBeVisibleAsync();

        // It is discussed, and the department commits itself because of what somebody said.
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        var item = (await room.Snapshot()).List("agenda", "items").Single(i => i.Find("topic") is not null).Text("id");
        (await room.Chair.Post(Of("startItem", new { item }))).ShouldBeDone();
        (await (await room.Join("赵")).Post(Of("comment", new { text = "建议早晚各加两班", item }))).ShouldBeDone();
        var row = chair.Page.Locator("[data-comment]").Filter(new LocatorFilterOptions { HasText = "建议早晚各加两班" });
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "交办" }).ClickAsync();
        var dialog = chair.Page.Locator("dialog[open]");
        await dialog.GetByLabel("承办单位").SelectOptionAsync(department);
        await dialog.GetByLabel("办理期限").FillAsync("2099-06-30");
        await chair.Screenshot("chair-commit");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "确认交办" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        await Status("办理中");
        await Expect(citizen.Page.Locator(".commitment")).ToContainTextAsync($"市交通运输局 {mark}");
        await Expect(citizen.Page.Locator(".commitment")).ToContainTextAsync("建议早晚各加两班");
        await Expect(citizen.Page.Locator(".satisfied")).ToContainTextAsync("办结后，提出和关注这个议题的人可以评价。");

        // The department says how far it is, and reports it done; it counts once the raiser says so.
        await Enter(officer, new AccountRole(StaffRole.Department, Department: department));
        await officer.Page.GotoAsync("/department");
        await Expect(officer.Page.Locator("article.given")).ToHaveCountAsync(1);
        await officer.Button("办理").ClickAsync();
        await Expect(officer.Page.Locator(".opened .thumb img")).ToHaveCountAsync(1);
        await officer.Button("记进展").ClickAsync();
        await officer.Page.GetByLabel("进展情况").FillAsync("车辆已经到位，正在排班。");
        await officer.Button("确定").ClickAsync();
        await Expect(citizen.Page.Locator(".notes")).ToContainTextAsync("车辆已经到位，正在排班。");
        await Expect(neighbour.Page.Locator(".notes")).ToContainTextAsync("车辆已经到位，正在排班。");
        await officer.Button("回复并报告办结").ClickAsync();
        await officer.Page.GetByLabel("回复：办了什么、结果如何").FillAsync("7月1日起早晚高峰各加开两班。");
        await officer.Button("确定").ClickAsync();
        await Expect(citizen.Page.GetByText("承办单位报告已办结，您看属实吗？")).ToBeVisibleAsync();
        await Expect(neighbour.Page.Locator(".commitment .badge")).ToHaveTextAsync("待确认");
        await Expect(neighbour.Page.Locator(".acknowledge")).ToHaveCountAsync(0);
        await citizen.Page.Locator(".acknowledge").ScrollIntoViewIfNeededAsync();
        await citizen.Screenshot("acknowledge");
        await citizen.Button("确认办结").ClickAsync();
        await Status("已办结");

        // It is rated by the one who raised it; a guest who followed is shown apart.
        await citizen.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "5 · 很满意" }).CheckAsync();
        await citizen.Page.GetByLabel("一句话（可不填）").FillAsync("方便多了");
        await citizen.Button("提交评价").ClickAsync();
        await Status("已评价");
        foreach (var phone in new[] { citizen, neighbour })
        {
            await Expect(phone.Page.GetByText("1 人评价，其中 1 人满意（不足 10 人，不计算满意率）")).ToBeVisibleAsync();
            await Expect(phone.Page.GetByText("方便多了")).ToBeVisibleAsync();
        }

        (await neighbour.Barriers()).ShouldBeEmpty();
        await citizen.Page.EvaluateAsync("scrollTo(0, 0)");
        await citizen.Screenshot("topic", whole: true);

        // What is shown live is what a fresh page shows.
        var live = await citizen.Page.Locator("article.topic").InnerTextAsync();
        await citizen.Page.GotoAsync($"/topics/{id}");
        await Expect(citizen.Page.GetByText("方便多了")).ToBeVisibleAsync();
        Plain(await citizen.Page.Locator("article.topic").InnerTextAsync()).ShouldBe(Plain(live));

        // And it is in the report of the venue, whose figures lead to it.
        await citizen.Page.GotoAsync(
            $"/report/{ThisYear.ToString(CultureInfo.InvariantCulture)}?county={Uri.EscapeDataString("清江浦区")}&venue={Uri.EscapeDataString(hall)}");
        await Expect(citizen.Page.Locator(".great").Nth(0)).ToContainTextAsync("1件");
        await Expect(citizen.Page.Locator(".great").Nth(2)).ToContainTextAsync("1件");
        await Expect(citizen.Page.Locator(".great").Nth(4)).ToContainTextAsync("1 / 1");
        await citizen.Screenshot("report-phone");
        await citizen.Page.Locator(".great").Nth(0).ClickAsync();
        await Expect(citizen.Page.GetByText(title)).ToBeVisibleAsync();
        await citizen.Screenshot("topics");
        new[] { citizen, neighbour, clerk, chair, officer }.SelectMany(v => v.Complaints).ShouldBeEmpty();

        async Task Status(string status)
        {
            foreach (var phone in new[] { citizen, neighbour })
            {
                await Expect(phone.Page.Locator(".topic-head .badge")).ToHaveTextAsync(status);
            }
        }
    }

    /// <summary>A browser in which somebody with these roles is signed in.</summary>
    private async Task Enter(Visitor visitor, params AccountRole[] roles) => await visitor.Page.Context.AddCookiesAsync(
        [new Cookie { Name = SessionCookie.Plain, Value = (await stage.Account(roles)).Token, Url = stage.Address.ToString() }]);

    private static string Plain(string text) => string.Join('\n', text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));
}
