using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using static Hub.Domain.Ballots.BoxCommand;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests.Ballots;

/// <summary>Hands that the clerk counts, beside what the devices send: nobody counts twice.</summary>
public class HandCountTests
{
    private static readonly Vote For = new("b1", [BallotRules.Approve]);

    [Theory]
    [InlineData(6, 3, 0, true)]
    [InlineData(6, 3, 1, true)]
    [InlineData(6, 3, 2, false)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue, false)]
    [InlineData(-1, 0, 0, false)]
    public void There_are_no_more_hands_than_are_left_to_count(int approve, int oppose, int abstain, bool fine) =>
        HandCount.Check(BallotKind.Approval, ["approve", "oppose", "abstain"], Held.Votes(("approve", approve), ("oppose", oppose), ("abstain", abstain)), 10)
            .ShouldBe(fine ? null : new Refusal(Rejection.OutOfRange, "counts"));

    [Fact]
    public void Hands_are_added_to_what_the_devices_sent_and_a_later_count_replaces_them()
    {
        var urn = Urn.Open("li", "wang", "sun", "qian").Given(Li, For).Given(Chair, new CountHands("b1", Held.Votes(("approve", 2), ("oppose", 1))));
        (urn.Count("b1", "approve"), urn.Count("b1", "oppose"), urn.Tally("b1").Cast).ShouldBe((3, 1, 4));
        urn.Given(Chair, new CountHands("b1", Held.Votes(("abstain", 1))));
        (urn.Count("b1", "approve"), urn.Count("b1", "oppose"), urn.Count("b1", "abstain"), urn.Tally("b1").Cast).ShouldBe((1, 0, 1, 2));
        urn.When(Chair, new CountHands("b1", Held.Votes(("abstain", 1)))).ThenAlready();
    }

    [Fact]
    public void Hands_and_devices_together_are_never_more_than_the_electorate()
    {
        var urn = Urn.Open("li", "wang", "sun").Given(Li, For);
        urn.When(Chair, new CountHands("b1", Held.Votes(("approve", 3)))).ThenRefused(Rejection.OutOfRange, "counts");
        urn.Given(Chair, new CountHands("b1", Held.Votes(("approve", 2))));
        urn.When(Wang, For).ThenRefused(Rejection.CountedByHand);
        urn.Given(Li, new Vote("b1", [BallotRules.Oppose]));
        urn.Given(Chair, new CountHands("b1", Held.Votes(("approve", 1)))).Given(Wang, For);
        urn.Tally("b1").Cast.ShouldBe(3);
    }

    [Fact]
    public void Only_the_chair_says_how_many_hands_there_were_and_only_while_the_ballot_is_open()
    {
        var hands = new CountHands("b1", Held.Votes(("approve", 1)));
        Urn.Open("li", "wang").When(Li, hands).ThenRefused(Rejection.Forbidden);
        Urn.Open("li", "wang").When(Chair, hands with { Ballot = "b9" }).ThenRefused(Rejection.UnknownBallot);
        Urn.Open("li", "wang").When(Chair, hands with { Counts = null! }).ThenRefused(Rejection.Empty, "counts");
        Urn.Open("li", "wang").Given(Actor.House, new CloseQuestion("b1", 2)).When(Chair, hands).ThenRefused(Rejection.BallotNotOpen);
        Urn.Open("li", "wang").When(Chair, hands with { Counts = Held.Votes(("maybe", 1)) }).ThenRefused(Rejection.BadChoice, "counts");
    }

    [Fact]
    public void Of_choices_of_several_hands_do_not_say_how_many_persons_they_are() =>
        Urn.OpenToAll().When(Chair, new CountHands("b2", Held.Votes(("o1", 1)))).ThenRefused(Rejection.NotOffered, "counts");

    [Fact]
    public void The_same_persons_answer_for_each_candidate()
    {
        ImmutableArray<string> candidates = [.. Held.People.Select(p => p.Id)];
        var all = candidates.ToImmutableSortedDictionary(Choices.For, _ => 3).Add(Choices.Abstaining("o1"), 1);
        HandCount.Check(BallotKind.Election, candidates, all, 4).ShouldBe(new Refusal(Rejection.OutOfRange, "counts"));
        var even = all.SetItem(Choices.For("o1"), 2);
        HandCount.Check(BallotKind.Election, candidates, even, 4).ShouldBeNull();
        HandCount.Persons(BallotKind.Election, candidates, even).ShouldBe(3);
    }
}
