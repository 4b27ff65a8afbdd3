using System.Globalization;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Access.OpenId;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Hub.Server.Http;

/// <summary>Signing in by the provider: its beginning; and its end, where the provider says so. In between comes <see cref="OidcEvents"/>.</summary>
internal static partial class OidcEndpoints
{
    public static void MapProvider(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/oidc/begin", Begin).For(Callers.Anyone).WithSummary(
            "Where a browser goes to sign in by the provider (staff); it comes back by /api/oidc/callback.")
            .Produces<ProviderPage>().Produces<ErrorBody>(409).Produces<ErrorBody>(429).Produces<ErrorBody>(503);
        app.MapPost("/api/oidc/logout", Logout).For(Callers.Anyone).WithSummary(
            "OpenID Connect Back-Channel Logout 1.0, for the provider: ends the sessions that a logout token names, on every node.")
            .Produces(200).Produces<ErrorBody>(400).Produces<ErrorBody>(409).Produces<ErrorBody>(503);
    }

    private static async Task<IResult> Begin(
        ProviderSignIn body, HttpContext http, IOptions<OidcSettings> oidc, FailedJoins failed, TimeProvider clock, ILogger<OidcEvents> logger)
    {
        if (!oidc.Value.IsSet)
        {
            return Errors.Of(Rejection.NotOffered);
        }

        if (failed.Of(http, TriedAt.Provider).Wait is { } wait)
        {
            return Errors.TooFast(http, wait, "Too many sign-ins failed that came from this address; wait a moment.");
        }

        var isSomebody = Session.Of(http.User) is { IsGuest: false };
        if (isSomebody && !body.Replace)
        {
            return Errors.Of(
                StatusCodes.Status409Conflict, "signedIn", "This browser is signed in as staff or as a member; say replace to leave that session.");
        }

        var flow = new AuthenticationProperties { RedirectUri = "/" };
        if (body.Replace)
        {
            flow.Items[OidcEvents.Replace] = "";
        }

        if (isSomebody)
        {
            // Whoever signs in anew confirms that it is they who sit here: that the provider still remembers them says nothing of it.
            flow.Items[OidcEvents.Again] = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        }

        try
        {
            await http.ChallengeAsync(OidcSetup.Scheme, flow);
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException
            || (e is OperationCanceledException && !http.RequestAborted.IsCancellationRequested))
        {
            LogDown(logger, (e.InnerException ?? e).GetType().Name);
            return Down();
        }

        // The page goes there itself: it has asked with its Origin, and its policy lets no form go elsewhere.
        var url = http.Response.Headers.Location.ToString();
        http.Response.Headers.Remove("Location");
        http.Response.StatusCode = StatusCodes.Status200OK;
        return Results.Json(new ProviderPage(url), ApiJson.Of<ProviderPage>());
    }

    private static async Task<IResult> Logout(
        HttpContext http, IOptions<OidcSettings> oidc, ProviderLogout logouts, IAccountStore accounts, Sessions sessions, AuditLog audit,
        ILogger<OidcEvents> logger, CancellationToken cancel)
    {
        if (!oidc.Value.IsSet)
        {
            return Errors.Of(Rejection.NotOffered);
        }

        var note = new AuditNote(AuditActs.SignedOut, AuditWho.House, null);
        LogoutToken? token;
        try
        {
            token = http.Request.HasFormContentType && (await http.Request.ReadFormAsync(cancel))["logout_token"].ToString() is { Length: > 0 } sent
                ? await logouts.Read(sent, cancel) : null;
        }
        catch (InvalidOperationException e)
        {
            LogDown(logger, (e.InnerException ?? e).GetType().Name);
            return Down();
        }

        if (token is null)
        {
            audit.Count(note, new ActOutcome("wrongLogout"));
            return Errors.Of(StatusCodes.Status400BadRequest, "wrongLogout", "This is no logout token of the provider for this hub, or it was used before.");
        }

        // Whoever has no account here has no session here.
        var account = token.Subject is null ? null : await accounts.FindSubject(token.Issuer, token.Subject, cancel);
        if (token.Subject is null || account is not null)
        {
            await audit.Around(
                note with { On = account is null ? null : $"accounts/{account.Id}" }, () => sessions.EndOfProvider(account?.Id, token.Session));
        }

        // Remembered last: where ending them failed, the provider may send it again.
        await logouts.Use(token);
        return Results.Ok();
    }

    private static IResult Down() => Errors.Of(
        StatusCodes.Status503ServiceUnavailable, "providerDown", "The provider by which people sign in does not answer; try again, or sign in otherwise.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The provider of Oidc:Authority does not answer, or with what is not its own: {Failure}.")]
    private static partial void LogDown(ILogger logger, string failure);
}
