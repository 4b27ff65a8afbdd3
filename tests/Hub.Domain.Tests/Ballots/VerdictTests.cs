using Hub.Domain.Ballots;

namespace Hub.Domain.Tests.Ballots;

/// <summary>What the room reads, word for word: a changed sentence is a changed record.</summary>
public class VerdictTests
{
    [Theory]
    [InlineData("simple", VoteBase.Cast, false, null,
        "通过：赞成 61，反对 20，弃权 8；投票 89 / 应投 120，赞成须多于反对（21）",
        "Carried: 61 for, 20 against, 8 abstaining; 89 of 120 voted, more for than against (21) needed")]
    [InlineData("2/3", VoteBase.Present, false, null,
        "通过：赞成 61，反对 20，弃权 8；出席 90，需要三分之二（60）",
        "Carried: 61 for, 20 against, 8 abstaining; 90 present, two thirds (60) needed")]
    [InlineData("absolute", VoteBase.Cast, true, null,
        "通过：赞成 61，反对 20，弃权 8；投票 89，需要过半数（45）",
        "Carried: 61 for, 20 against, 8 abstaining; 89 cast, more than half (45) needed")]
    [InlineData("absolute", VoteBase.Cast, false, null,
        "通过：赞成 61，反对 20，弃权 8；投票 81（不计弃权），需要过半数（41）",
        "Carried: 61 for, 20 against, 8 abstaining; 81 cast without abstentions, more than half (41) needed")]
    [InlineData("5/7", VoteBase.Entitled, false, null,
        "未通过：赞成 61，反对 20，弃权 8；应投 120，需要 5/7（86）",
        "Not carried: 61 for, 20 against, 8 abstaining; 120 entitled, 5/7 (86) needed")]
    [InlineData("2/3", VoteBase.Present, false, "1/2",
        "通过：赞成 61，反对 20，弃权 8；出席 90，需要三分之二（60）；法定人数：投票 89 / 应投 120，需要半数（60）",
        "Carried: 61 for, 20 against, 8 abstaining; 90 present, two thirds (60) needed; quorum: 89 of 120 voted, half (60) needed")]
    [InlineData("2/3", VoteBase.Present, false, "4/5 present",
        "未通过：未达法定人数，出席 90 / 应到 120，需要五分之四（96）；赞成 61，反对 20，弃权 8；出席 90，需要三分之二（60）",
        "Not carried: no quorum, 90 of 120 present, four fifths (96) needed; 61 for, 20 against, 8 abstaining; 90 present, two thirds (60) needed")]
    public void An_approval_says_why(string majority, VoteBase of, bool abstentions, string? quorum, string zh, string en) =>
        Said(Held.Rules(BallotKind.Approval, majority, of, abstentions, quorum), Held.Approval(61, 20, 8, 90, 120), zh, en).Winners.ShouldBeNull();

    [Fact]
    public void A_weighted_approval_says_so()
    {
        var votes = Held.Weights((BallotRules.Approve, new(61_500)), (BallotRules.Oppose, new(20_000)), (BallotRules.Abstain, new(8_250)));
        var poll = Poll.Of(votes, new Turnout(12, 13, 15), Turnout.Of(new(89_750), new(90_000), new(100_001)));
        Said(Held.Rules(majority: "2/3", of: VoteBase.Entitled, quorum: "3/4"), poll,
            "未通过：赞成 61.5，反对 20，弃权 8.25；应投 100.001，需要三分之二（66.668）；法定人数：投票 89.75 / 应投 100.001，需要四分之三（75.001）；按票权计，12 人投票",
            "Not carried: 61.5 for, 20 against, 8.25 abstaining; 100.001 entitled, two thirds (66.668) needed; "
            + "quorum: 89.75 of 100.001 voted, three quarters (75.001) needed; by weight, 12 people voted");
    }

    [Fact]
    public void Of_a_choice_the_most_votes_lead() => Said(Held.Rules(BallotKind.Single), Held.Choice([3, 5, 1], 9, 10, 100),
        "“修站台”得票最多：5，其次 3；投票 9 / 应投 100", "“修站台” leads with 5, the next has 3; 9 of 100 voted").ShouldBe(true, "o2");

    [Fact]
    public void Equal_votes_decide_nothing() => Said(Held.Rules(BallotKind.Single), Held.Choice([4, 1, 4], 9, 10, 100),
        "“加班车”、“装雨棚”票数相同：各 4；投票 9 / 应投 100", "Equal votes for “加班车”, “装雨棚”, 4 each; 9 of 100 voted").ShouldBe(false, "o1", "o3");

    [Fact]
    public void Where_nobody_voted_nobody_won() =>
        Said(Held.Rules(BallotKind.Single), Held.Choice([0, 0, 0], 0, 10, 100), "无人投票，没有结果", "Nobody voted: no result").ShouldBe(false);

