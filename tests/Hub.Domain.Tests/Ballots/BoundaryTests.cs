using Hub.Domain.Ballots;

namespace Hub.Domain.Tests.Ballots;

/// <summary>Each majority, on each base, just below, on and just above its boundary. The needed number is in the sentence.</summary>
public class BoundaryTests
{
    [Theory]
    // Simple: the base and the abstentions do not matter.
    [InlineData("simple", VoteBase.Cast, false, 30, 31, 9, false, 32)]
    [InlineData("simple", VoteBase.Cast, false, 30, 30, 9, false, 31)]
    [InlineData("simple", VoteBase.Cast, false, 31, 30, 9, true, 31)]
    [InlineData("simple", VoteBase.Cast, true, 30, 30, 9, false, 31)]
    [InlineData("simple", VoteBase.Cast, true, 31, 30, 9, true, 31)]
    [InlineData("simple", VoteBase.Present, false, 1, 1, 0, false, 2)]
    [InlineData("simple", VoteBase.Present, false, 2, 1, 0, true, 2)]
    [InlineData("simple", VoteBase.Entitled, false, 1, 0, 0, true, 1)]
    [InlineData("simple", VoteBase.Entitled, false, 0, 0, 0, false, 1)]
    // Absolute of those for and against: half is not enough.
    [InlineData("absolute", VoteBase.Cast, false, 29, 31, 20, false, 31)]
    [InlineData("absolute", VoteBase.Cast, false, 30, 30, 20, false, 31)]
    [InlineData("absolute", VoteBase.Cast, false, 31, 29, 20, true, 31)]
    [InlineData("absolute", VoteBase.Cast, false, 30, 31, 20, false, 31)]
    [InlineData("absolute", VoteBase.Cast, false, 31, 30, 20, true, 31)]
    [InlineData("absolute", VoteBase.Cast, false, 0, 0, 20, false, 1)]
    // Absolute of all 80 who voted.
    [InlineData("absolute", VoteBase.Cast, true, 39, 21, 20, false, 41)]
    [InlineData("absolute", VoteBase.Cast, true, 40, 20, 20, false, 41)]
    [InlineData("absolute", VoteBase.Cast, true, 41, 19, 20, true, 41)]
    [InlineData("absolute", VoteBase.Cast, true, 40, 21, 20, false, 41)]
    [InlineData("absolute", VoteBase.Cast, true, 41, 20, 20, true, 41)]
    // Absolute of the 90 who are present.
    [InlineData("absolute", VoteBase.Present, false, 44, 0, 0, false, 46)]
    [InlineData("absolute", VoteBase.Present, false, 45, 0, 0, false, 46)]
    [InlineData("absolute", VoteBase.Present, false, 46, 44, 0, true, 46)]
    [InlineData("absolute", VoteBase.Present, true, 45, 0, 45, false, 46)]
    [InlineData("absolute", VoteBase.Present, true, 46, 0, 44, true, 46)]
    // Absolute of the 120 who are entitled.
    [InlineData("absolute", VoteBase.Entitled, false, 59, 0, 0, false, 61)]
    [InlineData("absolute", VoteBase.Entitled, false, 60, 0, 0, false, 61)]
    [InlineData("absolute", VoteBase.Entitled, true, 61, 0, 0, true, 61)]
    // Two thirds: reached when equal.
    [InlineData("2/3", VoteBase.Cast, false, 39, 21, 20, false, 40)]
    [InlineData("2/3", VoteBase.Cast, false, 40, 20, 20, true, 40)]
    [InlineData("2/3", VoteBase.Cast, false, 41, 19, 20, true, 40)]
    [InlineData("2/3", VoteBase.Cast, false, 40, 21, 20, false, 41)]
    [InlineData("2/3", VoteBase.Cast, false, 0, 0, 20, false, 1)]
    [InlineData("2/3", VoteBase.Cast, true, 55, 9, 20, false, 56)]
    [InlineData("2/3", VoteBase.Cast, true, 56, 8, 20, true, 56)]
    [InlineData("2/3", VoteBase.Cast, true, 57, 7, 20, true, 56)]
    [InlineData("2/3", VoteBase.Present, false, 59, 0, 0, false, 60)]
    [InlineData("2/3", VoteBase.Present, false, 60, 30, 0, true, 60)]
    [InlineData("2/3", VoteBase.Present, true, 61, 0, 29, true, 60)]
    [InlineData("2/3", VoteBase.Entitled, false, 79, 0, 0, false, 80)]
    [InlineData("2/3", VoteBase.Entitled, false, 80, 0, 0, true, 80)]
    [InlineData("2/3", VoteBase.Entitled, true, 81, 0, 9, true, 80)]
    // Half is not more than half.
    [InlineData("1/2", VoteBase.Cast, false, 29, 31, 0, false, 30)]
    [InlineData("1/2", VoteBase.Cast, false, 30, 30, 0, true, 30)]
    [InlineData("1/2", VoteBase.Cast, false, 31, 29, 0, true, 30)]
    [InlineData("3/4", VoteBase.Cast, false, 59, 21, 1, false, 60)]
    [InlineData("3/4", VoteBase.Cast, false, 60, 20, 1, true, 60)]
    [InlineData("3/4", VoteBase.Cast, true, 60, 20, 1, false, 61)]
    [InlineData("3/4", VoteBase.Present, false, 67, 0, 0, false, 68)]
    [InlineData("3/4", VoteBase.Present, false, 68, 0, 0, true, 68)]
    [InlineData("3/4", VoteBase.Entitled, false, 89, 0, 0, false, 90)]
    [InlineData("3/4", VoteBase.Entitled, false, 90, 0, 0, true, 90)]
    [InlineData("4/5", VoteBase.Cast, false, 63, 17, 5, false, 64)]
    [InlineData("4/5", VoteBase.Cast, false, 64, 16, 5, true, 64)]
    [InlineData("4/5", VoteBase.Cast, true, 67, 13, 5, false, 68)]
    [InlineData("4/5", VoteBase.Cast, true, 68, 12, 5, true, 68)]
    [InlineData("4/5", VoteBase.Present, false, 71, 0, 0, false, 72)]
    [InlineData("4/5", VoteBase.Present, false, 72, 0, 0, true, 72)]
    [InlineData("4/5", VoteBase.Entitled, false, 95, 0, 0, false, 96)]
    [InlineData("4/5", VoteBase.Entitled, false, 96, 0, 0, true, 96)]
    [InlineData("5/7", VoteBase.Cast, false, 49, 21, 0, false, 50)]
    [InlineData("5/7", VoteBase.Cast, false, 50, 20, 0, true, 50)]
    [InlineData("1/1", VoteBase.Cast, false, 89, 1, 0, false, 90)]
    [InlineData("1/1", VoteBase.Cast, false, 89, 0, 1, true, 89)]
    [InlineData("1/1", VoteBase.Cast, true, 89, 0, 1, false, 90)]
    [InlineData("1/1", VoteBase.Present, false, 90, 0, 0, true, 90)]
    [InlineData("1/1000", VoteBase.Entitled, false, 0, 9, 0, false, 1)]
    [InlineData("1/1000", VoteBase.Entitled, false, 1, 9, 0, true, 1)]
    public void A_majority_carries_from_its_boundary_on(
        string majority, VoteBase of, bool abstentions, int approve, int oppose, int abstain, bool passed, int needed)
    {
        var outcome = Verdict.Decide(
            Held.Rules(BallotKind.Approval, majority, of, abstentions), Held.Approval(approve, oppose, abstain, present: 90, entitled: 120));
        outcome.Passed.ShouldBe(passed);
        outcome.Text.Zh.ShouldEndWith($"（{needed}）");
        outcome.Text.En.ShouldEndWith($" ({needed}) needed");
        outcome.Text.Zh.ShouldStartWith(passed ? "通过：" : "未通过：");
    }

