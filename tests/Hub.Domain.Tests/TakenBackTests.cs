using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;
using Hub.Domain.Tests.Topics;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

/// <summary>
/// Whatever takes a command back restores the whole state that was before: what is done and taken back leaves no trace but history, and a row says which
/// history that is. Every command of a meeting and of a topic stands in the table, or in the list of those that nothing takes back.
/// </summary>
public class TakenBackTests
{
    private static readonly Actor Yang = new("yang", Role.Member);

    /// <param name="Commands">Both ways.</param>
    /// <param name="Play">The state before, and after both, as JSON.</param>
    private sealed record Pair(ImmutableArray<Type> Commands, Func<(string Before, string After)> Play);

    private static readonly Dictionary<string, Pair> Pairs = new()
    {
        ["a comment is hidden, and restored"] =
            Of(() => Room.WithComment(), r => (Chair, new HideComment(r.Made, "离题")), r => (Chair, new RestoreComment(r.Made))),
        ["a waiting comment is hidden, and restored"] = Of(Waiting, r => (Chair, new HideComment(r.Made)), r => (Chair, new RestoreComment(r.Made))),
        ["a waiting comment is hidden, and restored when comments appear at once"] = Of(
            () => Waiting().Given(Chair, new SetModeration(Moderation.Post)), r => (Chair, new HideComment(r.Made)), r => (Chair, new RestoreComment(r.Made))),
        ["a pinned comment is hidden, and restored"] = Of(Pinned, r => (Chair, new HideComment(r.Made)), r => (Chair, new RestoreComment(r.Made))),
        ["a comment on the wall is hidden, and restored"] = Of(
            () => Pinned().Given(Chair, new ShowScene(SceneKind.Comment)), r => (Chair, new HideComment(r.Made)), r => (Chair, new RestoreComment(r.Made))),
        ["a comment is pinned, and the pin taken off"] = Of(() => Room.WithComment(), r => (Chair, new PinComment(r.Made)), _ => (Chair, new PinComment())),
        ["a pin is taken off, and put on again"] = Of(Pinned, _ => (Chair, new PinComment()), r => (Chair, new PinComment(r.Made))),
        ["another comment is pinned, and the first again"] = Of(
            () => Pinned().Given(Zhao, new MeetingCommand.Comment("还有一点")), r => (Chair, new PinComment(r.Made)), r =>
                (Chair, new PinComment(r.Meeting.Comments.All[0].Id))),
        ["a commitment is given because of a comment, and taken back"] = Of(
            () => Room.WithComment(), r => (Chair, new MeetingCommand.Commit("市交通运输局", "加开两班", new DateOnly(2022, 6, 30), CommentId: r.Made)), r =>
                (Chair, new TakeBackCommitment(r.Made)),

            // Which was taken back stays known to whoever asks again.
            but: m => m with { TakenBack = [] }),
        ["comments are moderated, and then as before"] =
            Of(() => Room.Opened(), _ => (Chair, new SetModeration(Moderation.Frozen)), _ => (Chair, new SetModeration(Moderation.Post))),

        ["somebody comes, and goes"] = Of(() => Room.Attended(), _ => (Qian, new CheckIn()), _ => (Qian, new CheckOut())),
        ["somebody goes, and comes again: as who they were, with their weight, whom they delegated to, and for whom they vote"] = Of(
            () => Sectoral().Given(Li, new MeetingCommand.Delegate(Wang.Id)).Given(Chair, new SetWeight(Wang.Id, "2.5")), _ => (Wang, new CheckOut()), _ =>
                (Wang, new CheckIn())),
        ["a hand is raised, and lowered"] = Of(() => Room.Attended().Given(Wang, new RaiseHand()), _ => (Li, new RaiseHand("公交")), _ => (Li, new LowerHand())),
        ["a hand is raised, and dismissed"] =
            Of(() => Room.Attended().Given(Wang, new RaiseHand()), _ => (Li, new RaiseHand("公交")), _ => (Chair, new DismissHand(Li.Id))),
        ["a vote is delegated, and taken back"] = Of(Sectoral, _ => (Li, new MeetingCommand.Delegate(Wang.Id)), _ => (Li, new MeetingCommand.Delegate())),
        ["a vote is delegated to another, and to the first again"] = Of(
            () => Sectoral().Given(Li, new MeetingCommand.Delegate(Wang.Id)).Given(Yang, new CheckIn()), _ => (Li, new MeetingCommand.Delegate(Yang.Id)), _ =>
                (Li, new MeetingCommand.Delegate(Wang.Id))),
        ["a vote is weighed, and weighs one again"] = Of(Sectoral, _ => (Chair, new SetWeight(Li.Id, "1.5")), _ => (Chair, new SetWeight(Li.Id, "1"))),
        ["a vote is weighed anew, and as before"] =
            Of(() => Sectoral().Given(Chair, new SetWeight(Li.Id, "2")), _ => (Chair, new SetWeight(Li.Id, "0")), _ => (Chair, new SetWeight(Li.Id, "2"))),
        ["a member is unseated, and confirmed again"] = Of(
            Seated, _ => (Chair, new Unseat(Zhao.Id, "认错人")), _ => (Chair, new ConfirmSeats([new ClaimedSeat(Zhao.Id, "m1")]))),
        ["a member is marked present, and not any more"] = Of(Seated, _ => (Chair, new MarkPresent(["m2"])), _ => (Chair, new UnmarkPresent(["m2"]))),
        ["a mark is taken back, and set again"] = Of(
            () => Seated().Given(Chair, new MarkPresent(["m2"])), _ => (Chair, new UnmarkPresent(["m2"])), _ => (Chair, new MarkPresent(["m2"]))),
        ["somebody is muted, and may write again"] = Of(() => Room.Attended(), _ => (Chair, new Mute(Zhao.Id)), _ => (Chair, new Mute(Zhao.Id, 0))),
        ["somebody is muted for longer, and as before"] = Of(
            () => Room.Attended().Given(Chair, new Mute(Zhao.Id)), _ => (Chair, new Mute(Zhao.Id, 5)), _ => (Chair, new Mute(Zhao.Id))),
        ["hands are ordered fairly, and as raised again"] =
            Of(() => Room.Opened(), _ => (Chair, new SetFloorPolicy(FloorPolicy.Fair)), _ => (Chair, new SetFloorPolicy(FloorPolicy.Arrival))),
        ["hands are put in another order, and in the first again"] = Of(
            () => Room.Attended().Given(Li, new RaiseHand()).Given(Wang, new RaiseHand()), _ => (Chair, new ReorderHands([Wang.Id, Li.Id])), _ =>
                (Chair, new ReorderHands([Li.Id, Wang.Id])),

            // That the chair set this order stays known: it is the reason that is told to those who wait.
            but: m => m with { Floor = m.Floor with { Pinned = [] } }),
        ["a turn is made longer, and shorter"] = Of(() => Speaking(), _ => (Chair, new AddFloorTime(90)), _ => (Chair, new AddFloorTime(-90)), seconds: 0),

        ["a meeting with an item under way and a speaker pauses, and goes on"] =
            Of(() => Speaking().Later(40), _ => (Chair, new Pause()), _ => (Chair, new Resume()), seconds: 600),
        ["an item is finished, and started again"] =
            Of(() => Speaking().Later(40), _ => (Chair, new FinishItem("i1")), _ => (Chair, new StartItem("i1")), seconds: 0),
        ["an item is added, and dropped"] = Of(
            () => Room.Opened(), _ => (Chair, new AddItem("再议一项", After: "i1")), r => (Chair, new DropItem(r.Made)),

            // Kept for whoever wants it back.
            but: m => m with { Removed = [] }),
        ["an item is dropped, and taken back"] = Dropped("i2", () => Room.Opened()),
        ["the first item is dropped, and taken back"] = Dropped("i1", () => Room.Opened()),
        ["the last item, with its time changed, is dropped, and taken back"] =
            Dropped("i3", () => Room.Opened().Given(Chair, new AddTime("i3", 300)).Given(Chair, new EditItem("i3", "小结", "reply"))),
        ["an item that comments are about is dropped in recess, and taken back"] =
            Dropped("i2", () => Room.Opened().Given(Zhao, new MeetingCommand.Comment("说说这个", "i2")).Given(Chair, new Pause())),
        ["an item about a topic is dropped, and taken back"] = Of(
            () => Room.Opened().Given(Actor.House, new AddTopic("t1", "晚班车")), r => (Chair, new DropItem(r.Made)), r =>
                (Chair, new RestoreItem(r.Meeting.Removed[^1].Item.Id)), but: NeverAway),
        ["an item about a topic that has heard of it is dropped, and taken back"] = Of(
            () => Room.Opened().Given(Actor.House, new AddTopic("t1", "晚班车")), r => (Chair, new DropItem(r.Made)),
            r => (Chair, new RestoreItem(r.Given(Actor.House, new NoteTopicTold(r.Made)).Made)), but: NeverAway),
        ["an item with documents is dropped, and taken back"] =
            Dropped("i2", () => Room.Opened().Given(Chair, new AddDocument("i2", "f1", "情况说明")).Given(Chair, new AddDocument("i2", "f2", "对照表"))),
        ["a document is put under an item, and taken from it"] =
            Of(() => Room.Opened(), _ => (Chair, new AddDocument("i1", "f1", "情况说明")), r => (Chair, new DropDocument("i1", r.Made))),
        ["a ballot is drafted, and the draft dropped"] =
            Of(() => Room.Opened(), _ => (Chair, new DraftBallot("是否同意?", BallotKind.Approval)), r => (Chair, new DropDraft(r.Made))),
        ["an item is moved, and moved back"] = Of(() => Room.Opened(), _ => (Chair, new MoveItem("i3", "i1")), _ => (Chair, new MoveItem("i3", "i2"))),
        ["an item is moved to the front, and moved back"] = Of(() => Room.Opened(), _ => (Chair, new MoveItem("i2")), _ => (Chair, new MoveItem("i2", "i1"))),
        ["time is taken from an item, and given back"] =
            Of(() => Room.Opened(), _ => (Chair, new TakeTime("i1", "i2", 60)), _ => (Chair, new TakeTime("i2", "i1", 60))),
        ["an item is given more time, and less"] = Of(() => Room.Opened(), _ => (Chair, new AddTime("i1", 300)), _ => (Chair, new AddTime("i1", -300))),
        ["an item is edited, and edited back"] =
            Of(() => Room.Opened(), _ => (Chair, new EditItem("i1", "别的", "reply", 7)), _ => (Chair, new EditItem("i1", "通报", "report", 20))),
        ["another scene is shown, and the first again"] =
            Of(() => Room.Opened(), _ => (Chair, new ShowScene(SceneKind.Agenda)), _ => (Chair, new ShowScene(SceneKind.Auto))),

        ["the minutes are corrected, and the draft put back"] = Of(
            () => Approved(), _ => (Chair, new CorrectMinutes(MinutesSection.Summary, "会议开得很好")), _ => (Chair, new CorrectMinutes(MinutesSection.Summary)),

            // Both are acts: an approval is not as if nothing had been.
            but: m => m with { Minutes = m.Minutes with { ChangedSeq = 0, Approval = m.Minutes.Approval! with { Since = [] } } }),

        ["a comment is liked, and not any more"] =
            new Pair([typeof(BoxCommand.React)], () =>
            Play(Urn.Open(), u => u.Given(Li, new BoxCommand.React("c1", On: true)), u => u.Given(Li, new BoxCommand.React("c1", On: false)), Liked)),
        ["a like is taken back, and given again"] = new Pair(
            [typeof(BoxCommand.React)], () =>
                Play(Urn.Open().Given(Li, new BoxCommand.React("c1", On: true)), u => u.Given(Li, new BoxCommand.React("c1", On: false)), u =>
                u.Given(Li, new BoxCommand.React("c1", On: true)), Liked)),

        ["somebody follows a topic, and no longer"] =
            Of(TopicStory.Raised, TopicStory.Follower, _ => new TopicCommand.Follow(), _ => new TopicCommand.Follow(On: false)),

        // The other way round is a new beginning on purpose: who follows again follows from then on, and rates as one who came then.
        ["a comment on a topic is hidden, and restored"] = Of(
            () => TopicStory.Raised().Given(TopicStory.Stranger, new TopicCommand.Comment("我们那里也是")), TopicStory.Staff, s =>
                new TopicCommand.HideComment(s.Made), s => new TopicCommand.RestoreComment(s.Made)),
        ["a comment on a topic that was declined is hidden, and restored"] = Of(
            () => TopicStory.Raised().Given(TopicStory.Stranger, new TopicCommand.Comment("我们那里也是")).Given(TopicStory.Staff, new TopicCommand.Decline("不属本市")),
            TopicStory.Staff, s => new TopicCommand.HideComment(s.Made), s => new TopicCommand.RestoreComment(s.Made)),
        ["a topic that was accepted is declined, and accepted"] = Of(
            () => TopicStory.Raised().Given(TopicStory.Staff, new TopicCommand.Accept()), TopicStory.Staff, _ =>
                new TopicCommand.Decline("不属本市", Hidden: true), _ => new TopicCommand.Accept()),
        ["a meeting gives a department something because of a topic, and takes it back"] = new Pair([], () => Play(
            TopicStory.Raised().Given(TopicStory.Staff, new TopicCommand.Schedule("m1")), s => s.Given(
                Actor.House, new TopicCommand.Commit("局", "办", new DateOnly(2021, 6, 30), new Source("m1", s.Made))),
            s => s.Given(Actor.House, new TopicCommand.TakeBack(s.Made)), s => Stored.Json(s.Topic with { Chain = [], TakenBack = [] }))),
        ["a topic is accepted, and that is reconsidered"] = Of(
            TopicStory.Raised, TopicStory.Staff, _ => new TopicCommand.Accept(), s => new TopicCommand.Reconsider(s.Story[^1].Seq)),
        ["a topic is declined and hidden, and that is reconsidered"] = Of(
            TopicStory.Raised, TopicStory.Staff, _ => new TopicCommand.Decline("不属本市", Hidden: true), s =>
                new TopicCommand.Reconsider(s.Story[^1].Seq)),
        ["a topic on an agenda is declined, and that is reconsidered"] = Of(
            () => TopicStory.Raised().Given(TopicStory.Staff, new TopicCommand.Schedule("m1")), TopicStory.Staff, _ =>
                new TopicCommand.Decline("不属本市"), s => new TopicCommand.Reconsider(s.Story[^1].Seq)),
        ["somebody of the staff takes a topic on, and lets it go"] =
            Of(TopicStory.Raised, TopicStory.Staff, _ => new TopicCommand.TakeOn("a1"), _ => new TopicCommand.LetGo()),
        ["a topic that somebody took on is let go, and taken on again"] = Of(
            () => TopicStory.Raised().Given(TopicStory.Staff, new TopicCommand.TakeOn("a1")), TopicStory.Staff, _ => new TopicCommand.LetGo(), _ =>
                new TopicCommand.TakeOn("a1")),
        ["a topic leaves an agenda, and stands on it again"] = new Pair([], () => Play(
            TopicStory.Raised().Given(TopicStory.Staff, new TopicCommand.Schedule("m1")), s => s.Given(Actor.House, Heard(s, back: false)), s =>
                s.Given(Actor.House, Heard(s, back: true)), Plainly)),
    };

