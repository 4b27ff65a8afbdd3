using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Ballots.BoxCommand;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests.Ballots;

/// <summary>Who was present at a ballot: those of the electorate who are here at its close, and those whose vote is counted.</summary>
public class TurnoutTests
{
    private static readonly string[] Four = ["an", "bo", "cai", "du"];
    private static readonly VotingRules MoreThanHalfOfThosePresent = Held.Rules(majority: "absolute", of: VoteBase.Present, quorum: "2/3 present");

    /// <summary>Guards R4: it was found that 2 of 4 were present, without quorum; and without the quorum, that 2 of 2 carried it.</summary>
    [Fact]
    public void Two_who_voted_and_left_and_two_who_stayed_and_did_not_are_four_present_and_two_of_four_do_not_carry()
    {
        var tally = Closed(Open(Four), ["cai", "du"], ("an", "approve"), ("bo", "approve"));
        (tally.Cast, tally.Present, tally.Eligible, tally.Represented).ShouldBe((2, 4, 4, null));
        var outcome = Verdict.Decide(MoreThanHalfOfThosePresent, tally.Poll());
        outcome.Passed.ShouldBeFalse();
        outcome.Text.Zh.ShouldBe("未通过：赞成 2，反对 0，弃权 0；出席 4，需要过半数（3）；法定人数：出席 4 / 应到 4，需要三分之二（3）");
    }

    /// <summary>Guards what was decided before: a ballot that was opened by the first rule is closed by it, whatever the build that closes it.</summary>
    [Fact]
    public void A_ballot_that_was_opened_by_the_first_rule_is_closed_by_it()
    {
        var tally = Closed(Open(Four, turnout: null), ["cai", "du"], ("an", "approve"), ("bo", "approve"));
        (tally.Cast, tally.Present, tally.Eligible).ShouldBe((2, 2, 4));
        Verdict.Decide(MoreThanHalfOfThosePresent, tally.Poll()).Text.En.ShouldStartWith("Not carried: no quorum, 2 of 4 present");
        Verdict.Decide(MoreThanHalfOfThosePresent with { Quorum = null }, tally.Poll()).Passed.ShouldBeTrue();
    }

    [Fact]
    public void Who_comes_back_counts_once_and_who_is_here_without_a_vote_does_not_count() =>
        Closed(Open(Four), ["an", "cai", "guest"], ("an", "approve"), ("bo", "approve")).Present.ShouldBe(3);

    [Fact]
    public void Nobody_s_vote_and_nobody_here_is_nobody_present() => Closed(Open(Four), []).Present.ShouldBe(0);

    [Fact]
    public void A_delegator_is_present_when_their_vote_is_counted_and_not_before()
    {
        var delegates = Delegates(("an", "bo"), ("cai", "du"));
        var none = Closed(Open(Four, delegates: delegates), ["bo"]);
        (none.Present, none.Represented).ShouldBe((1, null));

        var counted = Closed(Open(Four, delegates: delegates), ["du"], ("bo", "approve"));
        (counted.Cast, counted.Present, counted.Represented).ShouldBe((2, 3, 1));
        Verdict.Decide(MoreThanHalfOfThosePresent, counted.Poll()).Text.ShouldBe(new Text(
            "通过：赞成 2，反对 0，弃权 0；出席 3（含委托 1），需要过半数（2）；法定人数：出席 3（含委托 1） / 应到 4，需要三分之二（3）",
            "Carried: 2 for, 0 against, 0 abstaining; 3 present (1 of them by delegate), more than half (2) needed; quorum: 3 of 4 present (1 of them by "
            + "delegate), two thirds (3) needed"));
    }

    [Fact]
    public void A_delegator_who_votes_themselves_counts_for_themselves_and_a_delegate_once()
    {
        var tally = Closed(Open(Four, delegates: Delegates(("an", "bo"), ("cai", "bo"), ("du", "cai"))), [], ("bo", "approve"), ("an", "oppose"));
        (tally.Cast, tally.Present, tally.Represented).ShouldBe((3, 3, 1));
    }

