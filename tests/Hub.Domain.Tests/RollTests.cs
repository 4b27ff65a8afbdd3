using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

/// <summary>One person, one vote: where a meeting votes by its roll, a vote needs a seat that is a member's, and each member has one.</summary>
public class RollTests
{
    /// <summary>A seat that somebody took with the members' code, which many know.</summary>
    private static readonly Actor Sun = new("sun", Role.Attendee);

    [Fact]
    public void Whoever_comes_with_the_members_code_alone_votes_nowhere()
    {
        var room = Rolled();
        for (var i = 0; i < 200; i++)
        {
            room.Given(new Actor($"device{i}", Role.Member), new CheckIn());
        }

        room.Meeting.Attendance.Values.Distinct().ShouldBe([Role.Attendee]);
        room.When(Chair, new OpenBallot("是否同意?", BallotKind.Approval)).ThenRefused(Rejection.NoVoters);
        room.When(Chair, new OpenBallot("是否同意?", BallotKind.Approval, Voters: Voters.All)).ThenRefused(Rejection.NoVoters);
    }

    [Fact]
    public void A_claim_votes_once_the_chair_has_confirmed_it()
    {
        var room = Rolled().Given(Zhao, new CheckIn()).Given(Zhao, new ClaimSeat("m1"));
        room.When(Chair, new OpenBallot("是否同意?", BallotKind.Approval)).ThenRefused(Rejection.NoVoters);

        room.When(Chair, new ConfirmSeats([new ClaimedSeat(Zhao.Id, "m1")])).Then(new SeatsConfirmed([new ConfirmedSeat(Zhao.Id, "m1", "教育界")]));

        room.Meeting.Attendance[Zhao.Id].ShouldBe(Role.Member);
        room.Given(Chair, new OpenBallot("是否同意?", BallotKind.Approval)).Ballot.Eligible.ShouldBe(3, "entitled are all of the roll");
        room.Meeting.Electorate(Voters.Members).ShouldBe([Zhao.Id]);
        room.Meeting.Electorate(Voters.All).ShouldBe([Zhao.Id]);
    }

    [Fact]
    public void A_members_own_link_is_seated_at_once_and_outranks_a_claim_that_was_confirmed()
    {
        var room = Claimed().Given(Chair, new ConfirmSeats([new ClaimedSeat(Zhao.Id, "m1")])).Given(Zhao, new CheckIn()).Given(Li, new CheckIn());

        room.Given(Actor.House, new SeatMember(Li.Id, "m1", "教育界")).When(Li, new CheckIn()).ThenAlready();

        room.Meeting.Electorate(Voters.Members).ShouldBe([Li.Id]);
        room.Meeting.Attendance[Zhao.Id].ShouldBe(Role.Attendee);
        room.Meeting.MemberAt(Zhao.Id).ShouldBeNull();
    }

    [Fact]
    public void Claims_of_a_member_who_has_sat_down_are_void()
    {
        var room = Claimed().Given(Sun, new ClaimSeat("m1")).Given(Actor.House, new SeatMember(Li.Id, "m1", "教育界"));
        room.When(Chair, new ConfirmSeats([new ClaimedSeat(Zhao.Id, "m1")])).ThenRefused(Rejection.StaleClaim);
        room.When(Qian, new ClaimSeat("m1")).ThenRefused(Rejection.SeatTaken, "member");
        room.Meeting.Roll!.Claims.ShouldBeEmpty();
    }

