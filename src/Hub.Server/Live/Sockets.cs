using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Connections;

namespace Hub.Server.Live;

/// <summary>
/// The live connections of this node that come over a WebSocket at once. Who negotiates first, or cannot open a WebSocket, is served by SignalR's own
/// transports.
/// </summary>
internal sealed class Sockets(TimeProvider clock, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
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
        await using var connection = new SocketConnection(http, socket, expires);
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
        foreach (var (connection, _) in _open)
        {
            connection.Beat(now);
        }
    }

    private void CloseAll()
    {
        foreach (var (connection, _) in _open)
        {
            connection.RequestClose();
        }
    }
}
