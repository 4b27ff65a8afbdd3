using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Domain.Tests.Topics;
using Hub.Domain.Topics;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Opinion.RoundCommand;
using static Hub.Domain.Opinion.RoundEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests.Opinion;

/// <summary>An opinion round in a meeting: who may do what with it and when, and what its stances' stream hears of it.</summary>
public sealed class RoundTests
{
    [Fact]
    public void The_chair_opens_a_round_with_its_first_statements()
    {
        var room = Room.Opened().When(Chair, new OfRound(new OpenRound(" 车站往哪里搬? ", ["搬到东街口", " 搬到西街口 "], "i1", 600, Add: true)));
        room.Then(new InRound(new RoundOpened(
            room.Made, "车站往哪里搬?", [new FirstStatement($"{room.Made}-1", "搬到东街口"), new FirstStatement($"{room.Made}-2", "搬到西街口")], "i1",
            room.Now.AddSeconds(600), true)));
        room.Meeting.Rounds.Find(room.Made)!.Statements.ShouldAllBe(s => s.Status == StatementStatus.Visible && s.First);
    }

    [Fact]
    public void Nobody_else_opens_one_and_nobody_before_the_meeting_or_after_it()
    {
        var open = new OfRound(new OpenRound("车站往哪里搬?", ["搬到东街口"]));
        Room.Opened().When(Zhao, open).ThenRefused(Rejection.Forbidden);
        Room.Opened().When(Guest, open).ThenRefused(Rejection.Forbidden);
        Room.Scheduled().When(Chair, open).ThenRefused(Rejection.NotOpen);
        Room.Opened().Given(Chair, new Close()).When(Chair, open).ThenRefused(Rejection.MeetingClosed);
        Room.Scheduled().Given(Chair, new Cancel("改期")).When(Chair, open).ThenRefused(Rejection.MeetingCancelled);
    }

