using Hub.Server.Journal;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access.Staff;

/// <summary>Staff accounts of a cluster, in the journal's database.</summary>
public sealed class PostgresAccounts(PostgresStore store) : IAccountStore
{
    public async Task<StaffAccount?> Add(StaffAccount account)
    {
        await store.Execute($"INSERT INTO accounts ({AccountRow.Columns}) VALUES ({AccountRow.Values}) ON CONFLICT DO NOTHING", AccountRow.Of(account));
        return await Find(account.Id);
    }

    public Task<StaffAccount?> Find(string id, CancellationToken cancel = default) => Find("id", id, cancel);

    public Task<StaffAccount?> FindLogin(string login, CancellationToken cancel = default) => Find("login_key", StaffAccount.NormalLogin(login), cancel);

    public Task<StaffAccount?> FindInvite(Hash invite, CancellationToken cancel = default) => Find("invite", invite.ToArray(), cancel);

    public async Task<StaffAccount?> FindSubject(string issuer, string subject, CancellationToken cancel = default) => (await store.Query(
        $"SELECT {AccountRow.Columns} FROM accounts WHERE issuer = $1 AND subject = $2", AccountRow.Read, [issuer, subject], cancel)).SingleOrDefault();

    public async Task<IReadOnlyList<StaffAccount>> ReadAll(CancellationToken cancel = default) =>
        await store.Query($"SELECT {AccountRow.Columns} FROM accounts ORDER BY login_key COLLATE \"C\"", AccountRow.Read, [], cancel);

    /// <remarks>
    /// Where the connection is lost after it was done, doing it once more finds a newer version, and says that another was faster: whoever asked decides anew.
    /// The columns that a write leaves alone are named in its condition: every value of a row is one of its parameters.
    /// </remarks>
    public async Task<StaffAccount?> Replace(StaffAccount account) => (await store.Query(
        $"UPDATE accounts SET {AccountRow.Changes} WHERE id = $1 AND version = $8 AND login_key = $4 AND login = $3 AND created = $10 "
            + $"RETURNING {AccountRow.Columns}",
        AccountRow.Read, AccountRow.Of(account))).SingleOrDefault();

    public Task Delete(string id) => store.Execute("DELETE FROM accounts WHERE id = $1", id);

    private async Task<StaffAccount?> Find(string column, object value, CancellationToken cancel) =>
        (await store.Query($"SELECT {AccountRow.Columns} FROM accounts WHERE {column} = $1", AccountRow.Read, [value], cancel)).SingleOrDefault();
}
