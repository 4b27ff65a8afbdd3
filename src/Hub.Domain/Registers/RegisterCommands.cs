using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

/// <summary>What staff may ask of a register. The names are the wire's (<c>$type</c>).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(Record), "record")]
[JsonDerivedType(typeof(Amend), "amend")]
[JsonDerivedType(typeof(Withdraw), "withdraw")]
[JsonDerivedType(typeof(MergeMembers), "mergeMembers")]
[JsonDerivedType(typeof(AssignProposal), "assignProposal")]
[JsonDerivedType(typeof(AnswerProposal), "answerProposal")]
public abstract record RegisterCommand
{
    private RegisterCommand()
    {
    }

    public sealed record Record([property: JsonPropertyName("is")] Entry Entry) : RegisterCommand;

    /// <summary>Puts what is right in the place of what was wrong.</summary>
    public sealed record Amend([property: JsonPropertyName("entry")] string Id, [property: JsonPropertyName("is")] Entry Entry) : RegisterCommand;

    public sealed record Withdraw([property: JsonPropertyName("entry")] string Id, string Reason) : RegisterCommand;

    /// <summary>
    /// These two entries of the members' register are one person's: the first stands no more, and what was done under it counts with the other. Nothing takes
    /// that back.
    /// </summary>
    public sealed record MergeMembers([property: JsonPropertyName("entry")] string Id, string Into) : RegisterCommand;

    /// <summary>Gives a proposal to the department that is to act on it; again, to another.</summary>
    public sealed record AssignProposal([property: JsonPropertyName("entry")] string Id, string Department, DateOnly? Due = null) : RegisterCommand;

    public sealed record AnswerProposal([property: JsonPropertyName("entry")] string Id, string Text) : RegisterCommand;

    /// <summary>All of them, or none. Not on the wire as a command: the edge makes it of a file whose lines were looked at.</summary>
    public sealed record Import(ImmutableArray<Entry> Entries) : RegisterCommand;

    /// <summary>The house's: see <see cref="RegisterEvent.EntryForgotten"/>. Never on the wire.</summary>
    public sealed record Forget(string Id, string Reason) : RegisterCommand;
}
