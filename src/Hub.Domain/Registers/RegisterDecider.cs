using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain.Texts;
using static Hub.Domain.Registers.RegisterCommand;
using static Hub.Domain.Registers.RegisterEvent;

namespace Hub.Domain.Registers;

using Decision = Decision<RegisterEvent>;

/// <summary>
/// The rules of a register. What lies outside it (whether a member, a meeting, a format, a sector is known, whether a file exists) is looked at by the edge,
/// before.
/// </summary>
public static class RegisterDecider
{
    public const int MostEntries = 100_000;
    public const int MostImported = 20_000;
    public const int MostMembers = 500;
    public const int MostMeetings = 50;
    public const int MostCounted = 1_000_000;

    public static Decision Decide(Register register, RegisterName name, RegisterCommand command, Given given) => command switch
    {
        Forget c => Forgetting(register, c, given),
        _ when !given.Actor.IsStaff => Rejection.Forbidden,
        Record c => Recorded(register, name, [c.Entry], given, imported: false),
        Import { Entries.Length: > MostImported } => new Refusal(Rejection.TooLong, "entries"),
        Import c => Recorded(register, name, c.Entries, given, imported: true),
        Amend c => Amended(register, name, c, given.Format),
        Withdraw c =>
            Limits.Check(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal ? refusal : register.Find(c.Id) is null
            ? Rejection.UnknownEntry : new EntryWithdrawn(c.Id, c.Reason.Trim()),
        MergeMembers c => Merging(register, name, c, given.Format),
        AssignProposal c => Limits.Check(c.Department, Limits.Department, "department") is { } refusal ? refusal : ForDepartment(register, c.Id) switch
        {
            null => Rejection.UnknownEntry,
            { Assigned: { } was, Answered: null } when was == new Assignment(c.Department.Trim(), c.Due) => Decision.Already,
            _ => new ProposalAssigned(c.Id, c.Department.Trim(), c.Due),
        },
        AnswerProposal c => Limits.Check(c.Text, Limits.TopicText, "text", Lines.Several) is { } refusal ? refusal : ForDepartment(register, c.Id) switch
        {
            null => Rejection.UnknownEntry,
            { Assigned: null } => Rejection.NotAssigned,
            var kept when kept.Answered == c.Text.Trim() => Decision.Already,
            _ => new ProposalAnswered(c.Id, c.Text.Trim()),
        },
        var other => throw new InvalidOperationException($"No register is asked for {other.GetType().Name}."),
    };

    /// <summary>Why an entry cannot stand in this register, whatever else does; null where it can.</summary>
    /// <param name="format">Which kinds of entries may be stored now.</param>
    public static Refusal? Check(RegisterName name, Entry entry, RecordFormat format) =>
        entry.Described.Book != name.Book || entry.Described.Since > format ? new Refusal(Rejection.NotOffered, "$type")
        : entry.Described.Day is { } day && day.Day(entry)?.Year != name.Year ? new Refusal(Rejection.OutOfRange, day.Name)
        : entry.Described.Check(entry);

    /// <summary>The entry, if it is one that a department is given.</summary>
    private static KeptEntry? ForDepartment(Register register, string id) =>
        register.Find(id) is { } kept && kept.Entry.Described.GoesToDepartment(kept.Entry) ? kept : null;

    private static Decision Recorded(Register register, RegisterName name, ImmutableArray<Entry> entries, Given given, bool imported)
    {
        if (register.Entries.Count + entries.Length > MostEntries)
        {
            return new Refusal(Rejection.TooLong, "entries");
        }

        var (events, keys) = (ImmutableArray.CreateBuilder<RegisterEvent>(entries.Length), new HashSet<string>());
        foreach (var entry in entries)
        {
            var id = imported ? Operation.Of(given.Operation.ToString(), $"entry {events.Count}").NewId() : given.Operation.NewId();
            if ((Check(name, entry, given.Format)
                ?? (entry.Key is { } key
                && (register.Has(key) || !keys.Add(Spelling.Of(key))) ? new Refusal(Rejection.AlreadyRecorded, "is") : null)) is { } refusal)
            {
                return imported ? refusal with { Field = string.Create(CultureInfo.InvariantCulture, $"entries[{events.Count}].{refusal.Field}") } : refusal;
            }

            if (register.Entries.ContainsKey(id))
            {
                return Rejection.BadOperation;
            }

            events.Add(new EntryRecorded(id, entry, imported ? events.Count : null));
        }

        return events.Count == 0 ? Decision.Already : new Decision.Accepted(events.MoveToImmutable());
    }

    private static Decision Merging(Register register, RegisterName name, MergeMembers c, RecordFormat format) =>
        name.Book != Book.Members || format < RecordFormat.Eighth ? new Refusal(Rejection.NotOffered, "$type")
        : c.Id == c.Into ? new Refusal(Rejection.AlreadyRecorded, "into")
        : register.Entries.GetValueOrDefault(c.Id)?.MergedInto == c.Into ? Decision.Already
        : register.Find(c.Id) is not { Entry: Entry.Member } ? Rejection.UnknownEntry
        : register.Find(c.Into) is not { Entry: Entry.Member } ? new Refusal(Rejection.UnknownEntry, "into")
        : new EntryMerged(c.Id, c.Into);

    private static Decision Forgetting(Register register, Forget c, Given given) =>
        given.Actor != Actor.House ? Rejection.Forbidden
        : Limits.Check(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal ? refusal
        : given.Format < RecordFormat.Fifth ? new Refusal(Rejection.NotOffered, "is")
        : !register.Entries.TryGetValue(c.Id, out var kept) || kept.Entry.WithoutPerson() is null ? Rejection.UnknownEntry
        : register.Forgotten.Contains(c.Id) ? Decision.Already
        : new EntryForgotten(c.Id, kept.Entry.WithoutPerson()!, c.Reason.Trim());

    private static Decision Amended(Register register, RegisterName name, Amend c, RecordFormat format) => register.Find(c.Id) switch
    {
        null => Rejection.UnknownEntry,
        var kept when kept.Entry.GetType() != c.Entry.GetType() => new Refusal(Rejection.NotOffered, "$type"),
        _ when Check(name, c.Entry, format) is { } refusal => refusal,
        var kept when c.Entry.Key is { } key && IsAnothers(register, c.Id, key, kept.Entry.Key) => new Refusal(Rejection.AlreadyRecorded, "is"),
        _ => new EntryAmended(c.Id, c.Entry),
    };

    /// <summary>Two that are read as the same from before that was looked at may each be amended, as long as neither becomes the other.</summary>
    private static bool IsAnothers(Register register, string id, string key, string? was) =>
        (register.Keys.TryGetValue(key, out var other) && other != id)
        || (was is not null && !Spelling.Same(key, was) && register.Alike.TryGetValue(Spelling.Of(key), out var alike) && alike.Any(a => a != id));
}
