using System.Text.Json;

namespace Hub.Tests.House;

/// <summary>A stream of server-sent events, read as a browser reads it.</summary>
public sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private EventStream(HttpResponseMessage answer, StreamReader lines) => (_answer, _lines) = (answer, lines);

    /// <summary>The id that the browser would come back with.</summary>
    public string? LastId { get; private set; }

    public HttpResponseMessage Answer => _answer;

    /// <param name="last">What the browser was told last, before.</param>
    public static async Task<EventStream> Open(HttpClient http, string path, string? last = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, path);
        return new EventStream(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }

    /// <returns>The next event; null where the stream has ended.</returns>
    public async Task<Sent?> Next()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(OpenHouse.Patience);
        var (name, data) = ("message", (string?)null);
        while (await _lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Length == 0 && data is not null)
            {
                return new Sent(name, JsonSerializer.Deserialize<JsonElement>(data));
            }

            (name, data) = line.Split(": ", 2) switch
            {
                ["event", var named] => (named, data),
                ["data", var said] => (name, said),
                _ => (name, data),
            };
            LastId = line.StartsWith("id: ", StringComparison.Ordinal) ? line[4..] : LastId;
        }

        return null;
    }

    /// <summary>The next of this name; what else comes before it is passed over.</summary>
    public async Task<JsonElement> Next(string name)
    {
        while (true)
        {
            var sent = (await Next()).ShouldNotBeNull($"The stream has ended before a {name}.");
            if (sent.Name == name)
            {
                return sent.Data;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _answer.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>One server-sent event.</summary>
public sealed record Sent(string Name, JsonElement Data);
