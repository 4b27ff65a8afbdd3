using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Hub.Domain.Registers;

namespace Hub.Server.Registers;

/// <summary>
/// Rows of a text whose cells are separated (RFC 4180). A cell in quotation marks may go over several lines, but only one that is not read: a mark that was
/// forgotten spoils its own line, and swallows no member on the lines behind it.
/// </summary>
internal static class CsvRows
{
    /// <summary>Marks that are closed no sooner are taken for forgotten ones.</summary>
    private const int MostLines = 50;

    /// <returns>The rows that are not blank, and how many more there are than are read.</returns>
    public static (List<TableRow> Rows, int Unread) Read(IReadOnlyList<TextLine> lines, char separator, IReadOnlyList<EntryField> known)
    {
        var (rows, unread, head, below) = (new List<TableRow>(), 0, (TableHead?)null, 0);
        for (var at = 0; at < lines.Count;)
        {
            if (lines[at].Text.AsSpan().Trim([' ', '\u3000', '\u00A0', '\uFEFF', separator]).IsEmpty)
            {
                at++;
                continue;
            }

            if (below > ImportedTable.Most || (head is null && rows.Count > TableHead.MostRowsAbove))
            {
                unread++;
                at++;
                continue;
            }

            var (cells, taken, isBroken) = Record(lines, at, separator, head);
            var row = isBroken ? new TableRow(lines[at].Number, cells ?? [lines[at].Text], ImportFault.BadBytes)
                : cells is null ? new TableRow(lines[at].Number, [lines[at].Text], ImportFault.BadQuotes)
                : new TableRow(lines[at].Number, cells);
            at += taken;
            if (row.Fault is null && row.IsBlank)
            {
                continue;
            }

            rows.Add(row);
            below += head is null ? 0 : 1;
            head ??= TableHead.Of(row.Cells, known) is { IsGood: true } found ? found : null;
        }

        return (rows, unread);
    }

    /// <summary>The record that begins at a line: it ends with the line on which all of its quotation marks are closed.</summary>
    /// <returns>Its cells, or null where the marks are not right; and how many lines it takes: one, where they are not.</returns>
    private static (string[]? Cells, int Lines, bool IsBroken) Record(IReadOnlyList<TextLine> lines, int at, char separator, TableHead? head)
    {
        var first = lines[at];
        if (!first.Text.Contains('"', StringComparison.Ordinal))
        {
            return (first.Text.Split(separator), 1, first.IsBroken);
        }

        var (text, marks, isBroken) = (new StringBuilder(), 0, false);
        for (var n = 1; n <= MostLines && at + n <= lines.Count; n++)
        {
            var line = lines[at + n - 1];
            text.Append(n == 1 ? "" : "\n").Append(line.Text);
            marks += line.Text.AsSpan().Count('"');
            isBroken |= line.IsBroken;
            if (marks % 2 == 0)
            {
                return Cells(text.ToString(), separator) is { } cells && (n == 1 || IsOneRow(cells, lines.Skip(at + 1).Take(n - 1), separator, head))
                    ? (cells, n, isBroken) : (null, 1, first.IsBroken);
            }
        }

        return (null, 1, first.IsBroken);
    }

    /// <summary>Whether a row of several lines is meant as one.</summary>
    private static bool IsOneRow(string[] cells, IEnumerable<TextLine> behind, char separator, TableHead? head) =>
        head is null
        || (!cells.Where((c, i) => head.IsRead(i) && TableHead.Trimmed(c).Contains('\n', StringComparison.Ordinal)).Any()
            && !behind.Any(l => head.IsFilled([.. l.Text.Split(separator).Select(c => c.Trim('"'))])));

    private static string[]? Cells(string text, char separator)
    {
        var isBad = false;
        using var reader = new StringReader(text);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            HasHeaderRecord = false,
            BadDataFound = _ => isBad = true,
        });

        // What is left over belongs to no row: then the marks are not where they seem to be.
        return parser.Read() && parser.Record is { } cells && !parser.Read() && !isBad ? cells : null;
    }
}