    /// <summary>What nothing takes back, and why.</summary>
    private static readonly Dictionary<Type, string> ForGood = new()
    {
        [typeof(Open)] = "a meeting opens once",
        [typeof(Close)] = "a meeting closes once",
        [typeof(Cancel)] = "people were told that it is not held; another meeting is scheduled",
        [typeof(GiveFloor)] = "who spoke has spoken: the turn is accounted",
        [typeof(EndFloor)] = "a turn that ended is accounted",
        [typeof(YieldFloor)] = "a turn that ended is accounted",
        [typeof(ApproveComment)] = "the room has read it; hiding it is another act",
        [typeof(MeetingCommand.Comment)] = "its author withdraws it for good, and its place stays",
        [typeof(MeetingCommand.WithdrawComment)] = "what its author took back nobody brings out again",
        [typeof(OpenBallot)] = "people may have voted",
        [typeof(CloseBallot)] = "the votes are sealed",
        [typeof(RevealBallot)] = "the room has seen it",
        [typeof(ForwardComment)] = "the hub has read it; who chairs the hub may hide it there",
        [typeof(ForwardHand)] = "whoever raised it may lower it at the hub, and raise it again in the branch",
        [typeof(ApproveMinutes)] = "an approval stands; what changes afterwards stands beside it",
        [typeof(TopicCommand.Comment)] = "its author withdraws it for good, and its place stays",
        [typeof(TopicCommand.WithdrawComment)] = "what its author took back nobody brings out again",
        [typeof(TopicCommand.React)] = "the box's: see there",
        [typeof(TopicCommand.Rate)] = "a later rating replaces it",
        [typeof(TopicCommand.MergeInto)] = "the page says that it cannot be taken back",
        [typeof(TopicCommand.Schedule)] = "the meeting drops the item, and may take that back",
        [typeof(TopicCommand.Commit)] = "a promise stands",
        [typeof(TopicCommand.Progress)] = "a note stands",
        [typeof(TopicCommand.Complete)] = "reopening says that it was completed once, and that counts",
        [typeof(TopicCommand.Reopen)] = "completing it again does not make it unopened",
        [typeof(TopicCommand.Answer)] = "a word stands",
        [typeof(TopicCommand.Acknowledge)] = "reopening says that it was completed once, and that counts",
        [typeof(TopicCommand.SendBack)] = "the department reports it done once more, and both stand",
    };

