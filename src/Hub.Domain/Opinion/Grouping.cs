namespace Hub.Domain.Opinion;

/// <summary>
/// People in a number of groups, each nearest to the middle of its own (Lloyd's k-means, begun by k-means++: Arthur and Vassilvitskii, "k-means++: The
/// Advantages of Careful Seeding", 2007). A group of fewer than <see cref="Anonymity.People"/> people does not exist: where one would be, this number of groups
/// was not found.
/// </summary>
public sealed class Grouping
{
    /// <summary>The least and the greatest number of groups that are looked for.</summary>
    public const int Fewest = 2;

    /// <inheritdoc cref="Fewest"/>
    public const int Most = 5;

    /// <summary>Above so many people a map starts from the middles of the last one, and a cold one from starts on a sample.</summary>
    public const int Many = 10_000;

    /// <summary>Silhouettes, and the starts of many, are computed on so many people.</summary>
    public const int SampleSize = 2000;

    private const int Starts = 20;
    private const int Rounds = 300;
    private const int WarmRounds = 20;

    private readonly int[] _labels;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly int[] _sizes;

    private Grouping(int[] labels, double[] x, double[] y, int[] sizes) => (_labels, _x, _y, _sizes) = (labels, x, y, sizes);

    /// <summary>k: how many groups there are.</summary>
    public int Count => _sizes.Length;

    /// <summary>The group of each, 0 to k − 1, from the left of the map to the right.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    public ReadOnlySpan<int> Sizes => _sizes;

    /// <summary>The middles of the groups.</summary>
    public ReadOnlySpan<double> X => _x;

    public ReadOnlySpan<double> Y => _y;

