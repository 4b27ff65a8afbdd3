using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;

namespace Hub.Tests.Domain.Ballots;

public class HandCountTests
{
    private static readonly Poll Devices = Held.Approval(5, 3, 2, present: 12, entitled: 20);

    [Theory]
    [InlineData(6, 3, 0, true)]
    [InlineData(6, 3, 1, true)]
    [InlineData(6, 3, 2, false)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue, false)]
    [InlineData(-1, 0, 0, false)]
    public void There_are_no_more_hands_than_entitled_who_have_not_voted_by_device(int approve, int oppose, int abstain, bool fine) =>
        HandCount.Check(Held.Rules(), Devices, Held.Votes(("approve", approve), ("oppose", oppose), ("abstain", abstain)))
            .ShouldBe(fine ? null : new Refusal(Rejection.OutOfRange, "counts"));

    [Fact]
    public void Hands_are_added_to_what_the_devices_sent()
    {
        var mixed = HandCount.Add(Held.Rules(), Devices, Held.Votes(("approve", 6), ("oppose", 3)));
        (mixed["approve"], mixed["oppose"], mixed["abstain"]).ShouldBe((11, 6, 2));
        mixed.Turnout.ShouldBe(new Turnout(19, 19, 20));
        Devices["approve"].ShouldBe(5);
    }

    [Fact]
    public void Hands_answer_only_what_was_asked() =>
        HandCount.Check(Held.Rules(), Devices, Held.Votes(("maybe", 1))).ShouldBe(new Refusal(Rejection.BadChoice, "counts"));

    [Fact]
    public void Hands_are_not_counted_where_they_do_not_say_how_many_persons_they_are()
    {
        HandCount.Check(Held.Rules(BallotKind.Multiple), Held.Choice([1, 1, 1], 3, 9, 9), Held.Votes(("o1", 1)))
            .ShouldBe(new Refusal(Rejection.NotOffered, "counts"));
        var weighted = Poll.Of(Held.Weights(), new Turnout(0, 9, 9), new Turnout(0, 9, 9));
        HandCount.Check(Held.Rules(), weighted, Held.Votes(("approve", 1))).ShouldBe(new Refusal(Rejection.NotOffered, "counts"));
    }

    [Fact]
    public void The_same_persons_answer_for_each_candidate()
    {
        var rules = Held.Rules(BallotKind.Election, seats: 2);
        var devices = Held.Election(5, 9, (3, 2), (5, 0));
        var all = Held.People.ToImmutableSortedDictionary(p => Choices.For(p.Id), _ => 3).Add(Choices.Abstaining("o1"), 1);
        HandCount.Check(rules, devices, all).ShouldBe(new Refusal(Rejection.OutOfRange, "counts"));
        var even = all.SetItem(Choices.For("o1"), 2);
        HandCount.Check(rules, devices, even).ShouldBeNull();
        HandCount.Add(rules, devices, even).Turnout.Cast.ShouldBe(8);
    }
}
