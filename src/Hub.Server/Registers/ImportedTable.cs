using Hub.Domain.Registers;
using Hub.Server.Files;

namespace Hub.Server.Registers;

/// <summary>A table that somebody chose, taken apart into its head and the rows below it.</summary>
/// <param name="Head">Null: it has none that is known.</param>
/// <param name="HeadLine">Where the head stands, or, where there is none, the table begins.</param>
/// <param name="HeadCells">What stands there.</param>
/// <param name="Above">The rows above the head.</param>
/// <param name="Rows">Below the head, blank ones left out, and no more than <paramref name="Most"/> and one.</param>
/// <param name="Unread">How many more there are.</param>
/// <param name="Encoding">Of a text.</param>
/// <param name="Sheet">Of a workbook, the sheet that was read.</param>
/// <param name="OtherSheets">The others, by name.</param>
/// <param name="Fault">Why it was not read at all.</param>
internal sealed record ImportedTable(
    TableHead? Head, int HeadLine, string[] HeadCells, IReadOnlyList<TableRow> Above, IReadOnlyList<TableRow> Rows, int Unread = 0, string? Encoding = null,
    string? Sheet = null, IReadOnlyList<string>? OtherSheets = null, ImportFault? Fault = null)
{
    /// <summary>So many rows below the head are read.</summary>
    public const int Most = RegisterDecider.MostImported;

    private static readonly char[] Separators = [',', ';', '\t'];

    private static readonly byte[] Zip = [(byte)'P', (byte)'K', 3, 4];

    /// <summary>A compound file: a workbook of the older format, or one with a password.</summary>
    private static readonly byte[] Compound = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>What it is is judged by what stands in it, whatever it is called.</summary>
    /// <param name="known">The columns that are asked for.</param>
    public static ImportedTable Read(byte[] file, IReadOnlyList<EntryField> known) =>
        file.AsSpan().StartsWith(Zip) ? WorkbookReader.Read(file, known)
        : file.AsSpan().StartsWith(Compound) ? Unreadable(ImportFault.OtherWorkbook)
        : FileContent.IsKnown(file) ? Unreadable(ImportFault.NotATable)
        : OfText(file, known);

    public static ImportedTable Unreadable(ImportFault fault) => new(null, 1, [], [], [], Fault: fault);

    /// <param name="rows">None of them blank.</param>
    /// <param name="unread">How many rows of the file are not among them.</param>
    public static ImportedTable Of(IReadOnlyList<TableRow> rows, IReadOnlyList<EntryField> known, int unread = 0)
    {
        var at = TableHead.Find(rows, known);
        if (at < 0)
        {
            return new ImportedTable(null, rows.Count > 0 ? rows[0].Line : 1, rows.Count > 0 ? rows[0].Cells : [], [], []);
        }

        var below = rows.Count - at - 1;
        return new ImportedTable(
            TableHead.Of(rows[at].Cells, known), rows[at].Line, rows[at].Cells, [.. rows.Take(at)], [.. rows.Skip(at + 1).Take(Most + 1)],
            unread + Math.Max(0, below - Most - 1));
    }

    private static ImportedTable OfText(byte[] file, IReadOnlyList<EntryField> known)
    {
        var (lines, encoding) = TableText.Read(file);
        var first = lines.FirstOrDefault(l => TableHead.Trimmed(l.Text).Length > 0).Text ?? "";

        // Spreadsheets tell each other so, in a line of its own, what separates the cells.
        var told = Told(first);
        if (told is not null)
        {
            lines = [.. lines.SkipWhile(l => l.Text != first).Skip(1)];
        }

        ImportedTable? best = null;
        foreach (var separator in told is { } only ? [only] : Separators)
        {
            var (rows, unread) = CsvRows.Read(lines, separator, known);
            var table = Of(rows, known, unread) with { Encoding = encoding };
            if (table.Head?.IsGood == true)
            {
                return table;
            }

            best = best is null || table.Head?.Known > (best.Head?.Known ?? 0) ? table : best;
        }

        return best!;
    }

    private static char? Told(string line)
    {
        var text = line.Trim(' ', '"', '\uFEFF');
        return text.Length >= 5 && text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.AsSpan(5).Trim(['"', text[4], ' ']).IsEmpty
            ? text[4] : null;
    }
}
