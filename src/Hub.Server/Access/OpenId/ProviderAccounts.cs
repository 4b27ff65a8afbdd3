using System.Security.Cryptography;
using Hub.Domain.Audit;
using Hub.Server.Access.Staff;
using Microsoft.Extensions.Options;

namespace Hub.Server.Access.OpenId;

/// <summary>Who somebody is, by the word of the provider.</summary>
/// <param name="Subject">The provider's id of them, never given to another (OpenID Connect Core 1.0, 2).</param>
/// <param name="Session">What the provider calls their session there; blank: it says nothing.</param>
/// <param name="Name">As others call them; null: the provider does not say.</param>
/// <param name="Logins">By which an operator may have invited them: the id, their name there, their verified address.</param>
/// <param name="Roles">What their claim comes to by <see cref="OidcSettings.Roles"/>.</param>
internal sealed record ProviderPerson(
    string Issuer, string Subject, string Session, string? Name, IReadOnlyList<string> Logins, IReadOnlyList<AccountRole> Roles);

/// <summary>
/// Whose account somebody's is who has proven at the provider who they are. One account belongs to issuer and subject, for good; it is found by the login that
/// an operator invited only once, while the invitation is open; and where the provider gives roles, one is made. An account that signs in otherwise is never
/// taken over, whatever the provider calls somebody.
/// </summary>
internal sealed class ProviderAccounts(IAccountStore store, StaffAccounts accounts, IOptions<OidcSettings> oidc, TimeProvider clock)
{
    public const string NoAccount = "noAccount";
    public const string NoRole = "noRole";
    public const string Disabled = "accountDisabled";

    private const int MostTries = 5;

    /// <summary>Finds the account, links or makes it, and gives it the roles that the provider says, where the provider says them.</summary>
    /// <param name="noting">Comes before each of these, with the act of <see cref="AuditActs"/> and the account's id; where it throws, nothing is done.</param>
    /// <returns>The account; with a code where it may not be signed in with, and then perhaps without one.</returns>
    public async Task<(StaffAccount? Account, string? Refused)> Find(ProviderPerson who, Func<string, string, Task> noting, CancellationToken cancel)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await store.FindSubject(who.Issuer, who.Subject, cancel) is { } known)
            {
                return await Renew(known, who, noting);
            }

            if (await FindInvited(who, cancel) is { } invited)
            {
                await noting(AuditActs.InvitationAccepted, invited.Id);
                await accounts.Replace(invited with { Provider = invited.Provider! with { Issuer = who.Issuer, Subject = who.Subject } });
            }
            else if (who.Roles.Count == 0)
            {
                return (null, NoAccount);
            }
            else
            {
                await Make(who, noting);
            }

            // Whoever was first, perhaps in another tab: what is stored now counts.
        }

        return (null, "retry");
    }

    /// <summary>
    /// At a start, as the map of roles may be another since: a role that it gives to nobody any more is taken from whoever has it by the provider, and ends
    /// their sessions. One that it gives besides comes with the next sign-in, as the provider alone knows who has it. Idempotent.
    /// </summary>
    /// <param name="noting">As in <see cref="Find"/>.</param>
    public async Task FollowMap(Func<string, string, Task> noting, CancellationToken cancel)
    {
        var given = oidc.Value.RolesGiven;
        foreach (var known in (await store.ReadAll(cancel)).Where(a => a.Provider is { GivesRoles: true } && !a.Roles.All(given.Contains)))
        {
            await noting(AuditActs.AccountChanged, known.Id);
            await accounts.Edit(known.Id, account => account.Provider is { GivesRoles: true }
                ? account with { Roles = [.. account.Roles.Where(given.Contains)] } : account);
        }
    }

    private async Task<(StaffAccount?, string?)> Renew(StaffAccount known, ProviderPerson who, Func<string, string, Task> noting)
    {
        if (known.IsDisabled)
        {
            return (known, Disabled);
        }

        var now = known;
        if (known.Provider is { GivesRoles: true } && !(known.Roles.Count == who.Roles.Count && known.Roles.All(who.Roles.Contains)))
        {
            await noting(AuditActs.AccountChanged, known.Id);
            now = await accounts.Edit(known.Id, account => account with { Roles = who.Roles });
        }

        return now is null ? (null, NoAccount) : (now, now.Roles.Count == 0 ? NoRole : null);
    }

    private async Task<StaffAccount?> FindInvited(ProviderPerson who, CancellationToken cancel)
    {
        foreach (var login in who.Logins.Where(IsLogin))
        {
            if (await store.FindLogin(login, cancel) is { Provider: { Subject: null }, IsDisabled: false } invited && invited.InvitedUntil > clock.GetUtcNow())
            {
                return invited;
            }
        }

        return null;
    }

    private async Task Make(ProviderPerson who, Func<string, string, Task> noting)
    {
        var id = Guid.NewGuid().ToString("n");
        await noting(AuditActs.AccountMade, id);

        // Nobody types it to sign in; it tells accounts apart in the operator's list.
        var logins = who.Logins.Skip(1).Where(IsLogin).Append($"provider-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
        foreach (var login in logins)
        {
            var made = await store.Add(new StaffAccount(id, NameOf(who) ?? login, login, who.Roles)
            {
                Created = clock.GetUtcNow(),
                Provider = new ProviderLink(who.Issuer, who.Subject, GivesRoles: true),
            });
            if (made is not null || await store.FindSubject(who.Issuer, who.Subject) is not null)
            {
                return;
            }
        }
    }

    /// <summary>What the provider calls somebody may be anything: it is shown in one line, and as long as names are here.</summary>
    private static string? NameOf(ProviderPerson who)
    {
        var name = string.Concat((who.Name ?? "").Where(c => !char.IsControl(c))).Trim();
        var length = name.Length <= StaffAccount.MaxName ? name.Length
            : char.IsHighSurrogate(name[StaffAccount.MaxName - 1]) ? StaffAccount.MaxName - 1 : StaffAccount.MaxName;
        return length == 0 ? null : name[..length];
    }

    private static bool IsLogin(string login) =>
        login.Length is > 0 and <= StaffAccount.MaxLogin && !login.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
}
