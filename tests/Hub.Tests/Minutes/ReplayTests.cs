using System.Net;
using System.Text;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Minutes;

/// <summary>A past meeting is played again from its stored events.</summary>
public sealed class ReplayTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task It_ends_in_the_same_state_byte_for_byte_as_the_meeting_of_two_hundred_had()
    {
        var room = await house.Meeting("grassroots");
        var people = await room.Crowd(200);
        var items = (await room.Snapshot()).List("agenda", "items").Select(i => i.Text("id")).ToList();
        (await room.Chair.Post(Of("startItem", new { item = items[1] }))).ShouldBeDone();
        var comments =
            await Task.WhenAll(
            people.Take(70).Select(async p => (await p.Post(Of("comment", new { text = $"{p.Name}:建议先试点", item = items[1] }))).ShouldBeDone().Made));
        await Task.WhenAll(people.Skip(70).Select((p, i) => p.Post(Of("react", new { comment = comments[i % 70], kind = "like", on = true }))));
        (await people[3].Post(Of("raiseHand", new { about = "路灯" }))).ShouldBeDone();
        (await people[4].Post(Of("raiseHand"))).ShouldBeDone();
        (await room.Chair.Post(Of("giveFloor", new { participant = people[3].Participant, seconds = 120 }))).ShouldBeDone();
        var first = await Vote(room, people, "同意吗?", "live");
        await Vote(room, people.Take(90), "先办吗?", "onReveal");
        (await room.Chair.Post(Of("pinComment", new { comment = comments[2] }))).ShouldBeDone();
        (await room.Chair.Post(Of("hideComment", new { comment = comments[5] }))).ShouldBeDone();
        (await room.Chair.Post(Of("showScene", new { scene = "result", ballot = first }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();

        var live = (await house.Get(room.Path)).At("snapshot").GetRawText();
        using var end = await house.Send(HttpMethod.Get, $"{room.Path}/replay/at");
        Encoding.UTF8.GetString(await end.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(live);
    }

    [Fact]
    public async Task At_every_step_it_shows_what_the_room_had_seen_by_then()
    {
        var room = await house.Meeting("grassroots");
        var people = await room.Crowd(5);
        var seen = new List<(DateTimeOffset At, string Status, int Comments, int Ballots, string? Speaker)>();
        async Task Note(Receipt receipt)
        {
            receipt.ShouldBeDone();
            var snapshot = await room.Snapshot();
            var at = (await room.Record()).Single(e => e.Number("seq") == receipt.Seq).At("at").GetDateTimeOffset();
            seen.Add((at, snapshot.Text("status"), (int)snapshot.At("comments").Number("total"), snapshot.List("ballots").Count,
                snapshot.At("floor").Find("speaker")?.Text("participant")));
        }

        await Note(await people[0].Post(Of("comment", new { text = "一" })));
        (await people[1].Post(Of("raiseHand"))).ShouldBeDone();
        await Note(await room.Chair.Post(Of("giveFloor", new { participant = people[1].Participant })));
        await Note(await people[2].Post(Of("comment", new { text = "二" })));
        await Note(await room.Chair.Post(Of("pause")));
        await Note(await room.Chair.Post(Of("resume")));
        var ballot = await room.Chair.Post(Of("openBallot", new { question = "同意?", kind = "approval" }));
        await Note(ballot);
        (await room.Chair.Post(Of("closeBallot", new { ballot = ballot.Made }))).ShouldBeDone();
        var round = (await room.Chair.Post(Of("openRound", new { question = "往哪里搬?", statements = new[] { "搬到东街口" } }))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("closeRound", new { round }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();

        var replay = await house.Get($"{room.Path}/replay");
        var from = replay.At("from").GetDateTimeOffset();
        foreach (var (at, status, comments, ballots, speaker) in seen)
        {
            var then = await house.Get($"{room.Path}/replay/at?ms={(long)Math.Ceiling((at - from).TotalMilliseconds)}");
            (then.Text("status"), (int)then.At("comments").Number("total"), then.List("ballots").Count, then.At("floor").Find("speaker")?.Text("participant"))
                .ShouldBe((status, comments, ballots, speaker));
        }

        replay.List("marks").Select(m => m.Text("kind")).ShouldBe(["speaker", "ballotOpened", "ballotClosed", "roundOpened", "roundClosed"]);
        replay.List("marks")[^1].Text("title").ShouldBe("往哪里搬?");
        var steps = replay.List("steps").Select(s => s.GetInt64()).ToList();
        steps.ShouldBeInOrder();
        steps.ShouldAllBe(s => s >= 0 && s <= replay.Number("milliseconds"));
    }

    [Fact]
    public async Task What_was_hidden_later_is_read_at_no_moment_of_it()
    {
        var room = await house.Meeting("grassroots");
        var comment = (await (await room.Join("赵")).Post(Of("comment", new { text = "隔壁老王的电话是" }))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("pinComment", new { comment }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var replay = await house.Get($"{room.Path}/replay");
        (await At(room, replay.Number("milliseconds") - 1)).ShouldContain("隔壁老王");
        (await room.Chair.Post(Of("hideComment", new { comment }))).ShouldBeDone();
        foreach (var step in replay.List("steps").Select(s => s.GetInt64()))
        {
            (await At(room, step)).ShouldNotContain("隔壁老王");
        }
    }

    [Fact]
    public async Task A_meeting_that_goes_on_is_not_replayed()
    {
        var room = await house.Meeting();
        foreach (var path in new[] { "replay", "replay/at" })
        {
            using var answer = await house.Send(HttpMethod.Get, $"{room.Path}/{path}");
            answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }
    }

    private async Task<string> At(Room room, long ms)
    {
        using var answer = await house.Send(HttpMethod.Get, $"{room.Path}/replay/at?ms={ms}");
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> Vote(Room room, IEnumerable<Person> voters, string question, string results)
    {
        var ballot = (await room.Chair.Post(Of("openBallot", new { question, kind = "approval", results }))).ShouldBeDone().Made;
        await Task.WhenAll(
            voters.Select(async (v, i) => (await v.Post(Of("vote", new { ballot, choices = new[] { i % 3 == 0 ? "oppose" : "approve" } }))).ShouldBeDone()));
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        return ballot;
    }
}
