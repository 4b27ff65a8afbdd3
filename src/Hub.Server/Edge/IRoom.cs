using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Edge;

/// <summary>A room as the edge asks its owner, whichever kind it is.</summary>
internal interface IRoom
{
    /// <summary>What a session may read here, and as whom.</summary>
    Task<Reader> Reader(Session? session);

    /// <inheritdoc cref="IMeetingGrain.Read"/>
    Task<Reading> Read(ReadRequest request);

    /// <inheritdoc cref="IMeetingGrain.Watch"/>
    Task<WatchReply> Watch(WatchRequest request);

    /// <inheritdoc cref="IMeetingGrain.ReadEvents"/>
    Task<EventsPage> ReadEvents(Audience audience, long after, int limit);

    /// <inheritdoc cref="IMeetingGrain.ReadComments"/>
    Task<CommentsPage> ReadComments(long before, int limit);
}

/// <param name="Refused">Why nothing may be read, or null.</param>
/// <param name="IsPublic">Anyone may read the room.</param>
internal record Reader(Rejection? Refused, Audience Audience, SeatNote? Seat, IParticipantGrain? Participant, bool IsPublic)
{
    /// <summary>Who is counted as present, once for all their devices; null: nobody is.</summary>
    public virtual string? Present => Seat?.Participant;

    public virtual async Task<MeView?> Me() => Seat is null ? null : await Participant!.Me();
}

internal sealed class MeetingRoom(RoomAccess access, string id) : IRoom
{
    private IMeetingGrain Owner => access.Meeting(id);

    public Task<Reader> Reader(Session? session) => access.Reader(session, id);

    public Task<Reading> Read(ReadRequest request) => Owner.Read(request);

    public Task<WatchReply> Watch(WatchRequest request) => Owner.Watch(request);

    public Task<EventsPage> ReadEvents(Audience audience, long after, int limit) => Owner.ReadEvents(audience, after, limit);

    public Task<CommentsPage> ReadComments(long before, int limit) => Owner.ReadComments(before, limit);
}

/// <summary>A topic is read by anyone; staff see what is hidden.</summary>
internal sealed class TopicRoom(IGrainFactory grains, Guests guests, string id) : IRoom
{
    private ITopicGrain Owner => grains.GetGrain<ITopicGrain>(id);

    public async Task<Reader> Reader(Session? session)
    {
        var about = await Owner.About();
        var isStaff = session is { IsOperator: true };
        return new TopicReader(
            about is null ? Rejection.UnknownRoom : about.Unreadable, isStaff ? Audience.Chair : Audience.Room, session is null ? null : guests.Of(session), isStaff, grains, id);
    }

    public Task<Reading> Read(ReadRequest request) => Owner.Read(request);

    public Task<WatchReply> Watch(WatchRequest request) => Owner.Watch(request);

    public Task<EventsPage> ReadEvents(Audience audience, long after, int limit) => Owner.ReadEvents(audience, after, limit);

    public Task<CommentsPage> ReadComments(long before, int limit) => Owner.ReadComments(before, limit);
}

internal sealed record TopicReader(Rejection? Refused, Audience Audience, string? Person, bool IsStaff, IGrainFactory Grains, string Topic)
    : Reader(Refused, Audience, null, null, IsPublic: true)
{
    public override string? Present => Person is null ? null : Hub.Domain.Topics.Topic.PseudonymOf(Topic, Person);

    public override async Task<MeView?> Me()
    {
        if (Person is null)
        {
            return null;
        }

        var (inTopic, inBox) = (Grains.GetGrain<ITopicGrain>(Topic).Mine(Person, IsStaff), Grains.GetGrain<IBoxGrain>(StreamNames.BoxKey(StreamNames.OfTopic(Topic))).Mine(Person));
        return MeView.OfTopic(Present!, await inTopic, (await inBox).Likes);
    }
}
