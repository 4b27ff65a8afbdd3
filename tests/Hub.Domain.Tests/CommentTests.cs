using Hub.Domain;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

public class CommentTests
{
    [Fact]
    public void A_comment_is_seen_at_once_and_needs_no_check_in()
    {
        var room = Room.Opened().When(Zhao, new MeetingCommand.Comment(" 多加一班公交 ", "i1"));
        room.Then(new Commented(room.Made, "多加一班公交", "i1"));
        room.Meeting.Comments.Total.ShouldBe(1);
        room.Meeting.Comments.Find(room.Made)!.Status.ShouldBe(CommentStatus.Visible);
    }

    [Fact]
    public void A_comment_says_something_within_two_thousand_characters()
    {
        Room.Opened().When(Zhao, new MeetingCommand.Comment(" \n")).ThenRefused(Rejection.Empty, "text");
        Room.Opened().When(Zhao, new MeetingCommand.Comment(new string('长', 2001))).ThenRefused(Rejection.TooLong, "text");
        Room.Opened().Given(Zhao, new MeetingCommand.Comment(string.Concat(Enumerable.Repeat("𠮷", 2000))));
        Room.Opened().When(Zhao, new MeetingCommand.Comment("好", "i9")).ThenRefused(Rejection.UnknownItem);
    }

    [Fact]
    public void A_reply_answers_a_comment_that_is_there_to_be_seen()
    {
        var room = Room.WithComment();
        var (comment, reply) = (room.Made, new MeetingCommand.Comment("赞成", ReplyTo: room.Made));
        room.When(Li, reply).Then(new Commented(room.Made, "赞成", null, comment));
        room.Given(Chair, new HideComment(comment)).When(Li, reply).ThenRefused(Rejection.CommentNotVisible);
        room.When(Li, reply with { ReplyTo = "c9" }).ThenRefused(Rejection.UnknownComment);
    }

    [Fact]
    public void A_comment_that_the_room_never_saw_is_unknown_to_those_who_answer()
    {
        var room = Waiting();
        var reply = new MeetingCommand.Comment("赞成", ReplyTo: room.Made);
        room.When(Li, reply).ThenRefused(Rejection.UnknownComment);
        room.Given(Chair, new HideComment(room.Made)).When(Li, reply).ThenRefused(Rejection.UnknownComment);
    }

    [Fact]
    public void Before_moderation_a_comment_waits_and_is_not_counted()
    {
        var room = Waiting();
        room.Then(new Commented(room.Made, "先等一等", Waiting: true));
        room.Meeting.Comments.Total.ShouldBe(0);
        room.When(Chair, new ApproveComment(room.Made)).Then(new CommentApproved(room.Made)).Meeting.Comments.Total.ShouldBe(1);
        room.When(Chair, new ApproveComment(room.Made)).ThenAlready();
    }

    [Fact]
    public void The_chairs_own_words_wait_for_nobody()
    {
        var room = Room.Opened().Given(Chair, new SetModeration(Moderation.Pre)).When(Chair, new MeetingCommand.Comment("请围绕议题"));
        room.Then(new Commented(room.Made, "请围绕议题"));
        room.Given(Chair, new SetModeration(Moderation.Frozen)).When(Chair, new MeetingCommand.Comment("讨论到此")).Then(new Commented(room.Made, "讨论到此"));
        room.When(Zhao, new MeetingCommand.Comment("还有一点")).ThenRefused(Rejection.CommentsFrozen);
    }

    [Fact]
    public void Moderation_is_set_once()
    {
        Room.Opened().When(Chair, new SetModeration(Moderation.Pre)).Then(new ModerationSet(Moderation.Pre));
        Room.Opened().When(Chair, new SetModeration(Moderation.Post)).ThenAlready();
    }

    [Fact]
    public void A_hidden_comment_keeps_its_place_without_its_text_and_can_be_restored()
    {
        var room = Room.WithComment();
        room.When(Chair, new HideComment(room.Made, " 离题 ")).Then(new CommentHidden(room.Made, "离题"));
        room.Meeting.Comments.Find(room.Made)!.ShownText.ShouldBe("");
        room.Meeting.Comments.Total.ShouldBe(1);
        room.When(Chair, new HideComment(room.Made)).ThenAlready();
        room.When(Chair, new ApproveComment(room.Made)).ThenRefused(Rejection.CommentNotVisible);
        room.When(Chair, new RestoreComment(room.Made)).Then(new CommentRestored(room.Made))
            .Meeting.Comments.Find(room.Made)!.ShownText.ShouldBe("建议早高峰多加一班公交");
        room.When(Chair, new RestoreComment(room.Made)).ThenAlready();
        room.Meeting.Comments.Total.ShouldBe(1);
    }

    /// <summary>Guards the chair's undo: it published what nobody had approved.</summary>
    [Fact]
    public void A_comment_hidden_while_it_waited_waits_again_and_counts_from_its_approval()
    {
        var room = Waiting().Given(Chair, new HideComment(Waiting().Made));
        room.Meeting.Comments.Total.ShouldBe(0);
        room.When(Chair, new RestoreComment(room.Made)).Then(new CommentRestored(room.Made, Waiting: true)).Meeting.Comments.Total.ShouldBe(0);
        room.Meeting.Comments.Find(room.Made)!.Status.ShouldBe(CommentStatus.Waiting);
        room.When(Chair, new RestoreComment(room.Made)).ThenRefused(Rejection.CommentNotVisible);
        room.Given(Chair, new ApproveComment(room.Made)).Meeting.Comments.Total.ShouldBe(1);
        room.Given(Chair, new HideComment(room.Made)).When(Chair, new RestoreComment(room.Made)).Then(new CommentRestored(room.Made));
    }

