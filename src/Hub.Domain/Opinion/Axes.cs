using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hub.Domain.Opinion;

/// <summary>
/// The two directions in which people differ most: the first two eigenvectors of the covariance of their stances, with what was not answered filled by the
/// mean of the statement (as polis does: Small et al., "Polis: scaling deliberation by mapping high dimensional opinion spaces", 2021). From the tables of
/// pairs alone: c_j = Q_jj / N_jj, and G_jk = P_jk − c_k·Q_jk − c_j·Q_kj + c_j·c_k·N_jk.
/// </summary>
/// <remarks>
/// Found by power iteration with deflation. Sums have four lanes in a fixed order on every machine, and no step uses a function that a machine's library
/// computes as it likes, so that the same tables give the same axes to the last bit.
/// </remarks>
public sealed class Axes
{
    /// <summary>How many steps an axis may take that starts from chance.</summary>
    private const int ColdSteps = 3000;

    /// <summary>How many steps it may take that starts from the last axis.</summary>
    private const int WarmSteps = 100;

    /// <summary>No loading moves by more any longer: the axis is found.</summary>
    private const double Still = 1e-10;

    private readonly int[] _numbers;
    private readonly double[] _means;
    private readonly double[] _first;
    private readonly double[] _second;

    private Axes(int[] numbers, double[] means, double[] first, double[] second, double firstVariance, double secondVariance) =>
        (_numbers, _means, _first, _second, FirstVariance, SecondVariance) = (numbers, means, first, second, firstVariance, secondVariance);

    /// <summary>c: by place, the mean of what was said.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>By place, the loadings of the first axis: a vector of length 1; all 0 where nobody differs.</summary>
    public ReadOnlySpan<double> First => _first;

    public ReadOnlySpan<double> Second => _second;

    /// <summary>The first axis' eigenvalue of G.</summary>
    public double FirstVariance { get; }

    public double SecondVariance { get; }

    /// <param name="last">
    /// Null: from chance, and as long as it takes. Else from these, for a limited time, and turned as they are: what was left stays left.
    /// </param>
    public static Axes Of(StanceSet set, Axes? last = null)
    {
        var m = set.Statements;
        var stride = Padded(m);
        var (numbers, means) = (new int[m], new double[stride]);
        for (var j = 0; j < m; j++)
        {
            numbers[j] = set.NumberOf(j);
            means[j] = set.Pairs.N(j, j) is var seen && seen == 0 ? 0 : (double)set.Pairs.Q(j, j) / seen;
        }

        var covariance = Covariance(set.Pairs, means, stride);
        var (first, firstVariance) = Found(covariance, m, [], Begun(numbers, stride, last?._numbers, last?._first, 1), last is null ? ColdSteps : WarmSteps);
        var (second, secondVariance) =
            Found(covariance, m, first, Begun(numbers, stride, last?._numbers, last?._second, 2), last is null ? ColdSteps : WarmSteps);
        return last is null
            ? new Axes(numbers, means[..m], Turned(first[..m]), Turned(second[..m]), firstVariance, secondVariance)
            : new Axes(numbers, means[..m], first[..m], second[..m], firstVariance, secondVariance);
    }

    /// <summary>G, row after row, for tests and for whoever wants to look.</summary>
    public static double[][] Covariance(StanceSet set)
    {
        var (m, stride) = (set.Statements, Padded(set.Statements));
        var axes = Of(set);
        var means = new double[stride];
        axes.Means.CopyTo(means);
        var (flat, rows) = (Covariance(set.Pairs, means, stride), new double[m][]);
        for (var j = 0; j < m; j++)
        {
            rows[j] = flat[(j * stride)..((j * stride) + m)];
        }

        return rows;
    }

    private static int Padded(int statements) => (statements + 3) & ~3;

