using System.Net;
using System.Net.Http.Json;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Http;

/// <summary>No other site's page acts in this house with its visitors' cookies.</summary>
public sealed class OriginTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private string Own => house.Address.GetLeftPart(UriPartial.Authority);

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://127.0.0.1.elsewhere.example")]
    public async Task A_foreign_origin_is_refused_everywhere(string origin)
    {
        var room = await house.Meeting();
        foreach (var (method, path) in new[] { (HttpMethod.Post, "/api/join"), (HttpMethod.Get, room.Path), (HttpMethod.Post, $"{room.Path}/commands"),
            (HttpMethod.Post, "/hubs/live/negotiate") })
        {
            using var answer = await Ask(method, path, origin, token: room.Chair.Token, body: new { code = room.Codes["attend"], name = "居民" });
            await CallTests.Says(answer, HttpStatusCode.Forbidden, "foreignOrigin");
        }

        (await Should.ThrowAsync<HttpRequestException>(() => RawLine.Connect(house.Address, room.Chair.Token, null, $"Origin: {origin}")))
            .StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_browser_gets_a_cookie_that_scripts_cannot_read_and_acts_with_it_from_here_alone()
    {
        var room = await house.Meeting();
        using var joined = await Ask(HttpMethod.Post, "/api/join", Own, body: new { code = room.Codes["attend"], name = "居民" });
        joined.StatusCode.ShouldBe(HttpStatusCode.OK);
        var set = joined.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ToLowerInvariant();
        set.ShouldContain("httponly");
        set.ShouldContain("samesite");
        var cookie = joined.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var command = new { op = NewOp(), command = Comment("意见") };

        using var own = await Ask(HttpMethod.Post, $"{room.Path}/commands", Own, cookie, body: command);
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var read = await Ask(HttpMethod.Get, room.Path, null, cookie);
        (await OpenHouse.Json(read)).Text("me", "role").ShouldBe("attendee");
        using var without = await Ask(HttpMethod.Post, $"{room.Path}/commands", null, cookie, body: command);
        await CallTests.Says(without, HttpStatusCode.Forbidden, "foreignOrigin");
        (await Should.ThrowAsync<HttpRequestException>(() => RawLine.Connect(house.Address, null, null, $"Cookie: {cookie}")))
            .StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await using var line = await RawLine.Open(room, null, null, $"Cookie: {cookie}", $"Origin: {Own}");
        await line.Say($$"""{"type":1,"invocationId":"1","target":"Join","arguments":["{{room.Name}}"]}""");
        (await line.Next(m => m.Number("type") == 3)).Text("result", "me", "role").ShouldBe("attendee");
    }

    [Fact]
    public async Task One_cookie_holds_the_seats_of_all_rooms()
    {
        var (one, other) = (await house.Meeting(), await house.Meeting());
        using var first = await Ask(HttpMethod.Post, "/api/join", Own, body: new { code = one.Codes["attend"], name = "居民" });
        var cookie = first.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var second = await Ask(HttpMethod.Post, "/api/join", Own, cookie, new { code = other.Codes["member"], name = "委员" });
        cookie = second.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var me = await Ask(HttpMethod.Get, "/api/me", null, cookie);
        (await OpenHouse.Json(me)).List("seats").Select(s => (s.Text("room"), s.Text("role")))
            .ShouldBe([(one.Name, "attendee"), (other.Name, "member")], ignoreOrder: true);
    }

    [Fact]
    public async Task Without_a_cookie_no_origin_is_needed()
    {
        var room = await house.Meeting();
        using var joined = await Ask(HttpMethod.Post, "/api/join", null, body: new { code = room.Codes["attend"], name = "脚本" });
        joined.StatusCode.ShouldBe(HttpStatusCode.OK);
        joined.Headers.Contains("Set-Cookie").ShouldBeFalse();
        await using var line = await RawLine.Open(room, null);
        await line.Say($$"""{"type":1,"invocationId":"1","target":"Join","arguments":["{{room.Name}}"]}""");
        (await line.Next(m => m.Number("type") == 3)).At("result", "snapshot");
    }

    private async Task<HttpResponseMessage> Ask(
        HttpMethod method, string path, string? origin, string? cookie = null, object? body = null, string? token = null)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = house.Address };
        using var request = new HttpRequestMessage(method, path);
        void Add(string header, string? value) => _ = value is null || request.Headers.TryAddWithoutValidation(header, value);
        Add("Origin", origin);
        Add("Cookie", cookie);
        Add("Authorization", token is null ? null : $"Bearer {token}");
        request.Content = body is null || method == HttpMethod.Get ? null : JsonContent.Create(body, body.GetType());
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
