using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

/// <summary>A ballot's life in its meeting; the votes themselves are the box's.</summary>
public class BallotTests
{
    private static readonly ImmutableArray<string> Two = ["加班车", "修站台"];

    [Fact]
    public void A_question_is_put_to_the_members_who_have_checked_in()
    {
        var room = Room.Attended().Given(Chair, new StartItem("i2")).When(Chair, new OpenBallot(" 是否同意建议案? ", BallotKind.Approval, ClosesIn: 60));
        room.Then(new BallotOpened(
            room.Made, "是否同意建议案?", BallotKind.Approval, [new("approve", "赞成"), new("oppose", "反对"), new("abstain", "弃权")], 1,
            Voters.Members, ResultsShown.Live, 2, "i2", room.Now.AddSeconds(60), Turnout: TurnoutRule.BySets));
        room.Ballot.Status.ShouldBe(BallotStatus.Open);
    }

    [Fact]
    public void A_ballot_may_be_opened_to_all_but_the_chair_who_moderates() =>
        Room.Attended().Given(Chair, new OpenBallot("同意吗?", BallotKind.Approval, Voters: Voters.All)).Ballot.Eligible.ShouldBe(3);

    [Fact]
    public void Where_one_checks_in_a_ballot_needs_voters_who_did()
    {
        Room.Opened().When(Chair, new OpenBallot("同意吗?", BallotKind.Approval)).ThenRefused(Rejection.NoVoters);
        Room.Opened().Given(Zhao, new CheckIn()).When(Chair, new OpenBallot("同意吗?", BallotKind.Approval)).ThenRefused(Rejection.NoVoters);
    }

    [Fact]
    public void Where_nobody_checks_in_every_seat_may_vote_also_later_ones()
    {
        var room = Room.Opened(Room.Grassroots).Given(Chair, new OpenBallot("先办哪件?", BallotKind.Single, Two));
        room.Ballot.Voters.ShouldBe(Voters.All);
        room.Ballot.Eligible.ShouldBe(0);
    }

    [Fact]
    public void Of_several_options_one_or_up_to_the_most_allowed_are_chosen()
    {
        var asked = new OpenBallot("先办哪件?", BallotKind.Multiple, [" 加班车 ", "修站台", "装雨棚"]);
        var room = Room.Attended().Given(Chair, asked);
        room.Ballot.Rules.Options.ShouldBe([new("o1", "加班车"), new("o2", "修站台"), new("o3", "装雨棚")]);
        room.Ballot.Rules.Max.ShouldBe(3);
        Room.Attended().Given(Chair, asked with { Max = 2 }).Ballot.Rules.Max.ShouldBe(2);
        Room.Attended().Given(Chair, asked with { Kind = BallotKind.Single, Max = 1 }).Ballot.Rules.Max.ShouldBe(1);
    }

