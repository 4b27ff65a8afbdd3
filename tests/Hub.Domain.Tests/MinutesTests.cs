using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

/// <summary>An approval covers a state: what changes the minutes afterwards stands beside it, and asks for another.</summary>
public class MinutesTests
{
    /// <summary>Guards approved minutes that changed: a result was announced, and nothing said so.</summary>
    [Fact]
    public void A_result_announced_after_the_approval_asks_for_another()
    {
        var room = Room.WithResult(ResultsShown.OnReveal);
        var ballot = room.Ballot.Id;
        room.Given(Chair, new Close()).Given(Chair, new ApproveMinutes()).Meeting.Minutes.IsApproved.ShouldBeTrue();
        room.When(Chair, new ApproveMinutes()).ThenAlready();
        var approval = room.Meeting.Minutes.Approval;

        room.Later(60).Given(Chair, new RevealBallot(ballot));
        var minutes = room.Meeting.Minutes;
        minutes.IsApproved.ShouldBeFalse();
        minutes.Approval!.Since.ShouldBe([new MinutesAct(room.Story.Count, room.Now, Chair.Id, MinutesActKind.ResultRevealed, ballot)]);
        (minutes.Approval with { Since = [] }).ShouldBe(approval, "who approved, and when, stays");
        room.When(Chair, new ApproveMinutes()).Then(new MinutesApproved()).Meeting.Minutes.IsApproved.ShouldBeTrue();
        room.Meeting.Minutes.Approval!.Since.ShouldBeEmpty();
    }

    [Fact]
    public void Every_act_that_changes_the_minutes_stands_beside_the_approval_and_nothing_else_does()
    {
        var room = Room.Opened().Given(Zhao, new MeetingCommand.Comment("一")).Given(Qian, new MeetingCommand.Comment("二"))
            .Given(Chair, new SetModeration(Moderation.Pre))
            .Given(Zhao, new MeetingCommand.Comment("三"));
        var (first, second, waiting) = (room.Meeting.Comments.All[0].Id, room.Meeting.Comments.All[1].Id, room.Made);
        room.Given(Chair, new Close()).Given(Chair, new ApproveMinutes())
            .Given(Chair, new ShowScene(SceneKind.Agenda))

            // What the room was never shown is in no minutes.
            .Given(Chair, new HideComment(waiting)).Given(Zhao, new WithdrawComment(waiting))
            .Meeting.Minutes.IsApproved.ShouldBeTrue();
        room.Given(Chair, new HideComment(first)).Given(Qian, new WithdrawComment(second))
            .Given(Chair, new CorrectMinutes(MinutesSection.Decisions, "一致通过"));
        room.Meeting.Minutes.Approval!.Since.Select(a => (a.Kind, a.About, a.By)).ShouldBe(
        [
            (MinutesActKind.CommentHidden, first, Chair.Id), (MinutesActKind.CommentWithdrawn, second, Qian.Id),
                (MinutesActKind.Corrected, "decisions", Chair.Id),
        ]);
    }

    [Fact]
    public void Minutes_are_not_approved_as_of_before_what_changed_them()
    {
        var room = Room.WithComment();
        room.Given(Chair, new Close());
        var read = room.Meeting.Minutes.ChangedSeq;
        read.ShouldBe(room.Story.Count, "the close");
        room.When(Chair, new ApproveMinutes(read - 1)).ThenRefused(Rejection.MinutesChanged);
        room.When(Chair, new ApproveMinutes(-1)).ThenRefused(Rejection.OutOfRange, "head");
        room.Given(Chair, new HideComment(room.Made)).When(Chair, new ApproveMinutes(read)).ThenRefused(Rejection.MinutesChanged);
        room.Given(Chair, new ShowScene(SceneKind.Agenda)).Given(Chair, new ApproveMinutes(room.Meeting.Minutes.ChangedSeq))
            .Meeting.Minutes.IsApproved.ShouldBeTrue();
        room.When(Chair, new ApproveMinutes(read)).ThenRefused(Rejection.MinutesChanged);
    }

    [Fact]
    public void An_approval_that_names_no_head_covers_what_stood_before_it()
    {
        var room = Room.WithComment();
        room.Given(Chair, new Close()).Given(Chair, new ApproveMinutes());
        room.Meeting.Minutes.Approval.ShouldNotBeNull().Covers.ShouldBeNull();
        room.Given(Chair, new HideComment(room.Made)).Meeting.Minutes.IsApproved.ShouldBeFalse();
    }

    /// <summary>Guards the list by which records are checked from outside: a second one of its own called honest records wrong.</summary>
    [Fact]
    public void What_a_closed_meeting_hears_is_the_list_that_others_read()
    {
        var heard = new HashSet<Type>();
        foreach (var command in Samples.Commands.Concat(
            [new NoteTopicTold("t"), new EditMeeting("另一个名称"), new RemoveName(Li.Id, "本人申请", ["cd34"]), new RemoveTexts(null, "本人申请", [2]), new Rename(),
                new RecordSeats([]), new VoidBallot("b", "名册有误"), new ShowRecord(Visibility.Codes),
                new OfRound(new RoundCommand.HideStatement("s"))]))
        {
            foreach (var who in new[] { Chair, Zhao, Actor.House, Clerk })
            {
                var (room, at) = Closed();
                room.When(who, at(command));
                heard.UnionWith(room.Happened.Select(e => e.GetType()));
                MeetingDecider.AfterTheClose.IsSupersetOf(room.Happened.Select(e => e.GetType())).ShouldBeTrue($"{command}");
            }
        }

        heard.ShouldBe(MeetingDecider.AfterTheClose, ignoreOrder: true);
    }

    /// <summary>A closed meeting in which there is something for every command that it may still take, and the command made to be about it.</summary>
    private static (Room Room, Func<MeetingCommand, MeetingCommand> At) Closed()
    {
        var room = Room.WithResult(ResultsShown.OnReveal);
        var ballot = room.Ballot.Id;
        room.Given(Zhao, new MeetingCommand.Comment("一"));
        var shown = room.Made;
        room.Given(Actor.House, new AddTopic("t1", "晚班车"));
        var item = room.Made;
        room.Given(Chair, new OfRound(new RoundCommand.OpenRound("车站往哪里搬?", ["往东"])));
        var (round, statement) = (room.Made, room.Meeting.Rounds.All[0].Statements[0].Id);
        room.Given(Chair, new Close())
            .Given(Actor.House, new OfRound(new RoundCommand.SealRound(round, new RoundResult(0, 0, [], new Confidence(Finding.TooFew, 0)))));
        return (room, command => command switch
        {
            RevealBallot => new RevealBallot(ballot),
            VoidBallot c => c with { Ballot = ballot },
            HideComment => new HideComment(shown),
            WithdrawComment => new WithdrawComment(shown),
            NoteTopicTold => new NoteTopicTold(item),
            OfRound => new OfRound(new RoundCommand.HideStatement(statement)),
            ApproveMinutes => new ApproveMinutes(),
            _ => command,
        });
    }
}
