using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Commitments;

/// <summary>A commitment (交办事项): what a department promised by a date, because of a topic, and what became of it.</summary>
/// <param name="Due">The last day, in the house's time zone.</param>
/// <param name="DueAt">The end of that day.</param>
/// <param name="CompletedSeq">The event that completed it last.</param>
/// <param name="MadeSeq">The event that made it.</param>
/// <param name="Level">How far it has escalated: see <see cref="Escalation"/>. One that is reopened stays where it was.</param>
/// <param name="DepartmentId">Of the department in its register; null: it was named in words alone.</param>
/// <param name="ReportedAt">Since when it waits to be acknowledged; null: it does not.</param>
/// <param name="ReportedBy">The person who reported it done last.</param>
public sealed record Commitment(
    string Id, string Department, string What, DateOnly Due, DateTimeOffset DueAt, DateTimeOffset MadeAt, CommitmentStatus Status = CommitmentStatus.Open,
    Source? Source = null, DateTimeOffset? CompletedAt = null, long? CompletedSeq = null, int Level = 0,
    string? DepartmentId = null, DateTimeOffset? ReportedAt = null, string? ReportedBy = null, long MadeSeq = 0)
{
    public ImmutableList<ProgressNote> Notes { get; init; } = [];

    /// <summary>Of each of <see cref="Notes"/>, the event that holds it.</summary>
    public ImmutableList<long> NoteSeqs { get; init; } = [];

    public bool IsCompleted => Status == CommitmentStatus.Completed;

    /// <summary>Whether it is the department's turn: neither completed nor reported done.</summary>
    public bool IsDue => Status is CommitmentStatus.Open or CommitmentStatus.Reopened;

    /// <summary>When it escalates next; null where it does not any more, or waits for somebody else than the department.</summary>
    public DateTimeOffset? EscalatesAt => IsDue ? Escalation.At(DueAt, Level + 1) : null;

    /// <summary>The same, once what these events say is removed by law.</summary>
    public Commitment WithoutTexts(IReadOnlySet<long> seqs) => this with
    {
        Source = seqs.Contains(MadeSeq) ? Source?.WithoutQuote() : Source,
        Notes = [.. Notes.Select((n, i) => i < NoteSeqs.Count && seqs.Contains(NoteSeqs[i]) ? n with { Text = RemovedText.Sentence } : n)],
    };

    /// <summary>Which department it was given to.</summary>
    public ResponsibleDepartment Responsible => new(DepartmentId, Department);
}

[JsonConverter(typeof(CamelCase<CommitmentStatus>))]
public enum CommitmentStatus
{
    Open,
    Completed,

    /// <summary>Was completed, or reported done, and is open again.</summary>
    Reopened,

    /// <summary>Its department says that it is done, and nobody has acknowledged it yet: it is not resolved.</summary>
    Reported,
}

/// <summary>Where a commitment, or a topic, came from: a meeting, and there an agenda item or a comment.</summary>
/// <param name="Quote">What was said, as it stood.</param>
public sealed record Source(string Meeting, string? Item = null, string? Comment = null, string? Quote = null)
{
    /// <summary>The same, once what was said is removed by law.</summary>
    public Source WithoutQuote() => Quote is null ? this : this with { Quote = RemovedText.Sentence };
}

/// <param name="Files">Evidence.</param>
/// <param name="Score">Of a commitment that was reopened: the rating that did it; absent where staff did.</param>
/// <param name="Followers">The low scores of how many followers did it together; absent where one rating alone did.</param>
/// <param name="ByRaiser">Of what was acknowledged or sent back: the raiser did it; absent: staff did.</param>
public sealed record ProgressNote(
    DateTimeOffset At, NoteKind Kind, string Text, ImmutableArray<string>? Files = null, int? Score = null, int? Followers = null, bool? ByRaiser = null);

[JsonConverter(typeof(CamelCase<NoteKind>))]
public enum NoteKind
{
    Progress,
    Completed,
    Reopened,
    Escalated,

    /// <summary>The department says that it is done.</summary>
    Reported,
    Acknowledged,

    /// <summary>What was reported done is not.</summary>
    SentBack,
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
