using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Consents;

/// <summary>In the cluster's database: each write may be done twice.</summary>
internal sealed class PostgresConsents(PostgresStore store) : IConsents
{
    private const string Columns = "id, kind, room, target, reason, person, account, asked, until, state, decided_by, why";

    public Task Add(Consent c) => store.Execute(
        $"INSERT INTO consents ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7::text, $8, $9, $10, $11::text, $12::text) ON CONFLICT DO NOTHING",
        c.Id, c.Kind.ToString(), c.Room, c.Target, c.Reason, c.Person, c.Account, c.AskedAt.ToUnixTimeMilliseconds(), c.Until.ToUnixTimeMilliseconds(),
        c.State.ToString(), c.DecidedBy, c.Why);

    public async Task<Consent?> Find(string id, CancellationToken cancel = default) =>
        (await store.Query($"SELECT {Columns} FROM consents WHERE id = $1", Read, [id], cancel)).SingleOrDefault();

    public async Task<IReadOnlyList<Consent>> ReadOpen(CancellationToken cancel = default) =>
        await store.Query($"SELECT {Columns} FROM consents WHERE state IN ('Waiting', 'Agreed') ORDER BY asked, id", Read, [], cancel);

    /// <remarks>Where the answer is lost, the same again finds it moved; what was agreed to is then done all the same, by whoever looks next.</remarks>
    public async Task<bool> Move(string id, ConsentState from, ConsentState to, string? by = null, string? why = null) => await store.Execute(
        "UPDATE consents SET state = $3, decided_by = coalesce($4::text, decided_by), why = coalesce($5::text, why) WHERE id = $1 AND state = $2",
        id, from.ToString(), to.ToString(), by, why) > 0;

    private static Consent Read(NpgsqlDataReader row) => new(
        row.GetString(0), Enum.Parse<ConsentKind>(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
        row.IsDBNull(6) ? null : row.GetString(6), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)), Enum.Parse<ConsentState>(row.GetString(9)), row.IsDBNull(10) ? null : row.GetString(10),
        row.IsDBNull(11) ? null : row.GetString(11));
}
