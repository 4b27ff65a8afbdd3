using CsCheck;
using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Topics;
using static Hub.Domain.Topics.TopicCommand;
using static Hub.Domain.Topics.TopicEvent;
using static Hub.Domain.Tests.Topics.TopicStory;

namespace Hub.Domain.Tests.Topics;

public class TopicTests
{
    private const string Table = """
        command         least    raised            declined       merged
        comment         anyone   ok                topicDeclined  topicMerged
        withdrawComment anyone   ok                ok             ok
        follow          anyone   ok                ok             topicMerged
        rate            anyone   ok                topicDeclined  topicMerged
        accept          staff    ok                ok             topicMerged
        decline         staff    ok                ok             topicMerged
        mergeInto       staff    ok                topicDeclined  topicMerged
        schedule        staff    ok                topicDeclined  topicMerged
        commit          staff    ok                topicDeclined  topicMerged
        progress        staff    ok                ok             topicMerged
        complete        staff    ok                ok             topicMerged
        reopen          staff    ok                ok             topicMerged
        acknowledge     staff    ok                ok             topicMerged
        sendBack        staff    ok                ok             topicMerged
        answer          staff    ok                topicDeclined  topicMerged
        hideComment     staff    ok                ok             ok
        restoreComment  staff    ok                ok             topicMerged
        reconsider      staff    ok                ok             topicMerged
        takeOn          staff    ok                ok             topicMerged
        letGo           staff    ok                ok             topicMerged
        """;

    private static readonly Rejection?[] OfRoleOrPhase = [Rejection.Forbidden, Rejection.TopicDeclined, Rejection.TopicMerged];

    [Fact]
    public void Each_command_needs_its_role_and_its_phase()
    {
        var rows = Table.Split('\n').Skip(1).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        rows.Select(r => r[0]).ShouldBe(Samples.TopicCommands.Where(c => c is not React).Select(c => Samples.NameOf(c.GetType())!), ignoreOrder: true);
        foreach (var row in rows)
        {
            var command = Samples.TopicCommands.Single(c => Samples.NameOf(c.GetType()) == row[0]);
            foreach (var (story, expected) in new[] { (Raised(), row[2]), (Raised().Given(Staff, new Decline("不属本市")), row[3]), (Merged(), row[4]) })
            {
                Camel(story.When(Staff, command).Refusal).ShouldBe(expected, $"{row[0]} by staff");
                Camel(story.When(Stranger, command).Refusal).ShouldBe(row[1] == "staff" ? "forbidden" : expected, $"{row[0]} by a stranger");
            }
        }

        static string Camel(Rejection? rejection) => OfRoleOrPhase.Contains(rejection) ? Stored.Json(rejection).Trim('"') : "ok";
    }

    [Fact]
    public void What_only_the_house_does_staff_do_not()
    {
        foreach (var command in new TopicCommand[] { new EndMerge("t2", true), new Absorb("t2", "x", []), new Hear("m1", "i1", true, 0, 0), new Escalate(),
            new TopicCommand.RemoveTexts("zhao", "本人申请", [1]) })
        {
            Raised().When(Staff, command).Refusal.ShouldBe(Rejection.Forbidden);
        }
    }

    [Fact]
    public void A_commitment_escalates_at_the_end_of_its_day_and_again_a_week_later()
    {
        var story = Committed();
        story.Topic.NextDeadline.ShouldBe(new DateTimeOffset(2021, 6, 30, 16, 0, 0, TimeSpan.Zero));

        story.At(2021, 6, 30, 23).When(Actor.House, new Escalate()).Happened.ShouldBeEmpty();
        story.At(2021, 7, 1, 0).When(Actor.House, new Escalate()).Happened.ShouldBe([new CommitmentEscalated(story.Made, 1)]);
        story.Topic.NextDeadline.ShouldBe(new DateTimeOffset(2021, 7, 7, 16, 0, 0, TimeSpan.Zero));
        story.At(2021, 7, 8, 0).When(Actor.House, new Escalate()).Happened.ShouldBe([new CommitmentEscalated(story.Made, 2)]);
        story.Topic.NextDeadline.ShouldBeNull();
    }

    [Fact]
    public void One_that_nobody_looked_at_for_long_goes_to_its_level_at_once() =>
        Committed().At(2021, 9, 1).When(Actor.House, new Escalate()).Happened.ShouldHaveSingleItem().ShouldBeOfType<CommitmentEscalated>().Level.ShouldBe(2);

