namespace Hub.Domain.Opinion;

/// <summary>A copy of a round's stances as they stood at one moment: plain arrays, which nobody changes any more.</summary>
public sealed class FrozenStances
{
    private readonly string[] _people;
    private readonly int[] _starts;
    private readonly ushort[] _statements;
    private readonly sbyte[] _values;
    private readonly PairTable _pairs;
    private readonly bool[] _counted;

    internal FrozenStances(string[] people, int[] starts, ushort[] statements, sbyte[] values, PairTable pairs, bool[] counted) =>
        (_people, _starts, _statements, _values, _pairs, _counted) = (people, starts, statements, values, pairs, counted);

    /// <summary>
    /// The stances that count, people sorted by their ids, so that nothing depends on who came first: those who say something to a statement that is neither
    /// hidden nor merged into another.
    /// </summary>
    public StanceSet Arranged()
    {
        var (kept, places) = (new List<int>(_counted.Length), new int[_counted.Length]);
        for (var statement = 0; statement < _counted.Length; statement++)
        {
            places[statement] = _counted[statement] ? kept.Count : -1;
            if (_counted[statement])
            {
                kept.Add(statement);
            }
        }

        var (ids, order) = ((string[])_people.Clone(), new int[_people.Length]);
        for (var person = 0; person < order.Length; person++)
        {
            order[person] = person;
        }

        Array.Sort(ids, order, StringComparer.Ordinal);
        var (people, starts) = (new List<string>(ids.Length), new List<int>(ids.Length + 1) { 0 });
        var (statements, values, at) = (new ushort[_statements.Length], new sbyte[_values.Length], 0);
        foreach (var person in order)
        {
            var start = at;
            for (var i = _starts[person]; i < _starts[person + 1]; i++)
            {
                if (places[_statements[i]] >= 0 && _values[i] != StanceValue.Absent)
                {
                    (statements[at], values[at]) = ((ushort)places[_statements[i]], _values[i]);
                    at++;
                }
            }

            if (at > start)
            {
                people.Add(_people[person]);
                starts.Add(at);
            }
        }

        int[] numbers = [.. kept];
        return new StanceSet(numbers, [.. people], [.. starts], statements, values, _pairs.Of(numbers));
    }
}
