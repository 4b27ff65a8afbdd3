using System.Security.Claims;
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
    IAccountStore store, StaffAccounts accounts, Passwords passwords, AccountSecrets secrets, SignInGuesses guesses, SignIns signIns, Sessions sessions,
    IGrainFactory grains, TimeProvider clock)
{
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

            // What was signed in here has ended with the others: nothing goes on with it.
            http.User = new ClaimsPrincipal();
            return new StaffSignIn(await Open(http, proven), proven);
        }
        finally
        {
            attempt.End(failed);
        }
    }

    /// <summary>Opens a session for an account whose holder has proven to be them.</summary>
    /// <returns>Null where it was disabled, or lost its roles, at that moment.</returns>
    public async Task<Session?> Open(HttpContext http, StaffAccount account)
    {
        var opened = await signIns.Open(http, new Session(StaffAccounts.PersonOf(account), null, IsOperator: false).As(account));

        // Looked up last: whoever disables an account, or withdraws a member, ends the sessions that are there by then.
        if (await store.Find(account.Id) is not { IsUsable: true } now || now.Epoch != account.Epoch)
        {
            await Close();
            return null;
        }

        if (account.Member is { } member && await MemberKeys.Find(grains, member) is null)
        {
            // No member any more: from now on the account is a person of its own.
            await Close();
            return await accounts.Edit(account.Id, a => a.Member == member ? a with { Member = null } : a) is { } alone ? await Open(http, alone) : null;
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
        var typed = string.Concat(code.Where(c => !char.IsWhiteSpace(c)));
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
