using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Http;

/// <summary>Sessions, codes, meetings and pages over HTTP.</summary>
public sealed class CallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task The_operator_signs_in_with_the_key_alone()
    {
        using var wrong = await house.Send(HttpMethod.Post, "/api/session", null, new { key = "not the operator's key" });
        await Says(wrong, HttpStatusCode.Unauthorized, "wrongKey");
        using var right = await house.Send(HttpMethod.Post, "/api/session", null, new { key = OpenHouse.Key });
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
        var session = await OpenHouse.Json(right);
        session.Text("role").ShouldBe("operator");
        (await house.Get("/api/me", session.Text("token"))).Text("role").ShouldBe("operator");
        right.Headers.Contains("Set-Cookie").ShouldBeFalse("a script keeps its token");
    }

    [Theory]
    [InlineData("/api/session", "{}")]
    [InlineData("/api/session", """{"key":null}""")]
    [InlineData("/api/session", """{"key":7}""")]
    [InlineData("/api/session", "no json")]
    [InlineData("/api/join", """{"code":"ABCD"}""")]
    [InlineData("/api/join", """{"name":"居民"}""")]
    [InlineData("/api/join", """{"code":["ABCD"],"name":"居民"}""")]
    [InlineData("/api/join", "")]
    public async Task A_body_that_cannot_be_read_is_400(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await house.Send(HttpMethod.Post, path, null, content);
        await Says(answer, HttpStatusCode.BadRequest, "unreadable");
    }

    [Fact]
    public async Task Nobody_is_somebody_without_a_session()
    {
        using var answer = await house.Send(HttpMethod.Get, "/api/me");
        await Says(answer, HttpStatusCode.Unauthorized, "noSession");
        using var forged = await house.Send(HttpMethod.Get, "/api/me", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZSI6Im9wZXJhdG9yIn0.");
        await Says(forged, HttpStatusCode.Unauthorized, "noSession");
        var room = await house.Meeting();
        using var tampered = await house.Send(HttpMethod.Get, "/api/me", room.Chair.Token![..^4] + "AAAA");
        await Says(tampered, HttpStatusCode.Unauthorized, "noSession");
    }

    [Theory]
    [InlineData("attend", "attendee")]
    [InlineData("member", "member")]
    [InlineData("chair", "chair")]
    [InlineData("watch", "observer")]
    public async Task The_code_decides_the_role(string code, string role)
    {
        var room = await house.Meeting();
        using var answer = await house.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes[code], name = " 张三 " });
        var seat = await OpenHouse.Json(answer);
        (seat.Text("role"), seat.Text("room"), seat.Text("name")).ShouldBe((role, room.Name, "张三"));
        (await house.Get("/api/me", seat.Text("token"))).List("seats").ShouldHaveSingleItem().Text("participant").ShouldBe(seat.Text("participant"));
    }

    [Fact]
    public async Task A_code_is_found_however_it_is_typed()
    {
        var room = await house.Meeting();
        var code = room.Codes["attend"];
        foreach (var typed in new[] { code.ToLowerInvariant(), $"{code[..4]}-{code[4..]}", $" {code[..4]} {code[4..]} " })
        {
            using var answer = await house.Send(HttpMethod.Post, "/api/join", null, new { code = typed, name = "居民" });
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Joining_again_keeps_the_seat_and_the_higher_role()
    {
        var room = await house.Meeting();
        var person = await room.Join("居民");
        foreach (var (code, role) in new[] { ("member", "member"), ("attend", "member") })
        {
            using var answer = await house.Send(HttpMethod.Post, "/api/join", person.Token, new { code = room.Codes[code], name = "新名字" });
            var seat = await OpenHouse.Json(answer);
            (seat.Text("participant"), seat.Text("role"), seat.Text("name")).ShouldBe((person.Participant, role, "新名字"));
        }
    }

    [Fact]
    public async Task A_name_has_one_to_forty_characters()
    {
        var room = await house.Meeting();
        foreach (var (name, code) in new[] { ("", "empty"), ("  ", "empty"), (new string('名', 41), "tooLong") })
        {
            using var refused = await house.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes["attend"], name });
            await Says(refused, HttpStatusCode.Conflict, code);
        }

        (await room.Join(new string('名', 40))).Participant.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("ZZZZZZZZ")]
    [InlineData("")]
    [InlineData("' OR 1=1 --")]
    public async Task A_wrong_code_opens_nothing(string code)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/join", null, new { code, name = "居民" });
        await Says(answer, HttpStatusCode.NotFound, "unknownCode");
    }

    [Theory]
    [InlineData("attend")]
    [InlineData("chair")]
    public async Task A_new_code_stops_the_older_one(string role)
    {
        var room = await house.Meeting();
        using var made = await house.Send(HttpMethod.Post, $"{room.Path}/codes", house.OperatorToken, new { role });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var code = (await OpenHouse.Json(made)).Text("code");
        using var old = await house.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes[role], name = "居民" });
        await Says(old, HttpStatusCode.NotFound, "unknownCode");
        room.Codes[role] = code;
        (await room.Join("居民", role)).Participant.ShouldNotBeEmpty();
        (await room.Chair.Post(Of("pause"))).ShouldBeDone();
    }

    [Fact]
    public async Task Only_the_operator_makes_codes_and_meetings()
    {
        var room = await house.Meeting();
        foreach (var (path, body) in new (string, object)[] { ($"{room.Path}/codes", new { role = "chair" }),
            ("/api/meetings", new { title = "会", format = "grassroots" }) })
        {
            using var stranger = await house.Send(HttpMethod.Post, path, null, body);
            await Says(stranger, HttpStatusCode.Unauthorized, "noSession");
            using var chair = await house.Send(HttpMethod.Post, path, room.Chair.Token, body);
            await Says(chair, HttpStatusCode.Forbidden, "forbidden");
        }

        using var nowhere = await house.Send(HttpMethod.Post, "/api/meetings/nothere/codes", house.OperatorToken, new { role = "chair" });
        await Says(nowhere, HttpStatusCode.NotFound, "unknownRoom");
        using var unreadable = await house.Send(HttpMethod.Post, $"{room.Path}/codes", house.OperatorToken, new { role = "king" });
        await Says(unreadable, HttpStatusCode.BadRequest, "unreadable");
    }

    [Fact]
    public async Task Codes_that_give_power_are_not_shown_again()
    {
        var room = await house.Meeting();
        var shown = await house.Get($"{room.Path}/codes");
        (shown.Text("attend"), shown.Text("watch")).ShouldBe((room.Codes["attend"], room.Codes["watch"]));
        shown.ToString().ShouldNotContain(room.Codes["chair"]);
        shown.ToString().ShouldNotContain(room.Codes["member"]);
    }

    /// <summary>Guards a status read as flags or as a number: the list was empty, and nobody was told why.</summary>
    [Theory]
    [InlineData("open,paused")]
    [InlineData("-1")]
    [InlineData("1")]
    [InlineData("Open")]
    [InlineData("")]
    public async Task A_status_that_is_not_exactly_one_word_is_400(string status)
    {
        using var answer = await house.Send(HttpMethod.Get, $"/api/meetings?status={status}");
        await Says(answer, HttpStatusCode.BadRequest, "unreadable");
    }

    /// <summary>Guards a meeting behind codes whose observers were shown the code that lets them speak.</summary>
    [Fact]
    public async Task Who_may_only_watch_behind_codes_is_not_given_the_code_to_take_part()
    {
        var room = await house.Meeting(visibility: "codes");
        var watcher = await house.Get($"{room.Path}/codes", (await room.Join("旁听", "watch")).Token);
        (watcher.Find("attend")?.GetString(), watcher.Text("watch")).ShouldBe((null, room.Codes["watch"]));
        foreach (var token in new[] { (await room.Join("居民")).Token, (await room.Join("委员", "member")).Token, room.Chair.Token, house.OperatorToken })
        {
            var shown = await house.Get($"{room.Path}/codes", token);
            (shown.Text("attend"), shown.Text("watch")).ShouldBe((room.Codes["attend"], room.Codes["watch"]));
        }

        using var stranger = await house.Send(HttpMethod.Get, $"{room.Path}/codes");
        await Says(stranger, HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task A_meeting_is_scheduled_with_an_agenda_of_its_own()
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, new
        {
            title = "老旧小区加装电梯",
            format = "consultativeSeminar",
            venue = "三楼会议室",
            startsAt = "2026-11-23T14:00:00+08:00",
            agenda = new[] { new { title = "通报", kind = "report", minutes = 15.5 } },
            expected = 200,
        });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var made = await OpenHouse.Json(answer);
        made.Text("room").ShouldBe($"meetings/{made.Text("id")}");
        var snapshot = (await house.Get($"/api/meetings/{made.Text("id")}")).At("snapshot");
        (snapshot.Text("title"), snapshot.Text("format"), snapshot.Text("status"), snapshot.Text("venue"), snapshot.Text("startsAt"))
            .ShouldBe(("老旧小区加装电梯", "consultativeSeminar", "scheduled", "三楼会议室", "2026-11-23T06:00:00Z"));
        var item = snapshot.List("agenda", "items").ShouldHaveSingleItem();
        (item.Text("title"), item.At("minutes").GetDouble(), item.Text("status")).ShouldBe(("通报", 15.5, "planned"));
    }

    [Theory]
    [InlineData("""{"format":"grassroots"}""", 400, "unreadable")]
    [InlineData("""{"title":"会"}""", 400, "unreadable")]
    [InlineData("""{"title":"会","format":7}""", 400, "unreadable")]
    [InlineData("""{"title":"会","format":"grassroots","agenda":"x"}""", 400, "unreadable")]
    [InlineData("""{"title":"会","format":"grassroots","agenda":[{}]}""", 400, "unreadable")]
    [InlineData("""{"title":"会","format":"grassroots","startsAt":"tomorrow"}""", 400, "unreadable")]
    [InlineData("""{"title":"会","format":"grassroots","startsAt":"2026-12-01T09:00"}""", 400, "unreadable")]
    [InlineData("""{"title":"会","format":"grassroots","startsAt":"2026-12-01T09:00:00.250"}""", 400, "unreadable")]
    [InlineData("""{"title":"会","format":"grassroots","visibility":"secret"}""", 400, "unreadable")]
    [InlineData("""{"title":"会","format":"grassroots","agenda":[null]}""", 409, "empty")]
    [InlineData("""{"title":" ","format":"grassroots"}""", 409, "empty")]
    [InlineData("""{"title":"会","format":"parliament"}""", 409, "unknownFormat")]
    [InlineData("""{"title":"会","format":"grassroots","expected":-1}""", 409, "outOfRange")]
    public async Task A_meeting_that_makes_no_sense_is_not_scheduled(string body, int status, string code)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, content);
        await Says(answer, (HttpStatusCode)status, code);
    }

    [Fact]
    public async Task All_five_formats_can_be_scheduled()
    {
        foreach (var format in new[] { "standingCommittee", "chairsConsultation", "livelihoodSeminar", "consultativeSeminar", "grassroots" })
        {
            (await (await house.Meeting(format)).Snapshot()).Text("format").ShouldBe(format);
        }
    }

    [Fact]
    public async Task Meetings_are_listed_newest_first_and_page()
    {
        var word = Guid.NewGuid().ToString("n");
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            using var answer = await house.Send(
                HttpMethod.Post, "/api/meetings", house.OperatorToken,
                new { title = $"{word} {i}", format = i == 0 ? "grassroots" : "standingCommittee", visibility = i == 4 ? "codes" : "public" });
            ids.Add((await OpenHouse.Json(answer)).Text("id"));
        }

        async Task<List<string>> List(string query, string? token = null) =>
            [.. (await house.Get($"/api/meetings?{query}", token)).List("items").Select(i => i.Text("id"))];

        (await List($"q={word}")).ShouldBe(ids.Take(4).Reverse());
        (await List($"q={word}", house.OperatorToken)).ShouldBe(Enumerable.Reverse(ids));
        (await List($"q={word}&format=grassroots")).ShouldBe([ids[0]]);
        (await List($"q={word}&status=open")).ShouldBeEmpty();
        var (paged, after) = (new List<string>(), (string?)"");
        while (after is not null)
        {
            var page = await house.Get($"/api/meetings?q={word}&limit=3{(after.Length > 0 ? $"&after={after}" : "")}");
            paged.AddRange(page.List("items").Select(i => i.Text("id")));
            after = page.Find("next")?.ToString();
        }

        paged.ShouldBe(ids.Take(4).Reverse());
    }

    [Theory]
    [InlineData("/api/meetings?status=sleeping")]
    [InlineData("/api/meetings?after=x")]
    [InlineData("/api/meetings?limit=many")]
    [InlineData("/api/qr.svg?path=https://elsewhere.example")]
    [InlineData("/api/qr.svg?path=//elsewhere.example")]
    [InlineData("/api/qr.svg")]
    public async Task A_question_that_makes_no_sense_is_400(string path)
    {
        using var answer = await house.Send(HttpMethod.Get, path);
        await Says(answer, HttpStatusCode.BadRequest, "unreadable");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/events")]
    [InlineData("/comments")]
    [InlineData("/codes")]
    public async Task A_meeting_that_is_not_there_is_404_on_every_read(string what)
    {
        foreach (var id in new[] { "nothere", "NOT-AN-ID", new string('x', 41) })
        {
            using var answer = await house.Send(HttpMethod.Get, $"/api/meetings/{id}{what}");
            await Says(answer, HttpStatusCode.NotFound, "unknownRoom");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/events")]
    [InlineData("/comments")]
    [InlineData("/codes")]
    public async Task A_meeting_behind_codes_is_read_by_seats_and_staff(string what)
    {
        var room = await house.Meeting(visibility: "codes");
        var elsewhere = await house.Meeting();
        foreach (var token in new[] { null, elsewhere.Chair.Token })
        {
            using var answer = await house.Send(HttpMethod.Get, room.Path + what, token);
            await Says(answer, HttpStatusCode.Forbidden, "forbidden");
        }

        await house.Get(room.Path + what, (await room.Join("旁听", "watch")).Token);
        await house.Get(room.Path + what, house.OperatorToken);
    }

    [Fact]
    public async Task The_record_pages_and_large_limits_are_lowered()
    {
        var room = await house.Meeting();
        var people = await room.Crowd(20);
        await Task.WhenAll(people.SelectMany(p => Enumerable.Range(0, 52).Select(i => p.Post(Comment($"{i}")))));
        var page = await house.Get($"{room.Path}/events?limit=100000");
        page.List("events").Select(e => e.Number("seq")).ShouldBe(Enumerable.Range(1, 1000));
        (await house.Get($"{room.Path}/events?after=1000&limit=5")).List("events").Select(e => e.Number("seq")).ShouldBe(Enumerable.Range(1001, 5));
        (await house.Get($"{room.Path}/events?after=99999")).List("events").ShouldBeEmpty();
        (await house.Get($"{room.Path}/events?after=-7&limit=0")).List("events").ShouldHaveSingleItem().Number("seq").ShouldBe(1);
        (await room.Record()).Count.ShouldBe(1042);
    }

    [Fact]
    public async Task Every_call_of_the_contract_is_in_the_openapi_document()
    {
        var paths = (await house.Get("/openapi/v1.json")).At("paths");
        foreach (var (path, method) in new[]
        {
            ("/api/session", "post"), ("/api/join", "post"), ("/api/me", "get"), ("/api/meetings", "get"), ("/api/meetings", "post"),
                ("/api/meetings/{id}", "get"),
            ("/api/meetings/{id}/codes", "post"), ("/api/meetings/{id}/events", "get"), ("/api/meetings/{id}/commands", "post"),
            ("/api/meetings/{id}/comments", "get"),
            ("/health/live", "get"), ("/health/ready", "get"),
        })
        {
            paths.At(path, method).Text("summary").ShouldNotBeNullOrWhiteSpace();
        }
    }

    [Fact]
    public async Task The_house_is_alive_and_ready()
    {
        (await house.Http.GetStringAsync("/health/live", TestContext.Current.CancellationToken)).ShouldBe("alive");
        (await house.Http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken)).ShouldBe("ready");
    }

    [Theory]
    [InlineData("/api/meetings")]
    [InlineData("/api/me")]
    [InlineData("/nowhere")]
    [InlineData("/")]
    public async Task Every_answer_keeps_to_itself(string path)
    {
        Skips.Unless(path != "/" || HasPages, "The pages were not built (-p:SkipClient=true).");
        using var answer = await house.Send(HttpMethod.Get, path);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'self'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldContain("object-src 'none'");
        policy.ShouldContain("base-uri 'none'");
        policy.ShouldNotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"]);
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task A_page_starts_from_what_its_reader_may_see_and_nothing_in_it_runs()
    {
        Skips.Unless(HasPages, "The pages were not built (-p:SkipClient=true).");
        var room = await house.Meeting();
        await room.Chair.Post(Comment("</script><script>alert(1)</script>"));
        foreach (var path in new[] { $"/m/{room.Codes["attend"]}", $"/m/{room.Id}", $"/watch/{room.Id}", $"/screen/{room.Id}", $"/chair/{room.Id}" })
        {
            using var page = await house.Send(HttpMethod.Get, path);
            page.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            html.ShouldContain(room.Id);
            html.ShouldNotContain("<script>alert");
        }

        using var nowhere = await house.Send(HttpMethod.Get, "/m/NOTACODE");
        nowhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var hidden = await house.Meeting(visibility: "codes");
        using var closed = await house.Send(HttpMethod.Get, $"/watch/{hidden.Id}");
        (await closed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("\"snapshot\"");
    }

    private bool HasPages => house.Service<Microsoft.AspNetCore.Hosting.IWebHostEnvironment>().WebRootFileProvider.GetFileInfo("index.html").Exists;

    internal static async Task Says(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        answer.StatusCode.ShouldBe(status);
        var body = await OpenHouse.Json(answer);
        body.Text("code").ShouldBe(code);
        body.Text("message").ShouldNotBeNullOrWhiteSpace();
        body.ToString().ShouldNotContain("Exception");
    }
}
