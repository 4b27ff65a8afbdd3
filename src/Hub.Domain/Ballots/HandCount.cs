using System.Collections.Immutable;

namespace Hub.Domain.Ballots;

/// <summary>
/// A show of hands, counted by the clerk and added to what the devices sent. Nobody counts twice: there are never more hands than there are
/// entitled who have not voted by device.
/// </summary>
public static class HandCount
{
    /// <summary>
    /// Weighted votes and choices of several cannot be counted by hands: hands do not say whose they are, nor how many persons they belong to.
    /// </summary>
    /// <param name="hands">By choice; of a candidate as many in all as of any other, those who abstain included.</param>
    /// <returns>The refusal, or null where the hands may be added.</returns>
    public static Refusal? Check(VotingRules rules, Poll devices, ImmutableSortedDictionary<string, int> hands) =>
        devices.Weighted || rules.Kind == BallotKind.Multiple ? new Refusal(Rejection.NotOffered, "counts")
        : hands.Keys.Except(Choices.Of(rules)).Any() ? new Refusal(Rejection.BadChoice, "counts")
        : hands.Values.Any(count => count < 0)
            || Sums(rules, hands).Distinct().Count() > 1
            || Persons(rules, hands) > devices.Turnout.Entitled - devices.Turnout.Cast ? new Refusal(Rejection.OutOfRange, "counts")
        : null;

    /// <param name="hands">Checked; they replace no earlier ones.</param>
    public static Poll Add(VotingRules rules, Poll devices, ImmutableSortedDictionary<string, int> hands)
    {
        var (persons, was) = (Persons(rules, hands), devices.Turnout);
        var votes = hands.Aggregate(devices.Votes, (sums, hand) => sums.SetItem(hand.Key, sums.GetValueOrDefault(hand.Key) + hand.Value));
        return Poll.Of(votes, new Turnout(was.Cast + persons, was.Present, was.Entitled));
    }

    private static long Persons(VotingRules rules, ImmutableSortedDictionary<string, int> hands) => Sums(rules, hands).FirstOrDefault();

    private static IEnumerable<long> Sums(VotingRules rules, ImmutableSortedDictionary<string, int> hands) => rules.Kind == BallotKind.Election
        ? rules.Options.Select(o => new[] { Choices.For(o.Id), Choices.Against(o.Id), Choices.Abstaining(o.Id) }.Sum(id => (long)hands.GetValueOrDefault(id)))
        : [hands.Values.Sum(count => (long)count)];
}