    [Fact]
    public void A_member_who_is_claimed_twice_is_confirmed_by_name_alone()
    {
        var room = Claimed().Given(Sun, new ClaimSeat("m1")).Given(Qian, new ClaimSeat("m2"));
        room.When(Chair, new ConfirmSeats([new(Zhao.Id, "m1"), new(Sun.Id, "m1")])).ThenRefused(Rejection.ContestedClaim);
        room.When(Chair, new ConfirmSeats([new(Zhao.Id, "m1"), new(Qian.Id, "m2"), new(Sun.Id, "m1")]))
            .Then(new SeatsConfirmed([new ConfirmedSeat(Qian.Id, "m2", "妇联")]));

        room.When(Chair, new ConfirmSeats([new(Sun.Id, "m1")]))
            .Then(new SeatsConfirmed([new ConfirmedSeat(Sun.Id, "m1", "教育界")]), new SeatsChanged([Zhao.Id]));

        room.Meeting.MemberAt(Sun.Id).ShouldBe("m1");
        room.When(Chair, new ConfirmSeats([new(Zhao.Id, "m1")])).ThenRefused(Rejection.StaleClaim);
    }

    [Fact]
    public void Three_claims_are_confirmed_at_once_and_a_second_tap_does_nothing()
    {
        var room = Claimed().Given(Qian, new ClaimSeat("m2")).Given(Sun, new ClaimSeat("m3"));
        var all = new ConfirmSeats([new(Zhao.Id, "m1"), new(Qian.Id, "m2"), new(Sun.Id, "m3")]);
        room.Given(Chair, all).When(Chair, all).ThenAlready();
        room.Meeting.Members.Keys.ShouldBe([Qian.Id, Sun.Id, Zhao.Id]);
    }

    [Fact]
    public void What_is_confirmed_is_what_was_seen()
    {
        var room = Claimed();
        room.Given(Zhao, new ClaimSeat("m2"));
        room.When(Chair, new ConfirmSeats([new(Zhao.Id, "m1")])).ThenRefused(Rejection.StaleClaim);
        room.When(Chair, new ConfirmSeats([new(Qian.Id, "m1")])).ThenRefused(Rejection.StaleClaim);
        room.When(Chair, new ConfirmSeats([])).ThenRefused(Rejection.Empty, "seats");
        room.When(Chair, new ConfirmSeats([null!])).ThenRefused(Rejection.Empty, "seats");
        room.When(Chair, new ConfirmSeats(default)).ThenRefused(Rejection.Empty, "seats");
    }

    [Fact]
    public void One_device_that_claims_every_name_is_stopped()
    {
        var room = Rolled();
        foreach (var member in new[] { "m1", "m2", "m3" })
        {
            room.Given(Zhao, new ClaimSeat(member)).When(Zhao, new ClaimSeat(member)).ThenAlready();
        }

        room.When(Zhao, new ClaimSeat("m1")).ThenRefused(Rejection.TooManyClaims, "member");
        room.When(Zhao, new ClaimSeat("m9")).ThenRefused(Rejection.UnknownMember, "member");
        room.Meeting.Roll!.Claims.ShouldBe([KeyValuePair.Create(Zhao.Id, "m3")]);
    }

    [Fact]
    public void Nobody_delegates_to_or_from_a_seat_that_is_no_members()
    {
        var room = Rolled(Room.Sectoral).Given(Li, new CheckIn());
        for (var i = 0; i < 200; i++)
        {
            room.When(new Actor($"device{i}", Role.Member), new MeetingCommand.Delegate(Li.Id)).ThenRefused(Rejection.NotEntitled);
        }

        room.Given(Actor.House, new SeatMember(Wang.Id, "m2", "妇联")).When(Wang, new MeetingCommand.Delegate(Li.Id))
            .ThenRefused(Rejection.UnknownParticipant, "to");
        room.Given(Actor.House, new SeatMember(Li.Id, "m1", "教育界")).Given(Wang, new MeetingCommand.Delegate(Li.Id));
        room.Meeting.Electorate(Voters.Members).ShouldBe([Li.Id, Wang.Id], ignoreOrder: true);
    }

