using CsCheck;
using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Topics;
using static Hub.Domain.Topics.TopicCommand;
using static Hub.Domain.Topics.TopicEvent;
using static Hub.Domain.Tests.Topics.TopicStory;

namespace Hub.Domain.Tests.Topics;

/// <summary>
/// Whose rating moves public figures: only who raised the topic, or is known and followed it before its last completion. One low score of the raiser, or low
/// scores of three such followers, reopens; whoever came later, and every guest, stands apart and moves nothing.
/// </summary>
public class RatingTests
{
    private static readonly Actor Guest = new("guest", Role.Attendee);
    private static readonly Actor[] Early = [.. "abcd".Select(name => new Actor($"early {name}", Role.Attendee, Known: KnownBy.Link))];

    [Fact]
    public void A_passer_by_of_a_finished_topic_reopens_nothing_and_neither_do_ten_cookies_of_theirs()
    {
        var story = Resolved().Given(Raiser, new Rate(5));

        for (var cookie = 0; cookie < 10; cookie++)
        {
            var passerBy = new Actor($"cookie {cookie}", Role.Attendee, Known: KnownBy.Link);
            story.Given(passerBy, new Follow()).Given(passerBy, new Rate(1, "不行")).Happened.ShouldBe([new Rated(1, "不行", Apart: true, Known: KnownBy.Link)]);
        }

        story.Topic.Status.ShouldBe(TopicStatus.Rated);
        Rate(story.Topic).ShouldBe((1.0, 1, 0.0, 10));
    }

    [Fact]
    public void A_passer_by_alone_does_not_make_a_finished_topic_a_rated_one() =>
        Resolved().Given(Stranger, new Follow()).Given(Stranger, new Rate(5)).Topic.ShouldSatisfyAllConditions(
            t => t.Status.ShouldBe(TopicStatus.Resolved), t => t.Chain[^1].Status.ShouldBe(TopicStatus.Resolved), t => Rate(t).ShouldBe((null, 0, 1.0, 1)));

    [Fact]
    public void Three_who_followed_before_the_completion_reopen_it_and_two_do_not()
    {
        var story = ResolvedBefore(Early).Given(Early[0], new Rate(2)).Given(Early[1], new Rate(1));
        story.Topic.Status.ShouldBe(TopicStatus.Rated);

        story.Given(Early[2], new Rate(2, "没修好")).Happened.ShouldBe(
            [new Rated(2, "没修好", Known: KnownBy.Link), new CommitmentReopened(story.Made, "没修好", 2, 3)]);

        story.Topic.Status.ShouldBe(TopicStatus.Committed);
        story.Topic.Commitments[0].Notes[^1].ShouldSatisfyAllConditions(n => n.Kind.ShouldBe(NoteKind.Reopened), n => n.Followers.ShouldBe(3));
        story.When(Raiser, new Rate(1)).Refusal.ShouldBe(Rejection.NotResolved, "three lows have reopened it already");
    }

    [Fact]
    public void One_low_score_of_the_raiser_reopens_alone() =>
        ResolvedBefore(Early).Given(Raiser, new Rate(2)).Happened[^1].ShouldBeOfType<CommitmentReopened>().Followers.ShouldBeNull();

    [Fact]
    public void The_raisers_low_score_reopens_after_two_of_followers_too()
    {
        var story = ResolvedBefore(Early).Given(Early[0], new Rate(1)).Given(Early[1], new Rate(1)).Given(Raiser, new Rate(3));
        story.Topic.Status.ShouldBe(TopicStatus.Rated);

        story.Given(Raiser, new Rate(1)).Happened.ShouldBe([new Rated(1), new CommitmentReopened(story.Made, null, 1)]);
    }

    [Fact]
    public void Three_low_scores_of_one_follower_are_of_one() =>
        ResolvedBefore(Early).Given(Early[0], new Rate(1)).Given(Early[0], new Rate(2)).Given(Early[0], new Rate(1, "再说一次"))
            .Topic.Status.ShouldBe(TopicStatus.Rated);

