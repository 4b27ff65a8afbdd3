using System.Globalization;
using Hub.Domain;
using Hub.Server.Edge;

namespace Hub.Server.Http;

/// <param name="Code">Stable.</param>
/// <param name="Message">In English, for people who write clients.</param>
public sealed record ErrorBody(string Code, string Message);

/// <summary>How refusals look over HTTP.</summary>
internal static class Errors
{
    public static int StatusOf(Rejection rejection) => rejection switch
    {
        Rejection.Unreadable or Rejection.UnknownCommand or Rejection.BadOperation => StatusCodes.Status400BadRequest,
        Rejection.Forbidden => StatusCodes.Status403Forbidden,
        Rejection.UnknownRoom or Rejection.UnknownEntry => StatusCodes.Status404NotFound,
        Rejection.TooFast => StatusCodes.Status429TooManyRequests,
        Rejection.NoRoom => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status409Conflict,
    };

    public static IResult Of(Rejection rejection, string? field = null) =>
        Of(StatusOf(rejection), Code(rejection), field is null ? Receipts.Sentence(rejection) : $"{Receipts.Sentence(rejection)} ({field})");

    public static IResult Of(int status, string code, string message) =>
        Results.Json(new ErrorBody(code, message), ApiJson.Of<ErrorBody>(), statusCode: status);

    public static IResult NoSession { get; } = Of(StatusCodes.Status401Unauthorized, "noSession", "There is no valid session.");

    /// <summary>An allowance is spent.</summary>
    public static IResult TooFast(HttpContext http, TimeSpan wait, string message)
    {
        http.Response.Headers.RetryAfter = Seconds(wait);
        return Of(StatusCodes.Status429TooManyRequests, Code(Rejection.TooFast), message);
    }

    /// <summary>As <c>Retry-After</c> says it.</summary>
    public static string Seconds(TimeSpan wait) => ((int)Math.Max(1, Math.Ceiling(wait.TotalSeconds))).ToString(CultureInfo.InvariantCulture);

    public static Task Write(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new ErrorBody(code, message), ApiJson.Of<ErrorBody>());
    }

    public static string Code(Rejection rejection) => CamelCase.Of(rejection);
}
