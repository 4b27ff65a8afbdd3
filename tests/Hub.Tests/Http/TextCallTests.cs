using System.Net;
using System.Text;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Http;

/// <summary>What people really type, through the calls: names, codes, searches and tables, as keyboards and other programs write them.</summary>
public sealed class TextCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Theory]
    [InlineData("\u200b", "nothingVisible")]
    [InlineData("\u3164\u2800", "nothingVisible")]
    [InlineData("李\u0007四", "controlCharacter")]
    [InlineData("李\n四", "controlCharacter")]
    [InlineData("李\u202e四", "directionControl")]
    [InlineData("李\uffff", "brokenCharacter")]
    [InlineData(" 　", "empty")]
    public async Task A_name_that_could_not_be_shown_is_refused_wherever_it_is_given(string name, string code)
    {
        var room = await house.Meeting();
        await Refused(HttpMethod.Post, "/api/join", null, new { code = room.Codes["attend"], name });
        await Refused(HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = name, format = "grassroots" });
        await Refused(HttpMethod.Post, "/api/topics", house.OperatorToken, new { title = name, text = "晚上看不见路" });
        await Refused(
            HttpMethod.Post, "/api/accounts", house.OperatorToken, new { name, login = $"{Guid.NewGuid():n}", roles = new[] { new { role = "staff" } } });
        (await room.Chair.Post(Of("addItem", new { title = name }))).ShouldBeRefused(code);
        (await house.Record("members", Of("member", new { name, sector = "教育界" }))).ShouldBeRefused(code);

        async Task Refused(HttpMethod method, string path, string? token, object body)
        {
            using var answer = await house.Send(method, path, token, body);
            answer.StatusCode.ShouldBe(HttpStatusCode.Conflict, path);
            (await OpenHouse.Json(answer)).Text("code").ShouldBe(code, path);
        }
    }

    [Fact]
    public async Task A_login_of_characters_that_nobody_sees_is_none()
    {
        using var answer = await house.Send(
            HttpMethod.Post, "/api/accounts", house.OperatorToken,
            new { name = "钱多多", login = $"qian\u200b{Guid.NewGuid():n}", roles = new[] { new { role = "staff" } } });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_code_opens_in_full_width_and_with_whatever_dashes()
    {
        var room = await house.Meeting();
        var code = room.Codes["attend"];
        var wide = string.Concat(code.Select(c => (char)(c + 0xfee0)));
        foreach (var typed in new[] { wide, $"{wide[..4]}　{wide[4..]}", $"{code[..4]}—{code[4..]}".ToLowerInvariant(), $"{code}\u200b" })
        {
            using var joined = await house.Send(HttpMethod.Post, "/api/join", null, new { code = typed, name = "孙悟空" });
            joined.StatusCode.ShouldBe(HttpStatusCode.OK, typed);
        }
    }

    [Fact]
    public async Task Topics_are_found_by_all_words_in_whatever_width()
    {
        var mark = $"{Guid.NewGuid():n}"[..8];
        var lamp = await Topic.Raise(house, new { title = $"１２号楼前的路灯{mark}", text = "晚上八点以后不亮\n有两个月了" });
        await Topic.Raise(house, new { title = $"路灯太亮{mark}", text = "晃眼睛" });
        foreach (var words in new[] { "路灯 不亮", "不亮　路灯", "12号楼", "１２号楼", "两个月", "八点\u200b以后" })
        {
            (await Found($"{words} {mark.ToUpperInvariant()}")).ShouldBe([lamp.Id], words);
        }

        (await Found($"路灯 漏水 {mark}")).ShouldBeEmpty();
        (await Found(mark)).Count.ShouldBe(2);

        async Task<List<string>> Found(string asked) =>
            [.. (await house.Get($"/api/topics?q={Uri.EscapeDataString(asked)}")).List("items").Select(i => i.Text("id"))];
    }

    [Fact]
    public async Task A_member_is_found_in_every_spelling_and_is_one_member_in_all_of_them()
    {
        var mark = $"{Guid.NewGuid():n}"[..6];
        var member = await house.Member($"依力哈木·{mark}");
        foreach (var spelling in new[] { $"依力哈木•{mark}", $"依力哈木．{mark}", $"依力哈木 ・ {mark}", $"依力哈木{mark}", $"{mark} 依力" })
        {
            (await house.Get($"/api/members?q={Uri.EscapeDataString(spelling)}")).List("items").ShouldHaveSingleItem().Text("id").ShouldBe(member, spelling);
        }

        (await house.Record("members", Of("member", new { name = $"依力哈木‧{mark}\u200b", sector = "教育界" }))).ShouldBeRefused("alreadyRecorded");
    }

    [Fact]
    public async Task Who_may_be_recorded_twice_is_pointed_out_before_an_import_and_stands_in_a_list_afterwards()
    {
        var mark = $"{Guid.NewGuid():n}"[..6];
        var known = await house.Member($"阿依努尔·{mark}", "教育界");
        var file = Encoding.UTF8.GetBytes(
            $"姓　名,界别\n阿依努尔•{mark},医药卫生界\n阿依努尔・{mark},教育界\n钱\u200b{mark},教育界\n钱 {mark},教育界\n钱{mark},医药卫生界\n\u200b,教育界\n");
        using var looked = await house.Send(HttpMethod.Post, "/api/members/import", house.OperatorToken, new ByteArrayContent(file));
        var report = await OpenHouse.Json(looked);

        report.List("faults").Select(f => $"{f.Number("line")} {f.Text("fault")}").ShouldBe(["3 alreadyRecorded", "5 twice", "7 noName"]);
        report.List("near").Select(n => (n.Number("line"), n.Text("other"), n.Find("first")?.GetInt32()))
            .ShouldBe([(2, $"阿依努尔·{mark}", null), (6, $"钱\u200b{mark}", 4)]);

        using var taken = await house.Send(
            HttpMethod.Post, $"/api/members/import?accept={report.Text("file")}", house.OperatorToken, new ByteArrayContent(file));
        (await OpenHouse.Json(taken)).Number("imported").ShouldBe(3);
        var alike = (await house.Get("/api/members/alike", house.OperatorToken)).List("groups").Select(g => g.EnumerateArray().ToList())
            .Where(g => g[0].Text("name").Contains(mark, StringComparison.Ordinal)).ToList();
        alike.Select(g => g.Select(m => m.Text("name")).ToList()).ShouldBe([[$"阿依努尔·{mark}", $"阿依努尔•{mark}"], [$"钱\u200b{mark}", $"钱{mark}"]]);
        alike[0][0].Text("id").ShouldBe(known);

        // One is withdrawn, and says why; how both came to be stays readable.
        (await house.Register("members", Of("withdraw", new { entry = alike[0][1].Text("id"), reason = "与另一条为同一人" }))).ShouldBeDone();
        (await house.Get("/api/members/alike", house.OperatorToken)).List("groups")
            .Count(g => g[0].Text("name").Contains($"努尔·{mark}", StringComparison.Ordinal)).ShouldBe(0);
    }

    [Fact]
    public async Task Two_options_that_look_alike_are_one()
    {
        var room = await house.Meeting();
        foreach (var options in new[] { new[] { "甲", "甲\u200b" }, ["方案１", "方案 1"], ["一号楼", "二号楼", "一 号 楼"] })
        {
            (await room.Chair.Post(Of("openBallot", new { question = "选哪个?", kind = "single", options }))).ShouldBeRefused("badChoice");
        }
    }

    /// <summary>Regression: what somebody wrote in several lines is the title of the topic that is made of it.</summary>
    [Fact]
    public async Task A_comment_of_several_lines_becomes_a_topic_with_a_title_of_one()
    {
        var room = await house.Meeting();
        var person = await room.Join("赵云");
        var comment = (await person.Post(Comment("一、路灯不亮\n二、下水道堵\u202e了"))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("commit", new { department = "城管局", what = "本周修好\n并回访", due = "2099-06-30", comment }))).ShouldBeDone();
        var topic = (await house.Get($"/api/topics?q={Uri.EscapeDataString("下水道堵了")}")).List("items").ShouldHaveSingleItem();
        topic.Text("title").ShouldBe("一、路灯不亮 二、下水道堵了");
    }
}
