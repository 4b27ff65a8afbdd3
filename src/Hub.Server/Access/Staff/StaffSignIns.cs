using System.Security.Claims;
using System.Text.Json;
using Hub.Domain.Texts;
using Hub.Server.Common;

namespace Hub.Server.Access.Staff;

/// <summary>What came of a sign-in.</summary>
/// <param name="Session">Null: it did not succeed.</param>
/// <param name="Account">Whose login it was; null: nobody's.</param>
/// <param name="Wait">Where too much was tried: for how long nothing more is.</param>
internal sealed record StaffSignIn(Session? Session, StaffAccount? Account = null, TimeSpan? Wait = null);

/// <summary>
/// How somebody becomes their account. Each way to prove who one is ends in <see cref="Open"/>, the one place that opens a session for an account.
/// </summary>
internal sealed class StaffSignIns(
    IAccountStore store, StaffAccounts accounts, Passwords passwords, Passkeys passkeys, AccountSecrets secrets, SignInGuesses guesses, SignIns signIns,
    Sessions sessions, IMergedMembers merged, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>For how long after signing in somebody may change what they sign in with, and end their sessions elsewhere.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>
    /// By login and password, and a code: of six digits by the clock, or one of the recovery codes. Whatever is wrong is answered in the same way and after the
    /// same time. The first code by the clock confirms an invitation that was taken up.
    /// </summary>
    /// <exception cref="BusyException">Too many passwords are being compared; nothing was counted.</exception>
    public async Task<StaffSignIn> ByPassword(HttpContext http, string login, string password, string code, CancellationToken cancel)
    {
        var isWritable = login.Length is > 0 and <= StaffAccount.MaxLogin && !login.Any(char.IsControl);
        var normal = isWritable ? StaffAccount.NormalLogin(login) : "";
        var attempt = guesses.Begin(http, normal);
        if (attempt.Wait is { } wait)
        {
            return new StaffSignIn(null, Wait: wait);
        }

        var failed = false;
        try
        {
            var account = isWritable ? await store.FindLogin(login, cancel) : null;
            var hash = await passwords.Verify(account?.Credentials?.Password, password);
            var proven = hash is null || account is null ? null : await Prove(account, hash, code);
            var session = proven is null ? null : await Open(http, proven);
            if (session is null)
            {
                failed = true;
                return new StaffSignIn(null, account);
            }

            guesses.Remember(http, normal);
            return new StaffSignIn(session, proven);
        }
        finally
        {
            attempt.End(failed);
        }
    }

    /// <summary>
    /// By a passkey, which stands for password and code. It has allowances of its own: whoever guesses passwords slows nobody who has a passkey.
    /// </summary>
    /// <param name="claimed">Whose passkey the answer says to be; see <see cref="Passkeys.ClaimedBy"/>.</param>
    public async Task<StaffSignIn> ByPasskey(HttpContext http, JsonElement credential, string claimed)
    {
        var target = $"passkey {claimed}";
        var attempt = guesses.Begin(http, target);
        if (attempt.Wait is { } wait)
        {
            return new StaffSignIn(null, Wait: wait);
        }

        var failed = false;
        try
        {
            var proven = await passkeys.Prove(http, credential);

            // An account whose roles the provider has all withdrawn comes in by no passkey, as by the provider.
            var session = proven is { Roles.Count: > 0 } && proven.Id == claimed ? await Open(http, proven) : null;
            if (session is null)
            {
                failed = true;
                return new StaffSignIn(null, await store.Find(claimed));
            }

            guesses.Remember(http, target);
            return new StaffSignIn(session, proven);
        }
        finally
        {
            attempt.End(failed);
        }
    }

    /// <summary>Whether this session began so shortly ago that whoever has it is still the one who proved to be the account's holder.</summary>
    public async Task<bool> IsRecent(Session session, CancellationToken cancel) =>
        (await sessions.ReadOf(session.Person, cancel)).Any(s => s.Id == session.Id && clock.GetUtcNow() - s.Started <= Recent);

    /// <summary>
    /// Another password, for whoever proves once more to be the account's holder, as at signing in. All sessions of the account end, this one too, and a new
    /// one begins.
    /// </summary>
    /// <exception cref="BusyException">Too many passwords are being hashed; nothing was counted.</exception>
    public async Task<StaffSignIn> ChangePassword(HttpContext http, StaffAccount account, string password, string code, string next)
    {
        var attempt = guesses.Begin(http, StaffAccount.NormalLogin(account.Login));
        if (attempt.Wait is { } wait)
        {
            return new StaffSignIn(null, Wait: wait);
        }

        var failed = false;
        try
        {
            var isRight = await passwords.Verify(account.Credentials?.Password, password) is not null;
            if (!isRight || await Prove(account, await passwords.Hash(next), code, isNew: true) is not { } proven)
            {
                failed = true;
                return new StaffSignIn(null);
            }

            await sessions.EndOfAccount(account.Id);
            return new StaffSignIn(await Open(http, proven), proven);
        }
        finally
        {
            attempt.End(failed);
        }
    }

    /// <summary>Whether this is the account's password, typed once more by whoever is signed in. A wrong one counts as a failed sign-in.</summary>
    /// <returns>And where too much was tried: for how long nothing more is.</returns>
    /// <exception cref="BusyException">Too many passwords are being compared; nothing was counted.</exception>
    public async Task<(bool IsProven, TimeSpan? Wait)> IsHolder(HttpContext http, StaffAccount account, string password)
    {
        var attempt = guesses.Begin(http, StaffAccount.NormalLogin(account.Login));
        if (attempt.Wait is { } wait)
        {
            return (false, wait);
        }

        var failed = false;
        try
        {
            failed = await passwords.Verify(account.Credentials?.Password, password) is null;
            return (!failed, null);
        }
        finally
        {
            attempt.End(failed);
        }
    }

    /// <summary>
    /// Opens a session for an account whose holder has proven to be them: a new one, and that of the same account in this browser ends.
    /// </summary>
    /// <param name="providerSession">See <see cref="SessionRow.ProviderSession"/>.</param>
    /// <returns>Null where it was disabled, or lost its roles, at that moment.</returns>
    public async Task<Session?> Open(HttpContext http, StaffAccount account, string? providerSession = null)
    {
        var before = SessionAuthentication.Bearer(http.Request) is null && Session.Of(http.User) is { Id: not null } here && here.Account == account.Id
            ? here : null;
        http.User = new ClaimsPrincipal();
        var opened = await Begin(http, account, providerSession);
        if (opened is not null && before is not null)
        {
            await sessions.End(before, http);
        }

        return opened;
    }

    private async Task<Session?> Begin(HttpContext http, StaffAccount account, string? providerSession)
    {
        var who = new Session(StaffAccounts.PersonOf(account), null, IsOperator: false).As(account) with { ProviderSession = providerSession };
        var opened = await signIns.Open(http, who, isBrowser: providerSession is not null);

        // Looked up last: whoever disables an account, or withdraws a member, ends the sessions that are there by then.
        if (await store.Find(account.Id) is not { IsUsable: true } now || now.Epoch != account.Epoch)
        {
            await Close();
            return null;
        }

        if (account.Member is { } member && await MemberKeys.Find(grains, member) is null)
        {
            // Recorded twice, and merged since: from now on the account is the member whose entry stands. No member any more: a person of its own.
            var stands = (await MemberKeys.FindStanding(grains, merged, member))?.Seat.Member;
            await Close();
            return await accounts.Edit(account.Id, a => a.Member == member ? a with { Member = stands } : a) is { } moved
                ? await Begin(http, moved, providerSession) : null;
        }

        return opened;

        async Task Close()
        {
            await sessions.End(opened, http);
            SessionCookie.Delete(http);
        }
    }

    /// <returns>The account with the code used up; null where the code is wrong, or was used.</returns>
    private async Task<StaffAccount?> Prove(StaffAccount account, string hash, string code, bool isNew = false)
    {
        for (var now = account; now is { IsDisabled: false, Credentials: { } credentials };)
        {
            if (Use(now, credentials, code) is not { } used)
            {
                return null;
            }

            if (await accounts.Replace(now with
            {
                Credentials = used with { Password = hash },
                Invite = null,

                // A session that opens just now by the old password counts no more.
                Epoch = isNew ? now.Epoch + 1 : now.Epoch,
            }) is { } stored)
            {
                return stored;
            }

            // Somebody else was faster, perhaps with this very code.
            now = await store.Find(account.Id);
            if (now?.Credentials?.Password != credentials.Password)
            {
                return null;
            }
        }

        return null;
    }

    private StaffCredentials? Use(StaffAccount account, StaffCredentials credentials, string code)
    {
        var typed = Typed.Code(code);
        if (typed.Length == OneTimeCodes.Digits)
        {
            return secrets.Decrypt(account.Id, credentials.Totp) is { } secret
                && OneTimeCodes.Match(secret, typed, clock.GetUtcNow(), credentials.LastStep) is { } step
                ? credentials with { LastStep = step, IsConfirmed = true } : null;
        }

        // A recovery code does not show that the secret has arrived.
        return credentials.IsConfirmed && Codes.HashOfTyped(typed) is { } hash && credentials.Recovery.Contains(hash)
            ? credentials with { Recovery = credentials.Recovery.Remove(hash) } : null;
    }
}
