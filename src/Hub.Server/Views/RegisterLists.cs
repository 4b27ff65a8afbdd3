using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Domain.Texts;
using Hub.Server.Access;
using Hub.Server.Feed;
using Hub.Server.Journal;

namespace Hub.Server.Views;

/// <param name="Type">As in <c>$type</c>.</param>
/// <param name="Text">Words, each a part of the name, however it is spelled: see <see cref="Search"/>.</param>
/// <param name="Whose">Only what this member has a part in.</param>
/// <param name="After">Where the page before ended.</param>
/// <param name="ByName">In the order of names; else the newest first.</param>
internal sealed record EntryQuery(
    string Type, int? Year = null, string? Kind = null, string? County = null, string? Sector = null, string? Committee = null, string? Party = null,
    string? Text = null, string? Whose = null,
    string? After = null, int Limit = 50, bool Total = false, bool ByName = false);

/// <param name="Status">Of a proposal.</param>
/// <param name="Answered">What the department said.</param>
public sealed record EntryItem(
    string Register, string Id, DateTimeOffset At, Entry Is, ProposalStatus? Status = null, string? Department = null, DateOnly? Due = null,
    string? Answered = null);

/// <summary>What stands in the registers, a page at a time; what was withdrawn does not.</summary>
internal sealed class RegisterLists(HouseViews views) : IMergedMembers
{
    private const string Columns = "register, id, at, json, status, department, due, answered, place, name";

    public async Task<Rows<EntryItem>> Find(EntryQuery query, CancellationToken cancel = default)
    {
        var filter = new Filter()
            .Equal("type", query.Type).Equal("year", (long?)query.Year).Equal("kind", query.Kind).Equal("county", query.County).Equal("sector", query.Sector)
                .Equal("committee", query.Committee)
            .Equal("party", query.Party)
            .Words(query.Text, p => views.Contains("lowered", p))
            .Add(query.Whose, p => $"id IN (SELECT entry FROM {{parts}} WHERE {Merged.Are(p)})")
            .Add("withdrawn = 0");
        int? all = !query.Total ? null
            : (int)(await views.Query(new Statement($"SELECT count(*) FROM {{entries}} {filter.Where}", filter.Values), r => r.GetInt64(0), cancel)).Single();
        filter.Add(query.After is null ? null : long.Parse(query.After, CultureInfo.InvariantCulture), p => query.ByName ? $"place > {p}" : $"place < {p}");
        var rows = await views.Query(
            new Statement(
                $"SELECT {Columns} FROM {{entries}} {filter.Where} ORDER BY place {(query.ByName ? "" : "DESC")} LIMIT "
                + $"{filter.Parameter((long)query.Limit + 1)}", filter.Values),
            r => (Place: r.GetInt64(8), Row: Read(r)), cancel);
        return new Rows<EntryItem>(
            [.. rows.Take(query.Limit).Select(r => r.Row)],
            rows.Count > query.Limit ? rows[query.Limit - 1].Place.ToString(CultureInfo.InvariantCulture) : null, all);
    }

    /// <summary>One entry, or null.</summary>
    public async Task<EntryItem?> Find(RegisterName register, string id, CancellationToken cancel = default) => (await views.Query(
        new Statement($"SELECT {Columns} FROM {{entries}} WHERE register = $1 AND id = $2 AND withdrawn = 0", register.ToString(), id), Read, cancel))
            .SingleOrDefault();

    /// <summary>A department, by its id or else by its name, however that is spelled; null where the register has none such.</summary>
    public async Task<EntryItem?> Department(string idOrName, CancellationToken cancel = default)
    {
        var found = await views.Query(
            new Statement(
                $"SELECT {Columns} FROM {{entries}} WHERE register = $1 AND (id = $2 OR lowered = $3) AND withdrawn = 0",
                RegisterName.Departments.ToString(), idOrName, Search.Form(idOrName)), Read, cancel);
        return found.Find(d => d.Id == idOrName) ?? found.Find(d => d.Is.Name == idOrName) ?? found.Find(d => Spelling.Same(d.Is.Name, idOrName));
    }

    /// <summary>
    /// Members whose names are read as the same and are written in more than one way (<see cref="Spelling"/>): likely one person, recorded twice. Each group
    /// with all who have the name.
    /// </summary>
    public async Task<ImmutableArray<ImmutableArray<EntryItem>>> AlikeMembers(CancellationToken cancel = default) =>
        Spelling.Alike(
            (await Find(new EntryQuery(Entry.Member.Description.Type, Limit: RegisterDecider.MostEntries, ByName: true), cancel)).Items, i => i.Is.Name);

