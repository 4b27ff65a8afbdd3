using Hub.Domain;
using Hub.Domain.Topics;
using static Hub.Domain.Topics.TopicCommand;
using static Hub.Domain.Topics.TopicEvent;
using static Hub.Domain.Tests.Topics.TopicStory;

namespace Hub.Domain.Tests.Topics;

/// <summary>What the desk takes back, and who of the staff sees to a topic.</summary>
public class ReconsideredTests
{
    [Fact]
    public void What_is_reconsidered_is_as_it_was_before()
    {
        var story = Raised().Given(Staff, new Accept()).Given(Staff, new Decline("不属本市", Hidden: true));
        story.When(Staff, new Reconsider(3)).Happened.ShouldBe([new TopicReconsidered(3, Accepted: true)]);
        (story.Topic.Status, story.Topic.IsHidden).ShouldBe((TopicStatus.Accepted, false));
        story.Topic.Chain.Select(s => s.Status).ShouldBe([TopicStatus.Raised, TopicStatus.Accepted, TopicStatus.Declined, TopicStatus.Accepted]);
    }

    [Fact]
    public void A_reason_that_was_given_before_stands_again()
    {
        var story = Raised().Given(Staff, new Decline("不属本市", Hidden: true)).Given(Staff, new Decline("已有答复"));
        story.When(Staff, new Reconsider(3)).Happened.ShouldBe([new TopicReconsidered(3, Reason: "不属本市", Hidden: true)]);
        story.Topic.Declined.ShouldBe(new Declined("不属本市", Hidden: true));
    }

    /// <summary>Guards the word of a colleague: who takes back takes back their own, and not what was decided since.</summary>
    [Fact]
    public void Only_the_newest_decision_is_taken_back_and_once()
    {
        var story = Raised().Given(Staff, new Accept()).Given(Staff, new Decline("不属本市"));
        story.When(Staff, new Reconsider(2)).Refusal.ShouldBe(Rejection.Superseded);
        story.Given(Staff, new Reconsider(3)).When(Staff, new Reconsider(3)).Refusal.ShouldBe(Rejection.Superseded);
        Raised().When(Staff, new Reconsider(1)).Refusal.ShouldBe(Rejection.Superseded);
    }

    [Fact]
    public void A_decision_on_which_something_was_built_stands()
    {
        Raised().Given(Staff, new Accept()).Given(Staff, new Schedule("m1")).When(Staff, new Reconsider(2)).Refusal.ShouldBe(Rejection.Superseded);
        Committed().When(Staff, new Reconsider(2)).Refusal.ShouldBe(Rejection.Superseded);
    }

    /// <summary>Guards a topic that was merged, and lives on in the other: that one was declined and hidden again, and both were gone.</summary>
    [Fact]
    public void What_another_topic_was_merged_into_stays_accepted()
    {
        var story = Raised().Given(Staff, new Decline("不属本市", Hidden: true)).Given(Staff, new Accept()).Given(Actor.House, new Absorb("t2", "路灯", ["sun"]));
        story.When(Staff, new Reconsider(3)).Refusal.ShouldBe(Rejection.Superseded);
        story.Topic.Status.ShouldBe(TopicStatus.Accepted);
    }

    [Fact]
    public void One_of_the_staff_at_a_time_sees_to_a_topic()
    {
        var story = Raised().Given(Staff, new TakeOn("a1"));
        story.Topic.Owner.ShouldBe("a1");
        story.When(Staff, new TakeOn("a1")).Happened.ShouldBeEmpty();
        story.When(Staff, new TakeOn("a2")).Happened.ShouldBe([new TopicTaken("a2")]);
        story.Given(Staff, new LetGo()).Topic.Owner.ShouldBeNull();
        story.When(Staff, new LetGo()).ShouldSatisfyAllConditions(s => s.Refusal.ShouldBeNull(), s => s.Happened.ShouldBeEmpty());
        story.Topic.Status.ShouldBe(TopicStatus.Raised);
    }

    [Fact]
    public void Who_has_no_account_takes_nothing_on() => Raised().When(Staff, new TakeOn()).Refusal.ShouldBe(Rejection.NotOffered);

    /// <summary>Guards nodes of an older build, which cannot read a topic that holds these events.</summary>
    [Fact]
    public void While_an_older_build_shares_the_record_none_of_it_is_stored()
    {
        var story = Raised().Given(Staff, new Accept());
        foreach (var command in new TopicCommand[] { new Reconsider(2), new TakeOn("a1"), new LetGo() })
        {
            story.When(Staff, command, RecordFormat.Seventh).Refusal.ShouldBe(Rejection.NotOffered);
        }
    }
}
