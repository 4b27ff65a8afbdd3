using Hub.Server.Journal;
using Microsoft.Data.Sqlite;

namespace Hub.Server.Backup;

/// <summary>
/// A SQLite file that does not exist yet. It is written under another name, which no hub opens and beside which none starts, synced, and then given its own: a
/// restore that was killed leaves no database.
/// </summary>
internal sealed class SqliteTarget : ITableTarget, IRestoredTables
{
    private readonly string _path;
    private readonly FileStream _lock;
    private SqliteConnection? _connection;
    private SqliteTransaction? _transaction;
    private bool _isBegun;
    private bool _isComplete;

    private SqliteTarget(string path, FileStream fileLock) => (_path, _lock) = (path, fileLock);

    public IRestoredTables Restored => this;

    private string Unfinished => _path + SqliteFile.Restoring;

    /// <exception cref="StartupException">The place is not empty, is in use, or cannot be written.</exception>
    public static SqliteTarget Begin(string path)
    {
        RequireEmpty(path);
        var target = new SqliteTarget(path, SqliteFile.Lock(path));
        try
        {
            // Nobody else makes one from here on.
            RequireEmpty(path);

            // What a restore that was killed has left; the lock says that none is under way.
            File.Delete(target.Unfinished);
            File.Delete(target.Unfinished + "-journal");
            using (new FileStream(target.Unfinished, Disk.Options(FileMode.CreateNew)))
            {
                target._isBegun = true;
            }

            target._connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = target.Unfinished, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
            target._connection.Open();

            // It is thrown away whole where anything fails, and synced once, at its end.
            target.Run("PRAGMA journal_mode = OFF");
            target.Run("PRAGMA synchronous = OFF");
            target._transaction = target._connection.BeginTransaction();
            return target;
        }
        catch (Exception e)
        {
            target.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw e is SqliteException or IOException or UnauthorizedAccessException ? Refused(e) : e;
        }
    }

    public async Task Write(Table table, IAsyncEnumerable<object?[]> rows, CancellationToken cancel)
    {
        if (table.Definitions.Count == 0 || !table.Definitions.All(IsDefinition))
        {
            throw new StartupException($"The backup does not say how the table {table.Name} is made.");
        }

        try
        {
            foreach (var definition in table.Definitions)
            {
                Run(definition);
            }

            await using var insert = Command(
                $"INSERT INTO {table.Name} ({string.Join(", ", table.Columns.Select(c => c.Name))}) VALUES "
                + $"({string.Join(", ", table.Columns.Select((c, i) => c.Kind == ValueKind.Text ? $"CAST(${i + 1} AS TEXT)" : $"${i + 1}"))})");
            for (var i = 1; i <= table.Columns.Count; i++)
            {
                insert.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }

            await foreach (var row in rows.WithCancellation(cancel))
            {
                for (var i = 0; i < row.Length; i++)
                {
                    insert.Parameters[i].Value = row[i] ?? DBNull.Value;
                }

                insert.ExecuteNonQuery();
            }
        }
        catch (SqliteException e)
        {
            throw Refused(e);
        }
    }

    public Task Complete(CancellationToken cancel)
    {
        try
        {
            // It is another database from here on: what was remembered of the one that was backed up is not of this one.
            Run($"DELETE FROM meta WHERE key IN ('{SqliteFile.Running}', 'database')");
            Run($"INSERT INTO meta (key, value) VALUES ('database', '{Guid.NewGuid():n}')");
            var head = HeadOf();
            _transaction!.Commit();
            _connection!.Dispose();
            _connection = null;
            using (var file = new FileStream(Unfinished, FileMode.Open, FileAccess.ReadWrite))
            {
                file.Flush(flushToDisk: true);
            }

            // A head of the database that stood here before would keep the hub from opening this one.
            File.Delete(HeadFile.PathOf(_path));
            File.Move(Unfinished, _path, overwrite: false);
            Disk.SyncFolder(Path.GetDirectoryName(_path)!);
            _isComplete = true;
            head.Write(_path);
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Refused(e);
        }
    }

    public async Task<bool> Has(string table, CancellationToken cancel) =>
        (await Query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1", [table], cancel)).Count > 0;

    public Task<int> Execute(string sql, IReadOnlyList<object?> values, CancellationToken cancel) => Guard(() =>
    {
        using var command = Command(sql, [.. values]);
        return command.ExecuteNonQuery();
    });

    public Task<IReadOnlyList<object?[]>> Query(string sql, IReadOnlyList<object?> values, CancellationToken cancel) => Guard<IReadOnlyList<object?[]>>(() =>
    {
        using var command = Command(sql, [.. values]);
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return rows;
    });

    public ValueTask DisposeAsync()
    {
        _transaction?.Dispose();
        _connection?.Dispose();
        if (_isBegun && !_isComplete)
        {
            File.Delete(Unfinished);
            File.Delete(Unfinished + "-journal");
        }

        _lock.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void RequireEmpty(string path)
    {
        foreach (var file in new[] { path, path + SqliteFile.Log })
        {
            if (File.Exists(file))
            {
                throw new StartupException($"{file} is there already; a restore replaces nothing. Move it away, or name another place.");
            }
        }
    }

    /// <summary>A backup that somebody else has made must not make us do anything but tables.</summary>
    private static bool IsDefinition(string sql) =>
        !sql.Contains(';', StringComparison.Ordinal)
        && (sql.StartsWith("CREATE TABLE ", StringComparison.Ordinal) || sql.StartsWith("CREATE INDEX ", StringComparison.Ordinal)
        || sql.StartsWith("CREATE UNIQUE INDEX ", StringComparison.Ordinal));

    private static Task<T> Guard<T>(Func<T> work)
    {
        try
        {
            return Task.FromResult(work());
        }
        catch (SqliteException e)
        {
            throw Refused(e);
        }
    }

    private static StartupException Refused(Exception e) => new($"The restored database cannot be written: {e.Message}", e);

    private HeadFile HeadOf()
    {
        using var command = Command(
            "SELECT value, coalesce((SELECT position FROM commits ORDER BY position DESC LIMIT 1), 0), "
            + "coalesce((SELECT lower(hex(hash)) FROM commits ORDER BY position DESC LIMIT 1), '') FROM meta WHERE key = 'database'");
        using var reader = command.ExecuteReader();
        reader.Read();
        return new HeadFile(reader.GetString(0), reader.GetInt64(1), reader.GetString(2));
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = _connection!.CreateCommand();
        command.Transaction = _transaction;
#pragma warning disable CA2100 // The texts are the program's own, and the definitions of tables were looked at.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i] ?? DBNull.Value);
        }

        return command;
    }
}
