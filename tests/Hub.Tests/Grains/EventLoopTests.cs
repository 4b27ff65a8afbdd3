using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Rooms;
using Microsoft.Extensions.Logging.Abstractions;
using static Hub.Domain.Ballots.BoxCommand;
using static Hub.Domain.Tests.People;

namespace Hub.Tests.Grains;

/// <summary>The promises of the loop: stored before answered, one append in flight, and nothing decided on what was not stored.</summary>
public sealed class EventLoopTests
{
    private const string Stream = "boxes/m1";

    private readonly GatedJournal _journal = new();
    private readonly List<Batch<Box, BoxEvent>> _published = [];
    private int _abandoned;
    private int _ops;

    [Fact]
    public async Task What_comes_while_an_append_is_in_flight_is_one_more_append()
    {
        var loop = await Load();
        _journal.IsOpen = false;
        var first = Like(loop, Li, "c1");
        var others = Enumerable.Range(2, 50).Select(i => Like(loop, Li, $"c{i}")).ToList();
        (_journal.Appends, _published.Count, loop.Head.Seq).ShouldBe((1, 0, 0L));
        others.ShouldAllBe(o => !o.IsCompleted);

        _journal.Let(AppendOutcome.Stored, stored: true);
        (await first).ShouldBe(Answer.Done(1, null));
        (_journal.Appends, loop.Head.Seq).ShouldBe((2, 1L));
        others.ShouldAllBe(o => !o.IsCompleted);

        _journal.Let(AppendOutcome.Stored, stored: true);
        (await Task.WhenAll(others)).Select(a => a.Seq).ShouldBe(Enumerable.Range(2, 50).Select(i => (long?)i));
        (_journal.Appends, _published.Count, loop.Head.Seq).ShouldBe((2, 2, 51L));
        _published.SelectMany(b => b.Events).Select(e => e.Seq).ShouldBe(Enumerable.Range(1, 51).Select(i => (long)i));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Many_that_come_together_are_decided_in_order_and_stored_together(bool stored)
    {
        var loop = await Load();
        _journal.IsOpen = false;
        var all = loop.DoAll(4, i => (new Operation((UInt128)(i == 3 ? 100 : 100 + i)), i == 1 ? Guest : Li), (i, box, given) =>
            i == 2 ? throw new InvalidOperationException("a bug") : BoxDecider.Decide(box, new React($"c{i}", true), given), _ => null);
        (all.IsCompleted, _journal.Appends, loop.Tentative.LikedBy(Li.Id, "c0")).ShouldBe((false, 1, true));
        _journal.Let(stored ? AppendOutcome.Stored : AppendOutcome.Failed, stored);
        (await all).ShouldBe(stored
            ? [Answer.Done(1, null), Answer.Refused(Rejection.Forbidden), Answer.Retry, Answer.Done(1, null)]
            : [Answer.Retry, Answer.Retry, Answer.Retry, Answer.Retry]);
        loop.Committed.LikedBy(Li.Id, "c0").ShouldBe(stored);
    }

    [Fact]
    public async Task Nothing_is_told_or_read_before_it_is_stored()
    {
        var loop = await Load();
        _journal.IsOpen = false;
        var like = Like(loop, Li, "c1");
        loop.Committed.LikedBy(Li.Id, "c1").ShouldBeFalse();
        loop.Tentative.LikedBy(Li.Id, "c1").ShouldBeTrue();
        _published.ShouldBeEmpty();
        like.IsCompleted.ShouldBeFalse();
        _journal.Let(AppendOutcome.Stored, stored: true);
        (await like).Outcome.ShouldBe(ReceiptOutcome.Done);
        loop.Committed.LikedBy(Li.Id, "c1").ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refusal_waits_for_the_batch_it_rests_on(bool stored)
    {
        var loop = await Load();
        _journal.IsOpen = false;
        var like = Like(loop, Li, "c1");
        var already = Like(loop, Li, "c1");
        var refused = Do(loop, Li, new Vote("b9", [BallotRules.Approve]));
        (already.IsCompleted, refused.IsCompleted).ShouldBe((false, false));
        _journal.Let(stored ? AppendOutcome.Stored : AppendOutcome.Failed, stored);
        (await like).Outcome.ShouldBe(stored ? ReceiptOutcome.Done : ReceiptOutcome.Retry);
        (await already).Outcome.ShouldBe(stored ? ReceiptOutcome.Already : ReceiptOutcome.Retry);
        (await refused).ShouldBe(stored ? Answer.Refused(Rejection.UnknownBallot) : Answer.Retry);
    }

    [Theory]
    [InlineData("Conflict", false)]
    [InlineData("Failed", false)]
    [InlineData("Unknown", false)]
    [InlineData("Unknown", true)]
    [InlineData("an exception", true)]
    public async Task An_append_that_is_not_stored_for_sure_ends_the_activation(string outcome, bool stored)
    {
        var loop = await Load();
        await Like(loop, Li, "c0");
        _journal.IsOpen = false;
        var (inFlight, waiting) = (Like(loop, Li, "c1", 77), Like(loop, Wang, "c1"));
        if (outcome == "an exception")
        {
            _journal.Throw(new IOException("the wire was cut"));
        }
        else
        {
            _journal.Let(Enum.Parse<AppendOutcome>(outcome), stored);
        }

        (await inFlight).ShouldBe(Answer.Retry);
        (await waiting).ShouldBe(Answer.Retry);
        (await Like(loop, Zhao, "c1")).ShouldBe(Answer.Retry, "this activation is over");
        (_abandoned, _published.Count, loop.Head.Seq, _journal.Waiting).ShouldBe((1, 1, 1L, 0));
        loop.Committed.LikedBy(Li.Id, "c1").ShouldBeFalse();

        _journal.IsOpen = true;
        var next = await Load();
        (await Like(next, Li, "c1", 77)).ShouldBe(Answer.Done(2, null), "asked again, it is done once");
        _journal.Commits(Stream).Sum(c => c.LastSeq - c.FirstSeq + 1).ShouldBe(2);
    }

    /// <summary>
    /// Guards a loop that went on with half of a decision: its seq, its pending batch and its memory had the events before the one that threw.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_evolution_that_throws_leaves_nothing_behind(bool inFlight)
    {
        var loop = new EventLoop<Box, BoxEvent>(
            Stream, Box.Empty, (box, e) =>
                e.Event is BoxEvent.Reacted { Comment: "broken" } ? throw new InvalidOperationException("a bug") : BoxEvolution.Evolve(box, e),
            _journal, TimeProvider.System, _published.Add, () => _abandoned++, NullLogger.Instance);
        await loop.Load(TestContext.Current.CancellationToken);
        _journal.IsOpen = !inFlight;
        var before = Like(loop, Li, "c1");
        var operation = new Operation(77);
        Should.Throw<InvalidOperationException>(() =>
            loop.Do(operation, Li, (_, _) => new BoxEvent[] { new BoxEvent.Reacted("c2", true), new BoxEvent.Reacted("broken", true) }));
        (loop.Knows(operation), loop.Tentative.LikedBy(Li.Id, "c2")).ShouldBe((false, false));

        var after = Like(loop, Li, "c3");
        if (inFlight)
        {
            _journal.Let(AppendOutcome.Stored, stored: true);
            await before;
            _journal.Let(AppendOutcome.Stored, stored: true);
        }

        (await before).ShouldBe(Answer.Done(1, null));
        (await after).ShouldBe(Answer.Done(2, null));
        _journal.Commits(Stream).Select(c => (c.FirstSeq, c.LastSeq)).ShouldBe([(1L, 1L), (2L, 2L)]);
        _published.SelectMany(b => b.Events).Select(e => (e.Seq, ((BoxEvent.Reacted)e.Event).Comment)).ShouldBe([(1L, "c1"), (2L, "c3")]);
        (loop.Head, _abandoned).ShouldBe((_journal.Head(Stream), 0));
        (await Load()).Committed.LikedBy(Li.Id, "c3").ShouldBeTrue();
    }

    /// <summary>Guards a room in which everybody waited for ever: what was stored could not be told, and nobody was left to go on.</summary>
    [Fact]
    public async Task What_is_stored_and_cannot_be_published_ends_the_activation_and_the_next_one_knows_it()
    {
        var loop = new EventLoop<Box, BoxEvent>(
            Stream, Box.Empty, BoxEvolution.Evolve, _journal, TimeProvider.System, _ => throw new InvalidOperationException("a bug"), () => _abandoned++,
            NullLogger.Instance);
        await loop.Load(TestContext.Current.CancellationToken);

        (await Like(loop, Li, "c1", op: 77)).ShouldBe(Answer.Retry);

        (_abandoned, _journal.Appends).ShouldBe((1, 1));
        (await Like(await Load(), Li, "c1", op: 77)).ShouldBe(Answer.Done(1, null));
        _journal.Appends.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_operation_meanwhile_waits_for_the_same_answer()
    {
        var loop = await Load();
        _journal.IsOpen = false;
        var (first, again) = (Like(loop, Li, "c1", 5), Like(loop, Li, "c1", 5));
        again.IsCompleted.ShouldBeFalse();
        _journal.Let(AppendOutcome.Stored, stored: true);
        (await again).ShouldBe(await first);
        _journal.Appends.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_operation_is_remembered_by_the_next_activation(bool snapshot)
    {
        var loop = await Load();
        var done = await Like(loop, Li, "c1", 5);
        await Do(loop, Li, new React("c1", false));
        if (snapshot)
        {
            await loop.SnapshotNow();
            (await _journal.ReadSnapshot(Stream, TestContext.Current.CancellationToken)).ShouldNotBeNull().Head.ShouldBe(loop.Head);
        }

        var next = await Load();
        (await Like(next, Li, "c1", 5)).ShouldBe(done);
        next.Committed.LikedBy(Li.Id, "c1").ShouldBeFalse("what was taken back since is not done again");
        _journal.Appends.ShouldBe(2);
    }

    [Fact]
    public async Task A_snapshot_is_written_while_the_room_goes_on()
    {
        var loop = await Load();
        for (var i = 0; i < 1001; i++)
        {
            await Like(loop, Li, $"c{i}");
        }

        await loop.SnapshotNow();
        (await _journal.ReadSnapshot(Stream, TestContext.Current.CancellationToken)).ShouldNotBeNull().Head.Seq.ShouldBeGreaterThanOrEqualTo(1000);
        var next = await Load();
        (next.Head, Canonical(next.Committed)).ShouldBe((loop.Head, Canonical(loop.Committed)));
    }

    /// <summary>Guards a snapshot that could be written and not be read: whatever was null in it was left out, and then missed.</summary>
    [Fact]
    public async Task A_snapshot_and_the_events_behind_it_are_the_whole_meeting()
    {
        var journal = new GatedJournal();
        await Play(journal, snapshots: false);
        var all = await LoadMeeting(journal);
        var journalWithSnapshots = new GatedJournal();
        await Play(journalWithSnapshots, snapshots: true);
        var fromSnapshot = await LoadMeeting(journalWithSnapshots);
        fromSnapshot.Head.ShouldBe(all.Head);
        Canonical(fromSnapshot.Committed).ShouldBe(Canonical(all.Committed));
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_read_is_passed_over()
    {
        var loop = await Load();
        await Like(loop, Li, "c1");
        await _journal.WriteSnapshot(Stream, Snapshot.Seal(Stream, loop.Head, EventLoop<Box, BoxEvent>.SnapshotVersion, "{\"state\":{}}"u8));
        var next = await Load();
        next.Corrupt.ShouldBeNull();
        next.Committed.LikedBy(Li.Id, "c1").ShouldBeTrue();
    }

    /// <summary>Guards a node against a stream of millions: what it remembers of it, and what a snapshot holds of that, does not grow with it.</summary>
    [Fact]
    public async Task Where_only_the_newest_operations_are_remembered_the_oldest_are_forgotten_and_so_after_a_snapshot()
    {
        var loop = await Bounded();
        for (var op = 1; op <= 11; op++)
        {
            (await Like(loop, Li, $"c{op}", op)).ShouldBe(Answer.Done(op, null));
        }

        Known(loop).ShouldBe([4, 5, 6, 7, 8, 9, 10, 11]);
        await loop.SnapshotNow();
        var next = await Bounded();
        Known(next).ShouldBe([4, 5, 6, 7, 8, 9, 10, 11]);
        (await Like(next, Li, "c4", 4)).ShouldBe(Answer.Done(4, null));
        next.Committed.LikedBy(Li.Id, "c1").ShouldBeTrue();

        static IEnumerable<int> Known(EventLoop<Box, BoxEvent> loop) => Enumerable.Range(1, 11).Where(op => loop.Knows(new Operation((UInt128)op)));
    }

    [Theory]
    [InlineData("""[{"v":1,"at":1,"actor":"li","op":"00000000000000000000000000000001","event":{"$type":"sung","song":"x"}}]""")]
    [InlineData("""[{"v":1,"at":1,"actor":"li","op":"00000000000000000000000000000001","event":{"$type":"reacted"}}]""")]
    [InlineData("""[{"v":1,"at":1,"actor":"li","op":"not hex","event":{"$type":"reacted","comment":"c1","on":true}}]""")]
    [InlineData("""[{"v":1,"at":1,"actor":"li","op":"","event":{"$type":"reacted","comment":"c1","on":true}}]""")]
    [InlineData("""[{"v":1,"at":9223372036854775807,"actor":"li","op":"00000000000000000000000000000001","event":{"$type":"reacted","comment":"c1","on":true}}]""")]
    [InlineData("""[{"v":1,"at":1,"actor":"li","op":"00000000000000000000000000000001","event":{"$type":"voted","ballot":"b9","choices":["approve"]}}]""")]
    [InlineData("""[null]""")]
    [InlineData("""null""")]
    [InlineData("""[{}]""")]
    [InlineData("""{"half":""")]
    public async Task A_record_that_cannot_be_read_is_set_aside_from_there_on(string payload)
    {
        var loop = await Load();
        await Like(loop, Li, "c1");
        _journal.Store(Stream, loop.Head, new Draft(1, Encoding.UTF8.GetBytes(payload), DateTimeOffset.UnixEpoch));

        var next = await Load();
        next.Corrupt.ShouldNotBeNull().Commit.ShouldBe(2);
        (await Like(next, Li, "c2")).ShouldBe(Answer.Refused(Rejection.Quarantined));
        _journal.Appends.ShouldBe(1);
    }

    private static async Task Play(GatedJournal journal, bool snapshots)
    {
        var clock = new Minutes();
        var loop = await LoadMeeting(journal, clock);
        async Task Take(Actor actor, MeetingCommand command)
        {
            var op = new Operation((UInt128)(++clock.Passed));
            (await loop.Do(op, actor, (meeting, given) => MeetingDecider.Decide(meeting, command, given))).IsDone.ShouldBeTrue(command.ToString());
            if (snapshots && clock.Passed % 3 == 0)
            {
                await loop.SnapshotNow();
                loop = await LoadMeeting(journal, clock);
            }
        }

        var format =
            new Format("seminar", new Text("座谈会", "Seminar"), new Text("政协", "Conference"), new FormatRules(false, Voters.All),
            [new NewItem("通报"), new NewItem("讨论")]);
        await Take(Actor.House, new MeetingCommand.Schedule("协商会", format));
        await Take(Chair, new MeetingCommand.Open());
        await Take(Li, new MeetingCommand.CheckIn());
        await Take(Chair, new MeetingCommand.StartItem("i1"));
        await Take(Li, new MeetingCommand.RaiseHand());
        await Take(Wang, new MeetingCommand.RaiseHand("提问"));
        await Take(Li, new MeetingCommand.Comment("第一条"));
        await Take(Chair, new MeetingCommand.GiveFloor(Li.Id));
        await Take(Chair, new MeetingCommand.SetModeration(Moderation.Pre));
        await Take(Wang, new MeetingCommand.Comment("待审", "i1"));
        await Take(Chair, new MeetingCommand.OpenBallot("同意吗?", BallotKind.Approval));
        await Take(Chair, new MeetingCommand.Pause());
        await Take(Chair, new MeetingCommand.ShowScene(SceneKind.Agenda));
        await Take(Chair, new MeetingCommand.Resume());
        var ballot = loop.Committed!.Ballots[0].Id;
        await Take(Chair, new MeetingCommand.CloseBallot(ballot));
        await Take(Actor.House, new MeetingCommand.SealBallot(ballot, new Tally(3, ImmutableSortedDictionary<string, int>.Empty.Add("approve", 1), 1, 2)));
        await Take(Chair, new MeetingCommand.GiveFloor(Wang.Id, 60));
    }

    private static async Task<EventLoop<Meeting?, MeetingEvent>> LoadMeeting(IJournal journal, TimeProvider? clock = null)
    {
        var loop = new EventLoop<Meeting?, MeetingEvent>("meetings/m1", null, MeetingEvolution.Evolve, journal, clock ?? TimeProvider.System, _ => { }, () =>
            { }, NullLogger.Instance);
        await loop.Load(TestContext.Current.CancellationToken);
        loop.Corrupt.ShouldBeNull();
        return loop;
    }

    /// <summary>One that remembers eight operations, and up to ten.</summary>
    private async Task<EventLoop<Box, BoxEvent>> Bounded()
    {
        var loop = new EventLoop<Box, BoxEvent>(
            Stream, Box.Empty, BoxEvolution.Evolve, _journal, TimeProvider.System, _published.Add, () => _abandoned++, NullLogger.Instance, remembered: 8);
        await loop.Load(TestContext.Current.CancellationToken);
        return loop;
    }

    private async Task<EventLoop<Box, BoxEvent>> Load()
    {
        var loop = new EventLoop<Box, BoxEvent>(Stream, Box.Empty, BoxEvolution.Evolve, _journal, TimeProvider.System, _published.Add, () =>
            _abandoned++, NullLogger.Instance);
        await loop.Load(TestContext.Current.CancellationToken);
        return loop;
    }

    private Task<Answer> Like(EventLoop<Box, BoxEvent> loop, Actor actor, string comment, int? op = null) => Do(loop, actor, new React(comment, true), op);

    private Task<Answer> Do(EventLoop<Box, BoxEvent> loop, Actor actor, BoxCommand command, int? op = null) =>
        loop.Do(new Operation((UInt128)(op ?? 1000 + ++_ops)), actor, (box, given) => BoxDecider.Decide(box, command, given));

    private sealed class Minutes : TimeProvider
    {
        public int Passed;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMinutes(Passed);
    }

    private static string Canonical<T>(T state) => Sorted(JsonSerializer.SerializeToNode(state, JournalJson.CallOptions))!.ToJsonString();

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
