using System.Text;
using System.Text.Json;
using Hub.Tests.House;
using static Hub.Tests.Registers.Tables;

namespace Hub.Tests.Registers;

/// <summary>
/// Further tables of the kinds in <see cref="TableCorpusTests"/>, with what stands in none of those: each member on them is new, or named with what is wrong.
/// </summary>
public sealed class TableVariantsTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly string[] Names = ["马一鸣", "迪丽拜尔", "孙三省", "周四维", "吴五常", "郑六合", "冯七略"];

    /// <summary>Every way in which a line may end, each with every other behind it. Guards D3.</summary>
    [Fact]
    public async Task However_the_lines_of_one_file_end_nobody_on_them_is_lost()
    {
        string[] ends = ["\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029"];
        foreach (var first in ends)
        {
            foreach (var second in ends)
            {
                var text = string.Concat(Names.Prepend("姓名").Select((n, i) => $"{n},{(i == 0 ? "界别" : "教育界")}{(i % 2 == 0 ? first : second)}"));
                foreach (var file in new[] { Utf8(text), Encoding.Unicode.Marked(text), Gb18030.GetBytes(text) })
                {
                    var report = await Look(file);
                    report.List("faults").ShouldBeEmpty();
                    report.List("new").Select(m => m.Text("name")).ShouldBe(Names, $"{(int)first[0]:x} {(int)second[0]:x}");
                }
            }
        }
    }

    /// <summary>Guards D4: programs that save UTF-16 and leave its mark out.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Utf_16_without_a_mark_is_read(bool isBigEndian)
    {
        var encoding = new UnicodeEncoding(isBigEndian, byteOrderMark: false);
        foreach (var separator in ",;\t")
        {
            var report = await Look(encoding.GetBytes($"姓名{separator}界别\r\n古丽·麦麦提{separator}教育界\r\n马一鸣{separator}妇联\r\n"));
            report.List("new").Select(m => m.Text("name")).ShouldBe(["古丽·麦麦提", "马一鸣"]);
            report.Text("encoding").ShouldBe(isBigEndian ? "UTF-16BE" : "UTF-16LE");
        }
    }

    [Fact]
    public async Task A_note_of_several_lines_in_marks_takes_nobody_with_it()
    {
        var report = await Look(Utf8("姓名,界别,备注\r马一鸣,教育界,\"一\r二\u2028三\n\n四\"\r\n迪丽拜尔,妇联,\"\"\"引\"\"\"\r孙三省,工商联,\n"));
        report.List("faults").ShouldBeEmpty();
        report.List("new").Select(m => m.Text("name")).ShouldBe(["马一鸣", "迪丽拜尔", "孙三省"]);
    }

    /// <summary>A workbook with all at once that makes one unlike a table: what is hidden, merged, shown in a format, calculated, left out.</summary>
    [Fact]
    public async Task A_workbook_as_an_office_keeps_it_is_read()
    {
        var rows = $"<row r=\"1\">{Inline("A1", "淮安市政协委员登记表（2021）")}</row>"
            + $"<row r=\"3\">{Inline("A3", "序号")}{Inline("B3", "姓　名")}{Inline("C3", "界别（必填）")}{Inline("D3", "电话")}{Inline("E3", "职务")}</row>"
            + $"<row r=\"4\"><c r=\"A4\"><v>1</v></c>{Inline("B4", "马一鸣")}{Inline("C4", "教育界")}<c r=\"D4\" s=\"{OwnNumber}\"><v>13951234567</v></c></row>"
            + $"<row r=\"5\"><c r=\"A5\"><f>A4+1</f><v>2</v></c>{Inline("B5", " 迪丽拜尔 ")}<c r=\"D5\"><v>1.3951234568E10</v></c></row>"
            + $"<row r=\"7\"><c r=\"A7\"><f>A5+1</f><v>3</v></c><c r=\"B7\" t=\"str\"><f>\"孙\"&amp;\"三省\"</f><v>孙三省</v></c>"
            + $"{Inline("C7", "工商联")}<c r=\"E7\" s=\"{ChineseDay}\"><v>44531</v></c></row>"
            + $"<row r=\"8\"><c r=\"A8\"><f>A7+1</f></c><c r=\"B8\" t=\"e\"><f>VLOOKUP(1,X,2)</f><v>#N/A</v></c>{Inline("C8", "科协")}</row>";
        var behind = "<mergeCells><mergeCell ref=\"A1:E2\"/><mergeCell ref=\"C4:C5\"/></mergeCells>";
        var report = await Look(Workbook(
        [
            ("上届", Sheet("姓名,界别", "旧委员,教育界"), "", true), ("封面", Sheet("内部资料"), "", false), ("本届", rows, behind, false),
        ]));

        report.List("new").Select(m => $"{m.Number("line")} {m.Text("name")} {m.Text("sector")} {m.Find("office")?.GetString()}".TrimEnd())
            .ShouldBe(["4 马一鸣 教育界", "5 迪丽拜尔 教育界", "7 孙三省 工商联 2021-12-01"]);
        var fault = report.List("faults").ShouldHaveSingleItem();
        (fault.Number("line"), fault.Text("fault"), fault.Text("value")).ShouldBe((8, "formulaError", "#N/A"));
        report.Text("sheet").ShouldBe("本届");
        report.List("notes").Where(n => n.Text("note") == "otherSheet").Select(n => n.Text("value")).ShouldBe(["上届", "封面"], ignoreOrder: true);
    }

    private async Task<JsonElement> Look(byte[] file)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/members/import", house.OperatorToken, new ByteArrayContent(file));
        return await OpenHouse.Json(answer);
    }
}
