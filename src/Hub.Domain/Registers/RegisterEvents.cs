using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

/// <summary>What happens to a register. A stored format, like a meeting's events.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(EntryRecorded), "entryRecorded")]
[JsonDerivedType(typeof(EntryAmended), "entryAmended")]
[JsonDerivedType(typeof(EntryWithdrawn), "entryWithdrawn")]
[JsonDerivedType(typeof(ProposalAssigned), "proposalAssigned")]
[JsonDerivedType(typeof(ProposalAnswered), "proposalAnswered")]
public abstract record RegisterEvent
{
    private RegisterEvent()
    {
    }

    /// <summary>What this event made, told in the receipt of its operation.</summary>
    [JsonIgnore]
    public Made? Made => this is EntryRecorded { Imported: null } e ? new("entry", e.Id) : null;

    /// <param name="Imported">Its place among those that came together; absent: it came alone.</param>
    public sealed record EntryRecorded([property: JsonPropertyName("entry")] string Id, [property: JsonPropertyName("is")] Entry Entry, int? Imported = null)
        : RegisterEvent;

    public sealed record EntryAmended([property: JsonPropertyName("entry")] string Id, [property: JsonPropertyName("is")] Entry Entry) : RegisterEvent;

    /// <summary>It is not counted any more. What it was stays in the record.</summary>
    public sealed record EntryWithdrawn([property: JsonPropertyName("entry")] string Id, string Reason) : RegisterEvent;

    public sealed record ProposalAssigned([property: JsonPropertyName("entry")] string Id, string Department, DateOnly? Due = null) : RegisterEvent;

    public sealed record ProposalAnswered([property: JsonPropertyName("entry")] string Id, string Text) : RegisterEvent;
}
