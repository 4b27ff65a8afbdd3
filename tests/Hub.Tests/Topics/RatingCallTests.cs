using System.Text.Json;
using Hub.Tests.House;

namespace Hub.Tests.Topics;

/// <summary>Who may move public figures, over HTTP: the raiser, and who is known and followed before the completion; everybody else is
/// shown apart.</summary>
public sealed class RatingCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly int ThisYear = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).Year;

    /// <summary>
    /// Guards R8: a passer-by followed a finished topic and rated it 1, then came again with a new cookie: the commitment was reopened, and the year's figure
    /// fell.
    /// </summary>
    [Fact]
    public async Task A_passer_by_of_a_finished_topic_moves_no_public_figure_with_however_many_cookies()
    {
        var (topic, county) = await Raised();
        await topic.Resolve();
        (await topic.Do(topic.Raiser, Rate(5))).ShouldBeDone();
        var before = await Report(county);

        foreach (var cookie in new[] { await topic.Somebody(), await topic.Somebody(), await topic.Somebody(), await topic.Somebody() })
        {
            (await topic.Do(cookie, Rate(1))).ShouldBeRefused("notFollowing");
            (await topic.Do(cookie, Commands.Of("follow"))).ShouldBeDone();
            var told = await topic.Me(cookie);
            (await topic.Do(cookie, Rate(1, "不行"))).ShouldBeDone();
            var (shown, figures) = (await topic.Snapshot(), (await Report(county)).At("figures"));
            (shown.Text("status"), shown.List("commitments").Single().Text("status"), figures.Number("resolved"), figures.At("satisfaction").GetRawText())
                .ShouldBe(("rated", "completed", 1, before.At("figures", "satisfaction").GetRawText()));
            told.At("topic", "apart").GetBoolean().ShouldBeTrue("they are told before they rate");
            (await topic.Me(cookie)).At("topic")
                .ShouldSatisfyAllConditions(me => me.Number("score").ShouldBe(1), me => me.At("scoreApart").GetBoolean().ShouldBeTrue());
        }

        (await topic.Snapshot()).ShouldSatisfyAllConditions(
            t => t.Text("status").ShouldBe("rated"), t => t.List("commitments").ShouldHaveSingleItem().Text("status").ShouldBe("completed"),
            t => Shares(t).ShouldBe("1 of 1, apart 0 of 4"), t => t.List("words").Select(w => w.At("apart").GetBoolean()).ShouldBe([true, true, true, true]));
        var after = await Report(county);
        Shares(before.At("figures")).ShouldBe("1 of 1, apart none of 0");
        Shares(after.At("figures")).ShouldBe("1 of 1, apart 0 of 4");
        after.At("figures").Number("resolved").ShouldBe(1);
        after.List("scores").Select(s => s.GetInt32()).ShouldBe([0, 0, 0, 0, 1]);
        after.List("chain").Single().ShouldSatisfyAllConditions(c => c.Text("status").ShouldBe("rated"), c => c.Number("topics").ShouldBe(1));
        Shares((await house.Get($"/api/reports/{ThisYear}")).List("counties").Single(c => c.Text("name") == county).At("figures"))
            .ShouldBe("1 of 1, apart 0 of 4");
        (await house.Get($"{topic.Path}/events")).List("events").Where(e => e.Text("type") == "rated").Select(e => e.At("data").Find("apart")?.GetBoolean())
            .ShouldBe([null, true, true, true, true]);
        (await Table(county)).ShouldSatisfyAllConditions(
            csv => csv.ShouldContain("\r\nsatisfaction,,,1\r\nratings,,,1\r\nsatisfaction apart,,,0\r\nratings apart,,,4\r\n"), csv =>
                csv.ShouldContain("\r\nratings of score,1,,0\r\n"));
    }

    [Fact]
    public async Task A_passer_by_alone_leaves_a_finished_topic_waiting_for_those_whom_it_concerns()
    {
        var (topic, county) = await Raised();
        await topic.Resolve();
        var cookie = await topic.Somebody();
        (await topic.Do(cookie, Commands.Of("follow"))).ShouldBeDone();
        (await topic.Do(cookie, Rate(5))).ShouldBeDone();

        (await topic.Status()).ShouldBe("resolved");
        Shares((await Report(county)).At("figures")).ShouldBe("none of 0, apart 1 of 1");
        (await topic.Staff(Commands.Of("answer", new { text = "谢谢" }))).ShouldBeDone();
    }

    [Fact]
    public async Task Three_who_followed_before_the_completion_reopen_it_and_two_do_not()
    {
        var (topic, county) = await Raised();
        string[] early = [await topic.Known(), await topic.Known(), await topic.Known()];
        foreach (var follower in early)
        {
            (await topic.Do(follower, Commands.Of("follow"))).ShouldBeDone();
        }

        var commitment = await topic.Resolve();
        (await topic.Me(early[0])).At("topic").Find("apart").ShouldBeNull();
        (await topic.Do(early[0], Rate(1))).ShouldBeDone();
        (await topic.Status()).ShouldBe("rated", "one of them alone reopens nothing");
        (await topic.Do(early[1], Rate(2))).ShouldBeDone();
        (await topic.Do(early[1], Rate(1))).ShouldBeDone();
        (await topic.Status()).ShouldBe("rated");

        (await topic.Do(early[2], Rate(2, "还是老样子"))).ShouldBeDone();

        (await topic.Snapshot()).ShouldSatisfyAllConditions(
            t => t.Text("status").ShouldBe("committed"), t => t.List("commitments").Single().List("notes")[^1].Number("followers").ShouldBe(3), t =>
                Shares(t).ShouldBe("0 of 3, apart none of 0"));
        (await Report(county)).At("figures").Number("resolved").ShouldBe(0);
        (await topic.Staff(Commands.Of("complete", new { commitment, note = "返工完成" }))).ShouldBeDone();
        (await topic.Do(early[0], Rate(1))).ShouldBeDone();
        (await topic.Status()).ShouldBe("rated", "what was said before it was done again is not counted again");
    }

    /// <summary>
    /// Guards the attack: three cookies that followed a topic before it was done reopened it, and as many as somebody had made the year's figure what they
    /// liked.
    /// </summary>
    [Fact]
    public async Task Guests_who_followed_before_the_completion_move_no_public_figure_with_however_many_cookies()
    {
        var (topic, county) = await Raised();
        string[] cookies = [await topic.Somebody(), await topic.Somebody(), await topic.Somebody(), await topic.Somebody()];
        foreach (var cookie in cookies)
        {
            (await topic.Do(cookie, Commands.Of("follow"))).ShouldBeDone();
        }

        var known = await topic.Known();
        (await topic.Do(known, Commands.Of("follow"))).ShouldBeDone();
        await topic.Resolve();
        (await topic.Do(topic.Raiser, Rate(5))).ShouldBeDone();
        (await topic.Do(known, Rate(3))).ShouldBeDone();
        foreach (var cookie in cookies)
        {
            (await topic.Me(cookie)).At("topic").ShouldSatisfyAllConditions(
                me => me.At("apart").GetBoolean().ShouldBeTrue(), me => me.At("guest").GetBoolean().ShouldBeTrue("they are told before they rate"));
            (await topic.Do(cookie, Rate(1))).ShouldBeDone();
        }

        (await topic.Status()).ShouldBe("rated");
        Shares(await topic.Snapshot()).ShouldBe("0.5 of 2, apart 0 of 4");
        var report = await Report(county);
        (Shares(report.At("figures")), report.At("figures").Number("resolved")).ShouldBe(("0.5 of 2, apart 0 of 4", 1));
        foreach (var counted in new[] { known, topic.Raiser })
        {
            (await topic.Me(counted)).At("topic").ShouldSatisfyAllConditions(me => me.Find("apart").ShouldBeNull(), me => me.Find("guest").ShouldBeNull());
        }
    }

    [Fact]
    public async Task Who_stops_following_and_follows_again_after_the_completion_moves_nothing_any_more()
    {
        var (topic, county) = await Raised();
        var follower = await topic.Known();
        (await topic.Do(follower, Commands.Of("follow"))).ShouldBeDone();
        await topic.Resolve();
        (await topic.Do(follower, Rate(5))).ShouldBeDone();
        (await topic.Do(follower, Commands.Of("follow", new { on = false }))).ShouldBeDone();
        (await topic.Do(follower, Commands.Of("follow"))).ShouldBeDone();
        (await topic.Do(follower, Rate(1))).ShouldBeDone();

        var figures = (await Report(county)).At("figures");
        (figures.At("satisfaction", "rate").GetRawText(), figures.Number("satisfaction", "n")).ShouldBe(("1", 1));
        Shares(figures).ShouldBe("1 of 1, apart 0 of 1");
    }

    [Fact]
    public async Task A_merge_after_the_completion_brings_nobody_a_vote()
    {
        var (topic, county) = await Raised();
        await topic.Resolve();
        var (other, followers) = (await Topic.Raise(house), new List<string>());
        for (var i = 0; i < 3; i++)
        {
            followers.Add(await other.Somebody());
            (await other.Do(followers[i], Commands.Of("follow"))).ShouldBeDone();
        }

        (await other.Staff(Commands.Of("mergeInto", new { topic = topic.Id }))).ShouldBeDone();

        foreach (var brought in followers.Append(other.Raiser))
        {
            (await topic.Do(brought, Rate(1))).ShouldBeDone();
            (await topic.Status()).ShouldBe("resolved");
        }

        Shares((await Report(county)).At("figures")).ShouldBe("none of 0, apart 0 of 4");
    }

    private static System.Text.Json.Nodes.JsonObject Rate(int score, string? text = null) =>
        text is null ? Commands.Of("rate", new { score }) : Commands.Of("rate", new { score, text });

    private static string Shares(JsonElement of)
    {
        string Share(string name) => $"{of.At(name).Find("rate")?.GetRawText() ?? "none"} of {of.Number(name, "n")}";
        return $"{Share("satisfaction")}, apart {Share("apart")}";
    }

    private async Task<(Topic Topic, string County)> Raised()
    {
        var county = $"县 {Guid.NewGuid():n}";
        return (await Topic.Raise(house, new { title = "菜场停车难", text = "早上进不去", county, venue = "中心社区议事室", category = "交通" }), county);
    }

    private Task<JsonElement> Report(string county) => house.Get($"/api/reports/{ThisYear}?county={county}");

    private async Task<string> Table(string county)
    {
        using var answer = await house.Send(HttpMethod.Get, $"/api/reports/{ThisYear}.csv?county={county}");
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