    [Theory]
    [InlineData("1/2", 49, 90, 100, false)]
    [InlineData("1/2", 50, 90, 100, true)]
    [InlineData("1/2", 51, 90, 100, true)]
    [InlineData("1/2", 50, 90, 101, false)]
    [InlineData("1/2", 51, 90, 101, true)]
    [InlineData("2/3", 59, 90, 90, false)]
    [InlineData("2/3", 60, 90, 90, true)]
    [InlineData("2/3 present", 1, 59, 90, false)]
    [InlineData("2/3 present", 1, 60, 90, true)]
    [InlineData("2/3 present", 1, 61, 90, true)]
    [InlineData("2/3 present", 60, 0, 90, true)]
    [InlineData("1/1 present", 1, 89, 90, false)]
    [InlineData("1/1 present", 1, 90, 90, true)]
    [InlineData("1/1000", 1, 1, 100, true)]
    public void A_quorum_is_met_when_it_is_equal(string quorum, int approve, int present, int entitled, bool passed)
    {
        var outcome = Verdict.Decide(Held.Rules(quorum: quorum), Held.Approval(approve, 0, 0, present, entitled));
        outcome.Passed.ShouldBe(passed);
        outcome.Text.Zh.Contains("未达法定人数", StringComparison.Ordinal).ShouldBe(!passed);
    }

    [Fact]
    public void Whoever_voted_and_left_still_counts_as_present_and_entitled() =>
        new Turnout(9, 7, 8).ShouldBe(new Turnout(9, 9, 9));

    [Theory]
    [InlineData(59_999, 0, false, "60")]
    [InlineData(60_000, 0, true, "60")]
    [InlineData(60_000, 1, false, "60.001")]
    [InlineData(60_001, 1, true, "60.001")]
    public void A_weighted_majority_is_exact_to_a_thousandth(long approve, long more, bool passed, string needed)
    {
        var total = new Weight(90_000 + more);
        var votes = Held.Weights((BallotRules.Approve, new Weight(approve)), (BallotRules.Oppose, new Weight(total.Thousandths - approve)));
        var outcome = Verdict.Decide(Held.Rules(majority: "2/3"), Poll.Of(votes, new Turnout(2, 2, 2), Turnout.Of(total, total, total)));
        outcome.Passed.ShouldBe(passed);
        outcome.Text.En.ShouldContain($"two thirds ({needed}) needed");
    }
}
