using System.Collections.Immutable;
using Hub.Domain.Ballots;

namespace Hub.Tests.Domain;

public class BallotRulesTests
{
    private static readonly ImmutableArray<BallotOption> Three = BallotRules.Options(BallotKind.Single, [" 加班车 ", "修站台", "装雨棚"]);

    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(1, 0, 0, true)]
    [InlineData(1, 1, 0, false)]
    [InlineData(2, 1, 0, true)]
    [InlineData(0, 0, 9, false)]
    [InlineData(1, 0, 9, true)]
    [InlineData(500, 501, 0, false)]
    public void A_simple_majority_is_more_for_than_against(int approve, int oppose, int abstain, bool passed) =>
        Approval(approve, oppose, abstain).Passed.ShouldBe(passed);

    [Fact]
    public void An_approval_says_why_and_names_no_winners()
    {
        var outcome = Approval(61, 20, 8);
        outcome.Text.Zh.ShouldStartWith("通过");
        outcome.Text.En.ShouldBe("Carried: 61 for, 20 against, 8 abstaining; 89 of 100 voted; more for than against is needed");
        outcome.Winners.ShouldBeNull();
        Approval(20, 61, 8).Text.Zh.ShouldStartWith("未通过");
    }

    [Fact]
    public void Of_a_choice_the_most_votes_lead()
    {
        var outcome = Choice(3, 5, 1);
        outcome.Passed.ShouldBeTrue();
        outcome.Winners!.Value.ShouldBe(["o2"]);
        outcome.Text.En.ShouldBe("Most votes: “修站台” with 5; 9 of 100 voted");
    }

    [Fact]
    public void Equal_votes_decide_nothing_and_name_all_who_lead()
    {
        var outcome = Choice(4, 1, 4);
        outcome.Passed.ShouldBeFalse();
        outcome.Winners!.Value.ShouldBe(["o1", "o3"]);
        outcome.Text.En.ShouldBe("Equal votes: “加班车”、“装雨棚” with 4 each; 9 of 100 voted");
    }

    [Fact]
    public void Where_nobody_voted_nobody_won()
    {
        var outcome = Choice(0, 0, 0);
        outcome.Passed.ShouldBeFalse();
        outcome.Winners!.Value.ShouldBeEmpty();
        outcome.Text.En.ShouldBe("Nobody voted: no result");
    }

    [Fact]
    public void Options_are_numbered_as_they_were_named()
    {
        Three.ShouldBe([new("o1", "加班车"), new("o2", "修站台"), new("o3", "装雨棚")]);
        BallotRules.Options(BallotKind.Approval, []).Select(o => o.Id).ShouldBe(["approve", "oppose", "abstain"]);
    }

    [Theory]
    [InlineData(Voters.Members, "Member")]
    [InlineData(Voters.All, "Attendee Member")]
    public void Voters_are_members_or_everyone_but_who_chairs_or_watches(Voters voters, string roles) =>
        string.Join(' ', Enum.GetValues<Hub.Domain.Role>().Where(role => voters.Include(role))).ShouldBe(roles);

    private static Outcome Approval(int approve, int oppose, int abstain) =>
        BallotRules.Outcome(BallotKind.Approval, BallotRules.Options(BallotKind.Approval, []), Room.Count(approve, oppose, abstain) with { Eligible = 100 });

    private static Outcome Choice(params int[] votes) => BallotRules.Outcome(BallotKind.Single, Three, new Tally(
        9, Three.Select((o, i) => (o.Id, votes[i])).ToImmutableSortedDictionary(x => x.Id, x => x.Item2), votes.Sum(), 100));
}
