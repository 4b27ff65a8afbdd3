using System.Net;
using System.Text.Json;
using Hub.Tests.House;

namespace Hub.Tests.Topics;

/// <summary>Every figure of the report comes from what people did, at once and to the digit, and equals the list that it links to.</summary>
public sealed class ReportCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly int ThisYear = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).Year;

    [Fact]
    public async Task What_people_did_is_in_the_report_of_the_county_and_the_venue_at_once()
    {
        var (county, venue) = ($"县 {Guid.NewGuid():n}", "中心社区议事室");
        var body = new { title = "菜场停车难", text = "早上进不去", county, venue, category = "交通" };
        var (one, two) = (await Topic.Raise(house, body), await Topic.Raise(house, body));
        (await two.Do(one.Raiser, Commands.Of("react", new { kind = "like", on = true }))).ShouldBeDone();
        (await two.Do(one.Raiser, Commands.Of("react", new { kind = "like", on = false }))).ShouldBeDone();
        (await two.Do(one.Raiser, Commands.Of("react", new { kind = "like", on = true }))).ShouldBeDone();
        var comment = (await two.Do(one.Raiser, Commands.Comment("可以错时停车"))).ShouldBeDone().Made;
        (await two.Do(two.Raiser, Commands.Of("comment", new { text = "同意", replyTo = comment }))).ShouldBeDone();
        (await two.Do(two.Raiser, Commands.Like(comment))).ShouldBeDone();
        await one.Resolve();
        var reopened = await two.Resolve();
        (await one.Do(one.Raiser, Commands.Of("rate", new { score = 5 }))).ShouldBeDone();
        (await two.Do(two.Raiser, Commands.Of("rate", new { score = 2 }))).ShouldBeDone();
        await Held(county, venue);

        var report = await house.Get($"/api/reports/{ThisYear}?county={county}&venue={venue}");
        report.At("figures").ShouldSatisfyAllConditions(
            f => f.Number("topics").ShouldBe(2), f => f.Number("activities").ShouldBe(1), f => f.Number("resolved").ShouldBe(1), f =>
                f.Number("interactions").ShouldBe(6),
            f => f.At("satisfaction", "rate").GetDouble().ShouldBe(0.5), f => f.Number("satisfaction", "n").ShouldBe(2));
        report.List("months").Count.ShouldBe(12);
        report.List("months").Sum(m => m.Number("interactions")).ShouldBe(6);
        report.List("scores").Select(s => s.GetInt32()).ShouldBe([0, 1, 0, 0, 1]);
        report.List("chain").ToDictionary(c => c.Text("status"), c => c.Number("topics"))
            .ShouldBe(new Dictionary<string, int> { ["committed"] = 1, ["rated"] = 1 });

        var ofCounty = await house.Get($"/api/reports/{ThisYear}?county={county}");
        ofCounty.At("figures").GetRawText().ShouldBe(report.At("figures").GetRawText());
        ofCounty.List("venues").ShouldHaveSingleItem().Text("name").ShouldBe(venue);
        (await house.Get($"/api/reports/{ThisYear}")).List("counties").Single(c => c.Text("name") == county).At("figures").GetRawText()
            .ShouldBe(report.At("figures").GetRawText());

        (await house.Get($"/api/topics?year={ThisYear}&county={county}&total=true")).Number("total").ShouldBe(2);
        (await house.Get($"/api/meetings?year={ThisYear}&county={county}&status=closed&total=true")).Number("total").ShouldBe(1);
        (await house.Get($"/api/commitments?year={ThisYear}&county={county}&status=done&total=true")).Number("total").ShouldBe(1);

        (await two.Staff(Commands.Of("complete", new { commitment = reopened, note = "已划线" }))).ShouldBeDone();
        (await two.Do(two.Raiser, Commands.Of("rate", new { score = 4 }))).ShouldBeDone();
        (await house.Get($"/api/reports/{ThisYear}?county={county}")).At("figures").ShouldSatisfyAllConditions(
            f => f.Number("resolved").ShouldBe(2), f => f.At("satisfaction", "rate").GetDouble().ShouldBe(1.0), f => f.Number("satisfaction", "n").ShouldBe(2));
    }

    [Fact]
    public async Task The_table_cannot_be_made_to_run_a_formula()
    {
        var county = $"=1+{Guid.NewGuid():n}";
        await Topic.Raise(house, new { title = "x", text = "y", county, category = "@SUM(A1)" });

        using var answer = await house.Send(HttpMethod.Get, $"/api/reports/{ThisYear}.csv");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n");
        lines.ShouldContain($"topics,'{county},,1");
        lines.ShouldContain("topics of category,'@SUM(A1),,1");
    }

    [Theory]
    [InlineData("/api/reports/1")]
    [InlineData("/api/reports/2021?county=%00")]
    [InlineData("/api/topics?status=nothing")]
    [InlineData("/api/topics?after=x")]
    [InlineData("/api/topics?year=x")]
    [InlineData("/api/commitments?status=nothing")]
    [InlineData("/api/topics/similar?text=%00")]
    public async Task What_cannot_be_read_is_refused(string path)
    {
        using var answer = await house.Send(HttpMethod.Get, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Lists_are_searched_in_chinese_filtered_and_paged()
    {
        var county = $"县 {Guid.NewGuid():n}";
        foreach (var i in Enumerable.Range(1, 5))
        {
            await Topic.Raise(house, new { title = $"第 {i} 件", text = i % 2 == 0 ? "河道有异味" : "路灯不亮", county });
        }

        (await house.Get($"/api/topics?county={county}&q=异味&total=true")).ShouldSatisfyAllConditions(
            p => p.Number("total").ShouldBe(2), p => p.List("items").Select(t => t.Text("title")).ShouldBe(["第 4 件", "第 2 件"]));
        var first = await house.Get($"/api/topics?county={county}&limit=3");
        first.List("items").Select(t => t.Text("title")).ShouldBe(["第 5 件", "第 4 件", "第 3 件"]);
        (await house.Get($"/api/topics?county={county}&limit=3&after={first.Text("next")}")).ShouldSatisfyAllConditions(
            p => p.List("items").Select(t => t.Text("title")).ShouldBe(["第 2 件", "第 1 件"]), p => p.Find("next").ShouldBeNull());
        (await house.Get($"/api/topics?county={county}&q=%25")).List("items").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_mine_is_what_I_raised_and_what_I_follow()
    {
        var (mine, other) = (await Topic.Raise(house), await Topic.Raise(house));
        (await other.Do(mine.Raiser, Commands.Of("follow"))).ShouldBeDone();
        (await house.Get("/api/topics?mine=true", mine.Raiser)).List("items").Select(t => t.Text("id")).ShouldBe([other.Id, mine.Id], ignoreOrder: true);

        (await other.Do(mine.Raiser, Commands.Of("follow", new { on = false }))).ShouldBeDone();
        (await house.Get("/api/topics?mine=true", mine.Raiser)).List("items").Select(t => t.Text("id")).ShouldBe([mine.Id]);
        using var nobody = await house.Send(HttpMethod.Get, "/api/topics?mine=true");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Near_duplicates_are_found_in_chinese()
    {
        var county = $"县 {Guid.NewGuid():n}";
        var near = await Topic.Raise(house, new { title = "希望增加晚高峰公交班次", text = "x", county });
        await Topic.Raise(house, new { title = "学校门口需要红绿灯", text = "x", county });

        var similar = (await house.Get($"/api/topics/similar?text=增加晚高峰的公交班次&county={county}")).List("items");

        similar[0].Text("id").ShouldBe(near.Id);
        similar[0].At("similarity").GetDouble().ShouldBeGreaterThan(0.6);
        (await house.Get($"/api/topics/similar?text=增加晚高峰的公交班次&county={county}&except={near.Id}")).List("items").Where(s => s.Text("id") == near.Id)
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task A_commitment_is_open_until_it_is_late()
    {
        var topic = await Topic.Raise(house);
        await topic.Commit();
        (await house.Get($"/api/commitments?status=overdue&q={await Title(topic)}")).List("items").ShouldBeEmpty();
        (await house.Get($"/api/commitments?status=open&q={await Title(topic)}")).List("items").ShouldHaveSingleItem().Text("due").ShouldBe("2099-06-30");
    }

    private static async Task<string> Title(Topic topic) => Uri.EscapeDataString((await topic.Snapshot()).Text("title"));

    private async Task Held(string county, string venue)
    {
        using var answer =
            await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = "停车协商", format = "grassroots", county, venue });
        var scheduled = await OpenHouse.Json(answer);
        var room = new Room(house, scheduled.Text("id"), scheduled.At("codes").Deserialize<Dictionary<string, string>>()!);
        var chair = await room.Join("主持人", "chair");
        (await chair.Post(Commands.Of("open"))).ShouldBeDone();
        var comment = (await chair.Post(Commands.Comment("按错时停车办"))).ShouldBeDone().Made;
        (await (await room.Join("赵")).Post(Commands.Like(comment))).ShouldBeDone();
        (await chair.Post(Commands.Of("close"))).ShouldBeDone();
    }
}
