using System.Globalization;
using System.Text;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Hub.Tests.House.Registers;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>Plan, venues, members, outputs and the award on real screens.</summary>
public sealed class RegisterScreenTests(Stage stage) : IClassFixture<Stage>
{
    private static readonly string Year = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).Year.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public async Task The_plan_of_2022_shows_the_seven_meetings_in_their_formats()
    {
        await using var anyone = await stage.Enter(360, 760, touch: true);
        await anyone.Page.GotoAsync("/plan/2022");
        await Expect(anyone.Page.Locator("article.card")).ToHaveCountAsync(7);
        var shown = await anyone.Page.Locator("article.card").AllInnerTextsAsync();
        shown.Select(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(lines => (lines[0], lines[1], lines[2])).ShouldBe(
            [
                ("已排期", "常委会会议", "主动接轨大上海 加快建设新淮安"), ("已排期", "常委会会议", "聚力强化核心功能 推动淮安城市复兴"), ("已排期", "主席专题协商会", "发挥比较优势 发展生态经济"),
                ("已排期", "主席专题协商会", "优化托育服务 解决家庭之忧"), ("已排期", "发展·民生专题协商座谈会", "加快数字赋能 推动经济转型"), ("已排期", "发展·民生专题协商座谈会", "加快县中振兴 促进教育均衡"),
                ("已排期", "政协协商座谈会", "推行“拿地即开工”促进环境更优化"),
            ],
            ignoreOrder: true);
        await anyone.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Stage.Screens, "plan.png"), FullPage = true });
        (await anyone.Barriers()).ShouldBeEmpty();
        anyone.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Staff_record_a_venue_and_the_code_at_its_door_leads_to_what_is_on_or_to_a_new_topic()
    {
        var name = $"翔宇协商议事室 {Guid.NewGuid():n}"[..16];
        await using var clerk = await Clerk(1024, 768);
        await clerk.Page.GotoAsync("/venues");
        await clerk.Button("＋ 登记议事场所").ClickAsync();
        var form = clerk.Page.GetByRole(AriaRole.Form, new PageGetByRoleOptions { Name = "登记议事场所" });
        await form.GetByLabel("名称").FillAsync(name);
        await form.GetByLabel("类型").SelectOptionAsync("协商议事室");
        await form.GetByLabel("县区").SelectOptionAsync("清江浦区");
        await clerk.Screenshot("venue-form");
        (await clerk.Barriers()).ShouldBeEmpty();
        await form.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "保存" }).ClickAsync();
        await clerk.Page.GetByRole(AriaRole.Link).Filter(new LocatorFilterOptions { HasText = name }).ClickAsync();
        await Expect(clerk.Page.GetByText("这里现在没有会议。")).ToBeVisibleAsync();
        var path = new Uri(clerk.Page.Url).AbsolutePath;

        // What is printed is the poster alone.
        await clerk.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Expect(clerk.Page.GetByText("有事好商量，扫码来商量")).ToBeVisibleAsync();
        await Expect(clerk.Page.GetByRole(AriaRole.Banner)).ToBeHiddenAsync();
        await Expect(clerk.Page.GetByText("这里现在没有会议。")).ToBeHiddenAsync();
        (await clerk.Page.Locator("img.qr").EvaluateAsync<bool>("i => i.complete && i.naturalWidth > 0")).ShouldBeTrue();
        await clerk.Screenshot("venue-poster");
        clerk.Complaints.ShouldBeEmpty();

        // Nobody is here: whoever scans it raises a topic.
        await using var citizen = await stage.Enter(360, 760, touch: true, light: ColorScheme.Dark);
        await citizen.Page.GotoAsync(path);
        await citizen.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "在这里提出议题" }).ClickAsync();
        await Expect(citizen.Page.GetByText($"在“{name}”提出")).ToBeVisibleAsync();

        // A meeting is on: it is joined.
        using var scheduled = await stage.Send(HttpMethod.Post, "/api/meetings", stage.OperatorToken, new { title = "今晚商量路灯", format = "grassroots", venue = name });
        var meeting = await OpenHouse.Json(scheduled);
        var room = new Room(stage, meeting.Text("id"), System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(meeting.At("codes"))!);
        (await (await room.Join("主持人", "chair")).Post(Of("open"))).ShouldBeDone();
        await citizen.Page.GotoAsync(path);
        await Expect(citizen.Page.GetByText("今晚商量路灯")).ToBeVisibleAsync();
        await citizen.Screenshot("venue");
        (await citizen.Barriers()).ShouldBeEmpty();
        await citizen.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "扫码入场" }).ClickAsync();
        await citizen.Page.WaitForURLAsync("**/m/*");
        citizen.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Members_come_from_a_table_that_is_looked_at_first()
    {
        var mark = $"{Guid.NewGuid():n}"[..6];
        await using var clerk = await Clerk(1024, 768);
        await clerk.Page.GotoAsync("/members");
        await clerk.Button("从表格导入").ClickAsync();
        var csv = $"姓名,界别,专委会,县区,党派团体,港澳委员,职务\r\n{mark}甲,教育界,提案委员会,淮安区,民盟,,\r\n{mark}乙,航天界,,,,,\r\n,教育界,,,,,\r\n{mark}丙,妇联,,,,是,\r\n";
        await clerk.Page.GetByLabel("选择文件").SetInputFilesAsync(new FilePayload { Name = "members.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) });
        await Expect(clerk.Page.GetByText("共 4 行：2 行可以导入，2 行有问题。")).ToBeVisibleAsync();
        await Expect(clerk.Page.GetByText("没有这个界别：航天界")).ToBeVisibleAsync();
        await clerk.Screenshot("import");
        (await clerk.Barriers()).ShouldBeEmpty();
        (await stage.Get($"/api/members?q={mark}&total=true")).Number("total").ShouldBe(0);
        await clerk.Button("导入这 2 名委员").ClickAsync();
        await Expect(clerk.Page.GetByText("已导入 2 名委员。").First).ToBeVisibleAsync();
        await clerk.Page.GetByRole(AriaRole.Searchbox).First.FillAsync(mark);
        await Expect(clerk.Page.GetByRole(AriaRole.Link).Filter(new LocatorFilterOptions { HasText = mark })).ToHaveCountAsync(2);
        clerk.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_opens_the_link_with_their_key_and_reads_their_duty_record()
    {
        var member = await stage.Member($"陈{Guid.NewGuid():n}"[..8], "医药卫生界");
        var room = await stage.Meeting();
        await using var clerk = await Clerk(1024, 768);
        await clerk.Page.GotoAsync($"/members/{member}");
        await clerk.Button("生成登录链接").ClickAsync();
        var link = await clerk.Page.GetByLabel("委员登录链接").InputValueAsync();

        await using var self = await stage.Enter(360, 760, touch: true);
        await self.Page.GotoAsync(link);
        await Expect(self.Page.GetByText("这一年还没有记录。")).ToBeVisibleAsync();
        self.Page.Url.ShouldNotContain("#");

        // Joined as a member with the same browser: what is done there stands in the record once the meeting is closed.
        await self.Sit($"/m/{room.Id}", room.Codes["member"], "陈委员");
        await self.Page.GetByLabel("写下您的意见").FillAsync("建议周末也开放");
        await self.Button("发送").ClickAsync();
        await Expect(self.Page.GetByText("建议周末也开放").First).ToBeVisibleAsync();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await stage.Record($"year{Year}", Entry("output", new { kind = "proposal", on = $"{Year}-01-10", title = "关于增加托位的提案", members = new[] { member } }))).ShouldBeDone();
        await self.Page.GotoAsync($"/members/{member}");
        await Expect(self.Page.Locator(".duty-figures li").Filter(new LocatorFilterOptions { HasText = "参加会议" })).ToContainTextAsync("1");
        await Expect(self.Page.Locator(".duty-figures li").Filter(new LocatorFilterOptions { HasText = "会上意见" })).ToContainTextAsync("1");
        await Expect(self.Page.GetByText("关于增加托位的提案")).ToBeVisibleAsync();
        await self.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Stage.Screens, "duty.png"), FullPage = true });
        (await self.Barriers()).ShouldBeEmpty();
        self.Complaints.ShouldBeEmpty();

        // Nobody else reads it.
        await using var stranger = await stage.Enter(360, 760);
        await stranger.Page.GotoAsync($"/members/{member}");
        await Expect(stranger.Page.GetByText("请用委员本人的链接登录后查看。")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_award_shows_what_each_score_is_made_of()
    {
        var (best, other) = (await stage.Member("郭明辉", "经济界"), await stage.Member("林静怡", "妇联"));
        (await stage.Record("year2041", Entry("output", new { kind = "speech", on = "2041-01-10", title = "大会发言", members = new[] { best } }))).ShouldBeDone();
        (await stage.Record("year2041", Entry("visit", new { kind = "company", on = "2041-02-10", place = "某公司", members = new[] { best, other } }))).ShouldBeDone();
        await using var clerk = await Clerk(1024, 768, ColorScheme.Dark, "en-GB");
        await clerk.Page.GotoAsync("/award/2041");
        await clerk.Button("＋ Nominate").ClickAsync();
        await clerk.Page.GetByLabel("Member").FillAsync("林静怡");
        await clerk.Page.GetByRole(AriaRole.Button).Filter(new LocatorFilterOptions { HasText = "林静怡" }).ClickAsync();
        await clerk.Page.GetByLabel("Why").FillAsync("She runs the reading room.");
        await clerk.Button("Save").ClickAsync();
        var first = clerk.Page.Locator("li.rank").First;
        await Expect(first).ToContainTextAsync("郭明辉");
        await Expect(first).ToContainTextAsync("13");
        await first.GetByText("What it is made of").ClickAsync();
        await Expect(first).ToContainTextAsync("10 / 20");
        await Expect(clerk.Page.Locator("li.rank").Nth(1)).ToContainTextAsync("She runs the reading room.");
        await clerk.Screenshot("award");
        (await clerk.Barriers()).ShouldBeEmpty();
        clerk.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_proposal_is_recorded_assigned_and_answered_and_counted_in_the_report()
    {
        var title = $"关于夜间公交的提案 {Guid.NewGuid():n}"[..20];
        await using var clerk = await Clerk(1024, 768);
        await clerk.Page.GotoAsync("/outputs/2042");
        await clerk.Button("＋ 登记成果").ClickAsync();
        var form = clerk.Page.GetByRole(AriaRole.Form, new PageGetByRoleOptions { Name = "登记成果" });
        await form.GetByLabel("类型").SelectOptionAsync("提案");
        await form.GetByLabel("名称").FillAsync(title);
        await form.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "保存" }).ClickAsync();
        var row = clerk.Page.Locator(".kept-list li").Filter(new LocatorFilterOptions { HasText = title });
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "交办" }).ClickAsync();
        await row.GetByLabel("承办单位").FillAsync("市交通运输局");
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "保存" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "答复" }).ClickAsync();
        await row.GetByLabel("答复内容").FillAsync("已开通两条夜间线路。");
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "保存" }).ClickAsync();
        await Expect(row).ToContainTextAsync("已答复");
        await clerk.Screenshot("outputs");
        (await clerk.Barriers()).ShouldBeEmpty();

        await clerk.Page.GotoAsync("/report/2042");
        var figure = clerk.Page.Locator(".kept-figures li").Filter(new LocatorFilterOptions { HasText = "立案提案" });
        await Expect(figure).ToContainTextAsync("1件");
        await clerk.Screenshot("report-registers");
        (await clerk.Barriers()).ShouldBeEmpty();
        await figure.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(clerk.Page.GetByText("共 1 项")).ToBeVisibleAsync();
        clerk.Complaints.ShouldBeEmpty();

        // Printed, the report is all there.
        await clerk.Page.GotoAsync("/report/2042");
        await clerk.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Expect(figure).ToBeVisibleAsync();
    }

    private async Task<Visitor> Clerk(int width, int height, ColorScheme light = ColorScheme.Light, string locale = "zh-CN")
    {
        var clerk = await stage.Enter(width, height, light, locale);
        await clerk.Page.GotoAsync($"/admin#key={Uri.EscapeDataString(OpenHouse.Key)}");
        await Expect(clerk.Button(locale == "zh-CN" ? "退出" : "Sign out")).ToBeVisibleAsync();
        return clerk;
    }
}
