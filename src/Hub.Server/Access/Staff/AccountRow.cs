using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Hub.Server.Contracts;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access.Staff;

/// <summary>An account as both stores write it: see <see cref="Journal.AccountTables"/>.</summary>
internal static class AccountRow
{
    public const string Columns = "id, name, login, login_key, roles, member, epoch, version, disabled, created, password, totp, totp_step, recovery, "
        + "confirmed, invite, invited_until, provider, issuer, subject, provider_roles";

    public const string Values = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21";

    /// <summary>What a write changes, with the values of <see cref="Of"/>: all but what an account keeps for good. It counts the version on.</summary>
    public const string Changes = "name = $2, roles = $5, member = $6, epoch = $7, version = $8 + 1, disabled = $9, password = $11, totp = $12, "
        + "totp_step = $13, recovery = $14, confirmed = $15, invite = $16, invited_until = $17, provider = $18, issuer = $19, subject = $20, "
        + "provider_roles = $21";

    private static readonly JsonSerializerOptions Json = StrictJson.Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>In the order of <see cref="Columns"/>.</summary>
    public static object?[] Of(StaffAccount account) =>
    [
        account.Id, account.Name, account.Login, StaffAccount.NormalLogin(account.Login), JsonSerializer.Serialize(account.Roles, Json), account.Member,
        account.Epoch, account.Version, account.IsDisabled, account.Created.ToUnixTimeMilliseconds(), account.Credentials?.Password,
        account.Credentials?.Totp, account.Credentials?.LastStep ?? 0, string.Join(' ', account.Credentials?.Recovery ?? []),
        account.Credentials?.IsConfirmed ?? false, account.Invite?.ToArray(), account.InvitedUntil.ToUnixTimeMilliseconds(),
        account.Provider is not null, account.Provider?.Issuer, account.Provider?.Subject, account.Provider?.GivesRoles ?? false,
    ];

    public static StaffAccount Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), JsonSerializer.Deserialize<AccountRole[]>(row.GetString(4), Json)!)
        {
            Member = row.IsDBNull(5) ? null : row.GetString(5),
            Epoch = row.GetInt64(6),
            Version = row.GetInt64(7),
            IsDisabled = row.GetBoolean(8),
            Created = Time(row.GetInt64(9)),
            Credentials = row.IsDBNull(10) ? null : new StaffCredentials(
                row.GetString(10), row.GetFieldValue<byte[]>(11), row.GetInt64(12), Recovery(row.GetString(13)), row.GetBoolean(14)),
            Invite = row.IsDBNull(15) ? null : Hash.Read(row.GetFieldValue<byte[]>(15)),
            InvitedUntil = Time(row.GetInt64(16)),
            Provider = row.GetBoolean(17)
                ? new ProviderLink(row.IsDBNull(18) ? null : row.GetString(18), row.IsDBNull(19) ? null : row.GetString(19), row.GetBoolean(20)) : null,
        };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static ImmutableArray<Hash> Recovery(string hashes) =>
        [.. hashes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(hash => Hash.Read(Convert.FromHexString(hash)))];
}
