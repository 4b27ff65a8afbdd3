using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Tests.House;

/// <summary>A house as an outside client knows it: an address, and the operator's key.</summary>
public abstract class OpenHouse
{
    public const string Key = "the operator's key of the tests";

    /// <summary>The only clock of these tests: what has not come after this long will not come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Allowances so wide that no test meets them; who only watches is told with the room, and over HTTP as often.</summary>
    protected static readonly string[] Wide =
    [
        "--Limits:CommandBurst=1000000", "--Limits:CommandsPerSecond=1000000", "--Limits:MessageBurst=1000000", "--Limits:MessagesPerSecond=1000000",
        "--Limits:ClaimBurst=1000000", "--Limits:FailedJoinBurst=1000000", "--Limits:FailedSignInBurst=100000",
        "--Limits:AnonymousTopicBurst=1000000", "--Limits:AnonymousCommandBurst=1000000",
        "--Limits:HouseTopicBurst=1000000",
        "--Limits:HouseCommandBurst=1000000",
        "--Pace:Watchers=100", "--Pace:Crowd=100",
    ];

    /// <summary>
    /// Nothing on the console, where tests of broken machines would fill it with what they expect; HUB_TESTS_LOG names the level that is wanted instead.
    /// </summary>
    protected static readonly string[] Quiet = Environment.GetEnvironmentVariable("HUB_TESTS_LOG") is { } level
        ? ["--Logging:LogLevel:Microsoft.AspNetCore=None", $"--Logging:LogLevel:Default={level}"]
        : ["--Logging:LogLevel:Microsoft.AspNetCore=None", "--Logging:LogLevel:Default=None", "--Logging:Console:LogLevel:Default=None"];

    public Uri Address { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public string OperatorToken { get; private set; } = "";

    /// <summary>What the operator of this house signs in with.</summary>
    protected virtual string OperatorKey => Key;

    /// <summary>What sends the requests of <see cref="Http"/>.</summary>
    protected virtual HttpMessageHandler NewHandler() => new HttpClientHandler();

    protected async Task Enter(Uri address)
    {
        Address = address;
        Http = new HttpClient(NewHandler()) { BaseAddress = address, Timeout = Patience };
        OperatorToken = (await Json(await Http.PostAsJsonAsync("/api/session", new { key = OperatorKey }))).Text("token");
    }

    /// <summary>A meeting of its own for a test, opened unless said otherwise.</summary>
    /// <param name="roll">By what it knows who votes: whatever other tests have recorded in this house's register, the same.</param>
    public async Task<Room> Meeting(string format = "grassroots", bool open = true, string visibility = "public", string roll = "open")
    {
        using var answer =
            await Send(HttpMethod.Post, "/api/meetings", OperatorToken, new { title = $"协商会 {Guid.NewGuid():n}", format, visibility, roll });
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
        var scheduled = await Json(answer);
        var room = new Room(this, scheduled.Text("id"), scheduled.At("codes").Deserialize<Dictionary<string, string>>()!);
        room.Chair = await room.Join("主持人", "chair");
        if (open)
        {
            (await room.Chair.Post(Commands.Of("open"))).ShouldBeDone();
        }

        return room;
    }

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? token = null, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = body as HttpContent ?? JsonContent.Create(body, body.GetType());
        }

        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> Get(string path, string? token = null)
    {
        using var answer = await Send(HttpMethod.Get, path, token);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, path);
        return await Json(answer);
    }

    public static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
}

/// <summary>One meeting, and the ways into it.</summary>
public sealed class Room(OpenHouse house, string id, Dictionary<string, string> codes, string kind = "meetings")
{
    public string Id => id;

    public string Name => $"{kind}/{id}";

    public string Path => $"/api/{kind}/{id}";

    public Dictionary<string, string> Codes => codes;

    public OpenHouse House => house;

    public Person Chair { get; internal set; } = null!;

    /// <summary>Somebody new takes a seat.</summary>
    /// <param name="token">Of whoever has one already.</param>
    public async Task<Person> Join(string name, string code = "attend", string? token = null)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/join", token, new { code = codes[code], name });
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        var seat = await OpenHouse.Json(answer);
        return new Person(this, name, seat.Text("participant"), seat.Text("token"));
    }

    public async Task<Person[]> Crowd(int people, string code = "attend") =>
        await Task.WhenAll(Enumerable.Range(1, people).Select(i => Join($"与会者 {i}", code)));

    public Person Stranger() => new(this, "observer", "", null);

    /// <summary>The snapshot as an observer reads it.</summary>
    public async Task<JsonElement> Snapshot(Person? reader = null) => (await house.Get(Path, reader?.Token)).At("snapshot");

    /// <summary>The whole record, as a reader sees it.</summary>
    public async Task<List<JsonElement>> Record(Person? reader = null)
    {
        var events = new List<JsonElement>();
        while ((await house.Get($"{Path}/events?after={events.Count}", reader?.Token)).List("events") is { Count: > 0 } page)
        {
            events.AddRange(page);
        }

        return events;
    }

    /// <summary>Every comment, paged from the newest back, oldest first.</summary>
    public async Task<List<JsonElement>> Comments(int limit = 50)
    {
        var (all, next) = (new List<JsonElement>(), (string?)null);
        do
        {
            var page = await house.Get($"{Path}/comments?limit={limit}{(next is null ? "" : $"&before={next}")}");
            all.InsertRange(0, page.List("items"));
            next = page.Find("next")?.ToString();
        }
        while (next is not null);
        return all;
    }
}
