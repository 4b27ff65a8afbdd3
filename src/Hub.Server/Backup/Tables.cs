namespace Hub.Server.Backup;

/// <summary>What a column's values are in a backup, whichever store they come from.</summary>
internal enum ValueKind
{
    /// <summary>A <see cref="long"/>; also a truth value, as 0 or 1, and a moment, in microseconds since 1970.</summary>
    Integer = 1,

    /// <summary>UTF-8, as a <see cref="byte"/> array.</summary>
    Text = 2,

    /// <summary>A <see cref="byte"/> array.</summary>
    Bytes = 3,

    /// <summary>A <see cref="double"/>.</summary>
    Real = 4,
}

internal sealed record Column(string Name, ValueKind Kind);

/// <param name="Definitions">SQL that makes the table and its indexes, where the store can tell; it is run as it is.</param>
internal sealed record Table(string Name, IReadOnlyList<Column> Columns, IReadOnlyList<string> Definitions)
{
    public int Find(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == column)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>A database as it is at one moment, whatever is written to it meanwhile.</summary>
internal interface ITableSource : IAsyncDisposable
{
    /// <summary>Which kind of store it is; see <see cref="ArchiveHead.Store"/>.</summary>
    string Store { get; }

    /// <summary>The schema's version, in <c>meta</c>.</summary>
    int Schema { get; }

    Task<IReadOnlyList<Table>> Tables(CancellationToken cancel);

    /// <summary>The rows of a table, those of a stream in <c>commits</c> in their order. A row is valid until the next one is asked for.</summary>
    IAsyncEnumerable<object?[]> Rows(Table table, CancellationToken cancel);
}

/// <summary>An empty place that becomes a database, wholly or not at all.</summary>
internal interface ITableTarget : IAsyncDisposable
{
    /// <summary>What was written, to look at and to change, before anybody else can.</summary>
    IRestoredTables Restored { get; }

    /// <exception cref="StartupException">The database of this build has no such table or column.</exception>
    Task Write(Table table, IAsyncEnumerable<object?[]> rows, CancellationToken cancel);

    /// <summary>From here on it is a database that a hub may open. Without this, the place is as empty as before.</summary>
    Task Complete(CancellationToken cancel);
}

/// <summary>The tables of a restored database before it is complete.</summary>
internal interface IRestoredTables
{
    /// <summary>Whether the database has this table.</summary>
    Task<bool> Has(string table, CancellationToken cancel);

    /// <param name="sql">One statement in what both stores understand; parameters are <c>$1</c>, <c>$2</c>, …</param>
    /// <returns>The number of rows that changed.</returns>
    Task<int> Execute(string sql, IReadOnlyList<object?> values, CancellationToken cancel);

    /// <returns>The rows; texts, numbers (<see cref="long"/>), bytes and nulls.</returns>
    Task<IReadOnlyList<object?[]>> Query(string sql, IReadOnlyList<object?> values, CancellationToken cancel);
}

/// <summary>
/// What has to be done to a restored database before anybody can open it: its audit log says that it was restored. It runs within the restore: where it fails,
/// nothing was restored.
/// </summary>
internal interface IBeforeComplete
{
    Task Run(IRestoredTables restored, CancellationToken cancel);
}

/// <summary>Which tables a backup has.</summary>
internal static class BackedUp
{
    /// <summary>
    /// Sessions are not restored, snapshots are shortcuts that the events make anew, a key that moves a guest lives ten minutes, and a question to an
    /// authenticator, like a provider's logout token, some: what nobody needs is in no backup.
    /// </summary>
    private static readonly HashSet<string> WithoutRows = ["snapshots", "sessions", "moves", "used_challenges", "used_logouts"];

    /// <summary>Who belongs to the cluster at the moment is no matter of the record.</summary>
    private static readonly HashSet<string> OfCluster = ["orleansquery", "cluster_versions", "silos"];

    /// <summary>Views are folded anew from the journal.</summary>
    public static bool Includes(string table) => !table.StartsWith("view", StringComparison.Ordinal) && !OfCluster.Contains(table);

    public static bool HasRows(string table) => !WithoutRows.Contains(table);

    /// <summary>Names are put into SQL as they are, those that a file says too.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 63 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
