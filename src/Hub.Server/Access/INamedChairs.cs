using Hub.Server.Journal;

namespace Hub.Server.Access;

/// <summary>
/// Which accounts were named to chair a meeting: each takes the chair with a session of their own, and needs no code. Apart from the record, which says who
/// chaired by the name that they went by. What was answered is durable and seen by every node at once.
/// </summary>
public interface INamedChairs
{
    /// <summary>Names these accounts; others stay named. Idempotent.</summary>
    Task Add(string room, IReadOnlyCollection<string> accounts);

    /// <summary>Whether this account was named in this room.</summary>
    Task<bool> Has(string room, string account, CancellationToken cancel = default);

    /// <summary>The accounts that were named in this room.</summary>
    Task<IReadOnlyList<string>> Read(string room, CancellationToken cancel = default);
}

/// <summary>In the file of <see cref="SqliteStore"/>, on the same writer as the journal.</summary>
public sealed class SqliteNamedChairs(SqliteStore store) : INamedChairs
{
    public Task Add(string room, IReadOnlyCollection<string> accounts) => store.Write(session =>
    {
        foreach (var account in accounts)
        {
            session.Execute("INSERT INTO named_chairs (room, account) VALUES ($1, $2) ON CONFLICT DO NOTHING", room, account);
        }

        return accounts.Count;
    });

    public async Task<bool> Has(string room, string account, CancellationToken cancel = default) =>
        (await store.Read(
            session => session.Query("SELECT account FROM named_chairs WHERE room = $1 AND account = $2", row => row.GetString(0), room, account), cancel))
        .Count > 0;

    public Task<IReadOnlyList<string>> Read(string room, CancellationToken cancel = default) => store.Read<IReadOnlyList<string>>(
        session => session.Query("SELECT account FROM named_chairs WHERE room = $1 ORDER BY account", row => row.GetString(0), room), cancel);
}

/// <summary>In a cluster's database: each write may be done twice.</summary>
public sealed class PostgresNamedChairs(PostgresStore store) : INamedChairs
{
    public Task Add(string room, IReadOnlyCollection<string> accounts) => store.Execute(
        "INSERT INTO named_chairs (room, account) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING", room, accounts.ToArray());

    public async Task<bool> Has(string room, string account, CancellationToken cancel = default) =>
        (await store.Query("SELECT account FROM named_chairs WHERE room = $1 AND account = $2", row => row.GetString(0), [room, account], cancel)).Count > 0;

    public async Task<IReadOnlyList<string>> Read(string room, CancellationToken cancel = default) =>
        await store.Query("SELECT account FROM named_chairs WHERE room = $1 ORDER BY account", row => row.GetString(0), [room], cancel);
}