    [Fact]
    public void Of_each_follower_the_newest_score_since_the_completion_is_taken()
    {
        var story = ResolvedBefore(Early).Given(Early[0], new Rate(1)).Given(Early[1], new Rate(1)).Given(Early[1], new Rate(4)).Given(Early[2], new Rate(1));
        story.Topic.Status.ShouldBe(TopicStatus.Rated, "one of the three has thought better of it");

        story.Given(Early[3], new Rate(5)).Given(Early[3], new Rate(2)).Topic.Status.ShouldBe(TopicStatus.Committed, "and another worse");
    }

    [Fact]
    public void Low_scores_of_before_the_last_completion_are_not_counted_again()
    {
        var story = ResolvedBefore(Early).Given(Early[0], new Rate(1)).Given(Early[1], new Rate(1)).Given(Early[2], new Rate(1));
        story.Given(Staff, new Complete(story.Made, "返工完成")).Given(Early[0], new Rate(1)).Given(Early[3], new Rate(1));
        story.Topic.Status.ShouldBe(TopicStatus.Rated);

        story.Given(Early[1], new Rate(1)).Topic.Status.ShouldBe(TopicStatus.Committed);
    }

    [Fact]
    public void Who_followed_before_it_was_done_again_counts_from_then_on()
    {
        var story = Resolved().Given(Stranger, new Follow()).Given(Stranger, new Rate(1)).Given(Raiser, new Rate(1));
        Rate(story.Topic).ShouldBe((0.0, 1, 0.0, 1));

        story.Given(Staff, new Complete(story.Made, "返工完成"));
        story.Topic.Status.ShouldBe(TopicStatus.Resolved);
        story.Given(Stranger, new Rate(5)).Happened.ShouldBe([new Rated(5, Known: KnownBy.Link)]);
        Rate(story.Topic).ShouldBe((0.5, 2, null, 0), "what they said apart is over with what they say now");
    }

    [Fact]
    public void Who_stops_following_and_follows_again_after_the_completion_comes_late_and_moves_nothing()
    {
        var story = ResolvedBefore(Early).Given(Early[0], new Rate(5)).Given(Early[1], new Rate(1)).Given(Early[2], new Rate(1));
        story.Given(Early[0], new Follow(On: false)).When(Early[0], new Rate(1)).Refusal.ShouldBe(Rejection.NotFollowing);

        story.Given(Early[0], new Follow()).Given(Early[0], new Rate(1)).Happened.ShouldBe([new Rated(1, Apart: true, Known: KnownBy.Link)]);

        story.Topic.Status.ShouldBe(TopicStatus.Rated);
        Rate(story.Topic).ShouldBe((1.0 / 3, 3, 0.0, 1), "what counted before stands");
        story.Topic.RatingOf(Early[0].Id)!.Value.ShouldSatisfyAllConditions(r => r.IsApart.ShouldBeTrue(), r => r.Rating.Score.ShouldBe(1));
        story.When(Early[0], new Rate(1)).Happened.ShouldBeEmpty();
    }

    [Fact]
    public void Who_stopped_and_followed_again_before_the_completion_counts()
    {
        var story = Committed().Given(Follower, new Follow()).Given(Follower, new Follow(On: false)).Given(Follower, new Follow());
        story.Given(Staff, new Complete(story.Made, "已开行")).Given(Follower, new Rate(4)).Happened.ShouldBe([new Rated(4, Known: KnownBy.Link)]);
    }

    [Fact]
    public void A_late_merge_brings_nobody_a_vote()
    {
        var story = ResolvedBefore(Early[..2]).Given(Actor.House, new Absorb("t2", "另一件", [.. Early.Select(e => e.Id), Stranger.Id, Raiser.Id]));

        foreach (var brought in new[] { Early[2], Early[3], Stranger })
        {
            story.Given(brought, new Rate(1)).Happened.ShouldBe([new Rated(1, Apart: true, Known: KnownBy.Link)]);
        }

        story.Given(Early[0], new Rate(1)).Happened.ShouldBe([new Rated(1, Known: KnownBy.Link)], "who followed already has done so since then");
        story.Given(Raiser, new Rate(2)).Happened[^1].ShouldBeOfType<CommitmentReopened>();
    }

