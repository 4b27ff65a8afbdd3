using System.Net;
using System.Text.Json;
using Hub.Server.Access;
using Hub.Server.Http;
using Hub.Tests.House;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Access;

/// <summary>Sessions as their owners know them: what they have open, and that what they end has ended.</summary>
public sealed class SessionCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>Guards signing out: it took the cookie back, and whoever had copied the token, or held a connection, went on.</summary>
    [Fact]
    public async Task Signing_out_ends_the_token_and_what_is_open_under_it()
    {
        var room = await house.Meeting();
        var person = await room.Join("居民");
        await using var line = await person.Connect();
        (await line.Do(Comment("还在"))).ShouldBeDone();

        await SignOut(person.Token);

        (await Me(person.Token)).ShouldBe(HttpStatusCode.Unauthorized);
        await line.Until(() => line.IsClosed, "the end of the connection");
        (await person.Post(Comment("已退出"))).Code.ShouldBe("forbidden");
        (await room.Record()).Count(e => e.Text("type") == "commented").ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_was_signed_out_is_no_key_either()
    {
        var person = await (await house.Meeting()).Join("居民");
        using var raised = await house.Send(HttpMethod.Post, "/api/topics", person.Token, new { title = "校门口拥堵", text = "放学时段" });
        var session = (await OpenHouse.Json(raised)).Text("token");
        await SignOut(session);

        using var again = await house.Send(HttpMethod.Post, "/api/session", null, new { key = session });
        again.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_ends_on_one_device_and_goes_on_on_the_others()
    {
        var member = await house.Member();
        var key = await Key(member);
        var (phone, tablet) = (await Open(key), await Open(key));

        var listed = (await house.Get("/api/sessions", phone.Text("token"))).List("items");
        listed.Select(s => (s.Text("session"), s.At("current").GetBoolean(), s.Text("as"))).ShouldBe(
            [(phone.Text("session"), true, "member"), (tablet.Text("session"), false, "member")], ignoreOrder: true);
        using var ended = await house.Send(HttpMethod.Delete, $"/api/sessions/{tablet.Text("session")}", phone.Text("token"));
        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await Me(tablet.Text("token"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Me(phone.Text("token"))).ShouldBe(HttpStatusCode.OK);
        (await house.Get("/api/sessions", phone.Text("token"))).List("items").ShouldHaveSingleItem().Text("session").ShouldBe(phone.Text("session"));
    }

    /// <summary>Guards a screen that was left unlocked: whoever sits down at it does not cut its owner off everywhere else.</summary>
    [Fact]
    public async Task An_account_ends_a_session_elsewhere_with_its_password_and_the_operator_with_the_key()
    {
        var (staff, here) = await house.Staff(StaffOfHouse.Role("staff"));
        var there = await staff.SignIn();
        await house.SignedInLongAgo(here.Text("session"));
        (await house.Get("/api/sessions", here.Text("token"))).At("proof").GetBoolean().ShouldBeTrue();
        foreach (var (body, status) in new (object?, HttpStatusCode)[]
        {
            (null, HttpStatusCode.Conflict), (new { }, HttpStatusCode.Conflict), (new { proof = "ganz etwas anderes" }, HttpStatusCode.Conflict),
            (new { proof = Officer.Password }, HttpStatusCode.NoContent), (new { proof = Officer.Password }, HttpStatusCode.NotFound),
        })
        {
            using var answer = await house.Send(HttpMethod.Delete, $"/api/sessions/{there.Text("session")}", here.Text("token"), body);
            answer.StatusCode.ShouldBe(status);
            (answer.StatusCode != HttpStatusCode.Conflict || (await OpenHouse.Json(answer)).Text("code") == "proofNeeded").ShouldBeTrue();
            (await Me(there.Text("token"))).ShouldBe(status == HttpStatusCode.Conflict ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        }

        using var own = await house.Send(HttpMethod.Delete, $"/api/sessions/{here.Text("session")}", here.Text("token"));
        own.StatusCode.ShouldBe(HttpStatusCode.NoContent, "this one ends as by signing out");
        var byKey = await Open(OpenHouse.Key);
        await house.SignedInLongAgo(byKey.Text("session"));
        foreach (var (proof, status) in new[] { ("not the key", HttpStatusCode.Conflict), (OpenHouse.Key, HttpStatusCode.NotFound) })
        {
            using var answer = await house.Send(HttpMethod.Delete, "/api/sessions/nobodys", byKey.Text("token"), new { proof });
            answer.StatusCode.ShouldBe(status);
        }
    }

    /// <summary>Guards whoever has lost a phone: they have just shown who they are, perhaps with a passkey, and have no password at hand.</summary>
    [Fact]
    public async Task Who_has_just_signed_in_ends_a_session_elsewhere_without_another_proof()
    {
        var (staff, here) = await house.Staff(StaffOfHouse.Role("staff"));
        var there = await staff.SignIn();
        var listed = await house.Get("/api/sessions", here.Text("token"));
        (listed.Find("proof"), listed.Find("again")).ShouldBe((null, null));

        using var ended = await house.Send(HttpMethod.Delete, $"/api/sessions/{there.Text("session")}", here.Text("token"));

        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Me(there.Text("token"))).ShouldBe(HttpStatusCode.Unauthorized);
        using var unknown = await house.Send(HttpMethod.Delete, "/api/sessions/nobodys", (await Open(OpenHouse.Key)).Text("token"));
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound, "so does the operator");
    }

    /// <summary>Guards addresses, which proxies and browsers write down: a token in one opens nothing.</summary>
    [Fact]
    public async Task A_token_in_an_address_is_none()
    {
        var room = await house.Meeting(visibility: "codes");
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(house.Address, $"/hubs/live?access_token={room.Chair.Token}")).Build();
        await hub.StartAsync(TestContext.Current.CancellationToken);

        var refused = await Should.ThrowAsync<HubException>(
            () => hub.InvokeAsync<JoinAnswer>("Join", room.Name, null, TestContext.Current.CancellationToken));

        refused.Message.ShouldContain("forbidden");
        await using var line = await room.Chair.Connect();
    }

    [Fact]
    public async Task Nobody_ends_or_lists_another_persons_session()
    {
        var (wang, li) = (await Open(await Key(await house.Member())), await Open(await Key(await house.Member())));

        using var refused = await house.Send(HttpMethod.Delete, $"/api/sessions/{wang.Text("session")}", li.Text("token"));
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await OpenHouse.Json(refused)).Text("code").ShouldBe("unknownSession");
        using var nobody = await house.Send(HttpMethod.Get, "/api/sessions");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Me(wang.Text("token"))).ShouldBe(HttpStatusCode.OK);
        (await house.Get("/api/sessions", li.Text("token"))).List("items").Select(s => s.Text("session")).ShouldBe([li.Text("session")]);
    }

    /// <summary>Guards a token of one room: it shows its bearer in that room, and tells of no other.</summary>
    [Fact]
    public async Task A_token_that_was_made_for_one_room_lists_no_sessions()
    {
        var person = await (await house.Meeting()).Join("居民");
        using var answer = await house.Send(HttpMethod.Get, "/api/sessions", person.Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>Guards a member who leaves: the key was theirs still, and what it had opened went on for a year.</summary>
    [Fact]
    public async Task Whoever_is_withdrawn_from_the_register_is_signed_out_and_signs_in_no_more()
    {
        var member = await house.Member();
        var key = await Key(member);
        var session = (await Open(key)).Text("token");
        var room = await house.Meeting();
        var seat = await room.Join("委员", "member", session);
        await using var line = await seat.Connect();

        (await house.Register("members", Of("withdraw", new { entry = member, reason = "届满" }))).ShouldBeDone();

        await line.Until(() => line.IsClosed, "the end of the connection");
        foreach (var token in new[] { session, seat.Token })
        {
            (await Me(token)).ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var again = await house.Send(HttpMethod.Post, "/api/session", null, new { key });
        again.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_that_has_ended_has_ended_after_a_restart_too()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var (gone, stays) = (await (await own.Meeting()).Join("甲"), await (await own.Meeting()).Join("乙"));
        using (var signedOut = await own.Send(HttpMethod.Post, "/api/signout", gone.Token))
        {
            signedOut.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await own.Restart();

        using var refused = await own.Send(HttpMethod.Get, "/api/me", gone.Token);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var known = await own.Send(HttpMethod.Get, "/api/me", stays.Token);
        known.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Guards the operator's power: a token that somebody signs with the house's own key names no session that the house has opened.</summary>
    [Fact]
    public async Task A_token_that_was_made_elsewhere_with_the_houses_key_opens_no_desk()
    {
        var tokens = house.Service<Tokens>();
        foreach (var forged in new[]
        {
            tokens.Issue(new Session("anybody", null, IsOperator: true, Id: Sessions.NewId())),
            await WithoutEpoch(),
        })
        {
            using var answer = await house.Send(HttpMethod.Get, "/api/members/nobody/duty", forged);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        // The operator's own token, with a session of a guest's.
        var guest = await (await house.Meeting()).Join("居民");
        var borrowed = tokens.Issue(new Session("anybody", null, IsOperator: true, Id: await SessionOf(guest.Token!)));
        using var refused = await house.Send(HttpMethod.Post, "/api/meetings", borrowed, new { title = "冒名", format = "grassroots" });
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        async Task<string> WithoutEpoch()
        {
            var key = await house.Service<HouseSecrets>().GetOrAdd("session-key", new byte[32]);
            return new Microsoft.IdentityModel.JsonWebTokens.JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
                new Microsoft.IdentityModel.Tokens.SecurityTokenDescriptor
                {
                    Issuer = "hub",
                    Audience = "hub",
                    Claims = new Dictionary<string, object> { ["sub"] = "anybody", ["role"] = "operator" },
                    Expires = DateTime.UtcNow.AddDays(1),
                    SigningCredentials = new(
                        new Microsoft.IdentityModel.Tokens.SymmetricSecurityKey(key), Microsoft.IdentityModel.Tokens.SecurityAlgorithms.HmacSha256),
                });
        }

        async Task<string> SessionOf(string token) =>
            (await house.Service<Tokens>().Read(token))!.FindFirst("sid")!.Value;
    }

    /// <summary>Guards the upgrade: whoever was signed in by the build before stays so, in a session that can be listed and ended.</summary>
    [Fact]
    public async Task A_token_that_names_no_session_is_taken_for_one_with_its_first_use()
    {
        var tokens = house.Service<Tokens>();
        var older = tokens.Issue(new Session("ann", null, IsOperator: true));

        var listed = (await house.Get("/api/sessions", older)).List("items").ShouldHaveSingleItem();
        (listed.Text("as"), listed.At("current").GetBoolean()).ShouldBe(("operator", true));
        (await house.Get("/api/sessions", older)).List("items").Count.ShouldBe(1);

        await SignOut(older);
        (await Me(older)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>Guards what is forgotten with its time: a token that outlived its session's row brought back whoever had signed out.</summary>
    [Fact]
    public async Task No_token_of_a_session_is_good_for_longer_than_its_first()
    {
        var room = await house.Meeting();
        var ends = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddDays(10).ToUnixTimeSeconds());
        var first = house.Service<Tokens>().Issue(new Session(SessionEndpoints.NewPerson(), null, IsOperator: false, Id: Sessions.NewId(), Ends: ends));
        using var joined = await house.Send(HttpMethod.Post, "/api/join", first, new { code = room.Codes["attend"], name = "居民" });
        var token = (await OpenHouse.Json(joined)).Text("token");
        Session.Of(new(await house.Service<Tokens>().Read(token) ?? new()))!.Ends.ShouldBe(ends);
        await Eventually.Holds(async () => (await house.Get("/api/sessions", first)).List("items").Count == 1);
        (await house.Get("/api/sessions", first)).List("items").Single().At("expiresAt").GetDateTimeOffset().ShouldBe(ends);
    }

    /// <summary>Guards a connection: it went on for as long as nobody cut it, after the session it began with was over.</summary>
    [Fact]
    public async Task A_connection_ends_with_its_session_by_itself()
    {
        var room = await house.Meeting();
        var token = house.Service<Tokens>().Issue(new Session(
            SessionEndpoints.NewPerson(), null, IsOperator: false, Id: Sessions.NewId(), Ends: DateTimeOffset.UtcNow.AddSeconds(3)));
        await using var line = await new Person(room, "居民", "", token).Connect();
        await Eventually.Holds(() => line.IsClosed);
        (await Me(token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>Guards staff whose browser somebody had made their guest: whoever made them so would have been the operator's person too.</summary>
    [Fact]
    public async Task The_operator_is_no_guest_who_goes_on_elsewhere()
    {
        var (alone, elsewhere) = ((await (await house.Meeting()).Join("居民")).Token!, (await (await house.Meeting()).Join("居民")).Token!);
        using var key = await house.Send(HttpMethod.Post, "/api/session/move", Everywhere(elsewhere));
        using var moved = await house.Send(HttpMethod.Post, "/api/session", null, new { key = (await OpenHouse.Json(key)).Text("key") });
        moved.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.Holds(async () => (await house.Get("/api/sessions", Everywhere(elsewhere))).List("items").Count == 2);
        (await PersonAs(alone)).ShouldBe(await PersonOf(alone));
        (await PersonAs(elsewhere)).ShouldNotBe(await PersonOf(elsewhere));

        string Everywhere(string token) => house.Service<Tokens>().Issue(Read(token) with { Room = null });

        Session Read(string token) => Session.Of(new(house.Service<Tokens>().Read(token).Result!))!;

        async Task<string> PersonOf(string token) => (await house.Get("/api/me", token)).Text("person");

        async Task<string> PersonAs(string guest)
        {
            using var signedIn = await house.Send(HttpMethod.Post, "/api/session", Everywhere(guest), new { key = OpenHouse.Key });
            return await PersonOf((await OpenHouse.Json(signedIn)).Text("token"));
        }
    }

    /// <summary>Guards an account that was withdrawn by a build that knew no sessions: there was none to end, and its tokens were taken for new ones.</summary>
    [Fact]
    public async Task A_token_of_the_build_before_ends_with_its_member()
    {
        var member = await house.Member();
        var token = await house.SignIn(member);
        var read = Session.Of(new(await house.Service<Tokens>().Read(token) ?? new()))!;
        var older = house.Service<Tokens>().Issue(read with { Id = null, Ends = null });
        (await house.Register("members", Of("withdraw", new { entry = member, reason = "届满" }))).ShouldBeDone();
        (await Me(older)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>
    /// Guards one person, one vote: outside its meeting, a member's token was a person of its own, who was known as the member all the same, and so on with
    /// each token that was made from it.
    /// </summary>
    [Fact]
    public async Task A_members_token_of_one_meeting_is_nobody_of_the_register_elsewhere()
    {
        var room = await house.Meeting("standingCommittee");
        var seat = await room.Join("无关", "member", await house.SignIn(await house.Member()));
        using var raised = await house.Send(HttpMethod.Post, "/api/topics", seat.Token, new { title = "校门口拥堵", text = "放学时段" });
        var token = (await OpenHouse.Json(raised)).Text("token");
        (await house.Get("/api/me", token)).Find("member").ShouldBeNull();
        using var again = await house.Send(HttpMethod.Post, "/api/join", token, new { code = room.Codes["attend"], name = "第二个我" });
        var other = await OpenHouse.Json(again);
        (other.Text("name"), other.Text("role"), other.Find("verified")).ShouldBe(("第二个我", "attendee", null));
    }

    /// <summary>Guards the table: whoever only looks at pages leaves no row in it.</summary>
    [Fact]
    public async Task Who_only_looks_is_no_session_and_who_acts_is_one()
    {
        using var browser = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = house.Address };
        using var page = await browser.GetAsync(new Uri("/topics", UriKind.Relative), TestContext.Current.CancellationToken);
        using var mine = await browser.GetAsync(new Uri("/api/sessions", UriKind.Relative), TestContext.Current.CancellationToken);
        (await OpenHouse.Json(mine)).List("items").ShouldBeEmpty();

        using var raise = new HttpRequestMessage(HttpMethod.Post, "/api/topics")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { title = "校门口拥堵", text = "放学时段" }),
            Headers = { { "Origin", house.Address.GetLeftPart(UriPartial.Authority) } },
        };
        using var raised = await browser.SendAsync(raise, TestContext.Current.CancellationToken);
        raised.StatusCode.ShouldBe(HttpStatusCode.Created);
        await Eventually.Holds(async () =>
        {
            using var now = await browser.GetAsync(new Uri("/api/sessions", UriKind.Relative), TestContext.Current.CancellationToken);
            return (await OpenHouse.Json(now)).List("items") is [var only] && only.At("current").GetBoolean() && only.Find("as") is null;
        });
    }

    private async Task<string> Key(string member)
    {
        using var made = await house.Send(HttpMethod.Post, $"/api/members/{member}/key", house.OperatorToken);
        return (await OpenHouse.Json(made)).Text("code");
    }

    private async Task<JsonElement> Open(string key)
    {
        using var opened = await house.Send(HttpMethod.Post, "/api/session", null, new { key });
        opened.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await OpenHouse.Json(opened);
    }

    private async Task SignOut(string? token)
    {
        using var signedOut = await house.Send(HttpMethod.Post, "/api/signout", token);
        signedOut.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private async Task<HttpStatusCode> Me(string? token)
    {
        using var answer = await house.Send(HttpMethod.Get, "/api/me", token);
        return answer.StatusCode;
    }
}
