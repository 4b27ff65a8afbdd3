using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;
using Topic = Hub.Tests.House.Topic;

namespace Hub.Tests.Live;

/// <summary>What two owners do together, and a crash cuts in two: the operation that began it ends it, and no other wish under its name does.</summary>
public sealed class HalfDoneTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>
    /// Guards what a crash leaves between the topic, or the box, and the meeting: whoever asked for something else under the same operation was told that it is
    /// done, and the meeting's record said the one, the topic the other.
    /// </summary>
    [Fact]
    public async Task What_was_half_done_before_a_crash_is_finished_as_it_was_asked_for_and_not_otherwise()
    {
        var (room, topic) = (await house.Meeting(open: false), await Topic.Raise(house));
        (await topic.Staff(Of("accept"))).ShouldBeDone();
        var item = (await topic.Staff(Of("schedule", new { meeting = room.Id }))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("open"))).ShouldBeDone();
        var (grains, due, op, opening) = (house.Service<IGrainFactory>(), new DateOnly(2099, 6, 30), NewOp(), NewOp());
        Operation Asked(string id, MeetingCommand what) => Operation.Of(room.Chair.Participant, id) with { Payload = Payload.Of(what) };

        // As far as the meeting came with each before it went down.
        var giving = Asked(op, new MeetingCommand.Commit("市水务局", "清淤", due, item));
        (await grains.GetGrain<ITopicGrain>(topic.Id).Do(new(
            giving.Key, Actor.House, null, new TopicCommand.Commit("市水务局", "清淤", due, new Source(room.Id, item)), giving.Payload))).IsDone.ShouldBeTrue();
        var asking = Asked(opening, new MeetingCommand.OpenBallot("先清淤?", BallotKind.Approval));
        (await grains.GetGrain<IBoxGrain>(StreamNames.BoxKey(room.Name)).Do(new(
            asking.Key, Actor.House, null, new BoxCommand.OpenQuestion(asking.NewId(), ["approve", "oppose", "abstain"], 1, Voters.All, null), asking.Payload)))
            .IsDone.ShouldBeTrue();

        var other = Of("commit", new { department = "市交通局", what = "清淤", due = "2099-06-30", item });
        (await room.Chair.Post(other, op)).ShouldBeRefused("otherBody");
        (await room.Chair.Post(Of("openBallot", new { question = "先修路?", kind = "approval" }), opening)).ShouldBeRefused("otherBody");
        (await room.Chair.Post(Of("commit", new { department = "市水务局", what = "清淤", due = "2099-06-30", item }), op)).ShouldBeDone();
        (await room.Chair.Post(Of("openBallot", new { question = "先清淤?", kind = "approval" }), opening)).ShouldBeDone();

        var now = await room.Snapshot();
        now.List("commitments").ShouldHaveSingleItem().Text("department").ShouldBe("市水务局");
        now.List("ballots").ShouldHaveSingleItem().Text("question").ShouldBe("先清淤?");
        (await topic.Snapshot()).List("commitments").ShouldHaveSingleItem().Text("department").ShouldBe("市水务局");
    }
}
