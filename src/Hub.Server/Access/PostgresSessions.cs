using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Access;

/// <summary>Sessions of a cluster, in the journal's database: each write is one statement that may be done twice.</summary>
public sealed class PostgresSessions(PostgresStore store) : ISessionStore, IDisposable
{
    private const string Columns = "id, person, member, epoch, device, network, started, seen, expires, account, account_epoch, provider_session";

    private const string Rows = $"""
        INSERT INTO sessions ({Columns})
        SELECT * FROM unnest(
          $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::text[], $11::bigint[],
          $12::text[])
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>Who listens for what has ended must not wait for a connection of the pool behind everybody else.</summary>
    private NpgsqlConnection? _listening;

    public bool IsShared => true;

    public Task Add(IReadOnlyCollection<SessionRow> rows) => store.Execute(
        Rows,
        rows.Select(r => r.Id).ToArray(), rows.Select(r => r.Person).ToArray(), rows.Select(r => r.Member).ToArray(),
        rows.Select(r => r.OperatorEpoch).ToArray(), rows.Select(r => r.Device).ToArray(), rows.Select(r => r.Network).ToArray(),
        rows.Select(r => r.Started.ToUnixTimeMilliseconds()).ToArray(), rows.Select(r => r.LastSeen.ToUnixTimeMilliseconds()).ToArray(),
        rows.Select(r => r.Expires.ToUnixTimeMilliseconds()).ToArray(), rows.Select(r => r.Account).ToArray(), rows.Select(r => r.AccountEpoch).ToArray(),
        rows.Select(r => r.ProviderSession).ToArray());

    public async Task<IReadOnlyList<SessionRow>> Find(IReadOnlyCollection<string> ids, CancellationToken cancel = default) =>
        await store.Query($"SELECT {Columns}, ended FROM sessions WHERE id = ANY ($1)", Read, [ids.ToArray()], cancel);

    public async Task<IReadOnlyList<SessionRow>> ReadOf(string person, CancellationToken cancel = default) => await store.Query(
        $"SELECT {Columns}, ended FROM sessions WHERE person = $1 AND ended IS NULL ORDER BY seen DESC, id", Read, [person], cancel);

    public Task See(IReadOnlyCollection<SeenSession> seen) => store.Execute(
        """
        UPDATE sessions AS s SET seen = n.seen FROM unnest($1::text[], $2::bigint[]) AS n (id, seen) WHERE s.id = n.id AND s.seen < n.seen
        """,
        seen.Select(s => s.Id).ToArray(), seen.Select(s => s.At.ToUnixTimeMilliseconds()).ToArray());

    /// <remarks>The time of an end is taken as it is written, not as its transaction began: it is committed within moments of it.</remarks>
    public Task End(SessionRow row) => store.Execute(
        $"""
        INSERT INTO sessions ({Columns}, ended) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET ended = excluded.ended WHERE sessions.ended IS NULL
        """,
        row.Id, row.Person, row.Member, row.OperatorEpoch, row.Device, row.Network, row.Started.ToUnixTimeMilliseconds(),
        row.LastSeen.ToUnixTimeMilliseconds(), row.Expires.ToUnixTimeMilliseconds(), row.Account, row.AccountEpoch, row.ProviderSession);

    public async Task<IReadOnlyList<string>> EndOfMember(string member) => await store.Query(
        "UPDATE sessions SET ended = clock_timestamp() WHERE member = $1 AND ended IS NULL RETURNING id", row => row.GetString(0), [member]);

    public async Task<IReadOnlyList<string>> EndOfAccount(string account) => await store.Query(
        "UPDATE sessions SET ended = clock_timestamp() WHERE account = $1 AND ended IS NULL RETURNING id", row => row.GetString(0), [account]);

    public async Task<IReadOnlyList<string>> EndOfProvider(string? account, string? providerSession) => await store.Query(
        """
        UPDATE sessions SET ended = clock_timestamp() WHERE ended IS NULL AND provider_session IS NOT NULL AND coalesce($1::text, $2::text) IS NOT NULL
          AND account = coalesce($1::text, account) AND provider_session = coalesce($2::text, provider_session) RETURNING id
        """,
        row => row.GetString(0), [account, providerSession]);

    public async Task<IReadOnlyList<string>> Forget(string person) => await store.Query(
        "UPDATE sessions SET ended = coalesce(ended, clock_timestamp()), device = '', network = '', provider_session = NULL WHERE person = $1 RETURNING id",
        row => row.GetString(0), [person]);

    public IReadOnlyList<string> ReadEnded(TimeSpan within)
    {
        try
        {
            _listening ??= store.Source.OpenConnection();
            using var command = PostgresStore.Command(
                _listening, "SELECT id FROM sessions WHERE ended > clock_timestamp() - make_interval(secs => $1)", within.TotalSeconds);
            command.CommandTimeout = 1;
            using var reader = command.ExecuteReader();
            var ended = new List<string>();
            while (reader.Read())
            {
                ended.Add(reader.GetString(0));
            }

            return ended;
        }
#pragma warning disable CA1031 // A connection that was cut in the middle of an answer may fail in any way: it is not asked again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _listening?.Dispose();
            _listening = null;
            throw new StoreException($"The database did not say which sessions have ended: {PostgresStore.Sentence(e)}.", mayBeStored: false, e);
        }
    }

    public Task Prune(DateTimeOffset now) => store.Execute("DELETE FROM sessions WHERE expires <= $1", now.ToUnixTimeMilliseconds());

    public void Dispose() => _listening?.Dispose();

    private static SessionRow Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4),
        row.GetString(5), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)), !row.IsDBNull(12),
        row.IsDBNull(9) ? null : row.GetString(9), row.IsDBNull(10) ? null : row.GetInt64(10),
        row.IsDBNull(11) ? null : row.GetString(11));
}
