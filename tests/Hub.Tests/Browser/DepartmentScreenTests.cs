using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Tests.Files;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>A department on real screens: what is committed to it, its answer with evidence, and who acknowledges that.</summary>
public sealed class DepartmentScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Fact]
    public async Task An_officer_answers_with_evidence_staff_send_it_back_and_the_raiser_acknowledges_and_rates()
    {
        var department = await Department("市交通运输局", "Bureau of Transport");
        var other = await Department("市教育局", "Bureau of Education");
        var topic = await Topic.Raise(stage, new { title = "晚高峰公交太少", text = "下班等了四十分钟，老人在寒风里站着。", county = "清江浦区", category = "交通" });
        (await topic.Staff(Of("commit", new { department = other.Name, what = "校车错峰", due = "2099-06-30", departmentId = other.Id }))).ShouldBeDone();
        await using var clerk = await stage.Enter(1280, 900);
        await using var officer = await stage.Enter(390, 844, touch: true);
        await using var citizen = await stage.Enter(390, 844, touch: true);

        // The desk commits the department, chosen from the register.
        await clerk.SignInAsOperator();
        await clerk.Page.GotoAsync($"/topics/{topic.Id}");
        await clerk.Button("交办").ClickAsync();
        await clerk.Page.GetByLabel("承办单位").SelectOptionAsync(department.Id);
        await clerk.Page.GetByLabel("办什么").FillAsync("早晚高峰各加开两班");
        await clerk.Page.GetByLabel("办理期限").FillAsync("2099-03-31");
        await clerk.Screenshot("department-commit");
        await clerk.Button("确认交办").ClickAsync();
        await Expect(clerk.Page.Locator(".commitment").Filter(new() { HasText = department.Name })).ToBeVisibleAsync();

        // The department sees that, and nothing that is another's.
        await Enter(officer, new AccountRole(StaffRole.Department, Department: department.Id));
        await officer.Page.GotoAsync("/department");
        await Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Name = department.Name })).ToBeVisibleAsync();
        await Expect(officer.Page.Locator("article.given")).ToHaveCountAsync(1);
        await Expect(officer.Page.GetByText("校车错峰")).ToHaveCountAsync(0);
        await officer.Button("办理").ClickAsync();
        await officer.Button("回复并报告办结").ClickAsync();
        await officer.Page.GetByLabel("回复：办了什么、结果如何").FillAsync("3月1日起早晚高峰各加开一班。");
        await officer.Page.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "现场.gif", MimeType = "image/gif", Buffer = Picture.Gif });
        await Expect(officer.Page.GetByRole(AriaRole.Img, new() { Name = "佐证 1" })).ToBeVisibleAsync();
        await officer.Screenshot("department-answer");
        await officer.Button("确定").ClickAsync();
        await Expect(officer.Page.GetByText("已报告办结，等待工作人员或提出人确认。").First).ToBeVisibleAsync();
        await Expect(officer.Page.Locator("article.given")).ToHaveCountAsync(0);
        await Expect(officer.Page.GetByText("待确认 1")).ToBeVisibleAsync();

        // It waits at the desk, and staff send it back.
        await clerk.Page.GotoAsync("/desk");
        await clerk.Page.GetByRole(AriaRole.Radio, new() { Name = "待确认" }).CheckAsync();
        await clerk.Page.Locator(".desk-list li button").Filter(new() { HasText = "晚高峰公交太少" }).ClickAsync();
        await Expect(clerk.Page.GetByText("承办单位报告已办结，请核实。确认后才计为办结。")).ToBeVisibleAsync();
        await clerk.Screenshot("department-desk");
        await clerk.Button("没有办好，退回").ClickAsync();
        await clerk.Page.GetByLabel("哪里没有办好").FillAsync("承诺的是两班");
        await clerk.Button("退回承办单位").ClickAsync();
        await Expect(clerk.Page.Locator(".notes").GetByText("工作人员退回")).ToBeVisibleAsync();

        // The department goes on, and reports once more.
        await Expect(officer.Page.Locator("article.given")).ToHaveCountAsync(1);
        await officer.Button("办理").ClickAsync();
        await Expect(officer.Page.GetByText("承诺的是两班")).ToBeVisibleAsync();
        await officer.Button("回复并报告办结").ClickAsync();
        await officer.Page.GetByLabel("回复：办了什么、结果如何").FillAsync("又加开了一班。");
        await officer.Button("确定").ClickAsync();
        await Expect(officer.Page.GetByText("待确认 1")).ToBeVisibleAsync();

        // Who raised it reads the answer, says that it is so, and rates.
        await Return(citizen, topic);
        await Expect(citizen.Page.GetByText("又加开了一班。")).ToBeVisibleAsync();
        await citizen.Page.Locator(".acknowledge").ScrollIntoViewIfNeededAsync();
        await citizen.Screenshot("department-raiser");
        (await topic.Staff(Of("complete", new { commitment = (await topic.Snapshot()).List("commitments")[0].Text("id"), note = "已错峰" }))).ShouldBeDone();
        await citizen.Button("确认办结").ClickAsync();
        await Expect(citizen.Page.Locator(".topic-head .badge")).ToHaveTextAsync("已办结");
        await citizen.Page.GetByRole(AriaRole.Radio, new() { Name = "5 · 很满意" }).CheckAsync();
        await citizen.Button("提交评价").ClickAsync();
        await Expect(citizen.Page.Locator(".topic-head .badge")).ToHaveTextAsync("已评价");
        await Expect(citizen.Page.GetByText("提出人确认办结")).ToBeVisibleAsync();

        foreach (var visitor in new[] { clerk, officer, citizen })
        {
            visitor.Complaints.ShouldBeEmpty();
        }
    }

    [Theory]
    // EveryPageTests looks at these pages in the other light of each width.
    [InlineData(ColorScheme.Dark, "en-GB", 390)]
    [InlineData(ColorScheme.Light, "zh-CN", 1280)]
    public async Task Axe_finds_nothing_on_the_pages_of_departments(ColorScheme light, string locale, int width)
    {
        var suffix = $"{width}-{light}-{locale[..2]}".ToLowerInvariant();
        var department = await Department($"市城市管理局 {suffix}", $"Bureau of City Management {suffix}");
        var topic = await Topic.Raise(stage, new { title = "路灯不亮", text = "东大街一片漆黑", county = "清江浦区" });
        foreach (var (what, due) in new[] { ("修好东大街路灯", "2099-06-30"), ("排查全街照明", "2099-12-31"), ("公布报修电话", "2099-01-01") })
        {
            (await topic.Staff(Of("commit", new { department = "城管局", what, due, departmentId = department.Id }))).ShouldBeDone();
        }

        var commitments = (await topic.Snapshot()).List("commitments").Select(c => c.Text("id")).ToList();
        var officer = (await stage.Account(new AccountRole(StaffRole.Department, Department: department.Id))).Token;
        (await topic.Do(officer, Of("progress", new { commitment = commitments[0], note = "已采购灯具" }))).ShouldBeDone();
        (await topic.Do(officer, Of("complete", new { commitment = commitments[1], note = "已排查 120 盏" }))).ShouldBeDone();
        await using var visitor = await stage.Enter(width, 844, light, locale, touch: width < 600);
        await Enter(visitor, new AccountRole(StaffRole.Department, Department: department.Id));

        await Look("/department", async () =>
        {
            await visitor.Page.Locator("article.given button").First.ClickAsync();
            await visitor.Page.Locator(".opened > .buttons button").First.ClickAsync();
            await Expect(visitor.Page.Locator(".opened form.deed")).ToBeVisibleAsync();
        });
        await Enter(visitor, new AccountRole(StaffRole.Staff));
        await Look("/departments", () => Task.CompletedTask);
        await Look($"/topics/{topic.Id}", async () =>
        {
            await visitor.Page.Locator(".acknowledge button:not(.primary)").ClickAsync();
            await Expect(visitor.Page.Locator(".acknowledge textarea")).ToBeVisibleAsync();
        });
        visitor.Complaints.ShouldBeEmpty();

        async Task Look(string path, Func<Task> open)
        {
            await visitor.Page.GotoAsync(path);
            await Expect(visitor.Page.Locator("#main h1, #main h2").First).ToBeAttachedAsync();
            await Expect(visitor.Page.Locator(".loading")).ToHaveCountAsync(0);
            await open();
            var name = path.Split('/')[1];
            await visitor.Screenshot($"of-{name}-{suffix}", whole: true);
            (await visitor.Barriers()).ShouldBeEmpty($"{path} {suffix}");
        }
    }

    private async Task<(string Id, string Name)> Department(string name, string english) =>
        ((await stage.Record("departments", House.Registers.Entry("department", new { title = name, english, contact = "0517-80000000" })))
            .ShouldBeDone().Made, name);

    /// <summary>A browser in which somebody with these roles is signed in.</summary>
    private async Task Enter(Visitor visitor, params AccountRole[] roles) => await visitor.Page.Context.AddCookiesAsync(
        [new Cookie { Name = SessionCookie.Plain, Value = (await stage.Account(roles)).Token, Url = stage.Address.ToString() }]);

    private static async Task Return(Visitor visitor, Topic topic)
    {
        await visitor.Page.GotoAsync($"/topics/{topic.Id}#key={Uri.EscapeDataString(topic.ReturnKey)}");
        await visitor.Page.Locator(".adopt .primary").ClickAsync();
        await Expect(visitor.Page.GetByText("您提出了这个议题")).ToBeVisibleAsync();
    }
}
