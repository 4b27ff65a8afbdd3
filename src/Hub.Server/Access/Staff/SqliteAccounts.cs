using Hub.Server.Journal;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access.Staff;

/// <summary>Staff accounts in the file of <see cref="SqliteStore"/>, on the same writer as the journal.</summary>
public sealed class SqliteAccounts(SqliteStore store) : IAccountStore
{
    public Task<StaffAccount?> Add(StaffAccount account) => store.Write(session =>
    {
        session.Execute($"INSERT INTO accounts ({AccountRow.Columns}) VALUES ({AccountRow.Values}) ON CONFLICT DO NOTHING", AccountRow.Of(account));
        return Find(session, "id", account.Id);
    });

    public Task<StaffAccount?> Find(string id, CancellationToken cancel = default) => store.Read(session => Find(session, "id", id), cancel);

    public Task<StaffAccount?> FindLogin(string login, CancellationToken cancel = default) =>
        store.Read(session => Find(session, "login_key", StaffAccount.NormalLogin(login)), cancel);

    public Task<StaffAccount?> FindInvite(Hash invite, CancellationToken cancel = default) =>
        store.Read(session => Find(session, "invite", invite.ToArray()), cancel);

    public Task<StaffAccount?> FindSubject(string issuer, string subject, CancellationToken cancel = default) => store.Read(
        session => session.Find(
            $"SELECT {AccountRow.Columns} FROM accounts WHERE issuer = $1 AND subject = $2", AccountRow.Read, issuer, subject), cancel);

    public Task<IReadOnlyList<StaffAccount>> ReadAll(CancellationToken cancel = default) => store.Read<IReadOnlyList<StaffAccount>>(
        session => session.Query($"SELECT {AccountRow.Columns} FROM accounts ORDER BY login_key", AccountRow.Read), cancel);

    /// <remarks>The columns that a write leaves alone are named in its condition: every value of a row is one of its parameters.</remarks>
    public Task<StaffAccount?> Replace(StaffAccount account) => store.Write(session => session.Find(
        $"UPDATE accounts SET {AccountRow.Changes} WHERE id = $1 AND version = $8 AND login_key = $4 AND login = $3 AND created = $10 "
            + $"RETURNING {AccountRow.Columns}",
        AccountRow.Read, AccountRow.Of(account)));

    public Task Delete(string id) => store.Write(session => session.Execute("DELETE FROM accounts WHERE id = $1", id));

    private static StaffAccount? Find(SqliteSession session, string column, object value) =>
        session.Find($"SELECT {AccountRow.Columns} FROM accounts WHERE {column} = $1", AccountRow.Read, value);
}
