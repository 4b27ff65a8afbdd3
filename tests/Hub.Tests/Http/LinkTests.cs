using System.Net;
using Hub.Tests.House;

namespace Hub.Tests.Http;

/// <summary>Links that were handed out end on purpose only, and whoever holds a dead one is told before being asked for a name.</summary>
public sealed class LinkTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>Guards R14: the operator who took the chair killed the chair's link in silence.</summary>
    [Theory]
    [InlineData("attend")]
    [InlineData("member")]
    [InlineData("chair")]
    [InlineData("watch")]
    public async Task A_code_that_is_added_leaves_the_ones_that_were_handed_out_alive(string role)
    {
        var room = await house.Meeting();
        var (first, second) = (await Make(room, role, add: true), await Make(room, role, add: true));

        foreach (var code in new[] { room.Codes[role], first, second })
        {
            using var joined = await Join(code);
            joined.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await OpenHouse.Json(joined)).Text("room").ShouldBe(room.Name);
        }

        var shown = await house.Get($"{room.Path}/codes");
        (shown.Text("attend"), shown.Text("watch")).ShouldBe((room.Codes["attend"], room.Codes["watch"]));
    }

    [Fact]
    public async Task A_code_that_replaces_ends_all_of_its_role_and_none_of_another()
    {
        var room = await house.Meeting();
        var (added, chair) = (await Make(room, "member", add: true), await Make(room, "chair", add: true));
        var seated = await room.Join("王委员", "member");

        var renewed = await Make(room, "member");

        foreach (var (code, status) in new[]
        {
            (room.Codes["member"], HttpStatusCode.NotFound), (added, HttpStatusCode.NotFound), (renewed, HttpStatusCode.OK), (chair, HttpStatusCode.OK),
                (room.Codes["chair"], HttpStatusCode.OK),
            (room.Codes["attend"], HttpStatusCode.OK),
        })
        {
            using var joined = await Join(code);
            joined.StatusCode.ShouldBe(status);
        }

        (await seated.Post(Commands.Of("checkIn"))).ShouldBeDone();
    }

    [Fact]
    public async Task The_operator_alone_is_told_how_many_have_joined_in_each_role()
    {
        var room = await house.Meeting();
        await room.Crowd(3);
        await room.Join("王委员", "member");
        await room.Join("旁听", "watch");

        (await house.Get($"{room.Path}/codes", house.OperatorToken)).At("seats").ToString().ShouldBe("""{"attendee":3,"member":1,"chair":1,"observer":1}""");
        (await house.Get($"{room.Path}/codes", room.Chair.Token)).Find("seats").ShouldBeNull();
        (await house.Get($"{room.Path}/codes")).Find("seats").ShouldBeNull();
    }

    [Theory]
    [InlineData("attend", "attendee")]
    [InlineData("member", "member")]
    [InlineData("chair", "chair")]
    [InlineData("watch", "observer")]
    public async Task A_code_says_what_it_opens_before_a_name_is_asked(string code, string role)
    {
        var room = await house.Meeting(open: false, visibility: "codes");
        using var answer = await Look(room.Codes[code]);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var opens = await OpenHouse.Json(answer);
        (opens.Text("room"), opens.Text("role"), opens.Text("status"), opens.Find("startsAt")).ShouldBe((room.Name, role, "scheduled", null));
        opens.Text("title").ShouldBe((await room.Snapshot(room.Chair)).Text("title"));
        (await house.Get($"{room.Path}/codes", house.OperatorToken)).At("seats").ToString().ShouldBe("""{"attendee":0,"member":0,"chair":1,"observer":0}""");
    }

    /// <summary>Guards R14: who followed a dead link learnt it after giving a name.</summary>
    [Fact]
    public async Task A_dead_code_says_so()
    {
        var room = await house.Meeting();
        await Make(room, "member");
        foreach (var code in new[] { room.Codes["member"], "ZZZZZZZZ", "" })
        {
            using var answer = await Look(code);
            (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code")).ShouldBe((HttpStatusCode.NotFound, "unknownCode"));
        }
    }

    [Fact]
    public async Task A_members_own_key_opens_no_room()
    {
        using var made = await house.Send(HttpMethod.Post, $"/api/members/{await house.Member()}/key", house.OperatorToken);
        using var answer = await Look((await OpenHouse.Json(made)).Text("code"));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<HttpResponseMessage> Join(string code) => house.Send(HttpMethod.Post, "/api/join", null, new { code, name = "居民" });

    private Task<HttpResponseMessage> Look(string code) => house.Send(HttpMethod.Post, "/api/code", null, new { code });

    private async Task<string> Make(Room room, string role, bool add = false)
    {
        using var made = await house.Send(HttpMethod.Post, $"{room.Path}/codes", house.OperatorToken, add ? new { role, add } : new { role });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await OpenHouse.Json(made)).Text("code");
    }
}
