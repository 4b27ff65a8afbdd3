namespace Hub.Domain.Opinion;

/// <summary>
/// Which statement somebody is asked next: drawn, with a chance that grows with what is learnt by it. A statement that few have seen comes eight times as
/// often as one that is known; one that many pass comes rarely; one that many agree with, or that tells people apart, comes often (the rule of polis' comment
/// routing).
/// </summary>
public static class Routing
{
    /// <summary>2^(−1/5), and its powers: a power is not the same in its last bits on every machine.</summary>
    private static readonly double[] Fifths = [1, 0.8705505632961241, 0.757858283255199, 0.6597539553864471, 0.5743491774985174];

    /// <summary>
    /// ((1 − (P+1)/(S+2)) · (E+1) · (A+1)/(S+2) · (1 + 8·2^(−S/5)))², with E = √m·|1 − c|·‖(e1, e2)‖: how far from the middle one would stand who agreed with
    /// this statement alone.
    /// </summary>
    /// <param name="extremity">E.</param>
    public static double Priority(StanceCounts counts, double extremity)
    {
        var priority = (1 - ((counts.Pass + 1.0) / (counts.Seen + 2))) * (extremity + 1) * (counts.Agree + 1) / (counts.Seen + 2)
            * (1 + (8 * Halved(counts.Seen)));
        return priority * priority;
    }

    /// <summary>The same of a statement that may have a place on a map.</summary>
    /// <param name="map">Null: there is none yet.</param>
    /// <param name="number">The statement's, in <see cref="Stances"/>.</param>
    public static double Priority(StanceCounts counts, OpinionMap? map, int number) =>
        Priority(counts, map is not null && map.Set.PlaceOf(number) is >= 0 and var at ? Extremity(map.Axes, at) : 0);

    /// <summary>Of all statements that count, by their places.</summary>
    /// <param name="map">Null: there is none yet.</param>
    public static double[] Priorities(StanceSet set, OpinionMap? map)
    {
        var priorities = new double[set.Statements];
        for (var place = 0; place < priorities.Length; place++)
        {
            priorities[place] = Priority(set.Pairs.Counts(place), map, set.NumberOf(place));
        }

        return priorities;
    }

    /// <summary>Draws statements one after another, none twice.</summary>
    /// <param name="priorities">By statement.</param>
    /// <param name="answered">Whether this person has answered it, or wrote it, and is not asked.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="chance">Of this person and of how much they have answered, so that who asks twice is asked the same.</param>
    public static IReadOnlyList<int> Next(ReadOnlySpan<double> priorities, ReadOnlySpan<bool> answered, int count, SeededChance chance)
    {
        var (left, sum, drawn) = (new double[priorities.Length], 0.0, new List<int>());
        for (var i = 0; i < left.Length; i++)
        {
            left[i] = answered[i] ? 0 : priorities[i];
            sum += left[i];
        }

        while (drawn.Count < count && sum > 0)
        {
            var (at, chosen) = (chance.Part() * sum, -1);
            for (var i = 0; i < left.Length && (chosen < 0 || at >= 0); i++)
            {
                if (left[i] > 0)
                {
                    (chosen, at) = (i, at - left[i]);
                }
            }

            drawn.Add(chosen);
            left[chosen] = 0;
            sum = 0;
            foreach (var priority in left)
            {
                sum += priority;
            }
        }

        return drawn;
    }

    private static double Extremity(Axes axes, int place)
    {
        var (first, second) = (axes.First[place], axes.Second[place]);
        return Math.Sqrt(axes.First.Length) * Math.Abs(1 - axes.Means[place]) * Math.Sqrt((first * first) + (second * second));
    }

    /// <summary>2^(−seen/5).</summary>
    private static double Halved(int seen)
    {
        var part = Fifths[seen % Fifths.Length];
        for (var halves = Math.Min(seen / Fifths.Length, 60); halves > 0; halves--)
        {
            part /= 2;
        }

        return part;
    }
}
