using Hub.Faults.Faults;
using Hub.Faults.Nodes;

namespace Hub.Faults.Rounds;

/// <summary>
/// Which house and which faults a seed means. Rows come in turn, the quick ones three times as often as the long ones, so that a run of an hour meets all of
/// them many times.
/// </summary>
internal static class Plan
{
    /// <summary>One round in this many is on the embedded house.</summary>
    private const int EmbeddedEvery = 4;

    private const int FaultsARound = 5;
    private const int QuickOnesMoreOften = 3;

    public static bool IsEmbedded(int seed) => seed % EmbeddedEvery == 0;

    /// <param name="among">Those asked for; those that do not fit the house are left out.</param>
    public static IReadOnlyList<Fault> FaultsOf(int seed, House house, IReadOnlyList<Fault> among)
    {
        var fitting = among.Where(f => f.Fits(house)).ToArray();
        if (fitting.Length <= FaultsARound)
        {
            new Random(seed).Shuffle(fitting);
            return fitting;
        }

        // The rounds of one house follow each other in a list that is shuffled anew each time it has been gone through.
        Fault[] turns = [.. fitting.SelectMany(f => Enumerable.Repeat(f, f.TakesLong ? 1 : QuickOnesMoreOften))];
        var round = IsEmbedded(seed) ? seed / EmbeddedEvery : seed - (seed / EmbeddedEvery) - 1;
        return [.. Enumerable.Range(round * FaultsARound, FaultsARound).Select(i =>
        {
            var order = turns.ToArray();
            new Random(i / turns.Length).Shuffle(order);
            return order[i % turns.Length];
        })];
    }
}
