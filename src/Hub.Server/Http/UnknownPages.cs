namespace Hub.Server.Http;

/// <summary>
/// A browser that asks for a page that is not there gets one of ours that says so, with status 404. Programs get what they got: a call below <c>/api</c>, and
/// whatever else does not ask for HTML, is answered by the routing.
/// </summary>
internal sealed class UnknownPages(RequestDelegate next, Pages.Shell shell)
{
    public const string Code = "unknownPage";

    private static readonly string[] OfPrograms = ["/api", "/hubs", "/live", "/assets", "/health", "/openapi"];

    public Task Invoke(HttpContext http)
    {
        if (http.GetEndpoint() is not null || !HttpMethods.IsGet(http.Request.Method) || Array.Exists(OfPrograms, p => http.Request.Path.StartsWithSegments(p))
            || !http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return shell.Write(http, new Boot(null, null, null, null, Code));
    }
}
