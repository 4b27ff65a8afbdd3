using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Topics;

namespace Hub.Server.Contracts;

/// <summary>The whole topic as one audience may see it. Of one that is hidden, all but staff see neither title nor text nor files.</summary>
/// <param name="Raiser">A pseudonym: the same in this topic's comments, and nowhere else.</param>
/// <param name="Source">What was said in a meeting that made it a topic; absent where somebody scanned a code.</param>
/// <param name="Satisfaction">By the newest rating of each who counts: who raised the topic, or, known to the house, followed it before it was completed
/// last.</param>
/// <param name="Apart">By the newest rating of each of the others: guests, and who followed only after the completion. It moves nothing.</param>
/// <param name="Words">What the newest of those who rated wrote, newest first, those who count before those apart; not who.</param>
/// <param name="Chain">Every status it has come to.</param>
/// <param name="Owner">The staff account that sees to it, told staff alone; absent: none does.</param>
/// <param name="Rounds">Its opinion rounds, oldest first; absent: it has none.</param>
public sealed record TopicView(
    string Id, string Title, string Text, string? County, string? Venue, string? Category, ImmutableArray<string> Files, TopicStatus Status,
    DateTimeOffset RaisedAt, PersonView Raiser,
    Source? Source, Declined? Declined, string? MergedInto, ImmutableArray<AbsorbedTopic>? Absorbed, ImmutableArray<TopicMeeting> Meetings,
    ImmutableArray<CommitmentView> Commitments,
    CommentsView Comments, int Likes, int Followers, Satisfaction Satisfaction, Satisfaction Apart, ImmutableArray<RatingWord> Words,
    ImmutableArray<OutcomeAnswer> Answers,
    ImmutableArray<Step> Chain, PresentView Present, string? Owner = null, ImmutableArray<RoundView>? Rounds = null);

/// <param name="Level">0 in time; 1 overdue; 2 overdue for a week.</param>
/// <param name="DepartmentId">Of the department in its register; absent: it was named in words alone.</param>
public sealed record CommitmentView(
    string Id, string Department, string What, DateOnly Due, CommitmentStatus Status, int Level, Source? Source, DateTimeOffset MadeAt,
    DateTimeOffset? CompletedAt, ImmutableArray<ProgressNote> Notes, string? DepartmentId = null);

/// <param name="Apart">It stands apart and moves nothing; absent: it counts.</param>
public sealed record RatingWord(int Score, DateTimeOffset At, string Text, bool? Apart = null);

/// <summary>Where a topic has come to: beside each of its events.</summary>
/// <param name="Satisfaction">Of those who count; <paramref name="Apart"/>: of the others.</param>
/// <param name="Chain">Every status it has come to; absent beside what changes none.</param>
public sealed record TopicNow(TopicStatus Status, int Followers, Satisfaction Satisfaction, Satisfaction Apart, ImmutableArray<Step>? Chain = null);

/// <summary>What is mine in a topic.</summary>
/// <param name="Staff">I am of the staff, and may say what becomes of the topic.</param>
/// <param name="Score">My newest rating.</param>
/// <param name="ScoreApart">My newest rating stands apart and moves nothing.</param>
/// <param name="Apart">What I rate now stands apart: I neither raised the topic nor, known to the house, have followed it since before it was completed
/// last.</param>
/// <param name="Guest">The house does not know who I am: whenever I followed, what I rate stands apart. Absent of the raiser.</param>
/// <param name="May">Of the staff, what I may do here, by the names of their permissions; absent: nothing.</param>
/// <param name="Answers">Of a department, the commitments that are mine to answer; absent: where I may, all.</param>
[GenerateSerializer, Immutable, Alias("hub.mineInTopic")]
public sealed record MineInTopic(
    [property: Id(0)] bool Raised, [property: Id(1)] bool Follows, [property: Id(2)] bool Staff, [property: Id(3)] int? Score = null,
    [property: Id(4)] string? Word = null,
    [property: Id(5)] bool? ScoreApart = null, [property: Id(6)] bool? Apart = null,
    [property: Id(8)] bool? Guest = null, [property: Id(9)] ImmutableArray<string>? May = null, [property: Id(10)] ImmutableArray<string>? Answers = null)
{
    /// <summary>Who I am in this topic, as its owner tells everybody else; null where a node of the older build owns it.</summary>
    [Id(7), JsonIgnore]
    public string? Pseudonym { get; init; }
}
