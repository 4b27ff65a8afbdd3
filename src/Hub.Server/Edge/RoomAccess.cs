using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Edge;

/// <summary>Rooms by name, and meetings by id. What a session may do is decided with the command, by the rules.</summary>
internal sealed class RoomAccess(IGrainFactory grains, RoomKinds kinds)
{
    /// <inheritdoc cref="RoomKinds.Find"/>
    public Room? Find(string? room) => kinds.Find(room);

    public IMeetingGrain Meeting(string id) => grains.Grain<IMeetingGrain>(id);

    public IParticipantGrain Participant(string meeting, string person) => grains.Grain<IParticipantGrain>(IParticipantGrain.Key(meeting, person));

    /// <summary>What a session may read of a meeting, and as whom.</summary>
    public async Task<Reader> Reader(Session? session, string meeting) =>
        kinds.Find(StreamNames.OfMeeting(meeting)) is { } room ? await room.Reader(session) : Edge.Reader.OfNothing;
}
