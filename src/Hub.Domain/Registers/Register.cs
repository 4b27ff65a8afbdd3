using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Texts;
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

    /// <summary>
    /// The same by what the key is read as (<see cref="Spelling"/>): several where they were recorded before that was looked at. Made of <see cref="Keys"/>,
    /// and stored nowhere.
    /// </summary>
    [JsonIgnore]
    public ImmutableDictionary<string, ImmutableSortedSet<string>> Alike { get => field ??= AlikeOf(Keys); init; }

    /// <summary>The ids of those whose person was forgotten.</summary>
    public ImmutableSortedSet<string> Forgotten { get; init; } = [];

    /// <summary>The seq of the newest <see cref="EntryForgotten"/>; 0: there is none.</summary>
    public long ForgottenAt { get; init; }

    /// <summary>The entry, unless it was withdrawn or never was.</summary>
    public KeptEntry? Find(string id) => Entries.TryGetValue(id, out var kept) && kept.Withdrawn is null ? kept : null;

    /// <summary>Whether something stands here that is the same thing, however its name is spelled.</summary>
    public bool Has(string key) => Keys.ContainsKey(key) || Alike.ContainsKey(Spelling.Of(key));

    private static ImmutableDictionary<string, ImmutableSortedSet<string>> AlikeOf(ImmutableDictionary<string, string> keys) =>
        keys.GroupBy(k => Spelling.Of(k.Key), StringComparer.Ordinal)
            .ToImmutableDictionary(g => g.Key, g => g.Select(k => k.Value).ToImmutableSortedSet(StringComparer.Ordinal), StringComparer.Ordinal);
}

/// <param name="At">When it was recorded.</param>
/// <param name="Withdrawn">Why; null while it stands.</param>
/// <param name="MergedInto">The entry of the same person that stands in its place; null: it was not merged.</param>
public sealed record KeptEntry(
    [property: JsonPropertyName("is")] Entry Entry, DateTimeOffset At, string? Withdrawn = null, Assignment? Assigned = null, string? Answered = null,
    string? MergedInto = null)
{
    /// <summary>Why an entry that was merged stands no more.</summary>
    public const string WhyMerged = "与另一条为同一人 · The same person as another entry";

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
        EntryRecorded e => Claimed(register, e.Id, e.Entry) with { Entries = register.Entries.SetItem(e.Id, new KeptEntry(e.Entry, recorded.At)) },
        EntryAmended e => Claimed(Freed(register, e.Id, register.Entries[e.Id].Entry), e.Id, e.Entry) with
        {
            Entries = register.Entries.SetItem(e.Id, register.Entries[e.Id] with { Entry = e.Entry }),
        },
        EntryWithdrawn e => Freed(register, e.Id, register.Entries[e.Id].Entry) with
        {
            Entries = register.Entries.SetItem(e.Id, register.Entries[e.Id] with { Withdrawn = e.Reason }),
        },
        EntryMerged e => Freed(register, e.Id, register.Entries[e.Id].Entry) with
        {
            Entries = register.Entries.SetItem(e.Id, register.Entries[e.Id] with { Withdrawn = KeptEntry.WhyMerged, MergedInto = e.Into }),
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
        return (kept.Withdrawn is null && forgotten.Withdrawn is not null ? Freed(register, e.Id, kept.Entry) : register) with
        {
            Entries = register.Entries.SetItem(e.Id, forgotten),
        };
    }

    private static Register Claimed(Register register, string id, Entry entry)
    {
        if (entry.Key is not { } key)
        {
            return register;
        }

        var (alike, read) = (register.Alike, Spelling.Of(key));
        return register with { Keys = register.Keys.SetItem(key, id), Alike = alike.SetItem(read, Alikes(alike, read).Add(id)) };
    }

    private static Register Freed(Register register, string id, Entry entry)
    {
        if (entry.Key is not { } key)
        {
            return register;
        }

        var (alike, read) = (register.Alike, Spelling.Of(key));
        var left = Alikes(alike, read).Remove(id);
        return register with { Keys = register.Keys.Remove(key), Alike = left.IsEmpty ? alike.Remove(read) : alike.SetItem(read, left) };
    }

    private static ImmutableSortedSet<string> Alikes(ImmutableDictionary<string, ImmutableSortedSet<string>> alike, string read) =>
        alike.GetValueOrDefault(read) ?? ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
}