    public static TheoryData<Rejection, string?, MeetingCommand> Refusals() => new()
    {
        { Rejection.Empty, "question", new OpenBallot(" ", BallotKind.Approval) },
        { Rejection.TooLong, "question", new OpenBallot(new string('长', 501), BallotKind.Approval) },
        { Rejection.NotOffered, "majority", new OpenBallot("同意吗?", BallotKind.Approval, Majority: "3/2") },
        { Rejection.NotOffered, "majority", new OpenBallot("同意吗?", BallotKind.Approval, Majority: "most") },
        { Rejection.NotOffered, "base", new OpenBallot("同意吗?", BallotKind.Approval, Base: "Present") },
        { Rejection.NotOffered, "quorum", new OpenBallot("同意吗?", BallotKind.Approval, Quorum: "half") },
        { Rejection.BadChoice, "options", new OpenBallot("打几分?", BallotKind.Rating, Two) },
        { Rejection.OutOfRange, "max", new OpenBallot("打几分?", BallotKind.Rating, Max: 2) },
        { Rejection.OutOfRange, "options", new OpenBallot("选谁?", BallotKind.Election) },
        { Rejection.Empty, "max", new OpenBallot("选谁?", BallotKind.Election, Two) },
        { Rejection.OutOfRange, "max", new OpenBallot("选谁?", BallotKind.Election, Two, Max: 3) },
        { Rejection.NotOffered, "secrecy", new OpenBallot("同意吗?", BallotKind.Approval, Secrecy: "secret") },
        { Rejection.OutOfRange, "closesIn", new OpenBallot("同意吗?", BallotKind.Approval, ClosesIn: 0) },
        { Rejection.OutOfRange, "closesIn", new OpenBallot("同意吗?", BallotKind.Approval, ClosesIn: 24 * 60 * 60 + 1) },
        { Rejection.BadChoice, "options", new OpenBallot("同意吗?", BallotKind.Approval, Two) },
        { Rejection.OutOfRange, "max", new OpenBallot("同意吗?", BallotKind.Approval, Max: 2) },
        { Rejection.OutOfRange, "options", new OpenBallot("先办哪件?", BallotKind.Single) },
        { Rejection.OutOfRange, "options", new OpenBallot("先办哪件?", BallotKind.Single, ["只有一个"]) },
        { Rejection.OutOfRange, "options", new OpenBallot("先办哪件?", BallotKind.Single, [.. Enumerable.Range(1, 51).Select(i => $"第 {i} 项")]) },
        { Rejection.Empty, "options", new OpenBallot("先办哪件?", BallotKind.Single, ["加班车", " "]) },
        { Rejection.Empty, "options", new OpenBallot("先办哪件?", BallotKind.Single, ["加班车", null!]) },
        { Rejection.TooLong, "options", new OpenBallot("先办哪件?", BallotKind.Single, ["加班车", new string('长', 201)]) },
        { Rejection.BadChoice, "options", new OpenBallot("先办哪件?", BallotKind.Single, ["加班车", "加班车 "]) },
        { Rejection.OutOfRange, "max", new OpenBallot("先办哪件?", BallotKind.Single, Two, Max: 2) },
        { Rejection.OutOfRange, "max", new OpenBallot("先办哪件?", BallotKind.Multiple, Two, Max: 0) },
        { Rejection.OutOfRange, "max", new OpenBallot("先办哪件?", BallotKind.Multiple, Two, Max: 3) },
        { Rejection.UnknownItem, null, new OpenBallot("同意吗?", BallotKind.Approval, Item: "i9") },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_ballot_that_cannot_be_is_not_opened(Rejection rejection, string? field, MeetingCommand asked) =>
        Room.Attended().When(Chair, asked).ThenRefused(rejection, field);

    [Fact]
    public void What_is_said_aloud_and_is_the_rule_anyway_may_be_said() =>
        Room.Attended().Given(Chair, new OpenBallot("同意吗?", BallotKind.Approval, Max: 1, Majority: "simple", Base: "cast", Secrecy: "named"));

    [Fact]
    public void A_ballot_takes_majority_base_and_quorum_from_the_chair_or_else_from_the_format()
    {
        var asked = new OpenBallot("同意吗?", BallotKind.Approval, Majority: "2/3", Base: "present", Quorum: "1/2 present");
        var rules = Room.Attended().Given(Chair, asked).Ballot.Rules;
        (rules.Majority.ToString(), rules.Base, rules.Quorum?.ToString(), rules.AbstentionsCount).ShouldBe(("2/3", VoteBase.Present, "1/2 present", false));

        var format =
            Room.Formal.Rules with { Majority = Majority.Absolute, Base = VoteBase.Entitled, AbstentionsCount = true, Quorum = Quorum.Cast(Fraction.Of(2, 3)) };
        var byFormat = Room.Attended(format).Given(Chair, new OpenBallot("同意吗?", BallotKind.Approval)).Ballot.Rules;
        (byFormat.Majority.ToString(), byFormat.Base, byFormat.Quorum?.ToString(), byFormat.AbstentionsCount)
            .ShouldBe(("absolute", VoteBase.Entitled, "2/3", true));
        Room.Attended(format).Given(Chair, asked).Ballot.Rules.Majority.ToString().ShouldBe("2/3");
    }

    [Fact]
    public void Where_nobody_checks_in_no_part_of_those_here_is_asked_for()
    {
        Room.Opened(Room.Grassroots).When(Chair, new OpenBallot("同意吗?", BallotKind.Approval, Base: "present")).ThenRefused(Rejection.NotOffered, "base");
        Room.Opened(Room.Grassroots).When(Chair, new OpenBallot("同意吗?", BallotKind.Approval, Quorum: "1/2")).ThenRefused(Rejection.NotOffered, "quorum");
        Room.Opened(Room.Grassroots).Given(Chair, new OpenBallot("同意吗?", BallotKind.Approval, Majority: "2/3"));
    }

    [Fact]
    public void One_candidate_may_stand_alone_and_a_rating_brings_its_scores()
    {
        Room.Attended().Given(Chair, new OpenBallot("选谁?", BallotKind.Election, ["王建国"], Max: 1)).Ballot.Rules.Seats.ShouldBe(1);
        Room.Attended().Given(Chair, new OpenBallot("打几分?", BallotKind.Rating)).Ballot.Rules.Options.Select(o => o.Id).ShouldBe(["1", "2", "3", "4", "5"]);
    }

    [Fact]
    public void A_ballot_says_when_it_ended_whatever_becomes_of_it_later()
    {
        var room = Room.WithBallot(ResultsShown.OnReveal);
        room.Given(Chair, new CloseBallot(room.Made)).Ballot.EndedAt.ShouldBeNull("it is being counted");
        var ended = room.Later(2).Now;
        room.Given(Actor.House, new SealBallot(room.Ballot.Id, Room.Count(2, 1, 0))).Ballot.EndedAt.ShouldBe(ended);
        room.Later(3600).Given(Chair, new RevealBallot(room.Ballot.Id)).Ballot.EndedAt.ShouldBe(ended);
    }

    [Fact]
    public void A_close_first_stops_the_box_and_then_seals_its_count()
    {
        var room = Room.WithBallot();
        room.When(Chair, new CloseBallot(room.Made)).Then(new BallotClosing(room.Made));
        room.When(Chair, new CloseBallot(room.Made)).ThenAlready();

        var count = Room.Count(2, 1, 0);
        var outcome = Verdict.Decide(room.Ballot.Rules, Poll.Of(count.Counts!, count.Turnout())).AsOpinion();
        room.When(Actor.House, new SealBallot(room.Made, count)).Then(new BallotClosed(room.Made, count, outcome));
        room.Ballot.Status.ShouldBe(BallotStatus.Closed);
        room.Ballot.Final.ShouldBe(count);
        room.When(Actor.House, new SealBallot(room.Made, Room.Count(9, 9, 9))).ThenAlready();
        room.When(Chair, new CloseBallot(room.Made)).ThenAlready();
    }

    [Fact]
    public void No_count_is_sealed_while_votes_may_still_come()
    {
        var room = Room.WithBallot();
        room.When(Actor.House, new SealBallot(room.Made, Room.Count(1, 0, 0))).ThenRefused(Rejection.BallotStillOpen);
        room.When(Actor.House, new SealBallot("b9", Room.Count(1, 0, 0))).ThenRefused(Rejection.UnknownBallot);
    }

    [Fact]
    public void A_ballot_runs_on_in_a_pause_and_may_be_closed_there()
    {
        var room = Room.WithBallot().Given(Chair, new Pause());
        room.Given(Chair, new CloseBallot(room.Made)).Given(Actor.House, new SealBallot(room.Made, Room.Count(1, 0, 0)));
    }

    [Fact]
    public void Nobody_closes_or_reveals_a_ballot_that_was_never_opened()
    {
        Room.Opened().When(Chair, new CloseBallot("b9")).ThenRefused(Rejection.UnknownBallot);
        Room.Opened().When(Chair, new RevealBallot("b9")).ThenRefused(Rejection.UnknownBallot);
    }

    [Fact]
    public void The_chair_reveals_what_was_held_back_once_also_after_the_meeting()
    {
        var room = Room.WithResult(ResultsShown.OnReveal).Given(Chair, new Close());
        room.Ballot.CountsShown.ShouldBeFalse();
        room.When(Chair, new RevealBallot(room.Made)).Then(new BallotRevealed(room.Made));
        room.Ballot.CountsShown.ShouldBeTrue();
        room.When(Chair, new RevealBallot(room.Made)).ThenAlready();
    }

    [Fact]
    public void A_closed_ballot_is_declared_void_once_and_by_the_house_alone_and_its_count_stays()
    {
        var room = Room.WithResult(ResultsShown.Live).Given(Chair, new Close());
        var (ballot, was) = (room.Ballot.Id, room.Ballot);
        was.Outcome.ShouldNotBeNull().Void.ShouldBeNull();
        foreach (var who in new[] { Chair, Clerk, Zhao })
        {
            room.When(who, new VoidBallot(ballot, "名册有误")).ThenRefused(Rejection.Forbidden);
        }

        room.When(Actor.House, new VoidBallot(ballot, " ")).ThenRefused(Rejection.Empty, "reason");
        room.When(Actor.House, new VoidBallot("b9", "名册有误")).ThenRefused(Rejection.UnknownBallot);
        room.When(Actor.House, new VoidBallot(ballot, " 名册有误 ")).Then(new BallotVoided(ballot, "名册有误"));
        room.Ballot.ShouldBe(was with { Outcome = was.Outcome.AsVoid("名册有误") });
        (room.Ballot.Outcome!.Passed, room.Ballot.Outcome.Void, room.Ballot.Outcome.Text.Zh).ShouldBe((false, "名册有误", "此次表决作废：名册有误"));
        room.When(Actor.House, new VoidBallot(ballot, "另一个理由")).ThenAlready();
    }

    [Fact]
    public void An_open_ballot_is_not_void_before_it_is_counted_and_an_older_build_knows_of_none()
    {
        var open = Room.WithBallot(ResultsShown.Live);
        open.When(Actor.House, new VoidBallot(open.Made, "名册有误")).ThenRefused(Rejection.BallotStillOpen);
        var older = Room.WithResult(ResultsShown.Live).Meeting with { RecordFormat = RecordFormat.Fifth };
        MeetingDecider.Decide(
            older, new VoidBallot(older.Ballots[0].Id, "名册有误"),
            new Given(Actor.House, default, Operation.OfHouse("void")) { Format = RecordFormat.Fifth })
            .ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "void"));
    }

    [Fact]
    public void Who_may_see_a_record_changes_after_its_close_by_the_house_alone()
    {
        var room = Room.WithComment();
        room.When(Actor.House, new ShowRecord(Visibility.Codes)).ThenRefused(Rejection.MeetingStillOpen);
        room.Given(Chair, new Close());
        room.When(Chair, new ShowRecord(Visibility.Codes)).ThenRefused(Rejection.Forbidden);
        room.When(Actor.House, new ShowRecord(Visibility.Public)).ThenAlready();
        room.When(Actor.House, new ShowRecord(Visibility.Codes)).Then(new MeetingEdited(Visibility: Visibility.Codes));
        MeetingDecider.Decide(
            room.Meeting with { RecordFormat = RecordFormat.Fifth }, new ShowRecord(Visibility.Public),
            new Given(Actor.House, default, Operation.OfHouse("show")) { Format = RecordFormat.Fifth })
            .ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "visibility"));
    }

    [Fact]
    public void There_is_nothing_to_reveal_of_an_open_ballot_or_one_that_was_never_held_back()
    {
        var open = Room.WithBallot(ResultsShown.OnReveal);
        open.When(Chair, new RevealBallot(open.Made)).ThenRefused(Rejection.NothingToReveal);
        var shown = Room.WithResult(ResultsShown.AfterClose);
        shown.When(Chair, new RevealBallot(shown.Made)).ThenRefused(Rejection.NothingToReveal);
    }

    [Theory]
    [InlineData(ResultsShown.Live, true, true)]
    [InlineData(ResultsShown.AfterClose, false, true)]
    [InlineData(ResultsShown.OnReveal, false, false)]
    public void Counts_are_shown_when_the_ballot_says(ResultsShown results, bool whileOpen, bool afterClose)
    {
        Room.WithBallot(results).Ballot.CountsShown.ShouldBe(whileOpen);
        Room.WithResult(results).Ballot.CountsShown.ShouldBe(afterClose);
    }

    /// <summary>The count may wait for the box: what a part of those present is a part of must not change meanwhile.</summary>
    [Fact]
    public void Who_is_here_is_who_was_here_when_the_ballot_was_closed()
    {
        var room = Room.WithBallot();
        room.Given(Chair, new CloseBallot(room.Made)).Given(Li, new CheckOut()).Given(Qian, new CheckIn());
        room.Ballot.Here!.Value.ShouldBe(["chair", "li", "wang", "zhao"]);
        room.Given(Actor.House, new SealBallot(room.Made, Room.Count(1, 0, 0))).Ballot.Here.ShouldBeNull();
    }
}
