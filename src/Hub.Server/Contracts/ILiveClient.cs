namespace Hub.Server.Contracts;

/// <summary>
/// Everything that is ever sent to a client, on one page. On the wire the names are camelCase; the bytes are made in <see cref="LiveMessages"/>.
/// </summary>
public interface ILiveClient
{
    /// <summary>What happened in a room, in order.</summary>
    Task Frame(FrameView frame);

    /// <summary>Counts, and who is there: newest wins.</summary>
    Task Tally(TallyUpdate tally);

    /// <summary>What is mine changed otherwise than by a command over this connection.</summary>
    Task Mine(MineUpdate mine);

    /// <summary>This connection was too slow, or the room's record was restored: join again.</summary>
    Task Resync(RoomNote room);

    /// <summary>This node is going.</summary>
    Task Leaving(LeavingNote leaving);
}
