using System.Net;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>A house that says whom to call, and under which numbers it is filed.</summary>
public sealed class FiledStage() : Stage(
    ["--House:Contact=市政协办公室 0517-83001234", "--House:IcpNumber=苏ICP备87654321号-2", "--House:PoliceNumber=苏公网安备 32080002000987号"]);

/// <summary>How people find their way: one head, one foot and search on every page; what is not there says what it is; back leads to where one was.</summary>
public sealed class WayScreenTests(FiledStage stage) : IClassFixture<FiledStage>
{
    /// <summary>Guards S4: pages were reached only by typing their address.</summary>
    [Theory]
    [InlineData(360, 740, ColorScheme.Light, "zh-CN")]
    [InlineData(1280, 800, ColorScheme.Dark, "en-GB")]
    public async Task Every_page_is_reached_from_every_other(int width, int height, ColorScheme light, string locale)
    {
        var isChinese = locale == "zh-CN";
        var isPhone = width < 1024;
        await using var visitor = await stage.Enter(width, height, light, locale, touch: isPhone);
        await visitor.Page.GotoAsync("/");
        var nav = visitor.Page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = Say("全站导航", "Site") });
        foreach (var (name, path) in new[]
        {
            (Say("议题", "Topics"), "/topics"), (Say("会议", "Meetings"), "/meetings"), (Say("交办", "Commitments"), "/commitments"),
            (Say("计划", "Plan"), "/plan/"), (Say("答卷", "Report"), "/report/"), (Say("场所", "Venues"), "/venues"), (Say("搜索", "Search"), "/search"),
            (Say("登录", "Sign in"), "/signin"),
        })
        {
            if (isPhone)
            {
                await visitor.Button(Say("菜单", "Menu")).ClickAsync();
            }

            await nav.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = name, Exact = true }).ClickAsync();
            await visitor.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath.StartsWith(path, StringComparison.Ordinal));
            await Expect(nav.Locator("[aria-current=page]")).ToHaveTextAsync(name);
        }

        await visitor.Screenshot($"way-signin-{width}-{locale}");
        var foot = visitor.Page.Locator("footer");
        await Expect(foot).ToContainTextAsync("0517-83001234");
        await Expect(foot.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "苏ICP备87654321号-2" }))
            .ToHaveAttributeAsync("href", "https://beian.miit.gov.cn/");
        await Expect(foot.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "苏公网安备 32080002000987号" }))
            .ToHaveAttributeAsync("href", "https://beian.mps.gov.cn/#/query/webSearch?code=32080002000987");
        await foot.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = Say("无障碍声明", "Accessibility"), Exact = true }).ClickAsync();
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync(Say("无障碍声明", "Accessibility"));
        (await visitor.Barriers()).ShouldBeEmpty();
        await visitor.Screenshot($"way-accessibility-{width}-{locale}");
        visitor.Complaints.ShouldBeEmpty();

        string Say(string zh, string en) => isChinese ? zh : en;
    }

    [Fact]
    public async Task One_search_leads_to_a_topic_and_back_to_what_was_found()
    {
        var mark = $"{Guid.NewGuid():n}"[..8];
        var topic = await Topic.Raise(stage, new { title = $"３号码头的护栏松了{mark}", text = "孩子常去那里玩" });
        await using var visitor = await stage.Enter(390, 844, touch: true);
        await visitor.Page.GotoAsync("/search");
        await visitor.Page.GetByRole(AriaRole.Searchbox).FillAsync($"护栏 3号码头 {mark}");
        await visitor.Page.Locator($"a[href='/topics/{topic.Id}']").ClickAsync();
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync($"３号码头的护栏松了{mark}");
        await visitor.Page.GoBackAsync();
        await Expect(visitor.Page.Locator($"a[href='/topics/{topic.Id}']")).ToBeVisibleAsync();
        await visitor.Screenshot("way-search");
        (await visitor.Barriers()).ShouldBeEmpty();
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>Guards S4: who came back from a row was at the top of the first page again.</summary>
    [Fact]
    public async Task Back_restores_the_rows_of_a_list_and_the_place_in_it()
    {
        var mark = $"{Guid.NewGuid():n}"[..8];
        for (var i = 0; i < 53; i++)
        {
            await Topic.Raise(stage, new { title = $"第 {i} 盏路灯 {mark}", text = "不亮" });
        }

        await using var visitor = await stage.Enter(390, 844, touch: true);
        await visitor.Page.GotoAsync($"/topics?q={mark}");
        var rows = visitor.Page.Locator(".rows-list > li");
        await Expect(rows).ToHaveCountAsync(50);
        await visitor.Page.Locator("main > button.wide").ClickAsync();
        await Expect(rows).ToHaveCountAsync(53);
        await rows.Nth(51).ClickAsync();
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync($"第 1 盏路灯 {mark}");
        await visitor.Page.GoBackAsync();
        await Expect(rows).ToHaveCountAsync(53);
        await Expect(rows.Nth(51)).ToBeInViewportAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>Guards S4: an unknown page was empty, and a topic that is not there was called a meeting.</summary>
    [Theory]
    [InlineData("/nosuchpage", "没有这个页面")]
    [InlineData("/report/2025/extra", "没有这个页面")]
    [InlineData("/topics/nosuchtopic", "这个议题打不开")]
    [InlineData("/topics/%E6%B2%", "这个议题打不开")]
    [InlineData("/record/nosuchmeeting", "这场会议打不开")]
    public async Task What_is_not_there_says_what_it_is(string path, string said)
    {
        await using var visitor = await stage.Enter(390, 844);
        var answer = await visitor.Page.GotoAsync(path);
        answer!.Status.ShouldBe(404);
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync(said);
        await Expect(visitor.Page.Locator("footer")).ToBeVisibleAsync();
        (await visitor.Barriers()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_that_asks_for_what_is_not_there_gets_no_page()
    {
        SharedBrowser.OrSkip();
        foreach (var (path, accept) in new[] { ("/api/nosuchcall", "text/html"), ("/nosuchpage", "application/json"), ("/nosuchpage", "*/*") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Accept", accept);
            using var answer = await stage.Http.SendAsync(request, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("<html", Case.Insensitive, path);
        }
    }

    /// <summary>Guards S13: what a phone shows before its script runs stands in the page, and what a shared link shows in its head.</summary>
    [Fact]
    public async Task The_page_of_a_meeting_shows_it_before_its_script_runs_and_only_to_who_may_read_it()
    {
        SharedBrowser.OrSkip();
        var room = await stage.Meeting();
        var closed = await stage.Meeting(visibility: "codes");
        (await room.Chair.Post(Of("startItem", new { item = (await room.Snapshot()).At("agenda").List("items")[0].Text("id") }))).ShouldBeDone();
        var title = (await room.Snapshot()).Text("title");
        var items = (await room.Snapshot()).At("agenda").List("items");

        var page = await stage.Http.GetStringAsync($"/m/{room.Codes["attend"]}", TestContext.Current.CancellationToken);
        page.ShouldContain($"<h1>{title}</h1>");
        page.ShouldContain($"<p class=\"eyebrow\">议程 1/{items.Count}</p>");
        page.ShouldContain($"<meta property=\"og:title\" content=\"{title} · “码”上议\">");
        page.IndexOf("<h1>", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("id=\"boot\"", StringComparison.Ordinal));

        // So does what else a shared link leads to, asked by somebody who keeps no cookie.
        using var stranger = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = stage.Address };
        var topic = await Topic.Raise(stage, "河边路灯");
        var raised = (await topic.Snapshot()).Text("title");
        foreach (var (path, heading, sheet) in new[]
        {
            ($"/record/{room.Id}", title, "record"), ($"/watch/{room.Id}", title, "observed"), ($"/topics/{topic.Id}", raised, "topics"),
            ("/report/2031", "2031 年度履职答卷", "report"), ("/", "有事好商量，\n众人的事情由众人商量。", "home"),
        })
        {
            var html = await stranger.GetStringAsync(path, TestContext.Current.CancellationToken);
            html.IndexOf($"<h1>{heading}</h1>", StringComparison.Ordinal).ShouldBeInRange(0, html.IndexOf("id=\"boot\"", StringComparison.Ordinal), path);
            html.ShouldContain($"<link rel=\"stylesheet\" crossorigin href=\"/assets/{sheet}-", Case.Sensitive, path);
            html.ShouldContain("<meta property=\"og:image\" content=\"", Case.Sensitive, path);
        }

        var secret = (await closed.Snapshot(closed.Chair)).Text("title");
        foreach (var path in new[] { $"/m/{closed.Codes["attend"]}", $"/watch/{closed.Id}", $"/record/{closed.Id}", $"/screen/{closed.Id}" })
        {
            (await stage.Http.GetStringAsync(path, TestContext.Current.CancellationToken)).ShouldNotContain(secret, Case.Sensitive, path);
        }

        // In the chair's own browser, too, what hangs on a wall or is printed holds only what the room is told.
        (await room.Chair.Post(Of("setModeration", new { mode = "pre" }))).ShouldBeDone();
        (await (await room.Join("居民")).Post(Comment("等着审的话"))).ShouldBeDone();
        foreach (var (path, holds) in new[] { ("chair", true), ("screen", false), ("watch", false), ("papers", false) })
        {
            using var written = await stage.Send(HttpMethod.Get, $"/{path}/{room.Id}", room.Chair.Token);
            var text = await written.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            text.ShouldContain(title);
            text.Contains("等着审的话", StringComparison.Ordinal).ShouldBe(holds, path);
        }

        (await room.Chair.Post(Of("setModeration", new { mode = "post" }))).ShouldBeDone();

        // The script draws over it: one head, one title.
        await using var phone = await stage.Enter(360, 740, touch: true);
        await phone.Page.GotoAsync($"/m/{room.Codes["attend"]}");
        await Expect(phone.Page.GetByRole(AriaRole.Button).First).ToBeVisibleAsync();
        await Expect(phone.Page.Locator("h1")).ToHaveCountAsync(1);
        await Expect(phone.Page.Locator("header.head")).ToHaveCountAsync(1);
        phone.Complaints.ShouldBeEmpty();
    }
}
