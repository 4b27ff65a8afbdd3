namespace Hub.Domain.Opinion;

/// <summary>
/// What one person said to which statements, by the statements' numbers. One that was taken back stays as a mark with the number of its event, so that an
/// older stance that comes later, or with a merge, does not stand again.
/// </summary>
internal sealed class Answers
{
    private ushort[] _statements = new ushort[8];
    private sbyte[] _values = new sbyte[8];
    private long[] _seqs = new long[8];
    private int _marks;

    /// <summary>How many stand.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<ushort> Statements => _statements.AsSpan(0, _marks);

    public ReadOnlySpan<sbyte> Values => _values.AsSpan(0, _marks);

    /// <returns>The value and the event that it came with; null: nothing was ever said.</returns>
    public (sbyte Value, long Seq)? Find(int statement) => IndexOf(statement) is var at && at < 0 ? null : (_values[at], _seqs[at]);

    /// <summary>Puts an answer in its place and counts it in the table, unless a newer one stands there.</summary>
    /// <returns>Whether anything is counted otherwise now.</returns>
    public bool Put(int statement, sbyte value, long seq, PairTable pairs)
    {
        var at = IndexOf(statement);
        if (at < 0)
        {
            Insert(at = ~at, statement, seq);
        }
        else if (seq < _seqs[at])
        {
            return false;
        }

        _seqs[at] = seq;
        var was = _values[at];
        if (was == value)
        {
            return false;
        }

        _values[at] = StanceValue.Absent;
        pairs.Change(Statements, Values, statement, was, value);
        _values[at] = value;
        Count += (value == StanceValue.Absent ? 0 : 1) - (was == StanceValue.Absent ? 0 : 1);
        return true;
    }

    /// <summary>Leaves no mark, unlike an answer that is taken back.</summary>
    public void Remove(int statement, PairTable pairs)
    {
        if (Find(statement) is not { } found)
        {
            return;
        }

        Put(statement, StanceValue.Absent, found.Seq, pairs);
        var at = IndexOf(statement);
        _marks--;
        _statements.AsSpan(at + 1, _marks - at).CopyTo(_statements.AsSpan(at));
        _values.AsSpan(at + 1, _marks - at).CopyTo(_values.AsSpan(at));
        _seqs.AsSpan(at + 1, _marks - at).CopyTo(_seqs.AsSpan(at));
    }

    private int IndexOf(int statement) => Array.BinarySearch(_statements, 0, _marks, (ushort)statement);

    private void Insert(int at, int statement, long seq)
    {
        if (_marks == _statements.Length)
        {
            Array.Resize(ref _statements, 2 * _marks);
            Array.Resize(ref _values, 2 * _marks);
            Array.Resize(ref _seqs, 2 * _marks);
        }

        _statements.AsSpan(at, _marks - at).CopyTo(_statements.AsSpan(at + 1));
        _values.AsSpan(at, _marks - at).CopyTo(_values.AsSpan(at + 1));
        _seqs.AsSpan(at, _marks - at).CopyTo(_seqs.AsSpan(at + 1));
        (_statements[at], _values[at], _seqs[at]) = ((ushort)statement, StanceValue.Absent, seq);
        _marks++;
    }
}