    private static double[] Covariance(PairTable pairs, ReadOnlySpan<double> means, int stride)
    {
        var m = pairs.Statements;
        var covariance = new double[m * stride];
        for (var j = 0; j < m; j++)
        {
            for (var k = 0; k <= j; k++)
            {
                var (n, p, q, r) = pairs.Sums(j, k);
                var g = p - (means[k] * q) - (means[j] * r) + (means[j] * means[k] * n);
                covariance[(j * stride) + k] = g;
                covariance[(k * stride) + j] = g;
            }
        }

        return covariance;
    }

    /// <summary>Where an axis starts: at the last one, as far as its statements still count; else anywhere, and always at the same.</summary>
    private static double[] Begun(int[] numbers, int stride, int[]? lastNumbers, double[]? last, ulong seed)
    {
        var (begun, chance) = (new double[stride], new SeededChance(seed));
        for (var j = 0; j < numbers.Length; j++)
        {
            var any = chance.Part() - 0.5;
            begun[j] = lastNumbers is null ? any
                : Array.BinarySearch(lastNumbers, numbers[j]) is var at && at >= 0 ? last![at] + (any * 1e-6)
                : any * 1e-2;
        }

        return begun;
    }

    /// <param name="deflated">The axis found before, to which this one is orthogonal; empty: none.</param>
    private static (double[] Axis, double Variance) Found(double[] covariance, int m, double[] deflated, double[] axis, int steps)
    {
        var (next, variance) = (new double[axis.Length], 0.0);
        for (var step = 0; step < steps; step++)
        {
            if (!Normalized(axis, deflated, out _))
            {
                return (new double[axis.Length], 0);
            }

            for (var j = 0; j < m; j++)
            {
                next[j] = Dot(covariance.AsSpan(j * axis.Length, axis.Length), axis);
            }

            if (!Normalized(next, deflated, out variance))
            {
                return (new double[axis.Length], 0);
            }

            var moved = 0.0;
            for (var j = 0; j < m; j++)
            {
                moved = Math.Max(moved, Math.Abs(next[j] - axis[j]));
            }

            (axis, next) = (next, axis);
            if (moved < Still)
            {
                break;
            }
        }

        return (axis, variance);
    }

    /// <returns>False where nothing is left of it.</returns>
    private static bool Normalized(double[] vector, double[] deflated, out double length)
    {
        if (deflated.Length > 0)
        {
            var along = Dot(vector, deflated);
            for (var j = 0; j < vector.Length; j++)
            {
                vector[j] -= along * deflated[j];
            }
        }

        length = Math.Sqrt(Dot(vector, vector));
        if (length < 1e-9)
        {
            return false;
        }

        for (var j = 0; j < vector.Length; j++)
        {
            vector[j] /= length;
        }

        return true;
    }

    /// <summary>An eigenvector has no sign: the loading that is largest, or the first of these, is positive.</summary>
    private static double[] Turned(double[] axis)
    {
        var largest = 0;
        for (var j = 1; j < axis.Length; j++)
        {
            largest = Math.Abs(axis[j]) > Math.Abs(axis[largest]) + 1e-9 ? j : largest;
        }

        if (axis.Length > 0 && axis[largest] < 0)
        {
            for (var j = 0; j < axis.Length; j++)
            {
                axis[j] = -axis[j];
            }
        }

        return axis;
    }

    /// <summary>Four lanes on every machine: where a processor has wider ones, the sum would be another in its last bits.</summary>
    private static double Dot(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        var a = MemoryMarshal.Cast<double, Vector256<double>>(one);
        var b = MemoryMarshal.Cast<double, Vector256<double>>(other);
        var (even, odd, i) = (Vector256<double>.Zero, Vector256<double>.Zero, 0);
        for (; i + 1 < a.Length && i + 1 < b.Length; i += 2)
        {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }

        if (i < a.Length)
        {
            even += a[i] * b[i];
        }

        var sum = even + odd;
        return sum[0] + sum[1] + (sum[2] + sum[3]);
    }
}
