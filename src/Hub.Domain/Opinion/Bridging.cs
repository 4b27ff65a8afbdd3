namespace Hub.Domain.Opinion;

/// <summary>
/// What people of different minds agree on, and what divides them. People are cut into equal slices along the first axis of the map, so that it needs no
/// groups; what counts is how each slice agrees, and not how many people it has. The geometric mean over the slices is high only where no slice says no, as
/// in the ranking of Community Notes, which asks raters of different positions.
/// </summary>
public static class Bridging
{
    /// <summary>No more slices than this.</summary>
    public const int MostSlices = 5;

    /// <summary>A slice has so many people at least, and a statement so many answers in it.</summary>
    private const int Least = Anonymity.People;

    /// <summary>By slice and statement: min(5, ⌊n/5⌋) equal slices from the left of the map to the right.</summary>
    /// <returns>Null where there are not two.</returns>
    public static GroupedCounts? Slices(StanceSet set, Places places)
    {
        var (n, slices) = (places.Count, Math.Min(MostSlices, places.Count / Least));
        if (slices < 2)
        {
            return null;
        }

        var (along, order) = (places.X.ToArray(), new int[n]);
        for (var i = 0; i < n; i++)
        {
            order[i] = i;
        }

        // Who stands on the same point as another comes in the order of ids.
        Array.Sort(along, order);
        for (var i = 0; i < n;)
        {
            var end = i + 1;
            while (end < n && along[end] == along[i])
            {
                end++;
            }

            Array.Sort(order, i, end - i);
            i = end;
        }

        var labels = new int[n];
        for (var rank = 0; rank < n; rank++)
        {
            labels[order[rank]] = (int)((long)rank * slices / n);
        }

        return GroupedCounts.Of(set, places.People, labels, slices);
    }

    /// <summary>The bridging score: the geometric mean over all slices of the smoothed agreement, (A+1)/(S+2).</summary>
    /// <returns>From 0 to 1; null where not two slices have answered enough.</returns>
    public static double? Score(GroupedCounts slices, int statement)
    {
        var (product, answered) = (1.0, 0);
        for (var slice = 0; slice < slices.Groups; slice++)
        {
            var counts = slices[slice, statement];
            product *= Agreement(counts);
            answered += counts.Seen >= Least ? 1 : 0;
        }

        return answered < 2 ? null : Root(product, slices.Groups);
    }

    /// <summary>
    /// How far apart the slice is that agrees most from the one that agrees least: 0 where all say the same, near 1 where one says yes and another no.
    /// </summary>
    /// <returns>Null where not two slices have answered enough.</returns>
    public static double? Dividing(GroupedCounts slices, int statement)
    {
        var (least, most, answered) = (1.0, 0.0, 0);
        for (var slice = 0; slice < slices.Groups; slice++)
        {
            var counts = slices[slice, statement];
            if (counts.Seen >= Least)
            {
                (least, most) = (Math.Min(least, Agreement(counts)), Math.Max(most, Agreement(counts)));
                answered++;
            }
        }

        return answered < 2 ? null : most - least;
    }

    /// <summary>Polis' group-aware consensus: Π (A_g+1)/(S_g+2) over the groups.</summary>
    public static double Consensus(GroupedCounts groups, int statement)
    {
        var product = 1.0;
        for (var group = 0; group < groups.Groups; group++)
        {
            product *= Agreement(groups[group, statement]);
        }

        return product;
    }

    private static double Agreement(StanceCounts counts) => (counts.Agree + 1.0) / (counts.Seen + 2);

    /// <summary>
    /// By Newton's steps, which are the same on every machine; a power is not. From above they only fall, until rounding lets them fall no further.
    /// </summary>
    private static double Root(double of, int degree)
    {
        var root = 1.0;
        while (true)
        {
            var power = 1.0;
            for (var i = 1; i < degree; i++)
            {
                power *= root;
            }

            var next = (((degree - 1) * root) + (of / power)) / degree;
            if (!(next < root))
            {
                return root;
            }

            root = next;
        }
    }
}