    [Fact]
    public void What_is_done_in_time_never_escalates() => Resolved().At(2022, 1, 1).When(Actor.House, new Escalate()).Happened.ShouldBeEmpty();

    [Theory]
    [InlineData(2021, 5, 17, Rejection.DueInThePast)]
    [InlineData(2021, 5, 18, null)]
    public void A_commitment_is_due_today_at_the_earliest(int year, int month, int day, Rejection? refusal) =>
        Raised().When(Staff, new Commit("局", "办", new DateOnly(year, month, day))).Refusal.ShouldBe(refusal);

    [Fact]
    public void Whoever_acts_on_a_topic_has_accepted_it() =>
        Committed().Story.Select(r => r.Event.GetType()).ShouldBe([typeof(TopicRaised), typeof(TopicAccepted), typeof(CommitmentMade)]);

    [Fact]
    public void The_raiser_and_followers_rate_and_nobody_else()
    {
        var story = Committed().Given(Follower, new Follow());
        story.Given(Staff, new Complete(story.Made, "已开行"));
        story.When(Stranger, new Rate(5)).Refusal.ShouldBe(Rejection.NotFollowing);
        story.Given(Raiser, new Rate(5)).Given(Follower, new Rate(3, "一般")).Given(Follower, new Rate(4, "好些了"));

        var satisfaction = Satisfaction.Of(story.Topic.Ratings.Values.Select(r => r.Score));
        (satisfaction.Rate, satisfaction.N).ShouldBe((1.0, 2));
        story.Topic.Status.ShouldBe(TopicStatus.Rated);
        story.When(Follower, new Rate(4, "好些了")).Happened.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void A_low_score_reopens_the_commitment_completed_last(int score, bool reopens)
    {
        var story = Resolved().Given(Raiser, new Rate(score, "不行"));
        story.Topic.Commitments[0].Status.ShouldBe(reopens ? CommitmentStatus.Reopened : CommitmentStatus.Completed);
        story.Topic.Status.ShouldBe(reopens ? TopicStatus.Committed : TopicStatus.Rated);
    }

    [Fact]
    public void Done_again_it_waits_for_a_rating_again()
    {
        var story = Resolved().Given(Raiser, new Rate(1));
        story.Given(Staff, new Complete(story.Topic.Commitments[0].Id, "返工完成"));
        story.Topic.Status.ShouldBe(TopicStatus.Resolved);
        story.Given(Raiser, new Rate(1)).Topic.Status.ShouldBe(TopicStatus.Committed);
    }

    [Fact]
    public void A_topic_with_a_promise_is_neither_declined_nor_merged_away()
    {
        Committed().When(Staff, new Decline("不办了")).Refusal.ShouldBe(Rejection.TopicCommitted);
        Committed().When(Staff, new MergeInto("t2")).Refusal.ShouldBe(Rejection.TopicCommitted);
    }

    [Fact]
    public void A_topic_that_is_merged_takes_no_other_in_from_the_moment_it_begins()
    {
        var story = Raised().Given(Staff, new MergeInto("t2"));
        story.When(Actor.House, new Absorb("t3", "x", ["sun"])).Refusal.ShouldBe(Rejection.BadMerge);
        story.Given(Actor.House, new EndMerge("t2", Taken: false)).Given(Actor.House, new Absorb("t3", "x", ["sun"]));
        story.Topic.IsFollowedBy("sun").ShouldBeTrue();
        story.When(Actor.House, new Absorb("t3", "x", ["sun"])).Happened.ShouldBeEmpty();
    }

    [Fact]
    public void Satisfaction_of_nobody_is_none() => Satisfaction.Of([]).Rate.ShouldBeNull();

    /// <summary>
    /// Whatever is asked by whomever: the stored story told again leads to the same state, the state survives JSON, and the status is what a reader would say.
    /// </summary>
    [Fact]
    public void Anything_may_be_asked_of_a_topic() => Always(
        story =>
        {
            var again = story.Story.Aggregate((Topic?)null, (state, r) =>
                TopicEvolution.Evolve(state, r with { Event = Stored.Read<TopicEvent>(Stored.Json(r.Event)) }));
            Stored.Json(again).ShouldBe(Stored.Json(story.Topic));
            Stored.Json(Stored.Read<Topic>(Stored.Json(story.Topic))).ShouldBe(Stored.Json(story.Topic));
            story.Topic.Chain[^1].Status.ShouldBe(story.Topic.Status);
            story.Topic.Commitments.ForEach(c => c.Status.ShouldBe(LastOf(story, c.Id) switch
            {
                CommitmentMade => CommitmentStatus.Open,
                CommitmentReported => CommitmentStatus.Reported,
                CommitmentCompleted or CommitmentAcknowledged => CommitmentStatus.Completed,
                _ => CommitmentStatus.Reopened,
            }));
            (story.Topic.Status is TopicStatus.Resolved or TopicStatus.Rated)
                .ShouldBe(
                    story.Topic is { Declined: null, MergedInto: null, Commitments.IsEmpty: false } && story.Topic.Commitments.TrueForAll(c => c.IsCompleted));
            story.Topic.Ratings.Keys.Union(story.Topic.Apart.Keys)
                .ShouldBe(story.Story.Where(r => r.Event is Rated).Select(r => r.Actor).Distinct(), ignoreOrder: true);
        });

    /// <summary>Plays random scripts on a topic.</summary>
    internal static void Always(Action<TopicStory> holds) => Gen.Select(Gen.Int[0, 5], Gen.Int[0, 27], Gen.Int[0, 9]).Array[0, 80].Sample(
        script =>
        {
            var story = Raised();
            foreach (var (who, what, pick) in script)
            {
                var commitment = story.Topic.Commitments.ElementAtOrDefault(pick % 3)?.Id ?? "none";
                var comment = story.Topic.Comments.All.ElementAtOrDefault(pick % 4)?.Id ?? "none";
                var (actor, command) = Asked(new[] { Raiser, Follower, Stranger, Staff, Staff, Officer }[who], what, pick, commitment, comment);
                story.At(2021, 5 + (pick / 2), 18 + pick).When(actor, command);
            }

            holds(story);
        },
        iter: 300);

    private static TopicEvent LastOf(TopicStory story, string commitment) => story.Story.Select(r => r.Event).Last(e =>
        (e is CommitmentCompleted done && done.Commitment == commitment) || (e is CommitmentReopened again && again.Commitment == commitment)
            || (e is CommitmentReported reported && reported.Commitment == commitment)
            || (e is CommitmentAcknowledged taken && taken.Commitment == commitment)
            || (e is CommitmentSentBack back && back.Commitment == commitment)
            || (e is CommitmentMade made && made.Commitment == commitment));

    private static (Actor, TopicCommand) Asked(Actor who, int what, int pick, string commitment, string comment) => what switch
    {
        0 or 1 => (who, new TopicCommand.Comment("说一句", pick % 2 == 0 ? comment : null)),
        2 => (who, new WithdrawComment(comment)),
        3 or 4 => (who, new Follow(pick % 3 != 0)),
        5 or 6 or 7 => (who, new Rate(1 + (pick % 6), pick % 2 == 0 ? "一句话" : null)),
        8 => (who, new Accept()),
        9 => (who, new Decline("不属本市", pick == 0)),
        10 => (who, new MergeInto("t2")),
        11 => (who, new Schedule("m1")),
        12 or 13 => (who, new Commit("局", "办", new DateOnly(2021, 12, 1))),
        14 => (who, new Progress(commitment, "进展")),
        15 or 16 => (who, new Complete(commitment, "办结")),
        17 => (who, new Reopen(commitment, "退回")),
        18 => (who, new TopicCommand.Answer("回应")),
        19 => pick % 2 == 0 ? (who, new HideComment(comment)) : (who, new RestoreComment(comment)),
        20 => (Actor.House, new Hear("m1", "i1", pick % 2 == 0, 3, 60)),
        21 => (Actor.House, new EndMerge("t2", pick == 9)),
        22 => (who, new Acknowledge(commitment)),
        23 => (who, new SendBack(commitment, "没有办")),
        26 => (who, new Reconsider(1 + pick)),
        27 => (who, pick % 2 == 0 ? new TakeOn($"a{pick}") : new LetGo()),
        24 when pick % 5 == 0 => (Actor.House, new TopicCommand.RemoveTexts(null, "本人申请", [1 + pick])),
        _ => (Actor.House, pick % 2 == 0 ? new Escalate() : new Absorb($"t{pick}", "并入", ["sun", "li"])),
    };

    private static TopicStory Merged() => Raised().Given(Staff, new MergeInto("t9")).Given(Actor.House, new EndMerge("t9", Taken: true));
}
