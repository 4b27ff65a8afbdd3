using System.Net;
using System.Text;
using Hub.Tests.House;

namespace Hub.Tests.Http;

/// <summary>What every answer holds to, whoever asks and whatever for.</summary>
public sealed class AnswersTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Theory]
    [InlineData("/health/live", "text/plain; charset=utf-8")]
    [InlineData("/api/meetings", "application/json; charset=utf-8")]
    [InlineData("/api/nowhere/at-all", null)]
    [InlineData("/api/files/00000000000000000000000000000000", "application/json; charset=utf-8")]
    [InlineData("/openapi/v1.json", "application/json; charset=utf-8")]
    [InlineData("/api/qr.svg?path=/", "image/svg+xml; charset=utf-8")]
    [InlineData("/api/entries.csv?type=venue", "text/csv; charset=utf-8")]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/favicon.svg", "image/svg+xml; charset=utf-8")]
    public async Task Every_text_says_what_it_is_and_that_it_is_UTF_8(string path, string? type)
    {
        Skips.Unless(HasPages || path is not ("/" or "/favicon.svg"), "The pages were not built (-p:SkipClient=true).");
        using var answer = await house.Send(HttpMethod.Get, path);
        answer.Content.Headers.ContentType?.ToString().ShouldBe(type);
        if (type is null)
        {
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        }
    }

    /// <summary>Guards a code for the hall's network that went on leading to where the machine stood an hour ago.</summary>
    [Fact]
    public async Task A_code_to_scan_is_asked_for_each_time_it_is_shown()
    {
        using var answer = await house.Send(HttpMethod.Get, "/api/qr.svg?path=/");
        var kept = answer.Headers.CacheControl!;
        (kept.NoCache, kept.Private, kept.MaxAge).ShouldBe((true, true, null));
    }

    [Theory]
    [InlineData("TRACE", "/")]
    [InlineData("TRACE", "/api/meetings")]
    [InlineData("TRACE", "/nowhere")]
    [InlineData("DELETE", "/api/meetings")]
    [InlineData("PUT", "/api/session")]
    [InlineData("GET", "/api/signout")]
    [InlineData("HEAD", "/api/signout")]
    [InlineData("GET", "/api/session/move")]
    [InlineData("GET", "/api/join")]
    public async Task A_method_that_a_call_does_not_name_does_nothing_and_tells_nothing(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("X-Told", "back");
        using var answer = await house.Http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("X-Told");
    }

    [Theory]
    [InlineData("/.git/HEAD")]
    [InlineData("/.git/config")]
    [InlineData("/.gitignore")]
    [InlineData("/appsettings.json")]
    [InlineData("/hub.db")]
    [InlineData("/data/hub.db")]
    [InlineData("/ballot-keys")]
    [InlineData("/Hub.Server.dll")]
    [InlineData("/Hub.Server.staticwebassets.endpoints.json")]
    [InlineData("/seeds/formats.json")]
    [InlineData("/assets")]
    [InlineData("/assets/")]
    [InlineData("/assets/..%2f..%2fappsettings.json")]
    [InlineData("/api/files/..%2f..%2fhub.db")]
    [InlineData("/swagger")]
    [InlineData("/metrics")]
    [InlineData("/debug/pprof")]
    public async Task Nothing_is_served_but_what_was_made_to_be(string path)
    {
        using var answer = await house.Send(HttpMethod.Get, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>Of two fields of one name one reader takes the first and another the last: what is checked is not what is done.</summary>
    [Theory]
    [InlineData("/api/session", """{"key":"a","key":"b"}""")]
    [InlineData("/api/join", """{"code":"a","name":"甲","code":"b"}""")]
    [InlineData("/api/topics", """{"title":"甲","title":"乙","text":"丙"}""")]
    public async Task A_field_that_comes_twice_is_refused(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await house.Send(HttpMethod.Post, path, null, content);
        await CallTests.Says(answer, HttpStatusCode.BadRequest, "unreadable");
    }

    [Theory]
    [InlineData("""{"$type":"comment","text":"甲","text":"乙"}""")]
    [InlineData("""{"$type":"comment","$type":"close","text":"甲"}""")]
    public async Task A_command_with_a_field_that_comes_twice_is_refused(string command)
    {
        var room = await house.Meeting();
        using var content = new StringContent($$"""{"op":"{{Commands.NewOp()}}","command":{{command}}}""", Encoding.UTF8, "application/json");
        using var answer = await house.Send(HttpMethod.Post, $"{room.Path}/commands", room.Chair.Token, content);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await room.Comments()).ShouldBeEmpty();
        (await room.Snapshot()).Text("status").ShouldBe("open");
    }

    /// <summary>A house has the key that it made or was given, and no account that is the same in every house.</summary>
    [Theory]
    [InlineData("""{"key":""}""")]
    [InlineData("""{"key":"admin"}""")]
    [InlineData("""{"key":"operator"}""")]
    [InlineData("""{"key":"password"}""")]
    [InlineData("""{"key":"local-only-operator-key"}""")]
    [InlineData("""{"login":"admin","password":"admin","code":"000000"}""")]
    [InlineData("""{"login":"operator","password":"operator","code":"123456"}""")]
    [InlineData("""{"login":"root","password":"","code":""}""")]
    public async Task Nobody_is_there_by_default(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await house.Send(HttpMethod.Post, "/api/session", null, content);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest);
    }

    /// <summary>Who asks names what a call takes; what else stands beside it changes nothing.</summary>
    [Fact]
    public async Task A_field_that_a_call_does_not_name_sets_nothing()
    {
        var room = await house.Meeting();
        var chair = room.Chair.Participant;
        var asking = new Dictionary<string, object>
        {
            ["code"] = room.Codes["attend"],
            ["name"] = "居民",
            ["role"] = "chair",
            ["isOperator"] = true,
            ["participant"] = chair,
            ["state"] = "seated",
        };
        using var joined = await house.Send(HttpMethod.Post, "/api/join", null, asking);
        var seat = await OpenHouse.Json(joined);
        (seat.Text("role"), seat.Text("participant") == chair).ShouldBe(("attendee", false));
        var command = new Dictionary<string, object> { ["$type"] = "comment", ["text"] = "意见", ["by"] = chair, ["status"] = "hidden", ["likes"] = 7 };
        using var sent = await house.Send(
            HttpMethod.Post, $"{room.Path}/commands", seat.Text("token"), new { op = Commands.NewOp(), actor = chair, role = "chair", command });
        sent.StatusCode.ShouldBe(HttpStatusCode.OK);
        var comment = (await room.Comments()).ShouldHaveSingleItem();
        comment.ToString().ShouldNotContain(chair);
        (comment.Text("text"), comment.Number("likes")).ShouldBe(("意见", 0));
    }

    [Theory]
    [InlineData("/api/topics?limit=1&limit=2")]
    [InlineData("/api/topics?status=raised&status=declined")]
    [InlineData("/api/meetings?year=2021&year=2022")]
    public async Task A_question_that_is_asked_twice_in_one_address_is_refused(string path)
    {
        using var answer = await house.Send(HttpMethod.Get, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    /// <summary>A stranger's page may ask, and reads nothing: no answer says that it may.</summary>
    [Theory]
    [InlineData("OPTIONS", "/api/meetings")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/")]
    public async Task No_answer_lets_another_sites_page_read_it(string method, string path)
    {
        Skips.Unless(HasPages || path != "/", "The pages were not built (-p:SkipClient=true).");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Origin", "https://elsewhere.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await house.Http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.Headers.Where(h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    private bool HasPages => house.Service<Microsoft.AspNetCore.Hosting.IWebHostEnvironment>().WebRootFileProvider.GetFileInfo("index.html").Exists;
}
