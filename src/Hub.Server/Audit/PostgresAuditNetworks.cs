using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Audit;

/// <summary>The audit log's network facts in a cluster's database: each write may be done twice.</summary>
public sealed class PostgresAuditNetworks(PostgresStore store) : IAuditNetworks
{
    public Task Add(IReadOnlyCollection<AuditNetwork> networks) => store.Execute(
        """
        INSERT INTO audit_networks (hash, salt, network, at) SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::bigint[]) ON CONFLICT DO NOTHING
        """,
        networks.Select(n => n.Hash.ToArray()).ToArray(), networks.Select(n => n.Salt).ToArray(), networks.Select(n => n.Network).ToArray(),
        networks.Select(n => n.At.ToUnixTimeMilliseconds()).ToArray());

    public async Task<IReadOnlyList<AuditNetwork>> Find(IReadOnlyCollection<Hash> hashes, CancellationToken cancel = default) => await store.Query(
        "SELECT hash, salt, network, at FROM audit_networks WHERE hash = ANY ($1)", Row, [hashes.Select(h => h.ToArray()).ToArray()], cancel);

    public async Task<bool> HasBefore(DateTimeOffset before, CancellationToken cancel = default) => (await store.Query(
        "SELECT EXISTS (SELECT 1 FROM audit_networks WHERE at < $1)", row => row.GetBoolean(0), [before.ToUnixTimeMilliseconds()], cancel)).Single();

    public Task Prune(DateTimeOffset before) => store.Execute("DELETE FROM audit_networks WHERE at < $1", before.ToUnixTimeMilliseconds());

    private static AuditNetwork Row(NpgsqlDataReader row) => new(
        Hash.ReadOrZero(row.GetFieldValue<byte[]>(0)), row.GetFieldValue<byte[]>(1), row.GetString(2),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)));
}
