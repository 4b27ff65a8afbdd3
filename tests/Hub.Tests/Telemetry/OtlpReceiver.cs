using System.Collections.Concurrent;
using System.Text;
using Hub.Tests.House;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.Telemetry;

/// <summary>A collector as the standard describes it: it takes OTLP over HTTP, and keeps the bytes.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _posts = new();
    private readonly SemaphoreSlim _arrived = new(0);

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>Every post so far, as text: the names and texts in it are readable, the numbers are not.</summary>
    public string Text => string.Join('\n', _posts.Select(p => Encoding.UTF8.GetString(p.Body)));

    /// <summary>The same, each with its signal (traces, metrics, logs).</summary>
    public IEnumerable<(string Signal, byte[] Body)> Posts => _posts.Select(p => (p.Path.Split('/')[^1], p.Body));

    public static async Task<OtlpReceiver> Open()
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/v1/{signal}", receiver.Take);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Waits for a post of a signal (traces, metrics, logs) with all these bytes in it.</summary>
    public async Task<string> Receives(string signal, params byte[][] parts)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(OpenHouse.Patience);
        while (true)
        {
            foreach (var (path, body) in _posts)
            {
                if (path == $"/v1/{signal}" && parts.All(part => body.AsSpan().IndexOf(part) >= 0))
                {
                    return Encoding.UTF8.GetString(body);
                }
            }

            await _arrived.WaitAsync(patience.Token);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        _posts.Enqueue((http.Request.Path, body.ToArray()));
        _arrived.Release();
        http.Response.ContentType = "application/x-protobuf";
    }
}

/// <summary>A house that tells a collector how it runs, without making it wait.</summary>
internal sealed class ToldHouse(OtlpReceiver receiver) : RunningHouse(
[
    .. Wide, $"--Telemetry:OtlpEndpoint={receiver.Address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_BSP_SCHEDULE_DELAY=50",
        "--OTEL_BLRP_SCHEDULE_DELAY=50",
    "--Logging:OpenTelemetry:LogLevel:Default=Information", "--Logging:OpenTelemetry:LogLevel:Microsoft.AspNetCore=Information",
]);
