using System.Collections.Immutable;
using Hub.Domain.Ballots;

namespace Hub.Domain.Tests.Ballots;

public class DelegationTests
{
    private static readonly Dictionary<string, Weight> Electorate = new() { ["li"] = Weight.One, ["wang"] = new(1500), ["zhao"] = new(2000) };

    [Fact]
    public void A_delegated_vote_counts_as_the_delegate_chose_with_its_own_weight() =>
        Resolve(Own(("wang", "approve")), ("li", "wang")).ShouldBe(["li approve 1 wang", "wang approve 1.5 wang"]);

    [Fact]
    public void Who_votes_counts_as_they_chose_whatever_they_delegated() =>
        Resolve(Own(("li", "oppose"), ("wang", "approve")), ("li", "wang")).ShouldBe(["li oppose 1 li", "wang approve 1.5 wang"]);

    [Fact]
    public void A_received_vote_is_not_passed_on() =>
        Resolve(Own(("zhao", "approve")), ("li", "wang"), ("wang", "zhao")).ShouldBe(["wang approve 1.5 zhao", "zhao approve 2 zhao"]);

    [Fact]
    public void Where_nobody_of_the_two_votes_the_vote_is_not_cast() =>
        Resolve(Own(), ("li", "wang"), ("wang", "li"), ("zhao", "zhao")).ShouldBeEmpty();

    [Fact]
    public void Only_the_entitled_vote_delegate_and_are_delegates() =>
        Resolve(Own(("stranger", "approve"), ("zhao", "oppose")), ("li", "stranger"), ("passer-by", "zhao")).ShouldBe(["zhao oppose 2 zhao"]);

    [Fact]
    public void Weights_add_up_by_choice()
    {
        var votes = Delegations.Resolve(Electorate, Own(("wang", "approve"), ("zhao", "oppose")), new Dictionary<string, string> { ["li"] = "wang" });
        Delegations.Sum(votes.Values).ShouldBe(new Dictionary<string, Weight> { ["approve"] = new(2500), ["oppose"] = new(2000) });
    }

    private static Dictionary<string, ImmutableArray<string>> Own(params (string Who, string Choice)[] votes) =>
        votes.ToDictionary(v => v.Who, v => ImmutableArray.Create(v.Choice));

    private static IEnumerable<string> Resolve(Dictionary<string, ImmutableArray<string>> own, params (string From, string To)[] to) =>
        Delegations.Resolve(Electorate, own, to.ToDictionary(d => d.From, d => d.To))
            .Select(v => $"{v.Key} {string.Join('+', v.Value.Choices)} {v.Value.Weight} {v.Value.By}");
}
