using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Hub.Server.Backup;
using Microsoft.Data.Sqlite;

namespace Hub.Tests.Browser;

/// <summary>
/// Finds what no log and no trace may hold: tokens and codes by their shape, and what a house knows of its people by its own tables. What gives power stands
/// in these, and in a backup of them, no more than in a log.
/// </summary>
internal static partial class LeakedLines
{
    /// <summary>Shorter words of plain letters stand in a line by chance. No line is written in Chinese.</summary>
    private const int Shortest = 8;

    private const string Sql =
        "SELECT shown FROM codes UNION SELECT shown FROM more_codes UNION SELECT name FROM names UNION SELECT name FROM accounts "
        + "UNION SELECT login FROM accounts";

    /// <summary>The codes that a house shows, and what its people and accounts are called.</summary>
    public static async Task<IReadOnlyList<string>> Known(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Sql;
        await using var rows = await command.ExecuteReaderAsync();
        var known = new List<string>();
        while (await rows.ReadAsync())
        {
            if (!rows.IsDBNull(0) && rows.GetString(0) is { Length: > 1 } word && (word.Length >= Shortest || !System.Text.Ascii.IsValid(word)))
            {
                known.Add(word);
            }
        }

        return known;
    }

    /// <summary>Every text and every blob of a house's database, by table and column; a blob as Latin-1, a character for each byte.</summary>
    public static async Task<IReadOnlyList<(string Category, string Line)>> Stored(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table'";
        var tables = new List<string>();
        await using (var names = await command.ExecuteReaderAsync())
        {
            while (await names.ReadAsync())
            {
                tables.Add(names.GetString(0));
            }
        }

        var stored = new List<(string, string)>();
        foreach (var table in tables)
        {
#pragma warning disable CA2100 // The names are the database's own.
            command.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                for (var i = 0; i < rows.FieldCount; i++)
                {
                    if ((rows.GetValue(i) switch
                    {
                        string text => text,
                        byte[] bytes => Encoding.Latin1.GetString(bytes),
                        _ => null,
                    }) is { } value)
                    {
                        stored.Add(($"{table}.{rows.GetName(i)}", value));
                    }
                }
            }
        }

        return stored;
    }

    /// <summary>The same of a backup that is made of it now, also while the house runs; whatever is in there is read as text.</summary>
    public static async Task<IReadOnlyList<(string Category, string Line)>> BackedUp(string file)
    {
        var backup = $"{file}.searched";
        try
        {
            await BackupCommand.Run($"Data Source={file}", backup, new BackupSettings(), TextWriter.Null, TextWriter.Null);
            var stored = new List<(string, string)>();
            using var archive = ArchiveReader.Open(backup, null);
            while (archive.NextTable() is { } table)
            {
                await foreach (var row in archive.Rows(CancellationToken.None))
                {
                    stored.AddRange(
                        row.Zip(table.Columns).Where(value => value.First is byte[])
                            .Select(value => ($"{table.Name}.{value.Second.Name}", Encoding.UTF8.GetString((byte[])value.First!))));
                }
            }

            return stored;
        }
        finally
        {
            File.Delete(backup);
        }
    }

    /// <returns>Each line that holds something of it, with its category.</returns>
    public static IReadOnlyList<string> In(IEnumerable<(string Category, string Line)> lines, IEnumerable<string> known)
    {
        var words = SearchValues.Create([.. known], StringComparison.Ordinal);
        return [.. lines.Where(l => Shape().IsMatch(l.Line) || l.Line.AsSpan().ContainsAny(words)).Select(l => $"{l.Category}: {l.Line}").Distinct()];
    }

    /// <summary>
    /// A token (JWT); a code that gives power, of 16 or 24 letters and digits that are not all of a number in hex; a secret of one-time codes.
    /// </summary>
    [GeneratedRegex(
        @"eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{20,}|(?<![\w-])(?=[0-9A-F]*[G-Z])([0-9A-HJKMNP-TV-Z]{16}|[0-9A-HJKMNP-TV-Z]{24})(?![\w-])|secret=[A-Z2-7]{20,}",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
