using System.Collections.Immutable;

namespace Hub.Domain.Ballots;

/// <param name="By">Who made the choice: the voter, or the one it was delegated to.</param>
public sealed record EffectiveVote(ImmutableArray<string> Choices, Weight Weight, string By);

/// <summary>
/// Who votes for whom. One step: a received vote is not passed on. Who votes counts as they chose, whatever they delegated; who does not,
/// as the delegate chose with their own hand; where the delegate did not vote either, not at all.
/// </summary>
public static class Delegations
{
    /// <param name="electorate">Who may vote, and with what weight. Votes and delegations of others, or to others, do not count.</param>
    /// <param name="own">What each person chose.</param>
    /// <param name="to">The delegate of each person who has one.</param>
    /// <returns>By voter, only those whose vote counts.</returns>
    public static ImmutableSortedDictionary<string, EffectiveVote> Resolve(
        IReadOnlyDictionary<string, Weight> electorate, IReadOnlyDictionary<string, ImmutableArray<string>> own, IReadOnlyDictionary<string, string> to)
    {
        var votes = ImmutableSortedDictionary.CreateBuilder<string, EffectiveVote>(StringComparer.Ordinal);
        foreach (var (voter, weight) in electorate)
        {
            var by = own.ContainsKey(voter) ? voter : to.GetValueOrDefault(voter);
            if (by is not null && electorate.ContainsKey(by) && own.TryGetValue(by, out var choices))
            {
                votes[voter] = new EffectiveVote(choices, weight, by);
            }
        }

        return votes.ToImmutable();
    }

    /// <summary>The weight of each choice that somebody made.</summary>
    public static ImmutableSortedDictionary<string, Weight> Sum(IEnumerable<EffectiveVote> votes)
    {
        var sums = ImmutableSortedDictionary.CreateBuilder<string, Weight>(StringComparer.Ordinal);
        foreach (var vote in votes)
        {
            foreach (var choice in vote.Choices)
            {
                sums[choice] = sums.GetValueOrDefault(choice) + vote.Weight;
            }
        }

        return sums.ToImmutable();
    }
}
