using Hub.Domain;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Tests.Domain.People;

namespace Hub.Tests.Domain;

public class AttendanceTests
{
    [Fact]
    public void People_check_in_before_and_after_the_opening()
    {
        Room.Scheduled().When(Li, new CheckIn()).Then(new CheckedIn(Role.Member));
        Room.Opened().When(Zhao, new CheckIn()).Then(new CheckedIn(Role.Attendee));
    }

    [Fact]
    public void Checking_in_twice_changes_nothing() => Room.Attended().When(Li, new CheckIn()).ThenAlready();

    [Fact]
    public void Whoever_came_back_with_a_higher_role_checks_in_anew()
    {
        var promoted = Zhao with { Role = Role.Member };
        var room = Room.Attended().When(promoted, new CheckIn()).Then(new CheckedIn(Role.Member));
        room.Meeting.Attendance[Zhao.Id].ShouldBe(Role.Member);
    }

    [Fact]
    public void Checking_out_takes_the_hand_down()
    {
        var room = Room.Attended().Given(Li, new RaiseHand()).When(Li, new CheckOut()).Then(new HandLowered(), new CheckedOut());
        room.Meeting.Floor.Hands.ShouldBeEmpty();
        room.Meeting.Attendance.ShouldNotContainKey(Li.Id);
    }

    [Fact]
    public void Who_is_not_there_has_checked_out_already() => Room.Opened().When(Li, new CheckOut()).ThenAlready();
}
