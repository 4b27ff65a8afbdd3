using Hub.Server.Journal;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access.Staff;

/// <summary>Passkeys of a cluster, in the journal's database.</summary>
/// <remarks>
/// Where the connection is lost after something was done, doing it once more finds it done, and says that it was not: whoever asked is refused, and asks anew.
/// </remarks>
public sealed class PostgresPasskeys(PostgresStore store) : IPasskeyStore
{
    public async Task<bool> Add(Passkey passkey) => await store.Execute(
        $"INSERT INTO passkeys ({PasskeyRow.Columns}) VALUES ({PasskeyRow.Values}) ON CONFLICT DO NOTHING", PasskeyRow.Of(passkey)) == 1;

    public async Task<Passkey?> Find(byte[] credential, CancellationToken cancel = default) => (await store.Query(
        $"SELECT {PasskeyRow.Columns} FROM passkeys WHERE credential = $1", PasskeyRow.Read, [credential], cancel)).SingleOrDefault();

    public async Task<IReadOnlyList<Passkey>> ReadOf(string account, CancellationToken cancel = default) => await store.Query(
        $"SELECT {PasskeyRow.Columns} FROM passkeys WHERE account = $1 ORDER BY created, id COLLATE \"C\"", PasskeyRow.Read, [account], cancel);

    public async Task<bool> Use(byte[] credential, uint signCount, bool isSynced, DateTimeOffset at) =>
        await store.Execute(PasskeyRow.Use, credential, (long)signCount, isSynced, at.ToUnixTimeMilliseconds()) == 1;

    public async Task<bool> Rename(string account, string id, string name) =>
        await store.Execute("UPDATE passkeys SET name = $3 WHERE account = $1 AND id = $2", account, id, name) == 1;

    public async Task<bool> Remove(string account, string id) =>
        await store.Execute("DELETE FROM passkeys WHERE account = $1 AND id = $2", account, id) == 1;

    public Task RemoveAllOf(string account) => store.Execute("DELETE FROM passkeys WHERE account = $1", account);

    public async Task<bool> Take(Hash challenge, DateTimeOffset until, DateTimeOffset now) => await store.Execute(
        """
        WITH over AS (DELETE FROM used_challenges WHERE until <= $3)
        INSERT INTO used_challenges (hash, until) VALUES ($1, $2) ON CONFLICT DO NOTHING
        """,
        challenge.ToArray(), until.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()) == 1;
}
