using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

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

    /// <summary>Guards the floor of one who leaves: it stayed theirs, and the speech clock ran on.</summary>
    [Fact]
    public void Checking_out_ends_the_turn_of_who_has_the_floor_and_accounts_its_time()
    {
        var room = Room.Attended().Given(Chair, new GiveFloor(Li.Id, 300)).Later(70).When(Li, new CheckOut()).Then(new FloorEnded(Li.Id), new CheckedOut());
        room.Meeting.Floor.Speaker.ShouldBeNull();
        room.Later(600).Given(Chair, new Close()).Meeting.Floor.Spoken[Li.Id].ShouldBe(TimeSpan.FromSeconds(70));
    }

    [Fact]
    public void Checking_out_in_recess_ends_the_turn_without_the_time_of_the_recess()
    {
        var room = Room.Attended().Given(Chair, new GiveFloor(Li.Id)).Later(50).Given(Chair, new Pause()).Later(900).When(Li, new CheckOut())
            .Then(new FloorEnded(Li.Id), new CheckedOut());
        room.Given(Chair, new Resume())
            .Meeting.Floor.ShouldSatisfyAllConditions(f => f.Speaker.ShouldBeNull(), f => f.Spoken[Li.Id].ShouldBe(TimeSpan.FromSeconds(50)));
    }

    [Fact]
    public void Somebody_elses_turn_goes_on_when_one_checks_out() =>
        Room.Attended().Given(Chair, new GiveFloor(Li.Id)).When(Wang, new CheckOut()).Then(new CheckedOut()).Meeting.Floor.Speaker!.Participant.ShouldBe(Li.Id);

    /// <summary>Guards what else points to one who leaves: the hand, the place that the chair gave it, and whom the fair order takes for here.</summary>
    [Fact]
    public void Whoever_leaves_leaves_no_hand_and_no_place_in_the_order()
    {
        var room = Room.Attended().Given(Chair, new SetFloorPolicy(FloorPolicy.Fair)).Given(Li, new RaiseHand()).Given(Wang, new RaiseHand())
            .Given(Chair, new ReorderHands([Wang.Id]));
        room.When(Wang, new CheckOut()).Then(new HandLowered(), new CheckedOut());
        room.Meeting.Floor.Pinned.ShouldBeEmpty();
        room.Given(Wang, new CheckIn()).Given(Wang, new RaiseHand());
        SpeakingOrder.Of(room.Meeting).Select(t => t.Hand.Participant).ShouldBe([Li.Id, Wang.Id]);
    }

    /// <summary>Where nobody needs to check in, one may speak without: leaving ends that too.</summary>
    [Fact]
    public void Whoever_spoke_without_having_checked_in_leaves_the_floor_too() =>
        Room.Opened(Room.Grassroots).Given(Zhao, new RaiseHand()).Given(Chair, new GiveFloor(Zhao.Id)).When(Zhao, new CheckOut()).Then(new FloorEnded(Zhao.Id))
            .When(Zhao, new CheckOut()).ThenAlready();

    [Fact]
    public void Who_delegated_to_one_who_left_is_in_no_electorate_until_both_or_either_are_back()
    {
        var room = Room.Attended(Room.Sectoral.Rules).Given(Li, new MeetingCommand.Delegate(Wang.Id)).Given(Li, new CheckOut());
        room.Meeting.Electorate(Voters.Members).ShouldBe([Wang.Id, Li.Id], ignoreOrder: true);
        room.Given(Wang, new CheckOut()).Meeting.Electorate(Voters.Members).ShouldBeEmpty();
        room.Given(Wang, new CheckIn()).Meeting.Electorate(Voters.Members).ShouldBe([Wang.Id, Li.Id], ignoreOrder: true);
    }

    /// <summary>Guards old journals: where somebody left with the floor, they had it on, and the record says so still.</summary>
    [Fact]
    public void A_journal_in_which_the_floor_outlasted_its_speaker_is_told_as_it_was()
    {
        var room = Room.Attended().Given(Chair, new GiveFloor(Li.Id)).Later(60);
        var left = new Recorded<MeetingEvent>(99, room.Now, Li.Id, default, new CheckedOut());
        MeetingEvolution.Evolve(room.Meeting, left).Floor.Speaker.ShouldBe(room.Meeting.Floor.Speaker);
    }

    [Fact]
    public void Who_is_not_there_has_checked_out_already() => Room.Opened().When(Li, new CheckOut()).ThenAlready();
}