    /// <summary>The sentence tells of delegations also where nothing is decided on those present.</summary>
    [Fact]
    public void Where_a_delegation_counted_the_sentence_says_so()
    {
        var poll = Closed(Open(Four, delegates: Delegates(("an", "bo"))), ["cai"], ("bo", "approve")).Poll();
        Verdict.Decide(Held.Rules(), poll).Text.Zh.ShouldBe("通过：赞成 2，反对 0，弃权 0；投票 2 / 应投 4，赞成须多于反对（1）；出席 3（含委托 1）");
        Verdict.Decide(Held.Rules(majority: "1/2", of: VoteBase.Entitled), poll).Text.En
            .ShouldBe("Carried: 2 for, 0 against, 0 abstaining; 4 entitled, half (2) needed; 3 present (1 of them by delegate)");
        Verdict.Decide(Held.Rules(quorum: "1/2"), poll).Text.Zh.ShouldEndWith("；法定人数：投票 2 / 应投 4，需要半数（2）；出席 3（含委托 1）");
        Verdict.Decide(Held.Rules(majority: "1/2", of: VoteBase.Present), poll).Text.Zh.ShouldBe("通过：赞成 2，反对 0，弃权 0；出席 3（含委托 1），需要半数（2）");
        Verdict.Decide(Held.Rules(), Closed(Open(Four), ["cai"], ("bo", "approve")).Poll()).Text.Zh.ShouldNotContain("委托");
    }

    [Fact]
    public void The_weight_present_is_that_of_exactly_those_who_were()
    {
        var weights = ImmutableSortedDictionary<string, Weight>.Empty.Add("an", new Weight(2500)).Add("cai", new Weight(500)).Add("du", Weight.Zero);
        var tally = Closed(Open(Four, weights: weights, delegates: Delegates(("an", "bo"))), ["du"], ("bo", "approve"));
        (tally.Present, tally.Weights!.Present, tally.Represented, tally.Weights.Represented).ShouldBe((3, new Weight(3500), 1, new Weight(2500)));
        Verdict.Decide(Held.Rules(majority: "absolute", of: VoteBase.Present), tally.Poll()).Text.En
            .ShouldBe("Carried: 3.5 for, 0 against, 0 abstaining; 3.5 present (2.5 of them by delegate), more than half (1.751) needed; by weight, 2 people "
                + "voted");

        var first = Closed(Open(Four, weights: weights, delegates: Delegates(("an", "bo")), turnout: null), ["du"], ("bo", "approve"));
        (first.Present, first.Weights!.Present, first.Represented, first.Weights.Represented).ShouldBe((1, Weight.Zero, null, null));
    }

    /// <summary>Hands have no names: they may be of people who are still here, or of others.</summary>
    [Theory]
    [InlineData(2, new[] { "cai", "du" }, 4)]
    [InlineData(2, new string[0], 4)]
    [InlineData(1, new string[0], 3)]
    [InlineData(1, new[] { "cai" }, 3)]
    [InlineData(1, new[] { "an", "cai", "du" }, 4)]
    public void With_hands_there_are_at_least_as_many_present_as_were_counted(int hands, string[] here, int present)
    {
        var urn = Open(Four);
        Vote(urn, ("an", "approve"), ("bo", "oppose"));
        urn.Given(Chair, new CountHands("b1", Held.Votes(("approve", hands))));
        Closed(urn, here).Present.ShouldBe(present);
    }

    [Fact]
    public void Of_a_confidential_ballot_who_voted_was_present_too()
    {
        var urn = new Urn().Given(Actor.House, new OpenQuestion(
            "b1", ["approve", "oppose", "abstain"], 1, Voters.Members, [.. Four], Secrecy: Secrecy.Confidential, Turnout: TurnoutRule.BySets));
        foreach (var voter in Four[..2])
        {
            urn.Given(new Actor(voter, Role.Member), new VoteSealed("b1", ["approve"], Consultation.Closed(["approve"])));
        }

        urn.Given(Actor.House, new CloseQuestion("b1", 4, ["cai"], Held.Votes(("approve", 2))));
        (urn.Tally("b1").Cast, urn.Tally("b1").Present).ShouldBe((2, 3));
    }

