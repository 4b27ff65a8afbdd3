using System.Globalization;
using System.Runtime.CompilerServices;
using Hub.Server.Journal;
using Microsoft.Data.Sqlite;

namespace Hub.Server.Backup;

/// <summary>
/// A SQLite file at one moment, read while a hub writes it: within one read transaction, and without the lock, which is of those who write. The log is not
/// emptied meanwhile, so it grows by what is stored until the backup is done.
/// </summary>
internal sealed class SqliteSource : ITableSource
{
    private readonly SqliteConnection _connection;

    private SqliteSource(SqliteConnection connection, int schema) => (_connection, Schema) = (connection, schema);

    public string Store => ArchiveHead.Sqlite;

    public int Schema { get; }

    /// <exception cref="StartupException">There is no database of the hub, or none that this build knows.</exception>
    public static SqliteSource Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new StartupException($"There is no database {path}.");
        }

        SqliteConnection? connection = null;
        try
        {
            // A file without a log is read as it is: opened in the usual way, it would get one.
            connection = File.Exists(path + SqliteFile.Log) ? ReadShared(path) : SqliteFile.ReadAlone(path);
            Execute(connection, "BEGIN");
            if (Text(connection, "SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'commits')") != "2")
            {
                throw new StartupException($"The database {path} is not one of the hub; it holds other tables.");
            }

            return new SqliteSource(connection, SchemaVersion.Require(path, Text(connection, "SELECT value FROM meta WHERE key = 'schema'")));
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            throw new StartupException($"The database {path} cannot be read: {e.Message}", e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    public Task<IReadOnlyList<Table>> Tables(CancellationToken cancel)
    {
        var tables = new List<Table>();
        foreach (var name in Column(_connection, "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name"))
        {
            if (BackedUp.Includes(name))
            {
                tables.Add(new Table(
                    name, Columns(name),
                    Column(_connection, $"SELECT sql FROM sqlite_schema WHERE tbl_name = '{name}' AND sql IS NOT NULL ORDER BY type = 'index', name")));
            }
        }

        return Task.FromResult<IReadOnlyList<Table>>(tables);
    }

    public async IAsyncEnumerable<object?[]> Rows(Table table, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Names are the schema's own, and looked at before.
        command.CommandText =
            $"SELECT {string.Join(", ", table.Columns.Select(c => c.Name))} FROM {table.Name}{(table.Name == "commits" ? " ORDER BY position" : "")}";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var row = new object?[table.Columns.Count];
        while (Next(reader, table))
        {
            cancel.ThrowIfCancellationRequested();
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : table.Columns[i].Kind switch
                {
                    ValueKind.Integer => reader.GetInt64(i),
                    ValueKind.Real => reader.GetDouble(i),
                    _ => reader.GetFieldValue<byte[]>(i),
                };
            }

            yield return row;
        }
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    private static bool Next(SqliteDataReader reader, Table table)
    {
        try
        {
            return reader.Read();
        }
        catch (SqliteException e)
        {
            throw new StartupException($"The table {table.Name} cannot be read: {e.Message}", e);
        }
    }

    private List<Column> Columns(string table)
    {
        var columns = new List<Column>();
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT name, type FROM pragma_table_info($1)";
        command.Parameters.AddWithValue("$1", table);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            columns.Add(new Column(reader.GetString(0), reader.GetString(1) switch
            {
                "INTEGER" or "INT" => ValueKind.Integer,
                "TEXT" => ValueKind.Text,
                "BLOB" => ValueKind.Bytes,
                "REAL" => ValueKind.Real,
                var type => throw new StartupException($"The column {table}.{reader.GetString(0)} is of the type {type}, which has no place in a backup."),
            }));
        }

        return columns;
    }

    private static SqliteConnection ReadShared(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 30 }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is this class's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static string? Text(SqliteConnection connection, string sql) => Column(connection, sql).FirstOrDefault();

    private static List<string> Column(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is this class's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
        {
            values.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return values;
    }
}
