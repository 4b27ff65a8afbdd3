using System.Collections.Immutable;
using Hub.Domain.Ballots;

namespace Hub.Domain.Tests.Ballots;

/// <summary>Ballots as they were held: rules and polls in one line each.</summary>
internal static class Held
{
    public static readonly ImmutableArray<BallotOption> Three = BallotRules.Options(BallotKind.Single, ["加班车", "修站台", "装雨棚"]);
    public static readonly ImmutableArray<BallotOption> People = BallotRules.Options(BallotKind.Election, ["赵一", "钱二", "孙三", "李四"]);

    public static VotingRules Rules(
        BallotKind kind = BallotKind.Approval, string majority = "simple", VoteBase of = VoteBase.Cast, bool abstentions = false,
        string? quorum = null, int seats = 1) =>
        new(kind, OptionsOf(kind), kind == BallotKind.Multiple ? 2 : kind == BallotKind.Election ? seats : 1,
            Majority.TryParse(majority, out var m) ? m : throw new ArgumentException(majority), of, abstentions,
            quorum is null ? null : Quorum.TryParse(quorum, out var q) ? q : throw new ArgumentException(quorum), seats);

    public static Poll Approval(int approve, int oppose, int abstain, int present = 0, int entitled = 0) => Poll.Of(
        Votes((BallotRules.Approve, approve), (BallotRules.Oppose, oppose), (BallotRules.Abstain, abstain)),
        new Turnout(approve + oppose + abstain, present, entitled));

    public static Poll Choice(int[] votes, int cast, int present = 0, int entitled = 0) =>
        Poll.Of(Votes([.. Three.Select((o, i) => (o.Id, votes[i]))]), new Turnout(cast, present, entitled));

    /// <param name="votes">For and against, by candidate.</param>
    public static Poll Election(int cast, int entitled, params (int For, int Against)[] votes) => Poll.Of(
        Votes([.. votes.SelectMany((v, i) => new[] { (Choices.For(People[i].Id), v.For), (Choices.Against(People[i].Id), v.Against) })]),
        new Turnout(cast, cast, entitled));

    public static ImmutableSortedDictionary<string, int> Votes(params (string Choice, int Count)[] votes) =>
        votes.ToImmutableSortedDictionary(v => v.Choice, v => v.Count);

    public static ImmutableSortedDictionary<string, Weight> Weights(params (string Choice, Weight Weight)[] votes) =>
        votes.ToImmutableSortedDictionary(v => v.Choice, v => v.Weight);

    private static ImmutableArray<BallotOption> OptionsOf(BallotKind kind) => kind switch
    {
        BallotKind.Approval => BallotRules.Options(kind, []),
        BallotKind.Rating => VotingRules.Scores,
        BallotKind.Election => People,
        _ => Three,
    };
}
