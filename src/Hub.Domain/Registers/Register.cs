using System.Collections.Immutable;
using System.Text.Json.Serialization;
using static Hub.Domain.Registers.RegisterEvent;

namespace Hub.Domain.Registers;

/// <summary>A register as its events have made it. Immutable, like a meeting.</summary>
public sealed record Register
{
    public static readonly Register Empty = new();

    /// <summary>By id; those withdrawn too.</summary>
    public ImmutableDictionary<string, KeptEntry> Entries { get; init; } = ImmutableDictionary<string, KeptEntry>.Empty;

    /// <summary>The ids of those that there may be one of only, by <see cref="Entry.Key"/>.</summary>
    public ImmutableDictionary<string, string> Keys { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The ids of those whose person was forgotten.</summary>
    public ImmutableSortedSet<string> Forgotten { get; init; } = [];

    /// <summary>The seq of the newest <see cref="EntryForgotten"/>; 0: there is none.</summary>
    public long ForgottenAt { get; init; }

    /// <summary>The entry, unless it was withdrawn or never was.</summary>
    public KeptEntry? Find(string id) => Entries.TryGetValue(id, out var kept) && kept.Withdrawn is null ? kept : null;
}

/// <param name="At">When it was recorded.</param>
/// <param name="Withdrawn">Why; null while it stands.</param>
public sealed record KeptEntry(
    [property: JsonPropertyName("is")] Entry Entry, DateTimeOffset At, string? Withdrawn = null, Assignment? Assigned = null, string? Answered = null)
{
    /// <summary>How far a proposal is.</summary>
    [JsonIgnore]
    public ProposalStatus Status => Answered is not null ? ProposalStatus.Answered : Assigned is not null ? ProposalStatus.Assigned : ProposalStatus.Filed;
}

public sealed record Assignment(string Department, DateOnly? Due = null);

[JsonConverter(typeof(CamelCase<ProposalStatus>))]
public enum ProposalStatus
{
    Filed,
    Assigned,
    Answered,
}

/// <summary>What each event makes of a register. It refuses nothing.</summary>
public static class RegisterEvolution
{
    public static Register Evolve(Register register, Recorded<RegisterEvent> recorded) => recorded.Event switch
    {
        EntryRecorded e => register with
        {
            Entries = register.Entries.SetItem(e.Id, new KeptEntry(e.Entry, recorded.At)),
            Keys = Claimed(register.Keys, e.Id, e.Entry),
        },
        EntryAmended e => register with
        {
            Entries = register.Entries.SetItem(e.Id, register.Entries[e.Id] with { Entry = e.Entry }),
            Keys = Claimed(Freed(register.Keys, register.Entries[e.Id].Entry), e.Id, e.Entry),
        },
        EntryWithdrawn e => register with
        {
            Entries = register.Entries.SetItem(e.Id, register.Entries[e.Id] with { Withdrawn = e.Reason }),
            Keys = Freed(register.Keys, register.Entries[e.Id].Entry),
        },
        ProposalAssigned e =>
            register with
            {
                Entries =
            register.Entries.SetItem(e.Id, register.Entries[e.Id] with { Assigned = new Assignment(e.Department, e.Due), Answered = null })
            },
        ProposalAnswered e => register with { Entries = register.Entries.SetItem(e.Id, register.Entries[e.Id] with { Answered = e.Text }) },
        EntryForgotten e => Without(register, e, register.Entries[e.Id]) with { Forgotten = register.Forgotten.Add(e.Id), ForgottenAt = recorded.Seq },
        var other => throw new InvalidOperationException($"No register evolves by {other.GetType().Name} at {recorded.Seq}."),
    };

    /// <summary>A member who is forgotten is a member no more; of any other entry the rest stays.</summary>
    private static Register Without(Register register, EntryForgotten e, KeptEntry kept)
    {
        var forgotten = kept with
        {
            Entry = e.Entry,
            Withdrawn = kept.Withdrawn ?? (kept.Entry is Entry.Member ? e.Reason : null),
        };
        return register with
        {
            Entries = register.Entries.SetItem(e.Id, forgotten),
            Keys = kept.Withdrawn is null && forgotten.Withdrawn is not null ? Freed(register.Keys, kept.Entry) : register.Keys,
        };
    }

    private static ImmutableDictionary<string, string> Claimed(ImmutableDictionary<string, string> keys, string id, Entry entry) =>
        entry.Key is { } key ? keys.SetItem(key, id) : keys;

    private static ImmutableDictionary<string, string> Freed(ImmutableDictionary<string, string> keys, Entry entry) =>
        entry.Key is { } key ? keys.Remove(key) : keys;
}
