namespace Hub.Load.Year;

/// <summary>
/// Chance that is the same for the same seed, on every machine and of every runtime: SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number
/// Generators", OOPSLA 2014).
/// </summary>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>From 0, below 1.</summary>
    public double Part() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0, below a number.</summary>
    public int Below(int most) => (int)(Part() * most);

    public T Of<T>(IReadOnlyList<T> among) => among[Below(among.Count)];

    /// <summary>An index, each as often as its weight says.</summary>
    public int Weighted(IReadOnlyList<double> weights)
    {
        var at = Part() * weights.Sum();
        for (var i = 0; i < weights.Count; i++)
        {
            if ((at -= weights[i]) < 0)
            {
                return i;
            }
        }

        return weights.Count - 1;
    }

    /// <summary>A whole spread over shares, to the last one: each gets its floor, the largest remainders one more (the method of largest remainders).</summary>
    public static int[] Spread(int whole, IReadOnlyList<double> shares)
    {
        var sum = shares.Sum();
        var exact = shares.Select(s => whole * s / sum).ToArray();
        var spread = exact.Select(e => (int)e).ToArray();
        foreach (var i in Enumerable.Range(0, shares.Count).OrderByDescending(i => exact[i] - spread[i]).ThenBy(i => i).Take(whole - spread.Sum()))
        {
            spread[i]++;
        }

        return spread;
    }
}
