using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Faults.Nodes;
using Hub.Load.Crowd;

namespace Hub.Faults.Crowd;

/// <param name="Codes">By role: attend, member, chair, watch.</param>
internal sealed record HeldMeeting(string Id, IReadOnlyDictionary<string, string> Codes)
{
    public string Room => $"meetings/{Id}";
}

/// <summary>A house over HTTP, as an outside client with patience asks it: the next node where one does not answer.</summary>
internal sealed class Api(House house) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    // Without cookies: with them all would be one person.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromSeconds(10) };
    private string? _operator;

    public async Task<HeldMeeting> Schedule(string title, string format, string visibility = "public")
    {
        _operator ??= (await Ask(HttpMethod.Post, "/api/session", null, new { key = House.OperatorKey })).GetProperty("token").GetString();
        var scheduled = await Ask(HttpMethod.Post, "/api/meetings", _operator, new { title, format, visibility });
        return new HeldMeeting(scheduled.GetProperty("id").GetString()!, scheduled.GetProperty("codes").Deserialize<Dictionary<string, string>>()!);
    }

    public async Task<Seat> Join(HeldMeeting meeting, string name, string role) =>
        (await Ask(HttpMethod.Post, "/api/join", null, new { code = meeting.Codes[role], name })).Deserialize<Seat>(JsonSerializerOptions.Web)!;

    /// <summary>Ends the session of a seat, at one node.</summary>
    /// <exception cref="HttpRequestException">It was not done.</exception>
    public async Task SignOut(Node node, Seat seat)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node.Address, "/api/signout"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", seat.Token);
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The room as one node shows it now.</summary>
    /// <exception cref="HttpRequestException">It does not.</exception>
    public async Task<JsonElement> Snapshot(Node node, HeldMeeting meeting, string? token = null) =>
        (await Once(node, HttpMethod.Get, $"/api/{meeting.Room}", token, null)).GetProperty("snapshot");

    /// <summary>Sends an operation to one node, once.</summary>
    /// <returns>Null where no receipt came.</returns>
    public async Task<Receipt?> Command(Node node, Seat seat, Sent sent)
    {
        try
        {
            using var request =
                new HttpRequestMessage(
                HttpMethod.Post, new Uri(node.Address, $"/api/{seat.Room}/commands"))
                {
                    Content =
                JsonContent.Create(new { op = sent.Op, command = sent.Command })
                };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", seat.Token);
            using var answer = await _http.SendAsync(request);
            return await answer.Content.ReadFromJsonAsync<Receipt>();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            return null;
        }
    }

    /// <summary>An operation of its own, outside any log.</summary>
    public static Sent New(Seat seat, JsonObject command) => new(seat.Participant, Guid.NewGuid().ToString("n"), command);

    /// <summary>Sends a command until it is acknowledged.</summary>
    /// <exception cref="InvalidOperationException">It was refused, or never answered.</exception>
    public async Task<Receipt> Insist(Seat seat, JsonObject command)
    {
        var (sent, until) = (New(seat, command), DateTime.UtcNow + Patience);
        for (var tries = 0; DateTime.UtcNow < until; tries++)
        {
            switch (await Command(house.Nodes[tries % house.Nodes.Count], seat, sent))
            {
                case { IsAcknowledged: true } receipt:
                    return receipt;
                case { IsFinal: true } receipt:
                    throw new InvalidOperationException($"{sent.Type} is refused: {receipt.Code}.");
                default:
                    await Task.Delay(100);
                    break;
            }
        }

        throw new InvalidOperationException($"{sent.Type} is not answered.");
    }

    /// <summary>Asks nodes in turn until one answers.</summary>
    /// <exception cref="HttpRequestException">None did for long.</exception>
    public async Task<JsonElement> Ask(HttpMethod method, string path, string? token, object? body)
    {
        var until = DateTime.UtcNow + Patience;
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await Once(house.Nodes[tries % house.Nodes.Count], method, path, token, body);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException && DateTime.UtcNow < until)
            {
                await Task.Delay(100);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> Once(Node node, HttpMethod method, string path, string? token, object? body)
    {
        using var request =
            new HttpRequestMessage(method, new Uri(node.Address, path)) { Content = body is null ? null : JsonContent.Create(body, body.GetType()) };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var answer = await _http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }
}
