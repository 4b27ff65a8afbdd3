using System.Collections.Immutable;
using System.Security.Cryptography;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Texts;
using Hub.Server.Access;
using Hub.Server.Access.OpenId;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Microsoft.Extensions.Options;

namespace Hub.Server.Http;

/// <summary>The accounts of the staff, for operators; and for whoever holds an invitation, taking it up.</summary>
internal static class AccountEndpoints
{
    /// <summary>As an authenticator app names this house.</summary>
    private const string Issuer = "码上议";

    private const int MaxRoles = 50;
    private const int MaxLimit = 100;

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/accounts", Make).For(Permission.ManageAccounts).WithSummary(
            "Makes an account of the staff, with an invitation that is answered now and never again (operator). The same op again answers the same.")
            .Produces<AccountMade>(201).Produces<ErrorBody>(400).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(409)
            .Audited(AuditActs.AccountMade, _ => null);
        app.MapGet("/api/accounts", All).For(Permission.ManageAccounts)
            .WithSummary("All accounts of the staff, by login (operator).").Produces<AccountList>().Produces<ErrorBody>(401)
            .Produces<ErrorBody>(403);
        app.MapPatch("/api/accounts/{id}", Edit).For(Permission.ManageAccounts)
            .WithSummary("Changes an account's name, roles or member; where that takes something away, its sessions end (operator).").Produces<AccountItem>()
            .Produces<ErrorBody>(400).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409)
            .Audited(AuditActs.AccountChanged, AuditFilter.Under("accounts"));
        app.MapPost("/api/accounts/{id}/disable", (string id, HttpContext http, StaffAccounts accounts) =>
                SetDisabled(id, true, http, accounts)).For(Permission.ManageAccounts)
            .WithSummary("An account can do nothing any more; its sessions end on every node (operator).").Produces<AccountItem>()
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Audited(AuditActs.AccountDisabled, AuditFilter.Under("accounts"));
        app.MapPost("/api/accounts/{id}/enable", (string id, HttpContext http, StaffAccounts accounts) =>
                SetDisabled(id, false, http, accounts)).For(Permission.ManageAccounts)
            .WithSummary("A disabled account signs in again, with what it had (operator).").Produces<AccountItem>()
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Audited(AuditActs.AccountEnabled, AuditFilter.Under("accounts"));
        app.MapPost("/api/accounts/{id}/invite", Invite).For(Permission.ManageAccounts)
            .WithSummary("A new invitation: what the account signed in with stops, and its sessions end (operator).").Produces<AccountMade>(201)
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Audited(AuditActs.AccountInvited, AuditFilter.Under("accounts"));
        app.MapPost("/api/account/password", ChangePassword).For(Callers.Persons).WithSummary(
            "Another password of my account, by the one it has and a code: all its sessions end, and a new one begins here (staff).")
            .Produces<SignedIn>().Produces<ErrorBody>(401).Produces<ErrorBody>(409).Produces<ErrorBody>(429);
        app.MapPost("/api/accept", Accept).For(Callers.Anyone).WithSummary(
            "Without a password: whose invitation it is. With one: takes it up, and answers the secret of the one-time codes and the recovery codes, once. The "
            + "first sign-in confirms it, and uses it up.")
            .Produces<Invited>().Produces<Accepted>().Produces<ErrorBody>(404).Produces<ErrorBody>(409).Produces<ErrorBody>(429);
    }

    /// <summary>A sign-in by login and password: see <see cref="StaffSignIns.ByPassword"/>.</summary>
    public static async Task<IResult> SignIn(
        SignIn body, HttpContext http, StaffSignIns staff, StaffAccounts accounts, SignIns signIns, Sessions sessions, AuditLog audit,
        CancellationToken cancel)
    {
        if (body is not { Login: { } login, Password: { } password, Code: { } code, Key: null, Look: false })
        {
            return Errors.Of(Rejection.Unreadable);
        }

        // Asked before anything is compared: a code that was right would be used up by it.
        var now = SessionAuthentication.Bearer(http.Request) is null ? Session.Of(http.User) : null;
        var isLeft = now is { IsGuest: false } && (now.Account is not { } id || await accounts.Find(id) is not { } mine
            || StaffAccount.NormalLogin(mine.Login) != StaffAccount.NormalLogin(login));
        if (isLeft && !body.Replace)
        {
            return AskToReplace();
        }

        return await Answer(
            http, await staff.ByPassword(http, login, password, code, cancel), isLeft ? now : null,
            new ErrorBody("wrongSignIn", "The login, the password or the code is wrong."), signIns, sessions, audit);
    }

    /// <summary>Answers a sign-in to an account, however it was proven.</summary>
    /// <param name="left">Another session that this browser had, which ends with a sign-in; null: none.</param>
    /// <param name="wrong">What is said where it did not succeed.</param>
    public static async Task<IResult> Answer(
        HttpContext http, StaffSignIn tried, Session? left, ErrorBody wrong, SignIns signIns, Sessions sessions, AuditLog audit)
    {
        var note = new AuditNote(
            AuditActs.SignedIn, tried.Account is { } who ? AuditPeople.OfAccount(who.Id) : AuditWho.Guest, http.Connection.RemoteIpAddress,
            tried.Session is null ? null : $"sessions/{tried.Session.Id}");
        if (tried.Wait is { } wait)
        {
            audit.Count(note, new ActOutcome("tooFast"));
            return Errors.TooFast(http, wait, "Too many wrong sign-ins to this account, or from this network; wait a while.");
        }

        if (tried.Session is not { } session)
        {
            audit.Count(note, new ActOutcome(wrong.Code));
            return Errors.Of(StatusCodes.Status401Unauthorized, wrong.Code, wrong.Message);
        }

        try
        {
            // The power lies in the answer.
            await audit.Note(note);
        }
        catch
        {
            await sessions.End(session, http);
            SessionCookie.Delete(http);
            throw;
        }

        if (left is not null)
        {
            // What is left has ended, on every node.
            await sessions.End(left, http);
        }

        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new SignedIn(signIns.Token(session), "staff", session.Member?.Id, session.Id, Account: session.Account), ApiJson.Of<SignedIn>());
    }

    /// <summary>Where another session than that of the account is in this browser, and nobody said to leave it.</summary>
    public static IResult AskToReplace() => Errors.Of(
        StatusCodes.Status409Conflict, "signedIn", "This browser is signed in as staff or as a member; say replace to leave that session.");

    private static async Task<IResult> Make(
        NewAccount body, HttpContext http, StaffAccounts accounts, IGrainFactory grains, IOptions<HouseSettings> house, IOptions<OidcSettings> oidc)
    {
        if (OperatorOnly(http) is { } refused)
        {
            return refused;
        }

        var login = body.Login.Trim();
        if ((Limits.Check(body.Name, StaffAccount.MaxName, "name") ?? Limits.Check(login, StaffAccount.MaxLogin, "login") ?? Check(body.Roles)) is { } unfit)
        {
            return Errors.Of(unfit.Rejection, unfit.Field);
        }

        if (!Written.IsAllVisible(login))
        {
            return Errors.Of(Rejection.Unreadable, "login");
        }

        if (body.Member is { } member && await MemberKeys.Find(grains, member) is null)
        {
            return Errors.Of(Rejection.UnknownMember, "member");
        }

        if (body.ByProvider && !oidc.Value.IsSet)
        {
            return Errors.Of(Rejection.NotOffered, "byProvider");
        }

        var op = body.Op ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        if (!Operation.IsWellFormed(op))
        {
            return Errors.Of(Rejection.BadOperation);
        }

        var operation = Operation.Of(Session.Of(http.User)!.Person, op);
        if (await accounts.Make(body.Name.Trim(), login, body.Roles, body.Member, body.ByProvider, operation) is not { } made)
        {
            return Errors.Of(StatusCodes.Status409Conflict, "loginTaken", "Another account has this login.");
        }

        return IsOf(made.Account, body, login) ? Answer(made.Account, made.Invite, http, house.Value) : Errors.Of(Rejection.OtherBody, "op");
    }

    /// <summary>Whether an account is what is asked for: one that was made by the same operation for somebody, or something, else is not.</summary>
    private static bool IsOf(StaffAccount made, NewAccount asked, string login) => made.Login == login && made.Name == asked.Name.Trim()
        && made.Member == asked.Member && (made.Provider is not null) == asked.ByProvider
        && (made.Provider is { GivesRoles: true } || made.Roles.SequenceEqual(asked.Roles));

    private static async Task<IResult> All(HttpContext http, StaffAccounts accounts, CancellationToken cancel)
    {
        if (OperatorOnly(http) is { } refused)
        {
            return refused;
        }

        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new AccountList([.. (await accounts.ReadAll(cancel)).Select(AccountItem.Of)]), ApiJson.Of<AccountList>());
    }

    private static async Task<IResult> Edit(
        string id, AccountEdit body, HttpContext http, StaffAccounts accounts, IAccountStore store, IGrainFactory grains)
    {
        if (OperatorOnly(http) is { } refused)
        {
            return refused;
        }

        if (((body.Name is null ? null : Limits.Check(body.Name, StaffAccount.MaxName, "name"))
            ?? (body.Roles is { } wanted ? Check(wanted) : null)) is { } unfit)
        {
            return Errors.Of(unfit.Rejection, unfit.Field);
        }

        if (body.Member is { } member && await MemberKeys.Find(grains, member) is null)
        {
            return Errors.Of(Rejection.UnknownMember, "member");
        }

        if (body.Roles is { } other && await store.Find(id) is { Provider.GivesRoles: true } given && !other.SequenceEqual(given.Roles))
        {
            return Errors.Of(StatusCodes.Status409Conflict, "rolesByProvider", "The provider says which roles this account has.");
        }

        if (await accounts.Edit(id, account => account with
        {
            Name = body.Name?.Trim() ?? account.Name,
            Roles = body.Roles is { } roles ? roles : account.Roles,
            Member = body.Member ?? (body.ClearsMember ? null : account.Member),
        }) is not { } changed)
        {
            return Unknown();
        }

        return Results.Json(AccountItem.Of(changed), ApiJson.Of<AccountItem>());
    }

    private static async Task<IResult> SetDisabled(string id, bool isDisabled, HttpContext http, StaffAccounts accounts)
    {
        if (OperatorOnly(http) is { } refused)
        {
            return refused;
        }

        if (await accounts.SetDisabled(id, isDisabled) is not { } account)
        {
            return Unknown();
        }

        return Results.Json(AccountItem.Of(account), ApiJson.Of<AccountItem>());
    }

    private static async Task<IResult> Invite(string id, HttpContext http, StaffAccounts accounts, IOptions<HouseSettings> house)
    {
        if (OperatorOnly(http) is { } refused)
        {
            return refused;
        }

        if (await accounts.Invite(id) is not { } invited)
        {
            return Unknown();
        }

        return Answer(invited.Account, invited.Invite, http, house.Value);
    }

    private static async Task<IResult> Accept(
        AcceptInvite body, HttpContext http, StaffAccounts accounts, FailedJoins failed, AuditLog audit, CancellationToken cancel)
    {
        http.Response.Headers.CacheControl = "no-store";
        var invite = Codes.HashOfTyped(body.Invite);
        if (await failed.Find(http, TriedAt.Invite, body.Invite, hash => accounts.FindInvite(hash, cancel), cancel) is not { } invited)
        {
            return Gone();
        }

        if (body.Password is not { } password)
        {
            return Results.Json(new Invited(invited.Name, invited.Login, invited.InvitedUntil), ApiJson.Of<Invited>());
        }

        if (Weakness(password, invited) is { } weak)
        {
            return weak;
        }

        if (await accounts.Accept(invite!.Value, password) is not var (account, secret, recovery))
        {
            return Gone();
        }

        await audit.Note(new AuditNote(
            AuditActs.InvitationAccepted, AuditPeople.OfAccount(account.Id), http.Connection.RemoteIpAddress, $"accounts/{account.Id}"));
        var uri = OneTimeCodes.Uri(secret, Issuer, account.Login);
        var (size, path) = QrSquares.Of(uri);
        return Results.Json(new Accepted(uri, OneTimeCodes.Spell(secret), size, path, recovery), ApiJson.Of<Accepted>());

        IResult Gone() => failed.Of(http, TriedAt.Invite).Wrong() is { } wait
            ? Errors.TooFast(http, wait, "Too many wrong codes and keys come from this address; wait a moment.")
            : Errors.Of(StatusCodes.Status404NotFound, "unknownInvite", "This invitation is not open, or not any more.");
    }

    private static async Task<IResult> ChangePassword(
        PasswordChange body, HttpContext http, StaffSignIns staff, IAccountStore store, SignIns signIns, AuditLog audit, CancellationToken cancel)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (Session.Of(http.User) is not { Room: null, Account: { } id } || await store.Find(id, cancel) is not { IsUsable: true } account)
        {
            return Errors.Of(StatusCodes.Status401Unauthorized, "noSession", "There is no valid session.");
        }

        if (Weakness(body.Next, account) is { } weak)
        {
            return weak;
        }

        var note = new AuditNote(
            AuditActs.PasswordChanged, AuditPeople.OfAccount(account.Id), http.Connection.RemoteIpAddress, $"accounts/{account.Id}");
        var tried = await audit.Around(
            note, () => staff.ChangePassword(http, account, body.Password, body.Code, body.Next),
            made => made.Session is not null ? ActOutcome.Done : new ActOutcome(made.Wait is null ? "wrongSignIn" : "tooFast"));
        if (tried.Wait is { } wait)
        {
            return Errors.TooFast(http, wait, "Too many wrong sign-ins to this account, or from this network; wait a while.");
        }

        if (tried.Session is not { } session)
        {
            return Errors.Of(StatusCodes.Status401Unauthorized, "wrongSignIn", "The login, the password or the code is wrong.");
        }

        return Results.Json(
            new SignedIn(signIns.Token(session), "staff", session.Member?.Id, session.Id, Account: session.Account), ApiJson.Of<SignedIn>());
    }

    private static IResult? Weakness(string password, StaffAccount account)
    {
        return Passwords.WhyNot(password, account.Login, account.Name) switch
        {
            null => null,
            WeakPassword.TooShort => Weak("passwordTooShort", $"A password has at least {Passwords.Shortest} characters."),
            WeakPassword.TooLong => Weak("passwordTooLong", $"A password has at most {Passwords.Longest} characters."),
            _ => Weak("passwordCommon", "Many would guess this password: it is made of common words, of runs, or of the account's own name."),
        };

        static IResult Weak(string code, string message) => Errors.Of(StatusCodes.Status409Conflict, code, message);
    }

    /// <summary>Whoever may make an account could make one that may everything: staff without a limit may not.</summary>
    private static IResult? OperatorOnly(HttpContext http) => MeetingEndpoints.Refused(Permission.ManageAccounts, Scope.House, http);

    private static Refusal? Check(ImmutableArray<AccountRole> roles)
    {
        if (roles.IsDefaultOrEmpty)
        {
            return new Refusal(Rejection.Empty, "roles");
        }

        if (roles.Length > MaxRoles || roles.Distinct().Count() != roles.Length || roles.Any(r => !r.IsSensible))
        {
            return new Refusal(Rejection.Unreadable, "roles");
        }

        return roles.SelectMany(r => new[] { r.County, r.Venue, r.Format, r.Department }).OfType<string>()
            .Select(limit => Limits.Check(limit, MaxLimit, "roles")).FirstOrDefault(refusal => refusal is not null);
    }

    private static IResult Answer(StaffAccount account, string invite, HttpContext http, HouseSettings house)
    {
        http.Response.Headers.CacheControl = "no-store";
        var isOpen = invite.Length > 0;
        return Results.Json(
            new AccountMade(
                account.Id, isOpen ? invite : null, isOpen ? $"{Pages.PublicUrl(http, house)}/accept#invite={invite}" : null,
                isOpen || account.Provider is { Subject: null } ? account.InvitedUntil : null),
            ApiJson.Of<AccountMade>(), statusCode: StatusCodes.Status201Created);
    }

    private static IResult Unknown() => Errors.Of(StatusCodes.Status404NotFound, "unknownAccount", "There is no such account.");
}