    /// <summary>What these members are called; of those that are not known, nothing.</summary>
    public async Task<ImmutableSortedDictionary<string, string>> NamesOfMembers(IReadOnlyCollection<string> ids, CancellationToken cancel = default) =>
        (await Named("{entries}", "name", () => new Filter().Equal("register", RegisterName.Members.ToString()), ids, cancel))
            .ToImmutableSortedDictionary(n => n.Id, n => n.Name, StringComparer.Ordinal);

    /// <summary>What all members are called, one after the other.</summary>
    public Task<List<string>> NamesOfMembers(CancellationToken cancel = default) => views.Query(
        new Statement(
            "SELECT name FROM {entries} WHERE register = $1 AND type = $2 AND withdrawn = 0 ORDER BY place",
            RegisterName.Members.ToString(), Entry.Member.Description.Type), r => r.GetString(0), cancel);

    /// <summary>The members who go by one of these very names.</summary>
    public async Task<IReadOnlyList<EntryItem>> MembersNamed(IReadOnlyCollection<string> names, CancellationToken cancel = default)
    {
        var members = new List<EntryItem>();

        // A statement takes so many parameters and no more.
        foreach (var some in names.Chunk(1000))
        {
            var filter = new Filter().Equal("register", RegisterName.Members.ToString()).Equal("type", Entry.Member.Description.Type).Add("withdrawn = 0");
            filter.Add($"name IN ({string.Join(", ", some.Select(filter.Parameter))})");
            members.AddRange(await views.Query(new Statement($"SELECT {Columns} FROM {{entries}} {filter.Where}", filter.Values), Read, cancel));
        }

        return members;
    }

