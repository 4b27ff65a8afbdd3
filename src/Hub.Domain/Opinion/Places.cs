namespace Hub.Domain.Opinion;

/// <summary>
/// Where people stand on the map: whoever answered at least <see cref="StanceSet.LeastAnswers"/> statements has a place,
/// p_u = √(m / (n_u + κ)) · Σ (v_uj − c_j) · (e1_j, e2_j · √(λ2 / λ1)), over the statements j that u answered, n_u of m, with κ = 7.
/// </summary>
/// <remarks>
/// Somebody who answered few statements is moved outwards, as they would stand further out had they answered all (polis: √(m / n_u)); by κ they are moved less,
/// as if they had also given seven answers in the middle, so that no group is made of those who said little. The second axis is shortened as it tells less.
/// The rule was chosen on three published conversations (vtaiwan.uberx, biodiversity, brexit), whose published groups were known: of exponents from 0 to 1 and
/// κ from 0 to 20, with and without the second factor, it is in the middle of those that find these groups on all three. What <c>Hub.Load opinion</c> measures
/// on these three therefore shows how well the rule fits them, and not how it does on a conversation that it has not seen. It is fixed since.
/// </remarks>
public sealed class Places
{
    /// <summary>How many answers in the middle everybody is taken to have given besides.</summary>
    private const double Kappa = 7;

    private readonly int[] _people;
    private readonly double[] _x;
    private readonly double[] _y;

    private Places(int[] people, double[] x, double[] y) => (_people, _x, _y) = (people, x, y);

    public int Count => _people.Length;

    /// <summary>Who has a place: their rows in the <see cref="StanceSet"/>, in ascending order.</summary>
    public ReadOnlySpan<int> People => _people;

    /// <summary>Along the first axis, beside <see cref="People"/>.</summary>
    public ReadOnlySpan<double> X => _x;

    public ReadOnlySpan<double> Y => _y;

    /// <summary>Where somebody of the set stands among those who have a place; −1: they have none.</summary>
    public int Find(int person) => Array.BinarySearch(_people, person) is var at && at < 0 ? -1 : at;

    public static Places Of(StanceSet set, Axes axes)
    {
        var means = axes.Means;
        var first = axes.First;
        var second = axes.Second;
        var shorter = axes.FirstVariance > 0 ? Math.Sqrt(Math.Max(0, axes.SecondVariance) / axes.FirstVariance) : 0;
        var (people, xs, ys, placed) = (new int[set.People], new double[set.People], new double[set.People], 0);
        for (var person = 0; person < set.People; person++)
        {
            var statements = set.StatementsOf(person);
            var values = set.ValuesOf(person);
            if (statements.IsEmpty || statements.Length < set.LeastAnswers)
            {
                continue;
            }

            var (x, y) = (0.0, 0.0);
            for (var i = 0; i < statements.Length && i < values.Length; i++)
            {
                var j = statements[i];
                var more = values[i] - means[j];
                x += more * first[j];
                y += more * second[j];
            }

            var outwards = Math.Sqrt(set.Statements / (statements.Length + Kappa));
            (people[placed], xs[placed], ys[placed]) = (person, outwards * x, outwards * shorter * y);
            placed++;
        }

        return new Places(people[..placed], xs[..placed], ys[..placed]);
    }
}
