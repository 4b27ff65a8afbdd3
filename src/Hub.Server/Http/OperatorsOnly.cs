using Hub.Server.Access;
using Hub.Server.Access.Staff;

namespace Hub.Server.Http;

/// <summary>Everything below <c>/ops</c> is for operators. For everybody else it does not exist.</summary>
internal sealed class OperatorsOnly(RequestDelegate next)
{
    public Task Invoke(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/ops"))
        {
            return next(http);
        }

        if (Session.Of(http.User)?.May(Permission.RunHouse, Scope.House) != true)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        // The dashboard's charts size themselves by inline styles, and some of its letters are a font within its stylesheet.
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = $"{headers.ContentSecurityPolicy}; style-src 'self' 'unsafe-inline'; font-src 'self' data:";
        headers.CacheControl = "no-store";
        return next(http);
    }
}
