using Hub.Domain.Opinion;

namespace Hub.Domain.Tests.Opinion;

/// <summary>The axes beside a plain reference: the matrix of all people and statements, filled by means, and Jacobi's method on its covariance.</summary>
public sealed class AxesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_axes_are_the_first_two_eigenvectors_of_the_filled_matrix(int seed)
    {
        var set = Set((ulong)seed);
        var reference = Filled(set);
        var covariance = Axes.Covariance(set);
        for (var j = 0; j < set.Statements; j++)
        {
            for (var k = 0; k < set.Statements; k++)
            {
                covariance[j][k].ShouldBe(reference[j][k], 1e-9);
            }
        }

        var axes = Axes.Of(set);
        var (values, vectors) = Jacobi(reference);
        axes.FirstVariance.ShouldBe(values[0], 1e-6 * values[0]);
        axes.SecondVariance.ShouldBe(values[1], 1e-6 * values[0]);
        Math.Abs(Dot(axes.First.ToArray(), vectors[0])).ShouldBe(1, 1e-7);
        Math.Abs(Dot(axes.Second.ToArray(), vectors[1])).ShouldBe(1, 1e-7);
        axes.First.ToArray().MaxBy(l => Math.Abs(l)).ShouldBeGreaterThan(0);
        axes.Second.ToArray().MaxBy(l => Math.Abs(l)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void From_the_last_axes_it_comes_to_the_same()
    {
        var set = Set(4);
        var cold = Axes.Of(set);
        var warm = Axes.Of(set, Axes.Of(set.Without(0.1, new SeededChance(1))));
        Dot(cold.First.ToArray(), warm.First.ToArray()).ShouldBe(1, 1e-6);
        Dot(cold.Second.ToArray(), warm.Second.ToArray()).ShouldBe(1, 1e-4);
    }

    [Fact]
    public void A_statement_that_came_or_went_since_does_not_disturb_the_last_axes()
    {
        var stances = Drawn.With(15).Taking(Drawn.TwoMinds(6, 40, 15));
        var before = Axes.Of(stances.Freeze().Arranged());
        stances.AddStatement();
        stances.Hide(3);
        var after = stances.Freeze().Arranged();
        var (warm, cold) = (Axes.Of(after, before), Axes.Of(after));
        Dot(warm.First.ToArray(), cold.First.ToArray()).ShouldBe(1, 1e-6);
        warm.First.Length.ShouldBe(15);
    }

    [Fact]
    public void Where_nobody_differs_there_are_no_axes_and_everybody_stands_in_the_middle()
    {
        var acts = Enumerable.Range(0, 30).SelectMany(p => Enumerable.Range(0, 8).Select(s => new Act(Drawn.Person(p), s, Stance.Agree, 1)));
        var set = Drawn.With(8).Taking(acts).Freeze().Arranged();
        var axes = Axes.Of(set);
        (axes.FirstVariance, axes.SecondVariance).ShouldBe((0.0, 0.0));
        var places = Places.Of(set, axes);
        places.Count.ShouldBe(30);
        places.X.ToArray().ShouldAllBe(x => x == 0);
        places.Y.ToArray().ShouldAllBe(y => y == 0);
    }

    [Fact]
    public void Somebody_stands_where_the_formula_puts_them()
    {
        var set = Set(5);
        var (axes, m) = (Axes.Of(set), set.Statements);
        var places = Places.Of(set, axes);
        for (var i = 0; i < places.Count; i++)
        {
            var (person, x, y) = (places.People[i], 0.0, 0.0);
            var n = set.AnswersOf(person);
            n.ShouldBeGreaterThanOrEqualTo(7);
            for (var a = 0; a < n; a++)
            {
                var (j, v) = (set.StatementsOf(person)[a], set.ValuesOf(person)[a]);
                x += (v - axes.Means[j]) * axes.First[j];
                y += (v - axes.Means[j]) * axes.Second[j];
            }

            places.X[i].ShouldBe(Math.Sqrt(m / (n + 7.0)) * x, 1e-9);
            places.Y[i].ShouldBe(Math.Sqrt(m / (n + 7.0)) * Math.Sqrt(axes.SecondVariance / axes.FirstVariance) * y, 1e-9);
        }

        places.Count.ShouldBe(Enumerable.Range(0, set.People).Count(p => set.AnswersOf(p) >= 7));
        places.Count.ShouldBeLessThan(set.People, "some have answered too little");
    }

    /// <summary>Of two traits, the first of which shows in more statements, so that the axes are well apart; some answer little.</summary>
    private static StanceSet Set(ulong seed)
    {
        var acts = Drawn.Leaning(seed, 80, 25, 0.7, (person, statement) => (statement % 5) switch
        {
            0 or 1 or 2 => person % 2 == 0 ? 0.95 : 0.05,
            3 => person / 2 % 2 == 0 ? 0.95 : 0.05,
            _ => 0.5,
        });
        return Drawn.With(25).Taking(acts.Where(a => !a.Person.EndsWith('7') || a.Statement < 5)).Freeze().Arranged();
    }

    private static double[][] Filled(StanceSet set)
    {
        var m = set.Statements;
        var rows = new double?[set.People][];
        for (var person = 0; person < rows.Length; person++)
        {
            rows[person] = new double?[m];
            for (var i = 0; i < set.AnswersOf(person); i++)
            {
                rows[person][set.StatementsOf(person)[i]] = set.ValuesOf(person)[i];
            }
        }

        var means = Enumerable.Range(0, m).Select(j => rows.Average(r => r[j]) ?? 0).ToArray();
        var filled = rows.Select(r => r.Select((v, j) => (v ?? means[j]) - means[j]).ToArray()).ToArray();
        return [.. Enumerable.Range(0, m).Select(j => Enumerable.Range(0, m).Select(k => filled.Sum(r => r[j] * r[k])).ToArray())];
    }

    /// <summary>Jacobi's rotations, as any textbook has them: eigenvalues from the largest, and their vectors.</summary>
    private static (double[] Values, double[][] Vectors) Jacobi(double[][] symmetric)
    {
        var n = symmetric.Length;
        var a = symmetric.Select(row => row.ToArray()).ToArray();
        var v = Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => i == j ? 1.0 : 0.0).ToArray()).ToArray();
        for (var sweep = 0; sweep < 60; sweep++)
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                {
                    if (Math.Abs(a[p][q]) < 1e-14)
                    {
                        continue;
                    }

                    var angle = 0.5 * Math.Atan2(2 * a[p][q], a[q][q] - a[p][p]);
                    var (c, s) = (Math.Cos(angle), Math.Sin(angle));
                    for (var k = 0; k < n; k++)
                    {
                        (a[k][p], a[k][q]) = ((c * a[k][p]) - (s * a[k][q]), (s * a[k][p]) + (c * a[k][q]));
                    }

                    for (var k = 0; k < n; k++)
                    {
                        (a[p][k], a[q][k]) = ((c * a[p][k]) - (s * a[q][k]), (s * a[p][k]) + (c * a[q][k]));
                        (v[k][p], v[k][q]) = ((c * v[k][p]) - (s * v[k][q]), (s * v[k][p]) + (c * v[k][q]));
                    }
                }
            }
        }

        var order = Enumerable.Range(0, n).OrderByDescending(i => a[i][i]).ToList();
        return ([.. order.Select(i => a[i][i])], [.. order.Select(i => v.Select(row => row[i]).ToArray())]);
    }

    private static double Dot(double[] one, double[] other) => one.Zip(other, (a, b) => a * b).Sum();
}
