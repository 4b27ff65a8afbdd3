using Hub.Load.Bench;

namespace Hub.Load.Paced;

/// <summary>One server that is measured, fresh when it is opened.</summary>
internal interface IPacedSide : IAsyncDisposable
{
    PacedWire Wire { get; }

    /// <summary>Its process; what that has started counts as its own.</summary>
    int ProcessId { get; }

    /// <returns>The numbers whose call failed.</returns>
    Task<HashSet<int>> Send(int first, int count, double perSecond);

    /// <summary>Makes what it sends so much longer, or less: only where it does not send <see cref="PacedMessage"/>.</summary>
    Task Lengthen(int bytes) => Task.CompletedTask;
}

/// <param name="Name">As <c>--peers</c> takes it.</param>
/// <param name="Title">What it is.</param>
/// <param name="WhyNot">Why it cannot run on this machine, with what to do about it; null: it can.</param>
internal sealed record PacedPeer(string Name, string Title, Func<string?> WhyNot, Func<ScratchFolder, Task<IPacedSide>> Open)
{
    public static IReadOnlyList<PacedPeer> All { get; } =
    [
        new(PacedOptions.Hub, "this hub, each message stored", Here, folder => PacedNode.Open(PacedOptions.Hub, folder)),
        new(PacedOptions.HubEvents, "this hub, its event stream", Here, folder => PacedNode.Open(PacedOptions.HubEvents, folder)),
        new(PacedOptions.SignalR, "bare SignalR, group broadcast", Here, folder => PacedNode.Open(PacedOptions.SignalR, folder)),
        new(PacedOptions.Events, "bare Kestrel, event stream", Here, folder => PacedNode.Open(PacedOptions.Events, folder)),
        new(PacedOptions.Socket, "bare socket send, .NET", Here, folder => PacedNode.Open(PacedOptions.Socket, folder)),
        new(PacedOptions.Ws, $"Node ws {NodePeer.Ws}", NodePeer.WhyNot, folder => NodePeer.Open(PacedOptions.Ws, folder)),
        new(PacedOptions.SocketIo, $"socket.io {NodePeer.SocketIo}", NodePeer.WhyNot, folder => NodePeer.Open(PacedOptions.SocketIo, folder)),
        new(PacedOptions.Nchan, "nginx with nchan", NchanPeer.WhyNot, _ => NchanPeer.Open()),
        new(PacedOptions.Redis, "Redis pub/sub", RedisPeer.WhyNot, _ => RedisPeer.Open()),
    ];

    private static string? Here() => null;
}

/// <summary>What a peer that could be installed lacks, found only once it starts: its row says so.</summary>
internal sealed class PeerMissingException(string why) : Exception(why);