    [Fact]
    public void Who_is_unseated_votes_in_no_ballot_that_opens_afterwards_and_the_open_one_stays_as_it_is()
    {
        var room = Seated().Given(Chair, new OpenBallot("是否同意?", BallotKind.Approval));
        room.When(Chair, new Unseat(Zhao.Id, "认错人")).Then(new Unseated(Zhao.Id, "m1", "认错人"));
        (room.Ballot.Eligible, room.Ballot.Status).ShouldBe((3, BallotStatus.Open));
        room.Meeting.Electorate(Voters.Members).ShouldBeEmpty();
        room.Meeting.Attendance[Zhao.Id].ShouldBe(Role.Attendee);
        room.When(Chair, new Unseat(Zhao.Id, "认错人")).ThenAlready();
        room.When(Chair, new Unseat(Qian.Id, "认错人")).ThenRefused(Rejection.UnknownParticipant);
    }

    /// <summary>Guards a link that its holder opens once more: what the chair took, only the chair gives back.</summary>
    [Fact]
    public void A_link_does_not_take_back_what_the_chair_has_taken()
    {
        var room = Rolled().Given(Actor.House, new SeatMember(Li.Id, "m1", "教育界")).Given(Chair, new Unseat(Li.Id, "代替他人"));
        room.When(Actor.House, new SeatMember(Li.Id, "m1", "教育界")).ThenAlready();
        room.Meeting.MemberAt(Li.Id).ShouldBeNull();
        room.Given(Chair, new ConfirmSeats([new(Li.Id, "m1")])).Meeting.MemberAt(Li.Id).ShouldBe("m1");
    }

    [Fact]
    public void Who_leaves_the_roll_votes_in_no_ballot_that_opens_afterwards()
    {
        var room = Seated().Given(Clerk, new SetRoll([new RollMember("m2", "妇联")]));
        room.Meeting.Electorate(Voters.Members).ShouldBeEmpty();
        room.When(Clerk, new SetRoll([new RollMember("m2", "妇联"), new RollMember("m2", "工会")])).ThenRefused(Rejection.AlreadyRecorded, "members");
        room.When(Clerk, new SetRoll([new RollMember("m2", "妇联")])).ThenAlready();
    }

    [Fact]
    public void A_chair_who_does_not_preside_as_a_member_stands_outside()
    {
        var presiding = Room.Formal with { Rules = Room.Formal.Rules with { ChairVotes = true } };
        var chair = Chair with { IsMember = true };
        foreach (var (format, expected) in new[] { (Room.Formal, 0), (presiding, 1) })
        {
            var room = Rolled(format).Given(Actor.House, new SeatMember(Chair.Id, "m1", "教育界")).Given(chair, new CheckIn());
            room.Meeting.Electorate(Voters.Members).Count().ShouldBe(expected, format.Rules.ToString());
        }
    }

    /// <summary>Guards a chair who has somebody vote for them, and one who needs not check in.</summary>
    [Fact]
    public void A_chair_votes_neither_by_a_delegate_nor_by_not_checking_in()
    {
        var room = Rolled(Room.Sectoral).Given(Actor.House, new SeatMember(Chair.Id, "m1", "教育界")).Given(Actor.House, new SeatMember(Li.Id, "m2", "妇联"))
            .Given(Li, new CheckIn());
        room.When(Chair with { IsMember = true }, new MeetingCommand.Delegate(Li.Id)).ThenRefused(Rejection.Forbidden);
        var named = Chair with { Name = new RecordedName("ab12", Role.Chair) };
        var free = new Room().Given(Clerk, new Schedule("城市复兴", Room.Grassroots, Roll: RollKind.Register)).Given(named, new Open())
            .Given(Clerk, new SetRoll([new RollMember("m1", "教育界")])).Given(Actor.House, new SeatMember(Chair.Id, "m1", "教育界"));
        free.When(named, new OpenBallot("是否同意?", BallotKind.Approval)).ThenRefused(Rejection.NoVoters);
    }

