using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

/// <summary>What was scheduled may be put right until it begins, or be called off.</summary>
public class EditAndCancelTests
{
    private static readonly DateTimeOffset Morning = new(2022, 5, 18, 9, 0, 0, TimeSpan.FromHours(8));

    public static TheoryData<MeetingStatus> Opened => [MeetingStatus.Open, MeetingStatus.Paused, MeetingStatus.Closed];

    [Fact]
    public void Until_it_is_opened_all_of_a_meeting_is_edited_and_only_what_changed_is_told()
    {
        var room = Coming();
        room.When(Clerk, new EditMeeting(" 城市更新 ", "议事室", Morning, Visibility.Codes)).Then(new MeetingEdited("城市更新", Visibility: Visibility.Codes));
        (room.Meeting.Title, room.Meeting.Venue, room.Meeting.StartsAt, room.Meeting.Visibility).ShouldBe(("城市更新", "议事室", Morning, Visibility.Codes));
        room.When(Clerk, new EditMeeting(Venue: "二楼", StartsAt: Morning.AddHours(1))).Then(new MeetingEdited(Venue: "二楼", StartsAt: Morning.AddHours(1)));
        (room.Meeting.Title, room.Meeting.Venue, room.Meeting.StartsAt, room.Meeting.Visibility)
            .ShouldBe(("城市更新", "二楼", Morning.AddHours(1), Visibility.Codes));
    }

    [Fact]
    public void Venue_and_time_may_be_taken_away()
    {
        var room = Coming();
        room.When(Clerk, new EditMeeting(ClearVenue: true, ClearStartsAt: true)).Then(new MeetingEdited(VenueCleared: true, StartsAtCleared: true));
        (room.Meeting.Venue, room.Meeting.StartsAt).ShouldBe((null, null));
        room.When(Clerk, new EditMeeting(ClearVenue: true, ClearStartsAt: true)).ThenAlready();
        Coming().When(Clerk, new EditMeeting(Venue: "  ")).Then(new MeetingEdited(VenueCleared: true));
    }

    [Fact]
    public void An_edit_that_changes_nothing_stores_nothing()
    {
        Coming().When(Clerk, new EditMeeting()).ThenAlready();
        Coming().When(Clerk, new EditMeeting(" 城市复兴 ", "议事室", Morning.ToUniversalTime(), Visibility.Public)).ThenAlready();
    }

    [Fact]
    public void An_edit_is_held_to_what_scheduling_is()
    {
        Coming().When(Clerk, new EditMeeting(" ")).ThenRefused(Rejection.Empty, "title");
        Coming().When(Clerk, new EditMeeting(new string('淮', 201))).ThenRefused(Rejection.TooLong, "title");
        Coming().When(Clerk, new EditMeeting(Venue: new string('淮', 201))).ThenRefused(Rejection.TooLong, "venue");
        Coming().When(Clerk, new EditMeeting("城\0市")).ThenRefused(Rejection.Unreadable, "title");
    }

    [Theory]
    [MemberData(nameof(Opened))]
    public void Once_it_was_opened_the_title_alone_is_edited(MeetingStatus status)
    {
        foreach (var edit in new EditMeeting[]
        {
            new(Venue: "二楼"), new(StartsAt: Morning.AddHours(1)), new(Visibility: Visibility.Codes), new(ClearVenue: true), new(ClearStartsAt: true),
                new("城市更新", Venue: "二楼"),
        })
        {
            In(status).When(Clerk, edit).ThenRefused(Rejection.AlreadyOpened);
        }

        var room = In(status).When(Clerk, new EditMeeting("城市更新", "议事室", Morning)).Then(new MeetingEdited("城市更新"));
        room.Meeting.ShouldSatisfyAllConditions(m => m.Title.ShouldBe("城市更新"), m => m.Status.ShouldBe(status), m => m.Venue.ShouldBe("议事室"));
    }

    [Theory]
    [InlineData(Role.Observer)]
    [InlineData(Role.Attendee)]
    [InlineData(Role.Member)]
    [InlineData(Role.Chair)]
    public void Only_staff_edit_a_meeting(Role role)
    {
        foreach (var status in Enum.GetValues<MeetingStatus>())
        {
            In(status).When(People.Of(role), new EditMeeting("城市更新")).ThenRefused(Rejection.Forbidden);
        }

        Coming().When(Actor.House, new EditMeeting("城市更新")).ThenRefused(Rejection.Forbidden);
    }

