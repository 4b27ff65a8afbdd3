using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Ballots.BoxCommand;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests.Ballots;

/// <summary>Votes of different weight, and votes cast for somebody else: as the meeting lets them, and as the box counts them.</summary>
public class VotingPowerTests
{
    private static readonly FormatRules Rules = Hub.Domain.Tests.Room.Sectoral.Rules;
    private static readonly string[] Choices = [BallotRules.Approve, BallotRules.Oppose, BallotRules.Abstain];

    [Fact]
    public void Whatever_the_order_in_which_people_vote_the_count_is_that_of_all_delegations_resolved()
    {
        for (var seed = 0; seed < 5000; seed++)
        {
            var chance = new Random(seed);
            string[] names = [.. Enumerable.Range(0, chance.Next(1, 9)).Select(i => $"p{i}")];
            var weights =
                names.Where(_ => chance.Next(2) == 0).ToImmutableSortedDictionary(n => n, _ => new Weight(chance.Next(0, 5000)), StringComparer.Ordinal);
            var delegates =
                names.Where(_ => chance.Next(2) == 0).ToImmutableSortedDictionary(n => n, _ => names[chance.Next(names.Length)], StringComparer.Ordinal)
                .RemoveRange(names.Where(_ => chance.Next(9) == 0));
            var urn = new Urn().Given(Actor.House, new OpenQuestion("b1", [.. Choices], 1, Voters.Members, [.. names], Weights: weights, Delegates: delegates));
            var own = new Dictionary<string, ImmutableArray<string>>();
            for (var vote = chance.Next(0, 20); vote > 0; vote--)
            {
                var (voter, choice) = (names[chance.Next(names.Length)], Choices[chance.Next(3)]);
                urn.When(new Actor(voter, Role.Member), new Vote("b1", [choice]));
                own[voter] = [choice];
            }

            var power = new VotingPower(weights, delegates);
            var expected = Delegations.Resolve(names.ToDictionary(n => n, power.WeightOf), own, delegates);
            var tally = urn.Tally("b1");
            tally.Cast.ShouldBe(expected.Count, $"seed {seed}");
            Choices.Select(c => tally.Counts![c]).ShouldBe(Choices.Select(c => expected.Values.Count(v => v.Choices.Contains(c))), $"seed {seed}");
            if (!weights.IsEmpty)
            {
                var sums = Delegations.Sum(expected.Values);
                Choices.Select(c => tally.Weights!.Counts![c]).ShouldBe(Choices.Select(c => sums.GetValueOrDefault(c)), $"seed {seed}");
                (tally.Weights!.Cast, tally.Weights.Eligible).ShouldBe((power.WeightOf(expected.Keys), power.WeightOf(names)), $"seed {seed}");
            }

            urn.Box.Questions["b1"].Missing().Order(StringComparer.Ordinal).ShouldBe(names.Except(expected.Keys).Order(StringComparer.Ordinal), $"seed {seed}");
        }
    }

    [Fact]
    public void The_sentence_has_the_weights_and_the_heads_behind_them()
    {
        var urn = Weighed().Given(Li, new Vote("b1", [BallotRules.Approve])).Given(Wang, new Vote("b1", [BallotRules.Oppose]));
        urn.Given(Actor.House, new CloseQuestion("b1", 0, ["li", "wang"]));
        var tally = urn.Tally("b1");
        (tally.Present, tally.Weights!.Present).ShouldBe((2, new Weight(3500)));
        var rules = new VotingRules(BallotKind.Approval, BallotRules.Options(BallotKind.Approval, []), 1, Majority.Absolute, VoteBase.Entitled, false);
        Verdict.Decide(rules, tally.Poll())
            .Text.En.ShouldBe("Not carried: 2.5 for, 1 against, 0 abstaining; 5.5 entitled, more than half (2.751) needed; by weight, 2 people voted");
    }

    [Fact]
    public void Counts_that_are_not_shown_are_not_shown_by_weight_either()
    {
        var hidden = Weighed().Given(Li, new Vote("b1", [BallotRules.Approve])).Tally("b1").WithoutCounts();
        Stored.Json(hidden).ShouldBe("""{"version":2,"cast":1,"eligible":3,"weights":{"cast":"2.5","eligible":"5.5"}}""");
    }

