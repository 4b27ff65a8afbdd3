using Hub.Server.Journal;
using Microsoft.Data.Sqlite;

namespace Hub.Server.Consents;

/// <summary>In the journal's file.</summary>
internal sealed class SqliteConsents(SqliteStore store) : IConsents
{
    private const string Columns = "id, kind, room, target, reason, person, account, asked, until, state, decided_by, why";

    public Task Add(Consent c) => store.Write(session => session.Execute(
        $"INSERT INTO consents ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
        c.Id, c.Kind.ToString(), c.Room, c.Target, c.Reason, c.Person, c.Account, c.AskedAt.ToUnixTimeMilliseconds(), c.Until.ToUnixTimeMilliseconds(),
        c.State.ToString(), c.DecidedBy, c.Why));

    public Task<Consent?> Find(string id, CancellationToken cancel = default) =>
        store.Read(session => session.Find($"SELECT {Columns} FROM consents WHERE id = $1", Read, id), cancel);

    public Task<IReadOnlyList<Consent>> ReadOpen(CancellationToken cancel = default) => store.Read<IReadOnlyList<Consent>>(
        session => session.Query($"SELECT {Columns} FROM consents WHERE state IN ('Waiting', 'Agreed') ORDER BY asked, id", Read), cancel);

    public Task<bool> Move(string id, ConsentState from, ConsentState to, string? by = null, string? why = null) => store.Write(session => session.Execute(
        "UPDATE consents SET state = $3, decided_by = coalesce($4, decided_by), why = coalesce($5, why) WHERE id = $1 AND state = $2",
        id, from.ToString(), to.ToString(), by, why) > 0);

    private static Consent Read(SqliteDataReader row) => new(
        row.GetString(0), Enum.Parse<ConsentKind>(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
        row.IsDBNull(6) ? null : row.GetString(6), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)), Enum.Parse<ConsentState>(row.GetString(9)), row.IsDBNull(10) ? null : row.GetString(10),
        row.IsDBNull(11) ? null : row.GetString(11));
}
