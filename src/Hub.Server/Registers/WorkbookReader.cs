using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Hub.Domain.Registers;

namespace Hub.Server.Registers;

/// <summary>
/// Rows of a workbook (ECMA-376, .xlsx), of the first sheet that has a head: those that are shown come before hidden ones. A cell is read as it is shown:
/// numbers without what the machine's arithmetic adds, days as 2026-12-01, what is true or false as 是 or 否. What a merged cell says counts for all of its rows.
/// </summary>
internal static partial class WorkbookReader
{
    /// <summary>So many bytes a workbook is unpacked; a small file may unpack to gigabytes.</summary>
    public const int MostUnpacked = 48 * 1024 * 1024;

    public const int MostCells = 500_000;
    public const int MostRows = 100_000;
    public const int MostColumns = 200;

    private const int MostParts = 1000;

    /// <summary>What is read as a whole: not the sheets and the texts that they share.</summary>
    private const int MostOfSmallPart = 4 * 1024 * 1024;

    private const int MostMerged = 20_000;

    /// <summary>Between the calendar of 1904 and the one of 1900, in days.</summary>
    private const int From1904 = 1462;

    private const string Error = "#VALUE!";

    /// <summary>Number formats that show a day or a time without saying how (ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are those of China).</summary>
    private static bool IsDay(uint format) => format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);

    public static ImportedTable Read(byte[] file, IReadOnlyList<EntryField> known)
    {
        try
        {
            if (FaultOf(file) is { } fault)
            {
                return ImportedTable.Unreadable(fault);
            }

            using var stream = new MemoryStream(file, writable: false);
            using var document = SpreadsheetDocument.Open(stream, isEditable: false, new OpenSettings { MaxCharactersInPart = MostUnpacked });
            return Read(document, known);
        }
        catch (Exception e) when (e is OpenXmlPackageException or FileFormatException or InvalidDataException or XmlException or IOException or FormatException
            or ArgumentException or InvalidOperationException or NotSupportedException or OverflowException)
        {
            // Whoever made the file, or whatever cut it off, did not keep to the format: the library says so in many ways.
            return ImportedTable.Unreadable(ImportFault.DamagedWorkbook);
        }
    }

    /// <summary>
    /// Why it cannot be a workbook that is read; null where it may be. Every part is unpacked once to nowhere: what a part says of its size may be a lie.
    /// </summary>
    private static ImportFault? FaultOf(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file, writable: false), ZipArchiveMode.Read);
        if (archive.Entries.Count > MostParts)
        {
            return ImportFault.TableTooLarge;
        }

        if (archive.GetEntry("xl/workbook.xml") is null)
        {
            string[] others = ["xl/workbook.bin", "content.xml", "Index/Document.iwa"];
            return others.Any(part => archive.GetEntry(part) is not null)
                ? ImportFault.OtherWorkbook : ImportFault.NotATable;
        }

        var (buffer, all) = (new byte[64 * 1024], 0L);
        foreach (var entry in archive.Entries)
        {
            var isLarge = entry.FullName.StartsWith("xl/worksheets/", StringComparison.OrdinalIgnoreCase)
                || entry.FullName.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase)
                || entry.FullName.StartsWith("xl/media/", StringComparison.OrdinalIgnoreCase);
            using var content = entry.Open();
            for (int read, one = 0; (read = content.Read(buffer)) > 0;)
            {
                all += read;
                one += read;
                if (all > MostUnpacked || (!isLarge && one > MostOfSmallPart))
                {
                    return ImportFault.TableTooLarge;
                }
            }
        }

        return null;
    }

    private static ImportedTable Read(SpreadsheetDocument document, IReadOnlyList<EntryField> known)
    {
        var book = document.WorkbookPart ?? throw new InvalidDataException("A workbook without its part.");
        var sheets = book.Workbook?.Sheets?.Elements<Sheet>().Where(s => s.Id?.Value is not null)
            .OrderBy(s => s.State is null || s.State.Value == SheetStateValues.Visible ? 0 : 1).ToList() ?? [];
        var cells = new CellReader(book);
        ImportedTable? best = null;
        foreach (var sheet in sheets)
        {
            if (!book.TryGetPartById(sheet.Id!.Value!, out var part) || part is not WorksheetPart worksheet)
            {
                // A sheet that is a chart.
                continue;
            }

            if (Rows(worksheet, cells) is not { } rows)
            {
                return ImportedTable.Unreadable(ImportFault.TableTooLarge);
            }

            var name = sheet.Name?.Value ?? "";
            var table = ImportedTable.Of(rows, known) with { Sheet = name, OtherSheets = [.. sheets.Where(s => s != sheet).Select(s => s.Name?.Value ?? "")] };
            if (table.Head?.IsGood == true)
            {
                return table;
            }

            best = best is null || table.Head?.Known > (best.Head?.Known ?? 0) ? table : best;
        }

        return best ?? ImportedTable.Of([], known);
    }

    /// <returns>The rows in which something stands; null where there are more than are read.</returns>
    private static List<TableRow>? Rows(WorksheetPart part, CellReader cells)
    {
        var (rows, merged, number) = (new List<TableRow>(), new List<(int First, int Last, int Column)>(), 0);
        using var reader = OpenXmlReader.Create(part);
        while (reader.Read())
        {
            if (!reader.IsStartElement)
            {
                continue;
            }

            if (reader.ElementType == typeof(Row))
            {
                var row = (Row)reader.LoadCurrentElement()!;
                number = row.RowIndex is { } at ? checked((int)at.Value) : number + 1;
                if (!cells.Read(row, out var texts))
                {
                    return null;
                }

                if (texts.Length > 0)
                {
                    rows.Add(new TableRow(number, texts));
                }
            }
            else if (reader.ElementType == typeof(MergeCell) && reader.LoadCurrentElement() is MergeCell { Reference.Value: { } reference }
                && Range().Match(reference) is { Success: true } range)
            {
                var (first, last) = (Number(range.Groups[2]), Number(range.Groups[3]));
                if (last > first)
                {
                    merged.Add((first, last, ColumnOf(range.Groups[1].ValueSpan)));
                }
            }

            if (rows.Count > MostRows || merged.Count > MostMerged)
            {
                return null;
            }
        }

        return Fill(rows, merged) ? [.. rows.Where(r => !r.IsBlank)] : null;
    }

    /// <summary>What stands in the first row of a merged cell stands in its others, too.</summary>
    /// <returns>Whether that was done: there may be more than is reasonable.</returns>
    private static bool Fill(List<TableRow> rows, List<(int First, int Last, int Column)> merged)
    {
        var (at, left) = (new Dictionary<int, int>(), MostCells);
        for (var i = 0; i < rows.Count; i++)
        {
            at.TryAdd(rows[i].Line, i);
        }

        foreach (var (first, last, column) in merged)
        {
            if (!at.TryGetValue(first, out var from) || column >= rows[from].Cells.Length || TableHead.Trimmed(rows[from].Cells[column]).Length == 0)
            {
                continue;
            }

            for (var i = from + 1; i < rows.Count && rows[i].Line <= last && rows[i].Line > first; i++)
            {
                if (left-- <= 0)
                {
                    return false;
                }

                // A row in which nothing else stands is none.
                if (!rows[i].IsBlank && (column >= rows[i].Cells.Length || TableHead.Trimmed(rows[i].Cells[column]).Length == 0))
                {
                    string[] cells = [.. rows[i].Cells, .. Enumerable.Repeat("", Math.Max(0, column + 1 - rows[i].Cells.Length))];
                    cells[column] = rows[from].Cells[column];
                    rows[i] = rows[i] with { Cells = cells };
                }
            }
        }

        return true;
    }

    private static int Number(Capture digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <returns>From 0; A is 0, AA is 26.</returns>
    private static int ColumnOf(ReadOnlySpan<char> letters)
    {
        var column = 0;
        foreach (var letter in letters)
        {
            column = checked((column * 26) + (letter | 0x20) - 'a' + 1);
        }

        return column - 1;
    }

    [GeneratedRegex(@"^\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?[A-Za-z]{1,3}\$?(\d{1,7})$", RegexOptions.CultureInvariant)]
    private static partial Regex Range();

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_", RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();

    /// <summary>What is between quotation marks, in brackets, or behind a backslash in a number's format is shown as it stands.</summary>
    [GeneratedRegex(@"""[^""]*""|\[[^\]]*\]|\\.|_.", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    /// <summary>The texts of a workbook's cells, as long as there are not too many of them.</summary>
    private sealed class CellReader
    {
        private static readonly System.Buffers.SearchValues<char> OfDates = System.Buffers.SearchValues.Create("yYdDmMhHsS");

        private readonly List<string> _shared = [];
        private readonly HashSet<uint> _days = [];
        private readonly bool _isFrom1904;
        private int _left = MostCells;

        public CellReader(WorkbookPart book)
        {
            _isFrom1904 = book.Workbook?.WorkbookProperties?.Date1904?.Value == true;
            if (book.SharedStringTablePart is { } part)
            {
                using var reader = OpenXmlReader.Create(part);
                while (reader.Read())
                {
                    if (reader.IsStartElement && reader.ElementType == typeof(SharedStringItem))
                    {
                        _shared.Add(Plain(reader.LoadCurrentElement()!));
                    }
                }
            }

            var styles = book.WorkbookStylesPart?.Stylesheet;
            var own = styles?.NumberingFormats?.Elements<NumberingFormat>().Where(f => f.NumberFormatId is not null)
                .DistinctBy(f => f.NumberFormatId!.Value).ToDictionary(f => f.NumberFormatId!.Value, f => f.FormatCode?.Value ?? "")
                ?? new Dictionary<uint, string>();
            uint index = 0;
            foreach (var format in styles?.CellFormats?.Elements<CellFormat>() ?? [])
            {
                var id = format.NumberFormatId?.Value ?? 0;
                if (own.TryGetValue(id, out var code) ? Literal().Replace(code, "").AsSpan().ContainsAny(OfDates) : IsDay(id))
                {
                    _days.Add(index);
                }

                index++;
            }
        }

        /// <param name="texts">Up to the last cell in which something stands.</param>
        /// <returns>Whether these cells are not too many.</returns>
        public bool Read(Row row, out string[] texts)
        {
            var (cells, column) = (new List<string>(), -1);
            texts = [];
            foreach (var cell in row.Elements<Cell>())
            {
                var reference = cell.CellReference?.Value;
                var letters = reference is null ? 0 : reference.AsSpan().IndexOfAnyInRange('0', '9');
                column = letters > 0 ? ColumnOf(reference.AsSpan(0, letters)) : column + 1;
                if (Text(cell) is not { Length: > 0 } text)
                {
                    continue;
                }

                if (--_left < 0 || column is < 0 or >= MostColumns)
                {
                    return false;
                }

                while (cells.Count <= column)
                {
                    cells.Add("");
                }

                cells[column] = text;
            }

            texts = [.. cells];
            return true;
        }

        private string Text(Cell cell)
        {
            var (raw, type) = (cell.CellValue?.Text ?? "", cell.DataType?.Value);
            return type == CellValues.SharedString
                ? int.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < _shared.Count ? _shared[at]
                    : raw.Length == 0 ? "" : Error
                : type == CellValues.InlineString ? cell.InlineString is { } inline ? Plain(inline) : ""
                : type == CellValues.String ? Unescaped(raw)
                : type == CellValues.Boolean ? raw is "1" or "true" ? "是" : raw.Length > 0 ? "否" : ""
                : type == CellValues.Error ? raw
                : type == CellValues.Date ? raw.Split("T00:00")[0]

                // A formula that nobody has calculated: what it would say is not known.
                : raw.Length == 0 ? cell.CellFormula is not null && cell.CellValue is null ? Error : ""
                : Number(raw, _days.Contains(cell.StyleIndex?.Value ?? 0));
        }

        private string Number(string raw, bool isDay)
        {
            if (!double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            {
                return raw;
            }

            if (isDay && number + (_isFrom1904 ? From1904 : 0) is var day and >= 1 and < 2_958_466)
            {
                var at = DateTime.FromOADate(day);
                return at.ToString(at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            }

            // Fifteen digits, as spreadsheets show and keep them.
            return Math.Abs(number) < 1e15 ? ((decimal)number).ToString("0.###############", CultureInfo.InvariantCulture) : raw;
        }

        /// <summary>The text of its runs, without how it is spoken, which stands beside it.</summary>
        private static string Plain(OpenXmlElement item) => Unescaped(string.Concat(item.ChildElements.Select(child => child switch
        {
            Text text => text.Text,
            Run run => run.Text?.Text ?? "",
            _ => "",
        })));

        /// <summary>Characters that XML cannot hold are written by their number (ECMA-376 part 1, 22.4.2.4).</summary>
        private static string Unescaped(string text) => !text.Contains("_x", StringComparison.Ordinal) ? text
            : Escaped().Replace(text, m => ((char)ushort.Parse(m.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
    }
}
