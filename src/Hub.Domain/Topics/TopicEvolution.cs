using System.Collections.Immutable;
using Hub.Domain.Commitments;
using Hub.Domain.Opinion;
using Hub.Domain.Meetings;
using static Hub.Domain.Topics.TopicEvent;

namespace Hub.Domain.Topics;

/// <summary>What each event makes of a topic. It refuses nothing.</summary>
public static class TopicEvolution
{
    public static Topic? Evolve(Topic? topic, Recorded<TopicEvent> recorded)
    {
        var next = Next(topic, recorded);
        return next.Status == topic?.Status ? next : next with { Chain = next.Chain.Add(new Step(next.Status, recorded.At)) };
    }

    private static Topic Next(Topic? topic, Recorded<TopicEvent> recorded)
    {
        var (at, actor) = (recorded.At, recorded.Actor);
        return (topic, recorded.Event) switch
        {
            (null, TopicRaised e) => new Topic
            {
                Title = e.Title,
                Text = e.Text,
                Raiser = actor,
                RaisedAt = at,
                County = e.County,
                Venue = e.Venue,
                Category = e.Category,
                Files = e.Files ?? [],
                Source = e.Source,
            },
            ({ } t, TopicAccepted) => t with { Accepted = true, Declined = null, Ruling = new Ruling(recorded.Seq, t.Accepted, t.Declined) },
            ({ } t, TopicDeclined e) => t with
            {
                Declined = new Declined(e.Reason, e.Hidden ?? false),
                Ruling = new Ruling(recorded.Seq, t.Accepted, t.Declined),
            },
            ({ } t, TopicReconsidered e) => t with
            {
                Accepted = e.Accepted ?? false,
                Declined = e.Reason is null ? null : new Declined(e.Reason, e.Hidden ?? false),
                Ruling = null,
            },
            ({ } t, TopicTaken e) => t with { Owner = e.Account },
            ({ } t, TopicLetGo) => t with { Owner = null },
            ({ } t, TopicMerging e) => t with { MergingInto = e.Into },
            ({ } t, TopicMerged e) => t with { MergingInto = null, MergedInto = e.Into },
            ({ } t, MergeFailed) => t with { MergingInto = null },
            ({ } t, TopicAbsorbed e) => Following(t, e.People, recorded.Seq) with
            {
                Absorbed = t.Absorbed.Add(new AbsorbedTopic(e.Topic, e.Title)),
                AbsorbedAt = t.AbsorbedAt.SetItem(e.Topic, recorded.Seq),
            },
            ({ } t, TopicScheduled { Again: true } e) => WithMeeting(t, new TopicMeeting(e.Meeting, e.Item, TopicMeetingStatus.Scheduled)),
            ({ } t, TopicScheduled e) => t with { Meetings = t.Meetings.Add(new TopicMeeting(e.Meeting, e.Item, TopicMeetingStatus.Scheduled)) },
            ({ } t, TopicUnscheduled e) => WithMeeting(t, new TopicMeeting(e.Meeting, e.Item, TopicMeetingStatus.Dropped)),
            ({ } t, TopicDiscussed e) => WithMeeting(t, new TopicMeeting(e.Meeting, e.Item, TopicMeetingStatus.Discussed, e.Comments, e.Seconds)),

            ({ } t, Followed) => Following(t, [actor], recorded.Seq),
            ({ } t, Unfollowed) => t with { Followers = t.Followers.Remove(actor) },
            ({ } t, TopicCommented e) =>
                t with
                {
                    Comments =
                t.Comments.With(new Comment(e.Comment, recorded.Seq, at, actor, e.Text, CommentStatus.Visible, Shown: true, ReplyTo: e.ReplyTo))
                },
            ({ } t, TopicCommentWithdrawn e) => t with { Comments = t.Comments.Set(e.Comment, CommentStatus.Withdrawn) },
            ({ } t, TopicCommentHidden e) => t with { Comments = t.Comments.Set(e.Comment, CommentStatus.Hidden) },
            ({ } t, TopicCommentRestored e) => t with { Comments = t.Comments.Set(e.Comment, CommentStatus.Visible) },

            ({ } t, CommitmentMade e) =>
                t with
                {
                    Commitments = t.Commitments.Add(
                        new Commitment(
                            e.Commitment, e.Department, e.What, e.Due, e.DueAt, at, Source: e.Source, DepartmentId: e.DepartmentId, MadeSeq: recorded.Seq))
                ,
                },
            ({ } t, CommitmentTakenBack e) => t with
            {
                Commitments = t.Commitments.RemoveAll(c => c.Id == e.Commitment),
                TakenBack = t.TakenBack.Add(e.Commitment),
            },
            ({ } t, ProgressNoted e) => WithCommitment(t, e.Commitment, c => Noted(c, new ProgressNote(at, NoteKind.Progress, e.Note, e.Files), recorded.Seq)),
            ({ } t, CommitmentCompleted e) => WithCommitment(
                t, e.Commitment,
                c => Noted(c, new ProgressNote(at, NoteKind.Completed, e.Note, e.Files), recorded.Seq) with
                {
                    Status = CommitmentStatus.Completed,
                    CompletedAt = at,
                    CompletedSeq = recorded.Seq,
                    ReportedAt = null
                }),
            ({ } t, CommitmentReopened e) => WithCommitment(
                t, e.Commitment,
                c => Noted(c, new ProgressNote(at, NoteKind.Reopened, e.Reason ?? "", Score: e.Score, Followers: e.Followers), recorded.Seq) with
                {
                    Status = CommitmentStatus.Reopened,
                    CompletedAt = null,
                    CompletedSeq = null
                }),
            ({ } t, CommitmentReported e) => WithCommitment(
                t, e.Commitment,
                c => Noted(c, new ProgressNote(at, NoteKind.Reported, e.Note, e.Files), recorded.Seq) with
                {
                    Status = CommitmentStatus.Reported,
                    ReportedAt = at,
                    ReportedBy = actor
                }),
            ({ } t, CommitmentAcknowledged e) => WithCommitment(
                t, e.Commitment,
                c => Noted(c, new ProgressNote(at, NoteKind.Acknowledged, e.Note ?? "", ByRaiser: e.ByRaiser), recorded.Seq) with
                {
                    Status = CommitmentStatus.Completed,
                    CompletedAt = at,
                    CompletedSeq = recorded.Seq,
                    ReportedAt = null
                }),
            ({ } t, CommitmentSentBack e) => WithCommitment(
                t, e.Commitment,
                c => Noted(c, new ProgressNote(at, NoteKind.SentBack, e.Reason, ByRaiser: e.ByRaiser), recorded.Seq) with
                {
                    Status = CommitmentStatus.Reopened,
                    ReportedAt = null
                }),
            ({ } t, CommitmentEscalated e) =>
                WithCommitment(t, e.Commitment, c => Noted(c, new ProgressNote(at, NoteKind.Escalated, ""), recorded.Seq) with { Level = e.Level }),

            ({ } t, Rated { Apart: true } e) => t with { Apart = t.Apart.SetItem(actor, new Rating(e.Score, at, recorded.Seq, e.Text)) },
            ({ } t, Rated e) => t with { Ratings = t.Ratings.SetItem(actor, new Rating(e.Score, at, recorded.Seq, e.Text)), Apart = t.Apart.Remove(actor) },
            ({ } t, InRound e) => t with
            {
                Rounds = RoundEvolution.Evolve(t.Rounds, new Recorded<RoundEvent>(recorded.Seq, at, actor, recorded.Operation, e.Event, recorded.Name)),
            },
            ({ } t, TopicTextsRemoved e) => WithoutTexts(t, e.Seqs.ToHashSet(), recorded.Seq),
            ({ } t, OutcomeAnswered e) => t with { Answers = t.Answers.Add(new OutcomeAnswer(at, e.Text)) },
            _ => throw new InvalidOperationException($"No topic evolves by {recorded.Event.GetType().Name} at {recorded.Seq}."),
        };
    }

