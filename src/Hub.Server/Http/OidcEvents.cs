using System.Globalization;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Access.OpenId;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Hub.Server.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Server.Http;

/// <summary>
/// What comes of a sign-in at the provider: a session of an account, opened as by every other means; or the page <c>/signin</c> again, which says why not.
/// </summary>
internal sealed partial class OidcEvents(
    ProviderAccounts people, StaffSignIns staff, Sessions sessions, FailedJoins failed, AuditLog audit, IOptions<OidcSettings> oidc,
    IOptions<HouseSettings> house, ILogger<OidcEvents> logger) : OpenIdConnectEvents
{
    /// <summary>In the state of a flow: whoever the browser is signed in as is left.</summary>
    public const string Replace = "replace";

    /// <summary>In the state of a flow: when it was begun, in seconds since 1970. The provider has to ask for a proof that is not older.</summary>
    public const string Again = "again";

    /// <summary>So long, ids may be (OpenID Connect Core 1.0, 2).</summary>
    private const int MaxId = 255;

    /// <summary>
    /// The provider sends people to the address that it knows this hub by, whatever they asked for. Of who signs in anew it asks for a proof once more, and has
    /// to say when it did (OpenID Connect Core 1.0, 3.1.2.1).
    /// </summary>
    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        context.ProtocolMessage.RedirectUri = Pages.PublicUrl(context.HttpContext, house.Value) + OidcSetup.CallbackPath;
        if (context.Properties.Items.ContainsKey(Again))
        {
            context.ProtocolMessage.Prompt = "login";
            context.ProtocolMessage.MaxAge = "0";
        }

        return Task.CompletedTask;
    }

    /// <summary>Asked before the code is: whoever sends what was never begun makes this hub call nobody.</summary>
    public override Task MessageReceived(MessageReceivedContext context)
    {
        if (failed.Of(context.HttpContext, TriedAt.Provider).Wait is not null)
        {
            context.Response.Redirect(Refused("tooFast"));
            context.HandleResponse();
        }

        return Task.CompletedTask;
    }

    /// <summary>An ID token without a signature is refused, though it comes from the provider itself by TLS, and the handler would take it.</summary>
    public override Task TokenValidated(TokenValidatedContext context)
    {
        if (context.TokenEndpointResponse is not { IdToken: { Length: > 0 } token } || new JsonWebToken(token).EncodedSignature.Length == 0)
        {
            context.Fail(new SecurityTokenInvalidSignatureException("The ID token is not signed."));
        }

        return Task.CompletedTask;
    }

    /// <summary>Who changed their mind at the provider's page.</summary>
    public override Task AccessDenied(AccessDeniedContext context)
    {
        context.Response.Redirect(Refused("cancelled"));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        var why = context.Failure switch
        {
            HttpRequestException or OperationCanceledException or IOException => "providerDown",
            InvalidOperationException { InnerException: not null } => "providerDown",

            // Not begun in this browser, begun too long ago, or come back to a second time.
            AuthenticationFailureException => "stale",
            _ => "notProven",
        };
        LogFailed(why, context.Failure is { } failure ? $"{failure.GetType().Name} {Number().Match(failure.Message).Value}".Trim() : "");
        audit.Count(
            new AuditNote(AuditActs.SignedIn, AuditWho.Guest, context.HttpContext.Connection.RemoteIpAddress), new ActOutcome(why));
        _ = failed.Of(context.HttpContext, TriedAt.Provider).Wrong();
        context.Response.Redirect(Refused(why));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    public override async Task TicketReceived(TicketReceivedContext context)
    {
        string where;
        try
        {
            where = await SignIn(
                context.HttpContext, context.Principal!, context.Properties?.Items.ContainsKey(Replace) == true,
                context.Properties?.Items.TryGetValue(Again, out var begun) == true ? begun : null);
        }
        catch (Exception e) when (Perseverance.IsPassing(e))
        {
            // The code is used up: what would be asked again is the whole way.
            where = Refused("retry");
        }

        context.Response.Redirect(where);
        context.HandleResponse();
    }

    /// <param name="begun">Of one who signs in anew: since when they have to have proven who they are.</param>
    /// <returns>Where the browser goes.</returns>
    private async Task<string> SignIn(HttpContext http, ClaimsPrincipal claims, bool replace, string? begun)
    {
        var from = http.Connection.RemoteIpAddress;
        if (Read(claims) is not { } who)
        {
            audit.Count(new AuditNote(AuditActs.SignedIn, AuditWho.Guest, from), new ActOutcome("notProven"));
            return Refused("notProven");
        }

        if (begun is not null && !IsProvenSince(claims, begun))
        {
            audit.Count(new AuditNote(AuditActs.SignedIn, AuditWho.Guest, from), new ActOutcome("notAsked"));
            return Refused("notAsked");
        }

        var (account, refused) = await people.Find(
            who,
            (act, id) => audit.Note(act == AuditActs.InvitationAccepted
                ? new AuditNote(act, AuditPeople.OfAccount(id), from, $"accounts/{id}") : new AuditNote(act, AuditWho.House, null, $"accounts/{id}")),
            http.RequestAborted);
        var note = new AuditNote(AuditActs.SignedIn, account is null ? AuditWho.Guest : AuditPeople.OfAccount(account.Id), from);
        if (refused is not null || account is null)
        {
            audit.Count(note, new ActOutcome(refused));
            return Refused(refused ?? ProviderAccounts.NoAccount);
        }

        var now = Session.Of((await http.AuthenticateAsync(SessionAuthentication.SchemeName)).Principal);
        var isLeft = now is { IsGuest: false };
        if (isLeft && !replace && now!.Account != account.Id)
        {
            return Refused("signedIn");
        }

        // A session of its own, which ends with the provider's; none that was opened otherwise goes on in its place.
        http.User = new ClaimsPrincipal();
        if (await staff.Open(http, account, who.Session) is not { } session)
        {
            audit.Count(note, new ActOutcome(ProviderAccounts.Disabled));
            return Refused(ProviderAccounts.Disabled);
        }

        try
        {
            // The power lies in the answer.
            await audit.Note(note with { On = $"sessions/{session.Id}" });
        }
        catch
        {
            await sessions.End(session, http);
            SessionCookie.Delete(http);
            throw;
        }

        if (isLeft)
        {
            await sessions.End(now!, http);
        }

        return account.Roles.All(r => r.Role == StaffRole.Department) ? "/department" : "/";
    }

    /// <summary>A provider that was asked for the age of a proof says when it was (<c>auth_time</c>): one that does not has not asked.</summary>
    private static bool IsProvenSince(ClaimsPrincipal claims, string begun) =>
        long.TryParse(claims.FindFirst(JwtRegisteredClaimNames.AuthTime)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var proven)
        && proven + (long)OidcSetup.ClockSkew.TotalSeconds >= long.Parse(begun, CultureInfo.InvariantCulture);

    /// <returns>Null where the provider does not say who somebody is, or in more than can be kept.</returns>
    private ProviderPerson? Read(ClaimsPrincipal claims)
    {
        var (issuer, subject, session) = (Text("iss"), Text("sub"), Text("sid") ?? "");
        if (issuer is not { Length: > 0 and <= MaxId } || subject is not { Length: > 0 and <= MaxId } || session.Length > MaxId)
        {
            return null;
        }

        var mail = string.Equals(Text("email_verified"), bool.TrueString, StringComparison.OrdinalIgnoreCase) ? Text("email") : null;
        return new ProviderPerson(
            issuer, subject, session, Text("name"), [.. new[] { subject, Text("preferred_username"), mail }.OfType<string>()],
            oidc.Value.RolesOf(claims.FindAll(oidc.Value.RoleClaim).Select(c => c.Value)));

        string? Text(string claim) => claims.FindFirst(claim)?.Value;
    }

    /// <summary>In the fragment, of which nobody keeps a log.</summary>
    private static string Refused(string why) => string.Create(CultureInfo.InvariantCulture, $"/signin#why={why}");

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in by the provider failed ({Code}): {Failure}. Documented are such numbers by the library "
        + "Microsoft.IdentityModel.")]
    private partial void LogFailed(string code, string failure);

    /// <summary>Messages may hold what a stranger sent; their numbers do not.</summary>
    [GeneratedRegex("^IDX[0-9]{5}")]
    private static partial Regex Number();
}
