using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;

namespace Hub.Domain.Topics;

/// <summary>One topic (议题) as its events have made it. Immutable, like <see cref="Meeting"/>.</summary>
public sealed record Topic
{
    /// <summary>What a like of the topic itself is of, in its box.</summary>
    public const string Itself = "topic";

    /// <summary>The seq of the event that raised it: its stream's first.</summary>
    public const long RaisedSeq = 1;

    public required string Title { get; init; }
    public required string Text { get; init; }
    public required string Raiser { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }
    public string? County { get; init; }
    public string? Venue { get; init; }
    public string? Category { get; init; }
    public ImmutableArray<string> Files { get; init; } = [];
    public Source? Source { get; init; }

    public bool Accepted { get; init; }
    public Declined? Declined { get; init; }

    /// <summary>The newest decision on whether it is taken up, which may still be taken back; null: there is none, or it was.</summary>
    public Ruling? Ruling { get; init; }

    /// <summary>The staff account that sees to it; null: none has taken it on.</summary>
    public string? Owner { get; init; }
    public string? MergingInto { get; init; }
    public string? MergedInto { get; init; }
    public ImmutableList<AbsorbedTopic> Absorbed { get; init; } = [];

    /// <summary>By the topic that was taken in, the seq of the event that did it.</summary>
    public ImmutableSortedDictionary<string, long> AbsorbedAt { get; init; } = ImmutableSortedDictionary<string, long>.Empty;
    public ImmutableList<TopicMeeting> Meetings { get; init; } = [];
    public ImmutableList<Commitment> Commitments { get; init; } = [];

    /// <summary>The ids of commitments that the meeting in which they were given took back.</summary>
    public ImmutableList<string> TakenBack { get; init; } = [];

    /// <summary>
    /// Since which event each person follows, without a break: whoever stops and follows again does so from then on, and whom a merge brought along from the
    /// merge on, so that nobody's rating comes to count by a late one. The raiser is not among them: they follow by having raised it.
    /// </summary>
    public ImmutableDictionary<string, long> Followers { get; init; } = ImmutableDictionary<string, long>.Empty;
    public Comments Comments { get; init; } = new();

    /// <summary>By person, the newest of each that counts.</summary>
    public ImmutableDictionary<string, Rating> Ratings { get; init; } = ImmutableDictionary<string, Rating>.Empty;

    /// <summary>
    /// By person, the newest of each that stands apart and is newer than what of theirs counts. It takes the place of none in <see cref="Ratings"/>, for it
    /// moves nothing.
    /// </summary>
    public ImmutableDictionary<string, Rating> Apart { get; init; } = ImmutableDictionary<string, Rating>.Empty;
    public Rounds Rounds { get; init; } = Rounds.None;
    public ImmutableList<OutcomeAnswer> Answers { get; init; } = [];

    /// <summary>The seqs of the events whose texts were removed from the record.</summary>
    public ImmutableSortedSet<long> TextsRemoved { get; init; } = [];

    /// <summary>The seq of the newest <see cref="TopicEvent.TopicTextsRemoved"/>; 0: there is none.</summary>
    public long TextsRemovedAt { get; init; }

    /// <summary>Every status it has come to, in their order.</summary>
    public ImmutableList<Step> Chain { get; init; } = [];

    public bool IsHidden => Declined is { Hidden: true };

    /// <summary>Follows from all the rest: how far the topic has come.</summary>
    public TopicStatus Status =>
        MergedInto is not null ? TopicStatus.Merged
        : Declined is not null ? TopicStatus.Declined
        : Commitments.Exists(c => !c.IsCompleted) ? TopicStatus.Committed
        : LastCompleted is { } completed ? Ratings.Values.Any(r => r.IsSince(completed)) ? TopicStatus.Rated : TopicStatus.Resolved
        : Meetings.Exists(m => m.Status == TopicMeetingStatus.Scheduled) ? TopicStatus.Scheduled
        : Meetings.Exists(m => m.Status == TopicMeetingStatus.Discussed) ? TopicStatus.Discussed
        : Accepted ? TopicStatus.Accepted
        : TopicStatus.Raised;

    /// <summary>The commitment completed last, or null.</summary>
    public Commitment? LastCompleted => Commitments.Where(c => c.IsCompleted).MaxBy(c => c.CompletedSeq);