    private static Topic WithoutTexts(Topic t, HashSet<long> seqs, long at)
    {
        var left = t with
        {
            TextsRemoved = t.TextsRemoved.Union(seqs),
            TextsRemovedAt = at,
            Comments = t.Comments.Without(seqs),
            Rounds = t.Rounds.Without(seqs),
            Absorbed = [.. t.Absorbed.Select(a => seqs.Contains(t.AbsorbedAt.GetValueOrDefault(a.Topic)) ? a with { Title = RemovedText.Sentence } : a)],
            Commitments = [.. t.Commitments.Select(c => c.WithoutTexts(seqs))],
            Ratings = WithoutWords(t.Ratings, seqs),
            Apart = WithoutWords(t.Apart, seqs),
        };
        return !seqs.Contains(Topic.RaisedSeq) ? left
            : left with { Title = RemovedText.Sentence, Text = RemovedText.Sentence, Files = [], Source = t.Source?.WithoutQuote() };
    }

    private static ImmutableDictionary<string, Rating> WithoutWords(ImmutableDictionary<string, Rating> ratings, HashSet<long> seqs) =>
        ratings.SetItems(ratings.Where(r => seqs.Contains(r.Value.Seq)).Select(r => KeyValuePair.Create(r.Key, r.Value with { Text = RemovedText.Sentence })));

    /// <summary>Whoever follows already has done so for longer.</summary>
    private static Topic Following(Topic t, IEnumerable<string> people, long seq) =>
        t with { Followers = t.Followers.AddRange(people.Where(p => !t.IsFollowedBy(p)).Distinct().Select(p => KeyValuePair.Create(p, seq))) };

    /// <summary>What a meeting tells is taken also of an item that this topic never heard it stood on: a crash came between.</summary>
    private static Topic WithMeeting(Topic t, TopicMeeting now)
    {
        var at = t.Meetings.FindIndex(m => m.Item == now.Item && m.Meeting == now.Meeting);
        return t with { Meetings = at < 0 ? t.Meetings.Add(now) : t.Meetings.SetItem(at, now) };
    }

    private static Topic WithCommitment(Topic t, string id, Func<Commitment, Commitment> change) =>
        t with { Commitments = [.. t.Commitments.Select(c => c.Id == id ? change(c) : c)] };

    private static Commitment Noted(Commitment c, ProgressNote note, long seq) => c with { Notes = c.Notes.Add(note), NoteSeqs = c.NoteSeqs.Add(seq) };
}
