using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access.Staff;

/// <summary>A passkey of a staff account: the public half of a key pair whose other half never leaves an authenticator (W3C Web Authentication).</summary>
/// <param name="Id">32 hex digits; see <see cref="IdOf"/>.</param>
/// <param name="Name">As its owner tells it from others.</param>
/// <param name="Credential">By which the authenticator knows it, and which no two passkeys have.</param>
/// <param name="PublicKey">As the authenticator encoded it (COSE, RFC 9052).</param>
public sealed record Passkey(string Id, string Account, string Name, byte[] Credential, byte[] PublicKey)
{
    /// <summary>How often the authenticator says that it has signed; 0 with those that do not count.</summary>
    public uint SignCount { get; init; }

    /// <summary>How a browser reaches the authenticator: words such as "internal" and "usb".</summary>
    public ImmutableArray<string> Transports { get; init; } = [];

    /// <summary>Whether it may be copied to other devices of its owner; that never changes.</summary>
    public bool IsSyncable { get; init; }

    /// <summary>Whether it has been copied, as far as the authenticator said.</summary>
    public bool IsSynced { get; init; }

    /// <summary>
    /// What the account signed in with when it was added; see <see cref="SecretOf"/>. An invitation that is taken up makes that another, and ends by that every
    /// passkey of before, also where a node of a build that knows no passkeys made it.
    /// </summary>
    public Hash Secret { get; init; }

    public DateTimeOffset Created { get; init; }

    /// <summary>When it last signed somebody in; null: it has not.</summary>
    public DateTimeOffset? Used { get; init; }

    public static string IdOf(byte[] credential) => Convert.ToHexStringLower(SHA256.HashData(credential).AsSpan(0, 16));

    /// <summary>
    /// Of an account with a password, its one-time codes' secret; of one that signs in by the provider, as whom it is known there, and since which invitation.
    /// </summary>
    /// <returns>Null where nobody can sign in with the account yet.</returns>
    public static Hash? SecretOf(StaffAccount account) => account switch
    {
        { Credentials: { } own } => Hash.Of(own.Totp),
        { Provider: { Issuer: { } issuer, Subject: { } subject } } => Hash.Of(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{account.InvitedUntil.ToUnixTimeMilliseconds()} {issuer.Length} {issuer} {subject}"))),
        _ => null,
    };

    /// <summary>Whether it signs in to this account as it is now.</summary>
    public bool IsOf(StaffAccount account) => Account == account.Id && SecretOf(account) is { } secret && Secret == secret;
}

/// <summary>
/// Where passkeys are kept, beside the accounts. What was answered is durable, and whoever reads after that finds it, on every node.
/// </summary>
public interface IPasskeyStore
{
    /// <returns>False where this credential is somebody's already, and nothing was added.</returns>
    Task<bool> Add(Passkey passkey);

    Task<Passkey?> Find(byte[] credential, CancellationToken cancel = default);

    /// <summary>Those of an account, the oldest first.</summary>
    Task<IReadOnlyList<Passkey>> ReadOf(string account, CancellationToken cancel = default);

    /// <summary>
    /// Notes that a passkey signed somebody in. Of several with the same count, or with one that went back, one is noted; those of an authenticator that does
    /// not count are all.
    /// </summary>
    /// <returns>False where it is not there any more, or has counted as far already, and nothing was noted.</returns>
    Task<bool> Use(byte[] credential, uint signCount, bool isSynced, DateTimeOffset at);

    /// <returns>False where the account has no such passkey.</returns>
    Task<bool> Rename(string account, string id, string name);

    /// <returns>False where the account has no such passkey, or not any more.</returns>
    Task<bool> Remove(string account, string id);

    /// <summary>Removes all of an account. Idempotent.</summary>
    Task RemoveAllOf(string account);

    /// <summary>Takes a question to an authenticator for answered; those that nobody can answer any more are forgotten.</summary>
    /// <param name="until">From then on nobody can answer it.</param>
    /// <returns>False where it was answered before.</returns>
    Task<bool> Take(Hash challenge, DateTimeOffset until, DateTimeOffset now);
}

/// <summary>A passkey as both stores write it: see <see cref="Journal.PasskeyTables"/>.</summary>
internal static class PasskeyRow
{
    public const string Columns = "id, account, name, credential, public_key, sign_count, transports, syncable, synced, secret, created, used";

    public const string Values = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12";

    /// <summary>Where it has counted further, or never counts.</summary>
    public const string Use =
        "UPDATE passkeys SET sign_count = $2, synced = $3, used = $4 WHERE credential = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))";

    /// <summary>In the order of <see cref="Columns"/>.</summary>
    public static object?[] Of(Passkey passkey) =>
    [
        passkey.Id, passkey.Account, passkey.Name, passkey.Credential, passkey.PublicKey, (long)passkey.SignCount, string.Join(' ', passkey.Transports),
        passkey.IsSyncable, passkey.IsSynced, passkey.Secret.ToArray(), passkey.Created.ToUnixTimeMilliseconds(), passkey.Used?.ToUnixTimeMilliseconds(),
    ];

    public static Passkey Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetFieldValue<byte[]>(4))
        {
            SignCount = (uint)row.GetInt64(5),
            Transports = [.. row.GetString(6).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            IsSyncable = row.GetBoolean(7),
            IsSynced = row.GetBoolean(8),
            Secret = Hash.Read(row.GetFieldValue<byte[]>(9)),
            Created = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(10)),
            Used = row.IsDBNull(11) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(11)),
        };
}