    [Fact]
    public void Whom_a_merge_brought_before_the_completion_counts_as_a_follower()
    {
        var story = Committed().Given(Actor.House, new Absorb("t2", "另一件", ["their raiser", "sun"]));
        story.Given(Staff, new Complete(story.Made, "已开行"));

        story.Given(new Actor("their raiser", Role.Attendee, Known: KnownBy.Link), new Rate(1)).Happened.ShouldBe([new Rated(1, Known: KnownBy.Link)]);
        story.Topic.Status.ShouldBe(TopicStatus.Rated);
    }

    [Fact]
    public void Of_several_commitments_the_one_completed_last_is_the_measure()
    {
        var story = Committed();
        var first = story.Made;
        story.Given(Staff, new Commit("市城管局", "修站台", new DateOnly(2021, 7, 31)));
        var second = story.Made;
        story.Given(Staff, new Complete(second, "已修")).Given(Follower, new Follow()).Given(Staff, new Complete(first, "已开行")).Given(Stranger, new Follow());

        story.Given(Follower, new Rate(4)).Happened.ShouldBe([new Rated(4, Known: KnownBy.Link)]);
        story.Given(Stranger, new Rate(4)).Happened.ShouldBe([new Rated(4, Apart: true, Known: KnownBy.Link)]);
        story.Given(Raiser, new Rate(1)).Happened[^1].ShouldBe(new CommitmentReopened(first, null, 1));
    }

    [Fact]
    public void The_department_may_answer_what_stands_apart() =>
        Resolved().Given(Stranger, new Follow()).Given(Stranger, new Rate(2, "没看到")).Given(Staff, new TopicCommand.Answer("欢迎现场查看"))
            .Topic.Answers.Count.ShouldBe(1);

    [Fact]
    public void A_journal_of_before_this_rule_says_what_it_said()
    {
        var at = new DateTimeOffset(2021, 5, 18, 9, 0, 0, TimeSpan.FromHours(8));
        (string Who, string Event)[] journal =
        [
            ("zhao", """{"$type":"topicRaised","title":"晚高峰公交太少","text":"等了四十分钟"}"""),
            ("clerk", """{"$type":"topicAccepted"}"""),
            ("clerk", """{"$type":"commitmentMade","commitment":"p1","department":"局","what":"办","due":"2021-06-30","dueAt":"2021-06-30T16:00:00+00:00"}"""),
            ("clerk", """{"$type":"commitmentCompleted","commitment":"p1","note":"已开行"}"""),
            ("sun", """{"$type":"followed"}"""),
            ("sun", """{"$type":"rated","score":1,"text":"不行"}"""),
            ("sun", """{"$type":"commitmentReopened","commitment":"p1","reason":"不行","score":1}"""),
            ("clerk", """{"$type":"commitmentCompleted","commitment":"p1","note":"返工完成"}"""),
            ("li", """{"$type":"followed"}"""),
            ("li", """{"$type":"rated","score":4}"""),
        ];

        var topic = journal.Select((e, i) => new Recorded<TopicEvent>(i + 1, at, e.Who, Operation.Of(e.Who, $"{i}"), Stored.Read<TopicEvent>(e.Event)))
            .Aggregate((Topic?)null, TopicEvolution.Evolve)!;

        topic.Status.ShouldBe(TopicStatus.Rated);
        topic.Chain.Select(s => s.Status).ShouldBe(
            [TopicStatus.Raised, TopicStatus.Accepted, TopicStatus.Committed, TopicStatus.Resolved, TopicStatus.Rated, TopicStatus.Committed,
                TopicStatus.Resolved, TopicStatus.Rated]);
        Rate(topic).ShouldBe((0.5, 2, null, 0));
    }