    [Fact]
    public void What_a_members_vote_weighs_goes_with_the_member_and_not_with_the_device()
    {
        var weighed = Room.Sectoral;
        var room = Rolled(weighed).Given(Zhao, new CheckIn()).Given(Li, new CheckIn()).Given(Zhao, new ClaimSeat("m1"))
            .Given(Chair, new ConfirmSeats([new(Zhao.Id, "m1")])).Given(Chair, new SetWeight(Zhao.Id, "5"))
            .Given(Actor.House, new SeatMember(Li.Id, "m1", "教育界"));
        room.Meeting.Weights.Keys.ShouldBe([Li.Id]);

        room.Given(Chair, new Unseat(Li.Id, "代替他人")).Given(Li, new ClaimSeat("m2")).Given(Chair, new ConfirmSeats([new(Li.Id, "m2")]));
        room.Meeting.Weights.ShouldBeEmpty();
    }

    [Fact]
    public void A_claim_that_was_turned_down_is_not_confirmed_from_a_screen_that_still_shows_it()
    {
        var room = Claimed().Given(Chair, new Unseat(Zhao.Id, "认错人"));
        room.When(Chair, new ConfirmSeats([new(Zhao.Id, "m1")])).ThenRefused(Rejection.StaleClaim);
        room.Given(Zhao, new ClaimSeat("m1")).Given(Chair, new ConfirmSeats([new(Zhao.Id, "m1")]));
    }

    [Fact]
    public void Who_is_here_when_the_roll_changes_is_what_it_says()
    {
        var room = Seated().Given(Clerk, new SetRoll([new RollMember("m2", "妇联")]));
        room.Meeting.Attendance[Zhao.Id].ShouldBe(Role.Attendee);
        room.Given(Clerk, new SetRoll([new RollMember("m1", "教育界")])).Meeting.Attendance[Zhao.Id].ShouldBe(Role.Member);
    }

