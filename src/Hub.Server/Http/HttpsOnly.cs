using System.Net;
using Hub.Server.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Hub.Server.Http;

/// <summary>
/// Where <see cref="HouseSettings.PublicUrl"/> is https, nothing is served by plain http: a page is sent there, while a call and a connection are refused, so
/// that a program which was told the wrong address is noticed before it has sent a secret twice. Probes, and whoever asks from this machine, are answered.
/// </summary>
/// <remarks>The scheme is known where the house ends TLS itself, or believes a proxy; else nothing is refused.</remarks>
internal sealed class HttpsOnly(RequestDelegate next, IOptions<HouseSettings> house, IServer server)
{
    private readonly string? _public = house.Value.PublicUrl is { } url && new Uri(url).Scheme == Uri.UriSchemeHttps ? url.TrimEnd('/') : null;
    private readonly bool _believesProxies = house.Value.TrustedNetworks().Length > 0;

    private bool IsSchemeKnown => _believesProxies
        || server.Features.Get<IServerAddressesFeature>()?.Addresses.Any(a => a.StartsWith("https:", StringComparison.OrdinalIgnoreCase)) == true;

    public Task Invoke(HttpContext http)
    {
        var request = http.Request;
        if (_public is null || request.IsHttps || request.Path.StartsWithSegments("/health")
            || http.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from) || !IsSchemeKnown)
        {
            return next(http);
        }

        if ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !IsForPrograms(request.Path))
        {
            http.Response.Redirect($"{_public}{request.Path.ToUriComponent()}{request.QueryString.ToUriComponent()}", permanent: true, preserveMethod: true);
            return Task.CompletedTask;
        }

        return Errors.Write(http, StatusCodes.Status403Forbidden, "httpsOnly", $"This house is reached at {_public} alone.");
    }

    private static bool IsForPrograms(PathString path) =>
        path.StartsWithSegments("/api") || path.StartsWithSegments("/hubs") || path.StartsWithSegments("/openapi") || path.StartsWithSegments("/ops");
}
