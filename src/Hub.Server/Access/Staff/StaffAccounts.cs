using System.Collections.Immutable;
using Hub.Domain;
using Hub.Server.Common;
using Microsoft.Extensions.Caching.Memory;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access.Staff;

/// <summary>
/// The accounts of the staff: making, inviting, changing, disabling. Whatever takes something away counts the account's epoch on and ends its sessions, with
/// what is open under them, within a second on every node: see <see cref="Sessions"/>.
/// </summary>
internal sealed class StaffAccounts(
    IAccountStore store, IPasskeyStore passkeys, Sessions sessions, Passwords passwords, AccountSecrets secrets, Guests guests, INamedChairs chairs,
    IMemoryCache cache,
    TimeProvider clock)
{
    /// <summary>For how long an invitation is good.</summary>
    public static readonly TimeSpan InvitedFor = TimeSpan.FromHours(48);

    /// <summary>
    /// So that a request does not ask the store each time. What takes something away ends the sessions themselves; this guards one that was opened at that very
    /// moment, and is how soon a further role counts on the other nodes.
    /// </summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private const int RecoveryCodes = 10;

    /// <summary>The account as this node knows it, not older than <see cref="Remembered"/>.</summary>
    public Task<StaffAccount?> Find(string id) => cache.GetOrCreateAsync(Entry(id), entry =>
    {
        entry.AbsoluteExpirationRelativeToNow = Remembered;
        return store.Find(id);
    });

    /// <summary>Whether a session's account, where it has one, is still what it was when the session began.</summary>
    public async Task<bool> IsCurrent(Session session) =>
        session.Account is not { } id || (await Find(id) is { IsUsable: true } account && account.Epoch == session.AccountEpoch);

    public Task<IReadOnlyList<StaffAccount>> ReadAll(CancellationToken cancel) => store.ReadAll(cancel);

    /// <summary>Makes an account, with its invitation.</summary>
    /// <param name="byProvider">It signs in by the provider: whoever has this login there is invited, and needs no secret.</param>
    /// <param name="operation">The same again answers the same account, with the same invitation as long as that is open.</param>
    /// <returns>The account and the invitation's secret, which is blank where it was accepted since or another took its place, and where there is none; null
    /// where the login is taken.</returns>
    public async Task<(StaffAccount Account, string Invite)?> Make(
        string name, string login, IReadOnlyList<AccountRole> roles, string? member, bool byProvider, Operation operation)
    {
        var now = clock.GetUtcNow();
        var invite = Codes.Spell(guests.Derive($"invitation by {operation}"));
        var made = await store.Add(new StaffAccount(operation.NewId(), name, login, roles)
        {
            Member = member,
            Created = now,
            Provider = byProvider ? new ProviderLink() : null,
            Invite = byProvider ? null : Codes.HashOf(invite),
            InvitedUntil = now + InvitedFor,
        });
        return made is null ? null : (made, made.Invite == Codes.HashOf(invite) ? invite : "");
    }

    /// <summary>
    /// A new invitation, which is also how somebody comes back who has lost password or telephone: what they signed in with stops, and all of their sessions.
    /// </summary>
    /// <returns>The invitation's secret, blank where the account signs in by the provider; null where there is no such account.</returns>
    public async Task<(StaffAccount Account, string Invite)?> Invite(string id)
    {
        var invite = Codes.NewSecret();
        if (await Change(id, ends: true, account => account with
        {
            Invite = account.Provider is null ? Codes.HashOf(invite) : null,
            InvitedUntil = clock.GetUtcNow() + InvitedFor,
            Credentials = null,
            Provider = account.Provider is null ? null : account.Provider with { Issuer = null, Subject = null },
            Epoch = account.Epoch + 1,
        }) is not { } account)
        {
            return null;
        }

        // They open nothing any more: each belongs to the codes that have just stopped.
        await passkeys.RemoveAllOf(id);
        return (account, account.Provider is null ? invite : "");
    }

    /// <summary>
    /// Changes what an account is for. A further role counts soon, in sessions that are open too; whatever takes something away, or makes another person of the
    /// account, ends them.
    /// </summary>
    /// <param name="edit">Decides from the account as it is; may be asked again.</param>
    /// <returns>Null where there is no such account.</returns>
    public async Task<StaffAccount?> Edit(string id, Func<StaffAccount, StaffAccount> edit)
    {
        if (await store.Find(id) is not { } was)
        {
            return null;
        }

        var ends = TakesAway(was, edit(was));
        return await Change(id, ends, account =>
        {
            var next = edit(account);
            return TakesAway(account, next) ? next with { Epoch = account.Epoch + 1 } : next;
        });
    }

    /// <summary>A disabled account can do nothing, and keeps what it signs in with. Idempotent.</summary>
    /// <returns>Null where there is no such account.</returns>
    public Task<StaffAccount?> SetDisabled(string id, bool isDisabled) => Change(id, ends: isDisabled, account =>
        account.IsDisabled == isDisabled ? account : account with { IsDisabled = isDisabled, Epoch = account.Epoch + 1 });

    /// <summary>Deletes an account for good, with its sessions. What it did is known by its id, which says nothing any more. Idempotent.</summary>
    public async Task Forget(string id)
    {
        await sessions.EndOfAccount(id);
        await chairs.Forget(id);
        await store.Delete(id);
        await passkeys.RemoveAllOf(id);
        cache.Remove(Entry(id));
        await sessions.EndOfAccount(id);
    }

    /// <summary>Whose invitation this is; null where nobody's, or not any more.</summary>
    public async Task<StaffAccount?> FindInvite(Hash invite, CancellationToken cancel = default) =>
        await store.FindInvite(invite, cancel) is { IsDisabled: false } account && account.InvitedUntil > clock.GetUtcNow() ? account : null;

    /// <summary>
    /// Takes an invitation up: from now on this is the account's password, and the codes follow from a secret that is answered this once. Until a first code
    /// has confirmed that the secret arrived, the invitation stays open, and taking it up again begins anew; then it is used up.
    /// </summary>
    /// <returns>Null where the invitation is not open any more.</returns>
    /// <exception cref="BusyException">Too many passwords are being hashed.</exception>
    public async Task<(StaffAccount Account, byte[] Secret, ImmutableArray<string> Recovery)?> Accept(Hash invite, string password)
    {
        if (await FindInvite(invite) is not { } invited)
        {
            return null;
        }

        var secret = OneTimeCodes.NewSecret();
        ImmutableArray<string> recovery = [.. Enumerable.Range(0, RecoveryCodes).Select(_ => Codes.NewRecovery())];
        var credentials = new StaffCredentials(
            await passwords.Hash(password), secrets.Encrypt(invited.Id, secret), 0, [.. recovery.Select(Codes.HashOf)], IsConfirmed: false);
        var isTaken = false;
        var account = await Change(invited.Id, ends: false, account =>
        {
            isTaken = account.Invite == invite && !account.IsDisabled;
            return isTaken ? account with { Credentials = credentials } : account;
        });
        return isTaken ? (account!, secret, recovery) : null;
    }

    /// <summary>The account's passkeys that sign in to it, the oldest first.</summary>
    public async Task<IReadOnlyList<Passkey>> PasskeysOf(StaffAccount account, CancellationToken cancel = default) =>
        [.. (await passkeys.ReadOf(account.Id, cancel)).Where(p => p.IsOf(account))];

    /// <summary>Stores what was decided from an account, if it is still that one.</summary>
    /// <returns>Null where it was written since.</returns>
    public async Task<StaffAccount?> Replace(StaffAccount account)
    {
        var stored = await store.Replace(account);
        cache.Remove(Entry(account.Id));
        return stored;
    }

    /// <summary>
    /// The person that an account acts as: where it is a member's, the same that the member's own link makes of somebody, so that they vote once.
    /// </summary>
    public static string PersonOf(StaffAccount account) =>
        account.Member is { } member ? MemberKeys.PersonOf(member) : Operation.OfHouse($"the person of account {account.Id}").NewId();

    private static bool TakesAway(StaffAccount was, StaffAccount next) => was.Member != next.Member || was.Roles.Any(role => !next.Roles.Contains(role));

    private static (string, string) Entry(string id) => ("account", id);

    private async Task<StaffAccount?> Change(string id, bool ends, Func<StaffAccount, StaffAccount> change)
    {
        // Twice: a crash in between leaves nobody signed in who should not be, and a session that began in between has the older epoch.
        if (ends)
        {
            await sessions.EndOfAccount(id);
        }

        while (await store.Find(id) is { } account)
        {
            var next = change(account);
            var stored = ReferenceEquals(next, account) ? account : await Replace(next);
            if (stored is not null)
            {
                if (ends)
                {
                    await sessions.EndOfAccount(id);
                }

                return stored;
            }
        }

        return null;
    }
}