    /// <summary>Which entries were merged into this member's, the first of them first.</summary>
    public async Task<ImmutableArray<MergedMember>> MergedInto(string member, CancellationToken cancel = default) =>
    [
        .. await views.Query(
            new Statement(
                "SELECT m.member, e.name, m.at FROM {merged} m JOIN {entries} e ON e.register = $2 AND e.id = m.member WHERE m.into_member = $1 "
                + "ORDER BY m.at, m.member",
                member, RegisterName.Members.ToString()),
            r => new MergedMember(r.GetString(0), r.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(2))), cancel),
    ];

    /// <remarks>A chain of merges is one step in the view: whoever is merged takes along what was merged into them.</remarks>
    public async Task<string?> FindInto(string member, CancellationToken cancel = default) =>
        (await views.Query(new Statement("SELECT into_member FROM {merged} WHERE member = $1", member), r => r.GetString(0), cancel)).SingleOrDefault();

    public async Task<IReadOnlyList<string>> ReadMergedInto(string member, CancellationToken cancel = default) =>
        [.. (await MergedInto(member, cancel)).Select(merged => merged.Id)];

    /// <summary>Of each entry that was merged, the member whose it is.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AllMerged(CancellationToken cancel = default) =>
        (await views.Query(new Statement("SELECT member, into_member FROM {merged}"), r => (From: r.GetString(0), Into: r.GetString(1)), cancel))
            .ToDictionary(m => m.From, m => m.Into, StringComparer.Ordinal);

    /// <summary>Whether any member stands in the register.</summary>
    public async Task<bool> HasMembers(CancellationToken cancel = default) =>
        (await Find(new EntryQuery(Entry.Member.Description.Type, Limit: 1), cancel)).Items.Count > 0;

    /// <summary>Those of these ids that no member has.</summary>
    public async Task<IReadOnlyList<string>> UnknownMembers(IReadOnlyCollection<string> ids, CancellationToken cancel = default)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        // An entry that named somebody who was merged since may be put right, and goes on naming them.
        var filter = new Filter().Equal("register", RegisterName.Members.ToString()).Equal("type", Entry.Member.Description.Type)
            .Add("(withdrawn = 0 OR id IN (SELECT member FROM {merged}))");
        filter.Add($"id IN ({string.Join(", ", ids.Select(filter.Parameter))})");
        var known = (await views.Query(new Statement($"SELECT id FROM {{entries}} {filter.Where}", filter.Values), r => r.GetString(0), cancel)).ToHashSet();
        return [.. ids.Where(id => !known.Contains(id))];
    }

    /// <summary>
    /// What the members and the rooms that these entries name are called, by member and by room; of those that are not known, or not for everyone, nothing.
    /// </summary>
    public async Task<ImmutableSortedDictionary<string, string>> Names(IEnumerable<Entry> entries, CancellationToken cancel = default)
    {
        var (members, sources) = (new HashSet<string>(), new HashSet<string>());
        foreach (var entry in entries)
        {
            members.UnionWith(entry.Named);
            sources.UnionWith(entry.Described.FieldsOf(entry).Where(f => f.Type == FieldType.Room).SelectMany(f => f.Ids(entry)));
        }

        string[] topics = [.. sources.Select(StreamNames.Topic).OfType<string>()], meetings = [.. sources.Select(StreamNames.Meeting).OfType<string>()];
        return (await Named("{entries}", "name", () => new Filter().Equal("register", RegisterName.Members.ToString()), members, cancel))
            .Concat((await Named("{topics}", "title", () => new Filter().Add("hidden = 0"), topics, cancel)).Select(t => (StreamNames.OfTopic(t.Id), t.Name)))
            .Concat((await Named("{meetings}", "title", () => new Filter().Equal("visibility", nameof(Visibility.Public)), meetings, cancel))
                .Select(m => (StreamNames.OfMeeting(m.Id), m.Name)))
            .ToImmutableSortedDictionary(n => n.Item1, n => n.Item2, StringComparer.Ordinal);
    }

    /// <param name="filter">Makes what is true of all that may be named.</param>
    private async Task<IReadOnlyList<(string Id, string Name)>> Named(
        string table, string column, Func<Filter> filter, IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        var named = new List<(string, string)>(ids.Count);

        // A statement takes so many parameters and no more.
        foreach (var some in ids.Chunk(1000))
        {
            var among = filter();
            among.Add($"id IN ({string.Join(", ", some.Select(among.Parameter))})");
            named.AddRange(
                await views.Query(new Statement($"SELECT id, {column} FROM {table} {among.Where}", among.Values), r =>
                (r.GetString(0), r.GetString(1)), cancel));
        }

        return named;
    }

    /// <summary>How much of each kind of entry a year has.</summary>
    public async Task<IReadOnlyDictionary<(string Type, string Kind), int>> Count(int year, CancellationToken cancel = default) => (await views.Query(
        new Statement("SELECT type, kind, sum(n) FROM {entries} WHERE year = $1 AND withdrawn = 0 GROUP BY type, kind", (long)year),
        r => (Key: (r.GetString(0), r.GetString(1)), N: Convert.ToInt32(r.GetValue(2), CultureInfo.InvariantCulture)), cancel))
            .ToDictionary(r => r.Key, r => r.N);

    /// <summary>Meetings by id, of those that anyone may read.</summary>
    public async Task<IReadOnlyDictionary<string, MeetingRow>> Meetings(IReadOnlyCollection<string> ids, CancellationToken cancel = default)
    {
        if (ids.Count == 0)
        {
            return new Dictionary<string, MeetingRow>();
        }

        var filter = new Filter().Equal("visibility", nameof(Visibility.Public));
        filter.Add($"id IN ({string.Join(", ", ids.Select(filter.Parameter))})");
        return (await views.Query(
            new Statement($"SELECT id, title, format, status, starts_at, venue, county FROM {{meetings}} {filter.Where}", filter.Values),
            r => new MeetingRow(
                r.GetString(0), r.GetString(1), r.GetString(2), Enum.Parse<MeetingStatus>(r.GetString(3)),
                r.IsDBNull(4) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(4)),
                r.GetString(5), r.GetString(6)),
            cancel)).ToDictionary(m => m.Id);
    }

    /// <summary>What was counted of each venue in a year: topics raised there, meetings held there.</summary>
    public async Task<IReadOnlyDictionary<string, (int Topics, int Activities)>> VenueActivity(int year, CancellationToken cancel = default) =>
        (await views.Query(
        new Statement("SELECT place, kind, n FROM {totals} WHERE year = $1 AND scope = $2", (long)year, FiguresView.Scope.Venue),
        r => (Place: r.GetString(0), Kind: r.GetString(1), N: (int)r.GetInt64(2)), cancel))
        .GroupBy(r => r.Place)
        .ToDictionary(g => g.Key, g =>
            (g.Where(r => r.Kind == FiguresView.Topics).Sum(r => r.N), g.Where(r => r.Kind == FiguresView.Activities).Sum(r => r.N)));

    private static EntryItem Read(DbDataReader r)
    {
        var entry = JsonSerializer.Deserialize(r.GetString(3), JournalJson.Of<Entry>())!;
        return new EntryItem(
            r.GetString(0), r.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(2)), entry,
            entry.Described.GoesToDepartment(entry) ? Enum.Parse<ProposalStatus>(r.GetString(4)) : null,
            r.IsDBNull(5) ? null : r.GetString(5), r.IsDBNull(6) ? null : DateOnly.Parse(r.GetString(6), CultureInfo.InvariantCulture),
            r.IsDBNull(7) ? null : r.GetString(7));
    }
}
