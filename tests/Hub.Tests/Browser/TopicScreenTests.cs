using System.Globalization;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>
/// A topic on real screens: days and hours, ratings, what people write, and topics that come twice. Its whole way is CitizenStoryTests'.
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

    private static int ThisYear => TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).Year;

    [Theory]
    [InlineData(ColorScheme.Light, "zh-CN", "您的身份未经核实，您的评价单独列出，不计入满意率", "感谢您的评价。已单独列出，不计入满意率。", "另有 1 人（身份未核实，或办结后才关注）的评价单独列出：0 人满意，不计入")]
    [InlineData(ColorScheme.Dark, "en-GB", "Nobody has verified who you are, so your rating is shown apart",
        "Your rating is shown apart and is not counted.",
        "Apart, of guests and of those who followed only after it was done: 0 of 1 satisfied, not counted")]
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
                await who.Screenshot($"{name}-{size}-{suffix}", whole: true);
                (await who.Barriers()).ShouldBeEmpty($"{name} {size} {suffix}");
            }

            await Expect(who.Page.Locator(".great").Nth(4)).ToContainTextAsync("1 / 1");
            await Expect(who.Page.Locator(".how").First).ToContainTextAsync(locale == "zh-CN" ? "只有议题的提出人" : "Only who raised the topic");
            who.Complaints.ShouldBeEmpty();
        }
    }

    /// <summary>
    /// Guards S13: a slow phone waited for one script after the other and then for the figures. What the server writes is what the script draws, whatever a
    /// place is called; and each script that the page needs is named in it.
    /// </summary>
    [Theory]
    [InlineData("zh-CN", "征集议题")]
    [InlineData("en-GB", "Topics collected")]
    public async Task The_report_stands_in_its_page_as_its_script_draws_it(string locale, string first)
    {
        var mark = $"{Guid.NewGuid():n}"[..8];
        var (county, venue) = ($"حي \"النور\" </script><b> {mark}", $"<i>'室'</i> 50% & ~*!(+) {mark}");
        var hostile = "</script><script>document.title='ran'</script>";
        var topic = await Topic.Raise(stage, new { title = hostile, text = "路灯不亮", county, venue, category = "</script><u>" });
        await topic.Resolve();
        (await topic.Do(topic.Raiser, Of("rate", new { score = 5, text = "亮了" }))).ShouldBeDone();
        var passerBy = await topic.Somebody();
        (await topic.Do(passerBy, Of("follow"))).ShouldBeDone();
        (await topic.Do(passerBy, Of("rate", new { score = 2 }))).ShouldBeDone();
        var year = ThisYear.ToString(CultureInfo.InvariantCulture);
        await using var reader = await stage.Enter(1280, 900, locale: locale);

        // No call for the figures is answered: they are in the page.
        await reader.Page.RouteAsync("**/api/reports/**", _ => Task.CompletedTask);
        foreach (var (path, isEmpty) in new[]
        {
            ($"/report/{year}", false), ($"/report/{year}?county={Uri.EscapeDataString(county)}", false),
            ($"/report/{year}?county={Uri.EscapeDataString(county)}&venue={Uri.EscapeDataString(venue)}", false), ("/report/1950", true),
        })
        {
            var served = await (await reader.Page.GotoAsync(path))!.TextAsync();
            await Expect(reader.Page.Locator("footer.site-foot")).ToBeVisibleAsync();
            var (written, drawn) = (await Report(reader, served), await Report(reader, null));
            drawn.ShouldBe(written, path);
            written.Contains(first, StringComparison.Ordinal).ShouldBe(!isEmpty, path);
            (await reader.Page.TitleAsync()).ShouldNotBe("ran");
            foreach (var script in await reader.Page.EvaluateAsync<string[]>(
                "() => performance.getEntriesByType('resource').map(r => new URL(r.name).pathname).filter(p => p.endsWith('.js'))"))
            {
                served.ShouldContain($"\"{script}\"", Case.Sensitive, path);
            }
        }

        reader.Complaints.ShouldBeEmpty();
    }

    /// <summary>What stands first in a report, element by element, without the time of day.</summary>
    /// <param name="served">The page as it came; null: as it is now.</param>
    private static Task<string> Report(Visitor reader, string? served) => reader.Page.EvaluateAsync<string>(
        "html => [...(html ? new DOMParser().parseFromString(html, 'text/html') : document).querySelectorAll("
            + "'.report-head, .greats, .report > .how, .report > .empty')].map(e => e.outerHTML).join('\\n').replace(/\\d\\d:\\d\\d:\\d\\d/, '')",
        served);

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
}
