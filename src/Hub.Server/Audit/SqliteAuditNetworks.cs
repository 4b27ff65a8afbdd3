using Hub.Server.Journal;
using Microsoft.Data.Sqlite;

namespace Hub.Server.Audit;

/// <summary>The audit log's network facts in the file of <see cref="SqliteStore"/>.</summary>
public sealed class SqliteAuditNetworks(SqliteStore store) : IAuditNetworks
{
    public Task Add(IReadOnlyCollection<AuditNetwork> networks) => store.Write(session =>
    {
        foreach (var added in networks)
        {
            session.Execute(
                "INSERT INTO audit_networks (hash, salt, network, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                added.Hash.ToArray(), added.Salt, added.Network, added.At.ToUnixTimeMilliseconds());
        }

        return networks.Count;
    });

    public Task<IReadOnlyList<AuditNetwork>> Find(IReadOnlyCollection<Hash> hashes, CancellationToken cancel = default) =>
        store.Read<IReadOnlyList<AuditNetwork>>(
            session => [.. hashes.Distinct().SelectMany(hash =>
                session.Query("SELECT hash, salt, network, at FROM audit_networks WHERE hash = $1", Row, hash.ToArray()))],
            cancel);

    public Task<bool> HasBefore(DateTimeOffset before, CancellationToken cancel = default) => store.Read(
        session => session.Text(
            "SELECT EXISTS (SELECT 1 FROM audit_networks WHERE at < $1)", before.ToUnixTimeMilliseconds()) == "1",
        cancel);

    public Task Prune(DateTimeOffset before) =>
        store.Write(session => session.Execute("DELETE FROM audit_networks WHERE at < $1", before.ToUnixTimeMilliseconds()));

    private static AuditNetwork Row(SqliteDataReader row) => new(
        Hash.ReadOrZero(row.GetFieldValue<byte[]>(0)), row.GetFieldValue<byte[]>(1), row.GetString(2),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)));
}
