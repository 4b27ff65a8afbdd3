using Hub.Server.Journal;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access.Staff;

/// <summary>Passkeys in the file of <see cref="SqliteStore"/>, on the same writer as the journal.</summary>
public sealed class SqlitePasskeys(SqliteStore store) : IPasskeyStore
{
    public Task<bool> Add(Passkey passkey) => store.Write(session => session.Execute(
        $"INSERT INTO passkeys ({PasskeyRow.Columns}) VALUES ({PasskeyRow.Values}) ON CONFLICT DO NOTHING", PasskeyRow.Of(passkey)) == 1);

    public Task<Passkey?> Find(byte[] credential, CancellationToken cancel = default) => store.Read(
        session => session.Find($"SELECT {PasskeyRow.Columns} FROM passkeys WHERE credential = $1", PasskeyRow.Read, credential), cancel);

    public Task<IReadOnlyList<Passkey>> ReadOf(string account, CancellationToken cancel = default) => store.Read<IReadOnlyList<Passkey>>(
        session => session.Query($"SELECT {PasskeyRow.Columns} FROM passkeys WHERE account = $1 ORDER BY created, id", PasskeyRow.Read, account), cancel);

    public Task<bool> Use(byte[] credential, uint signCount, bool isSynced, DateTimeOffset at) => store.Write(session =>
        session.Execute(PasskeyRow.Use, credential, (long)signCount, isSynced, at.ToUnixTimeMilliseconds()) == 1);

    public Task<bool> Rename(string account, string id, string name) => store.Write(session =>
        session.Execute("UPDATE passkeys SET name = $3 WHERE account = $1 AND id = $2", account, id, name) == 1);

    public Task<bool> Remove(string account, string id) => store.Write(session =>
        session.Execute("DELETE FROM passkeys WHERE account = $1 AND id = $2", account, id) == 1);

    public Task RemoveAllOf(string account) => store.Write(session => session.Execute("DELETE FROM passkeys WHERE account = $1", account));

    public Task<bool> Take(Hash challenge, DateTimeOffset until, DateTimeOffset now) => store.Write(session =>
    {
        session.Execute("DELETE FROM used_challenges WHERE until <= $1", now.ToUnixTimeMilliseconds());
        return session.Execute(
            "INSERT INTO used_challenges (hash, until) VALUES ($1, $2) ON CONFLICT DO NOTHING", challenge.ToArray(), until.ToUnixTimeMilliseconds()) == 1;
    });
}
