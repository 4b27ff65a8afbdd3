using Hub.Domain.Commitments;
using Hub.Domain.Topics;
using static Hub.Domain.Tests.Topics.TopicStory;
using static Hub.Domain.Topics.TopicCommand;
using static Hub.Domain.Topics.TopicEvent;

namespace Hub.Domain.Tests.Topics;

/// <summary>A commitment that the meeting in which it was given takes back.</summary>
public class TakingBackTests
{
    private static readonly Source Comment = new("m1", Comment: "c1", Quote: "后巷积水");

    /// <summary>A topic that was made of a comment, because something was given to a department.</summary>
    private static TopicStory MadeOfAComment() => new TopicStory().Given(Raiser, new Raise("后巷积水", "后巷积水", Source: Comment))
        .Given(Actor.House, new Commit("市水务局", "清淤", new DateOnly(2021, 6, 30), Comment));

    [Fact]
    public void A_topic_that_was_there_before_is_as_it_was()
    {
        var story = Raised().Given(Staff, new Schedule("m1"));
        story.Given(Actor.House, new Commit("局", "办", new DateOnly(2021, 6, 30), new Source("m1", story.Made)));
        story.Topic.Status.ShouldBe(TopicStatus.Committed);

        story.When(Actor.House, new TakeBack(story.Made)).Happened.ShouldBe([new CommitmentTakenBack(story.Made)]);

        (story.Topic.Status, story.Topic.NextDeadline).ShouldBe((TopicStatus.Scheduled, null));
        story.When(Actor.House, new TakeBack(story.Made)).ShouldSatisfyAllConditions(s => s.Refusal.ShouldBeNull(), s => s.Happened.ShouldBeEmpty());
    }

    [Fact]
    public void A_topic_that_was_made_of_it_goes_off_the_pages_and_staff_may_still_accept_it()
    {
        var story = MadeOfAComment();
        story.When(Actor.House, new TakeBack(story.Made)).Happened
            .ShouldBe([new CommitmentTakenBack(story.Made), new TopicDeclined(TopicDecider.TakenBackWhy, Hidden: true)]);
        (story.Topic.Status, story.Topic.IsHidden).ShouldBe((TopicStatus.Declined, true));
        story.Given(Staff, new Accept()).Topic.Status.ShouldBe(TopicStatus.Accepted);
    }

    [Fact]
    public void A_topic_that_was_made_of_it_and_that_somebody_follows_by_now_stays()
    {
        var story = MadeOfAComment();
        var commitment = story.Made;
        story.Given(Follower, new Follow()).When(Actor.House, new TakeBack(commitment)).Happened.ShouldBe([new CommitmentTakenBack(commitment)]);
        story.Topic.Status.ShouldBe(TopicStatus.Accepted);
    }

    /// <summary>Guards what somebody of the staff has taken on: it went off the pages as if nobody had made anything of it.</summary>
    [Fact]
    public void A_topic_that_was_made_of_it_and_that_somebody_has_taken_on_by_now_stays()
    {
        var story = MadeOfAComment();
        var commitment = story.Made;
        story.Given(Staff, new TakeOn("a1")).When(Actor.House, new TakeBack(commitment)).Happened.ShouldBe([new CommitmentTakenBack(commitment)]);
        (story.Topic.Status, story.Topic.Owner).ShouldBe((TopicStatus.Accepted, "a1"));
    }

    [Fact]
    public void Of_two_that_were_given_the_other_stands()
    {
        var story = MadeOfAComment();
        var first = story.Made;
        story.Given(Staff, new Commit("局", "另办", new DateOnly(2021, 7, 31))).When(Actor.House, new TakeBack(first)).Happened
            .ShouldBe([new CommitmentTakenBack(first)]);
        story.Topic.Commitments.ShouldHaveSingleItem().What.ShouldBe("另办");
        story.Topic.Status.ShouldBe(TopicStatus.Committed);
    }

    [Fact]
    public void What_somebody_has_answered_stands()
    {
        foreach (var isDone in new[] { false, true })
        {
            var story = GivenToDepartment();
            story.Given(Officer, isDone ? new Complete(story.Made, "已清淤") : new Progress(story.Made, "已进场"));
            story.When(Actor.House, new TakeBack(story.Made)).Refusal.ShouldBe(Rejection.CommitmentAnswered);
        }
    }

    [Fact]
    public void That_it_came_late_is_no_answer()
    {
        var story = GivenToDepartment().At(2021, 7, 2).Given(Actor.House, new Escalate());
        story.When(Actor.House, new TakeBack(story.Made)).Refusal.ShouldBeNull();
        story.Topic.Commitments.ShouldBeEmpty();
    }

    [Fact]
    public void Nobody_but_the_meeting_takes_back_and_nothing_that_was_never_given()
    {
        foreach (var who in new[] { Staff, Raiser, Officer })
        {
            var story = Committed();
            story.When(who, new TakeBack(story.Made)).Refusal.ShouldBe(Rejection.Forbidden);
        }

        Committed().When(Actor.House, new TakeBack("none")).Refusal.ShouldBe(Rejection.UnknownCommitment);
    }

    /// <summary>Guards topics and meetings that a node of the older build could not read any more.</summary>
    [Fact]
    public void Nothing_is_taken_back_before_every_node_reads_it()
    {
        var story = Committed();
        story.When(Actor.House, new TakeBack(story.Made), RecordFormat.Seventh).Refusal.ShouldBe(Rejection.NotOffered);
    }
}
