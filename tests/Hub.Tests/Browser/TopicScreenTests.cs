using System.Globalization;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>
/// A topic on real screens: from the code that a phone scans, over the desk, the meeting and the commitment, to the rating and the year's report.
/// </summary>
public sealed class TopicScreenTests(Stage stage) : IClassFixture<Stage>
{
    /// <summary>Guards D9: who read from another zone was told that what is due today was overdue, and a time that they typed was another one here.</summary>
    [Theory]
    [InlineData("America/Los_Angeles")]
    [InlineData("Pacific/Auckland")]
    public async Task Days_and_hours_are_the_houses_on_a_device_that_is_elsewhere(string zone)
    {
        var today = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTimeOffset.UtcNow, "Asia/Shanghai").ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var topic = await Topic.Raise(stage, new { title = $"河边路灯 {zone}", text = "夜里看不清台阶。", county = "清江浦区" });
        (await topic.Staff(Of("commit", new { department = "城管局", what = "修好", due = today }))).ShouldBeDone();
        await using var far = await stage.Enter(1280, 900, zone: zone);
        await far.Page.GotoAsync($"/topics/{topic.Id}");
        await Expect(far.Page.Locator(".commitment").GetByText("今天到期")).ToBeVisibleAsync();

        await far.SignInAsOperator();
        await far.Page.GotoAsync("/admin");
        await far.Page.GetByLabel("会议名称").FillAsync($"远方的会 {zone}");
        await far.Page.Locator("input[type=datetime-local]").FillAsync("2031-05-18T09:00");
        await far.Button("建立会议").ClickAsync();
        await Expect(far.Page.GetByText("会议已建立").First).ToBeVisibleAsync();
        (await stage.Get("/api/meetings?limit=100")).List("items").Single(m => m.Text("title") == $"远方的会 {zone}").Text("startsAt")
            .ShouldBe("2031-05-18T01:00:00Z");
        far.Complaints.ShouldBeEmpty();
    }

    // Of this class alone: what is counted for a venue is what was raised there.
    private const string Venue = "府前路小学对面协商议事室";

    private static int ThisYear => TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).Year;

    [Fact]
    public async Task A_topic_goes_from_the_scanned_code_to_the_report()
    {
        var name = $"府前路晚高峰公交太少 {Guid.NewGuid():n}";
        await using var citizen = await stage.Enter(360, 760, touch: true);
        await using var clerk = await stage.Enter(1280, 900);
        await using var chair = await stage.Enter(1024, 768, touch: true);

        // The code that hangs at the venue leads here.
        await citizen.Page.GotoAsync($"/raise/{Uri.EscapeDataString(Venue)}");
        await Expect(citizen.Page.GetByText(Venue)).ToBeVisibleAsync();
        await citizen.Page.GetByLabel("一句话说清是什么事").FillAsync(name);
        await citizen.Page.GetByLabel("具体情况").FillAsync("下班等了四十分钟，老人在寒风里站着。");
        await citizen.Page.GetByLabel("县区").SelectOptionAsync("清江浦区");
        await citizen.Page.GetByLabel("类别").SelectOptionAsync("交通");
        await citizen.Screenshot("raise");
        await citizen.Button("提交议题").ClickAsync();
        await Expect(citizen.Page.GetByText("议题已提交。")).ToBeVisibleAsync();
        await Expect(citizen.Page.GetByText("您提出了这个议题")).ToBeVisibleAsync();
        var id = new Uri(citizen.Page.Url).Segments[^1];

        // The desk takes it up, and puts it on a meeting's agenda.
        var room = await stage.Meeting();
        await clerk.SignInAsOperator();
        await Expect(clerk.Button("退出")).ToBeVisibleAsync();
        await clerk.Page.GotoAsync("/desk");
        await clerk.Page.GetByRole(AriaRole.Searchbox).FillAsync(name);
        await clerk.Page.GetByRole(AriaRole.Button).Filter(new LocatorFilterOptions { HasText = name }).ClickAsync();
        await clerk.Button("采纳").ClickAsync();
        await Status(citizen, "已采纳");
        await clerk.Screenshot("desk");
        await clerk.Button("上会").ClickAsync();
        await clerk.Page.GetByLabel("列入哪场会议").SelectOptionAsync(room.Id);
        await clerk.Button("确定").ClickAsync();
        await Status(citizen, "待协商");

        // It is discussed, and a department commits itself with one tap on what somebody wrote.
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        var item = (await room.Snapshot()).List("agenda", "items").Single(i => i.Find("topic") is not null).Text("id");
        (await room.Chair.Post(Of("startItem", new { item }))).ShouldBeDone();
        (await (await room.Join("赵")).Post(Of("comment", new { text = "建议早晚各加两班", item }))).ShouldBeDone();
        var row = chair.Page.Locator("[data-comment]").Filter(new LocatorFilterOptions { HasText = "建议早晚各加两班" });
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "交办" }).ClickAsync();
        var dialog = chair.Page.Locator("dialog[open]");
        await dialog.GetByLabel("承办单位").FillAsync("市交通运输局");
        await dialog.GetByLabel("办理期限").FillAsync("2099-06-30");
        await chair.Screenshot("chair-commit");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "确认交办" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        await Status(citizen, "办理中");
        await Expect(citizen.Page.GetByText("市交通运输局")).ToBeVisibleAsync();

        // It is done, and rated by the one who raised it.
        await clerk.Button("办结").ClickAsync();
        await clerk.Page.GetByLabel("说明").FillAsync("7月1日起早晚高峰各加开两班。");
        await clerk.Button("确定").ClickAsync();
        await Status(citizen, "已办结");
        await citizen.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "5 · 很满意" }).CheckAsync();
        await citizen.Page.GetByLabel("一句话").FillAsync("方便多了");
        await citizen.Button("提交评价").ClickAsync();
        await Status(citizen, "已评价");
        await Expect(citizen.Page.GetByText("满意率 100.00 %（1 人评价）")).ToBeVisibleAsync();
        await citizen.Page.EvaluateAsync("scrollTo(0, 0)");
        await citizen.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Stage.Screens, "topic.png"), FullPage = true });

        // What is shown live is what a fresh page shows.
        var live = await citizen.Page.Locator("article.topic").InnerTextAsync();
        await citizen.Page.GotoAsync($"/topics/{id}");
        await Expect(citizen.Page.GetByText("方便多了")).ToBeVisibleAsync();
        Plain(await citizen.Page.Locator("article.topic").InnerTextAsync()).ShouldBe(Plain(live));

        // And it is in the report of the venue, whose figures lead to it.
        await citizen.Page.GotoAsync(
            $"/report/{ThisYear.ToString(CultureInfo.InvariantCulture)}?county={Uri.EscapeDataString("清江浦区")}&venue={Uri.EscapeDataString(Venue)}");
        await Expect(citizen.Page.Locator(".great").Nth(0)).ToContainTextAsync("1件");
        await Expect(citizen.Page.Locator(".great").Nth(2)).ToContainTextAsync("1件");
        await Expect(citizen.Page.Locator(".great").Nth(4)).ToContainTextAsync("100.00 %");
        await citizen.Screenshot("report-phone");
        await citizen.Page.Locator(".great").Nth(0).ClickAsync();
        await Expect(citizen.Page.GetByText(name)).ToBeVisibleAsync();
        await citizen.Screenshot("topics");

        foreach (var visitor in new[] { citizen, clerk, chair })
        {
            visitor.Complaints.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light, "zh-CN", "您的身份未经核实，您的评价单独列出，不计入满意率", "感谢您的评价。已单独列出，不计入满意率。", "另有 1 人（身份未核实，或办结后才关注）的评价单独列出：满意率 0.00 %，不计入")]
    [InlineData(ColorScheme.Dark, "en-GB", "Nobody has verified who you are, so your rating is shown apart",
        "Your rating is shown apart and is not counted.",
        "Apart, of guests and of those who followed only after it was done: 0.00 % satisfied (n = 1), not counted")]
    public async Task A_passer_by_is_told_before_and_after_that_their_rating_stands_apart(
        ColorScheme light, string locale, string before, string after, string apart)
    {
        var suffix = $"{light}-{locale[..2]}".ToLowerInvariant();
        var county = $"县 {Guid.NewGuid():n}";
        var topic = await Topic.Raise(stage, new { title = "菜场停车难", text = "早上进不去", county, venue = "中心社区议事室", category = "交通" });
        await topic.Resolve();
        (await topic.Do(topic.Raiser, Of("rate", new { score = 5, text = "好停多了" }))).ShouldBeDone();
        await using var phone = await stage.Enter(360, 760, light, locale, touch: true);
        await using var desktop = await stage.Enter(1280, 900, light, locale);

        await phone.Page.GotoAsync($"/topics/{topic.Id}");
        await phone.Page.Locator(".topic-head .buttons button").Nth(1).ClickAsync();
        await Expect(phone.Page.Locator("form.rating")).ToContainTextAsync(before);
        await phone.Page.Locator("form.rating input[type=radio]").First.CheckAsync();
        await phone.Page.Locator("form.rating input:not([type=radio])").FillAsync("还是停不进");
        await phone.Page.Locator("form.rating button[type=submit]").ClickAsync();
        await Expect(phone.Page.GetByText(after).First).ToBeVisibleAsync();
        await Expect(phone.Page.Locator(".satisfied")).ToContainTextAsync(apart);
        (await topic.Status()).ShouldBe("rated");

        var report = $"/report/{ThisYear.ToString(CultureInfo.InvariantCulture)}?county={Uri.EscapeDataString(county)}";
        foreach (var (who, size) in new[] { (phone, "phone"), (desktop, "desktop") })
        {
            foreach (var (path, name) in new[] { ($"/topics/{topic.Id}", "apart-topic"), (report, "apart-report") })
            {
                await who.Page.GotoAsync(path);
                await Expect(who.Page.GetByText(apart).First).ToBeVisibleAsync();
                await who.Page.ScreenshotAsync(
                    new PageScreenshotOptions { Path = Path.Combine(Stage.Screens, $"{name}-{size}-{suffix}.png"), FullPage = true });
                (await who.Barriers()).ShouldBeEmpty($"{name} {size} {suffix}");
            }

            await Expect(who.Page.Locator(".great").Nth(4)).ToContainTextAsync("100.00 %");
            await Expect(who.Page.Locator(".how").First).ToContainTextAsync(locale == "zh-CN" ? "只有议题的提出人" : "Only who raised the topic");
            who.Complaints.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task What_people_write_is_shown_as_they_wrote_it_and_never_run()
    {
        const string Hostile = "<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>";
        var topic = await Topic.Raise(stage, new { title = Hostile, text = Hostile, county = "<b>县</b>", venue = Hostile[..60], category = "<i>类</i>" });
        (await topic.Do(topic.Raiser, Comment(Hostile))).ShouldBeDone();
        var commitment = (await topic.Staff(Of("commit", new { department = "<u>局</u>", what = Hostile, due = "2099-01-01" }))).ShouldBeDone().Made;
        (await topic.Staff(Of("complete", new { commitment, note = Hostile }))).ShouldBeDone();
        (await topic.Do(topic.Raiser, Of("rate", new { score = 5, text = Hostile }))).ShouldBeDone();
        (await topic.Staff(Of("answer", new { text = Hostile }))).ShouldBeDone();
        await using var visitor = await stage.Enter(360, 760);

        foreach (var path in new[] { $"/topics/{topic.Id}", "/topics", "/commitments", $"/report/{ThisYear.ToString(CultureInfo.InvariantCulture)}" })
        {
            await visitor.Page.GotoAsync(path);
            await Expect(visitor.Page.GetByText(path.StartsWith("/report", StringComparison.Ordinal) ? "<i>类</i>" : Hostile).First).ToBeVisibleAsync();
            (await visitor.Page.TitleAsync()).ShouldNotBe("ran");
        }

        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_topic_is_merged_into_one_that_was_found_by_its_words_once_this_is_confirmed()
    {
        var (word, other) = ($"x{Guid.NewGuid():n}", await Topic.Raise(stage, "路灯不亮"));
        var into = await Topic.Raise(stage, new { title = $"照明 {word}", text = "东大街一片漆黑" });
        await using var clerk = await stage.Enter(1280, 900);
        await clerk.SignInAsOperator();
        await clerk.Page.GotoAsync($"/topics/{other.Id}");

        await clerk.Button("并入…").ClickAsync();
        await clerk.Page.Locator(".deed input[type=search]").FillAsync(word);
        await clerk.Page.Locator(".deed li", new() { HasText = word }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(clerk.Page.GetByText($"并入“照明 {word}”？")).ToBeVisibleAsync();
        (await other.Status()).ShouldBe("raised");
        await clerk.Button("确认并入").ClickAsync();

        await Expect(clerk.Page.Locator("main").GetByText("已合并").First).ToBeVisibleAsync();
        (await other.Snapshot()).Text("mergedInto").ShouldBe(into.Id);
    }

    [Fact]
    public async Task A_second_press_makes_no_second_topic()
    {
        await using var citizen = await stage.Enter(360, 760, touch: true);
        var name = $"路灯 {Guid.NewGuid():n}";
        await citizen.Page.GotoAsync("/raise");
        await citizen.Page.GetByLabel("一句话说清是什么事").FillAsync(name);
        await citizen.Page.GetByLabel("具体情况").FillAsync("东大街一片漆黑");

        // The answer to the first is lost on its way.
        var lost = true;
        await citizen.Page.RouteAsync("**/api/topics", async route =>
        {
            if (lost && route.Request.Method == "POST")
            {
                lost = false;
                await route.FetchAsync();
                await route.AbortAsync();
                return;
            }

            await route.ContinueAsync();
        });
        await citizen.Button("提交议题").ClickAsync();
        await Expect(citizen.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await citizen.Button("提交议题").DblClickAsync();
        await Expect(citizen.Page.GetByText("议题已提交。")).ToBeVisibleAsync();

        (await stage.Get($"/api/topics?q={Uri.EscapeDataString(name)}&total=true")).Number("total").ShouldBe(1);
    }

    [Theory]
    [InlineData(ColorScheme.Light, "zh-CN")]
    [InlineData(ColorScheme.Dark, "zh-CN")]
    [InlineData(ColorScheme.Light, "en-GB")]
    [InlineData(ColorScheme.Dark, "en-GB")]
    public async Task Axe_finds_nothing_on_the_pages_for_topics(ColorScheme light, string locale)
    {
        var suffix = $"{light}-{locale[..2]}".ToLowerInvariant();
        var topic = await Topic.Raise(stage);
        (await topic.Do(topic.Raiser, Comment("我们那里也是"))).ShouldBeDone();
        await topic.Resolve();
        await using var phone = await stage.Enter(360, 760, light, locale, touch: true);
        await using var clerk = await stage.Enter(1280, 900, light, locale);
        await clerk.SignInAsOperator();

        // Whoever follows it may rate it.
        await phone.Page.GotoAsync($"/topics/{topic.Id}");
        await phone.Page.Locator(".topic-head .buttons button").Nth(1).ClickAsync();
        await Expect(phone.Page.Locator("form.rating")).ToBeVisibleAsync();

        foreach (var (who, path, name) in new[]
        {
            (phone, "/raise/x", "raise"), (phone, $"/topics/{topic.Id}", "topic"), (phone, "/topics", "topics"), (phone, "/commitments", "commitments"),
                (phone, "/meetings", "meetings"),
            (phone, $"/report/{ThisYear.ToString(CultureInfo.InvariantCulture)}", "report"), (clerk, "/desk", "desk"),
            (clerk, $"/topics/{topic.Id}", "topic-staff"),
            (clerk, $"/report/{ThisYear.ToString(CultureInfo.InvariantCulture)}", "report-wide"),
        })
        {
            await who.Page.GotoAsync(path);
            await Expect(who.Page.Locator("#main h1, #main h2").First).ToBeAttachedAsync();
            await Expect(who.Page.Locator(".loading")).ToHaveCountAsync(0);
            await who.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Stage.Screens, $"a11y-{name}-{suffix}.png"), FullPage = true });
            (await who.Barriers()).ShouldBeEmpty($"{name} {suffix}");
        }

        phone.Complaints.ShouldBeEmpty();
        clerk.Complaints.ShouldBeEmpty();
    }

    private static Task Status(Visitor visitor, string status) => Expect(visitor.Page.Locator(".topic-head .badge")).ToHaveTextAsync(status);

    private static string Plain(string text) => string.Join('\n', text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));
}
