namespace Hub.Domain.Opinion;

/// <summary>By group (or slice) and statement, how often it was answered, and how: one pass over the stances.</summary>
public sealed class GroupedCounts
{
    private readonly int[] _agree;
    private readonly int[] _disagree;
    private readonly int[] _seen;
    private readonly int _statements;

    private GroupedCounts(int groups, int statements)
    {
        (Groups, _statements) = (groups, statements);
        (_agree, _disagree, _seen) = (new int[groups * statements], new int[groups * statements], new int[groups * statements]);
    }

    public int Groups { get; }

    /// <param name="statement">Its place in the <see cref="StanceSet"/>.</param>
    public StanceCounts this[int group, int statement]
    {
        get
        {
            var at = (group * _statements) + statement;
            return new StanceCounts(_agree[at], _disagree[at], _seen[at] - _agree[at] - _disagree[at]);
        }
    }

    /// <param name="people">Rows of the set.</param>
    /// <param name="labels">The group of each of them, from 0.</param>
    public static GroupedCounts Of(StanceSet set, ReadOnlySpan<int> people, ReadOnlySpan<int> labels, int groups)
    {
        var counts = new GroupedCounts(groups, set.Statements);
        for (var i = 0; i < people.Length; i++)
        {
            var statements = set.StatementsOf(people[i]);
            var values = set.ValuesOf(people[i]);
            var at = labels[i] * set.Statements;
            for (var j = 0; j < statements.Length && j < values.Length; j++)
            {
                counts._seen[at + statements[j]]++;
                counts._agree[at + statements[j]] += values[j] == StanceValue.Agree ? 1 : 0;
                counts._disagree[at + statements[j]] += values[j] == StanceValue.Disagree ? 1 : 0;
            }
        }

        return counts;
    }
}
