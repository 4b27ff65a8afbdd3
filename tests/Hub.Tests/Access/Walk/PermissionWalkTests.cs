using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Domain.Registers;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Http;
using Hub.Server.Live;
using Hub.Tests.House;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR.Client;
using static Hub.Tests.Access.Walk.Rows;
using static Hub.Tests.Access.Walk.Who;
using Topic = Hub.Tests.House.Topic;

namespace Hub.Tests.Access.Walk;

/// <summary>
/// Every call and every command that the program has, asked by everybody who may come, of meetings in each status that anybody and that only codes open: each
/// is let in or refused as the table in <see cref="Rows"/> says, and what has no row there fails.
/// </summary>
public sealed class PermissionWalkTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly Who[] People = [.. Enum.GetValues<Who>().Where(w => System.Numerics.BitOperations.IsPow2((int)w))];

    private readonly Dictionary<Who, string> _tokens = [];
    private readonly List<string> _unexpected = [];
    private int _asked;

    [Fact]
    public void Every_call_below_api_says_who_may_make_it_and_has_a_row()
    {
        var calls = Endpoints().ToDictionary(e => e.Call, e => e.Said);
        calls.Where(c => c.Value is null).Select(c => c.Key).ShouldBeEmpty();
        calls.Keys.Order().ShouldBe([.. Calls.Select(r => r.Call).Concat(OfCommands).Order()]);
    }

    [Fact]
    public void Every_command_has_a_row()
    {
        Names(typeof(MeetingCommand), typeof(BoxCommand), typeof(RoundCommand)).ShouldBe(OfMeeting.Select(r => r.Command).Order());
        Names(typeof(TopicCommand), typeof(RoundCommand)).ShouldBe(OfTopic.Select(r => r.Command).Order());
        Names(typeof(RegisterCommand)).ShouldBe(OfRegister.Select(r => r.Command).Order());
    }

    [Fact]
    public void Every_method_of_the_hub_says_who_may_call_it() =>
        CallersOfEndpoints.MethodsOf<LiveHub>().Select(m => (m.Name, ((ForAttribute)m.GetCustomAttributes(typeof(ForAttribute), false).Single()).Who))
            .ShouldBe([("Join", Callers.Readers), ("Leave", Callers.Anyone), ("Do", Callers.Doers)], ignoreOrder: true);

    [Fact]
    public async Task Everybody_may_what_the_table_says_and_nothing_else()
    {
        var halls = await Halls();
        var (topic, commitment) = await Come(halls);

        await Follow(halls);
        foreach (var row in OfMeeting.Where(r => !r.Last))
        {
            await Command(row, halls);
        }

        await Task.WhenAll(OfTopic.Select(row => Command(row.Command, topic.Path, row.May, Filled(row, commitment))));
        await Task.WhenAll(OfRegister.Select(row => Command(row.Command, "/api/registers/venues", row.May, Commands.Of(row.Command, row.Fields))));
        foreach (var row in Calls.Where(r => !r.Last))
        {
            await Call(row, halls, topic);
        }

        foreach (var row in OfMeeting.Where(r => r.Last))
        {
            await Command(row, halls);
        }

        foreach (var row in Calls.Where(r => r.Last))
        {
            await Call(row, halls, topic);
        }

        _unexpected.ShouldBeEmpty();
        _asked.ShouldBe(
            People.Length * ((OfMeeting.Length * halls.Length) + OfTopic.Length + OfRegister.Length + halls.Length
                + Calls.Sum(r => IsOfHall(r.Call) ? halls.Length : 1)));
    }

    private static IEnumerable<string> Names(params Type[] unions) => unions
        .SelectMany(u => u.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false)).Cast<JsonDerivedTypeAttribute>()
        .Select(a => (string)a.TypeDiscriminator!).Order();

    private static bool IsOfHall(string call) =>
        new[] { "/api/meetings/{id}", "/api/door/", "/api/wall/" }.Any(path => call.Contains(path, StringComparison.Ordinal));

    private IEnumerable<(string Call, ForAttribute? Said)> Endpoints() =>
        from endpoint in house.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.RoutePattern.RawText!.StartsWith("/api", StringComparison.OrdinalIgnoreCase)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        where method != "HEAD"
        select ($"{method} {endpoint.RoutePattern.RawText}", endpoint.Metadata.GetMetadata<ForAttribute>());

    /// <summary>
    /// One meeting in each status, that anybody reads and that only codes open, with somebody in each kind of seat. Of those that pause or were called off only
    /// the latter: it is the stricter.
    /// </summary>
    private async Task<Hall[]> Halls()
    {
        var kinds =
            from status in new[] { MeetingStatus.Scheduled, MeetingStatus.Open, MeetingStatus.Closed }
            from closed in new[] { false, true }
            select (status, closed);
        var stricter = new[] { (status: MeetingStatus.Paused, closed: true), (status: MeetingStatus.Cancelled, closed: true) };
        return await Task.WhenAll(kinds.Concat(stricter).Select(k => Hall(k.status, k.closed)));
    }

    private async Task<Hall> Hall(MeetingStatus status, bool isClosedRoom)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, new
        {
            title = $"{status} {isClosedRoom}",
            format = Rows.Format,
            county = Here,
            venue = Venue,
            roll = "open",
            visibility = isClosedRoom ? "codes" : "public",
        });
        var scheduled = await OpenHouse.Json(answer);
        var room = new Room(house, scheduled.Text("id"), scheduled.At("codes").Deserialize<Dictionary<string, string>>()!);
        var (chair, member, attendee) = (await room.Join("主持人", "chair"), await room.Join("委员", "member"), await room.Join("居民"));
        lock (_tokens)
        {
            (room.Chair, _tokens[Chair], _tokens[Member], _tokens[Attendee]) = (chair, chair.Token!, member.Token!, attendee.Token!);
        }

        string? ballot = null;
        if (status == MeetingStatus.Cancelled)
        {
            (await chair.Post(Commands.Of("cancel", new { reason = "台风" }))).ShouldBeDone();
        }
        else if (status != MeetingStatus.Scheduled)
        {
            (await chair.Post(Commands.Of("open"))).ShouldBeDone();
            (await member.Post(Commands.Of("checkIn"))).ShouldBeDone();
            ballot = (await chair.Post(Commands.Approval())).ShouldBeDone().Made;
        }

        if (status == MeetingStatus.Paused)
        {
            (await chair.Post(Commands.Of("pause"))).ShouldBeDone();
        }
        else if (status == MeetingStatus.Closed)
        {
            (await chair.Post(Commands.Of("closeBallot", new { ballot }))).ShouldBeDone();
            (await chair.Post(Commands.Of("close"))).ShouldBeDone();
        }

        return new Hall(room, status, isClosedRoom, ballot)
        {
            Tokens = { [Chair] = chair.Token!, [Member] = member.Token!, [Attendee] = attendee.Token! },
            Door = await Pass.Door.Renew(house.Service<IDirectory>(), room.Id),
            Wall = await Pass.Wall.Renew(house.Service<IDirectory>(), room.Id),
        };
    }

    /// <summary>Makes those who have a session of their own; the topic is the guest's.</summary>
    private async Task<(Topic Topic, string Commitment)> Come(Hall[] halls)
    {
        var topic = await Topic.Raise(house);
        _tokens[Guest] = topic.Raiser;
        _tokens[Key] = house.OperatorToken;
        RegisteredMember = await house.Member();
        _tokens[Registered] = await house.SignIn(RegisteredMember);
        foreach (var (who, role) in new (Who, AccountRole)[]
        {
            (Operator, new(StaffRole.Operator)), (StaffAnywhere, new(StaffRole.Staff)), (StaffHere, new(StaffRole.Staff, County: Here)),
            (StaffElsewhere, new(StaffRole.Staff, County: Elsewhere)), (ConvenerHere, new(StaffRole.Convener, County: Here)),
            (ConvenerElsewhere, new(StaffRole.Convener, County: Elsewhere)), (ConvenerOfVenue, new(StaffRole.Convener, Venue: Venue)),
            (ConvenerOfFormat, new(StaffRole.Convener, Format: Rows.Format)), (ConvenerOfOtherFormat, new(StaffRole.Convener, Format: "grassroots")),
            (OfDepartment, new(StaffRole.Department, Department: Department)),
            (OfOtherDepartment, new(StaffRole.Department, Department: "市教育局")), (OfNoDepartment, new(StaffRole.Department)),
            (Auditor, new(StaffRole.Auditor)),
        })
        {
            _tokens[who] = (await house.Account(role)).Token;
        }

        var (account, token) = await house.Account(new AccountRole(StaffRole.Operator));
        _tokens[Disabled] = token;
        await house.Disable(account);
        halls.Length.ShouldBe(8);
        return (topic, await topic.Commit());
    }

    private string RegisteredMember { get; set; } = "";

    /// <summary>As the hub asks it: who may read a room may follow it.</summary>
    private Task Follow(Hall[] halls) => Task.WhenAll(halls.SelectMany(hall => People.Select(async who =>
    {
        var token = TokenOf(who, hall);
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(house.Address, "/hubs/live"), options =>
        {
            options.AccessTokenProvider = () => Task.FromResult(who == Disabled ? null : token);
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
        }).Build();
        await hub.StartAsync(TestContext.Current.CancellationToken);
        string? refused = null;
        try
        {
            await hub.InvokeAsync<JsonElement>("Join", hall.Room.Name, null, TestContext.Current.CancellationToken);
        }
        catch (Microsoft.AspNetCore.SignalR.HubException e)
        {
            refused = e.Message;
        }

        Check($"Join {hall}", who, refused is null ? null : refused.Contains("forbidden", StringComparison.Ordinal) ? "forbidden" : refused,
            !hall.IsClosedRoom || Insiders.HasFlag(who) ? null : "forbidden");
    })));

    private Task Command(CommandRow row, Hall[] halls) => Task.WhenAll(halls.Select(hall => Command(
        row.Command, hall.Room.Path, row.MayIn?.Invoke(hall) ?? row.May, Commands.Of(row.Command, row.FieldsIn?.Invoke(hall) ?? row.Fields), hall)));

    private async Task Command(string name, string path, Who may, JsonObject command, Hall? hall = null)
    {
        foreach (var denied in new[] { true, false })
        {
            // Those who may come last: what they do may change what others see.
            await Task.WhenAll(People.Where(w => may.HasFlag(w) != denied).Select(async who =>
            {
                var isAtDoor = who == Clerk && hall is not null;
                using var request = Request(
                    HttpMethod.Post, $"{(isAtDoor ? $"/api/door/{hall!.Room.Id}" : path)}/commands", who, hall,
                    new JsonObject { ["op"] = Commands.NewOp(), ["command"] = command.DeepClone() });
                var (_, code) = await Ask(request);

                // The door is shut when the meeting is over.
                Check($"{name} {path} {hall?.Status}", who, code == "forbidden" ? code : isAtDoor && code is "meetingClosed" or "wrongKey" ? "shut" : null,
                    denied ? isAtDoor && hall!.IsOver ? "shut" : "forbidden" : isAtDoor && hall!.IsOver ? "shut" : null);
            }));
        }

        if (hall is not null && name is "cancel" && hall.Status == MeetingStatus.Scheduled)
        {
            hall.IsOver = true;
        }
    }

    private Task Call(CallRow row, Hall[] halls, Topic topic) => IsOfHall(row.Call)
        ? Task.WhenAll(halls.Select(hall => Call(row, hall, topic)))
        : Call(row, (Hall?)null, topic);

    private async Task Call(CallRow row, Hall? hall, Topic topic)
    {
        var (method, pattern) = (row.Call.Split(' ')[0], row.Call.Split(' ')[1]);
        var id = hall?.Room.Id ?? (pattern.StartsWith("/api/topics", StringComparison.Ordinal) ? topic.Id
            : pattern.EndsWith("/duty", StringComparison.Ordinal) ? RegisteredMember : "none");
        var path = new[]
        {
            ("{id}", id), ("{year:int}", "2026"), ("{register}", "venues"), ("{ballot}", hall?.Ballot ?? "none"), ("{participant}", "none"), ("{file}", "none"),
            ("{code}", "NOSUCHCODE"), ("{round}", "none"), ("{department}", Rows.Department),
        }.Aggregate(pattern, (filled, part) => filled.Replace(part.Item1, part.Item2, StringComparison.Ordinal));
        foreach (var denied in new[] { true, false })
        {
            await Task.WhenAll(People.Where(w => (Expected(row, hall, w) is not null) == denied).Select(async who =>
            {
                using var request = Request(
                    new HttpMethod(method), path + row.Query, who, hall, row.Body is Func<HttpContent> content ? content() : row.Body);
                var (status, code) = await Ask(request);
                Check($"{row.Call} {hall}", who, code is "noSession" or "forbidden" ? code : status == HttpStatusCode.ServiceUnavailable ? "busy" : null,
                    Expected(row, hall, who));
            }));
        }
    }

    private static string? Expected(CallRow row, Hall? hall, Who who) =>
        row.IsRoomsOwn && hall is { IsClosedRoom: true } && !Insiders.HasFlag(who) ? "forbidden"
        : (hall is { IsClosedRoom: true } && row.InClosedRoom is { } fewer ? fewer : row.May).HasFlag(who) ? null
        : row.WithoutSession.HasFlag(who) ? "noSession" : "forbidden";

    private static JsonObject Filled(CommandRow row, string commitment) => (JsonObject)JsonNode.Parse(
        Commands.Of(row.Command, row.Fields).ToJsonString().Replace("COMMITMENT", commitment, StringComparison.Ordinal))!;

    private string? TokenOf(Who who, Hall? hall) => hall?.Tokens.GetValueOrDefault(who) ?? _tokens.GetValueOrDefault(who);

    private HttpRequestMessage Request(HttpMethod method, string path, Who who, Hall? hall, object? body)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = who switch
        {
            Clerk => hall is null ? null : new AuthenticationHeaderValue("Door", hall.Door),
            Wall => hall is null ? null : new AuthenticationHeaderValue("Wall", hall.Wall),
            _ => TokenOf(who, hall) is { } token ? new AuthenticationHeaderValue("Bearer", token) : null,
        };
        request.Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body, body.GetType()));
        return request;
    }

    private async Task<(HttpStatusCode Status, string? Code)> Ask(HttpRequestMessage request)
    {
        using var answer = await house.Http.SendAsync(request, TestContext.Current.CancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return (answer.StatusCode, null);
        }

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, text.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(text).Find("code")?.GetString() : null);
    }

    private void Check(string what, Who who, string? found, string? expected)
    {
        lock (_unexpected)
        {
            _asked++;
            if (found != expected)
            {
                _unexpected.Add($"{who}, {what}: {found ?? "allowed"}, expected {expected ?? "allowed"}");
            }
        }
    }
}
