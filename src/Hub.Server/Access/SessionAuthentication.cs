using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Hub.Server.Access;

/// <summary>
/// Reads the session of a request: <c>Authorization: Bearer</c>, the hub's <c>access_token</c>, or the browser's cookie. A cookie counts only where the
/// request's Origin is ours (see <see cref="OriginCheck"/>), so that no other site can act with it.
/// </summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Tokens tokens, MemberKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "session";
    public const string Cookie = "hub";

    /// <summary>
    /// Gives a browser its cookie: the person, not the seats. A browser is what sends an Origin; a script has its token, and keeps one for each person it
    /// plays.
    /// </summary>
    public static void SignIn(HttpContext http, Tokens tokens, Session session)
    {
        if (http.Request.Headers.Origin.Count > 0 && Bearer(http.Request) is null)
        {
            Remember(http, tokens, session);
        }
    }

    /// <summary>Gives whoever opens a page the cookie.</summary>
    public static void Remember(HttpContext http, Tokens tokens, Session session) => http.Response.Cookies.Append(
        Cookie,
        tokens.Issue(session with { Room = null }),
        new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            Path = "/",
            MaxAge = TimeSpan.FromDays(400),
            IsEssential = true
        });

    public static string? Bearer(HttpRequest request)
    {
        const string Prefix = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim()
            : request.Path.StartsWithSegments("/hubs") && request.Query["access_token"].ToString() is { Length: > 0 } token ? token
            : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if ((Bearer(Request) ?? Request.Cookies[Cookie]) is not { Length: > 0 } token)
        {
            return AuthenticateResult.NoResult();
        }

        if (await tokens.Read(token) is not { } identity)
        {
            return AuthenticateResult.Fail("not a session of this house");
        }

        var principal = new ClaimsPrincipal(identity);
        return Session.Of(principal)!.Member is { } member && !await keys.IsCurrent(member)
            ? AuthenticateResult.Fail("the member's key was renewed")
            : AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }
}
