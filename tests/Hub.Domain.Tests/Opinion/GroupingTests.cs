using Hub.Domain.Opinion;

namespace Hub.Domain.Tests.Opinion;

/// <summary>Groups, and the two figures by which they are chosen and trusted, beside plain references.</summary>
public sealed class GroupingTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void People_who_stand_together_are_a_group_and_the_groups_are_numbered_from_the_left(int count)
    {
        var (x, y) = Heaps(count, 12);
        var groups = Grouping.Of(x, y, count, new SeededChance(1))!;
        groups.Labels.ToArray().ShouldBe(Enumerable.Range(0, count * 12).Select(i => i % count).ToArray());
        groups.Sizes.ToArray().ShouldBe(Enumerable.Repeat(12, count).ToArray());
        groups.X.ToArray().ShouldBeInOrder(SortDirection.Ascending);
    }

    [Fact]
    public void A_group_of_fewer_than_five_people_does_not_exist()
    {
        double[] x = [.. Enumerable.Range(0, 20).Select(i => i * 0.001), 100, 100, 100, 100];
        var y = new double[x.Length];
        Grouping.Of(x, y, 2, new SeededChance(1)).ShouldBeNull();
        Grouping.Of([.. x, 100], [.. y, 0], 2, new SeededChance(1))!.Sizes.ToArray().ShouldBe([20, 5]);
        Grouping.Of(x.AsSpan(0, 9), y.AsSpan(0, 9), 2, new SeededChance(1)).ShouldBeNull("nine people are no two groups");
    }

    [Fact]
    public void Many_people_are_grouped_from_a_sample_and_then_from_the_last_groups()
    {
        var (x, y) = Heaps(2, 6000);
        var cold = Grouping.Of(x, y, 2, new SeededChance(1))!;
        cold.Sizes.ToArray().ShouldBe([6000, 6000]);
        var warm = Grouping.Of(x, y, 2, new SeededChance(2), cold)!;
        warm.Labels.SequenceEqual(cold.Labels).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_silhouette_is_the_mean_over_all_of_how_much_nearer_the_own_group_is(int seed)
    {
        var chance = new SeededChance((ulong)seed);
        double[] x = [.. Enumerable.Range(0, 60).Select(i => chance.Part() + (i % 3))];
        double[] y = [.. Enumerable.Range(0, 60).Select(_ => chance.Part())];
        var groups = Grouping.Of(x, y, 3, chance)!;
        var all = Enumerable.Range(0, 60).ToArray();
        var labels = groups.Labels.ToArray();
        var expected = all.Average(i =>
        {
            double To(int group) => all.Where(j => j != i && labels[j] == group)
                .Average(j => Math.Sqrt(Math.Pow(x[i] - x[j], 2) + Math.Pow(y[i] - y[j], 2)));
            var (own, next) = (To(labels[i]), Enumerable.Range(0, 3).Where(g => g != labels[i]).Min(To));
            return (next - own) / Math.Max(next, own);
        });
        groups.Silhouette(x, y, all).ShouldBe(expected, 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_adjusted_Rand_index_is_the_one_of_pairs(int seed)
    {
        var chance = new SeededChance((ulong)seed);
        int[] one = [.. Enumerable.Range(0, 80).Select(_ => chance.Below(3))];
        int[] other = [.. one.Select(l => chance.Part() < 0.3 ? chance.Below(4) : l)];
        var (both, first, second, none) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < one.Length; i++)
        {
            for (var j = i + 1; j < one.Length; j++)
            {
                var (a, b) = (one[i] == one[j], other[i] == other[j]);
                both += a && b ? 1 : 0;
                first += a && !b ? 1 : 0;
                second += !a && b ? 1 : 0;
                none += !a && !b ? 1 : 0;
            }
        }

        var expected = 2 * ((both * none) - (first * second)) / (((both + first) * (first + none)) + ((both + second) * (second + none)));
        RandIndex.Adjusted(one, other).ShouldBe(expected, 1e-12);
        RandIndex.Adjusted(other, one).ShouldBe(expected, 1e-12);
        RandIndex.Adjusted(one, [.. one.Select(l => 2 - l)]).ShouldBe(1, 1e-12, "only the names differ");
    }

    /// <summary>Heaps side by side; their people come in turn.</summary>
    private static (double[] X, double[] Y) Heaps(int heaps, int people)
    {
        var chance = new SeededChance(3);
        return ([.. Enumerable.Range(0, heaps * people).Select(i => (10.0 * (i % heaps)) + chance.Part())],
            [.. Enumerable.Range(0, heaps * people).Select(_ => chance.Part())]);
    }
}