    /// <summary>Guards nodes of an older build, which could not read the record.</summary>
    [Fact]
    public void While_an_older_build_shares_the_record_no_round_is_opened()
    {
        var room = Room.Opened();
        MeetingDecider.Decide(
            room.Meeting with { RecordFormat = RecordFormat.Eighth }, new OfRound(new OpenRound("车站往哪里搬?", ["搬到东街口"])),
            new Given(Chair, room.Now, Operation.Of(Chair.Id, "older")) { Format = RecordFormat.Eighth })
            .ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "round"));
    }

    [Fact]
    public void A_statement_that_says_nearly_the_same_is_refused_unless_it_is_wanted_anyway()
    {
        var room = Asked();
        var round = room.Made;
        room.When(Zhao, new OfRound(new AddStatement(round, "搬到东街口 "))).ThenRefused(Rejection.AlikeStatement, "text", $"{round}-1");
        room.When(Zhao, new OfRound(new AddStatement(round, "搬到东街口", Anyway: true)));
        var again = room.Made;
        room.Then(new InRound(new StatementAdded(round, again, "搬到东街口")));
        room.When(Zhao, new OfRound(new AddStatement(round, "搬到东街口"))).ThenRefused(Rejection.AlikeStatement, "text", $"{round}-1", again);
        room.When(Zhao, new OfRound(new AddStatement(round, "先修好老车站的屋顶")));
        room.Then(new InRound(new StatementAdded(round, room.Made, "先修好老车站的屋顶")));
    }

    [Fact]
    public void Nobody_fills_a_round_by_themselves()
    {
        var room = Asked();
        var round = room.Made;
        for (var i = 0; i < Round.StatementsOfOne; i++)
        {
            room.Given(Zhao, new OfRound(new AddStatement(round, $"第 {i} 种说法", Anyway: true)));
        }

        room.When(Zhao, new OfRound(new AddStatement(round, "再说一句"))).ThenRefused(Rejection.TooLong, "statements");
        room.Given(Li, new OfRound(new AddStatement(round, "再说一句"))).Given(Chair, new OfRound(new AddStatement(round, "哪里也不搬")));
    }

    [Fact]
    public void Statements_reach_the_room_as_comments_do()
    {
        var room = Asked();
        var round = room.Made;
        room.Given(Chair, new SetModeration(Moderation.Pre)).When(Zhao, new OfRound(new AddStatement(round, "先修好老车站的屋顶")));
        var waits = room.Made;
        room.Then(new InRound(new StatementAdded(round, waits, "先修好老车站的屋顶", Waiting: true)));
        room.Meeting.Rounds.Find(round)!.Find(waits)!.ShownText.ShouldBe("");
        room.When(Zhao, new OfRound(new ApproveStatement(waits))).ThenRefused(Rejection.Forbidden);
        room.When(Chair, new OfRound(new ApproveStatement(waits))).Then(new InRound(new StatementApproved(waits)));
        room.Meeting.Rounds.Find(round)!.Find(waits)!.ShownText.ShouldBe("先修好老车站的屋顶");
        room.Given(Chair, new SetModeration(Moderation.Frozen)).When(Zhao, new OfRound(new AddStatement(round, "哪里也不搬")))
            .ThenRefused(Rejection.CommentsFrozen);
        room.Given(Chair, new SetModeration(Moderation.Post)).Given(Zhao, new CheckIn()).Given(Chair, new Mute(Zhao.Id))
            .When(Zhao, new OfRound(new AddStatement(round, "哪里也不搬"))).ThenRefused(Rejection.Muted);
    }

    [Fact]
    public void What_is_hidden_can_be_shown_again_and_what_is_merged_stays_merged()
    {
        var room = Asked();
        var (first, second) = ($"{room.Made}-1", $"{room.Made}-2");
        room.Given(Chair, new OfRound(new HideStatement(first, "与议题无关"))).When(Chair, new OfRound(new MergeStatement(second, first)))
            .ThenRefused(Rejection.BadStatementMerge, "into");
        room.Given(Chair, new OfRound(new ApproveStatement(first))).When(Chair, new OfRound(new MergeStatement(second, first)))
            .Then(new InRound(new StatementMerged(second, first)));
        room.When(Chair, new OfRound(new MergeStatement(second, first))).ThenAlready();
        room.When(Chair, new OfRound(new ApproveStatement(second))).ThenRefused(Rejection.StatementNotVisible);
        room.When(Chair, new OfRound(new HideStatement(second))).ThenRefused(Rejection.StatementNotVisible);
    }

    /// <summary>Guards the one thing for which a meeting does not close: an open ballot. A round ends with it, and its result belongs to the minutes.</summary>
    [Fact]
    public void A_round_ends_with_its_meeting_and_its_result_comes_before_the_approval()
    {
        var room = Asked();
        var round = room.Made;
        room.When(Chair, new Close()).Then(new InRound(new RoundClosing(round)), new MeetingClosed());
        var read = room.Story.Count;
        room.When(Chair, new ApproveMinutes(read)).ThenRefused(Rejection.RoundStillOpen);
        room.When(Chair, new OfRound(new SealRound(round, Nothing))).ThenRefused(Rejection.Forbidden);
        room.When(Actor.House, new OfRound(new SealRound(round, Nothing))).Then(new InRound(new RoundClosed(round, Nothing)));
        room.When(Actor.House, new OfRound(new SealRound(round, Nothing))).ThenAlready();
        room.When(Chair, new ApproveMinutes(read)).ThenRefused(Rejection.MinutesChanged);
        room.Given(Chair, new ApproveMinutes(room.Story.Count)).Meeting.Minutes.IsApproved.ShouldBeTrue();
        room.Story.SkipWhile(e => e.Event is not MeetingClosed).Skip(1).ShouldAllBe(e => MeetingDecider.MayFollowTheClose(e.Event));
        MeetingDecider.MayFollowTheClose(new InRound(new StatementAdded(round, "s", "晚了"))).ShouldBeFalse();
    }

    [Fact]
    public void A_deadline_closes_a_round_and_the_same_again_changes_nothing()
    {
        var room = Room.Opened().Given(Chair, new OfRound(new OpenRound("车站往哪里搬?", ["搬到东街口"], ClosesIn: 60)));
        var round = room.Made;
        room.Meeting.Rounds.NextDeadline.ShouldBe(room.Now.AddSeconds(60));
        room.When(Actor.House, new OfRound(new CloseRound(round))).Then(new InRound(new RoundClosing(round)));
        room.When(Chair, new OfRound(new CloseRound(round))).ThenAlready();
        room.Meeting.Rounds.NextDeadline.ShouldBeNull();
    }

    [Fact]
    public void What_somebody_wrote_is_removed_by_law_and_what_the_house_asked_stays()
    {
        var room = Asked();
        var round = room.Made;
        room.Given(Zhao, new OfRound(new AddStatement(round, "我家住在东街 3 号，搬过来太吵")));
        var (mine, seq) = (room.Made, room.Story[^1].Seq);
        room.Story[^1].Event.WithoutText().ShouldBe(new InRound(new StatementAdded(round, mine, RemovedText.Sentence)));
        room.Story[^2].Event.WithoutText().ShouldBeNull();
        room.Given(Actor.House, new RemoveTexts(null, "本人申请", [seq]));
        room.Meeting.Rounds.Find(round)!.Statements.Select(s => s.Text).ShouldBe(["搬到东街口", "搬到西街口", RemovedText.Sentence]);
    }

    /// <summary>Guards the numbers of statements, by which stances are counted: they are the same in the room and where the stances are.</summary>
    [Fact]
    public void The_stances_hear_of_a_round_in_whatever_steps_it_is_told()
    {
        var room = Asked();
        var round = room.Made;
        var (each, last) = (Hears(StanceBox.Empty, room), StanceBox.Empty);
        foreach (var command in new RoundCommand[]
        {
            new AddStatement(round, "先修好老车站的屋顶"), new HideStatement($"{round}-1"), new ApproveStatement($"{round}-1"),
            new AddStatement(round, "哪里也不搬"), new MergeStatement($"{round}-2", $"{round}-1"), new CloseRound(round),
        })
        {
            each = Hears(each, room.Given(Chair, new OfRound(command)));
        }

        last = Hears(last, room);
        each.Round!.Statements.Select(s => (s.Id, s.Status, s.Into)).ShouldBe(last.Round!.Statements.Select(s => (s.Id, s.Status, s.Into)));
        each.Round.Statements.Select(s => (s.Id, s.Status, s.Author)).ShouldBe(
            room.Meeting.Rounds.Find(round)!.Statements.Select(s => (s.Id, s.Status, s.Author)));
        each.Round.Statements.ShouldAllBe(s => s.Text == "", "nothing that people wrote lies beside their stances");
        each.Round.Status.ShouldBe(RoundStatus.Closing);
        StanceDecider.Told(each, room.Meeting.Rounds.Find(round)!).ShouldBeOfType<Decision<StanceEvent>.AlreadySo>();
    }

    /// <summary>Guards a call that a frozen node sends on once others were answered: what was hidden since would count again.</summary>
    [Fact]
    public void What_the_stances_are_told_late_changes_nothing()
    {
        var room = Asked();
        var (round, early) = (room.Made, room.Meeting.Rounds.All[^1]);
        room.Given(Chair, new OfRound(new HideStatement($"{round}-1")));
        var box = Hears(StanceBox.Empty, room);
        box.Round!.Find($"{round}-1")!.Status.ShouldBe(StatementStatus.Hidden);
        StanceDecider.Told(box, early).ShouldBeOfType<Decision<StanceEvent>.AlreadySo>();
    }

    [Fact]
    public void What_nobody_was_to_read_is_not_read_once_it_is_merged()
    {
        var room = Asked();
        var round = room.Made;
        room.Given(Chair, new SetModeration(Moderation.Pre)).Given(Zhao, new OfRound(new AddStatement(round, "先修好老车站的屋顶")));
        var (waits, added) = (room.Made, ((InRound)room.Story[^1].Event).Event);
        room.Given(Chair, new OfRound(new HideStatement($"{round}-1"))).Given(Chair, new OfRound(new MergeStatement($"{round}-1", $"{round}-2")))
            .Given(Chair, new OfRound(new MergeStatement(waits, $"{round}-2")));
        var rounds = room.Meeting.Rounds;
        rounds.Find(round)!.Statements.Select(s => s.ShownText).ShouldBe(["", "搬到西街口", ""]);
        rounds.Blank(added).ShouldBe(new StatementAdded(round, waits, "", Waiting: true));
    }

    [Theory]
    [InlineData(Role.Observer, Rejection.Forbidden)]
    [InlineData(Role.Attendee, null)]
    [InlineData(Role.Member, null)]
    [InlineData(Role.Chair, Rejection.Forbidden)]
    public void Attendees_and_members_answer(Role role, Rejection? refusal)
    {
        var room = Asked();
        Decides(room, role, $"{room.Made}-1").ShouldBe(refusal);
    }

    [Fact]
    public void Only_what_is_shown_is_answered_and_only_while_the_round_is_open()
    {
        var room = Asked();
        var round = room.Made;
        Decides(room, Role.Member, "none").ShouldBe(Rejection.UnknownStatement);
        Decides(room.Given(Chair, new OfRound(new HideStatement($"{round}-1"))), Role.Member, $"{round}-1").ShouldBe(Rejection.StatementNotVisible);
        Decides(room.Given(Chair, new OfRound(new CloseRound(round))), Role.Member, $"{round}-2").ShouldBe(Rejection.RoundNotOpen);
    }

    /// <summary>On a topic its staff lead, and a topic that is declined takes nothing new.</summary>
    [Fact]
    public void On_a_topic_staff_lead()
    {
        var topic = TopicStory.Raised();
        var open = new TopicCommand.OfRound(new OpenRound("车站往哪里搬?", ["搬到东街口"], Add: true));
        topic.When(TopicStory.Follower, open).Refusal.ShouldBe(Rejection.Forbidden);
        topic.When(TopicStory.Staff, open, RecordFormat.Eighth).Refusal.ShouldBe(Rejection.NotOffered);
        topic.When(TopicStory.Staff, new TopicCommand.OfRound(new OpenRound("车站往哪里搬?", ["搬到东街口"], Item: "i1"))).Refusal
            .ShouldBe(Rejection.UnknownItem);
        var round = topic.Given(TopicStory.Staff, open).Made;
        topic.Given(TopicStory.Stranger, new TopicCommand.OfRound(new AddStatement(round, "先修好老车站的屋顶")));
        topic.Topic.Rounds.Find(round)!.Statements.Select(s => s.Text).ShouldBe(["搬到东街口", "先修好老车站的屋顶"]);
        topic.Given(TopicStory.Staff, new TopicCommand.Decline("与本市无关"));
        topic.When(TopicStory.Stranger, new TopicCommand.OfRound(new AddStatement(round, "哪里也不搬"))).Refusal.ShouldBe(Rejection.TopicDeclined);
        topic.Given(TopicStory.Staff, new TopicCommand.OfRound(new CloseRound(round))).Topic.Rounds.Wakes.ShouldNotBeNull();
        topic.Given(Actor.House, new TopicCommand.OfRound(new SealRound(round, Nothing))).Topic.Rounds.Wakes.ShouldBeNull();
    }

    private static readonly RoundResult Nothing = new(0, 0, [], new Confidence(Finding.TooFew, 0));

    private static Room Asked() => Room.Opened().Given(Chair, new OfRound(new OpenRound("车站往哪里搬?", ["搬到东街口", "搬到西街口"], Add: true)));

    private static Rejection? Decides(Room room, Role role, string statement)
    {
        var round = room.Meeting.Rounds.All[^1];
        return RoundDecider.Decide(
            Hears(StanceBox.Empty, room).Round, new TakeStance(round.Id, statement, Stance.Agree), new Given(Of(role), room.Now, Operation.Of("li", "1")),
            isSaid: false) is Decision<StanceEvent>.Refused refused ? refused.Rejection : null;
    }

    private static StanceBox Hears(StanceBox box, Room room)
    {
        var told = StanceDecider.Told(box, room.Meeting.Rounds.All[^1]);
        return told is not Decision<StanceEvent>.Accepted accepted ? box
            : accepted.Events.Aggregate(box, (state, e) => StanceEvolution.Evolve(
                state, new Recorded<StanceEvent>(1, room.Now, Actor.House.Id, Operation.OfHouse("told"), e)));
    }
}