    [Fact]
    public void Hands_of_an_election_are_persons_and_not_answers()
    {
        var room = Opened(RollKind.Open).Given(Li, new CheckIn()).Given(Chair, new OpenBallot("选举", BallotKind.Election, ["甲", "乙", "丙"], 1));
        var answers = ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal, new[] { "o1", "o2", "o3" }.Select(o => KeyValuePair.Create($"{o}:approve", 50)));
        var count = Room.Count(0, 0, 0) with { Counts = answers.SetItem("o1:approve", 60), Hands = answers, Cast = 60, Eligible = 100 };
        room.Given(Chair, new CloseBallot(room.Made)).Given(Actor.House, new SealBallot(room.Made, count));
        room.Ballot.Outcome!.Verified.ShouldBe(false, "ten voted by device");
    }

    [Fact]
    public void Where_nobody_checks_in_a_seat_is_enough()
    {
        var room = Rolled(Room.Grassroots).Given(Zhao, new ClaimSeat("m1")).Given(Chair, new ConfirmSeats([new(Zhao.Id, "m1")]));
        room.Given(Chair, new OpenBallot("是否同意?", BallotKind.Approval, Base: "entitled")).Ballot.Eligible.ShouldBe(3);
    }

    [Fact]
    public void What_an_open_meeting_votes_is_called_an_opinion_unless_hands_alone_were_counted()
    {
        var room = Opened(RollKind.Open).Given(Li, new CheckIn()).Given(Chair, new OpenBallot("是否同意?", BallotKind.Approval));
        var count = Room.Count(500, 0, 0);
        room.Given(Chair, new CloseBallot(room.Made)).Given(Actor.House, new SealBallot(room.Made, count));
        room.Ballot.Outcome!.Verified.ShouldBe(false);
        room.Ballot.Outcome.Text.Zh.ShouldEndWith("（未核实身份：是意见，不是决定）");
        room.Ballot.Outcome.Text.En.ShouldEndWith(" (not verified: an opinion, not a decision)");

        room.Given(Chair, new OpenBallot("是否同意?", BallotKind.Approval));
        room.Given(Chair, new CloseBallot(room.Made)).Given(Actor.House, new SealBallot(room.Made, count with { Hands = count.Counts }));
        room.Ballot.Outcome!.Verified.ShouldBeNull();
    }

    [Fact]
    public void An_open_meeting_knows_no_claims()
    {
        var room = Opened(RollKind.Open);
        room.When(Zhao, new ClaimSeat("m1")).ThenRefused(Rejection.NotOffered, "member");
        room.When(Chair, new ConfirmSeats([new(Zhao.Id, "m1")])).ThenRefused(Rejection.NotOffered, "roll");
        room.When(Chair, new Unseat(Zhao.Id, "x")).ThenRefused(Rejection.NotOffered, "roll");
        room.When(Clerk, new SetRoll([])).ThenRefused(Rejection.NotOffered, "roll");
    }

    [Fact]
    public void Who_is_muted_neither_writes_nor_raises_a_hand_until_the_time_is_over()
    {
        var room = Room.Opened().Given(Zhao, new CheckIn()).When(Chair, new Mute(Zhao.Id, 5));
        room.Then(new Muted(Zhao.Id, room.Now.AddMinutes(5)), new SeatsChanged([Zhao.Id]));
        room.When(Zhao, new MeetingCommand.Comment("再说一句")).ThenRefused(Rejection.Muted);
        room.When(Zhao, new RaiseHand()).ThenRefused(Rejection.Muted);
        room.Given(Zhao, new CheckOut()).Given(Zhao, new CheckIn());
        room.Later(300).Given(Zhao, new MeetingCommand.Comment("再说一句"));

        room.Given(Chair, new Mute(Zhao.Id)).Later(86_400).When(Zhao, new RaiseHand()).ThenRefused(Rejection.Muted);
        room.Given(Chair, new Mute(Zhao.Id, 0)).Given(Zhao, new RaiseHand());
        room.When(Chair, new Mute("nobody")).ThenRefused(Rejection.UnknownParticipant);
        room.Given(Chair, new CheckIn()).When(Chair, new Mute(Chair.Id)).ThenRefused(Rejection.NotOffered, "participant");
        room.When(Chair, new Mute(Zhao.Id, -1)).ThenRefused(Rejection.OutOfRange, "minutes");
    }

    /// <summary>Guards a record that older nodes read: they know nothing of rolls.</summary>
    [Fact]
    public void While_an_older_build_shares_the_record_a_meeting_has_no_roll()
    {
        var given = new Given(Clerk, default, Operation.OfHouse("schedule")) { Format = RecordFormat.Second };
        MeetingDecider.Decide(null, new Schedule("城市复兴", Room.Formal, Roll: RollKind.Register), given)
            .ShouldBeOfType<Decision<MeetingEvent>.Accepted>().Events.ShouldHaveSingleItem().ShouldBeOfType<MeetingScheduled>().Roll.ShouldBeNull();
        MeetingDecider.Decide(Room.Opened().Meeting with { RecordFormat = RecordFormat.Second }, new Mute(Zhao.Id), given with { Actor = Chair })
            .ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "mute"));
    }

    /// <summary>Guards the vote of a member whose name somebody else was believed to have: the link says who sits there.</summary>
    [Fact]
    public void A_link_takes_the_seat_of_whoever_was_believed_before_and_the_record_says_so()
    {
        var room = Seated().Given(Chair, new OpenBallot("是否同意?", BallotKind.Approval));
        room.When(Actor.House, new SeatMember(Li.Id, "m1", "教育界", Role.Member)).Then(new SeatReplaced(Li.Id, "m1", "教育界", Zhao.Id));
        room.Meeting.Roll!.Replaced.ShouldBe([new SeatChange(Zhao.Id, Li.Id)]);
        (room.Meeting.MemberAt(Li.Id), room.Meeting.MemberAt(Zhao.Id), room.Meeting.Attendance[Zhao.Id]).ShouldBe(("m1", null, Role.Attendee));

        room.When(Actor.House, new SeatMember(Li.Id, "m1", "教育界", Role.Member)).ThenAlready();
        room.Given(Chair, new CloseBallot(room.Made)).Given(Actor.House, new SeatMember(Wang.Id, "m1", "教育界", Role.Member));
        room.Ballot.Replaced.ShouldBe(1, "what comes behind the close changes nothing of it");
    }

    [Fact]
    public void A_chair_who_takes_their_own_seat_does_not_vote_in_the_place_of_whoever_sat_there()
    {
        var room = Seated();
        room.When(Actor.House, new SeatMember(Chair.Id, "m1", "教育界", Role.Chair)).Then(new SeatReplaced(Chair.Id, "m1", "教育界", Zhao.Id, Outside: true));
        room.Meeting.Roll!.Replaced.ShouldBe([new SeatChange(Zhao.Id)]);
    }

    [Fact]
    public void Whoever_said_to_be_a_member_hears_that_the_member_has_come()
    {
        var room = Claimed().Given(Sun, new ClaimSeat("m1")).When(Actor.House, new SeatMember(Li.Id, "m1", "教育界"));
        room.Then(new MemberSeated(Li.Id, "m1", "教育界"), new SeatsChanged([Sun.Id, Zhao.Id]));
        Seated().When(Clerk, new SetRoll([new RollMember("m2", "妇联")])).Then(new RollSet([new RollMember("m2", "妇联")]), new SeatsChanged([Zhao.Id]));
    }

    [Fact]
    public void Delegations_to_a_member_go_with_the_member()
    {
        var room = Rolled(Room.Sectoral).Given(Zhao, new CheckIn()).Given(Zhao, new ClaimSeat("m1")).Given(Chair, new ConfirmSeats([new(Zhao.Id, "m1")]))
            .Given(Actor.House, new SeatMember(Li.Id, "m2", "妇联")).Given(Li, new MeetingCommand.Delegate(Zhao.Id))
            .Given(Actor.House, new SeatMember(Wang.Id, "m1", "教育界"));
        room.Meeting.Delegations[Li.Id].To.ShouldBe(Wang.Id);
    }

    [Fact]
    public void Entitled_are_all_of_the_roll_but_a_chair_who_does_not_vote()
    {
        var room = Seated();
        (room.Meeting.Entitled, room.Meeting.PresentByRoll).ShouldBe((3, 1));
        room.Given(Chair, new OpenBallot("是否同意?", BallotKind.Approval));
        (room.Ballot.Eligible, room.Ballot.Turnout).ShouldBe((3, TurnoutRule.ByRoll));

        room.Given(Actor.House, new SeatMember(Chair.Id, "m2", "妇联", Role.Chair)).Given(Chair, new CheckIn());
        room.Given(Chair, new CloseBallot(room.Made)).Given(Actor.House, new SealBallot(room.Made, Room.Count(1, 0, 0)))
            .Given(Chair, new OpenBallot("是否再议?", BallotKind.Approval)).Ballot.Eligible.ShouldBe(2);
    }

    /// <summary>Guards ballots of a record that older nodes read beside this build, and its re-count.</summary>
    [Fact]
    public void Before_the_fourth_format_entitled_are_those_who_are_there()
    {
        var given = new Given(Chair, default, Operation.OfHouse("open")) { Format = RecordFormat.Third };
        var third = Seated().Meeting with { RecordFormat = RecordFormat.Third };
        var opened = MeetingDecider.Decide(third, new OpenBallot("是否同意?", BallotKind.Approval), given)
            .ShouldBeOfType<Decision<MeetingEvent>.Accepted>().Events.ShouldHaveSingleItem().ShouldBeOfType<BallotOpened>();
        (opened.Eligible, opened.Turnout).ShouldBe((1, TurnoutRule.BySets));
        MeetingDecider.Decide(third, new SeatMember(Li.Id, "m1", "教育界"), given with { Actor = Actor.House })
            .ShouldBeOfType<Decision<MeetingEvent>.Accepted>().Events.ShouldBe([new MemberSeated(Li.Id, "m1", "教育界")]);
        MeetingDecider.Decide(third, new MarkPresent(["m2"]), given).ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "present"));
    }

    [Fact]
    public void Who_is_here_without_a_device_is_marked_and_present_once()
    {
        var room = Seated().When(Chair, new MarkPresent(["m3", "m2", "m2"])).Then(new MarkedPresent(["m2", "m3"]));
        room.Meeting.PresentByRoll.ShouldBe(3);
        room.When(Chair, new MarkPresent(["m1", "m2"])).ThenAlready();
        room.Given(Actor.House, new SeatMember(Li.Id, "m2", "妇联")).Given(Li, new CheckIn())
            .Meeting.PresentByRoll.ShouldBe(3, "a marked member who comes with a link");
        room.Meeting.HereByMark(room.Meeting.Electorate(Voters.Members)).ShouldBe(["m3"]);

        room.When(Chair, new UnmarkPresent(["m3"])).Then(new UnmarkedPresent(["m3"]));
        room.Meeting.PresentByRoll.ShouldBe(2);
        room.When(Chair, new UnmarkPresent(["m3"])).ThenAlready();
        room.When(Chair, new MarkPresent(["m9"])).ThenRefused(Rejection.UnknownMember, "members");
        room.When(Chair, new MarkPresent([])).ThenRefused(Rejection.Empty, "members");
        room.When(Chair, new MarkPresent([null!])).ThenRefused(Rejection.Empty, "members");
        room.When(Li, new MarkPresent(["m3"])).ThenRefused(Rejection.Forbidden);
        Opened(RollKind.Open).When(Chair, new MarkPresent(["m1"])).ThenRefused(Rejection.NotOffered, "roll");
    }

    [Fact]
    public void A_ballot_is_held_among_members_who_are_all_without_a_device()
    {
        var room = Rolled().Given(Chair, new MarkPresent(["m1"])).Given(Chair, new OpenBallot("是否同意?", BallotKind.Approval));
        room.Ballot.Eligible.ShouldBe(3);
    }

    [Fact]
    public void Whoever_has_said_to_be_too_many_is_stopped_and_makes_no_name_doubtful()
    {
        var room = Rolled().Given(Sun, new ClaimSeat("m1")).Given(Sun, new ClaimSeat("m2")).Given(Sun, new ClaimSeat("m3")).Given(Zhao, new ClaimSeat("m3"));
        room.When(Sun, new ClaimSeat("m1")).ThenRefused(Rejection.TooManyClaims, "member");
        room.Meeting.Roll!.IsContested("m3").ShouldBeTrue();

        room.When(Actor.House, new StopClaims(Sun.Id)).Then(new ClaimsStopped(Sun.Id), new SeatsChanged([Sun.Id]));

        room.Meeting.Roll!.IsContested("m3").ShouldBeFalse();
        room.When(Chair, new ConfirmSeats([new(Sun.Id, "m3")])).ThenRefused(Rejection.StaleClaim);
        room.When(Actor.House, new StopClaims(Sun.Id)).ThenAlready();
        room.When(Actor.House, new StopClaims(Zhao.Id)).ThenAlready();
    }

    [Fact]
    public void A_meeting_of_the_fourth_format_always_has_a_roll() =>
        new Room().Given(Clerk, new Schedule("城市复兴", Room.Formal)).Meeting.Roll!.Kind.ShouldBe(RollKind.Open);

    private static Room Opened(RollKind roll, Format? format = null) =>
        new Room().Given(Clerk, new Schedule("城市复兴", format ?? Room.Formal, Roll: roll)).Given(Chair, new Open());

    /// <summary>A meeting that votes by a roll of three.</summary>
    private static Room Rolled(Format? format = null) => Opened(RollKind.Register, format).Given(
        Clerk, new SetRoll([new RollMember("m1", "教育界"), new RollMember("m2", "妇联"), new RollMember("m3", "工会")]));

    private static Room Claimed() => Rolled().Given(Zhao, new ClaimSeat("m1"));

    private static Room Seated() => Claimed().Given(Zhao, new CheckIn()).Given(Chair, new ConfirmSeats([new(Zhao.Id, "m1")]));
}
