using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;

namespace Hub.Server.Http;

/// <summary>My account, and the passkeys of it: signing in by one, adding, renaming and removing them.</summary>
internal static class PasskeyEndpoints
{
    public static void MapPasskeys(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/session/passkey/options", AskForAny).For(Callers.Anyone).WithSummary(
            "Asks for a passkey to sign in with: the options for navigator.credentials.get, as WebAuthn's PublicKeyCredentialRequestOptionsJSON. Good for one "
            + "answer, within five minutes, from this browser.")
            .Produces<JsonElement>().Produces<ErrorBody>(409);
        app.MapPost("/api/session/passkey", SignIn).For(Callers.Anyone)
            .WithSummary("Signs an account of the staff in with what its passkey answered: no password and no code.")
            .Produces<SignedIn>().Produces<ErrorBody>(401).Produces<ErrorBody>(409).Produces<ErrorBody>(429);
        app.MapGet("/api/account", Mine).For(Callers.Persons)
            .WithSummary("My account, with what it signs in with (staff).").Produces<MyAccount>().Produces<ErrorBody>(401);
        app.MapPost("/api/account/passkeys/options", AskForNew).For(Callers.Persons).WithSummary(
            "Asks for a new passkey of my account, within ten minutes after signing in: the options for navigator.credentials.create, as WebAuthn's "
            + "PublicKeyCredentialCreationOptionsJSON (staff).")
            .Produces<JsonElement>().Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(409);
        app.MapPost("/api/account/passkeys", Add).For(Callers.Persons)
            .WithSummary("Adds the passkey that an authenticator made (staff).").Produces<PasskeyItem>(201)
            .Produces<ErrorBody>(400).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(409).Audited(AuditActs.PasskeyAdded, OnMine);
        app.MapPatch("/api/account/passkeys/{id}", Rename).For(Callers.Persons)
            .WithSummary("Another name for one of my passkeys (staff).").Produces(204).Produces<ErrorBody>(400).Produces<ErrorBody>(401)
            .Produces<ErrorBody>(404);
        app.MapDelete("/api/account/passkeys/{id}", Remove).For(Callers.Persons).WithSummary(
            "One of my passkeys signs in no more, within ten minutes after signing in; what it had before always does, so that it is never the last (staff).")
            .Produces(204).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Audited(AuditActs.PasskeyRemoved, OnMine);
    }

    /// <summary>Where it was too long ago that whoever asks has proven who they are: see <see cref="StaffSignIns.IsRecent"/>.</summary>
    public static IResult SignInAgain() => Errors.Of(
        StatusCodes.Status403Forbidden, "signInAgain", $"Sign in again: that must be at most {StaffSignIns.Recent.TotalMinutes} minutes ago.");

    private static async Task<IResult> AskForAny(HttpContext http, Passkeys passkeys) => Asked(await passkeys.AskForAny(http));

    private static async Task<IResult> SignIn(
        PasskeySignIn body, HttpContext http, StaffSignIns staff, SignIns signIns, Sessions sessions, AuditLog audit)
    {
        // Asked before anything is verified: a question that was answered would be used up by it.
        var claimed = Passkeys.ClaimedBy(body.Credential);
        var now = SessionAuthentication.Bearer(http.Request) is null ? Session.Of(http.User) : null;
        var left = now is { IsGuest: false } && now.Account != claimed ? now : null;
        return left is not null && !body.Replace ? AccountEndpoints.AskToReplace()
            : await AccountEndpoints.Answer(
                http, await staff.ByPasskey(http, body.Credential, claimed), left,
                new ErrorBody("wrongPasskey", "This is no passkey of an account here, or not any more; try again."), signIns, sessions, audit);
    }

    private static async Task<IResult> Mine(HttpContext http, StaffSignIns staff, StaffAccounts accounts, IAccountStore store, CancellationToken cancel)
    {
        if (await Of(http, store, cancel) is not { } account)
        {
            return Errors.NoSession;
        }

        var passkeys = await accounts.PasskeysOf(account, cancel);
        return Results.Json(
            new MyAccount(
                account.Id, account.Name, account.Login, account.Credentials?.Recovery.Length, await staff.IsRecent(Session.Of(http.User)!, cancel),
                [.. passkeys.Select(PasskeyItem.Of)]),
            ApiJson.Of<MyAccount>());
    }

    private static async Task<IResult> AskForNew(HttpContext http, Passkeys passkeys, StaffSignIns staff, IAccountStore store, CancellationToken cancel) =>
        await Of(http, store, cancel) is not { } account ? Errors.NoSession
        : !await staff.IsRecent(Session.Of(http.User)!, cancel) ? SignInAgain()
        : Asked(await passkeys.AskForNew(http, account));

    private static async Task<IResult> Add(
        NewPasskey body, HttpContext http, Passkeys passkeys, StaffSignIns staff, IAccountStore store, CancellationToken cancel)
    {
        if (await Of(http, store, cancel) is not { } account)
        {
            return Errors.NoSession;
        }

        if (Limits.Check(body.Name, Passkeys.MaxName, "name") is { } unfit)
        {
            return Errors.Of(unfit.Rejection, unfit.Field);
        }

        if (!await staff.IsRecent(Session.Of(http.User)!, cancel))
        {
            return SignInAgain();
        }

        var (came, passkey) = await passkeys.Add(http, account, body.Name.Trim(), body.Credential);
        return came switch
        {
            PasskeyAdding.Added => Results.Json(PasskeyItem.Of(passkey!), ApiJson.Of<PasskeyItem>(), statusCode: StatusCodes.Status201Created),
            PasskeyAdding.Taken => Errors.Of(StatusCodes.Status409Conflict, "passkeyTaken", "This passkey is somebody's already."),
            PasskeyAdding.TooMany => Errors.Of(
                StatusCodes.Status409Conflict, "tooManyPasskeys", $"An account has at most {Passkeys.MaxOfAccount} passkeys; remove one first."),
            _ => Errors.Of(StatusCodes.Status409Conflict, "wrongPasskey", "This does not answer what was asked, or not any more; try again."),
        };
    }

    private static async Task<IResult> Rename(
        string id, PasskeyName body, HttpContext http, IPasskeyStore passkeys, IAccountStore store, CancellationToken cancel) =>
        await Of(http, store, cancel) is not { } account ? Errors.NoSession
        : Limits.Check(body.Name, Passkeys.MaxName, "name") is { } unfit ? Errors.Of(unfit.Rejection, unfit.Field)
        : await passkeys.Rename(account.Id, id, body.Name.Trim()) ? Results.NoContent()
        : Unknown();

    private static async Task<IResult> Remove(
        string id, HttpContext http, IPasskeyStore passkeys, StaffSignIns staff, IAccountStore store, CancellationToken cancel) =>
        await Of(http, store, cancel) is not { } account ? Errors.NoSession
        : !await staff.IsRecent(Session.Of(http.User)!, cancel) ? SignInAgain()
        : await passkeys.Remove(account.Id, id) ? Results.NoContent()
        : Unknown();

    /// <returns>The account that is signed in; null where none is that may be used.</returns>
    private static async Task<StaffAccount?> Of(HttpContext http, IAccountStore store, CancellationToken cancel) =>
        Session.Of(http.User) is { Room: null, Account: { } id } && await store.Find(id, cancel) is { IsUsable: true } account ? account : null;

    private static string? OnMine(HttpContext http) => Session.Of(http.User)?.Account is { } account ? $"accounts/{account}" : null;

    private static IResult Asked(string? options) => options is null
        ? Errors.Of(
            StatusCodes.Status409Conflict, "notSecure", "Passkeys work only at the house's own address by https (House:PublicUrl), or on localhost.")
        : Results.Json(JsonSerializer.Deserialize(options, ApiJson.Of<JsonElement>()), ApiJson.Of<JsonElement>());

    private static IResult Unknown() => Errors.Of(StatusCodes.Status404NotFound, "unknownPasskey", "Your account has no such passkey, or not any more.");
}
