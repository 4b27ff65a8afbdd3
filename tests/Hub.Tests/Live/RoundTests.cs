using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Load.Stores;
using Hub.Tests.House;
using Hub.Verify;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>
/// An opinion round as people take part in it: asked one statement after the other, counted exactly, shown of five people and more, and nobody's stance told to
/// anybody else. Whatever is answered is stored.
/// </summary>
public sealed class RoundTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly string[] Ten = [.. Enumerable.Range(1, 10).Select(i => $"第 {i} 条：{Guid.NewGuid():n}")];

    [Fact]
    public Task People_of_two_minds_are_asked_and_the_record_keeps_what_they_agree_on() => TwoMinds(house);

    [Fact]
    public async Task The_same_on_PostgreSQL()
    {
        Skips.Unless(TemporaryPostgres.Programs is not null, TemporaryPostgres.Missing);
        await using var server = await TemporaryPostgres.Start();
        var node = new Node(await server.CreateDatabase("house"), $"tests-{Guid.NewGuid():n}");
        await node.Start();
        try
        {
            await TwoMinds(node);
        }
        finally
        {
            await node.Stop();
        }
    }

    [Fact]
    public async Task Nothing_is_shown_of_fewer_than_five_people_and_counts_move_by_five()
    {
        var (room, round) = await Asked("搬到东街口");
        var people = await room.Crowd(9);
        var statement = $"{round}-1";
        foreach (var person in people.Take(4))
        {
            (await person.Post(Stance(round, statement, "agree"))).ShouldBeDone();
        }

        var page = await Read(room, round);
        (page.Number("people"), page.Number("stances"), page.List("statements")[0].Find("agree")).ShouldBe((0, 0, null));
        (await people[4].Post(Stance(round, statement, "disagree"))).ShouldBeDone();
        (await Read(room, round)).List("statements")[0].Number("agree").ShouldBe(4);
        foreach (var person in people.Skip(5))
        {
            (await person.Post(Stance(round, statement, "agree"))).ShouldBeDone();
        }

        var counted = (await Read(room, round)).List("statements")[0];
        (counted.Number("agree"), counted.Number("disagree")).ShouldBe((4, 1), "four have answered since");
        (await room.Chair.Post(Of("closeRound", new { round }))).ShouldBeDone();
        var ended = (await Read(room, round)).List("statements")[0];
        (ended.Number("agree"), ended.Number("disagree"), ended.Number("pass")).ShouldBe((8, 1, 0));
    }

    [Fact]
    public async Task A_stance_is_changed_and_taken_back_until_the_close()
    {
        var (room, round) = await Asked("搬到东街口", "搬到西街口");
        var (zhao, other) = (await room.Join("赵云"), await room.Join("钱多"));
        (await zhao.Post(Stance(round, $"{round}-1", "agree"))).ShouldBeDone();
        (await zhao.Post(Stance(round, $"{round}-1", "agree"))).Outcome.ShouldBe("already");
        (await zhao.Post(Stance(round, $"{round}-1", "pass"))).ShouldBeDone();
        (await zhao.Post(Stance(round, $"{round}-2", "disagree"))).ShouldBeDone();
        (await Mine(room, round, zhao)).At("stances").ToString().ShouldBe($$"""{"{{round}}-1":"pass","{{round}}-2":"disagree"}""");
        (await zhao.Post(Stance(round, $"{round}-1", null))).ShouldBeDone();
        (await Mine(room, round, zhao)).At("stances").ToString().ShouldBe($$"""{"{{round}}-2":"disagree"}""");
        (await Mine(room, round, other)).At("stances").ToString().ShouldBe("{}");
        var next = await house.Get($"{room.Path}/rounds/{round}/next?count=20", zhao.Token);
        (next.List("statements").Select(s => s.Text("id")).Single(), next.Number("answered"), next.Number("left")).ShouldBe(($"{round}-1", 1, 1));

        (await room.Chair.Post(Of("closeRound", new { round }))).ShouldBeDone();
        (await zhao.Post(Stance(round, $"{round}-1", "agree"))).ShouldBeRefused("roundNotOpen");
        (await zhao.Post(Stance("none", $"{round}-1", "agree"))).ShouldBeRefused("unknownRound");
        (await room.Chair.Post(Stance(round, $"{round}-1", "agree"))).ShouldBeRefused("forbidden");
    }

    [Fact]
    public async Task Statements_are_added_approved_joined_and_hidden_and_a_hidden_text_is_nowhere()
    {
        var (room, round) = await Asked("搬到东街口");
        var zhao = await room.Join("赵云");
        var refused = await zhao.Post(Of("addStatement", new { round, text = "搬到东街口 " }));
        refused.ShouldBeRefused("alikeStatement");
        refused.Similar.ShouldBe([$"{round}-1"]);
        (await room.Chair.Post(Of("setModeration", new { mode = "pre" }))).ShouldBeDone();
        const string Waiting = "先修好老车站的屋顶";
        var waits = (await zhao.Post(Of("addStatement", new { round, text = Waiting }))).ShouldBeDone().Made;
        (await Read(room, round)).List("statements").Count.ShouldBe(1);
        (await Read(room, round, room.Chair)).List("statements")[1].Text("status").ShouldBe("waiting");
        (await zhao.Post(Stance(round, waits, "agree"))).ShouldBeRefused("statementNotVisible");
        (await room.Chair.Post(Of("approveStatement", new { statement = waits }))).ShouldBeDone();
        (await (await room.Join("钱多")).Post(Stance(round, waits, "agree"))).ShouldBeDone();
        (await room.Record()).ShouldContain(e => e.ToString().Contains(Waiting, StringComparison.Ordinal));

        (await room.Chair.Post(Of("hideStatement", new { statement = waits }))).ShouldBeDone();
        foreach (var said in (await room.Record()).Concat(await room.Record(room.Chair)).Append(await Read(room, round)))
        {
            said.ToString().ShouldNotContain(Waiting);
        }

        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await Export(room)).ShouldNotContain(Waiting);
    }

    /// <summary>
    /// Guards a wall that goes on to show what was hidden: a page reads a round anew when the room tells of it, and of a closed one nothing else is told.
    /// </summary>
    [Fact]
    public async Task What_is_hidden_once_the_round_is_closed_is_told_to_those_who_show_it()
    {
        var (room, round) = await Asked("搬到东街口", "搬到西街口");
        (await room.Chair.Post(Of("closeRound", new { round }))).ShouldBeDone();
        await using var line = await room.Stranger().Connect();
        (await room.Chair.Post(Of("hideStatement", new { statement = $"{round}-1" }))).ShouldBeDone();
        await line.Until(() => line.Tallies.Any(t => t.Tallies.Any(i => i.Id == round)), "the round is told of");
        (await Read(room, round)).List("statements").ShouldHaveSingleItem().Text("id").ShouldBe($"{round}-2");
    }

    /// <summary>What was answered survives a stop of the house, and everybody finds the same afterwards; also the count that was still to come.</summary>
    [Fact]
    public async Task What_was_answered_is_there_after_a_restart()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var room = await own.Meeting();
            var round = (await room.Chair.Post(Of("openRound", new { question = "车站往哪里搬?", statements = new[] { "搬到东街口", "搬到西街口" } })))
                .ShouldBeDone().Made;
            var people = await room.Crowd(6);
            foreach (var person in people)
            {
                (await person.Post(Stance(round, $"{round}-1", "agree"))).ShouldBeDone();
                (await person.Post(Stance(round, $"{round}-2", person == people[0] ? "pass" : "disagree"))).ShouldBeDone();
            }

            var before = (await Read(room, round)).At("statements").ToString();
            await own.Restart();
            (await Read(room, round)).At("statements").ToString().ShouldBe(before);
            (await Mine(room, round, people[0])).At("stances").ToString().ShouldBe($$"""{"{{round}}-1":"agree","{{round}}-2":"pass"}""");
            (await people[0].Post(Stance(round, $"{round}-2", "disagree"))).ShouldBeDone();

            // A crash came between the close and the count.
            await own.Restart(() => Records.Write(
                own.File, room.Name, Records.Event($$$"""{"$type":"inRound","event":{"$type":"roundClosing","round":"{{{round}}}"}}""")));
            (await Records.Until(own.Journal, room.Name, "\"roundClosed\"")).Split("\"roundClosed\"").Length.ShouldBe(2, "once");
            var ended = await Read(room, round);
            (ended.Text("status"), ended.List("statements")[1].Number("disagree"), ended.List("statements")[1].Number("pass")).ShouldBe(("closed", 6, 0));
        }
    }

    [Fact]
    public async Task A_round_closes_in_time_with_nobody_connected()
    {
        var room = await house.Meeting();
        var round = (await room.Chair.Post(Of("openRound", new { question = "车站往哪里搬?", statements = new[] { "搬到东街口" }, closesIn = 1 }))).Made;
        await Records.Until(house.Journal, room.Name, "\"roundClosed\"");
        (await Read(room, round)).Text("status").ShouldBe("closed");
    }

    [Fact]
    public async Task Who_reads_a_round_is_who_reads_its_meeting()
    {
        var room = await house.Meeting(visibility: "codes");
        var round = (await room.Chair.Post(Of("openRound", new { question = "车站往哪里搬?", statements = new[] { "搬到东街口" } }))).Made;
        using var closed = await house.Send(HttpMethod.Get, $"{room.Path}/rounds/{round}");
        using var unknown = await house.Send(HttpMethod.Get, $"{room.Path}/rounds/none", room.Chair.Token);
        (closed.StatusCode, unknown.StatusCode).ShouldBe((HttpStatusCode.Forbidden, HttpStatusCode.NotFound));
    }

    /// <summary>On a topic staff lead, and whoever has a session answers; who has none is another person each time, and is not counted.</summary>
    [Fact]
    public async Task A_round_on_a_topic_is_led_by_staff_and_answered_by_those_who_have_a_session()
    {
        var topic = await Topic.Raise(house);
        var round = (await topic.Staff(Of("openRound", new { question = "车站往哪里搬?", statements = new[] { "搬到东街口" }, add = true }))).ShouldBeDone().Made;
        (await topic.Do(topic.Raiser, Of("openRound", new { question = "车站往哪里搬?", statements = new[] { "搬到东街口" } }))).ShouldBeRefused("forbidden");
        var added = (await topic.Do(null, Of("addStatement", new { round, text = "先修好老车站的屋顶" }))).ShouldBeDone().Made;
        (await topic.Do(null, Stance(round, added, "agree"))).ShouldBeRefused("forbidden");
        for (var i = 0; i < 5; i++)
        {
            (await topic.Do(await topic.Somebody(), Stance(round, added, "agree"))).ShouldBeDone();
        }

        (await topic.Do(topic.Raiser, Stance(round, $"{round}-1", "pass"))).ShouldBeDone();
        var path = $"{topic.Path}/rounds/{round}";
        (await house.Get(path)).List("statements").Select(s => s.Find("agree")?.GetInt32()).ShouldBe([null, 5]);
        (await house.Get($"{path}/me", topic.Raiser)).At("stances").ToString().ShouldBe($$"""{"{{round}}-1":"pass"}""");
        (await house.Get($"{path}/next?count=20", topic.Raiser)).List("statements").Single().Text("text").ShouldBe("先修好老车站的屋顶");
        (await topic.Staff(Of("closeRound", new { round }))).ShouldBeDone();
        var ended = await house.Get(path);
        (ended.Text("status"), ended.Number("people"), ended.Number("stances")).ShouldBe(("closed", 6, 6));
        (await house.Get(topic.Path)).At("snapshot").List("rounds").Single().Text("status").ShouldBe("closed");
    }

    /// <summary>Ten of each mind: of one statement they are of one mind, of the others of two.</summary>
    private static async Task TwoMinds(OpenHouse house)
    {
        var room = await house.Meeting();
        await using var line = await room.Stranger().Connect();
        var round = (await room.Chair.Post(Of("openRound", new { question = "车站往哪里搬?", statements = Ten }))).ShouldBeDone().Made;
        var people = await room.Crowd(20);
        await Task.WhenAll(people.Select(async (person, i) =>
        {
            for (var s = 1; s <= Ten.Length; s++)
            {
                (await person.Post(Stance(round, $"{round}-{s}", s == 1 || (i + s) % 2 == 0 ? "agree" : "disagree"))).ShouldBeDone();
            }
        }));
        await Eventually.Holds(async () => (await Read(room, round)).Find("finding") is not null);
        await line.Until(() => line.Tallies.Any(t => t.Tallies.Any(i => i.Id == $"{round}-1")), "the counts of the first statement are told");
        (await room.Chair.Post(Of("closeRound", new { round }))).ShouldBeDone();

        var page = await Read(room, round);
        (page.Text("status"), page.Number("people"), page.Number("stances"), page.Text("finding")).ShouldBe(("closed", 20, 200, "groups"));
        var statements = page.List("statements");
        statements.Select(s => (s.Number("agree"), s.Number("disagree"))).ShouldBe(Enumerable.Range(1, 10).Select(s => s == 1 ? (20, 0) : (10, 10)));
        statements.MaxBy(s => s.At("bridging").GetDouble()).Text("id").ShouldBe($"{round}-1");
        page.List("groups").Select(g => g.Number("size")).ShouldBe([10, 10]);
        page.List("map", "bins").Sum(b => b.Number("people")).ShouldBe(20);
        var groups = await Task.WhenAll(people.Select(async p => (await Mine(room, round, p)).Number("group")));
        groups.Where((_, i) => i % 2 == 0).Distinct().Count().ShouldBe(1);
        groups.Where((_, i) => i % 2 == 1).Distinct().ShouldHaveSingleItem().ShouldNotBe(groups[0]);

        // What one person says stands in no record, no frame and no export, and in nobody else's answers.
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var record = await room.Record(room.Chair);
        record.Select(e => e.Text("type")).ShouldBeSubsetOf(
            ["meetingScheduled", "meetingOpened", "roundOpened", "groupsCounted", "roundClosing", "roundClosed", "meetingClosed", "withheld"]);
        var export = await Export(room);
        export.ShouldContain("roundClosed");
        Verification.Of(Encoding.UTF8.GetBytes(export)).IsSound.ShouldBeTrue();
        (export + string.Join('\n', record) + page).ShouldNotContain("stanceTaken");
        foreach (var person in people)
        {
            string.Join('\n', line.Events.Select(e => $"{e}")).ShouldNotContain(person.Participant);
            page.ToString().ShouldNotContain(person.Participant);
        }
    }

    private async Task<(Room Room, string Round)> Asked(params string[] statements)
    {
        var room = await house.Meeting();
        return (room, (await room.Chair.Post(Of("openRound", new { question = "车站往哪里搬?", statements, add = true }))).ShouldBeDone().Made);
    }

    private static System.Text.Json.Nodes.JsonObject Stance(string round, string statement, string? choice) => Of("stance", new { round, statement, choice });

    private static Task<JsonElement> Read(Room room, string round, Person? reader = null) => room.House.Get($"{room.Path}/rounds/{round}", reader?.Token);

    private static Task<JsonElement> Mine(Room room, string round, Person person) => room.House.Get($"{room.Path}/rounds/{round}/me", person.Token);

    private static async Task<string> Export(Room room)
    {
        using var answer = await room.House.Send(HttpMethod.Get, $"{room.Path}/export", room.Chair.Token);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