    /// <summary>
    /// Whoever follows, stops, rates, completes and merges in whatever order: what is stored and shown is what a second, slow rule over the bare events says.
    /// </summary>
    [Fact]
    public void Any_life_of_a_topic_is_rated_as_a_second_rule_says() => Gen.Select(Gen.Int[0, 6], Gen.Int[0, 13], Gen.Int[0, 11]).Array[20, 120].Sample(
        script =>
        {
            var story = Raised();
            Actor[] people = [Raiser, .. Early, Stranger, Guest];
            foreach (var (who, what, pick) in script)
            {
                var commitment = story.Topic.Commitments.ElementAtOrDefault(pick % 3)?.Id ?? "none";
                var before = story.Story.Count;
                var (actor, command) = what switch
                {
                    0 or 1 or 2 => (people[who], (TopicCommand)new Follow(pick % 4 != 0)),
                    <= 7 => (people[who], new Rate(1 + (pick % 5), pick % 7 == 0 ? "一句话" : null)),
                    8 when story.Topic.Commitments.Count < 3 => (Staff, new Commit("局", "办", new DateOnly(2021, 12, 1))),
                    12 => (Staff, new Reopen(commitment, "退回")),
                    13 => (Actor.House, new Absorb($"t{pick}", "并入", [people[who].Id, people[(who + 1) % people.Length].Id])),
                    _ => (Staff, new Complete(commitment, "办结")),
                };
                story.When(actor, command);
                if (command is Rate && story.Story.Count > before)
                {
                    var counts = SecondRule.Counts(story.Story, before);
                    story.Story[before].Event.ShouldBeOfType<Rated>().Apart.ShouldBe(counts ? null : true);
                    (story.Story.Count - before).ShouldBe(counts && SecondRule.Reopens(story.Story, before) ? 2 : 1);
                }

                SecondRule.IsRated(story.Story).ShouldBe(story.Topic.Status == TopicStatus.Rated);
            }

            Rate(story.Topic).ShouldBe(SecondRule.Figures(story.Story));
        },
        iter: 2_000);

    /// <summary>
    /// Guards the attack: a guest is a cookie, and who has many of them follows a topic with each before it is done, to reopen it and to spoil the rate.
    /// </summary>
    [Fact]
    public void Guests_who_followed_before_the_completion_stand_apart_and_reopen_nothing()
    {
        Actor[] guests = [.. Enumerable.Range(1, 5).Select(i => new Actor($"cookie {i}", Role.Attendee))];
        var story = ResolvedBefore([.. guests, Early[0]]).Given(Raiser, new Rate(5)).Given(Early[0], new Rate(4));

        foreach (var guest in guests)
        {
            story.Given(guest, new Rate(1, "不行")).Happened.ShouldBe([new Rated(1, "不行", Apart: true)]);
        }

        story.Topic.Status.ShouldBe(TopicStatus.Rated);
        Rate(story.Topic).ShouldBe((1.0, 2, 0.0, 5));
    }

    [Fact]
    public void A_guest_who_raised_the_topic_counts() =>
        Resolved().Given(Raiser, new Rate(2)).Happened.ShouldBe([new Rated(2), new CommitmentReopened(Resolved().Made, null, 2)]);

    /// <summary>
    /// Guards what was rated under the older rule, and what is while nodes of the older build are there, which do not read how somebody is known.
    /// </summary>
    [Fact]
    public void While_an_older_node_is_there_a_guest_counts_as_before_and_what_counted_goes_on_to_count()
    {
        var guest = new Actor("cookie", Role.Attendee);
        var story = ResolvedBefore([guest, Early[0]]);
        story.When(guest, new Rate(4), RecordFormat.Third).Happened.ShouldBe([new Rated(4)]);
        story.When(Early[0], new Rate(5), RecordFormat.Third).Happened.ShouldBe([new Rated(5)]);

        story.Given(guest, new Rate(1)).Happened.ShouldBe([new Rated(1, Apart: true)]);
        Rate(story.Topic).ShouldBe((1.0, 2, 0.0, 1), "what counted stands");
    }

    private static TopicStory ResolvedBefore(Actor[] followers)
    {
        var story = followers.Aggregate(Committed(), (s, follower) => s.Given(follower, new Follow()));
        return story.Given(Staff, new Complete(story.Made, "已开行"));
    }

