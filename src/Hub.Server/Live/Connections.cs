using System.Collections.Concurrent;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Telemetry;
using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Live;

/// <summary>
/// Every connection of this node with its mailbox. SignalR's own manager would await its slowest reader; this one hands the connection's context to
/// the mailbox, and closes connections that read nothing, and those whose session has ended.
/// </summary>
internal sealed partial class Connections(
    Sessions sessions, TimeProvider clock, HubMeter meter, Drain drain, IHostApplicationLifetime lifetime, ILogger<Connections> logger)
    : DefaultHubLifetimeManager<LiveHub>(logger), IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, Mailbox> _mailboxes = new();
    private ITimer? _sweep;

    public IEnumerable<Mailbox> All => _mailboxes.Values;

    public Mailbox Of(string connectionId) => _mailboxes[connectionId];

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        var session = Session.Of(connection.User)?.Id;
        var mailbox = _mailboxes[connection.ConnectionId] = new Mailbox(
            connection, clock, meter, session, () => sessions.IsCurrent, e => LogBroken(connection.ConnectionId, e));
        if (session is not null && sessions.HasEnded(session))
        {
            // It ended while the connection was being made, and whoever closed the others did not find this one.
            mailbox.End();
        }

        if (drain.HasBegun)
        {
            mailbox.PostNote(LiveMessages.Leaving(drain.ComeBackWithin));
        }

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
        sessions.Ended += CloseThoseOf;
        sessions.Heard += GoOn;
        _sweep = clock.CreateTimer(_ => CloseStuck(), null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));

        // Registered last, this is called first, and all else waits for it: SignalR would close its connections, the silo would leave.
        lifetime.ApplicationStopping.Register(DrainAll);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        sessions.Ended -= CloseThoseOf;
        sessions.Heard -= GoOn;
        _sweep?.Dispose();
    }

    /// <summary>From here on they are written nothing more.</summary>
    private void CloseThoseOf(IReadOnlyCollection<string> ended)
    {
        foreach (var mailbox in _mailboxes.Values.Where(m => m.Session is { } session && ended.Contains(session)))
        {
            try
            {
                mailbox.End();
            }
#pragma warning disable CA1031 // An ending is told once: one connection that cannot be closed must not keep the others open.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogBroken(mailbox.Connection.ConnectionId, e);
            }
        }
    }

    private void GoOn()
    {
        foreach (var mailbox in _mailboxes.Values.Where(m => m.IsHeld))
        {
            mailbox.GoOn();
        }
    }

    private void DrainAll()
    {
        drain.Begin();
        var leaving = LiveMessages.Leaving(drain.ComeBackWithin);
        foreach (var mailbox in _mailboxes.Values)
        {
            mailbox.PostNote(leaving);
        }

        LogDraining(_mailboxes.Count);
        drain.Wait(() => _mailboxes.IsEmpty);
        LogDrained(_mailboxes.Count);
    }

    private void CloseStuck()
    {
        foreach (var mailbox in _mailboxes.Values.Where(m => m.IsStuck))
        {
            try
            {
                LogStuck(mailbox.Connection.ConnectionId);
                mailbox.Connection.Abort();
            }
#pragma warning disable CA1031 // On a timer's thread nobody catches it: one connection that cannot be closed would end the house.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogBroken(mailbox.Connection.ConnectionId, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This node leaves: {Count} connections are asked to come back elsewhere.")]
    private partial void LogDraining(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "This node has served until now; {Count} connections stay and are closed.")]
    private partial void LogDrained(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connection {Connection} reads too slowly and is closed; it may come back with its position.")]
    private partial void LogStuck(string connection);

    [LoggerMessage(Level = LogLevel.Error, Message = "Connection {Connection} could not be served, or closed; nothing more is written to it.")]
    private partial void LogBroken(string connection, Exception e);
}
