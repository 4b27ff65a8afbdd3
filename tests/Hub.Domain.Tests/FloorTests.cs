using Hub.Domain;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

public class FloorTests
{
    [Fact]
    public void Hands_queue_in_the_order_they_were_raised()
    {
        var room = Room.Opened().When(Li, new RaiseHand(" 公交 ")).Then(new HandRaised("公交")).Given(Zhao, new RaiseHand());
        room.Meeting.Floor.Hands.ShouldBe([new Hand(Li.Id, room.Now, "公交", Seq: 3), new Hand(Zhao.Id, room.Now, Seq: 4)]);
    }

    [Fact]
    public void A_person_has_one_hand()
    {
        Room.Opened().Given(Li, new RaiseHand()).When(Li, new RaiseHand("又想到一点")).ThenAlready();
        Room.Opened().When(Li, new RaiseHand(new string('长', 201))).ThenRefused(Rejection.TooLong, "about");
    }

    [Fact]
    public void A_hand_is_lowered_by_its_owner_or_dismissed_by_the_chair()
    {
        Room.Opened().Given(Li, new RaiseHand()).When(Li, new LowerHand()).Then(new HandLowered()).Meeting.Floor.Hands.ShouldBeEmpty();
        Room.Opened().When(Li, new LowerHand()).ThenAlready();
        Room.Opened().Given(Li, new RaiseHand()).When(Chair, new DismissHand(Li.Id)).Then(new HandDismissed(Li.Id)).Meeting.Floor.Hands.ShouldBeEmpty();
        Room.Opened().When(Chair, new DismissHand(Li.Id)).ThenRefused(Rejection.NoHand);
    }

    [Fact]
    public void The_chair_puts_hands_in_another_order_and_those_not_named_keep_theirs_behind()
    {
        var room = Hands().When(Chair, new ReorderHands([Zhao.Id, Zhao.Id])).Then(new HandsReordered([Zhao.Id]));
        room.Meeting.Floor.Hands.Select(h => h.Participant).ShouldBe([Zhao.Id, Li.Id, Wang.Id]);
        Hands().When(Chair, new ReorderHands([Li.Id, Wang.Id])).ThenAlready();
        Hands().When(Chair, new ReorderHands([])).ThenAlready();
        Hands().When(Chair, new ReorderHands([Qian.Id])).ThenRefused(Rejection.NoHand);
    }

    [Fact]
    public void The_floor_goes_to_a_raised_hand_which_goes_down()
    {
        var room = Room.Opened().Given(Chair, new StartItem("i2")).Given(Zhao, new RaiseHand()).When(Chair, new GiveFloor(Zhao.Id, 180))
            .Then(new FloorGiven(Zhao.Id, 180));
        room.Meeting.Floor.Speaker.ShouldBe(new Speaker(Zhao.Id, "i2", 180, room.Now, TimeSpan.Zero));
        room.Meeting.Floor.Hands.ShouldBeEmpty();
    }

    [Fact]
    public void The_floor_goes_to_someone_checked_in_without_a_hand()
    {
        Room.Attended().When(Chair, new GiveFloor(Li.Id)).Then(new FloorGiven(Li.Id));
        Room.Attended().When(Chair, new GiveFloor(Qian.Id)).ThenRefused(Rejection.UnknownParticipant);
        Room.Attended().When(Chair, new GiveFloor(Li.Id, 0)).ThenRefused(Rejection.OutOfRange, "seconds");
        Room.Attended().When(Chair, new GiveFloor(Li.Id, 24 * 60 * 60 + 1)).ThenRefused(Rejection.OutOfRange, "seconds");
        Room.Attended().Given(Chair, new GiveFloor(Li.Id)).When(Chair, new GiveFloor(Li.Id)).ThenAlready();
    }

    [Fact]
    public void Who_has_the_floor_raises_no_hand() =>
        Room.Attended().Given(Chair, new GiveFloor(Li.Id)).When(Li, new RaiseHand()).ThenRefused(Rejection.HasFloor);

    [Fact]
    public void A_turn_ends_by_the_chair_by_the_speaker_or_by_the_next()
    {
        var ended = Room.Attended().Given(Chair, new GiveFloor(Li.Id)).Later(40).When(Chair, new EndFloor()).Then(new FloorEnded(Li.Id));
        var yielded = Room.Attended().Given(Chair, new GiveFloor(Li.Id)).Later(40).When(Li, new YieldFloor()).Then(new FloorEnded(Li.Id));
        var next = Room.Attended().Given(Chair, new GiveFloor(Li.Id)).Later(40).Given(Chair, new GiveFloor(Wang.Id));
        foreach (var room in new[] { ended, yielded, next })
        {
            room.Meeting.Floor.Spoken[Li.Id].ShouldBe(TimeSpan.FromSeconds(40));
        }

        ended.Meeting.Floor.Speaker.ShouldBeNull();
        next.Meeting.Floor.Speaker!.Participant.ShouldBe(Wang.Id);
    }

    [Fact]
    public void Nobody_yields_or_ends_what_nobody_has()
    {
        Room.Attended().When(Chair, new EndFloor()).ThenRefused(Rejection.NoFloor);
        Room.Attended().When(Chair, new AddFloorTime(60)).ThenRefused(Rejection.NoFloor);
        Room.Attended().When(Li, new YieldFloor()).ThenRefused(Rejection.NoFloor);
        Room.Attended().Given(Chair, new GiveFloor(Li.Id)).When(Wang, new YieldFloor()).ThenRefused(Rejection.NoFloor);
    }

    [Fact]
    public void Turns_add_up_in_a_persons_account_and_pauses_do_not_count()
    {
        var room = Room.Attended().Given(Chair, new GiveFloor(Li.Id)).Later(40).Given(Chair, new Pause()).Later(600).Given(Chair, new Resume()).Later(20)
            .Given(Li, new YieldFloor()).Later(300).Given(Chair, new GiveFloor(Li.Id)).Later(5).Given(Chair, new EndFloor());
        room.Meeting.Floor.Spoken[Li.Id].ShouldBe(TimeSpan.FromSeconds(65));
    }

    [Fact]
    public void A_turn_ended_in_a_pause_counts_up_to_the_pause()
    {
        var room = Room.Attended().Given(Chair, new GiveFloor(Li.Id)).Later(40).Given(Chair, new Pause()).Later(600).Given(Chair, new EndFloor());
        room.Meeting.Floor.Spoken[Li.Id].ShouldBe(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public void Granted_time_is_added_to_and_taken_from()
    {
        var room = Room.Attended().Given(Chair, new GiveFloor(Li.Id, 180)).When(Chair, new AddFloorTime(60)).Then(new FloorTimeAdded(60));
        room.Meeting.Floor.Speaker!.Seconds.ShouldBe(240);
        room.When(Chair, new AddFloorTime(-240)).Then(new FloorTimeAdded(-240));
        room.When(Chair, new AddFloorTime(0)).ThenAlready();
        room.When(Chair, new AddFloorTime(-1)).ThenRefused(Rejection.OutOfRange, "seconds");
        room.When(Chair, new AddFloorTime(int.MaxValue)).ThenRefused(Rejection.OutOfRange, "seconds");
        Room.Attended().Given(Chair, new GiveFloor(Li.Id)).When(Chair, new AddFloorTime(60)).ThenAlready();
    }

    private static Room Hands() => Room.Opened().Given(Li, new RaiseHand()).Given(Wang, new RaiseHand()).Given(Zhao, new RaiseHand());
}