    [Fact]
    public void An_option_that_leads_must_reach_the_majority_where_there_is_one()
    {
        Said(Held.Rules(BallotKind.Single, "absolute"), Held.Choice([3, 5, 2], 10, 10, 100),
            "未通过：“修站台”得票最多：5，其次 3；投票 10，需要过半数（6）", "Not carried: “修站台” leads with 5, the next has 3; 10 cast, more than half (6) needed").ShouldBe(false, "o2");
        Said(Held.Rules(BallotKind.Single, "absolute"), Held.Choice([3, 6, 1], 10, 10, 100),
            "通过：“修站台”得票最多：6，其次 3；投票 10，需要过半数（6）", "Carried: “修站台” leads with 6, the next has 3; 10 cast, more than half (6) needed").ShouldBe(true, "o2");
    }

    [Fact]
    public void Of_several_choices_two_may_have_a_majority_and_only_the_greater_leads()
    {
        Said(Held.Rules(BallotKind.Multiple, "2/3", VoteBase.Present), Held.Choice([8, 7, 1], 9, 12, 100),
            "通过：“加班车”得票最多：8，其次 7；出席 12，需要三分之二（8）", "Carried: “加班车” leads with 8, the next has 7; 12 present, two thirds (8) needed").ShouldBe(true, "o1");
        Said(Held.Rules(BallotKind.Multiple, "1/2"), Held.Choice([7, 7, 1], 9, 12, 100),
            "未通过：“加班车”、“修站台”票数相同：各 7；投票 9，需要半数（5）", "Not carried: equal votes for “加班车”, “修站台”, 7 each; 9 cast, half (5) needed").ShouldBe(false, "o1", "o2");
    }

    [Fact]
    public void A_choice_without_quorum_is_none() => Said(Held.Rules(BallotKind.Single, quorum: "1/10"), Held.Choice([3, 5, 1], 9, 10, 100),
        "未通过：未达法定人数，投票 9 / 应投 100，需要 1/10（10）；“修站台”得票最多：5，其次 3；投票 9 / 应投 100",
        "Not carried: no quorum, 9 of 100 voted, 1/10 (10) needed; “修站台” leads with 5, the next has 3; 9 of 100 voted").ShouldBe(false, "o2");

