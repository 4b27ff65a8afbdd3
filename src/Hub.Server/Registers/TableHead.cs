using System.Globalization;
using System.Text;
using Hub.Domain.Registers;

namespace Hub.Server.Registers;

/// <summary>A row of a table as it stands in the file.</summary>
/// <param name="Line">Of the file, or the row of the sheet, from 1; of a row of several lines the first.</param>
/// <param name="Fault">Why its cells cannot be read; then its only cell is what stands there.</param>
internal sealed record TableRow(int Line, string[] Cells, ImportFault? Fault = null)
{
    public bool IsBlank => Array.TrueForAll(Cells, c => TableHead.Trimmed(c).Length == 0);
}

/// <summary>
/// The row that names the columns. A column goes by its head in the tables of this build or by its field's name; blanks, full width, case, and what stands
/// behind it in brackets or as an asterisk do not matter.
/// </summary>
internal sealed class TableHead
{
    /// <summary>A head stands among so many rows: above it are a title, and who made the table and when.</summary>
    public const int MostRowsAbove = 20;

    private readonly EntryField?[] _columns;
    private readonly IReadOnlyList<EntryField> _known;

    private TableHead(EntryField?[] columns, IReadOnlyList<EntryField> known) => (_columns, _known) = (columns, known);

    public int Width => _columns.Length;

    /// <summary>How many of its columns are known.</summary>
    public int Known => _columns.OfType<EntryField>().DistinctBy(c => c.Name).Count();

    /// <summary>Whether every column that is needed is there, and none twice.</summary>
    public bool IsGood => _known.All(c => !c.Must || _columns.Contains(c)) && Known == _columns.OfType<EntryField>().Count();

    public static TableHead Of(string[] cells, IReadOnlyList<EntryField> known) => new(
        [.. cells.Select(Plain).Select(head => known.FirstOrDefault(c => head == Plain(c.Column!) || head == Plain(c.Name)))], known);

    /// <summary>Where a field stands, from 0; negative: nowhere.</summary>
    public int At(string field) => Array.FindIndex(_columns, c => c?.Name == field);

    public bool IsRead(int column) => column < _columns.Length && _columns[column] is not null;

    /// <summary>Whether something stands under every column that is needed.</summary>
    public bool IsFilled(string[] cells) => _known.All(c => !c.Must || (At(c.Name) is var at && at < cells.Length && Trimmed(cells[at]).Length > 0));

    /// <summary>The first good head among the first rows, else the row that knows most columns; negative: none knows any.</summary>
    public static int Find(IReadOnlyList<TableRow> rows, IReadOnlyList<EntryField> known)
    {
        var (best, most) = (-1, 0);
        for (var i = 0; i < rows.Count && i <= MostRowsAbove; i++)
        {
            var head = Of(rows[i].Cells, known);
            if (head.IsGood)
            {
                return i;
            }

            (best, most) = head.Known > most ? (i, head.Known) : (best, most);
        }

        return best;
    }

    /// <summary>Without the blanks at its ends, and without what is not seen there, such as a byte order mark in the middle of joined files.</summary>
    public static string Trimmed(string cell)
    {
        var (start, end) = (0, cell.Length);
        while (start < end && IsNothing(cell[start]))
        {
            start++;
        }

        while (end > start && IsNothing(cell[end - 1]))
        {
            end--;
        }

        return cell[start..end];
    }

    /// <summary>As heads are compared.</summary>
    public static string Plain(string head)
    {
        var plain = new StringBuilder(head.Length);
        foreach (var c in !IsWellFormed(head) || head.IsNormalized(NormalizationForm.FormKC) ? head : head.Normalize(NormalizationForm.FormKC))
        {
            if (!IsNothing(c) && c != '*')
            {
                plain.Append(char.ToLowerInvariant(c));
            }
        }

        return plain.ToString() is var text && text.IndexOf('(', StringComparison.Ordinal) is > 0 and var bracket ? text[..bracket] : plain.ToString();
    }

    private static bool IsNothing(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static bool IsWellFormed(string text) => text.EnumerateRunes().All(r => r != Rune.ReplacementChar);
}
