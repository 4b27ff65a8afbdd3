using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Tests.Access;
using Hub.Tests.House;
using Microsoft.Extensions.Options;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Limits;

/// <summary>Whoever floods or guesses costs only themselves, also where they sit behind one address with the staff and with a hall full of people.</summary>
public sealed class FloodTests(FloodedHouse house) : IClassFixture<FloodedHouse>
{
    /// <summary>
    /// Guards against guessing: every key was looked up, at whatever rate, and only then counted. The staff behind the guesser's address sign in all the same,
    /// on a new device too.
    /// </summary>
    [Fact]
    public async Task A_guesser_is_slowed_and_the_staff_behind_the_same_address_sign_in()
    {
        var guessed = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Key("203.0.113.1", $"a guess at the operator's key {i}")));
        guessed.Count(s => s == HttpStatusCode.Unauthorized).ShouldBeInRange(20, 20 + 64);
        guessed.Count(s => s == HttpStatusCode.TooManyRequests).ShouldBe(500 - guessed.Count(s => s == HttpStatusCode.Unauthorized));
        (await Key("203.0.113.1", OpenHouse.Key)).ShouldBe(HttpStatusCode.OK);
        (await Key("203.0.113.1", OpenHouse.Key, house.OperatorToken)).ShouldBe(HttpStatusCode.OK);
        (await Key("198.51.100.1", OpenHouse.Key)).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Guards seat cards: whoever tried their codes sent no name, and was refused for that, uncounted.</summary>
    [Fact]
    public async Task Who_guesses_seat_cards_is_slowed_and_a_card_still_seats_its_member()
    {
        var (room, members) = await SeatCardCallTests.Rolled(house, 1);
        var card = (await SeatCardCallTests.Print(room))[members[0]];
        var guessed = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Status(
            Ask(HttpMethod.Post, "/api/join", "203.0.121.1", new { code = $"CARD{i:000000000000}" }))));
        guessed.Count(s => s == HttpStatusCode.NotFound).ShouldBeInRange(20, 20 + 64);
        guessed.Count(s => s == HttpStatusCode.TooManyRequests).ShouldBe(500 - guessed.Count(s => s == HttpStatusCode.NotFound));
        (await Status(Ask(HttpMethod.Post, "/api/code", "203.0.121.1", new { code = card }))).ShouldBe(HttpStatusCode.OK);
        (await Status(Ask(HttpMethod.Post, "/api/join", "203.0.121.1", new { code = card }))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Members_sign_in_with_their_keys_behind_the_address_of_one_who_guesses_keys()
    {
        var member = await house.Member();
        using var made = await house.Send(HttpMethod.Post, $"/api/members/{member}/key", house.OperatorToken);
        var key = (await OpenHouse.Json(made)).Text("code");
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Key("203.0.114.1", $"{i:0000000000000000}")));
        (await Key("203.0.114.1", "0000000000009999")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await Key("203.0.114.1", key)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_hall_joins_behind_the_address_of_one_who_guesses_its_code()
    {
        var room = await house.Meeting();
        var guesses = Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => Join("203.0.115.1", $"GVES{i:0000}", "猜码的人")));
        var hall = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Join("203.0.115.1", room.Codes["attend"], $"居民 {i}")));
        hall.ShouldAllBe(s => s == HttpStatusCode.OK);
        var wrong = await guesses;
        wrong.ShouldAllBe(s => s == HttpStatusCode.NotFound || s == HttpStatusCode.TooManyRequests);
        wrong.Count(s => s == HttpStatusCode.NotFound).ShouldBeInRange(20, 20 + 64);
        (await Join("203.0.115.1", room.Codes["chair"], "主持人")).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Guards against one door's being shut by what was tried at another.</summary>
    [Fact]
    public async Task Each_door_has_an_allowance_of_its_own()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Join("203.0.116.1", $"DOOR{i:0000}", "猜码的人")));
        (await Join("203.0.116.1", "DOOR9999", "猜码的人")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await Key("203.0.116.1", OpenHouse.Key)).ShouldBe(HttpStatusCode.OK);
        using var looked = await Ask(HttpMethod.Post, "/api/code", "203.0.116.1", new { code = "DOOR9999" });
        looked.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>Guards against a thousand topics by nobody: each came from another person, so no person's allowance held.</summary>
    [Fact]
    public async Task Anonymous_topics_beyond_the_allowance_of_their_network_are_refused_and_nobody_elses_are()
    {
        var raised = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Raise("203.0.117.1")));
        raised.Count(s => s == HttpStatusCode.Created).ShouldBe(FloodedHouse.Topics);
        raised.Count(s => s == HttpStatusCode.TooManyRequests).ShouldBe(200 - FloodedHouse.Topics);
        using (var refused = await Ask(HttpMethod.Post, "/api/topics", "203.0.117.77", NewTopic()))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.FromSeconds(6));
            (await OpenHouse.Json(refused)).Text("code").ShouldBe("tooFast");
        }

        (await Raise("203.0.118.1")).ShouldBe(HttpStatusCode.Created);
        (await Raise("203.0.117.1", house.OperatorToken)).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Anonymous_commands_beyond_the_allowance_of_their_network_are_refused_with_a_time_to_wait()
    {
        var topic = await Topic.Raise(house);
        var liked = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Like("203.0.119.1", topic.Id)));
        liked.Count(s => s == HttpStatusCode.OK).ShouldBe(FloodedHouse.Commands);
        using var refused = await Ask(HttpMethod.Post, $"/api/topics/{topic.Id}/commands", "203.0.119.1", Reaction());
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        (await Like("203.0.120.1", topic.Id)).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>The numbers of the settings as they are by themselves.</summary>
    [Fact]
    public void A_hall_of_five_hundred_raises_a_topic_each_within_the_hour_and_three_thousand_are_not_taken()
    {
        var clock = new ManualClock();
        var (writes, hall) = (new AnonymousWrites(Options.Create(new LimitSettings()), house.Service<DiskWatch>(), clock), IPAddress.Parse("203.0.113.9"));
        for (var person = 0; person < 500; person++)
        {
            writes.Topic(null, hall).ShouldBeNull();
            clock.Pass(TimeSpan.FromSeconds(5));
        }

        var flooder = IPAddress.Parse("198.51.100.9");
        Enumerable.Range(0, 3_000).Count(_ => writes.Topic(null, flooder) is null).ShouldBe(500);
        var taken = 0;
        for (var second = 0; second < 3_600; second++)
        {
            clock.Pass(TimeSpan.FromSeconds(1));
            taken += writes.Topic(null, flooder) is null ? 1 : 0;
        }

        taken.ShouldBeInRange(55, 70);

        // Other networks share what the house takes, and no more.
        Enumerable.Range(0, 10_000).Count(i => writes.Topic(null, new IPAddress([10, (byte)(i >> 8), (byte)i, 1])) is null).ShouldBeInRange(1_000, 2_000);
    }

    /// <summary>Guards the link that a meeting's clerks share: whoever has it commanded as fast as they liked.</summary>
    [Fact]
    public async Task A_meetings_door_takes_what_five_clerks_type_and_another_meetings_door_as_much_again()
    {
        var (clock, limits) = (new ManualClock(), new LimitSettings());
        var doors = new DoorCommands(Options.Create(limits), clock);
        Enumerable.Range(0, 1_000).Count(_ => doors.Take("m1") is null).ShouldBe(5 * limits.CommandBurst);
        doors.Take("m2").ShouldBeNull();
        clock.Pass(TimeSpan.FromSeconds(1));
        Enumerable.Range(0, 1_000).Count(_ => doors.Take("m1") is null).ShouldBe((int)(5 * limits.CommandsPerSecond));

        var (room, members) = await SeatCardCallTests.Rolled(house, 1);
        var door = await DoorCallTests.Open(room);
        var typed = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => Status(DoorCallTests.Send(
            room, door, HttpMethod.Post, "/commands", new { op = NewOp(), command = Of("markPresent", new { members }) }))));
        typed.Count(s => s == HttpStatusCode.OK).ShouldBeGreaterThanOrEqualTo(5 * FloodedHouse.OfPerson);
        typed.Count(s => s == HttpStatusCode.TooManyRequests).ShouldBe(400 - typed.Count(s => s == HttpStatusCode.OK));
        typed.ShouldContain(HttpStatusCode.TooManyRequests);
        (await Status(DoorCallTests.Send(room, door, HttpMethod.Get, ""))).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Guards against a replay asked for at every one of its moments: each was made by reading the record up to there.</summary>
    [Fact]
    public async Task One_network_asks_for_two_hundred_moments_of_a_replay_at_once_and_others_for_theirs()
    {
        var room = await house.Meeting();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var asked = await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => Moment("203.0.122.1")));
        asked.Count(s => s == HttpStatusCode.OK).ShouldBeGreaterThanOrEqualTo(200);
        asked.Count(s => s == HttpStatusCode.TooManyRequests).ShouldBe(600 - asked.Count(s => s == HttpStatusCode.OK));
        asked.ShouldContain(HttpStatusCode.TooManyRequests);
        (await Moment("203.0.123.1")).ShouldBe(HttpStatusCode.OK);

        Task<HttpStatusCode> Moment(string from) => Status(Ask(HttpMethod.Get, $"{room.Path}/replay/at?ms=0", from, null));
    }

    private static object NewTopic() => new { title = $"议题 {Guid.NewGuid():n}", text = "没有人知道是谁" };

    private static JsonObject Reaction() => new() { ["op"] = NewOp(), ["command"] = Of("react", new { kind = "like", on = true }) };

    private Task<HttpStatusCode> Raise(string from, string? token = null) => Status(Ask(HttpMethod.Post, "/api/topics", from, NewTopic(), token));

    private Task<HttpStatusCode> Like(string from, string topic) => Status(Ask(HttpMethod.Post, $"/api/topics/{topic}/commands", from, Reaction()));

    private Task<HttpStatusCode> Key(string from, string key, string? token = null) => Status(Ask(HttpMethod.Post, "/api/session", from, new { key }, token));

    private Task<HttpStatusCode> Join(string from, string code, string name) => Status(Ask(HttpMethod.Post, "/api/join", from, new { code, name }));

    private static async Task<HttpStatusCode> Status(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        return answer.StatusCode;
    }

    /// <summary>As a proxy hands on what somebody at an address asked it for.</summary>
    private async Task<HttpResponseMessage> Ask(HttpMethod method, string path, string from, object? body, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType()) };
        request.Headers.Add("X-Forwarded-For", from);
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return await house.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

/// <summary>A house that believes a proxy on this machine; it takes fewer topics and commands of nobody than others do.</summary>
public sealed class FloodedHouse() : RunningHouse(
[
    "--House:TrustedProxies=127.0.0.0/8", $"--Limits:AnonymousTopicBurst={Topics}", $"--Limits:AnonymousCommandBurst={Commands}",
    "--Limits:AnonymousCommandsPerHour=60", $"--Limits:CommandBurst={OfPerson}", "--Limits:CommandsPerSecond=5",
])
{
    public const int Topics = 50;
    public const int Commands = 60;
    public const int OfPerson = 20;
}
