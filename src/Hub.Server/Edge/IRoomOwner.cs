using Hub.Domain;
using Hub.Server.Contracts;

namespace Hub.Server.Edge;

/// <summary>A room's owner, whichever kind of room it is and by whichever grain interface it is asked; see <see cref="IRoomGrain"/>.</summary>
internal interface IRoomOwner
{
    /// <inheritdoc cref="IMeetingGrain.Read"/>
    Task<Reading> Read(ReadRequest request);

    /// <inheritdoc cref="IMeetingGrain.Watch"/>
    Task<WatchReply> Watch(WatchRequest request);

    /// <inheritdoc cref="IMeetingGrain.ReadEvents"/>
    Task<EventsPage> ReadEvents(Audience audience, long after, int limit);

    /// <inheritdoc cref="IMeetingGrain.ReadComments"/>
    Task<CommentsPage> ReadComments(long before, int limit);

    /// <inheritdoc cref="IRoomGrain.MayReact"/>
    Task<Rejection?> MayReact(string what);

    /// <inheritdoc cref="IMeetingGrain.Counted"/>
    Task Counted(BoxCounts counts);

    /// <inheritdoc cref="IRoomGrain.Wake"/>
    Task Wake();
}

/// <summary>By the interface that nodes of every build know.</summary>
internal sealed class MeetingOwner(IMeetingGrain grain) : IRoomOwner
{
    public Task<Reading> Read(ReadRequest request) => grain.Read(request);

    public Task<WatchReply> Watch(WatchRequest request) => grain.Watch(request);

    public Task<EventsPage> ReadEvents(Audience audience, long after, int limit) => grain.ReadEvents(audience, after, limit);

    public Task<CommentsPage> ReadComments(long before, int limit) => grain.ReadComments(before, limit);

    public Task<Rejection?> MayReact(string what) => grain.MayReact(what);

    public Task Counted(BoxCounts counts) => grain.Counted(counts);

    public Task Wake() => grain.Wake();
}

/// <summary>By the interface that nodes of every build know.</summary>
internal sealed class TopicOwner(ITopicGrain grain) : IRoomOwner
{
    public Task<Reading> Read(ReadRequest request) => grain.Read(request);

    public Task<WatchReply> Watch(WatchRequest request) => grain.Watch(request);

    public Task<EventsPage> ReadEvents(Audience audience, long after, int limit) => grain.ReadEvents(audience, after, limit);

    public Task<CommentsPage> ReadComments(long before, int limit) => grain.ReadComments(before, limit);

    public Task<Rejection?> MayReact(string what) => grain.MayReact(what);

    public Task Counted(BoxCounts counts) => grain.Counted(counts);

    public Task Wake() => grain.Wake();
}

/// <summary>Of every kind that came later.</summary>
internal sealed class RoomOwner(IRoomGrain grain) : IRoomOwner
{
    public Task<Reading> Read(ReadRequest request) => grain.Read(request);

    public Task<WatchReply> Watch(WatchRequest request) => grain.Watch(request);

    public Task<EventsPage> ReadEvents(Audience audience, long after, int limit) => grain.ReadEvents(audience, after, limit);

    public Task<CommentsPage> ReadComments(long before, int limit) => grain.ReadComments(before, limit);

    public Task<Rejection?> MayReact(string what) => grain.MayReact(what);

    public Task Counted(BoxCounts counts) => grain.Counted(counts);

    public Task Wake() => grain.Wake();
}
