using System.Collections.Concurrent;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace Hub.Server.Live;

/// <summary>The rooms that somebody on this node follows. A room nobody follows any more is let go after a while.</summary>
internal sealed class NodeRelay(
    IGrainFactory grains, RoomAccess access, TimeProvider clock, HubMeter meter, IOptions<PaceSettings> pace, ILogger<NodeRelay> logger) : BackgroundService
{
    public static readonly TimeSpan LetGoAfter = TimeSpan.FromSeconds(30);

    private readonly string _node = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():n}";
    private readonly ConcurrentDictionary<string, RoomRelay> _rooms = new();
    private readonly ConcurrentDictionary<(string Connection, string Room), RoomRelay> _attached = new();
    private readonly Lock _gate = new();

    /// <summary>A room, with this connection attached: what comes from now on is kept for it until it goes live.</summary>
    /// <param name="me">Reads what is theirs in the room.</param>
    /// <param name="onlyWatches">They are told at the pace of those who watch.</param>
    public async Task<RoomRelay> Attach(
        string name, Mailbox mailbox, Audience audience, string? participant, Func<Task<MeView?>> me, bool onlyWatches)
    {
        Task attached;
        RoomRelay room;
        lock (_gate)
        {
            room = _rooms.GetOrAdd(name, Follow);
            _attached[(mailbox.Connection.ConnectionId, name)] = room;
            attached = room.Attach(mailbox, audience, participant, me, onlyWatches);
        }

        await attached;
        return room;
    }

    /// <summary>A room that somebody here follows; null: nobody does.</summary>
    public RoomRelay? Find(string name) => _rooms.GetValueOrDefault(name);

    /// <summary>A room, for whoever asks over HTTP: it is followed for as long as somebody does, and a while longer.</summary>
    public async Task<RoomRelay> Use(string name)
    {
        RoomRelay room;
        lock (_gate)
        {
            room = _rooms.GetOrAdd(name, Follow);
            room.Paced.Use();
        }

        await room.Watches;
        return room;
    }

    public void Detach(string name, Mailbox mailbox)
    {
        if (_attached.TryRemove((mailbox.Connection.ConnectionId, name), out var room))
        {
            room.Detach(mailbox);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        meter.ObservePresent(() => _rooms.Values.Sum(room => room.PresentHere));
        await Repeat.Every(LetGoAfter / 3, _ => LetEmptyRoomsGo(), clock, logger, stoppingToken);
        foreach (var room in _rooms.Values)
        {
            await room.DisposeAsync();
        }
    }

    private RoomRelay Follow(string name) => new(name, access.Find(name)!.Value.Owner, _node, grains, clock, meter, logger, pace.Value);

    private async Task LetEmptyRoomsGo()
    {
        foreach (var (name, room) in _rooms)
        {
            room.Paced.Nudge();
            bool gone;
            lock (_gate)
            {
                gone = room.EmptyFor > LetGoAfter && _rooms.TryRemove(name, out _);
            }

            if (gone)
            {
                await room.DisposeAsync();
            }
        }
    }
}
