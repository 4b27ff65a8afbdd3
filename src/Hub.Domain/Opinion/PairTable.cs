using System.Runtime.Intrinsics;

namespace Hub.Domain.Opinion;

/// <summary>
/// For every two statements j and k, over the people who answered both: how many they are, N = Σ o_j·o_k; the sum of the products of what they said,
/// P = Σ v_j·v_k; and the sums of what they said to one of them, Q_jk = Σ v_j·o_k. v is 1 (agree), −1 (disagree) or 0 (pass), and o is 1 where somebody
/// answered. All are whole numbers, so that the same stances in any order give the same tables, and what is taken back leaves no trace.
/// </summary>
/// <remarks>
/// The lower triangle alone is kept, its diagonal with it, row after row, so that a new statement moves nothing. A cell holds all four numbers in 16 bytes: a
/// stance touches one cell for each other answer of its person, whatever the number of people. At 1,000 statements the table has 8 MB.
/// </remarks>
public sealed class PairTable
{
    private Vector128<int>[] _cells = [];

    public int Statements { get; private set; }

    /// <summary>How many answered both; of a statement with itself, how many answered it.</summary>
    public int N(int j, int k) => Cell(j, k)[0];

    /// <summary>The sum of the products of what they said.</summary>
    public int P(int j, int k) => Cell(j, k)[1];

    /// <summary>The sum of what they said to <paramref name="j"/>.</summary>
    public int Q(int j, int k) => Cell(j, k)[j >= k ? 2 : 3];

    /// <summary>All four of two places, the first not before the second: N, P, Q_jk and Q_kj.</summary>
    internal (int N, int P, int Q, int Other) Sums(int j, int k)
    {
        var cell = _cells[Row(j) + k];
        return (cell[0], cell[1], cell[2], cell[3]);
    }

    public StanceCounts Counts(int statement)
    {
        var cell = Cell(statement, statement);
        var (seen, spoke, sum) = (cell[0], cell[1], cell[2]);
        return new StanceCounts((spoke + sum) / 2, (spoke - sum) / 2, seen - spoke);
    }

    /// <summary>Whether both hold the same numbers, to the last bit.</summary>
    public bool IsSame(PairTable other) => Statements == other.Statements && Filled.SequenceEqual(other.Filled);

    internal PairTable Copy() => new() { Statements = Statements, _cells = Filled.ToArray() };

    /// <summary>The table of some of the statements alone.</summary>
    /// <param name="kept">In ascending order.</param>
    internal PairTable Of(ReadOnlySpan<int> kept)
    {
        var cells = new Vector128<int>[Row(kept.Length)];
        var at = 0;
        foreach (var j in kept)
        {
            var row = _cells.AsSpan(Row(j), j + 1);
            foreach (var k in kept)
            {
                if (k > j)
                {
                    break;
                }

                cells[at++] = row[k];
            }
        }

        return new PairTable { Statements = kept.Length, _cells = cells };
    }

    internal void AddStatement()
    {
        Statements++;
        if (Row(Statements) > _cells.Length)
        {
            Array.Resize(ref _cells, Row(Statements + (Statements / 4) + 4));
        }
    }

    /// <summary>One person's answer to one statement is another from now on.</summary>
    /// <param name="statements">All that this person has answered, in ascending order.</param>
    /// <param name="values">What they said. At the statement that changes: <see cref="StanceValue.Absent"/>.</param>
    /// <param name="was">The value up to now, or <see cref="StanceValue.Absent"/>.</param>
    /// <param name="now">The value from now on, or <see cref="StanceValue.Absent"/>.</param>
    internal void Change(ReadOnlySpan<ushort> statements, ReadOnlySpan<sbyte> values, int statement, sbyte was, sbyte now)
    {
        var (wasThere, isThere) = (was == StanceValue.Absent ? 0 : 1, now == StanceValue.Absent ? 0 : 1);
        var (before, after) = (wasThere * was, isThere * now);
        var (o, v) = (isThere - wasThere, after - before);

        // What a cell gains where the other answer is −1, 0, 1, or absent: (N, P, Q of its row's statement, Q of its column's).
        Span<Vector128<int>> asRow = [Vector128.Create(o, -v, v, -o), Vector128.Create(o, 0, v, 0), Vector128.Create(o, v, v, o), Vector128<int>.Zero];
        Span<Vector128<int>> asColumn = [Vector128.Create(o, -v, -o, v), Vector128.Create(o, 0, 0, v), Vector128.Create(o, v, o, v), Vector128<int>.Zero];

        var cells = _cells.AsSpan();
        var row = cells.Slice(Row(statement), statement + 1);
        var i = 0;
        for (; i < statements.Length && statements[i] < statement; i++)
        {
            row[statements[i]] += asRow[values[i] + 1];
        }

        for (; i < statements.Length; i++)
        {
            cells[Row(statements[i]) + statement] += asColumn[values[i] + 1];
        }

        row[statement] += Vector128.Create(o, (after * after) - (before * before), v, v);
    }

    private Span<Vector128<int>> Filled => _cells.AsSpan(0, Row(Statements));

    private static int Row(int statement) => statement * (statement + 1) / 2;

    private Vector128<int> Cell(int j, int k)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Math.Max(j, k), Statements);
        return _cells[Row(Math.Max(j, k)) + Math.Min(j, k)];
    }
}
