using System.Text;
using Hub.Server.Contracts;
using Hub.Server.Feed;
using Hub.Server.Journal;
using Hub.Tests.House;
using Hub.Tests.Journal;
using Microsoft.AspNetCore.SignalR;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Grains;

/// <summary>
/// A node that slept, or was cut off, and was replaced meanwhile: what it still has of a meeting is old, and nobody is told it who knows better.
/// </summary>
public sealed class OutdatedTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task An_activation_says_nothing_more_once_somebody_knows_more_than_it_does()
    {
        var room = await house.Meeting();
        (await room.Chair.Post(Comment("之前"))).ShouldBeDone();
        var head = await WriteElsewhere(room, """{"$type":"meetingPaused"}""");
        (await room.Snapshot()).Text("status").ShouldBe("open", "the old one does not know");

        // Told elsewhere up to there, somebody comes back here.
        await using var line = await Line.Open(room.Stranger());
        (await Should.ThrowAsync<HubException>(() => line.Join(RoomFeed.At(head)))).Message.ShouldContain("retry");

        (await line.Join(RoomFeed.At(head))).To.ShouldBe(head.Seq);
        line.Answer.Snapshot.ShouldBeNull();
        line.Answer.Missed.ShouldBeEmpty();
        (await room.Snapshot()).Text("status").ShouldBe("paused");
        (await room.Chair.Post(Of("resume"))).ShouldBeDone().Seq.ShouldBe(head.Seq + 1);
        await line.Reach(head.Seq + 1);
    }

    [Fact]
    public async Task An_activation_that_writes_on_an_old_head_is_refused_and_its_command_is_done_by_the_next()
    {
        var room = await house.Meeting();
        await WriteElsewhere(room, """{"$type":"meetingPaused"}""");

        var op = NewOp();
        (await room.Chair.Post(Of("close"), op)).Outcome.ShouldBe("retry");
        (await room.Chair.Post(Of("close"), op)).ShouldBeDone();
        (await room.Record()).Select(e => e.Text("type")).ShouldBe(["meetingScheduled", "meetingOpened", "meetingPaused", "meetingClosed"]);
    }

    /// <summary>
    /// Guards the counts of a meeting that moved: changes told to the activation before were taken for told to this one, and a screen showed a vote too few for
    /// ever.
    /// </summary>
    [Fact]
    public async Task Counts_that_rest_on_what_another_activation_was_told_are_asked_for_as_a_whole()
    {
        var room = await house.Meeting();
        var people = await room.Crowd(3);
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "?", kind = "approval", voters = "all" }))).ShouldBeDone().Made;
        (await people[0].Post(Vote(ballot, "approve"))).ShouldBeDone();

        await house.Service<IGrainFactory>().GetGrain<IMeetingGrain>(room.Id).Counted(new BoxCounts(1000, [], [], Since: 999));

        foreach (var (person, cast) in people.Skip(1).Select((p, i) => (p, i + 2)))
        {
            (await person.Post(Vote(ballot, "approve"))).ShouldBeDone();
            (await room.Snapshot()).List("ballots")[0].Number("tally", "cast").ShouldBe(cast);
        }
    }

    [Fact]
    public async Task A_position_that_the_store_does_not_know_either_is_of_a_record_that_was_restored()
    {
        var room = await house.Meeting();
        await using var line = await Line.Open(room.Stranger());

        var answer = await line.Join("999-0123456789abcdef");

        answer.Snapshot.ShouldNotBeNull();
        answer.To.ShouldBe(2);
    }

    private async Task<Head> WriteElsewhere(Hub.Tests.House.Room room, string body)
    {
        var head = (await house.Journal.ReadList(room.Name))[^1].Head;
        var stored = await house.Journal.Append(room.Name, head, new Draft(1, Encoding.UTF8.GetBytes($"[{Records.Event(body)}]"), DateTimeOffset.UtcNow));
        stored.Outcome.ShouldBe(AppendOutcome.Stored);
        return stored.Head;
    }
}