    public static TheoryData<string> Names => [.. Pairs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Taken_back_it_is_as_it_was(string name)
    {
        var (before, after) = Pairs[name].Play();
        after.ShouldBe(before);
    }

    [Fact]
    public void Every_command_is_taken_back_by_another_or_stands_for_good()
    {
        var taken = Pairs.Values.SelectMany(p => p.Commands).Distinct().ToList();
        taken.Intersect(ForGood.Keys).ShouldBeEmpty();
        Samples.Commands.Select(c => c.GetType()).Concat(Samples.TopicCommands.Select(c => c.GetType())).Except(taken)
            .ShouldBe(ForGood.Keys, ignoreOrder: true);
    }

    /// <summary>
    /// Guards what leaving gives up for good: the turn is accounted, and who raises a hand again queues again. Coming back is a new beginning of these two, and
    /// of nothing else.
    /// </summary>
    [Fact]
    public void Who_went_with_a_hand_up_or_the_floor_comes_back_without()
    {
        var before = Speaking().Given(Wang, new RaiseHand()).Meeting;
        var room = Speaking().Given(Wang, new RaiseHand()).Later(30).Given(Wang, new CheckOut()).Given(Li, new CheckOut()).Given(Li, new CheckIn())
            .Given(Wang, new CheckIn());
        room.Meeting.Floor.Spoken[Li.Id].ShouldBe(TimeSpan.FromSeconds(30));
        Stored.Json(room.Meeting with { Floor = before.Floor }).ShouldBe(Stored.Json(before));
        room.Meeting.Floor.ShouldSatisfyAllConditions(f => f.Speaker.ShouldBeNull(), f => f.Hands.ShouldBeEmpty(), f => f.Pinned.ShouldBeEmpty());
    }

    /// <summary>Guards the pin of a comment that was hidden for another's, pinned since.</summary>
    [Fact]
    public void A_restored_comment_takes_no_pin_from_another()
    {
        var room = Pinned().Given(Chair, new HideComment(Pinned().Made)).Given(Zhao, new MeetingCommand.Comment("还有一点"));
        var (first, second) = (room.Meeting.Comments.All[0].Id, room.Made);
        room.Given(Chair, new PinComment(second)).When(Chair, new RestoreComment(first)).Then(new MeetingEvent.CommentRestored(first))
            .Meeting.Comments.Pinned.ShouldBe(second);
        room.Given(Chair, new PinComment()).Given(Chair, new HideComment(first)).When(Chair, new RestoreComment(first))
            .Then(new MeetingEvent.CommentRestored(first));
    }

    /// <summary>Guards the place of an item whose neighbours have gone or moved meanwhile.</summary>
    [Fact]
    public void An_item_comes_back_behind_the_last_still_there_of_those_before_it()
    {
        var room = Room.Opened().Given(Chair, new DropItem("i3")).Given(Chair, new DropItem("i2")).Given(Chair, new RestoreItem("i3"));
        room.Meeting.Agenda.Select(i => i.Id).ShouldBe(["i1", "i3"]);
        room.Given(Chair, new RestoreItem("i2")).Meeting.Agenda.Select(i => i.Id).ShouldBe(["i1", "i2", "i3"]);
        room.When(Chair, new RestoreItem("i2")).ThenAlready();
        room.When(Chair, new RestoreItem("i9")).ThenRefused(Rejection.UnknownItem);
    }

    /// <summary>
    /// What is finished shows less, and never more: a meeting that is closed, and a topic that lives on in another, hide for good. The pages ask before they
    /// do, and offer no way back.
    /// </summary>
    [Fact]
    public void What_is_hidden_in_a_finished_record_stays_hidden()
    {
        var room = Pinned().Given(Chair, new Close());
        room.Given(Chair, new HideComment(room.Made)).When(Chair, new RestoreComment(room.Made)).ThenRefused(Rejection.MeetingClosed);
        var topic = TopicStory.Raised().Given(TopicStory.Stranger, new TopicCommand.Comment("我们那里也是"))
            .Given(TopicStory.Staff, new TopicCommand.MergeInto("t2")).Given(Actor.House, new TopicCommand.EndMerge("t2", Taken: true));
        topic.Given(TopicStory.Staff, new TopicCommand.HideComment(topic.Made)).When(TopicStory.Staff, new TopicCommand.RestoreComment(topic.Made))
            .Refusal.ShouldBe(Rejection.TopicMerged);
    }

    /// <summary>
    /// Guards nodes of an older build: they would take a comment that waits again for a published one, and a topic that is back on an agenda for one on two.
    /// </summary>
    [Fact]
    public void While_an_older_build_shares_the_record_nothing_is_taken_back_that_it_would_tell_otherwise()
    {
        var room = Waiting().Given(Chair, new HideComment(Waiting().Made));
        Older(room, new RestoreComment(room.Made)).ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.CommentNotVisible));
        var topical = Room.Opened().Given(Actor.House, new AddTopic("t1", "晚班车"));
        var item = topical.Made;
        topical.Given(Chair, new DropItem(item));
        Older(topical, new RestoreItem(item)).ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "item"));
        Older(topical.Given(Chair, new DropItem("i1")), new RestoreItem("i1")).ShouldBeOfType<Decision<MeetingEvent>.Accepted>();
    }

    private static Room Seated() => new Room().Given(Clerk, new Schedule("城市复兴", Room.Formal, Roll: RollKind.Register)).Given(Chair, new Open())
        .Given(Clerk, new SetRoll([new RollMember("m1", "教育界"), new RollMember("m2", "妇联")])).Given(Zhao, new CheckIn()).Given(Zhao, new ClaimSeat("m1"))
        .Given(Chair, new ConfirmSeats([new ClaimedSeat(Zhao.Id, "m1")]));

    private static Decision<MeetingEvent> Older(Room room, MeetingCommand command) =>
        MeetingDecider.Decide(
            room.Meeting with { RecordFormat = RecordFormat.First }, command,
            new Given(Chair, room.Now, Operation.Of(Chair.Id, "older")) { Format = RecordFormat.First });

    private static Pair Of(
        Func<Room> before, Func<Room, (Actor, MeetingCommand)> @do, Func<Room, (Actor, MeetingCommand)> undo, Func<Meeting, Meeting>? but = null,
        int seconds = 60)
    {
        var (first, second) = (Sent(before(), @do, []), Sent(before(), @do, [undo]));
        return new Pair([first, second], () =>
        {
            var room = before();
            var was = Told(room, but);
            var (who, command) = @do(room);
            room.Given(who, command).Later(seconds);
            (who, command) = undo(room);
            room.Given(who, command);
            return (was, Told(room, but));
        });
    }

    private static Type Sent(Room room, Func<Room, (Actor, MeetingCommand)> @do, Func<Room, (Actor, MeetingCommand)>[] then)
    {
        var (who, command) = @do(room);
        return then is [var next] ? Sent(room.Given(who, command), next, []) : command.GetType();
    }

    private static Pair Of(Func<TopicStory> before, Actor who, Func<TopicStory, TopicCommand> @do, Func<TopicStory, TopicCommand> undo) =>
        new([@do(before()).GetType(), undo(before()).GetType()], () => Play(before(), s => s.Given(who, @do(s)), s => s.Given(who, undo(s)), Plainly));

    private static (string Before, string After) Play<T>(T story, Action<T> @do, Action<T> undo, Func<T, string> told)
    {
        var was = told(story);
        @do(story);
        undo(story);
        return (was, told(story));
    }

    private static Pair Dropped(string item, Func<Room> before) => Of(before, _ => (Chair, new DropItem(item)), _ => (Chair, new RestoreItem(item)), NeverAway);

    /// <summary>How often an item was away is history.</summary>
    private static Meeting NeverAway(Meeting m) => m with { Agenda = [.. m.Agenda.Select(i => i with { Returned = 0 })] };

    /// <summary>Time goes on: what runs is told by the time that it has used by now, and that it runs.</summary>
    private static string Told(Room room, Func<Meeting, Meeting>? but)
    {
        var meeting = but?.Invoke(room.Meeting) ?? room.Meeting;
        var running =
            meeting.Agenda.Where(i => i.StartedAt is not null).Select(i => i.Id).Append(meeting.Floor.Speaker is { Since: not null } ? "speaker" : "");
        return Stored.Json(running) + Stored.Json(meeting with
        {
            Agenda = [.. meeting.Agenda.Select(i => i.Stopped(room.Now))],
            Floor = meeting.Floor with { Speaker = meeting.Floor.Speaker?.Stopped(room.Now) },
        });
    }

    /// <summary>Every status that it had, and which decision may be taken back next, is history.</summary>
    private static string Plainly(TopicStory story) => Stored.Json(story.Topic with { Chain = [], Ruling = null });

    /// <summary>That somebody once liked a thing, and took it back, is history: it counts once however often.</summary>
    private static string Liked(Urn urn) => Stored.Json(new
    {
        Likes = urn.Box.Likes.Where(l => !l.Value.IsEmpty).OrderBy(l => l.Key).Select(l => (l.Key, Liked: l.Value.Order().ToList()))
            .Select(l => $"{l.Key}: {string.Join(' ', l.Liked)}"),
        Counts = urn.Box.LikeCounts.Where(c => c.Value > 0).OrderBy(c => c.Key),
    });

    private static TopicCommand.Hear Heard(TopicStory story, bool back) => new("m1", story.Made, Discussed: false, 0, 0, back);

    private static Room Waiting() => Room.Opened().Given(Chair, new SetModeration(Moderation.Pre)).Given(Zhao, new MeetingCommand.Comment("先等一等"));

    private static Room Pinned() => Room.WithComment().Given(Chair, new PinComment(Room.WithComment().Made));

    private static Room Sectoral() => Room.Opened(Room.Sectoral).Given(Li, new CheckIn()).Given(Wang, new CheckIn());

    private static Room Speaking() => Room.Attended().Given(Chair, new StartItem("i1")).Given(Chair, new GiveFloor(Li.Id, 300));

    private static Room Approved() => Room.Opened().Given(Chair, new Close()).Given(Chair, new ApproveMinutes());
}
