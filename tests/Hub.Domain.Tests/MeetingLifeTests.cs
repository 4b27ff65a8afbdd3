using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

public class MeetingLifeTests
{
    private static readonly DateTimeOffset Morning = new(2022, 5, 18, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void A_meeting_starts_from_the_agenda_of_its_format() =>
        new Room().When(Clerk, new Schedule(" 城市复兴 ", Room.Formal, Venue: " 议事室 ", StartsAt: Morning, Expected: 200)).Then(new MeetingScheduled(
            "城市复兴", "standingCommittee", Room.Formal.Rules, Visibility.Public,
            [new("i1", "通报", "report", 20), new("i2", "发言", "speeches", 30), new("i3", "总结", "summary", 10)], "议事室", Morning, 200,
            RecordFormat: (int)RecordFormats.Newest, Roll: RollKind.Open));

    [Fact]
    public void A_given_agenda_replaces_that_of_the_format() =>
        new Room().When(Clerk, new Schedule("城市复兴", Room.Formal, Visibility.Codes, [new NewItem("只谈停车")])).Then(new MeetingScheduled(
            "城市复兴", "standingCommittee", Room.Formal.Rules, Visibility.Codes, [new("i1", "只谈停车", "discussion", 10)], RecordFormat: (int)RecordFormats.Newest,
            Roll: RollKind.Open));

    /// <summary>Builds that share a journal with an older one write nothing that says more than it does.</summary>
    [Fact]
    public void A_meeting_that_is_scheduled_under_the_first_format_does_not_say_it_is_of_the_second() =>
        MeetingDecider.Decide(null, new Schedule("城市复兴", Room.Formal), new Given(Clerk, default, Operation.OfHouse("schedule")) { Format = RecordFormat.First })
            .ShouldBeOfType<Decision<MeetingEvent>.Accepted>().Events.ShouldHaveSingleItem().ShouldBeOfType<MeetingScheduled>().RecordFormat.ShouldBeNull();

    [Theory]
    [InlineData(Role.Observer)]
    [InlineData(Role.Attendee)]
    [InlineData(Role.Member)]
    [InlineData(Role.Chair)]
    public void Only_staff_schedule(Role role) =>
        new Room().When(People.Of(role), new Schedule("城市复兴", Room.Formal)).ThenRefused(Rejection.Forbidden);

    [Fact]
    public void A_meeting_is_scheduled_once() => Room.Scheduled().When(Clerk, new Schedule("城市复兴", Room.Formal)).ThenRefused(Rejection.AlreadyScheduled);

    [Fact]
    public void A_meeting_that_cannot_be_is_not_scheduled()
    {
        var room = new Room();
        room.When(Clerk, new Schedule(" ", Room.Formal)).ThenRefused(Rejection.Empty, "title");
        room.When(Clerk, new Schedule(new string('淮', 201), Room.Formal)).ThenRefused(Rejection.TooLong, "title");
        room.When(Clerk, new Schedule("城", Room.Formal, Venue: new string('淮', 201))).ThenRefused(Rejection.TooLong, "venue");
        room.When(Clerk, new Schedule("城", Room.Formal, Expected: -1)).ThenRefused(Rejection.OutOfRange, "expected");
        room.When(Clerk, new Schedule("城", Room.Formal, Agenda: [new NewItem("")])).ThenRefused(Rejection.Empty, "title");
        room.When(Clerk, new Schedule("城", Room.Formal, Agenda: [new NewItem("项", new string('k', 41))])).ThenRefused(Rejection.TooLong, "kind");
        room.When(Clerk, new Schedule("城", Room.Formal, Agenda: [new NewItem("项", Minutes: -1)])).ThenRefused(Rejection.OutOfRange, "minutes");
        room.When(Clerk, new Schedule("城", Room.Formal, Agenda: [.. Enumerable.Repeat(new NewItem("项"), 101)])).ThenRefused(Rejection.TooLong, "agenda");
        room.When(Clerk, new Schedule("城", Room.Formal, Agenda: [null!])).ThenRefused(Rejection.Empty, "agenda");
    }

    [Fact]
    public void A_title_of_two_hundred_characters_outside_the_basic_plane_is_not_too_long() =>
        new Room().Given(Clerk, new Schedule(string.Concat(Enumerable.Repeat("𠮷", 200)), Room.Formal));

    [Fact]
    public void Nothing_can_be_asked_of_a_room_that_nobody_scheduled()
    {
        new Room().When(Chair, new Open()).ThenRefused(Rejection.UnknownRoom);
        new Room().When(Actor.House, new SealBallot("b1", Room.Count(0, 0, 0))).ThenRefused(Rejection.UnknownRoom);
    }

    [Fact]
    public void The_chair_opens_pauses_resumes_and_closes()
    {
        var room = Room.Scheduled();
        room.When(Chair, new Open()).Then(new MeetingOpened()).Meeting.Status.ShouldBe(MeetingStatus.Open);
        room.When(Chair, new Pause()).Then(new MeetingPaused()).Meeting.Status.ShouldBe(MeetingStatus.Paused);
        room.When(Chair, new Resume()).Then(new MeetingResumed()).Meeting.Status.ShouldBe(MeetingStatus.Open);
        room.When(Chair, new Close()).Then(new MeetingClosed()).Meeting.Status.ShouldBe(MeetingStatus.Closed);
    }

    [Fact]
    public void Asking_for_the_phase_it_is_in_changes_nothing()
    {
        Room.Opened().When(Chair, new Open()).ThenAlready();
        Room.Opened().When(Chair, new Resume()).ThenAlready();
        Room.Opened().Given(Chair, new Pause()).When(Chair, new Pause()).ThenAlready();
        Room.Opened().Given(Chair, new Pause()).When(Chair, new Open()).ThenAlready();
        Room.Opened().Given(Chair, new Close()).When(Chair, new Close()).ThenAlready();
    }

    [Fact]
    public void A_paused_meeting_may_be_closed() => Room.Opened().Given(Chair, new Pause()).When(Chair, new Close()).Then(new MeetingClosed());

    [Fact]
    public void A_meeting_does_not_close_while_a_ballot_is_open_or_being_counted()
    {
        var room = Room.WithBallot().When(Chair, new Close()).ThenRefused(Rejection.BallotStillOpen);
        room.Given(Chair, new CloseBallot(room.Made)).When(Chair, new Close()).ThenRefused(Rejection.BallotStillOpen);
        room.Given(Actor.House, new SealBallot(room.Made, Room.Count(1, 0, 0))).When(Chair, new Close()).Then(new MeetingClosed());
    }

    [Fact]
    public void The_close_finishes_the_item_ends_the_turn_and_takes_the_hands_down()
    {
        var room = Room.Attended().Given(Chair, new StartItem("i1")).Given(Chair, new GiveFloor(Li.Id)).Given(Wang, new RaiseHand())
            .Later(90).Given(Chair, new Close());
        room.Meeting.Item("i1").ShouldBe(new AgendaItem("i1", "通报", "report", 20, ItemStatus.Done, null, TimeSpan.FromSeconds(90)));
        room.Meeting.Floor.Speaker.ShouldBeNull();
        room.Meeting.Floor.Spoken[Li.Id].ShouldBe(TimeSpan.FromSeconds(90));
        room.Meeting.Floor.Hands.ShouldBeEmpty();
    }
}
