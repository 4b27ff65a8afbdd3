using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Edge;

/// <summary>Meetings: whoever has a seat reads and acts from it; a public one is read by anyone.</summary>
internal sealed class MeetingKind(IGrainFactory grains, IJournal journal, Departments departments, ExistingRooms rooms)
    : RoomKind("meetings/", typeof(MeetingCommand), typeof(BoxCommand), typeof(RoundCommand))
{
    public override IRoomOwner Owner(string id) => new MeetingOwner(Meeting(id));

    public override async Task<Reader> Reader(Session? session, string id)
    {
        if (!await rooms.Has(StreamNames.OfMeeting(id)) || await Meeting(id).About() is not { } about)
        {
            return Edge.Reader.OfNothing;
        }

        var participant = await Acting(session, id);
        var seat = participant is null ? null : await participant.Seat();
        var isPublic = about.Visibility == Visibility.Public;
        var where = Scopes.Of(about);
        Rejection? refused = about.Unreadable
            ?? (isPublic || seat is not null || session?.May(Permission.ReadClosedMeetings, where) == true ? null : Rejection.Forbidden);
        return new Reader(refused, seat?.Role == Role.Chair ? Audience.Chair : Audience.Room, seat, participant, isPublic) { Asked = (session, where) };
    }

    public override async Task<Answer> Ask(Session? session, string id, string operation, object command)
    {
        if (SinceFormat(command) is var (since, field) && journal.Format < since)
        {
            // The meeting may be on a node of an older build, which could not even read the command.
            return Answer.Refused(Rejection.NotOffered, field);
        }

        if (!await rooms.Has(StreamNames.OfMeeting(id)))
        {
            return Answer.Refused(Rejection.UnknownRoom);
        }

        if (command is MeetingCommand.Commit { DepartmentId: var department } && await departments.WhyNot(department) is { } unknown)
        {
            return unknown;
        }

        if (Pass.Door.IsOf(session, id))
        {
            // Which commands these are, the rules say.
            return command is MeetingCommand atTheDoor ? await Meeting(id).Do(
                    new(Operation.Of(Actor.Clerk.Id, operation).Key, Actor.Clerk, null, atTheDoor, Payload.Of(atTheDoor)))
                : Answer.Refused(Rejection.Forbidden);
        }

        if (await Acting(session, id) is { } participant)
        {
            var answer = command switch
            {
                MeetingCommand c => await participant.Do(operation, c),
                RoundCommand c => await participant.Do(operation, c),
                _ => await participant.Do(operation, (BoxCommand)command),
            };
            if (answer.Rejection != Rejection.Forbidden)
            {
                return answer;
            }
        }

        // The one command that staff give without a seat.
        return await Meeting(id).About() is not { } about ? Answer.Refused(Rejection.UnknownRoom)
            : command is MeetingCommand.Cancel cancel && session?.May(Permission.CancelMeetings, Scopes.Of(about)) == true
                ? await Meeting(id).Do(OfOperator(operation, cancel))
            : Answer.Refused(Rejection.Forbidden);
    }

    /// <summary>From which format on every node reads the command; and what is refused before.</summary>
    private static (RecordFormat Since, string? Field) SinceFormat(object command) => command switch
    {
        MeetingCommand.Cancel => (RecordFormat.Second, "cancel"),
        MeetingCommand.RestoreItem => (RecordFormat.Second, "item"),
        MeetingCommand.ConfirmSeats or MeetingCommand.Unseat => (RecordFormat.Third, "roll"),
        MeetingCommand.Mute => (RecordFormat.Third, "mute"),
        MeetingCommand.MarkPresent or MeetingCommand.UnmarkPresent => (RecordFormat.Fourth, "present"),
        MeetingCommand.ShowScene { Scene: SceneKind.Auto or SceneKind.Commitments } => (RecordFormat.Seventh, "scene"),
        MeetingCommand.ShowScene { Scene: SceneKind.Agreed or SceneKind.Dividing or SceneKind.OpinionMap } => (RecordFormat.Ninth, "scene"),
        RoundCommand => (RecordFormat.Ninth, "round"),
        MeetingCommand.TakeBackCommitment => (RecordFormat.Eighth, "commitment"),
        MeetingCommand.AddDocument or MeetingCommand.DropDocument => (RecordFormat.Eighth, "document"),
        MeetingCommand.DraftBallot or MeetingCommand.DropDraft or MeetingCommand.OpenBallot { Draft: not null } => (RecordFormat.Eighth, "draft"),
        MeetingCommand.ForwardComment or MeetingCommand.ForwardHand => (RecordFormat.Ninth, "hub"),
        _ => (RecordFormat.First, null),
    };

    public override bool HasSeq(object command) => command is MeetingCommand or RoundCommand and not RoundCommand.TakeStance;

    /// <summary>What staff ask of a meeting without a seat in it. Idempotent by operation.</summary>
    public static Ask<MeetingCommand> OfOperator(string operation, MeetingCommand command) =>
        new(Operation.Of(Actor.Operator.Id, operation).Key, Actor.Operator, null, command, Payload.Of(command));

    /// <summary>
    /// Whoever acts for the person in this meeting; null: nobody does. A token that was made for a branch is good for its hub, too, but not to chair it.
    /// </summary>
    private async Task<IParticipantGrain?> Acting(Session? session, string id)
    {
        if (session is null)
        {
            return null;
        }

        var participant = Participant(id, session.Person);
        return session.Covers(StreamNames.OfMeeting(id)) ? participant
            : StreamNames.Meeting(session.Room) is { } branch && await rooms.Has(session.Room!) && (await Meeting(branch).About())?.Hub == id
                && await participant.Seat() is { Role: < Role.Chair } ? participant
            : null;
    }

    private IMeetingGrain Meeting(string id) => grains.Grain<IMeetingGrain>(id);

    private IParticipantGrain Participant(string meeting, string person) => grains.Grain<IParticipantGrain>(IParticipantGrain.Key(meeting, person));
}
