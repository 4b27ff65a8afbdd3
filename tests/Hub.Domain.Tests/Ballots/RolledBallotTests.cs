using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Ballots.BoxCommand;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests.Ballots;

/// <summary>A ballot among the members of a roll: who is entitled, whose hands may be counted, and a seat that goes to another while it is open.</summary>
public class RolledBallotTests
{
    [Fact]
    public void Hands_are_of_those_who_were_there_and_did_not_vote_by_device()
    {
        var urn = Opened(["li", "wang"], entitled: 300, marked: ["m3", "m4"]).Given(Li, Vote("approve"));
        urn.When(Chair, Hands(4)).ThenRefused(Rejection.OutOfRange, "counts");
        urn.Given(Chair, Hands(3));
        urn.When(Wang, Vote("oppose")).ThenRefused(Rejection.CountedByHand);
        urn.Given(Chair, Hands(2)).Given(Wang, Vote("oppose"));
        urn.When(Chair, Hands(3)).ThenRefused(Rejection.OutOfRange, "counts");
        var tally = Closed(urn, "li", "wang");
        (tally.Cast, tally.Present, tally.Eligible).ShouldBe((4, 4, 300));
    }

    [Fact]
    public void Present_are_those_who_were_there_when_it_opened_and_still_are_or_whose_vote_counts_and_those_marked()
    {
        var urn = Opened(["li", "wang", "zhao"], entitled: 10, marked: ["m4"]).Given(Li, Vote("approve"));
        var tally = Closed(urn, "wang", "came later");
        (tally.Cast, tally.Present, tally.Eligible).ShouldBe((1, 3, 10));
        Verdict.Of(Held.Rules(), tally, isOpen: false, TurnoutRule.ByRoll).Text.Zh.ShouldEndWith("；应到 10 人，出席 3 人");
        Verdict.Of(Held.Rules(), tally, isOpen: false, TurnoutRule.ByRoll).Text.En.ShouldEndWith("; 10 on the roll, 3 present");
        Verdict.Of(Held.Rules(), tally, isOpen: false, TurnoutRule.BySets).ShouldBe(Verdict.Of(Held.Rules(), tally, isOpen: false));
    }

    [Fact]
    public void The_vote_of_a_seat_that_goes_to_another_falls_and_the_other_votes()
    {
        var urn = Opened(["li", "zhao"]).Given(Zhao, Vote("oppose")).Given(Li, Vote("approve"));

        urn.When(Actor.House, Replace(("zhao", "wang"))).Then(new BoxEvent.SeatsReplaced("b1", [new SeatChange("zhao", "wang")]));

        (urn.Tally("b1").Cast, urn.Count("b1", "oppose"), urn.Count("b1", "approve")).ShouldBe((1, 0, 1));
        urn.When(Zhao, Vote("oppose")).ThenRefused(Rejection.NotEntitled);
        urn.Given(Wang, Vote("abstain"));
        urn.When(Actor.House, Replace(("zhao", "wang"))).ThenAlready();
        (urn.Tally("b1").Cast, urn.Tally("b1").Eligible, urn.Count("b1", "abstain")).ShouldBe((2, 3, 1));
    }

    /// <summary>Guards a box that is asked again after a crash, when more seats have gone to others since.</summary>
    [Fact]
    public void Seats_go_to_others_in_their_order_and_each_once()
    {
        var urn = Opened(["li"]).Given(Actor.House, Replace(("li", "wang"))).Given(Wang, Vote("approve"));
        urn.When(Actor.House, Replace(("li", "wang"), ("wang", "li"))).Then(new BoxEvent.SeatsReplaced("b1", [new SeatChange("wang", "li")]));
        (urn.Box.Questions["b1"].Electorate!.ShouldHaveSingleItem(), urn.Tally("b1").Cast).ShouldBe(("li", 0));
        urn.When(Actor.House, Replace(("li", "wang"))).ThenAlready();

        var later = new Urn().Given(Actor.House, Question(["li"], replaced: 1));
        later.When(Actor.House, Replace(("li", "wang"))).ThenAlready();
        later.Given(Actor.House, new CloseQuestion("b1", 0, ["li"])).When(Actor.House, Replace(("li", "wang"), ("li", "zhao"))).ThenAlready();
    }

