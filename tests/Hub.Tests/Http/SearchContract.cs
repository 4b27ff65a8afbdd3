using System.Net;
using System.Text.Json;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Http;

/// <summary>One search over all that people look for, on every store: all words, in whatever width, and no more than whoever asks may see.</summary>
public abstract class SearchContract
{
    protected abstract OpenHouse House { get; }

    [Fact]
    public async Task All_words_are_found_in_topics_meetings_and_commitments_however_they_are_typed()
    {
        var mark = $"{Guid.NewGuid():n}"[..8];
        var topic = await Topic.Raise(House, new { title = $"７号院电梯停了{mark}", text = "老人上不了楼，物业说等零件" });
        var other = await Topic.Raise(House, new { title = $"8号院电梯太慢{mark}", text = "高峰要等十分钟" });
        (await topic.Staff(Of("commit", new { department = "住建局", what = "更换７号院电梯的主板", due = "2099-03-31" }))).ShouldBeDone();
        var meeting = await Schedule($"７号院加装电梯协商会{mark}", "public");

        foreach (var words in new[] { "电梯 7号院", "７号院　电梯", "7号院\u200b 电梯" })
        {
            var found = await Search($"{words} {mark.ToUpperInvariant()}");
            Ids(found, "topics").ShouldBe([topic.Id], words);
            Ids(found, "meetings").ShouldBe([meeting], words);
            found.List("commitments").ShouldHaveSingleItem().Text("topic").ShouldBe(topic.Id, words);
            found.At("totals").ToString().ShouldBe("""{"topics":1,"meetings":1,"commitments":1}""", words);
        }

        Ids(await Search($"电梯 {mark}"), "topics").ShouldBe([other.Id, topic.Id]);
        (await Search($"电梯 漏水 {mark}")).At("totals").ToString().ShouldBe("""{"topics":0,"meetings":0,"commitments":0}""");
    }

    [Fact]
    public async Task Who_is_of_the_staff_finds_members_and_what_only_codes_open_and_nobody_else_does()
    {
        var mark = $"{Guid.NewGuid():n}"[..8];
        var member = await House.Member($"古丽·{mark}");
        var secret = await Schedule($"人事闭门协商{mark}", "codes");
        var guest = (await Topic.Raise(House, "别的事")).Raiser;

        foreach (var token in new[] { null, guest, await House.SignIn(member) })
        {
            var found = await Search(mark, token);
            found.Find("members").ShouldBeNull();
            found.At("totals").ToString().ShouldBe("""{"topics":0,"meetings":0,"commitments":0}""");
        }

        var all = await Search($"古丽・{mark}", House.OperatorToken);
        Ids(all, "members").ShouldBe([member]);
        Ids(await Search($"{mark} 闭门", House.OperatorToken), "meetings").ShouldBe([secret]);
    }

    [Fact]
    public async Task A_few_of_a_kind_are_shown_with_how_many_there_are()
    {
        var mark = $"{Guid.NewGuid():n}"[..8];
        for (var i = 0; i < 4; i++)
        {
            await Topic.Raise(House, new { title = $"第{i}处积水{mark}", text = "一下雨就没过脚踝" });
        }

        var few = await Search($"积水 {mark}&limit=3");
        (few.List("topics").Count, few.At("totals").Number("topics")).ShouldBe((3, 4));
        few.List("topics")[0].Text("title").ShouldBe($"第3处积水{mark}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=")]
    [InlineData("?q=%E3%80%80%20")]
    [InlineData("?q=%E2%80%8B")]
    public async Task Who_asks_for_no_word_finds_nothing(string query) =>
        (await House.Get($"/api/search{query}")).ToString()
            .ShouldBe("""{"topics":[],"meetings":[],"commitments":[],"totals":{"topics":0,"meetings":0,"commitments":0}}""");

    [Fact]
    public async Task What_nobody_could_have_meant_is_refused()
    {
        foreach (var query in new[] { "%00", new string('a', 201) })
        {
            using var answer = await House.Send(HttpMethod.Get, $"/api/search?q={query}");
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await OpenHouse.Json(answer)).Text("code").ShouldBe("unreadable");
        }
    }

    private static List<string> Ids(JsonElement found, string kind) => [.. found.List(kind).Select(i => i.Text("id"))];

    private Task<JsonElement> Search(string asked, string? token = null)
    {
        var (q, limit) = asked.Split("&limit=") is [var words, var most] ? (words, $"&limit={most}") : (asked, "");
        return House.Get($"/api/search?q={Uri.EscapeDataString(q)}{limit}", token);
    }

    private async Task<string> Schedule(string title, string visibility)
    {
        using var answer = await House.Send(HttpMethod.Post, "/api/meetings", House.OperatorToken, new { title, format = "grassroots", visibility });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await OpenHouse.Json(answer)).Text("id");
    }
}

public sealed class SearchOnSqliteTests(RunningHouse house) : SearchContract, IClassFixture<RunningHouse>
{
    protected override OpenHouse House => house;
}

public sealed class SearchOnPostgresTests(Cluster cluster) : SearchContract, IClassFixture<Cluster>
{
    protected override OpenHouse House => cluster.A;
}
