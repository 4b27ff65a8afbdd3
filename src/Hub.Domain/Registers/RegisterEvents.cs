using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

/// <summary>What happens to a register. A stored format, like a meeting's events.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(EntryRecorded), "entryRecorded")]
[JsonDerivedType(typeof(EntryAmended), "entryAmended")]
[JsonDerivedType(typeof(EntryWithdrawn), "entryWithdrawn")]
[JsonDerivedType(typeof(ProposalAssigned), "proposalAssigned")]
[JsonDerivedType(typeof(ProposalAnswered), "proposalAnswered")]
[JsonDerivedType(typeof(EntryForgotten), "entryForgotten")]
[JsonDerivedType(typeof(EntryMerged), "entryMerged")]
public abstract record RegisterEvent
{
    private RegisterEvent()
    {
    }

    /// <summary>What this event made, told in the receipt of its operation.</summary>
    [JsonIgnore]
    public Made? Made => this is EntryRecorded { Imported: null } e ? new("entry", e.Id) : null;

    /// <summary>The event as it stands once this entry is forgotten; null where it says nothing of the person.</summary>
    public RegisterEvent? Without(string id) => this switch
    {
        EntryRecorded e when e.Id == id && e.Entry.WithoutPerson() is { } forgotten => e with { Entry = forgotten },
        EntryAmended e when e.Id == id && e.Entry.WithoutPerson() is { } forgotten => e with { Entry = forgotten },
        _ => null,
    };

    /// <param name="Imported">Its place among those that came together; absent: it came alone.</param>
    public sealed record EntryRecorded([property: JsonPropertyName("entry")] string Id, [property: JsonPropertyName("is")] Entry Entry, int? Imported = null)
        : RegisterEvent;

    public sealed record EntryAmended([property: JsonPropertyName("entry")] string Id, [property: JsonPropertyName("is")] Entry Entry) : RegisterEvent;

    /// <summary>It is not counted any more. What it was stays in the record.</summary>
    public sealed record EntryWithdrawn([property: JsonPropertyName("entry")] string Id, string Reason) : RegisterEvent;

    public sealed record ProposalAssigned([property: JsonPropertyName("entry")] string Id, string Department, DateOnly? Due = null) : RegisterEvent;

    public sealed record ProposalAnswered([property: JsonPropertyName("entry")] string Id, string Text) : RegisterEvent;

    /// <summary>
    /// By law or for a reason as good, what an entry says of a person is taken out of this record: from here on nobody reads it, and then it is replaced in the
    /// very commits that hold it. A member's entry is withdrawn by it. Builds before <see cref="RecordFormat.Fifth"/> do not know this event.
    /// </summary>
    /// <param name="Entry">As it stands from here on, see <see cref="Registers.Entry.WithoutPerson"/>.</param>
    public sealed record EntryForgotten(
        [property: JsonPropertyName("entry")] string Id, [property: JsonPropertyName("is")] Entry Entry, string Reason) : RegisterEvent;

    /// <summary>
    /// This member is recorded twice, and from here on once: under the other entry. Builds before <see cref="RecordFormat.Eighth"/> do not know this event.
    /// </summary>
    public sealed record EntryMerged([property: JsonPropertyName("entry")] string Id, string Into) : RegisterEvent;
}
