using System.Runtime.ExceptionServices;
using System.Text;
using Hub.Server.Common;
using Hub.Server.Telemetry;
using Microsoft.Net.Http.Headers;

namespace Hub.Server.Http;

/// <summary>
/// What every answer has in common: headers that keep a page to itself, and an error that says what was wrong without telling how the house is built.
/// </summary>
internal sealed partial class HttpEdge(RequestDelegate next, Perseverance perseverance, ILogger<HttpEdge> logger)
{
    private const string Policy =
        "default-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Names of the built assets carry their content's hash.</summary>
    public static void CacheForever(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path } && path.StartsWith("assets/", StringComparison.Ordinal))
        {
            var served = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http =>
            {
                http.Response.OnStarting(() =>
                {
                    http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                    return Task.CompletedTask;
                });
                return served(http);
            };
        }
    }

    public async Task Invoke(HttpContext http)
    {
        Guard(http);
        http.Response.OnStarting(SayCharset, http.Response);
        if (!HasKnownCharset(http.Request.ContentType))
        {
            await Errors.Write(
                http, StatusCodes.Status415UnsupportedMediaType, "unreadable", "The Content-Type names a charset that this house does not know.");
            return;
        }

        try
        {
            await (HttpMethods.IsGet(http.Request.Method) && !http.WebSockets.IsWebSocketRequest ? Persevere(http) : next(http));
            if (http.Response is { StatusCode: StatusCodes.Status413PayloadTooLarge, HasStarted: false })
            {
                // Said by the call's own reading of the body, without a word why.
                await TooLarge(http);
            }
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await (e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(http)
                : Errors.Write(http, e.StatusCode, "unreadable", "The request is not what this call can read."));
        }
        catch (Exception e) when (!http.Response.HasStarted && e is InvalidDataException or DecoderFallbackException)
        {
            await Errors.Write(http, StatusCodes.Status400BadRequest, "unreadable", "The request is not what this call can read.");
        }
        catch (BusyException) when (!http.Response.HasStarted)
        {
            http.Response.Headers.RetryAfter = "2";
            await Errors.Write(http, StatusCodes.Status503ServiceUnavailable, "retry", "This house makes as many such answers as it does at once; ask again.");
        }
        catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested && Perseverance.IsPassing(e))
        {
            LogPassing(RequestSpans.RouteOf(http), e.GetType().Name);
            http.Response.Headers.RetryAfter = "1";
            await Errors.Write(http, StatusCodes.Status503ServiceUnavailable, "retry", "This house is busy for a moment; ask again.");
        }
        catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // Left to the server, the answer would be without a word, and without the headers of every other.
            LogFault(RequestSpans.RouteOf(http), e);
            http.Response.Clear();
            Guard(http);
            await Errors.Write(http, StatusCodes.Status500InternalServerError, "fault", "This house made a mistake; its log says which.");
        }
    }

    /// <summary>Every text here is UTF-8; what serves the built pages does not say so by itself.</summary>
    private static Task SayCharset(object answer)
    {
        var response = (HttpResponse)answer;
        if (response.ContentType is { } type && !type.Contains("charset", StringComparison.OrdinalIgnoreCase)
            && (type.StartsWith("text/", StringComparison.Ordinal) || type.Contains("+xml", StringComparison.Ordinal)))
        {
            response.ContentType = $"{type}; charset=utf-8";
        }

        return Task.CompletedTask;
    }

    /// <summary>A body is decoded by what its sender names, and the framework throws where it knows none of that name.</summary>
    private static bool HasKnownCharset(string? contentType)
    {
        if (contentType is null || !MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.Charset.HasValue)
        {
            return true;
        }

        try
        {
            _ = Encoding.GetEncoding(HeaderUtilities.RemoveQuotes(type.Charset).ToString());
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static void Guard(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (http.Request.Path.StartsWithSegments("/api"))
        {
            // What a call answers may be personal, and nobody keeps it; the few that everybody may keep say so themselves.
            headers.CacheControl = "no-store";
        }

        if (http.Request.IsHttps)
        {
            // Over plain HTTP a browser ignores it, and complains.
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (!LocalAddress.IsLocal(http.Request.Host.Host))
            {
                // A name within one's own walls may be another machine's tomorrow, without a certificate.
                headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            }
        }
    }

    /// <summary>A read may be done again, as long as nothing of it has left; each time as if it were the first.</summary>
    private async Task Persevere(HttpContext http)
    {
        var isAgain = false;
        var failure = await perseverance.Ask(
            async () =>
            {
                if (isAgain)
                {
                    http.Response.Clear();
                    Guard(http);
                }

                isAgain = true;
                try
                {
                    await next(http);
                    return null;
                }
                catch (Exception e) when (Perseverance.IsPassing(e))
                {
                    return ExceptionDispatchInfo.Capture(e);
                }
            },
            failure => failure is null || http.Response.HasStarted,
            http.RequestAborted);
        failure?.Throw();
    }

    private static Task TooLarge(HttpContext http) =>
        Errors.Write(http, StatusCodes.Status413PayloadTooLarge, "tooLarge", "The body is larger than this house takes.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Route} is answered 'retry': {Error}.")]
    private partial void LogPassing(string? route, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Route} failed.")]
    private partial void LogFault(string? route, Exception error);
}
