using System.Globalization;
using Hub.Domain.Meetings;
using Hub.Server.Journal;
using Hub.Server.Views;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Hub.Server.Rehearsals;

/// <summary>
/// Which meetings are open in the house just now, as the command asks, in which the house itself does not run: by the list of meetings that the house keeps in
/// its database.
/// </summary>
internal static class OpenMeetings
{
    private static readonly string Tables = string.Create(CultureInfo.InvariantCulture, $"{ViewTables.Prefix}{ViewTables.Version}_%_meetings");

    /// <param name="journal">The connection string.</param>
    /// <exception cref="StartupException">The database cannot be read; says why.</exception>
    /// <returns>Their ids.</returns>
    public static async Task<IReadOnlySet<string>> Find(string journal, CancellationToken cancel)
    {
        try
        {
            return PostgresStore.IsMeant(journal) ? await FindInPostgres(journal, cancel) : FindInSqlite(SqliteFile.PathOf(journal));
        }
        catch (Exception e) when (e is SqliteException or NpgsqlException)
        {
            throw new StartupException($"Whether a meeting is open cannot be read from the database: {e.Message}", e);
        }
    }

    /// <summary>While no hub has the file open, nobody meets in it.</summary>
    private static HashSet<string> FindInSqlite(string path)
    {
        var open = new HashSet<string>();
        if (!File.Exists(path + SqliteFile.Log))
        {
            return open;
        }

        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        connection.Open();
        using var list = new SqliteCommand("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE $1", connection);
        list.Parameters.AddWithValue("$1", Tables);
        var tables = new List<string>();
        using (var reader = list.ExecuteReader())
        {
            while (reader.Read())
            {
                tables.Add(reader.GetString(0));
            }
        }

        foreach (var table in tables.Where(IsOne))
        {
#pragma warning disable CA2100 // The name is one of the hub's own tables.
            using var find = new SqliteCommand(Open(table), connection);
#pragma warning restore CA2100
            using var reader = find.ExecuteReader();
            while (reader.Read())
            {
                open.Add(reader.GetString(0));
            }
        }

        return open;
    }

    private static async Task<HashSet<string>> FindInPostgres(string journal, CancellationToken cancel)
    {
        var open = new HashSet<string>();
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(journal) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE $1", connection))
        {
            list.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Tables });
            await using var reader = await list.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                tables.Add(reader.GetString(0));
            }
        }

        foreach (var table in tables.Where(IsOne))
        {
#pragma warning disable CA2100 // The name is one of the hub's own tables.
            await using var find = new NpgsqlCommand(Open(table), connection);
#pragma warning restore CA2100
            await using var reader = await find.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                open.Add(reader.GetString(0));
            }
        }

        return open;
    }

    /// <summary>Of the list of meetings, and of no other whose name ends alike: a version, a generation, and the word.</summary>
    private static bool IsOne(string table) => table.Split('_') is [_, var generation, "meetings"] && generation.All(char.IsAsciiDigit);

    private static string Open(string table) =>
        $"SELECT id FROM {table} WHERE status IN ('{nameof(MeetingStatus.Open)}', '{nameof(MeetingStatus.Paused)}')";
}
