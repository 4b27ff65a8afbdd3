using System.Net;
using Hub.Server.Access.Staff;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Access;

/// <summary>Who was named chair takes the chair with a session of their own, without a code.</summary>
public sealed class NamedChairCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task Who_was_named_chair_chairs_under_the_name_of_the_account()
    {
        var (named, token) = await house.Account(new AccountRole(StaffRole.Convener, County: "洪泽区"));
        var room = await Scheduled(named.Id);

        var seat = await Take(room, token);
        (seat.Text("role"), seat.Text("name"), seat.Text("room")).ShouldBe(("chair", named.Name, room.Name));
        (await Take(room, token)).Text("participant").ShouldBe(seat.Text("participant"));
        var chair = new Person(room, named.Name, seat.Text("participant"), seat.Text("token"));
        (await chair.Post(Of("open"))).ShouldBeDone();
        (await new Person(room, named.Name, seat.Text("participant"), token).Post(Of("pause"))).ShouldBeDone();
        var opened = (await room.Record()).Single(e => e.Text("type") == "meetingOpened");
        opened.At("actor").Text("name").ShouldBe(named.Name);
        opened.ToString().ShouldNotContain(named.Id);
    }

    [Fact]
    public async Task Nobody_else_takes_the_chair_without_its_code()
    {
        var (named, _) = await house.Account(new AccountRole(StaffRole.Staff));
        var room = await Scheduled(named.Id);
        var (_, other) = await house.Account(new AccountRole(StaffRole.Operator));
        foreach (var (token, status) in new[]
        {
            (null, HttpStatusCode.Unauthorized), ((await room.Join("居民")).Token, HttpStatusCode.Unauthorized), (other, HttpStatusCode.Forbidden),
            (house.OperatorToken, HttpStatusCode.Forbidden), (await house.SignIn(await house.Member()), HttpStatusCode.Forbidden),
        })
        {
            using var answer = await house.Send(HttpMethod.Post, "/api/join", token, new { room = room.Name });
            answer.StatusCode.ShouldBe(status);
        }

        using var nowhere = await house.Send(HttpMethod.Post, "/api/join", other, new { room = "topics/t1" });
        nowhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var nothing = await house.Send(HttpMethod.Post, "/api/join", other, new { name = "某人" });
        nothing.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Only_an_account_that_is_there_is_named()
    {
        var (gone, _) = await house.Account(new AccountRole(StaffRole.Staff));
        await house.Disable(gone);
        foreach (var account in new[] { "nobody", gone.Id })
        {
            using var answer =
                await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = "会", format = "grassroots", chairs = new[] { account } });
            answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await OpenHouse.Json(answer)).Text("code").ShouldBe("unknownAccount");
        }
    }

    /// <summary>Guards a chair that was named by mistake, or has left: there was no way to take it back.</summary>
    [Fact]
    public async Task Who_is_named_no_more_takes_no_chair_and_another_does()
    {
        var (named, token) = await house.Account(new AccountRole(StaffRole.Convener));
        var (next, others) = await house.Account(new AccountRole(StaffRole.Convener));
        var (elsewhere, beyond) = await house.Account(new AccountRole(StaffRole.Convener, County: "洪泽区"));
        var room = await Scheduled(named.Id);
        (await Chairs(room, HttpMethod.Get)).ShouldBe([(named.Id, named.Name)]);

        (await Chairs(room, HttpMethod.Put, next.Id)).ShouldBe([(next.Id, next.Name)]);
        (await Chairs(room, HttpMethod.Put, next.Id)).ShouldBe([(next.Id, next.Name)]);

        using var refused = await house.Send(HttpMethod.Post, "/api/join", token, new { room = room.Name });
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Take(room, others)).Text("role").ShouldBe("chair");
        using var unknown = await house.Send(HttpMethod.Put, $"{room.Path}/chairs", house.OperatorToken, new { chairs = new[] { next.Id, "nobody" } });
        (unknown.StatusCode, (await OpenHouse.Json(unknown)).Text("code")).ShouldBe((HttpStatusCode.Conflict, "unknownAccount"));
        using var beyondTheirs = await house.Send(HttpMethod.Put, $"{room.Path}/chairs", beyond, new { chairs = new[] { elsewhere.Id } });
        beyondTheirs.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Chairs(room, HttpMethod.Get)).ShouldBe([(next.Id, next.Name)]);
    }

    [Fact]
    public async Task An_account_that_is_forgotten_stands_among_no_chairs()
    {
        var (gone, _) = await house.Account(new AccountRole(StaffRole.Staff));
        var (stays, _) = await house.Account(new AccountRole(StaffRole.Staff));
        var room = await Scheduled(gone.Id);
        (await Chairs(room, HttpMethod.Put, gone.Id, stays.Id)).Count.ShouldBe(2);

        await house.Service<StaffAccounts>().Forget(gone.Id);

        (await Chairs(room, HttpMethod.Get)).ShouldBe([(stays.Id, stays.Name)]);
    }

    private async Task<List<(string, string)>> Chairs(Room room, HttpMethod method, params string[] chairs)
    {
        using var answer = await house.Send(method, $"{room.Path}/chairs", house.OperatorToken, method == HttpMethod.Get ? null : new { chairs });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return [.. (await OpenHouse.Json(answer)).List("items").Select(i => (i.Text("account"), i.Text("name")))];
    }

    private async Task<Room> Scheduled(string chair)
    {
        using var answer = await house.Send(
            HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = "协商会", format = "grassroots", roll = "open", chairs = new[] { chair } });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var made = await OpenHouse.Json(answer);
        return new Room(house, made.Text("id"), new Dictionary<string, string> { ["attend"] = made.At("codes").Text("attend") });
    }

    private async Task<System.Text.Json.JsonElement> Take(Room room, string token)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/join", token, new { room = room.Name });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await OpenHouse.Json(answer);
    }
}
