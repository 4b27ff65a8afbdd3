using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Server.Access;
using Hub.Tests.House;

namespace Hub.Tests.Access;

/// <summary>Keys that lead somebody back, and what they must not lead to.</summary>
public sealed class ReturnKeyTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>
    /// Guards the attack: the link to come back to one topic carried its raiser's whole session, so that whoever it was shown to was that person everywhere.
    /// </summary>
    [Fact]
    public async Task A_return_key_makes_its_bearer_the_raiser_in_that_topic_and_nobody_known_elsewhere()
    {
        var topic = await Topic.Raise(house);
        var other = await Topic.Raise(house, new { title = "另一件事", text = "同一个人提的" }, topic.Raiser);
        var room = await house.Meeting();
        var seat = await room.Join("王建国", token: topic.Raiser);

        var back = await Came(topic.ReturnKey);

        back.Text("room").ShouldBe($"topics/{topic.Id}");
        var token = back.Text("token");
        (await topic.Me(token)).At("topic", "raised").GetBoolean().ShouldBeTrue();
        (await topic.Me(token)).Text("participant").ShouldBe((await topic.Me(topic.Raiser)).Text("participant"));
        (await other.Me(topic.Raiser)).At("topic", "raised").GetBoolean().ShouldBeTrue();
        (await other.Me(token)).At("topic", "raised").GetBoolean().ShouldBeFalse();
        var me = await house.Get("/api/me", token);
        (me.Text("person") == (await house.Get("/api/me", topic.Raiser)).Text("person"), me.List("seats").Count).ShouldBe((false, 0));
        (await room.Join("别人", token: token)).Participant.ShouldNotBe(seat.Participant);
        await topic.Resolve();
        (await topic.Do(token, Commands.Of("rate", new { score = 2 }))).ShouldBeDone();
        (await topic.Status()).ShouldBe("committed", "a raiser's low score reopens");
    }

    [Fact]
    public async Task A_return_key_works_again_and_again_until_it_is_renewed_and_then_ends_what_it_opened()
    {
        var topic = await Topic.Raise(house);
        var (one, two) = ((await Came(topic.ReturnKey)).Text("token"), (await Came(topic.ReturnKey.ToLowerInvariant())).Text("token"));
        (await topic.Me(two)).At("topic", "raised").GetBoolean().ShouldBeTrue();
        using var stranger = await house.Send(HttpMethod.Post, $"{topic.Path}/key", await topic.Somebody());
        stranger.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var nobody = await house.Send(HttpMethod.Post, $"{topic.Path}/key");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var renewed = await house.Send(HttpMethod.Post, $"{topic.Path}/key", topic.Raiser);

        (await topic.Me(one)).At("topic", "raised").GetBoolean().ShouldBeFalse();
        await IsNobodys(topic.ReturnKey);
        var newer = (await OpenHouse.Json(renewed)).Text("follow");
        (await topic.Me((await Came(newer)).Text("token"))).At("topic", "raised").GetBoolean().ShouldBeTrue();
        using var revoked = await house.Send(HttpMethod.Delete, $"{topic.Path}/key", topic.Raiser);
        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await IsNobodys(newer);
        (await topic.Me(topic.Raiser)).At("topic", "raised").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Who_asks_again_because_the_answer_was_lost_is_told_the_same_key_and_none_that_has_stopped()
    {
        var body = new { title = "路灯不亮", text = "东大街", op = Commands.NewOp() };
        var (first, second) = (await Topic.Raise(house, body), await Topic.Raise(house, body));
        second.ReturnKey.ShouldBe(first.ReturnKey);
        using var revoked = await house.Send(HttpMethod.Delete, $"{first.Path}/key", first.Raiser);

        using var third = await house.Send(HttpMethod.Post, "/api/topics", null, body);

        (await OpenHouse.Json(third)).Find("follow").ShouldBeNull();
        await IsNobodys(first.ReturnKey);
    }

    [Fact]
    public async Task A_guest_goes_on_as_the_same_person_on_another_device_by_a_key_that_works_once()
    {
        var topic = await Topic.Raise(house);
        var person = (await house.Get("/api/me", topic.Raiser)).Text("person");
        var (older, key) = (await MoveKey(topic.Raiser), await MoveKey(topic.Raiser));
        await IsNobodys(older);

        var moved = await Came(key);

        moved.Text("role").ShouldBe("visitor");
        (await house.Get("/api/me", moved.Text("token"))).Text("person").ShouldBe(person);
        await IsNobodys(key);
        using var nobody = await house.Send(HttpMethod.Post, "/api/session/move");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var named in new[] { house.OperatorToken, await topic.Known() })
        {
            using var refused = await house.Send(HttpMethod.Post, "/api/session/move", named);
            (refused.StatusCode, (await OpenHouse.Json(refused)).Text("code")).ShouldBe((HttpStatusCode.Conflict, "notOffered"));
        }
    }

    /// <summary>Guards the attack: whoever had seen a session's token, in a log or on a screen, made sessions of their own of it.</summary>
    [Fact]
    public async Task The_token_of_a_session_is_no_key()
    {
        var topic = await Topic.Raise(house);
        var room = await house.Meeting();
        foreach (var token in new[] { topic.Raiser, await topic.Known(), house.OperatorToken, (await room.Join("王建国")).Token! })
        {
            await IsNobodys(token);
        }
    }

    /// <summary>What the build before gave to come back to a topic with, a session's token without an id, is a key for as long as it is good.</summary>
    [Fact]
    public async Task A_key_of_the_build_before_is_taken_as_before()
    {
        var topic = await Topic.Raise(house);
        var person = (await house.Get("/api/me", topic.Raiser)).Text("person");
        var follow = house.Service<Tokens>().Issue(new Session(person, null, IsOperator: false));

        (await house.Get("/api/me", (await Came(follow)).Text("token"))).Text("person").ShouldBe(person);
    }

    [Fact]
    public async Task Whose_key_it_is_can_be_asked_before_anybody_becomes_that_one()
    {
        var member = await house.Member("李秀英");
        var topic = await Topic.Raise(house, "菜场停车难");
        using var made = await house.Send(HttpMethod.Post, $"/api/members/{member}/key", house.OperatorToken);
        var room = await house.Meeting();
        await room.Join("王建国", token: topic.Raiser);
        var move = await MoveKey(topic.Raiser);

        (await Look(OpenHouse.Key)).Text("role").ShouldBe("operator");
        (await Look((await OpenHouse.Json(made)).Text("code")))
            .ShouldSatisfyAllConditions(w => w.Text("role").ShouldBe("member"), w => w.Text("name").ShouldBe("李秀英"), w => w.Text("member").ShouldBe(member));
        (await Look(topic.ReturnKey)).ShouldSatisfyAllConditions(
            w => w.Text("role").ShouldBe("raiser"), w => w.Text("room").ShouldBe($"topics/{topic.Id}"), w => w.Text("title").ShouldStartWith("菜场停车难"));
        foreach (var _ in new[] { 1, 2 })
        {
            (await Look(move)).ShouldSatisfyAllConditions(w => w.Text("role").ShouldBe("visitor"), w => w.Text("name").ShouldBe("王建国"));
        }

        (await Came(move)).Text("role").ShouldBe("visitor", "asking has not used it up");
        using var wrong = await house.Send(HttpMethod.Post, "/api/session", null, new { key = "0000000000000000", look = true });
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>
    /// Guards the attack: a link with a key in it, followed on the desk's tablet or on a member's phone, put its sender in the place of whoever was signed in
    /// there.
    /// </summary>
    [Fact]
    public async Task The_session_of_staff_or_of_a_member_is_left_for_no_key_unless_that_is_said()
    {
        var (topic, one, two) = (await Topic.Raise(house), await Key(await house.Member()), await Key(await house.Member()));
        using var browser = new Browser(house);
        (await browser.SignIn(one)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var key in new[] { two, topic.ReturnKey, await MoveKey(topic.Raiser), OpenHouse.Key })
        {
            using var refused = await browser.SignIn(key);
            (refused.StatusCode, (await OpenHouse.Json(refused)).Text("code")).ShouldBe((HttpStatusCode.Conflict, "signedIn"));
        }

        (await browser.SignIn(one)).StatusCode.ShouldBe(HttpStatusCode.OK, "it is the same member");
        (await browser.Who()).Text("role").ShouldBe("member");
        (await OpenHouse.Json(await browser.SignIn(OpenHouse.Key, look: true))).At("now").Text("role").ShouldBe("member");

        (await browser.SignIn(OpenHouse.Key, replace: true)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var staff = await browser.Who();
        staff.Text("role").ShouldBe("operator");
        (await browser.SignIn(two)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await browser.SignIn(topic.ReturnKey)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await browser.Who()).Text("person").ShouldBe(staff.Text("person"));
    }

    private async Task<string> Key(string member)
    {
        using var made = await house.Send(HttpMethod.Post, $"/api/members/{member}/key", house.OperatorToken);
        return (await OpenHouse.Json(made)).Text("code");
    }

    private async Task<string> MoveKey(string token)
    {
        using var made = await house.Send(HttpMethod.Post, "/api/session/move", token);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await OpenHouse.Json(made)).Text("key");
    }

    private async Task<JsonElement> Came(string key)
    {
        using var came = await house.Send(HttpMethod.Post, "/api/session", null, new { key });
        came.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await OpenHouse.Json(came);
    }

    private async Task<JsonElement> Look(string key)
    {
        using var looked = await house.Send(HttpMethod.Post, "/api/session", null, new { key, look = true });
        looked.StatusCode.ShouldBe(HttpStatusCode.OK);
        looked.Headers.Contains("Set-Cookie").ShouldBeFalse();
        return await OpenHouse.Json(looked);
    }

    private async Task IsNobodys(string key)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/session", null, new { key });
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>What sends an Origin, and keeps the cookie that it is given.</summary>
    private sealed class Browser : IDisposable
    {
        private readonly HttpClient _http;

        public Browser(OpenHouse house)
        {
            _http = new HttpClient { BaseAddress = house.Address };
            _http.DefaultRequestHeaders.Add("Origin", house.Address.GetLeftPart(UriPartial.Authority));
        }

        public async Task<HttpResponseMessage> SignIn(string key, bool look = false, bool replace = false) =>
            await _http.PostAsJsonAsync("/api/session", new { key, look, replace }, TestContext.Current.CancellationToken);

        public async Task<JsonElement> Who() => await _http.GetFromJsonAsync<JsonElement>("/api/me", TestContext.Current.CancellationToken);

        public void Dispose() => _http.Dispose();
    }
}
