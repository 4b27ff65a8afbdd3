using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Hub.Domain.Registers;
using Hub.Server.Common;

namespace Hub.Server.Registers;

/// <summary>The table that members are imported from, empty but for its head and an example that says of itself that it is one.</summary>
internal static class MemberTemplate
{
    /// <summary>The head of the column in which the example is explained.</summary>
    public static readonly Domain.Text Explanation = new("说明", "Explanation");

    private static readonly Domain.Text Mark = new("（示例，不会导入）", "(example: not imported) ");

    private static readonly Domain.Text Explained = new(
        "这一行是示例，不会导入，请从下一行填起。姓名、界别必填；界别、专委会、县区、党派团体要与系统里的名称一致；港澳委员填“是”或留空。",
        "This row is an example and is not imported; begin in the next one. Name and sector are needed; sector, committee, county and party are named as this "
        + "house names them; overseas (Hong Kong or Macao) is yes or left empty.");

    private static readonly Domain.Text List = new("委员", "members");

    private static readonly Domain.Text Names = new("可填的名称", "names");

    /// <summary>Whether a name is the example's, whatever somebody has typed behind its mark.</summary>
    public static bool IsExample(string name)
    {
        var begin = TableHead.Trimmed(name).Replace('（', '(');
        return begin.StartsWith("(示例", StringComparison.Ordinal) || begin.StartsWith("(example", StringComparison.OrdinalIgnoreCase);
    }

    public static string Csv(Conference conference, bool english)
    {
        var csv = CsvCell.Begin();
        foreach (var row in Rows(conference, english))
        {
            CsvCell.Line(csv, row);
        }

        return csv.ToString();
    }

    /// <summary>The same as a workbook, with a second sheet of the names that this conference has.</summary>
    public static byte[] Workbook(Conference conference, bool english)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var sheets = new Sheets();
            book.Workbook = new Workbook(sheets);
            Add(book, sheets, Of(List, english), [12, 16, 24, 16, 14, 10, 12, 60], Rows(conference, english));
            Add(book, sheets, Of(Names, english), [22, 28, 18, 14], NamesOf(conference, english));
        }

        return stream.ToArray();
    }

    private static string Of(Domain.Text text, bool english) => english ? text.En : text.Zh;

    private static IEnumerable<EntryField> Columns => Entry.Member.Description.Columns;

    private static string[][] Rows(Conference conference, bool english) =>
    [
        [.. Columns.Select(c => Head(c, english)), Of(Explanation, english)],
        [.. Columns.Select(c => Example(c, conference, english)), Of(Explained, english)],
    ];

    private static string Head(EntryField column, bool english) => english ? column.Name : column.Column!;

    private static string Example(EntryField column, Conference conference, bool english) => column.Type switch
    {
        FieldType.Sector => conference.Sectors.FirstOrDefault() ?? "",
        FieldType.Committee => conference.Committees.FirstOrDefault() ?? "",
        FieldType.County => conference.Counties.FirstOrDefault() ?? "",
        FieldType.Party => conference.Parties.FirstOrDefault() ?? "",
        FieldType.Tick => english ? "no" : "否",
        _ => column.Name == "name" ? $"{Of(Mark, english)}{(english ? "Zhang San" : "张三")}" : english ? "member" : "常委",
    };

    private static IEnumerable<string[]> NamesOf(Conference conference, bool english)
    {
        (FieldType Type, IReadOnlyList<string> Names)[] lists =
        [
            (FieldType.Sector, conference.Sectors), (FieldType.Committee, conference.Committees), (FieldType.County, conference.Counties),
            (FieldType.Party, conference.Parties),
        ];

        // Its heads do not begin with the name: nobody takes it for the list of members.
        yield return [.. lists.Select(l => Head(Columns.First(c => c.Type == l.Type), english))];
        for (var i = 0; i < lists.Max(l => l.Names.Count); i++)
        {
            yield return [.. lists.Select(l => i < l.Names.Count ? l.Names[i] : "")];
        }
    }

    private static void Add(WorkbookPart book, Sheets sheets, string name, double[] widths, IEnumerable<string[]> rows)
    {
        var part = book.AddNewPart<WorksheetPart>();
        var data = new SheetData(rows.Select(row => new Row(row.Select(text => new Cell(
            new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }))
        { DataType = CellValues.InlineString }))));
        part.Worksheet = new Worksheet(
            new DocumentFormat.OpenXml.Spreadsheet.Columns(
                widths.Select((width, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = width, CustomWidth = true })),
            data);
        var number = (uint)sheets.ChildElements.Count + 1;
        sheets.Append(new Sheet { Id = book.GetIdOfPart(part), SheetId = number, Name = name });
    }
}