    [Fact]
    public void Hands_are_not_counted_where_a_vote_is_not_one_person()
    {
        Weighed().When(Chair, new CountHands("b1", ImmutableSortedDictionary<string, int>.Empty.Add(BallotRules.Approve, 1)))
            .ThenRefused(Rejection.NotOffered, "counts");
    }

    [Fact]
    public void The_chair_gives_a_vote_its_weight_where_the_format_weighs()
    {
        var room = Room.Attended(Rules);
        room.When(Chair, new MeetingCommand.SetWeight("li", "2.5")).Then(new MeetingEvent.WeightSet("li", new Weight(2500)));
        room.When(Chair, new MeetingCommand.SetWeight("li", "2.500")).ThenAlready();
        room.When(Chair, new MeetingCommand.SetWeight("wang", "1")).ThenAlready();
        foreach (var wrong in new[] { "-1", "", "one", "1.2345", "1000001" })
        {
            room.When(Chair, new MeetingCommand.SetWeight("li", wrong)).ThenRefused(Rejection.OutOfRange, "weight");
        }

        room.When(Chair, new MeetingCommand.SetWeight("li", null!)).ThenRefused(Rejection.OutOfRange, "weight");
        room.When(Chair, new MeetingCommand.SetWeight("nobody", "2")).ThenRefused(Rejection.UnknownParticipant);
        Room.Attended().When(Chair, new MeetingCommand.SetWeight("li", "2")).ThenRefused(Rejection.NotOffered, "weight");
        room.Given(Chair, new MeetingCommand.SetWeight("li", "1")).Meeting.Weights.ShouldBeEmpty();
    }

    [Fact]
    public void A_voter_has_another_who_is_here_vote_for_them_and_takes_it_back()
    {
        var room = Room.Attended(Rules);
        room.When(Li, new MeetingCommand.Delegate("wang")).Then(new MeetingEvent.Delegated(Role.Member, "wang"));
        room.When(Li, new MeetingCommand.Delegate("wang")).ThenAlready();
        room.When(Li, new MeetingCommand.Delegate()).Then(new MeetingEvent.Delegated(Role.Member));
        room.When(Li, new MeetingCommand.Delegate()).ThenAlready();
        room.When(Li, new MeetingCommand.Delegate("li")).ThenRefused(Rejection.UnknownParticipant, "to");
        room.When(Li, new MeetingCommand.Delegate("zhao")).ThenRefused(Rejection.UnknownParticipant, "to");
        room.When(Li, new MeetingCommand.Delegate("nobody")).ThenRefused(Rejection.UnknownParticipant, "to");
        room.When(Zhao, new MeetingCommand.Delegate("wang")).ThenRefused(Rejection.Forbidden);
        Room.Attended().When(Li, new MeetingCommand.Delegate("wang")).ThenRefused(Rejection.NotOffered, "delegate");
    }

    [Fact]
    public void Who_has_left_and_delegated_is_in_the_electorate_as_long_as_the_delegate_is_here()
    {
        var room = Room.Attended(Rules).Given(Li, new MeetingCommand.Delegate("wang")).Given(Li, new MeetingCommand.CheckOut());
        room.Meeting.Electorate(Voters.Members).ShouldBe(["wang", "li"], ignoreOrder: true);
        room.Meeting.DelegatesOf(["wang", "li"], Voters.Members).ShouldBe(new Dictionary<string, string> { ["li"] = "wang" });
        room.Given(Wang, new MeetingCommand.CheckOut());
        room.Meeting.Electorate(Voters.Members).ShouldBeEmpty();
        room.When(Chair, new MeetingCommand.OpenBallot("是否同意?", BallotKind.Approval)).ThenRefused(Rejection.NoVoters);
    }

    [Fact]
    public void No_ballot_is_confidential_where_the_counts_could_tell_who_chose_what() =>
        Room.Attended(Rules).When(Chair, new MeetingCommand.OpenBallot("是否同意?", BallotKind.Approval, Secrecy: "confidential"))
            .ThenRefused(Rejection.NotOffered, "secrecy");

    private static Urn Weighed() => new Urn().Given(Actor.House, new OpenQuestion(
        "b1", [.. Choices], 1, Voters.Members, ["li", "wang", "sun"],
        Weights: ImmutableSortedDictionary<string, Weight>.Empty.Add("li", new Weight(2500)).Add("sun", new Weight(2000))));
}