    [Fact]
    public void The_chair_and_staff_call_off_a_meeting_that_was_not_opened()
    {
        foreach (var who in new[] { Chair, Clerk })
        {
            var room = Coming().When(who, new Cancel(" 台风 ")).Then(new MeetingCancelled("台风"));
            (room.Meeting.Status, room.Meeting.Cancelled, room.Meeting.IsOver).ShouldBe((MeetingStatus.Cancelled, new Cancellation("台风", room.Now), true));
            room.When(who, new Cancel("又一次")).ThenAlready();
            room.When(who, new Cancel("")).ThenAlready();
        }
    }

    [Fact]
    public void A_meeting_is_not_called_off_without_a_reason()
    {
        Coming().When(Chair, new Cancel(" ")).ThenRefused(Rejection.Empty, "reason");
        Coming().When(Chair, new Cancel(new string('因', 501))).ThenRefused(Rejection.TooLong, "reason");
    }

    [Theory]
    [InlineData(Role.Observer)]
    [InlineData(Role.Attendee)]
    [InlineData(Role.Member)]
    public void Nobody_else_calls_off_a_meeting(Role role) => Coming().When(People.Of(role), new Cancel("台风")).ThenRefused(Rejection.Forbidden);

    [Theory]
    [MemberData(nameof(Opened))]
    public void What_was_opened_is_not_called_off(MeetingStatus status)
    {
        In(status).When(Chair, new Cancel("台风")).ThenRefused(Rejection.AlreadyOpened);
        In(status).When(Clerk, new Cancel("台风")).ThenRefused(Rejection.AlreadyOpened);
    }

    [Fact]
    public void A_meeting_that_was_called_off_is_not_edited() =>
        In(MeetingStatus.Cancelled).When(Clerk, new EditMeeting("城市更新")).ThenRefused(Rejection.MeetingCancelled);

    [Fact]
    public void The_topics_on_the_agenda_of_a_meeting_that_was_called_off_are_told_that_it_was_not_come_to()
    {
        var room = Coming().Given(Actor.House, new AddTopic("t1", "路灯"));
        room.Meeting.TopicsToTell.ShouldBeEmpty();
        room.Given(Chair, new Cancel("台风"));
        var item = room.Meeting.TopicsToTell.ShouldHaveSingleItem();
        (item.Topic, item.Status).ShouldBe(("t1", ItemStatus.Planned));
        room.When(Actor.House, new NoteTopicTold(item.Id)).Then(new TopicTold(item.Id)).Meeting.TopicsToTell.ShouldBeEmpty();
        room.When(Actor.House, new AddTopic("t2", "停车")).ThenRefused(Rejection.MeetingCancelled);
    }

    /// <summary>Guards a cluster in the middle of an upgrade: a node of the older build cannot fold these events.</summary>
    [Fact]
    public void While_an_older_build_shares_the_database_nothing_is_stored_that_it_does_not_know()
    {
        var meeting = Coming().Meeting with { RecordFormat = RecordFormat.First };
        Decide(new Cancel("台风"), Chair).ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "cancel"));
        Decide(new EditMeeting("城市更新"), Clerk).ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "edit"));

        Decision<MeetingEvent> Decide(MeetingCommand command, Actor who) =>
            MeetingDecider.Decide(meeting, command, new Given(who, Morning, default) { Format = RecordFormat.First });
    }

    /// <summary>
    /// Guards honest records against the verifier: within the second in which the format moves on, a meeting that began in the new one may be loaded by a node
    /// that has not heard of it.
    /// </summary>
    [Fact]
    public void A_record_of_the_newer_format_goes_on_in_it_also_on_a_node_that_has_not_heard_of_it_yet()
    {
        var late = new Given(Clerk, Morning, Operation.Of(Clerk.Id, "late")) { Format = RecordFormat.First };
        MeetingDecider.Decide(Coming().Meeting, new EditMeeting("城市更新"), late).ShouldBeOfType<Decision<MeetingEvent>.Accepted>();
    }

    private static Room Coming() => new Room().Given(Clerk, new MeetingCommand.Schedule("城市复兴", Room.Formal, Venue: "议事室", StartsAt: Morning));

    private static Room In(MeetingStatus status) => status switch
    {
        MeetingStatus.Scheduled => Coming(),
        MeetingStatus.Open => Coming().Given(Chair, new Open()),
        MeetingStatus.Paused => Coming().Given(Chair, new Open()).Given(Chair, new Pause()),
        MeetingStatus.Closed => Coming().Given(Chair, new Open()).Given(Chair, new Close()),
        MeetingStatus.Cancelled => Coming().Given(Chair, new Cancel("台风")),
        _ => throw new InvalidOperationException($"No meeting comes to be {status}."),
    };
}
