using System.Net;
using System.Net.Http.Json;

namespace Hub.Load.Crowd;

/// <summary>Where people scan the code and give their name.</summary>
public sealed class Door(Uri house) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = house, Timeout = TimeSpan.FromSeconds(15) };

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

    public void Dispose() => _http.Dispose();
}

public sealed class WrongCodeException(string message) : Exception(message);
