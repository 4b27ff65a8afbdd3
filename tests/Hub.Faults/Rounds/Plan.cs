using Hub.Faults.Faults;
using Hub.Faults.Nodes;

namespace Hub.Faults.Rounds;

/// <summary>Which house and which faults a seed means. Rows come in turn, so that a long run meets all of them, those that take long half as often.</summary>
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

        // The rounds of one house follow each other through a deck of its rows, shuffled anew each time it has been gone through.
        Fault[] deck = [.. fitting, .. fitting.Where(f => !f.TakesLong)];
        var round = IsEmbedded(seed) ? seed / EmbeddedEvery : seed - (seed / EmbeddedEvery) - 1;
        return [.. Enumerable.Range(round * FaultsARound, FaultsARound).Select(i =>
        {
            var order = deck.ToArray();
            new Random(i / deck.Length).Shuffle(order);
            return order[i % deck.Length];
        })];
    }
}
