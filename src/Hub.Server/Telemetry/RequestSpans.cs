using Microsoft.AspNetCore.Http.Features;

namespace Hub.Server.Telemetry;

/// <summary>Names a request's span by its route. Its address is never told: codes stand in paths, and what people look for in queries.</summary>
internal sealed class RequestSpans(RequestDelegate next)
{
    public async Task Invoke(HttpContext http)
    {
        try
        {
            await next(http);
        }
        finally
        {
            if (http.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
            {
                var (method, route) = (HttpMethods.GetCanonicalizedValue(http.Request.Method), RouteOf(http));
                span.DisplayName = route is null ? method : $"{method} {route}";
                span.SetTag("http.request.method", method).SetTag("http.route", route).SetTag("http.response.status_code", http.Response.StatusCode);
            }
        }
    }

    /// <summary>The pattern that the request's path matched, without the values in it; null where it matched none.</summary>
    public static string? RouteOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
}
