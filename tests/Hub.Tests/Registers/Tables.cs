using System.IO.Compression;
using System.Text;

namespace Hub.Tests.Registers;

/// <summary>Files of tables, built byte by byte: texts in every encoding, and workbooks part by part, as different programs write them.</summary>
internal static class Tables
{
    public static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    /// <summary>A number's format in <see cref="Styles"/>: a day, a day as China's own formats have it, and one that a workbook brings itself.</summary>
    public const int Day = 1, ChineseDay = 2, OwnDay = 3, OwnNumber = 4;

    private const string Styles =
        "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts count=\"2\">"
        + "<numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/><numFmt numFmtId=\"171\" formatCode=\"0.0&quot; days&quot;\"/></numFmts>"
        + "<cellXfs count=\"5\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"31\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/></cellXfs>"
        + "</styleSheet>";

    private const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    public static byte[] Marked(this Encoding encoding, string text) => [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A sheet whose cells are texts that stand in them.</summary>
    public static string Sheet(params string[] rows) => string.Concat(rows.Select((row, i) =>
        $"<row r=\"{i + 1}\">{string.Concat(row.Split(',').Select((text, c) => text.Length == 0 ? "" : Inline($"{(char)('A' + c)}{i + 1}", text)))}</row>"));

    public static string Inline(string at, string text) => $"<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>";

    public static byte[] Workbook(string rows, string behind = "", string[]? shared = null, bool from1904 = false) =>
        Workbook([("委员", rows, behind, false)], shared, from1904);

    /// <param name="sheets">Name, rows, what stands behind them, and whether it is hidden.</param>
    /// <param name="shared">The items of the texts that sheets share.</param>
    public static byte[] Workbook((string Name, string Rows, string Behind, bool IsHidden)[] sheets, string[]? shared = null, bool from1904 = false)
    {
        var parts = new Dictionary<string, string>
        {
            ["[Content_Types].xml"] = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Types}.sheet.main+xml\"/>"
                + $"<Override PartName=\"/xl/styles.xml\" ContentType=\"{Types}.styles+xml\"/>"
                + (shared is null ? "" : $"<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"{Types}.sharedStrings+xml\"/>")
                + string.Concat(sheets.Select((_, i) => $"<Override PartName=\"/xl/worksheets/sheet{i + 1}.xml\" ContentType=\"{Types}.worksheet+xml\"/>"))
                + "</Types>",
            ["_rels/.rels"] = Links($"<Relationship Id=\"rId1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/>"),
            ["xl/workbook.xml"] = $"<workbook {Main} xmlns:r=\"{Relations}\">{(from1904 ? "<workbookPr date1904=\"1\"/>" : "")}<sheets>"
                + string.Concat(sheets.Select((s, i) =>
                    $"<sheet name=\"{s.Name}\" sheetId=\"{i + 1}\"{(s.IsHidden ? " state=\"hidden\"" : "")} r:id=\"rId{i + 1}\"/>")) + "</sheets></workbook>",
            ["xl/_rels/workbook.xml.rels"] = Links(
                string.Concat(sheets.Select((_, i) =>
                    $"<Relationship Id=\"rId{i + 1}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))
                + $"<Relationship Id=\"rIdStyles\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/>"
                + (shared is null ? "" : $"<Relationship Id=\"rIdShared\" Type=\"{Relations}/sharedStrings\" Target=\"sharedStrings.xml\"/>")),
            ["xl/styles.xml"] = Styles,
        };
        if (shared is not null)
        {
            parts["xl/sharedStrings.xml"] = $"<sst {Main}>{string.Concat(shared.Select(s => $"<si>{s}</si>"))}</sst>";
        }

        for (var i = 0; i < sheets.Length; i++)
        {
            parts[$"xl/worksheets/sheet{i + 1}.xml"] = $"<worksheet {Main}><sheetData>{sheets[i].Rows}</sheetData>{sheets[i].Behind}</worksheet>";
        }

        return Zip(parts.Select(p => (p.Key, Utf8(p.Value))));
    }

    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> parts)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static string Links(string all) => $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>";
}
