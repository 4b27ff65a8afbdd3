using Hub.Domain;
using Hub.Domain.Opinion;
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

    /// <inheritdoc cref="IMeetingGrain.FindRound"/>
    Task<Round?> FindRound(string round);

    /// <inheritdoc cref="IMeetingGrain.CountGroups"/>
    Task<bool> CountGroups(string round, int groups);

    /// <inheritdoc cref="IMeetingGrain.RoundCounted"/>
    Task RoundCounted(RoundCounts counts);
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

    public Task<Round?> FindRound(string round) => grain.FindRound(round);

    public Task<bool> CountGroups(string round, int groups) => grain.CountGroups(round, groups);

    public Task RoundCounted(RoundCounts counts) => grain.RoundCounted(counts);
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

    public Task<Round?> FindRound(string round) => grain.FindRound(round);

    public Task<bool> CountGroups(string round, int groups) => grain.CountGroups(round, groups);

    public Task RoundCounted(RoundCounts counts) => grain.RoundCounted(counts);
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

    public Task<Round?> FindRound(string round) => grain.FindRound(round);

    public Task<bool> CountGroups(string round, int groups) => grain.CountGroups(round, groups);

    public Task RoundCounted(RoundCounts counts) => grain.RoundCounted(counts);
}
