using System.Collections.Immutable;
using System.Globalization;
using static Hub.Domain.Registers.Entry;
using static Hub.Domain.Registers.RegisterCommand;
using static Hub.Domain.Registers.RegisterEvent;

namespace Hub.Domain.Registers;

using Decision = Decision<RegisterEvent>;

/// <summary>
/// The rules of a register. What lies outside it (whether a member, a meeting, a format, a sector is known, whether a file exists) is looked at by the edge, before.
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
        _ when !given.Actor.IsStaff => Rejection.Forbidden,
        Record c => Recorded(register, name, [c.Entry], given.Operation, imported: false),
        Import { Entries.Length: > MostImported } => new Refusal(Rejection.TooLong, "entries"),
        Import c => Recorded(register, name, c.Entries, given.Operation, imported: true),
        Amend c => Amended(register, name, c),
        Withdraw c => Limits.Check(c.Reason, Limits.Reason, "reason") is { } refusal ? refusal : register.Find(c.Id) is null ? Rejection.UnknownEntry : new EntryWithdrawn(c.Id, c.Reason.Trim()),
        AssignProposal c => Limits.Check(c.Department, Limits.Department, "department") is { } refusal ? refusal : register.Find(c.Id) switch
        {
            not { Entry: Output { Kind: OutputKind.Proposal } } => Rejection.UnknownEntry,
            { Assigned: { } was, Answered: null } when was == new Assignment(c.Department.Trim(), c.Due) => Decision.Already,
            _ => new ProposalAssigned(c.Id, c.Department.Trim(), c.Due),
        },
        AnswerProposal c => Limits.Check(c.Text, Limits.TopicText, "text") is { } refusal ? refusal : register.Find(c.Id) switch
        {
            not { Entry: Output { Kind: OutputKind.Proposal } } => Rejection.UnknownEntry,
            { Assigned: null } => Rejection.NotAssigned,
            var kept when kept.Answered == c.Text.Trim() => Decision.Already,
            _ => new ProposalAnswered(c.Id, c.Text.Trim()),
        },
        var other => throw new InvalidOperationException($"No register is asked for {other.GetType().Name}."),
    };

    /// <summary>Why an entry cannot stand in this register, whatever else does; null where it can.</summary>
    public static Refusal? Check(RegisterName name, Entry entry) =>
        entry.Book != name.Book ? new Refusal(Rejection.NotOffered, "$type")
        : entry.Day is { } day && day.Year != name.Year ? new Refusal(Rejection.OutOfRange, "on")
        : entry switch
        {
            PlanItem e => First(
                Limits.Check(e.Title, Limits.Title, "title"), Limits.Check(e.Format, Limits.Word, "format"), Limits.CheckRange(e.Quarter, 1, 4, "quarter"),
                Limits.CheckOptional(e.Owner, Limits.Department, "owner"), Many(e.Meetings, MostMeetings, "meetings")),
            Venue e => First(
                Limits.Check(e.Title, Limits.Title, "title"), Limits.Check(e.County, Limits.Word, "county"), Limits.CheckOptional(e.Owner, Limits.Department, "owner"),
                Limits.CheckOptional(e.Address, Limits.Title, "address")),
            Brand e => First(Limits.Check(e.Title, Limits.Title, "title"), Limits.Check(e.Holder, Limits.Department, "holder"), Limits.CheckOptional(e.Text, Limits.Note, "text")),
            Member e => First(
                Limits.Check(e.FullName, Limits.Word, "name"), Limits.Check(e.Sector, Limits.Word, "sector"), Limits.CheckOptional(e.Committee, Limits.Word, "committee"),
                Limits.CheckOptional(e.County, Limits.Word, "county"), Limits.CheckOptional(e.Party, Limits.Word, "party"), Limits.CheckOptional(e.Office, Limits.Word, "office")),
            Liaison e => First(Limits.Check(e.Who, Limits.Department, "who"), Limits.Check(e.With, Limits.Department, "with")),
            Output e => First(
                Limits.Check(e.Title, Limits.Title, "title"), Many(e.Members, MostMembers, "members"), Limits.CheckOptional(e.Text, Limits.TopicText, "text"),
                Limits.CheckOptional(e.Source, Limits.Title, "source"), Limits.CheckOptional(e.Comment, Limits.Word, "comment"),
                e is { Comment: not null, Source: null } ? new Refusal(Rejection.UnknownRoom, "source") : null, Many(e.Files, Limits.Files, "files")),
            LedgerEntry e => First(
                Limits.Check(e.Title, Limits.Title, "title"), Limits.CheckRange(e.Count, 1, MostCounted, "count"), Many(e.Members, MostMembers, "members"),
                Limits.CheckOptional(e.Note, Limits.Note, "note"), Many(e.Files, Limits.Files, "files")),
            Visit e => First(Limits.Check(e.Place, Limits.Title, "place"), Some(e.Members, "members"), Limits.CheckOptional(e.Note, Limits.Note, "note")),
            ReceptionDay e => First(
                Limits.Check(e.Place, Limits.Title, "place"), Some(e.Members, "members"), Limits.CheckRange(e.Received, 0, MostCounted, "received"), Limits.CheckOptional(e.Note, Limits.Note, "note")),
            Nomination e => First(Limits.Check(e.Nominee, Limits.Word, "nominee"), Limits.Check(e.Reason, Limits.Reason, "reason")),
            _ => throw new InvalidOperationException($"No register takes {entry.GetType().Name}."),
        };

    private static Decision Recorded(Register register, RegisterName name, ImmutableArray<Entry> entries, Operation operation, bool imported)
    {
        if (register.Entries.Count + entries.Length > MostEntries)
        {
            return new Refusal(Rejection.TooLong, "entries");
        }

        var (events, keys) = (ImmutableArray.CreateBuilder<RegisterEvent>(entries.Length), new HashSet<string>());
        foreach (var entry in entries)
        {
            var id = imported ? Operation.Of(operation.ToString(), $"entry {events.Count}").NewId() : operation.NewId();
            if ((Check(name, entry) ?? (entry.Key is { } key && (register.Keys.ContainsKey(key) || !keys.Add(key)) ? new Refusal(Rejection.AlreadyRecorded, "is") : null)) is { } refusal)
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

    private static Decision Amended(Register register, RegisterName name, Amend c) => register.Find(c.Id) switch
    {
        null => Rejection.UnknownEntry,
        var kept when kept.Entry.GetType() != c.Entry.GetType() => new Refusal(Rejection.NotOffered, "$type"),
        _ when Check(name, c.Entry) is { } refusal => refusal,
        _ when c.Entry.Key is { } key && register.Keys.TryGetValue(key, out var other) && other != c.Id => new Refusal(Rejection.AlreadyRecorded, "is"),
        _ => new EntryAmended(c.Id, c.Entry),
    };

    private static Refusal? First(params ReadOnlySpan<Refusal?> checks)
    {
        foreach (var check in checks)
        {
            if (check is not null)
            {
                return check;
            }
        }

        return null;
    }

    private static Refusal? Some(ImmutableArray<string> ids, string field) => ids.IsEmpty ? new Refusal(Rejection.Empty, field) : Many(ids, MostMembers, field);

    private static Refusal? Many(ImmutableArray<string>? ids, int most, string field) =>
        ids is not { } some ? null
        : some.Length > most ? new Refusal(Rejection.TooLong, field)
        : some.Distinct(StringComparer.Ordinal).Count() < some.Length ? new Refusal(Rejection.AlreadyRecorded, field)
        : some.Select(id => Limits.Check(id, Limits.Word, field)).FirstOrDefault(refusal => refusal is not null);
}
