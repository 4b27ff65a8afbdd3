using Hub.Tests.House;

namespace Hub.Tests.Http;

/// <summary>What people type is a value in every query: it finds what is called so, and changes and tells nothing else.</summary>
public sealed class InjectionTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    public static TheoryData<string> Texts =>
    [
        "' OR '1'='1", "'; DROP TABLE commits; --", "') UNION SELECT value FROM secrets --", "\" OR \"\"=\"", "$1", "{topics}", "{0}", "%s%n", "100%",
        "a_b", "\\'",
        "x* OR y", "NEAR(x y)", "<b>&amp;</b>", "${7*7}", "{{7*7}}", "%27%20OR%201=1",
    ];

    [Theory, MemberData(nameof(Texts))]
    public async Task A_text_is_found_as_it_was_typed_and_nothing_else_is(string text)
    {
        var mark = Guid.NewGuid().ToString("n");
        object Body(string title, string county) => new { title, text = title, county, venue = "府前社区协商议事室", category = "交通" };
        var topic = await Topic.Raise(house, Body($"{mark} {text} 终", text));
        var other = await Topic.Raise(house, Body($"{mark} 另一件", "另外的县"));

        (await Found($"q={Uri.EscapeDataString($"{mark} {text} 终")}")).ShouldBe([topic.Id]);
        (await Found($"county={Uri.EscapeDataString(text)}")).ShouldBe([topic.Id]);
        (await Found($"q={mark}")).ShouldBe([other.Id, topic.Id]);
        (await topic.Snapshot()).Text("title").ShouldBe($"{mark} {text} 终");
        (await house.Get($"/api/topics/similar?text={Uri.EscapeDataString($"{mark} {text} 终")}")).List("items")[0].Text("id").ShouldBe(topic.Id);

        using var byId = await house.Send(HttpMethod.Get, $"/api/topics/{Uri.EscapeDataString(text)}");
        byId.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        using var byCode = await house.Send(HttpMethod.Post, "/api/code", null, new { code = text });
        byCode.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    private async Task<List<string>> Found(string question) =>
        [.. (await house.Get($"/api/topics?{question}")).List("items").Select(t => t.Text("id"))];
}