    [Fact]
    public void A_rating_is_its_mean()
    {
        var poll = Poll.Of(Held.Votes(("5", 4), ("4", 2), ("3", 1), ("1", 1)), new Turnout(8, 8, 10));
        Said(Held.Rules(BallotKind.Rating, quorum: "4/5"), poll,
            "平均 4.00 分（32 / 8）：5 分 4，4 分 2，3 分 1，2 分 0，1 分 1；投票 8 / 应投 10；法定人数：投票 8 / 应投 10，需要五分之四（8）",
            "Mean 4.00 (32 / 8): 4 gave 5, 2 gave 4, 1 gave 3, 0 gave 2, 1 gave 1; 8 of 10 voted; quorum: 8 of 10 voted, four fifths (8) needed")
                .Passed.ShouldBeTrue();
        Verdict.Decide(Held.Rules(BallotKind.Rating, quorum: "9/10"), poll).Passed.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1, 0, 0, "1.00")]
    [InlineData(1, 1, 1, "3.00")]
    [InlineData(2, 0, 1, "2.33")]
    [InlineData(1, 0, 2, "3.67")]
    [InlineData(199, 0, 1, "1.02")]
    [InlineData(797, 0, 3, "1.02")]
    [InlineData(798, 0, 2, "1.01")]
    public void A_mean_is_rounded_to_the_nearer_hundredth_and_half_of_one_up(int ones, int threes, int fives, string mean) => Verdict.Decide(
        Held.Rules(BallotKind.Rating), Poll.Of(Held.Votes(("1", ones), ("3", threes), ("5", fives)), new Turnout(ones + threes + fives, 0, 0)))
        .Text.En.ShouldStartWith($"Mean {mean} (");

    [Fact]
    public void What_nobody_rated_has_no_mean() =>
        Said(Held.Rules(BallotKind.Rating), Poll.Of(Held.Votes(), new Turnout(0, 3, 9)), "无人评分，没有结果", "Nobody rated: no result").Passed.ShouldBeFalse();

    [Fact]
    public void An_election_gives_the_seats_to_the_best_of_those_who_have_the_majority() =>
        Said(Held.Rules(BallotKind.Election, "absolute", VoteBase.Present, seats: 2), Held.Election(20, 25, (12, 8), (15, 3), (11, 9), (10, 0)),
            "选出 2 / 2：“钱二”（赞成 15，反对 3，弃权 2，需要 11）、“赵一”（赞成 12，反对 8，弃权 0，需要 11）；"
            + "未当选：“孙三”（赞成 11，反对 9，弃权 0，需要 11）、“李四”（赞成 10，反对 0，弃权 10，需要 11）；出席 20，需要过半数",
            "Elected 2 of 2: “钱二” (15 for, 3 against, 2 abstaining, 11 needed), “赵一” (12 for, 8 against, 0 abstaining, 11 needed); "
            + "not elected: “孙三” (11 for, 9 against, 0 abstaining, 11 needed), “李四” (10 for, 0 against, 10 abstaining, 11 needed); 20 present, more than "
            + "half needed")
            .ShouldBe(true, "o2", "o1");

    [Fact]
    public void Candidates_equal_at_the_last_seat_are_none_of_them_elected() =>
        Said(Held.Rules(BallotKind.Election, "1/2", seats: 2), Held.Election(20, 25, (12, 8), (15, 3), (12, 0), (2, 3)),
            "选出 1 / 2：“钱二”（赞成 15，反对 3，弃权 2，需要 9）；末位票数相同，均不当选：“赵一”（赞成 12，反对 8，弃权 0，需要 10）、“孙三”（赞成 12，反对 0，弃权 8，需要 6）；"
            + "未当选：“李四”（赞成 2，反对 3，弃权 15，需要 3）；投票 20，弃权不计，需要半数",
            "Elected 1 of 2: “钱二” (15 for, 3 against, 2 abstaining, 9 needed); "
            + "tied for the last seat, none of them elected: “赵一” (12 for, 8 against, 0 abstaining, 10 needed), “孙三” (12 for, 0 against, 8 abstaining, 6 "
            + "needed); "
            + "not elected: “李四” (2 for, 3 against, 15 abstaining, 3 needed); 20 cast, abstentions left out, half needed")
            .ShouldBe(false, "o2");

    [Fact]
    public void Equal_candidates_are_all_elected_where_there_are_seats_for_all() =>
        Verdict.Decide(Held.Rules(BallotKind.Election, seats: 3), Held.Election(20, 25, (12, 8), (12, 8), (12, 8), (11, 9))).ShouldBe(true, "o1", "o2", "o3");

    [Fact]
    public void A_seat_for_which_nobody_has_the_majority_stays_empty() =>
        Said(Held.Rules(BallotKind.Election, seats: 3), Held.Election(20, 25, (12, 8), (8, 12), (10, 10), (0, 0)),
            "选出 1 / 3：“赵一”（赞成 12，反对 8，弃权 0，需要 9）；未当选：“钱二”（赞成 8，反对 12，弃权 0，需要 13）、“孙三”（赞成 10，反对 10，弃权 0，需要 11）、"
            + "“李四”（赞成 0，反对 0，弃权 20，需要 1）；投票 20 / 应投 25，赞成须多于反对",
            "Elected 1 of 3: “赵一” (12 for, 8 against, 0 abstaining, 9 needed); not elected: “钱二” (8 for, 12 against, 0 abstaining, 13 needed), "
            + "“孙三” (10 for, 10 against, 0 abstaining, 11 needed), “李四” (0 for, 0 against, 20 abstaining, 1 needed); 20 of 25 voted, more for than against "
            + "needed")
            .ShouldBe(false, "o1");

    [Fact]
    public void An_election_without_quorum_elects_nobody() =>
        Said(Held.Rules(BallotKind.Election, quorum: "9/10", seats: 1), Held.Election(20, 25, (12, 8), (8, 12)),
            "未通过：未达法定人数，投票 20 / 应投 25，需要 9/10（23）；“赵一”（赞成 12，反对 8，弃权 0，需要 9）、“钱二”（赞成 8，反对 12，弃权 0，需要 13）、"
            + "“孙三”（赞成 0，反对 0，弃权 20，需要 1）、“李四”（赞成 0，反对 0，弃权 20，需要 1）；投票 20 / 应投 25，赞成须多于反对",
            "Not carried: no quorum, 20 of 25 voted, 9/10 (23) needed; “赵一” (12 for, 8 against, 0 abstaining, 9 needed), “钱二” (8 for, 12 against, 0 "
            + "abstaining, 13 needed), "
            + "“孙三” (0 for, 0 against, 20 abstaining, 1 needed), “李四” (0 for, 0 against, 20 abstaining, 1 needed); 20 of 25 voted, more for than against "
            + "needed")
            .ShouldBe(false);

    private static Outcome Said(VotingRules rules, Poll poll, string zh, string en)
    {
        var outcome = Verdict.Decide(rules, poll);
        outcome.Text.Zh.ShouldBe(zh);
        outcome.Text.En.ShouldBe(en);
        return outcome;
    }
}

internal static class OutcomeShould
{
    public static void ShouldBe(this Outcome outcome, bool passed, params string[] winners)
    {
        outcome.Passed.ShouldBe(passed);
        outcome.Winners!.Value.ShouldBe(winners);
    }
}
