using Hub.Server.Access;
using Microsoft.Extensions.Options;

namespace Hub.Server.Http;

/// <summary>
/// Refuses what another site's page sends: a foreign Origin, on hub and API alike. A page that came without https is another site than the house
/// by https: anyone on the way may have written it. A request without an Origin (a script, a server) is fine unless it would act with a cookie.
/// Browsers send an Origin with every WebSocket and every unsafe request.
/// </summary>
internal sealed class OriginCheck(RequestDelegate next, IOptions<HouseSettings> house)
{
    private readonly Uri? _public = house.Value.PublicUrl is { } url ? new Uri(url) : null;

    public Task Invoke(HttpContext http)
    {
        var request = http.Request;
        if (!request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/hubs"))
        {
            return next(http);
        }

        var origin = request.Headers.Origin.ToString();
        var acts = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        var allowed = origin.Length > 0
            ? Uri.TryCreate(origin, UriKind.Absolute, out var site) && (IsPublic(site) || (Same(site, request.Host) && !IsDowngraded(site, request)))
            : !(acts || request.Path.StartsWithSegments("/hubs")) || SessionAuthentication.Bearer(request) is not null
                || SessionCookie.Read(request) is null;
        return allowed ? next(http) : Http.Errors.Write(http, StatusCodes.Status403Forbidden, "foreignOrigin", "This request comes from another site.");
    }

    private bool IsPublic(Uri site) => _public is not null && site.Scheme == _public.Scheme && site.Authority == _public.Authority;

    /// <summary>The other way round it is one site: a proxy that the house was not told of may have ended the TLS.</summary>
    private bool IsDowngraded(Uri site, HttpRequest request) =>
        site.Scheme != Uri.UriSchemeHttps
            && (request.IsHttps
                || (_public?.Scheme == Uri.UriSchemeHttps && site.Host.Equals(_public.Host, StringComparison.OrdinalIgnoreCase)));

    private static bool Same(Uri site, HostString host) =>
        site.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase) && (host.Port is not { } port ? site.IsDefaultPort : site.Port == port);
}