    private static (double? Rate, int N, double? ApartRate, int ApartN) Rate(Topic topic)
    {
        var (counted, apart) = (Satisfaction.Of(topic.Ratings.Values.Select(r => r.Score)), Satisfaction.Of(topic.Apart.Values.Select(r => r.Score)));
        return (counted.Rate, counted.N, apart.Rate, apart.N);
    }

    /// <summary>The same rule, found anew for each rating by going through all that happened before it, with nothing remembered.</summary>
    private static class SecondRule
    {
        /// <summary>Whether a rating counts: its author raised the topic, or was a follower at the last completion and has been at every event since.</summary>
        public static bool Counts(IReadOnlyList<Recorded<TopicEvent>> story, int at)
        {
            var (person, done) = (story[at].Actor, LastCompletion(story, at));
            return person == story[0].Actor
                || (IsKnown(person) && Enumerable.Range(done, at - done).All(i => Follows(story, person, i)));
        }

        /// <summary>Whether a low rating that counts reopens: by its author alone, or with two other followers.</summary>
        public static bool Reopens(IReadOnlyList<Recorded<TopicEvent>> story, int at)
        {
            var low = story[at].Event is Rated { Score: <= 2 };
            var followers = Enumerable.Range(LastCompletion(story, at), at + 1 - LastCompletion(story, at))
                .Where(i => story[i].Event is Rated && story[i].Actor != story[0].Actor && Counts(story, i))
                .GroupBy(i => story[i].Actor)
                .Count(g => story[g.Last()].Event is Rated { Score: <= 2 });
            return low && (story[at].Actor == story[0].Actor || followers >= 3);
        }

        /// <summary>Everything promised is done, and somebody who counts has rated since.</summary>
        public static bool IsRated(IReadOnlyList<Recorded<TopicEvent>> story)
        {
            var open = new HashSet<string>();
            foreach (var recorded in story)
            {
                switch (recorded.Event)
                {
                    case CommitmentMade e: open.Add(e.Commitment); break;
                    case CommitmentReopened e: open.Add(e.Commitment); break;
                    case CommitmentCompleted e: open.Remove(e.Commitment); break;
                    default: break;
                }
            }

            return open.Count == 0 && Enumerable.Range(0, story.Count).Where(i => i > LastCompletion(story, story.Count))
                .Any(i => story[i].Event is Rated && Counts(story, i));
        }

        public static (double? Rate, int N, double? ApartRate, int ApartN) Figures(IReadOnlyList<Recorded<TopicEvent>> story)
        {
            var ratings = Enumerable.Range(0, story.Count).Where(i => story[i].Event is Rated).Select(i => (At: i, Counts: Counts(story, i))).ToList();
            var counted = ratings.Where(r => r.Counts).GroupBy(r => story[r.At].Actor).ToDictionary(g => g.Key, g => g.Last().At);
            var apart = ratings.Where(r => !r.Counts).GroupBy(r => story[r.At].Actor).Select(g => g.Last().At)
                .Where(i => i > counted.GetValueOrDefault(story[i].Actor, -1)).ToList();
            int Score(int at) => ((Rated)story[at].Event).Score;
            double? Share(ICollection<int> of) => of.Count == 0 ? null : (double)of.Count(i => Score(i) >= 4) / of.Count;
            return (Share(counted.Values), counted.Count, Share(apart), apart.Count);
        }

        private static bool IsKnown(string person) => person != Guest.Id;

        private static int LastCompletion(IReadOnlyList<Recorded<TopicEvent>> story, int before) =>
            Enumerable.Range(0, before).LastOrDefault(i => story[i].Event is CommitmentCompleted, before);

        /// <summary>After an event.</summary>
        private static bool Follows(IReadOnlyList<Recorded<TopicEvent>> story, string person, int after) =>
            Enumerable.Range(0, after + 1).Select(i => story[i]).LastOrDefault(r =>
                (r.Event is Followed or Unfollowed && r.Actor == person)
                    || (r.Event is TopicAbsorbed merged && merged.People.Contains(person)))?.Event is Followed or TopicAbsorbed;
    }
}