    [Fact]
    public void Nobody_votes_in_the_place_of_a_chair_who_does_not()
    {
        var urn = Opened(["li", "zhao"]).Given(Zhao, Vote("oppose")).Given(Actor.House, Replace(("zhao", null)));
        (urn.Box.Questions["b1"].Electorate!.ShouldHaveSingleItem(), urn.Tally("b1").Cast).ShouldBe(("li", 0));
    }

    [Fact]
    public void Hands_stay_counted_when_a_seat_goes_to_another()
    {
        var urn = Opened(["li", "zhao"], marked: ["m3"]).Given(Zhao, Vote("oppose")).Given(Chair, Hands(2)).Given(Actor.House, Replace(("zhao", "wang")));
        (urn.Tally("b1").Cast, urn.Count("b1", "approve"), urn.Count("b1", "oppose")).ShouldBe((2, 2, 0));
    }

    [Fact]
    public void What_a_seat_weighs_and_who_it_votes_for_goes_with_it()
    {
        var urn = new Urn().Given(Actor.House, Question(["li", "zhao", "qian"], entitled: 4) with
        {
            Weights = ImmutableSortedDictionary<string, Weight>.Empty.Add("zhao", new Weight(2500)),
            Delegates = ImmutableSortedDictionary<string, string>.Empty.Add("qian", "zhao"),
        }).Given(Zhao, Vote("oppose"));
        urn.Tally("b1").Weights!.Cast.ShouldBe(new Weight(3500));

        urn.Given(Actor.House, Replace(("zhao", "wang")));
        (urn.Tally("b1").Cast, urn.Tally("b1").Weights!.Cast, urn.Tally("b1").Weights!.Eligible).ShouldBe((0, Weight.Zero, new Weight(5500)));
        urn.Given(Wang, Vote("approve"));
        (urn.Tally("b1").Cast, urn.Tally("b1").Weights!.Counts!["approve"]).ShouldBe((2, new Weight(3500)));
    }

    [Fact]
    public void A_sealed_vote_falls_too()
    {
        var urn = new Urn().Given(Actor.House, Question(["li", "zhao"]) with { Secrecy = Secrecy.Confidential })
            .Given(Zhao, new VoteSealed("b1", ["oppose"], [1])).Given(Li, new VoteSealed("b1", ["approve"], [2])).Given(Actor.House, Replace(("zhao", "wang")));
        urn.Box.Questions["b1"].Sealed!.Keys.ShouldBe(["li"]);
        urn.Tally("b1").Cast.ShouldBe(1);
    }

    private static Urn Opened(string[] electorate, int entitled = 3, string[]? marked = null) =>
        new Urn().Given(Actor.House, Question(electorate, entitled, marked));

    private static OpenQuestion Question(string[] electorate, int entitled = 3, string[]? marked = null, int? replaced = null) => new(
        "b1", ["approve", "oppose", "abstain"], 1, Voters.Members, [.. electorate], Turnout: TurnoutRule.ByRoll, Entitled: entitled, Marked: [.. marked ?? []],
        Replaced: replaced);

    private static Tally Closed(Urn urn, params string[] here) => urn.Given(Actor.House, new CloseQuestion("b1", 0, [.. here])).Tally("b1");

    private static Vote Vote(string choice) => new("b1", [choice]);

    private static CountHands Hands(int approve) => new("b1", ImmutableSortedDictionary<string, int>.Empty.Add("approve", approve));

    private static ReplaceSeats Replace(params (string Was, string? By)[] seats) => new("b1", [.. seats.Select(s => new SeatChange(s.Was, s.By))]);
}
