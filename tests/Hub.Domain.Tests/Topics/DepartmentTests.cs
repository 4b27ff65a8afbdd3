using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Topics;
using static Hub.Domain.Topics.TopicCommand;
using static Hub.Domain.Topics.TopicEvent;
using static Hub.Domain.Tests.Topics.TopicStory;

namespace Hub.Domain.Tests.Topics;

/// <summary>A department answers for what was committed to it; what it reports done counts once staff or the raiser say so.</summary>
public class DepartmentTests
{
    private static readonly Actor OtherOfficer = new("feng", Role.Attendee, For: new ResponsibleDepartment("d2", "交通局"));

    [Fact]
    public void What_a_department_says_is_done_is_reported_and_not_resolved()
    {
        var story = Reported();
        story.Happened.ShouldBe([new CommitmentReported(story.Made, "已开行", ["f1"])], new ByText());
        story.Topic.Commitments.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.Status.ShouldBe(CommitmentStatus.Reported), c => c.IsCompleted.ShouldBeFalse(), c => c.CompletedAt.ShouldBeNull(),
            c => c.ReportedAt.ShouldBe(story.Now), c => (c.Department, c.DepartmentId).ShouldBe(("交通局", "d1")));
        story.Topic.Status.ShouldBe(TopicStatus.Committed);
        story.When(Raiser, new Rate(5)).Refusal.ShouldBe(Rejection.NotResolved);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Staff_or_the_raiser_acknowledge_it_and_then_it_is_rated(bool byRaiser)
    {
        var story = Reported();
        story.When(byRaiser ? Raiser : Staff, new Acknowledge(story.Made, " ")).Happened
            .ShouldBe([new CommitmentAcknowledged(story.Made, ByRaiser: byRaiser ? true : null)]);
        story.Topic.Commitments.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.Status.ShouldBe(CommitmentStatus.Completed), c => c.CompletedAt.ShouldBe(story.Now), c => c.ReportedAt.ShouldBeNull(),
            c => c.CompletedSeq.ShouldBe(story.Story.Count));
        story.Topic.Status.ShouldBe(TopicStatus.Resolved);
        story.Given(Raiser, new Rate(4)).Topic.Status.ShouldBe(TopicStatus.Rated);
        story.When(Staff, new Acknowledge(story.Made)).Happened.ShouldBeEmpty("it is so already");
        story.Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sent_back_with_a_reason_it_is_the_departments_turn_again(bool byRaiser)
    {
        var story = Reported();
        story.When(byRaiser ? Raiser : Staff, new SendBack(story.Made, " ")).Refusal.ShouldBe(Rejection.Empty);
        story.When(byRaiser ? Raiser : Staff, new SendBack(story.Made, "只开了一班 ")).Happened
            .ShouldBe([new CommitmentSentBack(story.Made, "只开了一班", byRaiser ? true : null)]);
        story.Topic.Commitments.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.Status.ShouldBe(CommitmentStatus.Reopened), c => c.ReportedAt.ShouldBeNull(),
            c => c.Notes.Select(n => n.Kind).ShouldBe([NoteKind.Reported, NoteKind.SentBack]));
        story.Given(Officer, new Complete(story.Made, "补开了一班")).Topic.Commitments[0].Status.ShouldBe(CommitmentStatus.Reported);
    }

    [Fact]
    public void Nobody_else_acknowledges_or_sends_back_and_least_of_all_the_department_itself()
    {
        foreach (var actor in new[] { Follower, Stranger, Officer, OtherOfficer })
        {
            var story = Reported().Given(Follower, new Follow());
            story.When(actor, new Acknowledge(story.Made)).Refusal.ShouldBe(Rejection.Forbidden);
            story.When(actor, new SendBack(story.Made, "没有办")).Refusal.ShouldBe(Rejection.Forbidden);
        }
    }

    /// <summary>Guards who raises a topic and then answers for the department that it is given to: their own word would resolve it.</summary>
    [Fact]
    public void Who_reported_it_done_does_not_acknowledge_it_as_its_raiser()
    {
        var both = Raiser with { For = Officer.For };
        var story = GivenToDepartment();
        story.Given(both, new Complete(story.Made, "已开行"));
        story.When(both, new Acknowledge(story.Made)).Refusal.ShouldBe(Rejection.Forbidden);
        story.When(Raiser, new Acknowledge(story.Made)).Refusal.ShouldBe(Rejection.Forbidden);
        story.Given(Staff, new Acknowledge(story.Made));
    }

    [Fact]
    public void A_department_notes_and_reports_what_is_its_own_and_nothing_else()
    {
        var story = GivenToDepartment();
        var (theirs, others) = (story.Made, story.Given(Staff, new Commit("市公安局", "划专用道", new DateOnly(2021, 6, 30))).Made);
        story.Given(Officer, new Progress(theirs, "已招标"));
        foreach (var (actor, commitment) in new[] { (Officer, others), (OtherOfficer, theirs), (OtherOfficer, others), (Officer, "none") })
        {
            story.When(actor, new Progress(commitment, "已招标")).Refusal.ShouldBe(Rejection.Forbidden);
            story.When(actor, new Complete(commitment, "已开行")).Refusal.ShouldBe(Rejection.Forbidden);
        }

        TopicCommand[] ofStaff = [new Accept(), new Decline("不办"), new Commit("局", "办", new DateOnly(2021, 6, 30)), new Reopen(theirs, "x")];
        foreach (var command in ofStaff)
        {
            story.When(Officer, command).Refusal.ShouldBe(Rejection.Forbidden);
        }
    }

    [Fact]
    public void By_words_alone_a_commitment_is_the_departments_of_that_name_and_by_an_id_of_no_other()
    {
        var named = Raised().Given(Staff, new Commit("局", "加开两班", new DateOnly(2021, 6, 30)));
        named.Given(Officer, new Complete(named.Made, "已开行"));
        var other = Raised().Given(Staff, new Commit("局", "加开两班", new DateOnly(2021, 6, 30), DepartmentId: "d9"));
        other.When(Officer, new Complete(other.Made, "已开行")).Refusal.ShouldBe(Rejection.Forbidden);
    }

    [Fact]
    public void The_department_answers_ratings_of_what_it_promised()
    {
        var story = Reported();
        story.Given(Raiser, new Acknowledge(story.Made)).Given(Raiser, new Rate(3));
        story.When(OtherOfficer, new TopicCommand.Answer("再加一班")).Refusal.ShouldBe(Rejection.Forbidden);
        story.Given(Officer, new TopicCommand.Answer("再加一班"));
    }

    [Fact]
    public void Only_what_is_reported_is_acknowledged_or_sent_back()
    {
        var story = GivenToDepartment();
        story.When(Staff, new Acknowledge(story.Made)).Refusal.ShouldBe(Rejection.NotReported);
        story.When(Staff, new SendBack(story.Made, "没有办")).Refusal.ShouldBe(Rejection.NotReported);
        story.When(Staff, new Acknowledge("none")).Refusal.ShouldBe(Rejection.UnknownCommitment);
        story.Given(Officer, new Complete(story.Made, "已开行")).Given(Staff, new SendBack(story.Made, "没有办"));
        story.When(Raiser, new Acknowledge(story.Made)).Refusal.ShouldBe(Rejection.NotReported);
    }

    [Fact]
    public void Staff_complete_with_their_own_word_also_what_is_reported()
    {
        var story = Reported();
        story.When(Officer, new Complete(story.Made, "还是已开行")).Happened.ShouldBeEmpty("it is reported already");
        story.Given(Staff, new Complete(story.Made, "已核实")).Topic.Status.ShouldBe(TopicStatus.Resolved);
        story.When(Officer, new Complete(story.Made, "已开行")).Happened.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_reported_in_time_is_not_late_while_it_waits_and_sent_back_it_is()
    {
        var story = Reported();
        story.Topic.NextDeadline.ShouldBeNull();
        story.At(2021, 7, 1, 0).When(Actor.House, new Escalate()).Happened.ShouldBeEmpty();
        story.Given(Staff, new SendBack(story.Made, "没有办"));
        story.Topic.NextDeadline.ShouldBe(new DateTimeOffset(2021, 6, 30, 16, 0, 0, TimeSpan.Zero));
        story.When(Actor.House, new Escalate()).Happened.ShouldBe([new CommitmentEscalated(story.Made, 1)]);
    }

    /// <summary>Guards nodes of an older build, which cannot read what they do not know.</summary>
    [Fact]
    public void Before_the_fifth_format_no_department_is_named_by_its_id_and_none_reports()
    {
        Raised().When(Staff, new Commit("交通局", "加开两班", new DateOnly(2021, 6, 30), DepartmentId: "d1"), RecordFormat.Fourth).Refusal
            .ShouldBe(Rejection.NotOffered);
        var story = Raised().Given(Staff, new Commit("局", "加开两班", new DateOnly(2021, 6, 30)));
        story.When(Officer, new Complete(story.Made, "已开行"), RecordFormat.Fourth).Refusal.ShouldBe(Rejection.NotOffered);
        story.When(Staff, new Complete(story.Made, "已开行"), RecordFormat.Fourth).Refusal.ShouldBeNull();
    }

    /// <summary>Lists of files are alike by what they hold.</summary>
    private sealed class ByText : IEqualityComparer<TopicEvent>
    {
        public bool Equals(TopicEvent? x, TopicEvent? y) => Stored.Json(x!) == Stored.Json(y!);

        public int GetHashCode(TopicEvent obj) => Stored.Json(obj).GetHashCode(StringComparison.Ordinal);
    }
}
