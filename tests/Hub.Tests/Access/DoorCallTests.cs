using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Tests.House;
using Hub.Tests.Journal;

namespace Hub.Tests.Access;

/// <summary>The registration clerk over HTTP: confirms who sits where and prints a card, with a code that opens this and nothing else.</summary>
public sealed class DoorCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>What a clerk may; every other command is refused.</summary>
    private static readonly string[] OfTheDoor = ["confirmSeats", "markPresent", "unmarkPresent"];

    /// <summary>The clerk's taps come once a second; a plenary is seated before this.</summary>
    private const int MostSeconds = 300;

    [Fact]
    public async Task The_clerk_reads_the_roll_and_confirms_who_says_to_be_a_member()
    {
        var (room, members) = await SeatCardCallTests.Rolled(house, 3);
        var door = await Open(room);
        var (one, _) = (await SeatCardCallTests.Claim(room, members[0]), await SeatCardCallTests.Claim(room, members[1]));

        (await States(room, door)).ShouldBe(
            new Dictionary<string, string> { [members[0]] = "claimed", [members[1]] = "claimed", [members[2]] = "absent" }, ignoreOrder: true);
        (await Do(room, door, Confirm((one.Participant, members[0])))).ShouldBeDone();

        (await States(room, door))[members[0]].ShouldBe("seated");
        (await room.Record(room.Chair)).Single(e => e.Text("type") == "seatsConfirmed").Text("actor", "participant").ShouldBe("clerk");
        (await one.Post(Commands.Of("checkIn"))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("openBallot", new { question = "是否同意?", kind = "approval" }))).ShouldBeDone();
    }

    [Fact]
    public async Task Who_is_here_without_a_phone_is_marked_at_the_door_and_the_mark_is_taken_back()
    {
        var (room, members) = await SeatCardCallTests.Rolled(house, 2);
        var door = await Open(room);

        (await Do(room, door, Commands.Of("markPresent", new { members = new[] { members[0] } }))).ShouldBeDone();
        (await Marked()).ShouldBe([members[0]]);
        (await Do(room, door, Commands.Of("unmarkPresent", new { members = new[] { members[0] } }))).ShouldBeDone();
        (await Marked()).ShouldBeEmpty();

        async Task<IEnumerable<string>> Marked()
        {
            using var answer = await Send(room, door, HttpMethod.Get, "");
            return (await OpenHouse.Json(answer)).List("items").Where(i => i.Find("marked") is not null).Select(i => i.Text("member"));
        }
    }

    [Fact]
    public async Task The_same_operation_again_is_answered_as_the_first()
    {
        var (room, members) = await SeatCardCallTests.Rolled(house, 1);
        var door = await Open(room);
        var one = await SeatCardCallTests.Claim(room, members[0]);
        var op = Commands.NewOp();
        var first = await Do(room, door, Confirm((one.Participant, members[0])), op);
        var again = await Do(room, door, Confirm((one.Participant, members[0])), op);
        (again.Outcome, again.Seq).ShouldBe((first.ShouldBeDone().Outcome, first.Seq));
    }

    /// <summary>Default deny: a command that is new is refused until it is named here.</summary>
    [Fact]
    public async Task The_clerk_may_do_nothing_else()
    {
        var (room, _) = await SeatCardCallTests.Rolled(house, 1);
        var door = await Open(room);
        var names = new[] { typeof(MeetingCommand), typeof(BoxCommand) }
            .SelectMany(union =>
                union.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (Union: union, a.DerivedType, Name: (string)a.TypeDiscriminator!)))
            .ToList();
        names.Count.ShouldBeGreaterThan(40);
        foreach (var (_, _, name) in names.Where(n => !OfTheDoor.Contains(n.Name)))
        {
            using var answer = await Send(room, door, HttpMethod.Post, "/commands", new { op = Commands.NewOp(), command = Filled(name) });
            var receipt = await OpenHouse.Json(answer);
            receipt.Text("outcome").ShouldBe("refused", name);
            receipt.Text("code").ShouldBeOneOf("forbidden", "unreadable");
        }

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, $"{room.Path}/roll"), (HttpMethod.Get, $"{room.Path}/seat-cards"), (HttpMethod.Post, $"{room.Path}/seat-cards"),
            (HttpMethod.Post, $"{room.Path}/door"), (HttpMethod.Post, $"{room.Path}/codes"), (HttpMethod.Post, "/api/meetings"),
        })
        {
            using var answer =
                await Send(house, door, method, path, method == HttpMethod.Post ? new { role = "chair", title = "会", format = "grassroots" } : null);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        }

        using var join = await house.Send(HttpMethod.Post, "/api/join", null, new { code = door, name = "会务" });
        join.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var session = await house.Send(HttpMethod.Post, "/api/session", null, new { key = door });
        session.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_door_opens_one_meeting_and_a_new_code_ends_the_older_at_once()
    {
        var (room, _) = await SeatCardCallTests.Rolled(house, 1);
        var (other, _) = await SeatCardCallTests.Rolled(house, 1);
        var first = await Open(room);
        (await Status(other, first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Status(room, room.Codes["chair"])).ShouldBe(HttpStatusCode.Unauthorized);
        (await Status(room, null)).ShouldBe(HttpStatusCode.Unauthorized);

        var second = await Open(room);
        (await Status(room, first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Status(room, second)).ShouldBe(HttpStatusCode.OK);

        using var ended = await house.Send(HttpMethod.Delete, $"{room.Path}/door", house.OperatorToken);
        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Status(room, second)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_door_closes_with_the_meeting()
    {
        var (room, _) = await SeatCardCallTests.Rolled(house, 1);
        var door = await Open(room);
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();
        (await Status(room, door)).ShouldBe(HttpStatusCode.Conflict);
    }

    /// <summary>Guards a member who sits there: whoever had the desk's link could print their card anew, and vote in their place.</summary>
    [Fact]
    public async Task The_clerk_prints_no_card_for_a_seat_that_is_taken()
    {
        var (room, members) = await SeatCardCallTests.Rolled(house, 1);
        var door = await Open(room);
        var seat = await SeatCardCallTests.Sit(room, (await SeatCardCallTests.Print(room))[members[0]]);
        using var again = await Send(room, door, HttpMethod.Post, "/seat-cards", new { members, replace = true });
        (again.StatusCode, (await OpenHouse.Json(again)).Text("code")).ShouldBe((HttpStatusCode.Conflict, "seatTaken"));
        (await seat.Post(Commands.Of("checkIn"))).ShouldBeDone();
    }

    [Fact]
    public async Task The_clerk_prints_one_card_at_a_time()
    {
        var (room, members) = await SeatCardCallTests.Rolled(house, 2);
        var door = await Open(room);
        using var all = await Send(room, door, HttpMethod.Post, "/seat-cards", new { });
        (await OpenHouse.Json(all)).Text("code").ShouldBe("outOfRange");
        using var one = await Send(room, door, HttpMethod.Post, "/seat-cards", new { members = new[] { members[0] } });
        var card = (await OpenHouse.Json(one)).List("cards").ShouldHaveSingleItem();
        (await SeatCardCallTests.Sit(room, card.Text("code"))).Name.ShouldBe(card.Text("name"));
    }

    [Fact]
    public async Task Only_the_operator_opens_a_door()
    {
        var (room, members) = await SeatCardCallTests.Rolled(house, 1);
        foreach (var (token, status) in new[]
        {
            (null, HttpStatusCode.Unauthorized), (room.Chair.Token, HttpStatusCode.Forbidden), (await house.SignIn(members[0]), HttpStatusCode.Forbidden),
        })
        {
            using var answer = await house.Send(HttpMethod.Post, $"{room.Path}/door", token);
            answer.StatusCode.ShouldBe(status);
        }
    }

    /// <summary>
    /// A plenary of 300 at human speed: 170 come with cards, which cost the clerk nothing; 100 pick their names and are confirmed one by one; ten names are
    /// claimed twice, and looked at. Each of the clerk's taps takes a second.
    /// </summary>
    [Fact]
    public async Task A_plenary_of_three_hundred_is_seated_within_five_minutes_of_the_clerks_taps()
    {
        var (room, members) = await SeatCardCallTests.Rolled(house, 300);
        var (door, taps) = (await Open(room), 0);
        var cards = await SeatCardCallTests.Print(room);
        var (byCard, claiming, contested) = (members[..170], members[170..270], members[270..280]);
        foreach (var some in byCard.Chunk(20))
        {
            await Task.WhenAll(some.Select(m => SeatCardCallTests.Sit(room, cards[m])));
        }

        var claims = new List<(Person Person, string Member)>();
        foreach (var member in claiming.Concat(contested))
        {
            claims.Add((await SeatCardCallTests.Claim(room, member), member));
        }

        foreach (var member in contested)
        {
            await SeatCardCallTests.Claim(room, member);
        }

        foreach (var (person, member) in claims)
        {
            // One tap confirms; a name that two claim is opened first.
            taps += contested.Contains(member) ? 2 : 1;
            (await Do(room, door, Confirm((person.Participant, member)))).ShouldBeDone();
        }

        var states = await States(room, door);
        states.Count(s => s.Value == "seated").ShouldBe(280);
        states.Count(s => s.Value == "absent").ShouldBe(20);
        taps.ShouldBe(120);
        taps.ShouldBeLessThan(MostSeconds);
    }

    internal static async Task<string> Open(Room room)
    {
        using var made = await room.House.Send(HttpMethod.Post, $"{room.Path}/door", room.House.OperatorToken);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var door = await OpenHouse.Json(made);
        new Uri(door.Text("link")).Fragment.ShouldBe($"#code={door.Text("code")}");
        return door.Text("code");
    }

    internal static Task<HttpResponseMessage> Send(Room room, string? door, HttpMethod method, string path, object? body = null) =>
        Send(room.House, door, method, $"/api/door/{room.Id}{path}", body);

    private static async Task<HttpResponseMessage> Send(OpenHouse house, string? door, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (door is not null)
        {
            request.Headers.Authorization = new("Door", door);
        }

        request.Content = body is null ? null : JsonContent.Create(body, body.GetType());
        return await house.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    internal static async Task<Receipt> Do(Room room, string door, JsonObject command, string? op = null)
    {
        using var answer = await Send(room, door, HttpMethod.Post, "/commands", new { op = op ?? Commands.NewOp(), command });
        return JsonSerializer.Deserialize<Receipt>(await answer.Content.ReadAsStringAsync(), JsonSerializerOptions.Web)!;
    }

    private static async Task<HttpStatusCode> Status(Room room, string? door)
    {
        using var answer = await Send(room, door, HttpMethod.Get, "");
        return answer.StatusCode;
    }

    internal static async Task<Dictionary<string, string>> States(Room room, string door)
    {
        using var answer = await Send(room, door, HttpMethod.Get, "");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await OpenHouse.Json(answer)).List("items").ToDictionary(i => i.Text("member"), i => i.Text("state"));
    }

    /// <summary>With every field that any command asks for, so that it is read and then refused.</summary>
    private static JsonObject Filled(string name) => Commands.Of(name, new
    {
        item = "a",
        title = "题",
        minutes = 1,
        participant = "a",
        seconds = 1,
        participants = new[] { "a" },
        comment = "a",
        reason = "因",
        mode = "post",
        ballot = "a",
        counts = new { approve = 1 },
        question = "问",
        kind = "approval",
        scene = "agenda",
        text = "文",
        weight = "1",
        member = "a",
        members = new[] { "a" },
        seats = Array.Empty<object>(),
        topic = "a",
        department = "a",
        what = "事",
        due = "2030-01-01",
        section = "attendance",
        head = 1,
        choices = new[] { "approve" },
        on = true,
        policy = "raised",
        to = "a",
    });

    internal static JsonObject Confirm(params (string Participant, string Member)[] seats) =>
        Commands.Of("confirmSeats", new { seats = seats.Select(s => new { participant = s.Participant, member = s.Member }) });
}

/// <summary>The same across two nodes of a cluster.</summary>
public sealed class DoorAcrossNodesTests(PostgresServer server)
{
    [Fact]
    public async Task A_door_that_was_closed_on_one_node_is_closed_on_the_other_with_the_next_call()
    {
        await using var cluster = new Cluster(server);
        await cluster.InitializeAsync();
        var (room, _) = await SeatCardCallTests.Rolled(cluster.A, 1);
        var there = cluster.B.Same(room);
        var door = await DoorCallTests.Open(room);
        (await DoorCallTests.States(there, door)).Count.ShouldBe(1);
        using var ended = await cluster.A.Send(HttpMethod.Delete, $"{room.Path}/door", cluster.A.OperatorToken);
        using var late = await DoorCallTests.Send(there, door, HttpMethod.Get, "");
        late.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
