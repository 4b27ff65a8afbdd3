using Hub.Server.Journal;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access.OpenId;

/// <summary>Which logout tokens of the provider were used, so that none is used twice, on whichever node. What was answered is durable.</summary>
public interface IUsedLogouts
{
    /// <param name="token">The hash of what the token is called.</param>
    Task<bool> Has(Hash token, CancellationToken cancel = default);

    /// <summary>Remembers a token until it is over, and forgets those that are. Idempotent.</summary>
    Task Add(Hash token, DateTimeOffset until, DateTimeOffset now);
}

/// <summary>In the file of <see cref="SqliteStore"/>, on the same writer as the journal.</summary>
public sealed class SqliteUsedLogouts(SqliteStore store) : IUsedLogouts
{
    public async Task<bool> Has(Hash token, CancellationToken cancel = default) => (await store.Read(
        session => session.Query("SELECT until FROM used_logouts WHERE token = $1", row => row.GetInt64(0), token.ToArray()), cancel)).Count > 0;

    public Task Add(Hash token, DateTimeOffset until, DateTimeOffset now) => store.Write(session =>
        session.Execute("DELETE FROM used_logouts WHERE until <= $1", now.ToUnixTimeMilliseconds())
        + session.Execute(
            "INSERT INTO used_logouts (token, until) VALUES ($1, $2) ON CONFLICT DO NOTHING", token.ToArray(), until.ToUnixTimeMilliseconds()));
}

/// <summary>In a cluster's database: each write may be done twice.</summary>
public sealed class PostgresUsedLogouts(PostgresStore store) : IUsedLogouts
{
    public async Task<bool> Has(Hash token, CancellationToken cancel = default) =>
        (await store.Query("SELECT until FROM used_logouts WHERE token = $1", row => row.GetInt64(0), [token.ToArray()], cancel)).Count > 0;

    public async Task Add(Hash token, DateTimeOffset until, DateTimeOffset now)
    {
        await store.Execute("DELETE FROM used_logouts WHERE until <= $1", now.ToUnixTimeMilliseconds());
        await store.Execute(
            "INSERT INTO used_logouts (token, until) VALUES ($1, $2) ON CONFLICT DO NOTHING", token.ToArray(), until.ToUnixTimeMilliseconds());
    }
}
