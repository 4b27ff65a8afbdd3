using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Edge;

/// <summary>What a session may read of a meeting, and as whom. What it may do is decided with the command, by the rules.</summary>
internal sealed class RoomAccess(IGrainFactory grains, Guests guests)
{
    /// <summary>The room of this name, or null where it names none. Whether anything is there, its <see cref="IRoom.Reader"/> says.</summary>
    public IRoom? Find(string? room) =>
        StreamNames.Meeting(room) is { } meeting ? new MeetingRoom(this, meeting)
        : StreamNames.Topic(room) is { } topic ? new TopicRoom(grains, guests, topic)
        : null;

    public IMeetingGrain Meeting(string id) => grains.GetGrain<IMeetingGrain>(id);

    public IParticipantGrain Participant(string meeting, string person) => grains.GetGrain<IParticipantGrain>(IParticipantGrain.Key(meeting, person));

    public async Task<Reader> Reader(Session? session, string meeting)
    {
        if (await Meeting(meeting).About() is not { } about)
        {
            return new Reader(Rejection.UnknownRoom, Audience.Room, null, null, IsPublic: false);
        }

        var participant = session is not null && session.Covers(StreamNames.OfMeeting(meeting)) ? Participant(meeting, session.Person) : null;
        var seat = participant is null ? null : await participant.Seat();
        var isPublic = about.Visibility == Visibility.Public;
        Rejection? refused = about.Unreadable ?? (isPublic || seat is not null || session is { IsOperator: true } ? null : Rejection.Forbidden);
        return new Reader(refused, seat?.Role == Role.Chair ? Audience.Chair : Audience.Room, seat, participant, isPublic);
    }
}
