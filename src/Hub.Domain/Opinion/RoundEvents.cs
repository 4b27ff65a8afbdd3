using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Opinion;

/// <summary>
/// The life of an opinion round (征求意见), on a meeting or on a topic, in the order in which it is told. A stored format, like the meeting's events: a name or
/// a meaning never changes; a new field must tolerate being absent. Times and the one who did it stand on the envelope. What people say to the statements is
/// not here: see <see cref="StanceEvent"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(RoundOpened), "roundOpened")]
[JsonDerivedType(typeof(StatementAdded), "statementAdded")]
[JsonDerivedType(typeof(StatementApproved), "statementApproved")]
[JsonDerivedType(typeof(StatementHidden), "statementHidden")]
[JsonDerivedType(typeof(StatementMerged), "statementMerged")]
[JsonDerivedType(typeof(GroupsCounted), "groupsCounted")]
[JsonDerivedType(typeof(RoundClosing), "roundClosing")]
[JsonDerivedType(typeof(RoundClosed), "roundClosed")]
public abstract record RoundEvent
{
    private RoundEvent()
    {
    }

    /// <summary>What this event made, told in the receipt of its operation.</summary>
    [JsonIgnore]
    public Made? Made => this switch
    {
        RoundOpened e => new("round", e.Round),
        StatementAdded e => new("statement", e.Statement),
        _ => null,
    };

    /// <summary>
    /// The event as it stands once what its actor wrote in it is removed by law; null where it holds no such text. The question and the first statements are
    /// the house's.
    /// </summary>
    public RoundEvent? WithoutText() => this is StatementAdded e ? e with { Text = RemovedText.Sentence } : null;

    /// <param name="Statements">The first ones, in their order.</param>
    /// <param name="Item">The agenda item that it belongs to; absent: none, or it is a topic's.</param>
    /// <param name="ClosesAt">Absent: until somebody closes it.</param>
    /// <param name="Adds">Whether people may add statements; absent: only who leads does.</param>
    public sealed record RoundOpened(
        string Round, string Question, ImmutableArray<FirstStatement> Statements, string? Item = null, DateTimeOffset? ClosesAt = null, bool? Adds = null)
        : RoundEvent;

    /// <param name="Waiting">It is shown once somebody approves it; absent: it is shown.</param>
    public sealed record StatementAdded(string Round, string Statement, string Text, bool? Waiting = null) : RoundEvent;

    /// <summary>It waited, or was hidden, and is shown from now on.</summary>
    public sealed record StatementApproved(string Statement) : RoundEvent;

    /// <summary>It is shown no more, and counts in nothing.</summary>
    public sealed record StatementHidden(string Statement, string? Reason = null) : RoundEvent;

    /// <summary>It is a part of another from now on: of each person the newer of both stances stands.</summary>
    public sealed record StatementMerged(string Statement, string Into) : RoundEvent;

    /// <summary>So many groups are shown from now on; 0: none. See <see cref="GroupCount"/>.</summary>
    public sealed record GroupsCounted(string Round, int Groups) : RoundEvent;

    /// <summary>No stance counts that is not stored by now. A crash from here on resumes the close.</summary>
    public sealed record RoundClosing(string Round) : RoundEvent;

    /// <param name="Result">What is said in the end, computed from all stances, from nothing.</param>
    public sealed record RoundClosed(string Round, RoundResult Result) : RoundEvent;
}

public sealed record FirstStatement(string Id, string Text);
