using System.Collections.Concurrent;
using Hub.Server.Grains;
using Hub.Server.Telemetry;

namespace Hub.Server.Live;

/// <summary>The meetings that somebody on this node follows. A meeting nobody follows any more is let go after a while.</summary>
internal sealed class NodeRelay(IGrainFactory grains, TimeProvider clock, HubMeter meter, ILogger<NodeRelay> logger) : BackgroundService
{
    private static readonly TimeSpan LetGoAfter = TimeSpan.FromSeconds(30);

    private readonly string _node = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():n}";
    private readonly ConcurrentDictionary<string, RoomRelay> _rooms = new();
    private readonly ConcurrentDictionary<(string Connection, string Meeting), RoomRelay> _attached = new();
    private readonly Lock _gate = new();

    /// <summary>The room of a meeting, with this connection attached: what comes from now on is kept for it until it goes live.</summary>
    public async Task<RoomRelay> Attach(string meeting, Mailbox mailbox, Audience audience, string? participant)
    {
        Task attached;
        RoomRelay room;
        lock (_gate)
        {
            room = _rooms.GetOrAdd(meeting, id => new RoomRelay(id, _node, grains, clock, meter, logger));
            _attached[(mailbox.Connection.ConnectionId, meeting)] = room;
            attached = room.Attach(mailbox, audience, participant);
        }

        await attached;
        return room;
    }

    public void Detach(string meeting, Mailbox mailbox)
    {
        if (_attached.TryRemove((mailbox.Connection.ConnectionId, meeting), out var room))
        {
            room.Detach(mailbox);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        meter.ObservePresent(() => _rooms.Values.Sum(room => room.PresentHere));
        using var timer = new PeriodicTimer(LetGoAfter / 3, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var (meeting, room) in _rooms)
                {
                    bool gone;
                    lock (_gate)
                    {
                        gone = room.EmptyFor > LetGoAfter && _rooms.TryRemove(meeting, out _);
                    }

                    if (gone)
                    {
                        await room.DisposeAsync();
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            foreach (var room in _rooms.Values)
            {
                await room.DisposeAsync();
            }
        }
    }
}
