using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Opinion;

/// <summary>What people may ask of the rounds of a meeting or of a topic. The names are the wire's (<c>$type</c>).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(OpenRound), "openRound")]
[JsonDerivedType(typeof(CloseRound), "closeRound")]
[JsonDerivedType(typeof(AddStatement), "addStatement")]
[JsonDerivedType(typeof(HideStatement), "hideStatement")]
[JsonDerivedType(typeof(ApproveStatement), "approveStatement")]
[JsonDerivedType(typeof(MergeStatement), "mergeStatement")]
[JsonDerivedType(typeof(TakeStance), "stance")]
public abstract record RoundCommand
{
    private RoundCommand()
    {
    }

    // Who leads: the chair of a meeting, staff of a topic.
    /// <param name="ClosesIn">Seconds; absent: until somebody closes it.</param>
    /// <param name="Add">Whether people may add statements.</param>
    public sealed record OpenRound(
        string Question, ImmutableArray<string>? Statements = null, string? Item = null, double? ClosesIn = null, bool Add = false) : RoundCommand;

    public sealed record CloseRound(string Round) : RoundCommand;

    public sealed record HideStatement(string Statement, string? Reason = null) : RoundCommand;

    /// <summary>One that waits, or one that was hidden.</summary>
    public sealed record ApproveStatement(string Statement) : RoundCommand;

    /// <summary>For good: what people said to both cannot be told apart afterwards.</summary>
    public sealed record MergeStatement(string Statement, string Into) : RoundCommand;

    // Anyone who takes part.
    /// <param name="Anyway">Also where there is one that is nearly the same.</param>
    public sealed record AddStatement(string Round, string Text, bool Anyway = false) : RoundCommand;

    /// <summary>What somebody says to one statement from now on. It goes to where the round's stances are stored, and not to the room.</summary>
    /// <param name="Choice">Null takes back what was said.</param>
    public sealed record TakeStance(string Round, string Statement, Stance? Choice = null) : RoundCommand;

    // The house's own; never on the wire.
    /// <summary>A map was computed, and another number of groups has won.</summary>
    public sealed record CountGroups(string Round, int Groups) : RoundCommand;

    /// <summary>All stances are stored, and this is what they say. The same again changes nothing.</summary>
    public sealed record SealRound(string Round, RoundResult Result) : RoundCommand;
}