    [Fact]
    public void Where_nobody_checks_in_nobody_knows_who_is_present() =>
        new Urn().Given(Actor.House, new OpenQuestion("b1", ["o1", "o2"], 1, Voters.All, null, Turnout: TurnoutRule.BySets)).Given(Zhao, new Vote("b1", ["o1"]))
            .Given(Actor.House, new CloseQuestion("b1", 5)).Tally("b1").Present.ShouldBeNull();

    [Fact]
    public void A_ballot_takes_the_rule_that_every_node_can_count_by_and_keeps_it()
    {
        var room = Room.Attended();
        var given = new Given(Chair, room.Now, default);
        foreach (var (format, turnout) in new[] { (RecordFormat.First, (int?)null), (RecordFormat.Second, TurnoutRule.BySets) })
        {
            var opened =
                MeetingDecider.Decide(
                room.Meeting with { RecordFormat = RecordFormat.First }, new MeetingCommand.OpenBallot("是否同意?", BallotKind.Approval),
                given with { Format = format });
            opened.ShouldBeOfType<Decision<MeetingEvent>.Accepted>().Events[0].ShouldBeOfType<MeetingEvent.BallotOpened>().Turnout.ShouldBe(turnout);
            // What the meeting has been told it may, its box does, also on a node that has not heard of it yet.
            var asked = BoxDecider.Decide(
                Box.Empty, new OpenQuestion("b1", ["o1"], 1, Voters.All, null, Turnout: turnout),
                new Given(Actor.House, room.Now, default) { Format = RecordFormat.First });
            asked.ShouldBeOfType<Decision<BoxEvent>.Accepted>().Events[0].ShouldBeOfType<BoxEvent.QuestionOpened>().Turnout.ShouldBe(turnout);
        }

        room.Given(Chair, new MeetingCommand.OpenBallot("是否同意?", BallotKind.Approval)).Ballot.Turnout.ShouldBe(TurnoutRule.BySets);
    }

    /// <summary>Guards R5: the sentence counted who was left out as abstentions, the tally did not.</summary>
    [Fact]
    public void Who_leaves_a_candidate_out_abstains_in_the_tally_as_in_the_sentence()
    {
        var tally = Closed(OpenElection(TurnoutRule.BySets), ["an"], ("an", "o2:approve"));
        tally.Counts!.ShouldBe(Held.Votes(
            ("o1:approve", 0), ("o1:oppose", 0), ("o1:abstain", 1), ("o2:approve", 1), ("o2:oppose", 0), ("o2:abstain", 0), ("o3:approve", 0), ("o3:oppose", 0),
            ("o3:abstain", 1)));
        var rules = new VotingRules(
            BallotKind.Election, BallotRules.Options(BallotKind.Election, ["赵一", "钱二", "孙三"]), 1, Majority.Simple, VoteBase.Cast, false);
        Verdict.Decide(rules, tally.Poll()).Text.Zh.ShouldContain("“赵一”（赞成 0，反对 0，弃权 1，需要 1）");
        Closed(OpenElection(null), ["an"], ("an", "o2:approve")).Counts!["o1:abstain"].ShouldBe(0, "an old ballot keeps its tally");
    }

    [Fact]
    public void Abstentions_by_leaving_out_are_counted_for_delegators_by_weight_and_beside_hands()
    {
        var weighed = Closed(
            OpenElection(TurnoutRule.BySets, ImmutableSortedDictionary<string, Weight>.Empty.Add("an", new Weight(2500)), Delegates(("an", "bo"))), [],
            ("bo", "o1:approve"), ("cai", "o1:oppose"));
        (weighed.Counts!["o2:abstain"], weighed.Weights!.Counts!["o2:abstain"], weighed.Weights.Counts["o1:abstain"])
            .ShouldBe((3, new Weight(4500), Weight.Zero));

        var urn = OpenElection(TurnoutRule.BySets);
        urn.Given(Chair, new CountHands("b1", Held.Votes(("o1:approve", 2), ("o2:abstain", 2), ("o3:oppose", 2))));
        var raised = Closed(urn, [], ("an", "o1:approve"));
        (raised.Cast, raised.Counts!["o2:abstain"], raised.Counts["o3:abstain"], raised.Counts["o3:oppose"]).ShouldBe((3, 3, 1, 2));
    }

