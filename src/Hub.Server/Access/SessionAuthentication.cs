using System.Security.Claims;
using System.Text.Encodings.Web;
using Hub.Server.Access.Staff;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Hub.Server.Access;

/// <summary>
/// Reads the session of a request: <c>Authorization: Bearer</c>, or the browser's cookie. A cookie counts only where the request's Origin is ours (see
/// <see cref="OriginCheck"/>), so that no other site can act with it. A token in an address is none: proxies write addresses down.
/// </summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Tokens tokens, Sessions sessions,
    MemberKeys keys, StaffAccounts accounts, IGrainFactory grains)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "session";

    public static string? Bearer(HttpRequest request)
    {
        const string Prefix = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if ((Bearer(Request) ?? SessionCookie.Read(Request)) is not { Length: > 0 } token || Request.Path.StartsWithSegments("/assets"))
        {
            return AuthenticateResult.NoResult();
        }

        if (await tokens.Read(token) is not { } identity)
        {
            return AuthenticateResult.Fail("not a session of this house");
        }

        var isExchanged = identity.FindFirst(Session.IdClaim) is null;
        if (isExchanged)
        {
            identity.AddClaim(new Claim(Session.IdClaim, Sessions.IdOf(token)));
        }

        var session = Session.Of(new ClaimsPrincipal(identity))!;
        if (session.Account is { } id)
        {
            // The token names it; what it may do, the account says, each time.
            if (await accounts.Find(id) is not { IsUsable: true } account)
            {
                return AuthenticateResult.Fail("the account cannot be used");
            }

            session = session.As(account);
        }

        if (session.Member is { } member && !await keys.IsCurrent(member))
        {
            // Where a node of an older build renewed it, no session has ended by that.
            return AuthenticateResult.Fail("the member's key was renewed");
        }

        if (isExchanged && session.Member is { Id: var withdrawn } && await MemberKeys.Find(grains, withdrawn) is null)
        {
            // Withdrawn by a build that knew no sessions: there was none to end.
            return AuthenticateResult.Fail("the member was withdrawn");
        }

        if (!await sessions.GoesOn(session, Context, isExchanged))
        {
            return AuthenticateResult.Fail("the session has ended");
        }

        if (session.IsGuest && (!(HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method)) || Request.Path.StartsWithSegments("/hubs")))
        {
            sessions.AddSoon(session, Context);
        }

        // A connection is closed then, and comes back with its next request, if the session goes on.
        var ends = session.IsStaff ? Earlier(session.Ends, TimeProvider.GetUtcNow() + Sessions.StaffIdle) : session.Ends;
        var principal = new ClaimsPrincipal(new SessionIdentity(session));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, new AuthenticationProperties { ExpiresUtc = ends }, SchemeName));
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset b) => a < b ? a : b;
}
