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

    /// <summary>Takes the chair from these accounts: none of them is named any more. Idempotent.</summary>
    Task Remove(string room, IReadOnlyCollection<string> accounts);

    /// <summary>Takes every chair from an account that is forgotten. Idempotent.</summary>
    Task Forget(string account);

    /// <summary>Whether this account was named in this room.</summary>
    Task<bool> Has(string room, string account, CancellationToken cancel = default);

    /// <summary>The accounts that were named in this room.</summary>
    Task<IReadOnlyList<string>> Read(string room, CancellationToken cancel = default);

    /// <summary>The rooms in which this account is named.</summary>
    Task<IReadOnlyList<string>> ReadOf(string account, CancellationToken cancel = default);
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

    public Task Remove(string room, IReadOnlyCollection<string> accounts) => store.Write(session =>
        accounts.Sum(account => session.Execute("DELETE FROM named_chairs WHERE room = $1 AND account = $2", room, account)));

    public Task Forget(string account) => store.Write(session => session.Execute("DELETE FROM named_chairs WHERE account = $1", account));

    public async Task<bool> Has(string room, string account, CancellationToken cancel = default) =>
        (await store.Read(
            session => session.Query("SELECT account FROM named_chairs WHERE room = $1 AND account = $2", row => row.GetString(0), room, account), cancel))
        .Count > 0;

    public Task<IReadOnlyList<string>> Read(string room, CancellationToken cancel = default) => store.Read<IReadOnlyList<string>>(
        session => session.Query("SELECT account FROM named_chairs WHERE room = $1 ORDER BY account", row => row.GetString(0), room), cancel);

    public Task<IReadOnlyList<string>> ReadOf(string account, CancellationToken cancel = default) => store.Read<IReadOnlyList<string>>(
        session => session.Query("SELECT room FROM named_chairs WHERE account = $1 ORDER BY room", row => row.GetString(0), account), cancel);
}

/// <summary>In a cluster's database: each write may be done twice.</summary>
public sealed class PostgresNamedChairs(PostgresStore store) : INamedChairs
{
    public Task Add(string room, IReadOnlyCollection<string> accounts) => store.Execute(
        "INSERT INTO named_chairs (room, account) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING", room, accounts.ToArray());

    public Task Remove(string room, IReadOnlyCollection<string> accounts) =>
        store.Execute("DELETE FROM named_chairs WHERE room = $1 AND account = ANY ($2)", room, accounts.ToArray());

    public Task Forget(string account) => store.Execute("DELETE FROM named_chairs WHERE account = $1", account);

    public async Task<bool> Has(string room, string account, CancellationToken cancel = default) =>
        (await store.Query("SELECT account FROM named_chairs WHERE room = $1 AND account = $2", row => row.GetString(0), [room, account], cancel)).Count > 0;

    public async Task<IReadOnlyList<string>> Read(string room, CancellationToken cancel = default) =>
        await store.Query("SELECT account FROM named_chairs WHERE room = $1 ORDER BY account", row => row.GetString(0), [room], cancel);

    public async Task<IReadOnlyList<string>> ReadOf(string account, CancellationToken cancel = default) =>
        await store.Query("SELECT room FROM named_chairs WHERE account = $1 ORDER BY room", row => row.GetString(0), [account], cancel);
}
