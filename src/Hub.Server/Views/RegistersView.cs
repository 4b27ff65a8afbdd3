using System.Globalization;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Registers;
using Hub.Domain.Texts;
using Hub.Server.Journal;
using static Hub.Domain.Registers.RegisterEvent;

namespace Hub.Server.Views;

/// <summary>What stands in the registers, to be searched, listed and counted; and which members have a part in what.</summary>
internal sealed class RegistersView(Action<Commit, Exception> unreadable) : CollectingView
{
    /// <summary>More than a commit has entries: their order is the commit's, and then their own.</summary>
    private const long PlacesPerCommit = 1 << 20;

    public override IReadOnlyList<ViewTable> Tables { get; } =
    [
        new(
            "entries",
            """
            register VARCHAR NOT NULL, id VARCHAR NOT NULL, place BIGINT NOT NULL, at BIGINT NOT NULL, type VARCHAR NOT NULL, kind VARCHAR NOT NULL,
              year BIGINT NOT NULL, month BIGINT NOT NULL,
            name VARCHAR NOT NULL, lowered VARCHAR NOT NULL, county VARCHAR NOT NULL, sector VARCHAR NOT NULL, committee VARCHAR NOT NULL,
              party VARCHAR NOT NULL, n BIGINT NOT NULL,
            json VARCHAR NOT NULL, withdrawn BIGINT NOT NULL, status VARCHAR NOT NULL, department VARCHAR, due VARCHAR, answered VARCHAR
            """,
            "register, id", "place", "year, type, kind, withdrawn", "type, withdrawn, place", "type, withdrawn, name"),
        new(
            "parts",
            "member VARCHAR NOT NULL, register VARCHAR NOT NULL, entry VARCHAR NOT NULL, type VARCHAR NOT NULL, kind VARCHAR NOT NULL, year BIGINT NOT NULL",
            "member, register, entry",
            "register, entry", "year, member"),
        new("merged", "member VARCHAR NOT NULL, into_member VARCHAR NOT NULL, at BIGINT NOT NULL", "member", "into_member"),
    ];

    /// <summary>An entry as it stands in the tables.</summary>
    public static string Json(Entry entry) => JsonSerializer.Serialize(entry, JournalJson.Of<Entry>());

    /// <summary>The other way round.</summary>
    public static Entry Read(string json) => JsonSerializer.Deserialize(json, JournalJson.Of<Entry>())!;

    public override ValueTask Take(Commit commit, CancellationToken cancel)
    {
        if (StreamNames.Register(commit.Stream) is { } register)
        {
            var name = register.ToString();
            var place = commit.Position * PlacesPerCommit;
            foreach (var recorded in Folding.Unpack<RegisterEvent>(commit, e => unreadable(commit, e)))
            {
                Take(name, register.Year ?? 0, place++, recorded);
            }
        }

        return ValueTask.CompletedTask;
    }

    private void Take(string register, int year, long place, Recorded<RegisterEvent> recorded)
    {
        switch (recorded.Event)
        {
            case EntryRecorded e:
                Collected.Add(new Statement(
                    """
                    INSERT INTO {entries} (register, id, kind, month, name, lowered, county, sector, committee, party, n, json, place, at, type, year,
                      withdrawn, status)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $17)
                    ON CONFLICT (register, id) DO NOTHING
                    """,
                    [.. Columns(register, e.Id, e.Entry), place, recorded.At.ToUnixTimeMilliseconds(), e.Entry.Described.Type, (long)year,
                        Status(ProposalStatus.Filed)]));
                Share(register, year, e.Id, e.Entry);
                break;
            case EntryAmended e:
                Collected.Add(new Statement(
                    """
                    UPDATE {entries} SET kind = $3, month = $4, name = $5, lowered = $6, county = $7, sector = $8, committee = $9, party = $10, n = $11,
                      json = $12 WHERE register = $1 AND id = $2
                    """,
                    Columns(register, e.Id, e.Entry)));
                Unshare(register, e.Id);
                Share(register, year, e.Id, e.Entry);
                break;
            case EntryWithdrawn e:
                Collected.Add(new Statement("UPDATE {entries} SET withdrawn = 1 WHERE register = $1 AND id = $2", register, e.Id));
                Unshare(register, e.Id);
                break;
            case EntryMerged e:
                Collected.Add(new Statement("UPDATE {entries} SET withdrawn = 1 WHERE register = $1 AND id = $2", register, e.Id));
                Collected.Add(new Statement("UPDATE {merged} SET into_member = $2 WHERE into_member = $1", e.Id, e.Into));
                Collected.Add(new Statement(
                    "INSERT INTO {merged} (member, into_member, at) VALUES ($1, $2, $3) ON CONFLICT (member) DO NOTHING",
                    e.Id, e.Into, recorded.At.ToUnixTimeMilliseconds()));
                break;
            case EntryForgotten e:
                Collected.Add(new Statement(
                    """
                    UPDATE {entries} SET kind = $3, month = $4, name = $5, lowered = $6, county = $7, sector = $8, committee = $9, party = $10, n = $11,
                      json = $12 WHERE register = $1 AND id = $2
                    """,
                    Columns(register, e.Id, e.Entry)));
                if (e.Entry is Entry.Member)
                {
                    Collected.Add(new Statement("UPDATE {entries} SET withdrawn = 1 WHERE register = $1 AND id = $2", register, e.Id));
                    Unshare(register, e.Id);
                }

                break;
            case ProposalAssigned e:
                Collected.Add(new Statement(
                    "UPDATE {entries} SET status = $3, department = $4, due = $5, answered = NULL WHERE register = $1 AND id = $2",
                    register, e.Id, Status(ProposalStatus.Assigned), e.Department, e.Due?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
                break;
            case ProposalAnswered e:
                Collected.Add(
                    new Statement(
                    "UPDATE {entries} SET status = $3, answered = $4 WHERE register = $1 AND id = $2", register, e.Id, Status(ProposalStatus.Answered),
                    e.Text));
                break;
            default:
                break;
        }
    }

    private static object?[] Columns(string register, string id, Entry entry)
    {
        var kind = entry.Described;
        return
        [
            register, id, kind.SortOf(entry), (long)(entry.Day?.Month ?? 0), entry.Name, Search.Form(entry.Name), kind.TextOf(entry, "county") ?? "",
                kind.TextOf(entry, "sector") ?? "",
            kind.TextOf(entry, "committee") ?? "", kind.TextOf(entry, "party") ?? "", (long)kind.TimesOf(entry), Json(entry),
        ];
    }

    private void Unshare(string register, string id) => Collected.Add(new Statement("DELETE FROM {parts} WHERE register = $1 AND entry = $2", register, id));

    private void Share(string register, int year, string id, Entry entry) => Collected.AddRange(entry.Whose.Select(member => new Statement(
        "INSERT INTO {parts} (member, register, entry, type, kind, year) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (member, register, entry) DO NOTHING",
        member, register, id, entry.Described.Type, entry.Described.SortOf(entry), (long)year)));

    private static string Status(ProposalStatus status) => status.ToString();
}
