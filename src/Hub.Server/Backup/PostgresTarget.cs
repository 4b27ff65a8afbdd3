using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Backup;

/// <summary>
/// An empty PostgreSQL database. Tables and rows are made in one transaction, which is committed last: a restore that was killed, or lost its connection,
/// leaves the database empty.
/// </summary>
internal sealed class PostgresTarget : ITableTarget, IRestoredTables
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly IReadOnlyDictionary<string, PostgresTable> _tables;

    private PostgresTarget(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyDictionary<string, PostgresTable> tables) =>
        (_connection, _transaction, _tables) = (connection, transaction, tables);

    public IRestoredTables Restored => this;

    /// <exception cref="StartupException">The database is not empty, or cannot be used.</exception>
    public static Task<PostgresTarget> Begin(string connectionString, CancellationToken cancel) => PostgresTable.Guard(async () =>
    {
        var connection = await PostgresTable.Connect(connectionString, cancel);
        try
        {
            await PostgresSchema.RequireDurable(connection, cancel);
            var transaction = await connection.BeginTransactionAsync(cancel);
            await PostgresTable.Execute(connection, "SET LOCAL idle_in_transaction_session_timeout = 0", cancel);
            if ((await PostgresTable.Read(connection, cancel)).Keys.FirstOrDefault() is { } found)
            {
                throw new StartupException(
                    $"The database {connection.Database} is not empty, it has a table {found}; a restore replaces nothing. Name an empty database.");
            }

            await PostgresSchema.Make(connection, cancel);
            await PostgresTable.Execute(connection, "DELETE FROM meta", cancel);
            return new PostgresTarget(connection, transaction, await PostgresTable.Read(connection, cancel));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    });

    public Task Write(Table table, IAsyncEnumerable<object?[]> rows, CancellationToken cancel) => PostgresTable.Guard(async () =>
    {
        var columns = table.Columns.Select(c => (_tables.GetValueOrDefault(table.Name)?.Columns.Find(t => t.Name == c.Name))
            ?? throw new StartupException($"This hub knows no {table.Name}.{c.Name}, which the backup holds; use the newer hub that made it.")).ToList();
        await using (var importer = await _connection.BeginBinaryImportAsync(
            $"COPY {table.Name} ({string.Join(", ", columns.Select(c => c.Name))}) FROM STDIN (FORMAT BINARY)", cancel))
        {
            importer.Timeout = Timeout.InfiniteTimeSpan;
            await foreach (var row in rows.WithCancellation(cancel))
            {
                await importer.StartRowAsync(cancel);
                for (var i = 0; i < row.Length; i++)
                {
                    try
                    {
                        await columns[i].Write(importer, row[i], cancel);
                    }
                    catch (Exception e) when (e is OverflowException or ArgumentException)
                    {
                        throw new StartupException($"The backup holds a value that {table.Name}.{columns[i].Name} does not take.", e);
                    }
                }
            }

            await importer.CompleteAsync(cancel);
        }

        return true;
    });

    public Task Complete(CancellationToken cancel) => PostgresTable.Guard(async () =>
    {
        // Numbers that the database gives go on behind those that were restored.
        foreach (var table in _tables.Keys)
        {
            var numbered = await Query(
                "SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 AND is_identity = 'YES'",
                [table], cancel);
            foreach (var column in numbered.Select(r => r[0]))
            {
                await PostgresTable.Execute(
                    _connection,
                    $"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), (SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)",
                    cancel);
            }
        }

        await _transaction.CommitAsync(cancel);
        return true;
    });

    public Task<bool> Has(string table, CancellationToken cancel) => Task.FromResult(_tables.ContainsKey(table));

    public Task<int> Execute(string sql, IReadOnlyList<object?> values, CancellationToken cancel) => PostgresTable.Guard(async () =>
    {
        await using var command = PostgresStore.Command(_connection, sql, [.. values]);
        return await command.ExecuteNonQueryAsync(cancel);
    });

    public Task<IReadOnlyList<object?[]>> Query(string sql, IReadOnlyList<object?> values, CancellationToken cancel) =>
        PostgresTable.Guard<IReadOnlyList<object?[]>>(async () =>
        {
            await using var command = PostgresStore.Command(_connection, sql, [.. values]);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            var rows = new List<object?[]>();
            while (await reader.ReadAsync(cancel))
            {
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
            }

            return rows;
        });

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
