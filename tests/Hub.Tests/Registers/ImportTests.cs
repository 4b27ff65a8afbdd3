using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Tests.House;
using static Hub.Tests.House.Registers;

namespace Hub.Tests.Registers;

/// <summary>Members from a file: every bad line is named, and nothing is taken before it is accepted.</summary>
public sealed class ImportTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const string Head = "姓名,界别,专委会,县区,党派团体,港澳委员,职务";

    [Fact]
    public async Task Of_two_thousand_lines_a_hundred_are_bad_in_ten_ways_and_each_is_named_and_none_is_taken_before_it_is_accepted()
    {
        var mark = $"{Guid.NewGuid():n}"[..6];
        await house.Member($"{mark}在册", "教育界");

        // Ten ways, each ten times; every twentieth line is bad.
        (string Fault, Func<int, string> Line)[] ways =
        [
            ("badQuotes", i => $"\"{mark}引{i},教育界,,,,,"),
            ("badColumns", i => $"{mark}列{i},教育界,,,,,,多出来的"),
            ("noName", _ => "  ,教育界,,,,,"),
            ("noSector", i => $"{mark}无{i},,,,,,"),
            ("unknownSector", i => $"{mark}界{i},航天界,,,,,"),
            ("unknownCommittee", i => $"{mark}委{i},教育界,航天委员会,,,,"),
            ("unknownCounty", i => $"{mark}县{i},教育界,,苏州市,,,"),
            ("notYesOrNo", i => $"{mark}港{i},教育界,,,,也许,"),
            ("twice", i => $"{mark}员{i + 1},教育界,提案委员会,淮安区,民盟,,"),
            ("alreadyRecorded", _ => $"{mark}在册,教育界,,,,,"),
        ];
        var (csv, expected, line) = (new StringBuilder(Head).Append("\r\n"), new List<string>(), 1);
        for (var i = 0; i < 2000; i++)
        {
            line++;
            if (i % 20 == 19)
            {
                var (fault, text) = ways[i / 20 % 10];
                csv.Append(text(i / 20 * 20)).Append("\r\n");

                // The first of those already in the register is that; the others stand in this file twice.
                expected.Add($"{line} {(fault == "alreadyRecorded" && i / 20 >= 10 ? "twice" : fault)}");
            }
            else
            {
                csv.Append($"{mark}员{i},教育界,提案委员会,淮安区,民盟,{(i % 3 == 0 ? "是" : "否")},委员\r\n".Replace(",否,", ",,", StringComparison.Ordinal)
                    .Replace(",委员", ",", StringComparison.Ordinal));
            }
        }

        var file = Encoding.UTF8.GetBytes(csv.ToString());
        var before = await Members(mark);
        var report = await Look(file);
        report.List("faults").Select(f => $"{f.Number("line")} {f.Text("fault")}").ShouldBe(expected);
        (report.Number("lines"), report.Number("good")).ShouldBe((2000, 1900));
        report.Find("imported").ShouldBeNull();
        (await Members(mark)).ShouldBe(before);

        using var other = await Send(file, new string('0', 64));
        other.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Members(mark)).ShouldBe(before);

        using var accepted = await Send(file, report.Text("file"));
        (await OpenHouse.Json(accepted)).Number("imported").ShouldBe(1900);
        (await Members(mark)).ShouldBe(before + 1900);

        using var again = await Send(file, report.Text("file"));
        (await OpenHouse.Json(again)).Number("imported").ShouldBe(0);
        (await Members(mark)).ShouldBe(before + 1900);
    }

    [Fact]
    public async Task A_file_of_an_older_program_is_read_too()
    {
        var name = $"老{Guid.NewGuid():n}"[..12];
        var gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes($"界别;姓名;备注\n医药卫生界;{name};有\n");
        var report = await Look(gb);
        (report.Number("good"), report.List("faults").Count).ShouldBe((1, 0));
        using var accepted = await Send(gb, report.Text("file"));
        accepted.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await house.Get($"/api/members?q={Uri.EscapeDataString(name)}")).List("items").ShouldHaveSingleItem().Text("sector").ShouldBe("医药卫生界");
    }

    /// <summary>What the register says of somebody is changed where that is accepted too, and an empty cell takes nothing out of it.</summary>
    [Fact]
    public async Task Of_members_in_the_register_it_is_said_what_would_change_and_they_are_amended_only_where_that_is_accepted()
    {
        var mark = $"{Guid.NewGuid():n}"[..6];
        var moved = (await house.Record(
            "members", Entry("member", new { name = $"{mark}甲", sector = "教育界", committee = "提案委员会", party = "民盟", overseas = true, office = "委员" })))
            .ShouldBeDone().Made;
        await house.Member($"{mark}乙", "妇联");
        foreach (var committee in new[] { "提案委员会", "经济科技委员会" })
        {
            (await house.Record("members", Entry("member", new { name = $"{mark}同名", sector = "经济界", committee }))).ShouldBeDone();
        }

        var file = Encoding.UTF8.GetBytes(
            $"姓名,界别,专委会,港澳委员,职务\n{mark}甲,教育界,农业和农村委员会,否,\n{mark}乙,妇联,,,\n{mark}丙,妇联,,,\n{mark}同名,经济界,农业和农村委员会,,\n");
        var report = await Look(file);
        var change = report.List("changes").ShouldHaveSingleItem();
        (change.Number("line"), change.Text("id"), change.Text("name")).ShouldBe((2, moved, $"{mark}甲"));
        change.List("fields").Select(f => $"{f.Text("field")} {f.Text("from")} {f.Text("to")}").ShouldBe(["committee 提案委员会 农业和农村委员会", "overseas 是 否"]);
        report.List("new").Select(n => n.Text("name")).ShouldBe([$"{mark}丙", $"{mark}同名"], "two of the name are in the register already: this is a third");
        report.List("faults").Select(f => $"{f.Number("line")} {f.Text("fault")}").ShouldBe(["3 alreadyRecorded"]);

        using var imported = await Send(file, report.Text("file"));
        var after = await OpenHouse.Json(imported);
        after.Number("imported").ShouldBe(2);
        after.Find("amended").ShouldBeNull();
        (await Member(moved)).Text("committee").ShouldBe("提案委员会");

        using var amended = await Send(file, $"{report.Text("file")}&changes=true");
        after = await OpenHouse.Json(amended);
        (after.Number("imported"), after.Number("amended")).ShouldBe((0, 1));
        var member = await Member(moved);
        (member.Text("committee"), member.Text("party"), member.At("overseas").GetBoolean(), member.Text("office"))
            .ShouldBe(("农业和农村委员会", "民盟", false, "委员"));

        using var again = await Send(file, $"{report.Text("file")}&changes=true");
        after = await OpenHouse.Json(again);
        (after.Number("imported"), after.Number("amended"), after.List("faults").Count).ShouldBe((0, 0, 4));
    }

    [Theory]
    [InlineData("")]
    [InlineData("姓名,县区\n李,淮安区\n")]
    [InlineData("姓名,界别,姓名\n李,教育界,王\n")]
    public async Task A_file_without_the_columns_it_needs_is_not_looked_at_further(string file)
    {
        var report = await Look(Encoding.UTF8.GetBytes(file));
        report.List("faults").ShouldHaveSingleItem().Text("fault").ShouldBe("badHead");
        report.Number("good").ShouldBe(0);
    }

    [Fact]
    public async Task Only_staff_bring_files()
    {
        using var nobody = await house.Send(HttpMethod.Post, "/api/members/import", null, new ByteArrayContent([1]));
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var member = await house.Send(HttpMethod.Post, "/api/members/import", await house.SignIn(await house.Member()), new ByteArrayContent([1]));
        member.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<JsonElement> Member(string id) => house.Get($"/api/members/{id}");

    private Task<HttpResponseMessage> Send(byte[] file, string? accept = null) =>
        house.Send(HttpMethod.Post, accept is null ? "/api/members/import" : $"/api/members/import?accept={accept}", house.OperatorToken,
            new ByteArrayContent(file));

    private async Task<JsonElement> Look(byte[] file)
    {
        using var answer = await Send(file);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await OpenHouse.Json(answer);
    }

    private async Task<int> Members(string mark) => (int)(await house.Get($"/api/members?q={mark}&total=true&limit=1")).Number("total");
}
