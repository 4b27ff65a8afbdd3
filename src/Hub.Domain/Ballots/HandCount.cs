using System.Collections.Immutable;

namespace Hub.Domain.Ballots;

/// <summary>
/// A show of hands, counted by the clerk and added to what the devices sent. Nobody counts twice: there are never more hands than there are
/// entitled who have not voted by device.
/// </summary>
public static class HandCount
{
    /// <summary>The most hands in a room without a roll.</summary>
    public const int Most = 1_000_000;

    /// <summary>Choices of several cannot be counted by hands: hands do not say how many persons they belong to.</summary>
    /// <param name="options">The options' ids.</param>
    /// <param name="hands">By choice; of a candidate as many in all as of any other, those who abstain included.</param>
    /// <param name="left">How many may still be counted.</param>
    /// <returns>The refusal, or null where the hands may be added.</returns>
    public static Refusal? Check(BallotKind kind, ImmutableArray<string> options, ImmutableSortedDictionary<string, int>? hands, int left) =>
        hands is null ? new Refusal(Rejection.Empty, "counts")
        : kind == BallotKind.Multiple ? new Refusal(Rejection.NotOffered, "counts")
        : hands.Keys.Except(Choices.Of(kind, options)).Any() ? new Refusal(Rejection.BadChoice, "counts")
        : hands.Values.Any(count => count is < 0 or > Most) || Sums(kind, options, hands).Distinct().Count() > 1 || Sums(kind, options, hands).First() > left
            ? new Refusal(Rejection.OutOfRange, "counts")
            : null;

    /// <summary>How many people's hands these are.</summary>
    public static int Persons(BallotKind kind, ImmutableArray<string> options, ImmutableSortedDictionary<string, int> hands) =>
        (int)Sums(kind, options, hands).First();

    private static IEnumerable<long> Sums(BallotKind kind, ImmutableArray<string> options, ImmutableSortedDictionary<string, int> hands) =>
        kind == BallotKind.Election
        ? options.Select(o => new[] { Choices.For(o), Choices.Against(o), Choices.Abstaining(o) }.Sum(id => (long)hands.GetValueOrDefault(id)))
        : [hands.Values.Sum(count => (long)count)];
}
