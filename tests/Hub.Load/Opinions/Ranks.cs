namespace Hub.Load.Opinions;

/// <summary>How far two rankings of the same things agree.</summary>
internal static class Ranks
{
    /// <summary>Spearman's rank correlation; what is equal shares the mean of its ranks.</summary>
    public static double Spearman(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var (a, b) = (Of(one), Of(other));
        var (meanA, meanB) = (a.Average(), b.Average());
        var together = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return together / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }

    /// <summary>How many of the highest of one are among the highest of the other.</summary>
    public static int InCommon(IReadOnlyList<double> one, IReadOnlyList<double> other, int top) => Top(one, top).Intersect(Top(other, top)).Count();

    private static IEnumerable<int> Top(IReadOnlyList<double> scores, int top) =>
        Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i]).ThenBy(i => i).Take(top);

    private static double[] Of(IReadOnlyList<double> scores)
    {
        var ranks = new double[scores.Count];
        var before = 0;
        foreach (var equal in Enumerable.Range(0, scores.Count).GroupBy(i => scores[i]).OrderBy(g => g.Key))
        {
            var members = equal.ToList();
            foreach (var i in members)
            {
                ranks[i] = before + ((members.Count - 1) / 2.0);
            }

            before += members.Count;
        }

        return ranks;
    }
}