    public Commitment? Commitment(string id) => Commitments.Find(c => c.Id == id);

    public bool IsFollowedBy(string person) => person == Raiser || Followers.ContainsKey(person);

    /// <summary>
    /// Whether what a person rates now counts: they raised the topic; or the house knows who they are, and they have followed it since before it was completed
    /// last. Whoever came later, or is a guest, of whom there may be as many as somebody has devices, may rate, and stands apart.
    /// </summary>
    public bool IsCounted(string person, bool isKnown) =>
        person == Raiser || (isKnown && Followers.TryGetValue(person, out var since) && !(since > LastCompleted?.CompletedSeq));

    /// <summary>
    /// Whether a person's low rating, which counts, reopens the commitment completed last: the raiser's does, and that of the third follower whose newest
    /// rating since then is low.
    /// </summary>
    public bool IsReopenedBy(string person) =>
        person == Raiser || 1 + Ratings.Count(r =>
            r.Key != Raiser && r.Key != person && r.Value.Score <= Satisfaction.Low && r.Value.IsSince(LastCompleted!)) >= Satisfaction.LowFollowers;

    /// <summary>What a person said last of the outcome, and whether that stands apart; null where they have not.</summary>
    public (Rating Rating, bool IsApart)? RatingOf(string person) =>
        Apart.TryGetValue(person, out var apart) ? (apart, true) : Ratings.TryGetValue(person, out var counted) ? (counted, false) : null;

    /// <summary>When something is to be done with nobody asking: the next escalation; null where there is none.</summary>
    public DateTimeOffset? NextDeadline => Status is TopicStatus.Merged or TopicStatus.Declined ? null : Commitments.Select(c => c.EscalatesAt).Min();
}

/// <param name="Hidden">Title, text and files are shown to nobody but staff.</param>
public sealed record Declined(string Reason, bool Hidden);

/// <summary>A decision on whether a topic is taken up, with what was before it.</summary>
/// <param name="Seq">Of the event that decided.</param>
public sealed record Ruling(long Seq, bool WasAccepted, Declined? WasDeclined = null);

public sealed record AbsorbedTopic(string Topic, string Title);

public sealed record TopicMeeting(string Meeting, string Item, TopicMeetingStatus Status, int Comments = 0, int Seconds = 0);

[JsonConverter(typeof(CamelCase<TopicMeetingStatus>))]
public enum TopicMeetingStatus
{
    Scheduled,
    Discussed,

    /// <summary>It was taken off, or not come to.</summary>
    Dropped,
}

/// <param name="Seq">The event it was given in.</param>
public sealed record Rating(int Score, DateTimeOffset At, long Seq, string? Text = null)
{
    public bool IsSince(Commitment completed) => Seq > completed.CompletedSeq;
}

public sealed record OutcomeAnswer(DateTimeOffset At, string Text);

public sealed record Step(TopicStatus Status, DateTimeOffset At);

/// <summary>How far a topic has come: 征题 → 建议 → 协商 → 办理 → 测评.</summary>
[JsonConverter(typeof(CamelCase<TopicStatus>))]
public enum TopicStatus
{
    Raised,
    Accepted,
    Declined,
    Merged,
    Scheduled,
    Discussed,
    Committed,

    /// <summary>Every commitment is completed.</summary>
    Resolved,

    /// <summary>Resolved, and rated since by somebody who counts.</summary>
    Rated,
}

/// <summary>Satisfaction (满意度): the share of ratings that are good, always with how many there are.</summary>
/// <param name="Rate">0 to 1; null where nobody has rated.</param>
/// <param name="Scores">How many gave 1, 2, 3, 4 and 5.</param>
public sealed record Satisfaction(double? Rate, int N, ImmutableArray<int> Scores)
{
    /// <summary>A score from here on is a good one.</summary>
    public const int Good = 4;

    /// <summary>A score up to here is a low one.</summary>
    public const int Low = 2;

    /// <summary>The low scores of so many followers reopen what the raiser's alone does.</summary>
    public const int LowFollowers = 3;

    public static Satisfaction Of(IEnumerable<int> scores)
    {
        var counts = new int[5];
        foreach (var score in scores)
        {
            counts[score - 1]++;
        }

        var n = counts.Sum();
        return new Satisfaction(n == 0 ? null : (double)counts[(Good - 1)..].Sum() / n, n, [.. counts]);
    }
}
