using System.Globalization;
using System.Text.RegularExpressions;
using Hub.Tests.House;
using Hub.Tests.Registers;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Hub.Tests.House.Registers;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>Plan, venues, members, outputs and the award on real screens.</summary>
public sealed class RegisterScreenTests(Stage stage) : IClassFixture<Stage>
{
    private static readonly string Year =
        TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).Year.ToString(CultureInfo.InvariantCulture);

    /// <summary>What people hold in their hands: a phone in daylight, a tablet in a dim room.</summary>
    public static TheoryData<int, int, ColorScheme> Held => new() { { 360, 760, ColorScheme.Light }, { 1024, 768, ColorScheme.Dark } };

    [Theory]
    [MemberData(nameof(Held))]
    public async Task The_plan_of_2022_shows_the_seven_meetings_in_their_formats(int width, int height, ColorScheme light)
    {
        await using var anyone = await stage.Enter(width, height, light, touch: true);
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
        await anyone.Screenshot($"plan-{width}", whole: true);
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
        (await clerk.Barriers()).ShouldBeEmpty();

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
        using var scheduled =
            await stage.Send(HttpMethod.Post, "/api/meetings", stage.OperatorToken, new { title = "今晚商量路灯", format = "grassroots", venue = name });
        var meeting = await OpenHouse.Json(scheduled);
        var room = new Room(stage, meeting.Text("id"), System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(meeting.At("codes"))!);
        (await (await room.Join("主持人", "chair")).Post(Of("open"))).ShouldBeDone();
        await citizen.Page.GotoAsync(path);
        await Expect(citizen.Page.GetByText("今晚商量路灯")).ToBeVisibleAsync();
        await citizen.Screenshot("venue");
        (await citizen.Barriers()).ShouldBeEmpty();
        await citizen.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "扫码入场" }).ClickAsync();
        await Expect(citizen.Page).ToHaveURLAsync(new Regex("/m/"));
        await Expect(citizen.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "今晚商量路灯" })).ToBeVisibleAsync();
        citizen.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Held))]
    public async Task Members_come_from_a_table_that_is_looked_at_first(int width, int height, ColorScheme light)
    {
        var mark = $"{Guid.NewGuid():n}"[..6];
        var known = await stage.Member($"{mark}丁", "工商联");
        await using var clerk = await Clerk(width, height, light);
        await clerk.Page.GotoAsync("/members");
        await clerk.Button("从表格导入").ClickAsync();
        var csv = $"委员名单,,,,,,\r姓名,界别,专委会,县区,党派团体,港澳委员,职务,电话\r{mark}甲,教育界,提案委员会,淮安区,民盟,,\r{mark}乙,航天界\r,教育界\r"
            + $"{mark}丙,妇联,,,,是,\r{mark}丁,工商联,,,,,常委\r";
        await clerk.Page.GetByLabel("选择文件")
            .SetInputFilesAsync(new FilePayload { Name = "members.csv", MimeType = "text/csv", Buffer = Tables.Gb18030.GetBytes(csv) });
        await Expect(clerk.Page.GetByText("共 5 行：2 行可以导入，1 行与在册内容不同，2 行有问题。")).ToBeVisibleAsync();
        await Expect(clerk.Page.GetByText("这个文件按 GB18030 编码读取，请看看姓名有没有乱码。")).ToBeVisibleAsync();
        await Expect(clerk.Page.GetByText("第 1 行 在表头上面，没有读取：委员名单")).ToBeVisibleAsync();
        await Expect(clerk.Page.GetByText("第 2 行 这一列没有读取：电话")).ToBeVisibleAsync();
        await Expect(clerk.Page.GetByRole(AriaRole.List, new() { Name = "有问题的行" }).GetByRole(AriaRole.Listitem))
            .ToHaveTextAsync(["第 4 行 没有这个界别：航天界", "第 5 行 没有姓名"]);
        await Expect(clerk.Page.GetByRole(AriaRole.List, new() { Name = "新增的委员" }).GetByRole(AriaRole.Listitem))
            .ToHaveTextAsync([$"第 3 行 {mark}甲 · 教育界 · 民盟 · 提案委员会 · 淮安区", $"第 6 行 {mark}丙 · 妇联 · 港澳委员"]);
        await Expect(clerk.Page.GetByRole(AriaRole.List, new() { Name = "与在册内容不同的委员" }).GetByRole(AriaRole.Listitem))
            .ToHaveTextAsync([$"第 7 行 {mark}丁 · 工商联 职务：（未填） → 常委"]);
        await clerk.Screenshot($"import-{width}", whole: true);
        (await clerk.Barriers()).ShouldBeEmpty();
        (await stage.Get($"/api/members?q={mark}&total=true")).Number("total").ShouldBe(1);
        await Expect(clerk.Button("导入这 2 名委员")).ToBeVisibleAsync();
        await clerk.Page.GetByLabel("同时更新这 1 名在册委员").CheckAsync();
        await clerk.Button("导入这 2 名委员，更新 1 名").ClickAsync();
        await Expect(clerk.Page.GetByText("已导入 2 名委员，更新 1 名。").First).ToBeVisibleAsync();
        (await stage.Get($"/api/members/{known}")).Text("office").ShouldBe("常委");
        await clerk.Page.GetByRole(AriaRole.Searchbox).First.FillAsync(mark);
        await Expect(clerk.Page.Locator("a.card").Filter(new LocatorFilterOptions { HasText = mark })).ToHaveCountAsync(3);
        await clerk.Screenshot($"members-{width}");
        (await clerk.Barriers()).ShouldBeEmpty();
        clerk.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_template_is_filled_in_and_imported_in_English_and_what_is_no_table_is_said()
    {
        var mark = $"{Guid.NewGuid():n}"[..6];
        await using var clerk = await Clerk(1024, 768, ColorScheme.Dark, "en-GB");
        await clerk.Page.GotoAsync("/members");
        await clerk.Button("Import from a table").ClickAsync();
        foreach (var (kind, name) in new[] { ("Excel", "members.xlsx"), ("CSV", "members.csv") })
        {
            var download = await clerk.Page.RunAndWaitForDownloadAsync(() =>
                clerk.Page.Locator(".kept-form").GetByRole(AriaRole.Link, new() { Name = kind, Exact = true }).ClickAsync());
            download.SuggestedFilename.ShouldBe(name);
        }

        var input = clerk.Page.GetByLabel("Choose a file");
        await input.SetInputFilesAsync(new FilePayload { Name = "members.xlsx", MimeType = "", Buffer = Hub.Tests.Files.Picture.Pdf });
        await Expect(clerk.Page.GetByText("This is no table; please choose an .xlsx or CSV file")).ToBeVisibleAsync();
        await Expect(clerk.Page.GetByText("No line may be taken.")).ToBeVisibleAsync();

        await input.SetInputFilesAsync(new FilePayload { Name = "large.csv", MimeType = "text/csv", Buffer = new byte[(4 * 1024 * 1024) + 1] });
        await Expect(clerk.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The file has more than 4 MB. Please import it in parts." }))
            .ToBeVisibleAsync();

        var book = Tables.Workbook(
            [("Notes", Tables.Sheet("Please use the second sheet"), "", false),
                ("Members", Tables.Sheet("name,sector,office", "(example: not imported) Zhang San,教育界,member", $"{mark}甲,教育界,#N/A", $"{mark}乙,妇联,"),
                    "", false)]);
        await input.SetInputFilesAsync(new FilePayload { Name = "members.xlsx", MimeType = "", Buffer = book });
        await Expect(clerk.Page.GetByText("2 lines: 1 may be taken, 1 with faults.")).ToBeVisibleAsync();
        await Expect(clerk.Page.GetByText("The sheet that was read: Members")).ToBeVisibleAsync();
        await Expect(clerk.Page.GetByText("Another sheet, not read: Notes")).ToBeVisibleAsync();
        await Expect(clerk.Page.GetByText("Line 2 The template’s example, not read")).ToBeVisibleAsync();
        await Expect(clerk.Page.GetByText("Line 3 A formula that came to nothing: #N/A")).ToBeVisibleAsync();
        await clerk.Screenshot("import-en", whole: true);
        (await clerk.Barriers()).ShouldBeEmpty();
        await clerk.Button("Import 1 member").ClickAsync();
        await Expect(clerk.Page.GetByText("1 member imported.").First).ToBeVisibleAsync();
        clerk.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Held))]
    public async Task A_member_opens_the_link_with_their_key_and_reads_their_duty_record(int width, int height, ColorScheme light)
    {
        var name = $"陈{Guid.NewGuid():n}"[..8];
        var member = await stage.Member(name, "医药卫生界");
        var room = await stage.Meeting();
        await using var clerk = await Clerk(1024, 768);
        await clerk.Page.GotoAsync($"/members/{member}");
        await clerk.Button("生成登录链接").ClickAsync();
        await Expect(clerk.Page.GetByText("旧链接随即失效，委员在所有设备上的登录也会结束")).ToBeVisibleAsync();
        await clerk.Page.Locator("dialog[open] .solid").ClickAsync();
        var link = await clerk.Page.GetByLabel("委员登录链接").InputValueAsync();

        await using var self = await stage.Enter(width, height, light, touch: true);
        await self.Page.GotoAsync(link);
        await self.Page.Locator(".adopt .primary").ClickAsync();
        await Expect(self.Page.GetByText("这一年还没有记录。")).ToBeVisibleAsync();
        self.Page.Url.ShouldNotContain("#");

        // Joined as a member with the same browser: what is done there stands in the record once the meeting is closed.
        await self.SitAsMember($"/m/{room.Id}", room.Codes["member"], name);
        await self.Page.GetByLabel("写下您的意见").FillAsync("建议周末也开放");
        await self.Button("发送").ClickAsync();
        await Expect(self.Page.GetByText("建议周末也开放").First).ToBeVisibleAsync();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await stage.Record($"year{Year}", Entry("output", new { kind = "proposal", on = $"{Year}-01-10", title = "关于增加托位的提案", members = new[] { member } })))
            .ShouldBeDone();
        await self.Page.GotoAsync($"/members/{member}");
        await Expect(self.Page.Locator(".duty-figures li").Filter(new LocatorFilterOptions { HasText = "参加会议" })).ToContainTextAsync("1");
        await Expect(self.Page.Locator(".duty-figures li").Filter(new LocatorFilterOptions { HasText = "会上意见" })).ToContainTextAsync("1");
        await Expect(self.Page.GetByText("关于增加托位的提案")).ToBeVisibleAsync();
        await self.Screenshot($"duty-{width}", whole: true);
        (await self.Barriers()).ShouldBeEmpty();
        self.Complaints.ShouldBeEmpty();

        // Nobody else reads it.
        await using var stranger = await stage.Enter(360, 760);
        await stranger.Page.GotoAsync($"/members/{member}");
        await Expect(stranger.Page.GetByText("请用委员本人的链接登录后查看。")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(360, 760, ColorScheme.Light, 2043, "程立新", "苏文静")]
    [InlineData(1024, 768, ColorScheme.Dark, 2041, "郭明辉", "林静怡")]
    public async Task The_award_shows_what_each_score_is_made_of(int width, int height, ColorScheme light, int year, string first, string second)
    {
        var (best, other) = (await stage.Member(first, "经济界"), await stage.Member(second, "妇联"));
        (await stage.Record($"year{year}", Entry("output", new { kind = "speech", on = $"{year}-01-10", title = "大会发言", members = new[] { best } })))
            .ShouldBeDone();
        (await stage.Record($"year{year}", Entry("visit", new { kind = "company", on = $"{year}-02-10", place = "某公司", members = new[] { best, other } })))
            .ShouldBeDone();
        await using var clerk = await Clerk(width, height, light, "en-GB");
        await clerk.Page.GotoAsync($"/award/{year}");
        await clerk.Button("＋ Nominate").ClickAsync();
        await clerk.Page.GetByLabel("Member").FillAsync(second);
        await clerk.Page.GetByRole(AriaRole.Button).Filter(new LocatorFilterOptions { HasText = second }).ClickAsync();
        await clerk.Page.GetByLabel("Why").FillAsync("She runs the reading room.");
        await clerk.Button("Save").ClickAsync();
        var top = clerk.Page.Locator("li.rank").First;
        await Expect(top).ToContainTextAsync(first);
        await Expect(top).ToContainTextAsync("13");
        await top.GetByText("What it is made of").ClickAsync();
        await Expect(top).ToContainTextAsync("10 / 20");
        await Expect(clerk.Page.Locator("li.rank").Nth(1)).ToContainTextAsync("She runs the reading room.");
        await clerk.Screenshot($"award-{width}");
        (await clerk.Barriers()).ShouldBeEmpty();
        clerk.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(360, 760, ColorScheme.Dark, 2046)]
    [InlineData(1024, 768, ColorScheme.Light, 2045)]
    public async Task An_honour_is_recorded_and_stands_in_the_duty_record(int width, int height, ColorScheme light, int year)
    {
        var name = $"洪{Guid.NewGuid():n}"[..8];
        var member = await stage.Member(name, "经济界");
        await using var clerk = await Clerk(width, height, light);
        await clerk.Page.GotoAsync($"/award/{year}");
        await clerk.Button("＋ 登记表彰").ClickAsync();
        var form = clerk.Page.GetByRole(AriaRole.Form, new PageGetByRoleOptions { Name = "登记表彰" });
        await form.GetByLabel("名称").FillAsync("优秀委员");
        await form.GetByLabel("委员").FillAsync(name);
        await form.GetByRole(AriaRole.Button).Filter(new LocatorFilterOptions { HasText = name }).ClickAsync();
        await form.GetByLabel("备注").FillAsync("扎根基层");
        await clerk.Screenshot($"honour-form-{width}");
        (await clerk.Barriers()).ShouldBeEmpty();
        await form.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "保存" }).ClickAsync();
        var row = clerk.Page.Locator(".kept-list li").Filter(new LocatorFilterOptions { HasText = "扎根基层" });
        await Expect(row).ToContainTextAsync(name);
        await Expect(row).ToContainTextAsync($"{year}年1月1日");
        await clerk.Screenshot($"honours-{width}");
        (await clerk.Barriers()).ShouldBeEmpty();

        await clerk.Page.GotoAsync($"/members/{member}?year={year}");
        await Expect(clerk.Page.Locator(".kept-list li").Filter(new LocatorFilterOptions { HasText = "优秀委员" })).ToContainTextAsync("表彰");
        clerk.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_topic_and_what_was_said_in_a_meeting_become_outputs_that_lead_back_to_them()
    {
        var topic = await Topic.Raise(stage, title: "夜间公交太少");
        var room = await stage.Meeting();
        (await (await room.Join("赵")).Post(Of("comment", new { text = "末班车延到十一点" }))).ShouldBeDone();
        (await (await room.Join("钱")).Post(Of("comment", new { text = "先试点一条线路" }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        await using var clerk = await Clerk(360, 760);
        var form = clerk.Page.GetByRole(AriaRole.Form, new PageGetByRoleOptions { Name = "登记成果" });
        async Task Save(string kind)
        {
            await form.GetByLabel("类型").SelectOptionAsync(kind);
            await form.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "保存" }).ClickAsync();
            await Expect(form).ToBeHiddenAsync();
        }

        await clerk.Page.GotoAsync($"/topics/{topic.Id}");
        await clerk.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "转为成果" }).ClickAsync();
        await Expect(form.GetByLabel("名称")).ToHaveValueAsync(new Regex("^夜间公交太少"));
        await Expect(form.GetByLabel("说明")).ToHaveValueAsync("下班等了四十分钟");
        await Save("提案");
        var proposal = clerk.Page.Locator(".kept-list li").Filter(new LocatorFilterOptions { HasText = "夜间公交太少" }).First;
        await Expect(proposal.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { NameRegex = new Regex("^夜间公交太少") }))
            .ToHaveAttributeAsync("href", $"/topics/{topic.Id}");

        await clerk.Page.GotoAsync($"/record/{room.Id}");
        await clerk.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "转为成果" }).ClickAsync();
        await form.GetByLabel("来源：意见").FillAsync("末班");
        await form.GetByRole(AriaRole.Button).Filter(new LocatorFilterOptions { HasText = "末班车延到十一点" }).ClickAsync();
        await Expect(form.GetByLabel("说明")).ToHaveValueAsync("末班车延到十一点");
        await form.GetByLabel("名称").FillAsync("延长末班车时间的建议");
        await clerk.Screenshot("output-form", whole: true);
        (await clerk.Barriers()).ShouldBeEmpty();
        await Save("社情民意信息");
        var report = clerk.Page.Locator(".kept-list li").Filter(new LocatorFilterOptions { HasText = "延长末班车时间的建议" });
        await Expect(report.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { NameRegex = new Regex("^协商会") }))
            .ToHaveAttributeAsync("href", $"/record/{room.Id}");

        // Amended, it still says what it came of.
        await report.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "更正" }).ClickAsync();
        await Expect(report.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "移除末班车延到十一点" })).ToBeVisibleAsync();
        clerk.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_chair_puts_the_nominees_of_the_year_to_an_election_with_one_tap()
    {
        var mark = $"{Guid.NewGuid():n}"[..6];
        foreach (var (name, sector) in new[] { ($"{mark}甲", "教育界"), ($"{mark}甲", "妇联"), ($"{mark}乙", "经济界") })
        {
            (await stage.Record($"year{Year}", Entry("nomination", new { nominee = await stage.Member(name, sector), reason = "履职认真" }))).ShouldBeDone();
        }

        var room = await stage.Meeting();
        await using var chair = await stage.Enter(1024, 768, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await chair.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "选举" }).ClickAsync();
        await chair.Page.GetByLabel("候选人（每行一位）").FillAsync("自荐人");
        await chair.Button($"加入 {Year} 年度提名人选").ClickAsync();
        await Expect(chair.Page.GetByLabel("候选人（每行一位）")).ToHaveValueAsync(new Regex($"^自荐人\n{mark}乙\n{mark}甲（妇联）\n{mark}甲（教育界）$"));
        await chair.Screenshot("chair-nominees");
        (await chair.Barriers()).ShouldBeEmpty();
        await chair.Page.Locator("textarea[aria-keyshortcuts=B]").FillAsync("年度履职优秀委员");
        await chair.Page.GetByLabel("应选人数").FillAsync("1");
        await chair.Button("开始表决").ClickAsync();
        await Expect(chair.Page.Locator(".held.open")).ToContainTextAsync($"{mark}甲（妇联）");
        chair.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(360, 760, ColorScheme.Dark, 2044)]
    [InlineData(1024, 768, ColorScheme.Light, 2042)]
    public async Task A_proposal_is_recorded_assigned_and_answered_and_counted_in_the_report(int width, int height, ColorScheme light, int year)
    {
        var title = $"关于夜间公交的提案 {Guid.NewGuid():n}"[..20];
        await using var clerk = await Clerk(width, height, light);
        await clerk.Page.GotoAsync($"/outputs/{year}");
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
        await clerk.Screenshot($"outputs-{width}");
        (await clerk.Barriers()).ShouldBeEmpty();

        await clerk.Page.GotoAsync($"/report/{year}");
        var figure = clerk.Page.Locator(".kept-figures li").Filter(new LocatorFilterOptions { HasText = "立案提案" });
        await Expect(figure).ToContainTextAsync("1件");
        await clerk.Screenshot($"report-registers-{width}");
        (await clerk.Barriers()).ShouldBeEmpty();
        await figure.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(clerk.Page.GetByText("共 1 项")).ToBeVisibleAsync();
        clerk.Complaints.ShouldBeEmpty();

        // Printed, the report is all there.
        await clerk.Page.GotoAsync($"/report/{year}");
        await clerk.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Expect(figure).ToBeVisibleAsync();
    }

    /// <summary>Guards S4: who came back to a list, loaded it again or was sent its link saw all of it, and not what they had looked for.</summary>
    [Fact]
    public async Task What_a_list_is_filtered_by_is_in_its_address_so_that_back_reload_and_a_sent_link_show_the_same()
    {
        var mark = $"{Guid.NewGuid():n}"[..8];
        foreach (var name in new[] { $"南{mark}", $"北{mark}" })
        {
            var member = await stage.Member(name);
            (await stage.Record("venues", Entry("venue", new { title = name, kind = "consultationRoom", county = "清江浦区" }))).ShouldBeDone();
            (await stage.Record("year2012", Entry("output", new { kind = "speech", on = "2012-01-10", title = name, members = new[] { member } })))
                .ShouldBeDone();
            await Topic.Raise(stage, new { title = name, text = "夜里看不清台阶。", county = "清江浦区" });
        }

        await using var clerk = await Clerk(1280, 900);
        foreach (var (path, rows) in new[]
        {
            ("/members", ".kept-list.listed > li"), ("/venues", ".kept-list.listed > li"), ("/outputs/2012", ".kept-list.listed > li"), ("/desk", ".desk-row"),
        })
        {
            await clerk.Page.GotoAsync(path);
            await clerk.Page.Locator("main input[type=search]").First.FillAsync($"南{mark}");
            await Same(clerk.Page);
            await clerk.Page.ReloadAsync();
            await Same(clerk.Page);
            var sent = await clerk.Page.Context.NewPageAsync();
            await sent.GotoAsync(clerk.Page.Url);
            await Same(sent);
            await sent.CloseAsync();
            await clerk.Page.GotoAsync("/accessibility");
            await clerk.Page.GoBackAsync();
            await Same(clerk.Page);
            await clerk.Page.Locator("main input[type=search]").First.FillAsync("");
            await Expect(clerk.Page).ToHaveURLAsync(new Regex($"{path}$"));

            async Task Same(IPage page)
            {
                await Expect(page.Locator(rows, new PageLocatorOptions { HasText = mark })).ToHaveCountAsync(1);
                await Expect(page.Locator(rows, new PageLocatorOptions { HasText = mark })).ToContainTextAsync($"南{mark}");
                await Expect(page.Locator("main input[type=search]").First).ToHaveValueAsync($"南{mark}");
            }
        }

        clerk.Complaints.ShouldBeEmpty();
    }

    private async Task<Visitor> Clerk(int width, int height, ColorScheme light = ColorScheme.Light, string locale = "zh-CN")
    {
        var clerk = await stage.Enter(width, height, light, locale);
        await clerk.SignInAsOperator();
        await Expect(clerk.Button(locale == "zh-CN" ? "退出" : "Sign out")).ToBeVisibleAsync();
        return clerk;
    }
}
