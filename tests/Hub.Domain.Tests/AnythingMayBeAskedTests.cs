using System.Collections.Immutable;
using CsCheck;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Domain.Tests;

/// <summary>
/// Whatever people ask, in whatever order: nothing throws, and what must always hold does. CsCheck prints the seed and the shortest script of a failure.
/// </summary>
public class AnythingMayBeAskedTests
{
    [Fact]
    public void A_meeting_stays_in_order() => Always(c =>
    {
        var meeting = c.Room.Meeting;
        meeting.Agenda.Count(i => i.Status == ItemStatus.Active).ShouldBeLessThanOrEqualTo(1);
        meeting.Agenda.Select(i => i.Id).ShouldBeUnique();
        meeting.Agenda.ShouldAllBe(i => i.Minutes >= 0 && i.Spent >= TimeSpan.Zero);
        meeting.Agenda.ShouldAllBe(i => (i.StartedAt != null) == (i.Status == ItemStatus.Active && meeting.Status == MeetingStatus.Open));

        meeting.Floor.Hands.Select(h => h.Participant).ShouldBeUnique();
        if (meeting.Floor.Speaker is { } speaker)
        {
            meeting.Floor.HasHand(speaker.Participant).ShouldBeFalse();
            (speaker.Since is not null).ShouldBe(meeting.Status == MeetingStatus.Open);
        }

        if (meeting.Status == MeetingStatus.Closed)
        {
            meeting.Floor.Speaker.ShouldBeNull();
            meeting.Floor.Hands.ShouldBeEmpty();
            meeting.Ballots.ShouldAllBe(b => b.Status == BallotStatus.Closed);
        }
    });

    [Fact]
    public void Comments_are_counted_as_a_recount_of_the_story_counts_them() => Always(c =>
    {
        var (comments, shown) = (c.Room.Meeting.Comments, new HashSet<string>());
        foreach (var happened in c.Room.Story.Select(r => r.Event))
        {
            _ = happened switch
            {
                Commented { Waiting: false } e => shown.Add(e.Comment),
                CommentApproved e => shown.Add(e.Comment),
                CommentRestored { Waiting: not true } e => shown.Add(e.Comment),
                _ => false,
            };
        }

        comments.Total.ShouldBe(shown.Count);
        comments.All.Where(x => x.Shown).Select(x => x.Id).ShouldBe(shown, ignoreOrder: true);
        comments.All.Select((x, i) => comments.Index[x.Id] == i).ShouldAllBe(found => found);
        comments.All.ShouldAllBe(x => x.ReplyTo == null || comments.Find(x.ReplyTo)!.Seq < x.Seq);
        if (comments.Pinned is not null)
        {
            comments.Find(comments.Pinned)!.Status.ShouldBe(CommentStatus.Visible);
        }
    });

    [Fact]
    public void A_tally_equals_a_recount_of_the_last_vote_of_each_person() => Always(c =>
    {
        foreach (var (ballot, question) in c.Urn.Box.Questions)
        {
            var current = new Dictionary<string, ImmutableArray<string>>();
            foreach (var recorded in c.Urn.Story)
            {
                if (recorded.Event is BoxEvent.Voted voted && voted.Ballot == ballot)
                {
                    current[recorded.Actor] = voted.Choices;
                }
                else if (recorded.Event is BoxEvent.VotedConfidentially hidden && hidden.Ballot == ballot)
                {
                    current[recorded.Actor] = Consultation.Opened(hidden.Sealed);
                }
                else if (recorded.Event is BoxEvent.SeatsReplaced replaced && replaced.Ballot == ballot)
                {
                    // Whoever sat there by a claim had no vote: the member votes by the seat that is theirs.
                    replaced.Seats.ToList().ForEach(seat => current.Remove(seat.Was));
                }
            }

            var hands = c.Urn.Story.Select(r => r.Event).OfType<BoxEvent.HandsCounted>().LastOrDefault(e => e.Ballot == ballot)?.Counts
                ?? ImmutableSortedDictionary<string, int>.Empty;
            var persons = hands.Where(h => question.Kind != BallotKind.Election || h.Key.StartsWith("o1:", StringComparison.Ordinal)).Sum(h => h.Value);
            var tally = c.Urn.Tally(ballot);
            tally.Cast.ShouldBeLessThanOrEqualTo(tally.Eligible);
            if (question.Power is { } power)
            {
                var counted = Delegations.Resolve(question.Electorate!.ToDictionary(v => v, power.WeightOf), current, power.Delegates).Values.ToList();
                tally.Cast.ShouldBe(counted.Count);
                tally.Counts!.ShouldAllBe(count =>
                    count.Value == counted.Count(v => v.Choices.Contains(count.Key)) + LeftOut(question, count.Key, counted.Select(v => v.Choices)));
                continue;
            }

            tally.Cast.ShouldBe(current.Count + persons);
            if (question.Secrecy == Secrecy.Confidential && !question.Closed)
            {
                tally.Counts!.ShouldAllBe(count => count.Value == hands.GetValueOrDefault(count.Key, 0));
                continue;
            }

            tally.Counts!.ShouldAllBe(count =>
                count.Value == current.Values.Count(choices => choices.Contains(count.Key)) + hands.GetValueOrDefault(count.Key, 0)
                    + LeftOut(question, count.Key, current.Values));
            current.ShouldAllBe(vote =>
                question.Secrecy == Secrecy.Confidential ? question.Voted!.Contains(vote.Key) : c.Urn.VoteOf(vote.Key, ballot).SequenceEqual(vote.Value));
        }
    });

