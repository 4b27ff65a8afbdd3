using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Topics;

namespace Hub.Server.Live;

/// <summary>The whole topic as one audience may see it. Of one that is hidden, all but staff see neither title nor text nor files.</summary>
/// <param name="Raiser">A pseudonym: the same in this topic's comments, and nowhere else.</param>
/// <param name="Source">What was said in a meeting that made it a topic; absent where somebody scanned a code.</param>
/// <param name="Words">What the newest of those who rated wrote, newest first; not who.</param>
/// <param name="Chain">Every status it has come to.</param>
public sealed record TopicView(
    string Id, string Title, string Text, string? County, string? Venue, string? Category, ImmutableArray<string> Files, TopicStatus Status, DateTimeOffset RaisedAt, PersonView Raiser,
    Source? Source, Declined? Declined, string? MergedInto, ImmutableArray<AbsorbedTopic>? Absorbed, ImmutableArray<TopicMeeting> Meetings, ImmutableArray<CommitmentView> Commitments,
    CommentsView Comments, int Likes, int Followers, Satisfaction Satisfaction, ImmutableArray<RatingWord> Words, ImmutableArray<OutcomeAnswer> Answers, ImmutableArray<Step> Chain,
    PresentView Present);

/// <param name="Level">0 in time; 1 overdue; 2 overdue for a week.</param>
public sealed record CommitmentView(
    string Id, string Department, string What, DateOnly Due, CommitmentStatus Status, int Level, Source? Source, DateTimeOffset MadeAt, DateTimeOffset? CompletedAt, ImmutableArray<ProgressNote> Notes);

public sealed record RatingWord(int Score, DateTimeOffset At, string Text);

/// <summary>Where a topic has come to: beside each of its events.</summary>
/// <param name="Chain">Every status it has come to; absent beside what changes none.</param>
public sealed record TopicNow(TopicStatus Status, int Followers, Satisfaction Satisfaction, ImmutableArray<Step>? Chain = null);

/// <summary>What is mine in a topic.</summary>
/// <param name="Staff">I may do what the desk does.</param>
/// <param name="Score">My rating.</param>
[GenerateSerializer, Immutable, Alias("hub.mineInTopic")]
public sealed record MineInTopic(
    [property: Id(0)] bool Raised, [property: Id(1)] bool Follows, [property: Id(2)] bool Staff, [property: Id(3)] int? Score = null, [property: Id(4)] string? Word = null);
