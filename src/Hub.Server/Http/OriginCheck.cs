using Hub.Server.Access;
using Microsoft.Extensions.Options;

namespace Hub.Server.Http;

/// <summary>
/// Refuses what another site's page sends: a foreign Origin, on hub and API alike. A request without an Origin (a script, a server) is fine unless it would act
/// with a cookie. Browsers send an Origin with every WebSocket and every unsafe request.
/// </summary>
internal sealed class OriginCheck(RequestDelegate next, IOptions<HouseSettings> house)
{
    private readonly string? _public = house.Value.PublicUrl is { } url ? new Uri(url).Authority : null;

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
            ? Uri.TryCreate(origin, UriKind.Absolute, out var site) && (Same(site, request.Host) || site.Authority == _public)
            : !(acts || request.Path.StartsWithSegments("/hubs")) || SessionAuthentication.Bearer(request) is not null
                || !request.Cookies.ContainsKey(SessionAuthentication.Cookie);
        return allowed ? next(http) : Http.Errors.Write(http, StatusCodes.Status403Forbidden, "foreignOrigin", "This request comes from another site.");
    }

    private static bool Same(Uri site, HostString host) =>
        site.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase) && (host.Port is not { } port ? site.IsDefaultPort : site.Port == port);
}
