using Hub.Domain;
using Hub.Domain.Opinion;

namespace Hub.Server.Contracts;

/// <summary>What the owner of every kind of room is asked. Key: the room's id.</summary>
/// <remarks>
/// The interfaces of meetings and topics declare these calls of their own. Orleans names a call on the wire by the interface that declares it: calls that a
/// base declares would be unknown to nodes of the builds before there was one. A kind that comes later derives from this one.
/// </remarks>
[Alias("hub.room")]
public interface IRoomGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="IMeetingGrain.Read"/>
    [Alias("read")]
    Task<Reading> Read(ReadRequest request);

    /// <inheritdoc cref="IMeetingGrain.Watch"/>
    [Alias("watch")]
    Task<WatchReply> Watch(WatchRequest request);

    /// <inheritdoc cref="IMeetingGrain.ReadEvents"/>
    [Alias("events")]
    Task<EventsPage> ReadEvents(Audience audience, long after, int limit);

    /// <inheritdoc cref="IMeetingGrain.ReadComments"/>
    [Alias("comments")]
    Task<CommentsPage> ReadComments(long before, int limit);

    /// <summary>Null where the room, or this comment in it, may be liked; else why not.</summary>
    [Alias("mayReact")]
    Task<Rejection?> MayReact(string what);

    /// <inheritdoc cref="IMeetingGrain.Counted"/>
    [Alias("counted")]
    Task Counted(BoxCounts counts);

    /// <summary>Loads the room where a deadline of it is near; it then keeps the time itself.</summary>
    [Alias("wake")]
    Task Wake();

    /// <inheritdoc cref="IMeetingGrain.FindRound"/>
    [Alias("round")]
    Task<Round?> FindRound(string round);

    /// <inheritdoc cref="IMeetingGrain.CountGroups"/>
    [Alias("groups")]
    Task<bool> CountGroups(string round, int groups);

    /// <inheritdoc cref="IMeetingGrain.RoundCounted"/>
    [Alias("roundCounted")]
    Task RoundCounted(RoundCounts counts);
}
