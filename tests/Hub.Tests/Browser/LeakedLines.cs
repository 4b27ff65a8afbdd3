using System.Buffers;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Hub.Tests.Browser;

/// <summary>Finds what no log may hold: tokens and codes by their shape, and what a house knows of its people by its own tables.</summary>
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
