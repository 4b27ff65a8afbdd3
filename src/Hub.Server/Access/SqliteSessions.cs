using Hub.Server.Journal;
using Microsoft.Data.Sqlite;

namespace Hub.Server.Access;

/// <summary>Sessions in the file of <see cref="SqliteStore"/>, which one process owns: whatever ends, ends in this one.</summary>
public sealed class SqliteSessions(SqliteStore store) : ISessionStore
{
    private const string Columns = "id, person, member, epoch, device, network, started, seen, expires, ended, account, account_epoch, provider_session";

    public bool IsShared => false;

    public Task Add(IReadOnlyCollection<SessionRow> rows) => store.Write(session => rows.Sum(row => Put(session, row, ended: null, "DO NOTHING")));

    public Task<IReadOnlyList<SessionRow>> Find(IReadOnlyCollection<string> ids, CancellationToken cancel = default) =>
        store.Read<IReadOnlyList<SessionRow>>(
            session => [.. ids.SelectMany(id => session.Query($"SELECT {Columns} FROM sessions WHERE id = $1", Read, id))], cancel);

    public Task<IReadOnlyList<SessionRow>> ReadOf(string person, CancellationToken cancel = default) => store.Read<IReadOnlyList<SessionRow>>(
        session => session.Query($"SELECT {Columns} FROM sessions WHERE person = $1 AND ended IS NULL ORDER BY seen DESC, id", Read, person), cancel);

    public Task See(IReadOnlyCollection<SeenSession> seen) => store.Write(session => seen.Sum(
        s => session.Execute("UPDATE sessions SET seen = $2 WHERE id = $1 AND seen < $2", s.Id, s.At.ToUnixTimeMilliseconds())));

    public Task End(SessionRow row) => store.Write(session => Put(
        session, row, store.Time.GetUtcNow().ToUnixTimeMilliseconds(), "DO UPDATE SET ended = excluded.ended WHERE sessions.ended IS NULL"));

    public Task<IReadOnlyList<string>> EndOfMember(string member) => store.Write<IReadOnlyList<string>>(session => session.Query(
        "UPDATE sessions SET ended = $2 WHERE member = $1 AND ended IS NULL RETURNING id", row => row.GetString(0), member,
        store.Time.GetUtcNow().ToUnixTimeMilliseconds()));

    public Task<IReadOnlyList<string>> EndOfAccount(string account) => store.Write<IReadOnlyList<string>>(session => session.Query(
        "UPDATE sessions SET ended = $2 WHERE account = $1 AND ended IS NULL RETURNING id", row => row.GetString(0), account,
        store.Time.GetUtcNow().ToUnixTimeMilliseconds()));

    public Task<IReadOnlyList<string>> EndOfProvider(string? account, string? providerSession) => store.Write<IReadOnlyList<string>>(session => session.Query(
        """
        UPDATE sessions SET ended = $3 WHERE ended IS NULL AND provider_session IS NOT NULL AND coalesce($1, $2) IS NOT NULL
          AND account = coalesce($1, account) AND provider_session = coalesce($2, provider_session) RETURNING id
        """,
        row => row.GetString(0), account, providerSession, store.Time.GetUtcNow().ToUnixTimeMilliseconds()));

    public Task<IReadOnlyList<string>> Forget(string person) => store.Write<IReadOnlyList<string>>(session => session.Query(
        "UPDATE sessions SET ended = coalesce(ended, $2), device = '', network = '', provider_session = NULL WHERE person = $1 RETURNING id",
        row => row.GetString(0), person,
        store.Time.GetUtcNow().ToUnixTimeMilliseconds()));

    public IReadOnlyList<string> ReadEnded(TimeSpan within) => throw new NotSupportedException("No other process ends sessions in this file.");

    public Task Prune(DateTimeOffset now) =>
        store.Write(session => session.Execute("DELETE FROM sessions WHERE expires <= $1", now.ToUnixTimeMilliseconds()));

    private static int Put(SqliteSession session, SessionRow row, long? ended, string ifThere) => session.Execute(
        $"INSERT INTO sessions ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (id) {ifThere}",
        row.Id, row.Person, row.Member, row.OperatorEpoch, row.Device, row.Network, row.Started.ToUnixTimeMilliseconds(),
        row.LastSeen.ToUnixTimeMilliseconds(), row.Expires.ToUnixTimeMilliseconds(), ended,
        row.Account, row.AccountEpoch, row.ProviderSession);

    private static SessionRow Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4),
        row.GetString(5), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)), !row.IsDBNull(9),
        row.IsDBNull(10) ? null : row.GetString(10), row.IsDBNull(11) ? null : row.GetInt64(11),
        row.IsDBNull(12) ? null : row.GetString(12));
}
