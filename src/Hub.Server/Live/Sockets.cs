using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Connections;

namespace Hub.Server.Live;

/// <summary>
/// The live connections of this node that come over a WebSocket at once. Who negotiates first, or cannot open a WebSocket, is served by SignalR's own
/// transports.
/// </summary>
internal sealed partial class Sockets(TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<Sockets> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<SocketConnection, byte> _open = new();
    private CancellationTokenRegistration _stopping;
    private ITimer? _beat;

    /// <summary>Whether a request asks for a live connection as this serves it.</summary>
    public static bool Serves(HttpContext http) => http.WebSockets.IsWebSocketRequest && !http.Request.Query.ContainsKey("id");

    public async Task Serve(HttpContext http, ConnectionDelegate hub)
    {
        var expires = http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        await using var connection = new SocketConnection(http, socket, expires, clock);
        _open[connection] = 0;
        try
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                connection.RequestClose();
            }

            await connection.Run(hub);
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _beat = clock.CreateTimer(_ => Beat(), null, BeatEvery, BeatEvery);
        _stopping = lifetime.ApplicationStopping.Register(CloseAll);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Dispose();
        _beat?.Dispose();
    }

    private void Beat()
    {
        var now = clock.GetUtcNow();
        Each(connection => connection.Beat(now));
    }

    private void CloseAll() => Each(connection => connection.RequestClose());

    private void Each(Action<SocketConnection> act)
    {
        foreach (var (connection, _) in _open)
        {
            try
            {
                act(connection);
            }
#pragma warning disable CA1031 // On a timer's thread nobody catches it: one connection would end the house, or keep those behind it open when the node stops.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogBroken(connection.ConnectionId, e);
                connection.Abort();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Connection {Connection} could not be kept alive, or closed; it is cut.")]
    private partial void LogBroken(string connection, Exception e);
}