    [Fact]
    public void Likes_equal_a_recount_of_who_likes_what() => Always(c => c.Urn.Box.LikeCounts.ShouldAllBe(
        likes => likes.Value == c.Urn.Box.Likes.Values.Count(liked => liked.Contains(likes.Key)) && likes.Value >= 0));

    [Fact]
    public void The_final_count_is_the_box_at_its_close() => Always(c =>
    {
        foreach (var ballot in c.Room.Meeting.Ballots.Where(b => b.Status == BallotStatus.Closed))
        {
            Stored.Json(ballot.Final! with { Version = 0 }).ShouldBe(Stored.Json(c.Urn.Tally(ballot.Id) with { Version = 0 }));
        }
    });

    [Fact]
    public void The_stored_story_told_again_leads_to_the_same_state() => Always(c =>
    {
        var meeting = c.Room.Story.Aggregate((Meeting?)null, (state, r) => MeetingEvolution.Evolve(state, r with { Event = Again(r.Event) }));
        Stored.Json(meeting).ShouldBe(Stored.Json(c.Room.Meeting));
        var box = c.Urn.Story.Aggregate(Box.Empty, (state, r) => BoxEvolution.Evolve(state, r with { Event = Again(r.Event) }));
        Stored.Json(box).ShouldBe(Stored.Json(c.Urn.Box));
    });

    [Fact]
    public void A_state_kept_as_JSON_is_read_again_as_it_was() => Always(c =>
    {
        Stored.Json(Again(c.Room.Meeting)).ShouldBe(Stored.Json(c.Room.Meeting));
        Stored.Json(Again(c.Urn.Box)).ShouldBe(Stored.Json(c.Urn.Box));
    });

    [Fact]
    public void A_closed_meeting_changes_only_in_what_it_shows() => Always(c =>
        c.Room.Story.SkipWhile(r => r.Event is not MeetingClosed).Skip(1).ShouldAllBe(
            r => MeetingDecider.AfterTheClose.Contains(r.Event.GetType()) && (!(r.Event is MeetingEdited) || IsOfTitle(r.Event))));

    /// <summary>One person, one vote: whoever claims, is confirmed, unseated, or comes with a link meanwhile.</summary>
    [Fact]
    public void By_the_roll_each_voter_of_a_ballot_is_a_member_and_no_two_are_the_same() => Always(c =>
        c.Entitled.GroupBy(e => e.Ballot).ShouldAllBe(b => b.All(e => e.Member != null) && b.Select(e => e.Member).Distinct().Count() == b.Count()));

    private static bool IsOfTitle(MeetingEvent happened) => happened is MeetingEdited { Title: not null } edit && edit == new MeetingEdited(edit.Title);

    /// <summary>Whatever is done, and by whomever it is called afterwards: each deed keeps the name it was done under.</summary>
    [Fact]
    public void A_comment_bears_the_name_that_its_author_had_then_and_the_meeting_knows_the_last_of_each() => Always(c =>
    {
        var last = new Dictionary<string, RecordedName>();
        foreach (var recorded in c.Room.Story)
        {
            if (recorded.Name is not null)
            {
                last[recorded.Actor] = recorded.Name;
            }

            foreach (var seat in recorded.Event is SeatsRecorded seats ? seats.Seats : [])
            {
                last[seat.Participant] = seat.Name;
            }

            if (recorded.Event is Commented said)
            {
                c.Room.Meeting.Comments.Find(said.Comment)!.Name.ShouldBe(recorded.Name);
            }

            if (recorded.Event is Renamed)
            {
                c.Room.Story.TakeWhile(r => r != recorded).ShouldNotContain(r => r.Event is MeetingClosed);
            }
        }

        c.Room.Meeting.Names.OrderBy(n => n.Key, StringComparer.Ordinal).ShouldBe(last.OrderBy(n => n.Key, StringComparer.Ordinal));
    });

    [Fact]
    public void A_cancelled_meeting_changes_no_more() => Always(c =>
        c.Room.Story.SkipWhile(r => r.Event is not MeetingCancelled).Skip(1).ShouldAllBe(r =>
            r.Event is TopicTold || r.Event is NameRemoved || r.Event is TextsRemoved));

    [Fact]
    public void Scripts_reach_what_they_are_about()
    {
        var seen = new HashSet<Type>();
        Always(c =>
        {
            lock (seen)
            {
                seen.UnionWith(c.Room.Story.Select(r => r.Event.GetType()).Concat(c.Urn.Story.Select(r => r.Event.GetType())));
            }
        }, scripts: 6000);
        Samples.CasesOf<MeetingEvent>().Concat(Samples.CasesOf<BoxEvent>()).Except(seen).ShouldBeEmpty();
    }

    /// <summary>How many of these votes left the candidate out whose abstentions these are.</summary>
    private static int LeftOut(Question question, string choice, IEnumerable<ImmutableArray<string>> votes) =>
        question.Kind != BallotKind.Election || choice.Split(':') is not [var candidate, "abstain"]
        ? 0
        : votes.Count(choices => !choices.Any(c => c.StartsWith($"{candidate}:", StringComparison.Ordinal)));

    private static T Again<T>(T kept) => Stored.Read<T>(Stored.Json(kept));

    /// <summary>Plays random scripts in rooms of three formats, and in one that votes by its roll.</summary>
    internal static void Always(Action<Consultation> holds, int scripts = 200) => Step.Script.Sample(
        script =>
        {
            holds(Consultation.Play(script, Room.Formal));
            holds(Consultation.Play(script, Room.Grassroots));
            holds(Consultation.Play(script, Room.Sectoral));
            holds(Consultation.Play(script, script.Length % 2 == 0 ? Room.Formal : Room.Sectoral, RollKind.Register));
        },
        iter: scripts,
        print: script => string.Join('\n', script.AsEnumerable()));
}