    /// <summary>The vote stays as it was cast: what proves that it is counted is made of what the voter sent.</summary>
    [Fact]
    public void What_the_voter_sent_is_what_is_stored()
    {
        var urn = OpenElection(TurnoutRule.BySets);
        Closed(urn, [], ("an", "o2:approve"));
        urn.VoteOf("an", "b1").ShouldBe(["o2:approve"]);
    }

    [Fact]
    public void Of_a_confidential_election_nothing_is_told_before_its_close_and_abstentions_then()
    {
        var urn = new Urn().Given(Actor.House, new OpenQuestion(
            "b1", ["o1", "o2"], 1, Voters.Members, [.. Four], BallotKind.Election, Secrecy.Confidential, Turnout: TurnoutRule.BySets));
        urn.Given(new Actor("an", Role.Member), new VoteSealed("b1", ["o1:approve"], Consultation.Closed(["o1:approve"])));
        urn.Tally("b1").Counts!.Values.ShouldAllBe(count => count == 0);
        urn.Given(Actor.House, new CloseQuestion("b1", 4, [], Held.Votes(("o1:approve", 1))));
        (urn.Count("b1", "o2:abstain"), urn.Tally("b1").Counts!["o2:abstain"], urn.Tally("b1").Counts!["o1:abstain"]).ShouldBe((0, 1, 0));
    }

    /// <summary>Guards R12: without a number, all candidates were to be elected.</summary>
    [Fact]
    public void An_election_says_how_many_are_elected()
    {
        Room.Attended().When(Chair, new MeetingCommand.OpenBallot("选谁?", BallotKind.Election, ["王建国", "李梅"])).ThenRefused(Rejection.Empty, "max");
        Room.Attended().Given(Chair, new MeetingCommand.OpenBallot("选谁?", BallotKind.Election, ["王建国", "李梅"], Max: 2)).Ballot.Rules.Seats.ShouldBe(2);
    }

    private static Urn Open(
        string[] electorate, ImmutableSortedDictionary<string, Weight>? weights = null, ImmutableSortedDictionary<string, string>? delegates = null,
        int? turnout = TurnoutRule.BySets) =>
        new Urn().Given(Actor.House, new OpenQuestion(
            "b1", [BallotRules.Approve, BallotRules.Oppose, BallotRules.Abstain], 1, Voters.Members, [.. electorate], Weights: weights, Delegates: delegates,
            Turnout: turnout));

    private static Urn OpenElection(
        int? turnout, ImmutableSortedDictionary<string, Weight>? weights = null, ImmutableSortedDictionary<string, string>? delegates = null) =>
        new Urn().Given(
            Actor.House, new OpenQuestion(
            "b1", ["o1", "o2", "o3"], 1, Voters.Members, [.. Four], BallotKind.Election, Weights: weights, Delegates: delegates, Turnout: turnout));

    private static void Vote(Urn urn, params (string Voter, string Choice)[] votes)
    {
        foreach (var (voter, choice) in votes)
        {
            urn.Given(new Actor(voter, Role.Member), new Vote("b1", [choice]));
        }
    }

    private static Tally Closed(Urn urn, string[] here, params (string Voter, string Choice)[] votes)
    {
        Vote(urn, votes);
        return urn.Given(Actor.House, new CloseQuestion("b1", 0, [.. here])).Tally("b1");
    }

    private static ImmutableSortedDictionary<string, string> Delegates(params (string From, string To)[] delegates) =>
        delegates.ToImmutableSortedDictionary(d => d.From, d => d.To, StringComparer.Ordinal);
}
