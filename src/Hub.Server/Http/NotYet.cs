using Hub.Server.Common;

namespace Hub.Server.Http;

/// <summary>
/// Answers for a process that listens already and may say nothing yet: what was forgotten since the backup that it was restored from is still there. Whoever
/// asks how it is (<c>/health</c>) is told.
/// </summary>
internal sealed class NotYet(RequestDelegate next, Readiness readiness)
{
    public Task Invoke(HttpContext http)
    {
        if (readiness.MaySpeak || http.Request.Path.StartsWithSegments("/health"))
        {
            return next(http);
        }

        http.Response.Headers.RetryAfter = "1";
        return Errors.Write(http, StatusCodes.Status503ServiceUnavailable, "retry", "This house is starting; ask again.");
    }
}