    [Fact]
    public void A_journal_in_which_such_an_undo_published_is_told_as_it_was()
    {
        var room = Waiting().Given(Chair, new HideComment(Waiting().Made));
        var then = MeetingEvolution.Evolve(room.Meeting, new Recorded<MeetingEvent>(99, room.Now, Chair.Id, default, new CommentRestored(room.Made)));
        then.Comments.Find(room.Made).ShouldNotBeNull().ShouldSatisfyAllConditions(c => c.Status.ShouldBe(CommentStatus.Visible), c => c.Shown.ShouldBeTrue());
    }

    [Fact]
    public void What_waits_is_approved_not_restored()
    {
        var room = Waiting();
        room.When(Chair, new RestoreComment(room.Made)).ThenRefused(Rejection.CommentNotVisible);
    }

    [Fact]
    public void Only_the_author_takes_a_comment_back()
    {
        var room = Room.WithComment();
        room.When(Qian, new WithdrawComment(room.Made)).ThenRefused(Rejection.Forbidden);
        room.When(Chair, new WithdrawComment(room.Made)).ThenRefused(Rejection.Forbidden);
        room.When(Zhao, new WithdrawComment(room.Made)).Then(new MeetingEvent.CommentWithdrawn(room.Made));
        room.Meeting.Comments.Find(room.Made)!.ShownText.ShouldBe("");
        room.When(Zhao, new WithdrawComment(room.Made)).ThenAlready();
    }

    [Fact]
    public void Nobody_brings_out_what_its_author_took_back()
    {
        var room = Room.WithComment().Given(Zhao, new WithdrawComment(Room.WithComment().Made));
        room.When(Chair, new RestoreComment(room.Made)).ThenRefused(Rejection.CommentWithdrawn);
        room.When(Chair, new HideComment(room.Made)).ThenRefused(Rejection.CommentWithdrawn);
        room.When(Chair, new ApproveComment(room.Made)).ThenRefused(Rejection.CommentNotVisible);
        room.When(Chair, new PinComment(room.Made)).ThenRefused(Rejection.CommentNotVisible);
    }

    [Fact]
    public void A_hidden_comment_may_still_be_taken_back_for_good()
    {
        var room = Room.WithComment();
        room.Given(Chair, new HideComment(room.Made)).Given(Zhao, new WithdrawComment(room.Made)).When(Chair, new RestoreComment(room.Made))
            .ThenRefused(Rejection.CommentWithdrawn);
    }

    [Fact]
    public void One_visible_comment_is_pinned_at_a_time()
    {
        var room = Room.WithComment();
        var first = room.Made;
        room.When(Chair, new PinComment(first)).Then(new CommentPinned(first)).When(Chair, new PinComment(first)).ThenAlready();
        room.Given(Zhao, new MeetingCommand.Comment("还有一点")).Given(Chair, new PinComment(room.Made)).Meeting.Comments.Pinned.ShouldBe(room.Made);
        room.When(Chair, new PinComment()).Then(new CommentPinned()).Meeting.Comments.Pinned.ShouldBeNull();
        room.When(Chair, new PinComment()).ThenAlready();
        room.Given(Chair, new HideComment(first)).When(Chair, new PinComment(first)).ThenRefused(Rejection.CommentNotVisible);
    }

    [Fact]
    public void What_is_hidden_loses_its_pin_until_it_is_restored_and_what_is_withdrawn_for_good()
    {
        var hidden = Room.WithComment().Given(Chair, new PinComment(Room.WithComment().Made));
        hidden.Given(Chair, new HideComment(hidden.Made)).Meeting.Comments.Pinned.ShouldBeNull();
        hidden.When(Chair, new RestoreComment(hidden.Made)).Then(new CommentRestored(hidden.Made), new CommentPinned(hidden.Made))
            .Meeting.Comments.Pinned.ShouldBe(hidden.Made);

        var withdrawn = Room.WithComment().Given(Chair, new PinComment(Room.WithComment().Made));
        withdrawn.Given(Zhao, new WithdrawComment(withdrawn.Made)).Meeting.Comments.Pinned.ShouldBeNull();
    }

    [Fact]
    public void What_nobody_wrote_is_unknown()
    {
        var room = Room.Opened();
        room.When(Chair, new HideComment("c9")).ThenRefused(Rejection.UnknownComment);
        room.When(Chair, new RestoreComment("c9")).ThenRefused(Rejection.UnknownComment);
        room.When(Chair, new ApproveComment("c9")).ThenRefused(Rejection.UnknownComment);
        room.When(Chair, new PinComment("c9")).ThenRefused(Rejection.UnknownComment);
        room.When(Zhao, new WithdrawComment("c9")).ThenRefused(Rejection.UnknownComment);
        room.When(Chair, new HideComment("c9", new string('长', 501))).ThenRefused(Rejection.TooLong, "reason");
    }

    /// <summary>
    /// Guards ids that collide: an operation may be sought until 65 bits of its hash are those of another's, and its comment took the other's place.
    /// </summary>
    [Fact]
    public void An_operation_whose_id_is_taken_makes_nothing()
    {
        var room = Room.WithComment();
        var taken = room.Story[^1].Operation;
        var other = new Operation(taken.Key ^ (UInt128.One << 127));
        other.NewId().ShouldBe(room.Made);
        MeetingDecider.Decide(room.Meeting, new MeetingCommand.Comment("顶替"), new Given(Qian, room.Now, other))
            .ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.BadOperation));
    }

    private static Room Waiting() => Room.Opened().Given(Chair, new SetModeration(Moderation.Pre)).Given(Zhao, new MeetingCommand.Comment("先等一等"));
}
