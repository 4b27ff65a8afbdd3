using Hub.Server.Journal;

namespace Hub.Server.Views;

/// <summary>
/// A part of the views: its tables, and what a commit changes in them. A fold shows it commits in their order and then asks for the statements that bring the
/// tables there. However the commits were batched, the tables hold the same.
/// </summary>
internal abstract class View
{
    /// <summary>The tables, by name, each with its key columns.</summary>
    public abstract IReadOnlyList<ViewTable> Tables { get; }

    public abstract ValueTask Take(Commit commit, CancellationToken cancel);

    /// <summary>What the commits taken since the last time change.</summary>
    public abstract IEnumerable<Statement> Changes();

    /// <summary>The commits taken since the last time are shown again, or never were stored: nothing may be remembered of them.</summary>
    public abstract void Forget();
}

/// <summary>A view that knows what a commit changes as soon as it is shown it, and keeps the statements until they are asked for.</summary>
internal abstract class CollectingView : View
{
    /// <summary>In the order in which they are to run.</summary>
    protected List<Statement> Collected { get; } = [];

    public sealed override IEnumerable<Statement> Changes()
    {
        var changes = Collected.ToArray();
        Collected.Clear();
        return changes;
    }

    public sealed override void Forget() => Collected.Clear();
}

/// <param name="Columns">As in <c>CREATE TABLE</c>.</param>
/// <param name="Key">The columns of its primary key.</param>
/// <param name="Indexes">Columns of each.</param>
internal sealed record ViewTable(string Name, string Columns, string Key, params string[] Indexes)
{
    public IEnumerable<string> Create(ViewTables tables) => Indexes
        .Select((columns, i) => $"CREATE INDEX {tables.NameOf(Name)}_{i + 1} ON {tables.NameOf(Name)} ({columns})")
        .Prepend($"CREATE TABLE {tables.NameOf(Name)} ({Columns}, PRIMARY KEY ({Key}))")

        // Without a checkpoint, what is there is of no use.
        .Prepend($"DROP TABLE IF EXISTS {tables.NameOf(Name)}");
}

/// <summary>What was used lately, at most about twice so much. Not thread-safe.</summary>
internal sealed class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private Dictionary<TKey, TValue> _young = [];
    private Dictionary<TKey, TValue> _old = [];

    public bool TryGet(TKey key, out TValue value)
    {
        if (_young.TryGetValue(key, out value!))
        {
            return true;
        }

        if (!_old.TryGetValue(key, out value!))
        {
            return false;
        }

        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        if (_young.Count >= capacity)
        {
            (_old, _young) = (_young, []);
        }

        _young[key] = value;
    }

    public void Clear() => (_young, _old) = ([], []);
}
