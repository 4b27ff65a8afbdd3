using System.Data;
using System.Runtime.CompilerServices;
using System.Text;
using Hub.Server.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Backup;

/// <summary>
/// A cluster's database at one moment: one transaction that reads only and repeatably, and one COPY for each table. It takes no number of a transaction, so
/// that no reader of the journal waits for it.
/// </summary>
internal sealed class PostgresSource : ITableSource
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private PostgresSource(NpgsqlConnection connection, NpgsqlTransaction transaction, int schema) =>
        (_connection, _transaction, Schema) = (connection, transaction, schema);

    public string Store => ArchiveHead.Postgres;

    public int Schema { get; }

    /// <exception cref="StartupException">There is no database of the hub, or none that this build knows.</exception>
    public static Task<PostgresSource> Open(string connectionString, CancellationToken cancel) => PostgresTable.Guard(async () =>
    {
        var connection = await PostgresTable.Connect(connectionString, cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
            await PostgresTable.Execute(connection, "SET TRANSACTION READ ONLY", cancel);
            await PostgresTable.Execute(connection, "SET LOCAL idle_in_transaction_session_timeout = 0", cancel);
            if (await PostgresTable.Ask<bool>(connection, "SELECT to_regclass('meta') IS NULL OR to_regclass('commits') IS NULL", cancel))
            {
                throw new StartupException($"The database {connection.Database} is not one of the hub.");
            }

            return new PostgresSource(
                connection, transaction,
                SchemaVersion.Require(
                    $"The database {connection.Database}",
                    await PostgresTable.Ask<string>(connection, "SELECT value FROM meta WHERE key = 'schema'", cancel)));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    });

    public Task<IReadOnlyList<Table>> Tables(CancellationToken cancel) => PostgresTable.Guard<IReadOnlyList<Table>>(async () =>
        [.. (await PostgresTable.Read(_connection, cancel)).Values.Where(t => BackedUp.Includes(t.Name)).Select(t => t.ToTable())]);

    public async IAsyncEnumerable<object?[]> Rows(Table table, [EnumeratorCancellation] CancellationToken cancel)
    {
        var columns = (await PostgresTable.Guard(() => PostgresTable.Read(_connection, cancel)))[table.Name].Columns;
        await using var reader = await PostgresTable.Guard(() => _connection.BeginBinaryExportAsync(
            $"COPY (SELECT {string.Join(", ", columns.Select(c => c.Plain))} FROM {table.Name}{(table.Name == "commits" ? " ORDER BY stream, number" : "")}) "
            + "TO STDOUT (FORMAT BINARY)",
            cancel));
        reader.Timeout = Timeout.InfiniteTimeSpan;
        var row = new object?[columns.Count];
        while (await PostgresTable.Guard(() => ReadRow(reader, table, row, cancel)))
        {
            yield return row;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<bool> ReadRow(NpgsqlBinaryExporter reader, Table table, object?[] row, CancellationToken cancel)
    {
        if (await reader.StartRowAsync(cancel) < 0)
        {
            return false;
        }

        for (var i = 0; i < row.Length; i++)
        {
            if (reader.IsNull)
            {
                row[i] = null;
                await reader.SkipAsync(cancel);
                continue;
            }

            row[i] = table.Columns[i].Kind switch
            {
                ValueKind.Integer => await reader.ReadAsync<long>(NpgsqlDbType.Bigint, cancel),
                ValueKind.Real => await reader.ReadAsync<double>(NpgsqlDbType.Double, cancel),
                ValueKind.Text => Encoding.UTF8.GetBytes(await reader.ReadAsync<string>(NpgsqlDbType.Text, cancel)),
                _ => await reader.ReadAsync<byte[]>(NpgsqlDbType.Bytea, cancel),
            };
        }

        return true;
    }
}

/// <summary>A table as the database describes it.</summary>
internal sealed record PostgresTable(string Name, List<PostgresTable.Typed> Columns)
{
    public Table ToTable() => new(Name, [.. Columns.Select(c => new Column(c.Name, c.Kind))], []);

    /// <summary>A connection for work that may take its time.</summary>
    public static async Task<NpgsqlConnection> Connect(string connectionString, CancellationToken cancel)
    {
        var settings = PostgresStore.Understand(connectionString);
        (settings.CommandTimeout, settings.Pooling, settings.MaxAutoPrepare, settings.KeepAlive) = (0, false, 0, 30);
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The tables of the database's schema, by name.</summary>
    public static async Task<SortedDictionary<string, PostgresTable>> Read(NpgsqlConnection connection, CancellationToken cancel)
    {
        var tables = new SortedDictionary<string, PostgresTable>(StringComparer.Ordinal);
        await using var command = PostgresStore.Command(
            connection,
            """
            SELECT c.relname::text, a.attname::text, format_type(a.atttypid, NULL)
            FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
            WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            ORDER BY c.relname, a.attnum
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (!tables.TryGetValue(reader.GetString(0), out var table))
            {
                tables.Add(reader.GetString(0), table = new PostgresTable(reader.GetString(0), []));
            }

            if (BackedUp.Includes(table.Name))
            {
                table.Columns.Add(new Typed(table.Name, reader.GetString(1), reader.GetString(2)));
            }
        }

        return tables;
    }

    public static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = PostgresStore.Command(connection, sql);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public static async Task<T?> Ask<T>(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = PostgresStore.Command(connection, sql);
        return await command.ExecuteScalarAsync(cancel) is T value ? value : default;
    }

    /// <summary>What the database says in the way of it is one sentence.</summary>
    public static async Task<T> Guard<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (PostgresStore.IsOfDatabase(e))
        {
            throw new StartupException($"The database of Journal:ConnectionString did not do it: {PostgresStore.Sentence(e)}.", e);
        }
    }

    /// <param name="Type">As PostgreSQL calls it.</param>
    internal sealed record Typed(string Table, string Name, string Type)
    {
        public ValueKind Kind => Type switch
        {
            "smallint" or "integer" or "bigint" or "boolean" or "timestamp with time zone" => ValueKind.Integer,
            "text" or "jsonb" => ValueKind.Text,
            "bytea" => ValueKind.Bytes,
            "double precision" => ValueKind.Real,
            _ => throw new StartupException($"The column {Table}.{Name} is of the type {Type}, which has no place in a backup."),
        };

        /// <summary>How it is read, as a value of its kind.</summary>
        public string Plain => Type switch
        {
            "boolean" => $"{Name}::int::bigint",
            "timestamp with time zone" => $"(extract(epoch FROM {Name}) * 1000000)::bigint",
            _ => $"{Name}::{(Kind switch { ValueKind.Integer => "bigint", ValueKind.Text => "text", ValueKind.Bytes => "bytea", _ => "double precision" })}",
        };

        /// <summary>How it is written back.</summary>
        public Task Write(NpgsqlBinaryImporter importer, object? value, CancellationToken cancel) => (Type, value) switch
        {
            (_, null) => importer.WriteNullAsync(cancel),
            ("boolean", long n) => importer.WriteAsync(n != 0, NpgsqlDbType.Boolean, cancel),
            ("smallint", long n) => importer.WriteAsync(checked((short)n), NpgsqlDbType.Smallint, cancel),
            ("integer", long n) => importer.WriteAsync(checked((int)n), NpgsqlDbType.Integer, cancel),
            ("bigint", long n) => importer.WriteAsync(n, NpgsqlDbType.Bigint, cancel),
            ("timestamp with time zone", long n) => importer.WriteAsync(DateTime.UnixEpoch.AddMicroseconds(n), NpgsqlDbType.TimestampTz, cancel),
            ("text", byte[] b) => importer.WriteAsync(Encoding.UTF8.GetString(b), NpgsqlDbType.Text, cancel),
            ("jsonb", byte[] b) => importer.WriteAsync(Encoding.UTF8.GetString(b), NpgsqlDbType.Jsonb, cancel),
            ("bytea", byte[] b) => importer.WriteAsync(b, NpgsqlDbType.Bytea, cancel),
            ("double precision", double d) => importer.WriteAsync(d, NpgsqlDbType.Double, cancel),
            _ => throw new StartupException($"The backup holds a value for {Table}.{Name} that is no {Type}."),
        };
    }
}
