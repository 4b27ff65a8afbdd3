using System.Text;
using System.Text.Json;
using Hub.Tests.Files;
using Hub.Tests.House;
using static Hub.Tests.Registers.Tables;

namespace Hub.Tests.Registers;

/// <summary>
/// Tables as spreadsheets, older programs and people leave them: of each, who is new, which line is refused for what, and what was left out. Guards members who
/// vanished from an import of which nothing was wrong.
/// </summary>
public sealed class TableCorpusTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const string Head = "姓名,界别,专委会,县区,党派团体,港澳委员,职务";
    private const string Two = $"{Head}\n赵一鸣,教育界,提案委员会,淮安区,民盟,是,常委\n钱二妹,妇联,,,,,\n";
    private const string Short = "姓名,界别,备注";

    /// <summary>What <see cref="Two"/> brings, however it is written.</summary>
    private static readonly string[] Both = ["2 new 赵一鸣 教育界 提案委员会 淮安区 民盟 是 常委", "3 new 钱二妹 妇联"];

    private static readonly Dictionary<string, (byte[] File, string[] Expected)> Corpus = new()
    {
        // Line ends.
        ["lines end with LF"] = (Utf8(Two), Both),
        ["lines end with CR LF"] = (Utf8(Two.Replace("\n", "\r\n", StringComparison.Ordinal)), Both),
        ["lines end with CR"] = (Utf8(Two.Replace('\n', '\r')), Both),
        ["lines end in three ways"] = (Utf8($"{Head}\r赵一鸣,教育界\r\n钱二妹,妇联\n孙三,工商联\r周四,科协"),
            ["2 new 赵一鸣 教育界", "3 new 钱二妹 妇联", "4 new 孙三 工商联", "5 new 周四 科协"]),
        ["the last line does not end"] = (Utf8(Two.TrimEnd()), Both),

        // Encodings.
        ["UTF-8 with a mark"] = (Encoding.UTF8.Marked(Two), Both),
        ["UTF-16, little end first"] = (Encoding.Unicode.Marked(Two), [.. Both, "encoding UTF-16LE"]),
        ["UTF-16, big end first"] = (Encoding.BigEndianUnicode.Marked(Two), [.. Both, "encoding UTF-16BE"]),
        ["UTF-32, little end first"] = (Encoding.UTF32.Marked(Two), [.. Both, "encoding UTF-32LE"]),
        ["UTF-32, big end first"] = (new UTF32Encoding(true, true).Marked(Two), [.. Both, "encoding UTF-32BE"]),
        ["GB 18030"] = (Gb18030.GetBytes(Two), [.. Both, "encoding GB18030"]),
        ["GB 18030 with a mark"] = ([0x84, 0x31, 0x95, 0x33, .. Gb18030.GetBytes(Two)], [.. Both, "encoding GB18030"]),
        ["GB 18030 with an English head"] = (Gb18030.GetBytes("name,sector\n赵一鸣,教育界\n"), ["2 new 赵一鸣 教育界", "encoding GB18030"]),
        ["UTF-16 with CR and tabs, as a spreadsheet's Unicode text"] =
            (Encoding.Unicode.Marked(Two.Replace(',', '\t').Replace('\n', '\r')), [.. Both, "encoding UTF-16LE"]),
        ["a rare character of four bytes"] = (Gb18030.GetBytes("姓名,界别\n㐂𠮷,教育界\n"), ["2 new 㐂𠮷 教育界", "encoding GB18030"]),
        ["a broken byte in UTF-8"] = ([.. Utf8($"{Short}\n赵一鸣,教育界\n钱"), 0xE4, 0xBA, .. Utf8(",妇联\n孙三,工商联\n")],
            ["2 new 赵一鸣 教育界", "3 badBytes 钱\uFFFD 妇联", "4 new 孙三 工商联", "1 unreadColumn 备注"]),
        ["a broken byte in UTF-8 that has a mark"] = ([0xEF, 0xBB, 0xBF, .. Utf8("姓名,界别\n"), 0xD5, 0xD4, .. Utf8(",教育界\n")], ["2 badBytes \uFFFD\uFFFD 教育界"]),
        ["a broken byte in GB 18030"] = ([.. Gb18030.GetBytes("姓名,界别\n赵一鸣,教育界\n钱"), 0xFF, .. Gb18030.GetBytes(",妇联\n孙三,工商联\n")],
            ["2 new 赵一鸣 教育界", "3 badBytes 钱\uFFFD 妇联", "4 new 孙三 工商联", "encoding GB18030"]),
        ["half a character at the end of UTF-16"] = ([.. Encoding.Unicode.Marked("姓名,界别\n赵一鸣,教育界\n钱二妹,妇联"), 0x41],
            ["2 new 赵一鸣 教育界", "3 badBytes 钱二妹 妇联\uFFFD", "encoding UTF-16LE"]),
        ["a character that another program had lost"] = (Utf8("姓名,界别\n赵\uFFFD鸣,教育界\n"), ["2 badBytes 赵\uFFFD鸣 教育界"]),
        ["a byte of nothing"] = (Utf8("姓名,界别\n赵\0,教育界\n钱二妹,妇联\n"), ["2 badBytes 赵\0 教育界", "3 new 钱二妹 妇联"]),

        // Separators and quotation marks.
        ["semicolons"] = (Utf8(Two.Replace(',', ';')), Both),
        ["tabs"] = (Utf8(Two.Replace(',', '\t')), Both),
        ["a line that says the separator"] = (Utf8($"sep=,\n{Two}"), ["3 new 赵一鸣 教育界 提案委员会 淮安区 民盟 是 常委", "4 new 钱二妹 妇联"]),
        ["a line that says another separator, quoted"] = (Utf8("\"sep=|\"\r\n姓名|界别\r\n赵;一鸣|教育界\r\n"), ["3 new 赵;一鸣 教育界"]),
        ["a separator that is said after blank lines"] = (Utf8("\n\nSEP=;\n姓名;界别\n赵一鸣;教育界\n"), ["5 new 赵一鸣 教育界"]),
        ["commas and marks within marks"] = (Utf8("姓名,界别,职务\n\"赵,\"\"一\"\"鸣\",\"教育界\",\"主任,教授\"\n"), ["2 new 赵,\"一\"鸣 教育界 主任,教授"]),
        ["a note of three lines"] = (Utf8($"{Short}\n赵一鸣,教育界,\"第一行\r\n第二行\r第三行\"\n钱二妹,妇联,\n"),
            ["2 new 赵一鸣 教育界", "5 new 钱二妹 妇联", "1 unreadColumn 备注"]),
        ["a head of two lines"] = (Utf8("\"姓名\n（必填）\",\"界别\n（必填）\"\n赵一鸣,教育界\n"), ["4 new 赵一鸣 教育界"]),
        ["a mark that is not closed"] = (Utf8("姓名,界别\n\"赵一鸣,教育界\n钱二妹,妇联\n\"孙三,工商联\n周四,科协\n"),
            ["2 badQuotes \"赵一鸣,教育界", "3 new 钱二妹 妇联", "4 badQuotes \"孙三,工商联", "5 new 周四 科协"]),
        ["marks that would swallow a member into a note"] = (Utf8($"{Short}\n赵一鸣,教育界,\"有\n钱二妹,妇联,好\n孙三,工商联,有\"\n周四,科协,\n"),
            ["2 badQuotes 赵一鸣,教育界,\"有", "3 new 钱二妹 妇联", "4 badQuotes 孙三,工商联,有\"", "5 new 周四 科协", "1 unreadColumn 备注"]),
        ["marks that would swallow a short line into a note"] = (Utf8($"{Short},电话\n赵一鸣,教育界,\"有\n钱二妹,妇联\n没有\",1\n"),
            ["2 badQuotes 赵一鸣,教育界,\"有", "3 new 钱二妹 妇联", "4 badQuotes 没有\",1", "1 unreadColumn 备注", "1 unreadColumn 电话"]),
        ["a name of two lines"] = (Utf8("姓名,界别\n\"赵\n一鸣\",教育界\n钱二妹,妇联\n"), ["2 badQuotes \"赵", "3 badQuotes 一鸣\",教育界", "4 new 钱二妹 妇联"]),
        ["a name behind which a line ends"] = (Utf8("姓名,界别\n\"赵一鸣\n\",教育界\n"), ["2 new 赵一鸣 教育界"]),
        ["a mark within a text"] = (Utf8("姓名,界别\n赵\"一鸣,教育界\n钱二妹,妇联\n"), ["2 badQuotes 赵\"一鸣,教育界", "3 new 钱二妹 妇联"]),
        ["something behind a closed mark"] = (Utf8("姓名,界别\n\"赵\"一鸣\"\",教育界\n"), ["2 badQuotes \"赵\"一鸣\"\",教育界"]),

        // Heads.
        ["blanks in the head"] = (Utf8("姓　名, 界 别 \n赵一鸣,教育界\n"), ["2 new 赵一鸣 教育界"]),
        ["brackets and asterisks in the head"] = (Utf8("*姓名（必填）,界别*,职务(如有)\n赵一鸣,教育界,常委\n"), ["2 new 赵一鸣 教育界 常委"]),
        ["an English head in full width"] = (Utf8("ＮＡＭＥ,Sector,OverSeas\n赵一鸣,教育界,YES\n"), ["2 new 赵一鸣 教育界 是"]),
        ["another order, and columns that the register does not have"] = (Utf8("序号,界别,电话,姓名\n1,教育界,13900000000,赵一鸣\n"),
            ["2 new 赵一鸣 教育界", "1 unreadColumn 序号", "1 unreadColumn 电话"]),
        ["a title and a day above the head"] = (Utf8($"淮安市政协委员名单,,,,,,\n,,,,,,\n2021 年 11 月,,,制表：办公室,,,\n{Two}"),
            ["5 new 赵一鸣 教育界 提案委员会 淮安区 民盟 是 常委", "6 new 钱二妹 妇联", "1 title 淮安市政协委员名单", "3 title 2021 年 11 月 制表：办公室"]),
        ["a title above a head with tabs"] = (Utf8("委员名单，2021 年, 共一人\n姓名\t界别\n赵一鸣\t教育界\n"),
            ["3 new 赵一鸣 教育界", "1 title 委员名单，2021 年, 共一人"]),
        ["more rows above the head than are looked at"] = (Utf8(string.Concat(Enumerable.Range(1, 25).Select(i => $"第 {i} 行\n")) + Two), ["1 badHead 第 1 行"]),
        ["no head"] = (Utf8("赵一鸣,教育界\n钱二妹,妇联\n"), ["1 badHead 赵一鸣 教育界"]),
        ["a head without the sector, below a title"] = (Utf8("委员名单\n姓名,县区\n赵一鸣,淮安区\n"), ["2 badHead 姓名 县区"]),
        ["a column that is there twice"] = (Utf8("姓名,界别,姓名\n赵一鸣,教育界,钱二妹\n"), ["1 badHead 姓名 界别 姓名"]),
        ["a head alone"] = (Utf8(Head), []),
        ["nothing"] = ([], ["1 badHead"]),

        // Rows.
        ["cells that are missing at the end"] = (Utf8($"{Head}\n赵一鸣,教育界\n钱二妹,妇联,提案委员会\n"), ["2 new 赵一鸣 教育界", "3 new 钱二妹 妇联 提案委员会"]),
        ["rows of commas, of blanks and of empty marks"] = (Utf8($"{Head}\n,,,,,,\n赵一鸣,教育界,,,,,\n　,　,\n \t\n\"\",\"\",,,,,\n钱二妹,妇联,,,,,\n,,,\n"),
            ["3 new 赵一鸣 教育界", "7 new 钱二妹 妇联"]),
        ["more empty cells than the head has"] = (Utf8("姓名,界别\n赵一鸣,教育界,, ,\n"), ["2 new 赵一鸣 教育界"]),
        ["something beyond the head"] = (Utf8("姓名,界别\n赵一鸣,教育界,,民盟\n"), ["2 badColumns 民盟"]),
        ["blanks and marks around the cells"] = (Utf8("姓名,界别\n\u200B赵一鸣\u3000,\u00A0教育界\t\n\uFEFF钱二妹,妇联\u2060\n"), ["2 new 赵一鸣 教育界", "3 new 钱二妹 妇联"]),
        ["a bell in a name"] = (Utf8("姓名,界别\n赵\a一鸣,教育界\n"), ["2 controlCharacter name 赵\a一鸣"]),
        ["formulas that came to nothing"] = (Utf8("姓名,界别\n#N/A,教育界\n#REF!,#NAME?\n"),
            ["2 formulaError name #N/A", "3 formulaError name #REF!", "3 formulaError sector #NAME?"]),
        ["what this house wrote so that it is no formula"] = (Utf8("姓名,界别\n'=一鸣,教育界\n"), ["2 new =一鸣 教育界"]),
        ["the same member twice, and another of the same name"] = (Utf8("姓名,界别\n赵一鸣,教育界\n赵一鸣,妇联\n赵一鸣,教育界\n"),
            ["2 new 赵一鸣 教育界", "3 new 赵一鸣 妇联", "4 twice name 赵一鸣"]),
        ["an example, and what somebody typed behind its mark"] = (Utf8("姓名,界别\n（示例，不会导入）张三,教育界\n(示例)李四,教育界\n赵一鸣,教育界\n"),
            ["4 new 赵一鸣 教育界", "2 example", "3 example"]),
        ["an English example"] = (Utf8("name,sector,Explanation\n(example: not imported) Zhang,教育界,see above\n"), ["2 example"]),

        // What is no table.
        ["a PDF"] = (Picture.Pdf, ["1 notATable"]),
        ["a picture"] = (Picture.Of("image/png"), ["1 notATable"]),
        ["an archive of a text"] = (Zip([("members.csv", Utf8(Two))]), ["1 notATable"]),
        ["a paper of another program"] = (Zip([("[Content_Types].xml", Utf8("<Types/>")), ("word/document.xml", Utf8("<w/>"))]), ["1 notATable"]),
        ["a workbook of the older format"] = ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]], ["1 otherWorkbook"]),
        ["a binary workbook"] = (Zip([("xl/workbook.bin", [1, 2, 3])]), ["1 otherWorkbook"]),
        ["a table of an open office"] = (
            Zip([("mimetype", Utf8("application/vnd.oasis.opendocument.spreadsheet")), ("content.xml", Utf8("<x/>"))]), ["1 otherWorkbook"]),
        ["half a workbook"] = (Workbook(Sheet("姓名,界别", "赵一鸣,教育界"))[..400], ["1 damagedWorkbook"]),
        ["a workbook whose sheet breaks off"] = (Workbook("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>姓名</t>"), ["1 damagedWorkbook"]),
        ["a workbook that unpacks to fifty megabytes"] = (
            Zip([("xl/workbook.xml", Utf8("<workbook/>")), ("xl/worksheets/sheet1.xml", new byte[50 * 1024 * 1024])]), ["1 tableTooLarge"]),
        ["a workbook whose styles alone are five megabytes"] = (
            Zip([("xl/workbook.xml", Utf8("<workbook/>")), ("xl/styles.xml", new byte[5 * 1024 * 1024])]), ["1 tableTooLarge"]),
        ["a sheet with something in its last column"] = (
            Workbook($"<row r=\"1\">{Inline("A1", "姓名")}{Inline("B1", "界别")}{Inline("XFD1", "远处")}</row>"), ["1 tableTooLarge"]),

        // Workbooks.
        ["texts in the cells"] = (Workbook(Sheet(Two.TrimEnd().Split('\n'))), [.. Both, "sheet 委员"]),
        ["texts that are shared"] = (
            Workbook(
                "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
                + "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"B2\" t=\"s\"><v>3</v></c></row>"
                + "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>4</v></c><c r=\"B3\" t=\"s\"><v>3</v></c></row>",
                shared: ["<t>姓名</t>", "<t>界别</t>", "<t>赵一鸣</t>", "<t xml:space=\"preserve\"> 教育界 </t>",
                    "<r><t>钱</t></r><r><rPr><b/></rPr><t>二妹</t></r><rPh sb=\"0\" eb=\"1\"><t>qián</t></rPh><phoneticPr fontId=\"1\"/>"]),
            ["2 new 赵一鸣 教育界", "3 new 钱二妹 教育界", "sheet 委员"]),
        ["a shared text that is not there"] = (
            Workbook(
                $"<row r=\"1\">{Inline("A1", "姓名")}{Inline("B1", "界别")}</row>"
                + $"<row r=\"2\"><c r=\"A2\" t=\"s\"><v>9</v></c>{Inline("B2", "教育界")}</row>", shared: []),
            ["2 formulaError name #VALUE!", "sheet 委员"]),
        ["rows and cells that do not say where they stand"] = (
            Workbook("<row><c t=\"inlineStr\"><is><t>姓名</t></is></c><c t=\"inlineStr\"><is><t>界别</t></is></c></row>"
                + "<row><c t=\"str\"><v>赵一鸣</v></c><c t=\"str\"><v>教育界</v></c></row>"), ["2 new 赵一鸣 教育界", "sheet 委员"]),
        ["rows and cells that are left out"] = (
            Workbook($"<row r=\"3\">{Inline("B3", "姓名")}{Inline("F3", "界别")}</row><row r=\"9\">{Inline("B9", "赵一鸣")}{Inline("F9", "教育界")}</row>"),
            ["9 new 赵一鸣 教育界", "sheet 委员"]),
        ["a title over all columns"] = (
            Workbook(Sheet("淮安市政协委员名单", "", "姓名,界别", "赵一鸣,教育界"), "<mergeCells><mergeCell ref=\"A1:G2\"/></mergeCells>"),
            ["4 new 赵一鸣 教育界", "1 title 淮安市政协委员名单", "sheet 委员"]),
        ["a sector that is said once for three"] = (
            Workbook(Sheet("界别,姓名", "教育界,赵一鸣", ",钱二妹", ",孙三", ",周四"), "<mergeCells><mergeCell ref=\"A2:A4\"/></mergeCells>"),
            ["2 new 赵一鸣 教育界", "3 new 钱二妹 教育界", "4 new 孙三 教育界", "5 noSector sector", "sheet 委员"]),
        ["a head of two rows"] = (
            Workbook(
                Sheet("姓名,基本情况,", ",界别,职务", "赵一鸣,教育界,常委"), "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/></mergeCells>"),
            ["3 new 赵一鸣 教育界 常委", "1 title 姓名 基本情况", "sheet 委员"]),
        ["the second sheet has the head"] = (
            Workbook([("说明", Sheet("请在第二张表填写"), "", false), ("名单", Sheet("姓名,界别", "赵一鸣,教育界"), "", false)]),
            ["2 new 赵一鸣 教育界", "otherSheet 说明", "sheet 名单"]),
        ["a hidden sheet with a head comes last"] = (
            Workbook([("旧", Sheet("姓名,界别", "旧人,教育界"), "", true), ("新", Sheet("姓名,界别", "赵一鸣,教育界"), "", false)]),
            ["2 new 赵一鸣 教育界", "otherSheet 旧", "sheet 新"]),
        ["numbers and days"] = (
            Workbook(
                $"<row r=\"1\">{Inline("A1", "姓名")}{Inline("B1", "界别")}{Inline("C1", "职务")}</row>"
                + Row(2, "赵一鸣", "<c r=\"C2\"><v>2021</v></c>") + Row(3, "钱二妹", "<c r=\"C3\"><v>0.30000000000000004</v></c>")
                + Row(4, "孙三", "<c r=\"C4\"><v>1.38E10</v></c>") + Row(5, "周四", $"<c r=\"C5\" s=\"{Day}\"><v>44517</v></c>")
                + Row(6, "吴五", $"<c r=\"C6\" s=\"{ChineseDay}\"><v>44517.5</v></c>") + Row(7, "郑六", $"<c r=\"C7\" s=\"{OwnDay}\"><v>44517</v></c>")
                + Row(8, "王七", $"<c r=\"C8\" s=\"{OwnNumber}\"><v>44517</v></c>") + Row(9, "冯八", "<c r=\"C9\" t=\"d\"><v>2021-11-17</v></c>")),
            [
                "2 new 赵一鸣 教育界 2021", "3 new 钱二妹 教育界 0.3", "4 new 孙三 教育界 13800000000", "5 new 周四 教育界 2021-11-17",
                "6 new 吴五 教育界 2021-11-17 12:00", "7 new 郑六 教育界 2021-11-17", "8 new 王七 教育界 44517", "9 new 冯八 教育界 2021-11-17", "sheet 委员",
            ]),
        ["days that are counted from 1904"] = (
            Workbook(
                $"<row r=\"1\">{Inline("A1", "姓名")}{Inline("B1", "界别")}{Inline("C1", "职务")}</row>" + Row(2, "赵一鸣", $"<c r=\"C2\" s=\"{Day}\"><v>43055</v></c>"),
                from1904: true),
            ["2 new 赵一鸣 教育界 2021-11-17", "sheet 委员"]),
        ["what is true or false"] = (
            Workbook(
                $"<row r=\"1\">{Inline("A1", "姓名")}{Inline("B1", "界别")}{Inline("C1", "港澳委员")}</row>"
                + Row(2, "赵一鸣", "<c r=\"C2\" t=\"b\"><v>1</v></c>") + Row(3, "钱二妹", "<c r=\"C3\" t=\"b\"><v>0</v></c>")),
            ["2 new 赵一鸣 教育界 是", "3 new 钱二妹 教育界", "sheet 委员"]),
        ["errors and formulas"] = (
            Workbook(
                $"<row r=\"1\">{Inline("A1", "姓名")}{Inline("B1", "界别")}</row>"
                + "<row r=\"2\"><c r=\"A2\" t=\"e\"><f>X()</f><v>#NAME?</v></c><c r=\"B2\" t=\"str\"><f>\"教育\"&amp;\"界\"</f><v>教育界</v></c></row>"
                + $"<row r=\"3\"><c r=\"A3\"><f>B3&amp;1</f></c>{Inline("B3", "教育界")}</row>"
                + $"<row r=\"4\"><c r=\"A4\" t=\"str\"><f>\"赵\"&amp;\"一鸣\"</f><v>赵一鸣</v></c>{Inline("B4", "教育界")}</row>"),
            ["2 formulaError name #NAME?", "3 formulaError name #VALUE!", "4 new 赵一鸣 教育界", "sheet 委员"]),
        ["characters that XML cannot hold"] = (Workbook(Sheet("姓名,界别", "赵_x0007_一鸣,教育界", "钱_x005F_二,妇联")),
            ["2 controlCharacter name 赵\a一鸣", "3 new 钱_二 妇联", "sheet 委员"]),
        ["a workbook without a head"] = (Workbook(Sheet("赵一鸣,教育界")), ["1 badHead 赵一鸣 教育界", "sheet 委员"]),
        ["an empty workbook"] = (Workbook(""), ["1 badHead", "sheet 委员"]),
        ["rows in which nothing stands"] = (Workbook(Sheet("姓名,界别", " , ", "赵一鸣,教育界", "　,")), ["3 new 赵一鸣 教育界", "sheet 委员"]),
    };

    public static TheoryData<string> Names => [.. Corpus.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Of_each_table_it_is_said_who_is_new_what_is_refused_and_what_is_left_out(string name)
    {
        var (file, expected) = Corpus[name];
        var report = await Look(file);
        Told(report).ShouldBe(expected);

        // Whatever stands below the head is somebody new, a change, a fault, or twice the same line with several faults.
        var lines = report.List("new").Concat(report.List("changes")).Concat(report.List("faults")).Select(l => l.Number("line")).Distinct().Count();
        (report.Number("lines") == lines || report.List("faults") is [{ } only] && only.Find("column") is null).ShouldBeTrue();
    }

    [Fact]
    public void The_corpus_is_large_enough() => Corpus.Count.ShouldBeGreaterThan(80);

    /// <summary>Every way of writing a text, with every other: the same two members, and nothing else.</summary>
    [Fact]
    public async Task However_a_text_is_written_the_same_members_are_in_it()
    {
        (string, Func<string, byte[]>)[] encodings =
        [
            ("UTF-8", Utf8), ("UTF-8", Encoding.UTF8.Marked), ("UTF-16LE", Encoding.Unicode.Marked), ("UTF-16BE", Encoding.BigEndianUnicode.Marked),
            ("UTF-32LE", Encoding.UTF32.Marked), ("UTF-32BE", new UTF32Encoding(true, true).Marked), ("GB18030", Gb18030.GetBytes),
        ];
        foreach (var (encoding, write) in encodings)
        {
            foreach (var end in new[] { "\n", "\r\n", "\r" })
            {
                foreach (var separator in ",;\t")
                {
                    foreach (var isQuoted in new[] { true, false })
                    {
                        var text = string.Concat(Two.TrimEnd().Split('\n').Select(line =>
                            string.Join(separator, line.Split(',').Select(c => isQuoted ? $"\"{c}\"" : c)) + end));
                        Told(await Look(write(text))).ShouldBe([.. Both, .. encoding == "UTF-8" ? Array.Empty<string>() : [$"encoding {encoding}"]],
                            $"{encoding} {(int)end[0]} {(int)separator} {isQuoted}");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("csv", "zh")]
    [InlineData("csv", "en")]
    [InlineData("xlsx", "zh")]
    [InlineData("xlsx", "en")]
    public async Task The_template_is_read_as_it_is_and_brings_nobody(string kind, string lang)
    {
        using var answer = await house.Send(HttpMethod.Get, $"/api/members/template.{kind}?lang={lang}");
        answer.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe($"members.{kind}");
        var file = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Told(await Look(file)).ShouldBe(
            kind == "csv" ? ["2 example"] : lang == "zh" ? ["otherSheet 可填的名称", "2 example", "sheet 委员"] : ["otherSheet names", "2 example", "sheet members"]);
        if (kind == "csv")
        {
            file[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
            Told(await Look([.. file, .. Utf8("赵一鸣,教育界,,,,,\r\n")])).ShouldBe(["3 new 赵一鸣 教育界", "2 example"]);
        }
    }

    /// <summary>A file of twenty thousand lines and one, the last of them twice: what is not looked at is said.</summary>
    [Fact]
    public async Task More_lines_than_are_taken_are_counted_and_said()
    {
        var file = Utf8("姓名,界别\r" + string.Concat(Enumerable.Range(0, 20_002).Select(i => $"委员{i},教育界\r")));
        var report = await Look(file);
        (report.Number("lines"), report.Number("good"), report.List("new").Count).ShouldBe((20_002, 20_000, 500));
        var fault = report.List("faults").ShouldHaveSingleItem();
        (fault.Number("line"), fault.Text("fault")).ShouldBe((20_002, "tooMany"));
    }

    private static string Row(int at, string name, string cell) => $"<row r=\"{at}\">{Inline($"A{at}", name)}{Inline($"B{at}", "教育界")}{cell}</row>";

    private async Task<JsonElement> Look(byte[] file)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/members/import", house.OperatorToken, new ByteArrayContent(file));
        return await OpenHouse.Json(answer);
    }

    /// <summary>A report, line by line: first who is new and what is refused, in the order of the file; then what was left out; then how it was read.</summary>
    private static string[] Told(JsonElement report)
    {
        string Text(JsonElement of, string field) => of.Find(field)?.GetString() ?? "";
        string Of(params string[] words) => string.Join(' ', words.Where(w => w.Length > 0));
        return
        [
            .. report.List("new").Select(m => (Line: m.Number("line"), Text: Of(
                "new", m.Text("name"), m.Text("sector"), Text(m, "committee"), Text(m, "county"), Text(m, "party"), m.At("overseas").GetBoolean() ? "是" : "",
                Text(m, "office"))))
                .Concat(report.List("faults").Select(f => (Line: f.Number("line"), Text: Of(f.Text("fault"), Text(f, "column"), Text(f, "value")))))
                .OrderBy(l => l.Line).Select(l => $"{l.Line} {l.Text}"),
            .. report.List("notes").Select(n => Of(n.Find("line")?.GetRawText() ?? "", n.Text("note"), Text(n, "value"))),
            .. report.Find("encoding")?.GetString() is { } encoding and not "UTF-8" ? new[] { $"encoding {encoding}" } : [],
            .. report.Find("sheet")?.GetString() is { } sheet ? new[] { $"sheet {sheet}" } : [],
        ];
    }
}
