using System.Collections.Immutable;

namespace Hub.Domain.Ballots;

/// <summary>By what a ballot is decided: data, fixed when it opens.</summary>
/// <param name="Options">What is chosen from; the candidates of an election; the scores of a rating.</param>
/// <param name="Max">How many options one voter may choose, or candidates approve.</param>
/// <param name="Majority">Of a choice, anything but simple must be reached by the leading option besides. A rating has none.</param>
/// <param name="AbstentionsCount">Whether an abstention is in the base <see cref="VoteBase.Cast"/>; in the others it is by nature.</param>
/// <param name="Seats">How many an election elects.</param>
public sealed record VotingRules(
    BallotKind Kind, ImmutableArray<BallotOption> Options, int Max, Majority Majority, VoteBase Base, bool AbstentionsCount,
    Quorum? Quorum = null, int Seats = 1)
{
    /// <summary>The options of every rating, worst first.</summary>
    public static readonly ImmutableArray<BallotOption> Scores = [.. Enumerable.Range(1, 5).Select(score => new BallotOption($"{score}", $"{score} 分"))];

    /// <returns>The refusal, or null where a ballot can be held by these rules.</returns>
    public Refusal? Check() =>
        Max < 1 || Max > Options.Length || (Max > 1 && Kind is not (BallotKind.Multiple or BallotKind.Election)) ? new Refusal(Rejection.OutOfRange, "max")
        : Kind == BallotKind.Election && (Seats < 1 || Seats > Options.Length) ? new Refusal(Rejection.OutOfRange, "seats")
        : null;
}

/// <summary>What one voter may send, by id: an option, a score, or an answer to a candidate. An election's counts are by the same ids.</summary>
public static class Choices
{
    public static string For(string candidate) => $"{candidate}:{BallotRules.Approve}";

    public static string Against(string candidate) => $"{candidate}:{BallotRules.Oppose}";

    /// <remarks>To leave a candidate out is the same.</remarks>
    public static string Abstaining(string candidate) => $"{candidate}:{BallotRules.Abstain}";

    /// <summary>All choices there are.</summary>
    public static ImmutableArray<string> Of(VotingRules rules) => rules.Kind == BallotKind.Election
        ? [.. rules.Options.SelectMany(o => new[] { For(o.Id), Against(o.Id), Abstaining(o.Id) })]
        : [.. rules.Options.Select(o => o.Id)];

    /// <returns>The refusal, or null where one voter may choose so: known choices, each once, one at least, not too many; of a candidate one answer.</returns>
    public static Refusal? Check(VotingRules rules, ImmutableArray<string> choices) =>
        choices.IsDefaultOrEmpty || choices.Distinct().Count() < choices.Length || choices.Except(Of(rules)).Any()
        || (rules.Kind == BallotKind.Election
            ? rules.Options.Any(o => choices.Count(c => c == For(o.Id) || c == Against(o.Id) || c == Abstaining(o.Id)) > 1)
                || rules.Options.Count(o => choices.Contains(For(o.Id))) > rules.Max
            : choices.Length > rules.Max)
            ? new Refusal(Rejection.BadChoice, "choices")
            : null;
}