    /// <param name="count">How many groups.</param>
    /// <param name="last">Of a map of many people, the groups of the last map, where there were as many.</param>
    /// <returns>The one with the least sum of squared distances; null: so many groups of enough people were not found.</returns>
    public static Grouping? Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int count, SeededChance chance, Grouping? last = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, Fewest);
        if (x.Length < count * Anonymity.People)
        {
            return null;
        }

        if (x.Length <= Many)
        {
            return Coldly(x, y, count, chance)?.InOrder();
        }

        if (last is not null && last.Count == count && Settled(x, y, [.. last._x], [.. last._y], WarmRounds) is var warm && warm.Grouping.Exists)
        {
            return warm.Grouping.InOrder();
        }

        var sample = chance.Sample(SampleSize, x.Length);
        var begun = Coldly(At(x, sample), At(y, sample), count, chance);
        return begun is not null && Settled(x, y, begun._x, begun._y, Rounds) is var settled && settled.Grouping.Exists ? settled.Grouping.InOrder() : null;
    }

    /// <summary>
    /// How much nearer people are to their own group than to the next, from −1 to 1 (Rousseeuw, "Silhouettes", 1987): the mean over all, or over a sample.
    /// </summary>
    /// <param name="sample">Whom it is computed on.</param>
    public double Silhouette(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<int> sample)
    {
        var (sizes, sums, whole) = (new int[Count], new double[Count], 0.0);
        foreach (var i in sample)
        {
            sizes[_labels[i]]++;
        }

        foreach (var i in sample)
        {
            Array.Clear(sums);
            foreach (var j in sample)
            {
                var (dx, dy) = (x[i] - x[j], y[i] - y[j]);
                sums[_labels[j]] += Math.Sqrt((dx * dx) + (dy * dy));
            }

            var (own, next) = (_labels[i], double.PositiveInfinity);
            for (var group = 0; group < sizes.Length; group++)
            {
                if (group != own && sizes[group] > 0)
                {
                    next = Math.Min(next, sums[group] / sizes[group]);
                }
            }

            // Alone in a group, by definition 0; and so is who stands on the same point as everybody.
            if (sizes[own] > 1 && !double.IsInfinity(next))
            {
                var near = sums[own] / (sizes[own] - 1);
                whole += Math.Max(near, next) > 0 ? (next - near) / Math.Max(near, next) : 0;
            }
        }

        return sample.IsEmpty ? 0 : whole / sample.Length;
    }

    private bool Exists => _sizes.AsSpan().IndexOfAnyInRange(0, Anonymity.People - 1) < 0;

    private static Grouping? Coldly(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int count, SeededChance chance)
    {
        (Grouping Grouping, double Inertia)? best = null;
        for (var start = 0; start < Starts; start++)
        {
            var (atX, atY) = Seeded(x, y, count, chance);
            var found = Settled(x, y, atX, atY, Rounds);
            if (found.Grouping.Exists && !(best?.Inertia <= found.Inertia))
            {
                best = found;
            }
        }

        return best?.Grouping;
    }

    /// <summary>Middles to begin with: each next one with a chance that grows with the square of the distance to the nearest before.</summary>
    private static (double[] X, double[] Y) Seeded(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int count, SeededChance chance)
    {
        var (atX, atY, nearest) = (new double[count], new double[count], new double[x.Length]);
        var drawn = chance.Below(x.Length);
        Array.Fill(nearest, double.PositiveInfinity);
        for (var group = 0; group < count; group++)
        {
            (atX[group], atY[group]) = (x[drawn], y[drawn]);
            var sum = 0.0;
            for (var i = 0; i < x.Length; i++)
            {
                var (dx, dy) = (x[i] - atX[group], y[i] - atY[group]);
                nearest[i] = Math.Min(nearest[i], (dx * dx) + (dy * dy));
                sum += nearest[i];
            }

            var at = chance.Part() * sum;
            for (drawn = 0; drawn < x.Length - 1 && (at -= nearest[drawn]) >= 0; drawn++)
            {
            }
        }

        return (atX, atY);
    }

    /// <summary>Lloyd's steps, until nobody changes their group.</summary>
    private static (Grouping Grouping, double Inertia) Settled(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double[] atX, double[] atY, int rounds)
    {
        var (labels, sizes, inertia) = (new int[x.Length], new int[atX.Length], 0.0);
        var (sumX, sumY) = (new double[atX.Length], new double[atX.Length]);
        Array.Fill(labels, -1);
        for (var round = 0; round < rounds; round++)
        {
            var changed = false;
            inertia = 0;
            Array.Clear(sizes);
            Array.Clear(sumX);
            Array.Clear(sumY);
            for (var i = 0; i < labels.Length; i++)
            {
                var (nearest, distance) = (0, double.PositiveInfinity);
                for (var group = 0; group < atX.Length; group++)
                {
                    var (dx, dy) = (x[i] - atX[group], y[i] - atY[group]);
                    var squared = (dx * dx) + (dy * dy);
                    if (squared < distance)
                    {
                        (nearest, distance) = (group, squared);
                    }
                }

                changed |= labels[i] != nearest;
                labels[i] = nearest;
                sizes[nearest]++;
                sumX[nearest] += x[i];
                sumY[nearest] += y[i];
                inertia += distance;
            }

            if (!changed)
            {
                break;
            }

            for (var group = 0; group < atX.Length; group++)
            {
                if (sizes[group] > 0)
                {
                    (atX[group], atY[group]) = (sumX[group] / sizes[group], sumY[group] / sizes[group]);
                }
            }
        }

        return (new Grouping(labels, atX, atY, sizes), inertia);
    }

    /// <summary>The groups have no names of their own: they are numbered from the left to the right.</summary>
    private Grouping InOrder()
    {
        var order = Enumerable.Range(0, Count).OrderBy(group => _x[group]).ThenBy(group => _y[group]).ToArray();
        var rank = new int[Count];
        for (var place = 0; place < order.Length; place++)
        {
            rank[order[place]] = place;
        }

        var labels = new int[_labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = rank[_labels[i]];
        }

        return new Grouping(labels, [.. order.Select(g => _x[g])], [.. order.Select(g => _y[g])], [.. order.Select(g => _sizes[g])]);
    }

    private static double[] At(ReadOnlySpan<double> all, int[] sample)
    {
        var some = new double[sample.Length];
        for (var i = 0; i < some.Length; i++)
        {
            some[i] = all[sample[i]];
        }

        return some;
    }
}
