using Hub.Domain;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

/// <summary>Who may, and when: every command by every role in every phase. "ok" says that neither role nor phase refuses it; other rules still may.</summary>
public class PermissionTests
{
    private const string Table = """
        command         least     scheduled  open  paused  closed
        open            chair     ok         ok    ok      meetingClosed
        pause           chair     notOpen    ok    ok      meetingClosed
        resume          chair     notOpen    ok    ok      meetingClosed
        close           chair     notOpen    ok    ok      ok
        cancel          chair     ok         alreadyOpened alreadyOpened alreadyOpened
        addItem         chair     ok         ok    ok      meetingClosed
        editItem        chair     ok         ok    ok      meetingClosed
        moveItem        chair     ok         ok    ok      meetingClosed
        dropItem        chair     ok         ok    ok      meetingClosed
        restoreItem     chair     ok         ok    ok      meetingClosed
        addDocument     chair     ok         ok    ok      meetingClosed
        dropDocument    chair     ok         ok    ok      meetingClosed
        startItem       chair     notOpen    ok    paused  meetingClosed
        finishItem      chair     notOpen    ok    ok      meetingClosed
        addTime         chair     notOpen    ok    ok      meetingClosed
        takeTime        chair     notOpen    ok    ok      meetingClosed
        giveFloor       chair     notOpen    ok    paused  meetingClosed
        addFloorTime    chair     notOpen    ok    ok      meetingClosed
        endFloor        chair     notOpen    ok    ok      meetingClosed
        reorderHands    chair     notOpen    ok    ok      meetingClosed
        dismissHand     chair     notOpen    ok    ok      meetingClosed
        hideComment     chair     notOpen    ok    ok      ok
        restoreComment  chair     notOpen    ok    ok      meetingClosed
        approveComment  chair     notOpen    ok    ok      meetingClosed
        pinComment      chair     notOpen    ok    ok      meetingClosed
        setModeration   chair     ok         ok    ok      meetingClosed
        draftBallot     chair     ok         ok    ok      meetingClosed
        dropDraft       chair     ok         ok    ok      meetingClosed
        openBallot      chair     notOpen    ok    paused  meetingClosed
        closeBallot     chair     notOpen    ok    ok      meetingClosed
        revealBallot    chair     notOpen    ok    ok      ok
        showScene       chair     ok         ok    ok      ok
        commit          chair     notOpen    ok    ok      meetingClosed
        takeBackCommitment chair  notOpen    ok    ok      meetingClosed
        setWeight       chair     ok         ok    ok      meetingClosed
        setFloorPolicy  chair     ok         ok    ok      meetingClosed
        confirmSeats    chair     ok         ok    ok      meetingClosed
        unseat          chair     ok         ok    ok      meetingClosed
        mute            chair     ok         ok    ok      meetingClosed
        markPresent     chair     ok         ok    ok      meetingClosed
        unmarkPresent   chair     ok         ok    ok      meetingClosed
        correctMinutes  chair     meetingStillOpen meetingStillOpen meetingStillOpen ok
        approveMinutes  chair     meetingStillOpen meetingStillOpen meetingStillOpen ok
        delegate        attendee  ok         ok    ok      meetingClosed
        checkIn         attendee  ok         ok    ok      meetingClosed
        checkOut        attendee  ok         ok    ok      meetingClosed
        comment         attendee  notOpen    ok    ok      meetingClosed
        withdrawComment attendee  notOpen    ok    ok      ok
        raiseHand       attendee  notOpen    ok    ok      meetingClosed
        lowerHand       attendee  notOpen    ok    ok      meetingClosed
        yieldFloor      attendee  notOpen    ok    ok      meetingClosed
        forwardComment  chair     notOpen    ok    ok      meetingClosed
        forwardHand     chair     notOpen    ok    ok      meetingClosed
        """;

    private static readonly Rejection?[] OfRoleOrPhase =
        [Rejection.Forbidden, Rejection.NotOpen, Rejection.Paused, Rejection.MeetingClosed, Rejection.MeetingStillOpen, Rejection.AlreadyOpened,
        Rejection.MeetingCancelled];

    public static TheoryData<string, Role, string, string, string, string> Rows()
    {
        var rows = new TheoryData<string, Role, string, string, string, string>();
        foreach (var row in Table.Split('\n').Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            rows.Add(row[0], Enum.Parse<Role>(row[1], ignoreCase: true), row[2], row[3], row[4], row[5]);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_command_needs_its_role_and_its_phase(string name, Role least, string scheduled, string open, string paused, string closed)
    {
        var command = Samples.Commands.Single(c => Samples.NameOf(c.GetType()) == name);
        foreach (var role in Enum.GetValues<Role>())
        {
            foreach (var (room, expected) in new[]
            {
                (Room.Scheduled(), scheduled), (Room.Opened(), open), (Room.Opened().Given(Chair, new Pause()), paused),
                    (Room.Opened().Given(Chair, new Close()), closed),
                (Room.Scheduled().Given(Chair, new Cancel("改期")), name == "cancel" ? "ok" : "meetingCancelled"),
            })
            {
                var refusal = room.When(People.Of(role), command).Refusal;
                (OfRoleOrPhase.Contains(refusal) ? Camel(refusal) : "ok")
                    .ShouldBe(role < least ? "forbidden" : expected, $"{name} by {role}, {room.Meeting.Status}");
            }
        }
    }

    [Fact]
    public void The_table_names_every_command() =>
        Rows().Select(row => row.Data.Item1).ShouldBe(Samples.Commands.Select(c => Samples.NameOf(c.GetType())!), ignoreOrder: true);

    [Fact]
    public void Staff_do_not_chair() =>
        Samples.Commands.Where(c => c is not Cancel).ShouldAllBe(c => Room.Opened().When(Clerk, c).Refusal == Rejection.Forbidden);

    [Fact]
    public void Who_stands_at_the_door_confirms_seats_and_marks_who_is_present_and_does_nothing_else() =>
        Samples.Commands.Where(c => Room.Opened().When(Actor.Clerk, c).Refusal != Rejection.Forbidden).Select(c => Samples.NameOf(c.GetType()))
            .ShouldBe(["confirmSeats", "markPresent", "unmarkPresent"], ignoreOrder: true);

    [Fact]
    public void The_house_closes_a_ballot_whose_time_has_come_takes_back_what_a_topic_gave_up_and_does_nothing_else_that_people_do()
    {
        var room = Room.WithBallot();
        room.When(Actor.House, new CloseBallot(room.Made)).Then(new MeetingEvent.BallotClosing(room.Made));
        Samples.Commands.Where(c => c is not (CloseBallot or TakeBackCommitment))
            .ShouldAllBe(c => Room.Opened().When(Actor.House, c).Refusal == Rejection.Forbidden);
        Room.Opened().When(Actor.House, new TakeBackCommitment("none")).ThenRefused(Rejection.UnknownCommitment);
    }

    private static string Camel(Rejection? rejection) => Stored.Json(rejection).Trim('"');
}
