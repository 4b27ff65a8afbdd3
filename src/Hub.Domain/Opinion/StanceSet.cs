namespace Hub.Domain.Opinion;

/// <summary>
/// What a map is computed from: the stances that count, row by row, one row for each person, sorted by id; within a row by statement. Statements have places
/// here, 0 to <see cref="Statements"/> − 1, without those that do not count; <see cref="NumberOf"/> leads back to <see cref="Stances"/>.
/// </summary>
/// <remarks>Rows lie behind one another in arrays of 2 and 1 bytes: one pass over 5 million stances reads 15 MB, in order.</remarks>
public sealed class StanceSet
{
    private readonly int[] _numbers;
    private readonly string[] _people;
    private readonly int[] _starts;
    private readonly ushort[] _statements;
    private readonly sbyte[] _values;

    internal StanceSet(int[] numbers, string[] people, int[] starts, ushort[] statements, sbyte[] values, PairTable pairs) =>
        (_numbers, _people, _starts, _statements, _values, Pairs) = (numbers, people, starts, statements, values, pairs);

    public int People => _people.Length;

    /// <summary>m: how many statements count.</summary>
    public int Statements => _numbers.Length;

    public int Count => _starts[^1];

    /// <summary>The table of the statements that count, by their places.</summary>
    public PairTable Pairs { get; }

    /// <summary>Whoever answered fewer statements has no place: 7, or all where there are fewer.</summary>
    public int LeastAnswers => Math.Min(7, Statements);

    /// <summary>The number in <see cref="Stances"/> of the statement at a place.</summary>
    public int NumberOf(int place) => _numbers[place];

    /// <summary>The place of a statement; −1: it does not count.</summary>
    public int PlaceOf(int number) => Array.BinarySearch(_numbers, number) is var place && place < 0 ? -1 : place;

    public string Id(int person) => _people[person];

    /// <returns>−1 where this person says nothing that counts.</returns>
    public int Find(string id) => Array.BinarySearch(_people, id, StringComparer.Ordinal) is var person && person < 0 ? -1 : person;

    /// <summary>The places of the statements that a person answered, in ascending order.</summary>
    public ReadOnlySpan<ushort> StatementsOf(int person) => _statements.AsSpan(_starts[person], AnswersOf(person));

    /// <summary>What they said to them: see <see cref="StanceValue"/>.</summary>
    public ReadOnlySpan<sbyte> ValuesOf(int person) => _values.AsSpan(_starts[person], AnswersOf(person));

    /// <summary>n_u: how many statements a person answered.</summary>
    public int AnswersOf(int person) => _starts[person + 1] - _starts[person];

    /// <summary>The same people and statements, with some of the stances left out: by how far the map moves then, one sees how sure it is.</summary>
    /// <param name="share">Of each stance, how likely it is left out.</param>
    public StanceSet Without(double share, SeededChance chance)
    {
        var (pairs, left) = (Pairs.Copy(), (sbyte[])_values.Clone());
        var (starts, statements, values, at) = (new int[_starts.Length], new ushort[Count], new sbyte[Count], 0);
        for (var person = 0; person < People; person++)
        {
            var (start, length) = (_starts[person], AnswersOf(person));
            var row = StatementsOf(person);
            var said = left.AsSpan(start, length);
            for (var i = 0; i < length; i++)
            {
                if (chance.Part() < share)
                {
                    said[i] = StanceValue.Absent;
                    pairs.Change(row, said, row[i], _values[start + i], StanceValue.Absent);
                }
                else
                {
                    (statements[at], values[at]) = (row[i], said[i]);
                    at++;
                }
            }

            starts[person + 1] = at;
        }

        return new StanceSet(_numbers, _people, starts, statements, values, pairs);
    }
}
