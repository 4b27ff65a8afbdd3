using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Load.Crowd;

/// <summary>The house over HTTP: where people scan the code and give their name, and where the record is read afterwards.</summary>
public sealed class Door(Uri house) : IDisposable
{
    // Without cookies: with them all would be one device, and so one person.
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64, UseCookies = false })
    {
        BaseAddress = house,
        Timeout = TimeSpan.FromSeconds(15),
    };

    /// <summary>Asks until the house answers, as one does whose page does not load. Each call is a new person.</summary>
    /// <exception cref="WrongCodeException">The house does not know the code.</exception>
    public async Task<Seat> Enter(string code, string name, Random chance, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                using var answer = await _http.PostAsJsonAsync("/api/join", new { code, name }, cancel);
                if (answer.IsSuccessStatusCode)
                {
                    return (await answer.Content.ReadFromJsonAsync<Seat>(cancel))!;
                }

                if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError))
                {
                    throw new WrongCodeException($"The house at {house} answers {(int)answer.StatusCode} to the code {code}.");
                }
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                // Not reachable, or too slow: it may be starting. The wait below is the cure.
            }

            await Task.Delay(TimeSpan.FromSeconds(0.5 + chance.NextDouble()), cancel);
        }
    }

    /// <returns>What each ballot of a seat's room counts, by ballot and option; nothing of those whose counts are not shown.</returns>
    /// <exception cref="HttpRequestException">The house does not answer.</exception>
    public async Task<IReadOnlyDictionary<(string Ballot, string Option), int>> ReadCounts(Seat seat, CancellationToken cancel)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, $"/api/{seat.Room}");
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", seat.Token);
        using var answer = await _http.SendAsync(ask, cancel);
        var read = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancel);
        return read.GetProperty("snapshot").GetProperty("ballots").EnumerateArray()
            .Where(ballot => ballot.TryGetProperty("tally", out var tally) && tally.TryGetProperty("counts", out _))
            .SelectMany(ballot => ballot.GetProperty("tally").GetProperty("counts").EnumerateObject()
                .Select(count => (Ballot: ballot.GetProperty("id").GetString()!, Option: count.Name, Votes: count.Value.GetInt32())))
            .ToDictionary(c => (c.Ballot, c.Option), c => c.Votes);
    }

    public void Dispose() => _http.Dispose();
}

public sealed class WrongCodeException(string message) : Exception(message);
