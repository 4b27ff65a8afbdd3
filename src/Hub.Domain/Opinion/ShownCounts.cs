namespace Hub.Domain.Opinion;

/// <summary>
/// The counts of statements as everybody sees them while a round goes on: none of fewer than <see cref="Anonymity.People"/> people, and then only moving when
/// <see cref="Anonymity.News"/> different people have answered anew, so that nobody reads from two looks what one person said. It moves by the stances
/// themselves and not by who looks when, and is the same after a restart.
/// </summary>
public sealed class ShownCounts
{
    private readonly List<StanceCounts?> _shown = [];
    private readonly List<HashSet<string>> _news = [];

    public void AddStatement()
    {
        _shown.Add(null);
        _news.Add(new HashSet<string>(StringComparer.Ordinal));
    }

    /// <summary>What is shown of a statement; null: nothing yet.</summary>
    public StanceCounts? this[int statement] => _shown[statement];

    /// <summary>A person's stance to a statement is counted otherwise from now on.</summary>
    /// <param name="now">Its counts.</param>
    /// <returns>Whether what is shown has moved.</returns>
    public bool Hear(int statement, string person, StanceCounts now)
    {
        _news[statement].Add(person);
        return Move(statement, now);
    }

    /// <summary>Two statements are one: what waited to be shown of both waits together.</summary>
    /// <param name="now">The counts of the one that is left.</param>
    public bool Merge(int statement, int into, StanceCounts now)
    {
        _news[into].UnionWith(_news[statement]);
        (_shown[statement], _news[statement]) = (null, new HashSet<string>(StringComparer.Ordinal));
        return Move(into, now);
    }

    private bool Move(int statement, StanceCounts now)
    {
        if (_news[statement].Count < Anonymity.News)
        {
            return false;
        }

        _news[statement].Clear();
        _shown[statement] = now.Seen < Anonymity.People ? null : now;
        return true;
    }
}
