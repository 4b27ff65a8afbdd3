using System.Collections.Concurrent;
using Hub.Server.Telemetry;
using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Live;

/// <summary>
/// Every connection of this node with its mailbox. SignalR's own manager would await its slowest reader; this one hands the connection's context to
/// the mailbox, and closes connections that read nothing.
/// </summary>
internal sealed partial class Connections(TimeProvider clock, HubMeter meter, IHostApplicationLifetime lifetime, ILogger<Connections> logger) : DefaultHubLifetimeManager<LiveHub>(logger), IHostedService, IDisposable
{
    /// <summary>Those who are told to go come back spread over this time.</summary>
    private static readonly TimeSpan ComeBackWithin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan TimeToTell = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, Mailbox> _mailboxes = new();
    private ITimer? _sweep;

    public IEnumerable<Mailbox> All => _mailboxes.Values;

    public Mailbox Of(string connectionId) => _mailboxes[connectionId];

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        _mailboxes[connection.ConnectionId] = new Mailbox(connection, clock, meter);
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        _mailboxes.TryRemove(connection.ConnectionId, out _);
        return base.OnDisconnectedAsync(connection);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        meter.ObserveConnections(() => _mailboxes.Count);
        _sweep = clock.CreateTimer(_ => CloseStuck(), null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));

        // Registered last, this is called first: before SignalR closes its connections.
        lifetime.ApplicationStopping.Register(TellLeaving);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _sweep?.Dispose();

    private void TellLeaving()
    {
        var leaving = LiveMessages.Leaving(ComeBackWithin);
        foreach (var mailbox in _mailboxes.Values)
        {
            mailbox.PostNote(leaving);
        }

        if (!_mailboxes.IsEmpty)
        {
            // SignalR, called next, drops what its transports have not taken yet.
            Thread.Sleep(TimeToTell);
        }
    }

    private void CloseStuck()
    {
        foreach (var mailbox in _mailboxes.Values.Where(m => m.IsStuck))
        {
            LogStuck(mailbox.Connection.ConnectionId);
            mailbox.Connection.Abort();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connection {Connection} reads too slowly and is closed; it may come back with its position.")]
    private partial void LogStuck(string connection);
}
