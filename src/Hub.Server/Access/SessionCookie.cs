using Hub.Domain;

namespace Hub.Server.Access;

/// <summary>
/// The browser's cookie of a session. Over https it is called <c>__Host-hub</c>, which browsers take only from this very host and by https (RFC 6265bis,
/// 4.1.3.2): no other name of the domain, and nobody on the way, can put another session in its place. Without https it is <c>hub</c>.
/// </summary>
/// <remarks>
/// Nodes of a build before <see cref="RecordFormat.Fifth"/> read <c>hub</c> alone: while one may be there, both are written. A browser that was signed in by
/// such a build has <c>hub</c> only, which is read as long as there is no other.
/// </remarks>
/// <param name="format">Of the record, as this node knows it.</param>
internal sealed class SessionCookie(Func<RecordFormat> format)
{
    public const string Plain = "hub";
    public const string OfHost = "__Host-hub";

    /// <returns>The token that the browser shows; null where it shows none.</returns>
    public static string? Read(HttpRequest request) =>
        request.IsHttps && request.Cookies[OfHost] is { Length: > 0 } own ? own : request.Cookies[Plain] is { Length: > 0 } plain ? plain : null;

    public void Set(HttpContext http, string token, TimeSpan goodFor)
    {
        var isHttps = http.Request.IsHttps;
        if (isHttps)
        {
            http.Response.Cookies.Append(OfHost, token, Options(isHttps, goodFor));
        }

        if (!isHttps || format() < RecordFormat.Fifth)
        {
            http.Response.Cookies.Append(Plain, token, Options(isHttps, goodFor));
        }
        else if (http.Request.Cookies.ContainsKey(Plain))
        {
            http.Response.Cookies.Delete(Plain, Options(isHttps, null));
        }
    }

    public static void Delete(HttpContext http)
    {
        var isHttps = http.Request.IsHttps;
        http.Response.Cookies.Delete(Plain, Options(isHttps, null));
        if (isHttps)
        {
            http.Response.Cookies.Delete(OfHost, Options(isHttps, null));
        }
    }

    private static CookieOptions Options(bool isHttps, TimeSpan? goodFor) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = isHttps,
        Path = "/",
        MaxAge = goodFor,
        IsEssential = true,
    };
}
