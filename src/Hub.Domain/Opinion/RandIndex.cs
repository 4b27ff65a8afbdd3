namespace Hub.Domain.Opinion;

/// <summary>
/// How far two groupings of the same people agree, whatever the groups are called: 1 where they are the same, about 0 where they have no more in common than
/// chance (Hubert and Arabie, "Comparing partitions", Journal of Classification 2, 1985).
/// </summary>
public static class RandIndex
{
    /// <param name="one">By person, a number of a group, from 0.</param>
    /// <param name="other">The same people, grouped otherwise.</param>
    /// <exception cref="ArgumentException">They are not as many.</exception>
    public static double Adjusted(ReadOnlySpan<int> one, ReadOnlySpan<int> other)
    {
        if (one.Length != other.Length)
        {
            throw new ArgumentException("Both group the same people.", nameof(other));
        }

        var (rows, columns) = (1, 1);
        for (var i = 0; i < one.Length; i++)
        {
            (rows, columns) = (Math.Max(rows, one[i] + 1), Math.Max(columns, other[i] + 1));
        }

        var (cells, row, column) = (new long[rows * columns], new long[rows], new long[columns]);
        for (var i = 0; i < one.Length; i++)
        {
            cells[(one[i] * columns) + other[i]]++;
            row[one[i]]++;
            column[other[i]]++;
        }

        var (together, inOne, inOther, pairs) = (Pairs(cells), Pairs(row), Pairs(column), Pairs(one.Length));
        var expected = pairs == 0 ? 0 : inOne * inOther / pairs;
        var most = (inOne + inOther) / 2;
        return most == expected ? 1 : (together - expected) / (most - expected);
    }

    private static double Pairs(long[] counts)
    {
        var pairs = 0.0;
        foreach (var count in counts)
        {
            pairs += Pairs(count);
        }

        return pairs;
    }

    private static double Pairs(long count) => count * (count - 1) / 2.0;
}
