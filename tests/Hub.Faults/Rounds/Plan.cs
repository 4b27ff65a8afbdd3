using Hub.Faults.Faults;
using Hub.Faults.Nodes;

namespace Hub.Faults.Rounds;

/// <summary>Which house and which faults a seed means. Rows come in turn, so that a long run meets all of them equally often.</summary>
internal static class Plan
{
    /// <summary>One round in this many is on the embedded house.</summary>
    private const int EmbeddedEvery = 4;

    private const int FaultsARound = 5;

    public static bool IsEmbedded(int seed) => seed % EmbeddedEvery == 0;

    /// <param name="among">Those asked for; those that do not fit the house are left out.</param>
    public static IReadOnlyList<Fault> FaultsOf(int seed, House house, IReadOnlyList<Fault> among)
    {
        var fitting = among.Where(f => f.Fits(house)).ToList();
        if (fitting.Count == 0)
        {
            return [];
        }

        if (fitting.Count <= FaultsARound)
        {
            var all = fitting.ToArray();
            new Random(seed).Shuffle(all);
            return all;
        }

        // The rounds of one house follow each other in the list of its rows, shuffled anew each time it has been gone through.
        var round = IsEmbedded(seed) ? seed / EmbeddedEvery : seed - (seed / EmbeddedEvery) - 1;
        return [.. Enumerable.Range(round * FaultsARound, FaultsARound).Select(i =>
        {
            var order = fitting.ToArray();
            new Random(i / fitting.Count).Shuffle(order);
            return order[i % fitting.Count];
        })];
    }
}
