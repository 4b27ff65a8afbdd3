using System.Net;
using Hub.Server.Access;
using Hub.Tests.House;
using Hub.Tests.Journal;

namespace Hub.Tests.Access;

/// <summary>The check-in code on the hall's wall: who types it stands there now, and who reads it from elsewhere was told within half a minute.</summary>
public sealed class PresenceTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>The beginning of a window.</summary>
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_last_code_is_still_good_and_the_one_before_it_is_not()
    {
        var presence = house.Service<Presence>();
        var (code, changesIn) = presence.Now("m", Noon);
        changesIn.ShouldBe(TimeSpan.FromSeconds(15));
        presence.Now("m", Noon.AddSeconds(14.999)).ShouldBe((code, TimeSpan.FromMilliseconds(1)));

        foreach (var (seconds, isGood) in new[] { (-0.001, false), (0, true), (14.999, true), (15, true), (29.999, true), (30, false), (3600, false) })
        {
            presence.IsGood("m", code, Noon.AddSeconds(seconds)).ShouldBe(isGood, $"{seconds} s");
        }

        presence.IsGood("m", $" {code[..3]} {code[3..]} ", Noon).ShouldBeTrue();
        presence.IsGood("m", "", Noon).ShouldBeFalse();
        presence.IsGood("other", code, Noon).ShouldBeFalse();
    }

    [Fact]
    public void Each_window_and_each_meeting_has_a_code_of_its_own()
    {
        var presence = house.Service<Presence>();
        var codes = Enumerable.Range(0, 100)
            .SelectMany(i => new[] { presence.Now("a", Noon + (i * Presence.Window)), presence.Now("b", Noon + (i * Presence.Window)) })
            .Select(n => n.Code).ToList();
        codes.ShouldAllBe(c => c.Length == 6 && c.All(char.IsAsciiDigit));
        codes.Distinct().Count().ShouldBeGreaterThan(190);
    }

    [Fact]
    public async Task Checking_in_needs_the_code_on_the_wall_where_the_meeting_asks_for_it()
    {
        var room = await Walled();
        var person = await room.Join("王建国", "member");
        (await person.Post(Commands.Of("checkIn"))).ShouldBeRefused("presenceNeeded");
        (await person.Post(Commands.Of("checkIn", new { code = "12345" }))).ShouldBeRefused("presenceStale");
        var stale = house.Service<Presence>().Now(room.Id, house.Service<TimeProvider>().GetUtcNow() - (3 * Presence.Window)).Code;
        (await person.Post(Commands.Of("checkIn", new { code = stale }))).ShouldBeRefused("presenceStale");

        (await person.Post(Commands.Of("checkIn", new { code = await Wall(room, await Open(room)) }))).ShouldBeDone();

        (await room.Snapshot()).At("presence").GetBoolean().ShouldBeTrue();
        (await house.Get(room.Path, person.Token)).At("me").At("checkedIn").GetBoolean().ShouldBeTrue();

        // Who is here is not asked again, and who chairs is not asked.
        (await person.Post(Commands.Of("checkIn"))).Outcome.ShouldBe("already");
        (await room.Chair.Post(Commands.Of("checkIn"))).ShouldBeDone();
    }

    /// <summary>Guards six digits: a member at home could try five a second until one was right.</summary>
    [Fact]
    public async Task Who_tries_wrong_codes_waits_with_the_right_one_too_and_nobody_else_does()
    {
        var room = await Walled();
        var (guesser, other) = (await room.Join("王建国", "member"), await room.Join("李秀兰", "member"));
        var wall = await Open(room);
        for (var i = 0; i < 5; i++)
        {
            (await guesser.Post(Commands.Of("checkIn", new { code = "12345" }))).ShouldBeRefused("presenceStale");
        }

        (await guesser.Post(Commands.Of("checkIn", new { code = await Wall(room, wall) }))).ShouldBeRefused("tooFast");
        (await other.Post(Commands.Of("checkIn", new { code = await Wall(room, wall) }))).ShouldBeDone();
    }

    /// <summary>The attack: a message says that the code is proven.</summary>
    [Fact]
    public async Task Nobody_proves_their_own_presence()
    {
        var room = await Walled();
        var person = await room.Join("王建国", "member");
        (await person.Post(Commands.Of("checkIn", new { isProven = true }))).Outcome.ShouldBe("refused");
        (await person.Post(Commands.Of("checkIn", new { code = "x", isProven = true }))).Outcome.ShouldBe("refused");
        (await house.Get(room.Path, person.Token)).At("me").At("checkedIn").GetBoolean().ShouldBeFalse();
    }

    /// <summary>The attack: whoever opens the wall's page at home reads the code there.</summary>
    [Fact]
    public async Task Only_a_wall_that_the_chair_opened_is_told_the_code()
    {
        var room = await Walled();
        var member = await room.Join("王建国", "member");
        (await Status(room, null)).ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var code in room.Codes.Values)
        {
            (await Status(room, code)).ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var byMember = await house.Send(HttpMethod.Post, $"{room.Path}/wall", member.Token);
        byMember.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var byNobody = await house.Send(HttpMethod.Post, $"{room.Path}/wall");
        byNobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var first = await Open(room);
        (await Status(room, first)).ShouldBe(HttpStatusCode.OK);
        var second = await Open(room);
        (await Status(room, first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Status(await Walled(), second)).ShouldBe(HttpStatusCode.Unauthorized);
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();
        (await Status(room, second)).ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_meeting_that_nobody_checks_in_to_has_no_such_code()
    {
        using var made = await house.Send(
            HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = "会", format = "grassroots", presence = true });
        (await OpenHouse.Json(made)).Text("code").ShouldBe("notOffered");
        var room = await house.Meeting("standingCommittee");
        using var wall = await house.Send(HttpMethod.Post, $"{room.Path}/wall", room.Chair.Token);
        (await OpenHouse.Json(wall)).Text("code").ShouldBe("notOffered");
        (await (await room.Join("李秀兰", "member")).Post(Commands.Of("checkIn"))).ShouldBeDone();
    }

    internal static async Task<Room> Walled(OpenHouse house)
    {
        using var made = await house.Send(
            HttpMethod.Post, "/api/meetings", house.OperatorToken,
            new { title = $"全会 {Guid.NewGuid():n}", format = "standingCommittee", roll = "open", presence = true });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var scheduled = await OpenHouse.Json(made);
        var codes = scheduled.At("codes").EnumerateObject().ToDictionary(c => c.Name, c => c.Value.GetString()!);
        var room = new Room(house, scheduled.Text("id"), codes);
        room.Chair = await room.Join("主持人", "chair");
        (await room.Chair.Post(Commands.Of("open"))).ShouldBeDone();
        return room;
    }

    internal static async Task<string> Open(Room room)
    {
        using var made = await room.House.Send(HttpMethod.Post, $"{room.Path}/wall", room.Chair.Token);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await OpenHouse.Json(made)).Text("code");
    }

    internal static async Task<string> Wall(Room room, string code)
    {
        using var answer = await Send(room, code);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var shown = await OpenHouse.Json(answer);
        shown.At("changesIn").GetInt32().ShouldBeInRange(1, 15_000);
        return shown.Text("code");
    }

    private Task<Room> Walled() => Walled(house);

    private static async Task<HttpStatusCode> Status(Room room, string? code)
    {
        using var answer = await Send(room, code);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> Send(Room room, string? code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/wall/{room.Id}");
        if (code is not null)
        {
            request.Headers.Authorization = new("Wall", code);
        }

        return await room.House.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

/// <summary>The same across two nodes of a cluster.</summary>
public sealed class PresenceAcrossNodesTests(PostgresServer server)
{
    [Fact]
    public async Task A_code_that_one_node_shows_is_good_on_the_other()
    {
        await using var cluster = new Cluster(server);
        await cluster.InitializeAsync();
        var room = await PresenceTests.Walled(cluster.A);
        var wall = await PresenceTests.Open(room);
        var person = await cluster.B.Same(room).Join("王建国", "member");
        (await person.Post(Commands.Of("checkIn", new { code = await PresenceTests.Wall(room, wall) }))).ShouldBeDone();
        (await PresenceTests.Wall(cluster.B.Same(room), wall)).Length.ShouldBe(6);
    }
}
