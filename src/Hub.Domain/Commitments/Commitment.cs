using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Commitments;

/// <summary>A commitment (交办事项): what a department promised by a date, because of a topic, and what became of it.</summary>
/// <param name="Due">The last day, in the house's time zone.</param>
/// <param name="DueAt">The end of that day.</param>
/// <param name="CompletedSeq">The event that completed it last.</param>
/// <param name="Level">How far it has escalated: see <see cref="Escalation"/>. One that is reopened stays where it was.</param>
public sealed record Commitment(
    string Id, string Department, string What, DateOnly Due, DateTimeOffset DueAt, DateTimeOffset MadeAt, CommitmentStatus Status = CommitmentStatus.Open,
    Source? Source = null, DateTimeOffset? CompletedAt = null, long? CompletedSeq = null, int Level = 0)
{
    public ImmutableList<ProgressNote> Notes { get; init; } = [];

    public bool IsCompleted => Status == CommitmentStatus.Completed;

    /// <summary>When it escalates next; null where it does not any more.</summary>
    public DateTimeOffset? EscalatesAt => IsCompleted ? null : Escalation.At(DueAt, Level + 1);
}

[JsonConverter(typeof(CamelCase<CommitmentStatus>))]
public enum CommitmentStatus
{
    Open,
    Completed,

    /// <summary>Was completed, and is open again.</summary>
    Reopened,
}

/// <summary>Where a commitment, or a topic, came from: a meeting, and there an agenda item or a comment.</summary>
/// <param name="Quote">What was said, as it stood.</param>
public sealed record Source(string Meeting, string? Item = null, string? Comment = null, string? Quote = null);

/// <param name="Files">Evidence.</param>
/// <param name="Score">Of a commitment that was reopened: the rating that did it; absent where staff did.</param>
/// <param name="Followers">The low scores of how many followers did it together; absent where one rating alone did.</param>
public sealed record ProgressNote(
    DateTimeOffset At, NoteKind Kind, string Text, ImmutableArray<string>? Files = null, int? Score = null, int? Followers = null);

[JsonConverter(typeof(CamelCase<NoteKind>))]
public enum NoteKind
{
    Progress,
    Completed,
    Reopened,
    Escalated,
}

/// <summary>A promise that is late says so: at the end of its last day, and again a week later.</summary>
public static class Escalation
{
    public const int Highest = 2;

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <returns>The moment at which a level is reached; null above the highest.</returns>
    public static DateTimeOffset? At(DateTimeOffset dueAt, int level) => level switch
    {
        1 => dueAt,
        Highest => dueAt + Week,
        _ => null,
    };
}
