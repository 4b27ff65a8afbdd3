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
}

/// <summary>What one voter may send, by id: an option, a score, or an answer to a candidate. An election's counts are by the same ids.</summary>
public static class Choices
{
    public static string For(string candidate) => $"{candidate}:{BallotRules.Approve}";

    public static string Against(string candidate) => $"{candidate}:{BallotRules.Oppose}";

    /// <remarks>To leave a candidate out is the same.</remarks>
    public static string Abstaining(string candidate) => $"{candidate}:{BallotRules.Abstain}";

    /// <summary>All choices there are, in the order of the options.</summary>
    public static ImmutableArray<string> Of(VotingRules rules) => Of(rules.Kind, [.. rules.Options.Select(o => o.Id)]);

    /// <summary>All choices there are, in the order of the options.</summary>
    /// <param name="options">The options' ids.</param>
    public static ImmutableArray<string> Of(BallotKind kind, ImmutableArray<string> options) =>
        kind == BallotKind.Election ? [.. options.SelectMany(o => new[] { For(o), Against(o), Abstaining(o) })] : options;

    /// <param name="max">The most options one voter may choose, or candidates approve.</param>
    /// <returns>The refusal, or null where one voter may choose so: known choices, each once, at least one and not too many; of a candidate one
    /// answer.</returns>
    public static Refusal? Check(BallotKind kind, ImmutableArray<string> options, int max, ImmutableArray<string> choices) =>
        !choices.IsDefaultOrEmpty && (kind == BallotKind.Election ? AreAnswers(options, max, choices) : choices.Length <= max && AreEachOnce(options, choices))
            ? null
            : new Refusal(Rejection.BadChoice, "choices");

    private static bool AreAnswers(ImmutableArray<string> candidates, int max, ImmutableArray<string> choices)
    {
        var answers =
            choices.Select(c => c?.Split(':') is [var candidate, BallotRules.Approve or BallotRules.Oppose or BallotRules.Abstain] ? candidate : "")
            .ToImmutableArray();
        return choices.Length <= candidates.Length && AreEachOnce(candidates, answers)
            && choices.Count(c => c.EndsWith($":{BallotRules.Approve}", StringComparison.Ordinal)) <= max;
    }

    private static bool AreEachOnce(ImmutableArray<string> options, ImmutableArray<string> choices) =>
        choices.Length == 1 ? options.Contains(choices[0]) : choices.All(options.Contains) && choices.Distinct().Count() == choices.Length;
}
