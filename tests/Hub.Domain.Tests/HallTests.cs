using Hub.Domain;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

/// <summary>The hall: its registration clerk at the door, and the check-in code on its wall.</summary>
public class HallTests
{
    private static readonly Format Walled = Room.Formal with { Rules = Room.Formal.Rules with { Presence = true } };

    /// <summary>Default deny: what no line of the table names is not the clerk's.</summary>
    [Fact]
    public void The_clerk_at_the_door_confirms_seats_and_marks_who_is_here_and_does_nothing_else()
    {
        foreach (var command in Samples.Commands.Where(c => c is not (ConfirmSeats or MarkPresent or UnmarkPresent or Schedule or SealBallot or Rename)))
        {
            Room.Opened().When(Actor.Clerk, command).ThenRefused(Rejection.Forbidden);
        }

        Room.Opened().When(Actor.Clerk with { IsStaff = true }, new ConfirmSeats([])).ThenRefused(Rejection.Forbidden);
        Room.Opened().When(new Actor("somebody", Role.Observer), new ConfirmSeats([])).ThenRefused(Rejection.Forbidden);
    }

    [Fact]
    public void Checking_in_needs_a_proof_where_the_format_asks_for_it()
    {
        var room = Room.Opened(Walled);
        room.When(Li, new CheckIn()).ThenRefused(Rejection.PresenceNeeded);
        room.When(Li, new CheckIn("123456")).ThenRefused(Rejection.PresenceStale);
        room.When(Li, new CheckIn("123456") { IsProven = true }).Then(new CheckedIn(Role.Member));
        room.When(Li, new CheckIn()).ThenAlready();
        room.When(Chair, new CheckIn()).Then(new CheckedIn(Role.Chair));
    }

    [Fact]
    public void Elsewhere_nobody_is_asked_for_one() => Room.Opened().When(Li, new CheckIn()).Then(new CheckedIn(Role.Member));

    /// <summary>Guards nodes of an older build, which would let in whoever asks.</summary>
    [Fact]
    public void No_meeting_asks_for_a_proof_while_nodes_of_an_older_build_run() =>
        MeetingDecider.Decide(null, new Schedule("会", Walled), new Given(Clerk, default, Operation.OfHouse("schedule")) { Format = RecordFormat.Third })
            .ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "presence"));
}
