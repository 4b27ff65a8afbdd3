using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Faults.Crowd;

/// <summary>
/// One who only watches a public room over plain HTTP, by position or by a stream, and comes back from where they stood whatever is cut. Each frame must go on
/// from the one before, and lack nothing.
/// </summary>
internal sealed class Onlooker(HttpClient http, string room, bool streams, string position)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<string> _wrong = [];
    private string _position = position;
    private long _to = SeqOf(position);
    private int _cuts;

    /// <summary>The last seq that they were told.</summary>
    public long To => Volatile.Read(ref _to);

    /// <summary>How often what they waited for was cut off, or refused.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>What did not hold.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Until cancelled.</summary>
    public async Task Watch(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await (streams ? Stream(over) : Step(over));
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException or OperationCanceledException)
            {
                Interlocked.Increment(ref _cuts);
            }

            await Task.Delay(Pause, over).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static long SeqOf(string position) => long.Parse(position.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);

    private async Task Step(CancellationToken over)
    {
        using var head = await http.GetAsync($"/live/{room}/head?after={_position}", over);
        head.EnsureSuccessStatusCode();
        if (head.StatusCode == HttpStatusCode.NoContent)
        {
            return;
        }

        using var answer = await http.GetAsync($"/live/{room}/frames/{_position}", over);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            _wrong.Enqueue($"The frame behind {_position} is not known any more.");
        }
        else if ((int)answer.StatusCode != 425)
        {
            answer.EnsureSuccessStatusCode();
            Take(await answer.Content.ReadFromJsonAsync<JsonElement>(over));
        }
    }

    private async Task Stream(CancellationToken over)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/live/{room}/events");
        request.Headers.Add("Last-Event-ID", _position);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(over));
        var named = "";
        while (await lines.ReadLineAsync(over) is { } line)
        {
            named = line.StartsWith("event: ", StringComparison.Ordinal) ? line["event: ".Length..] : named;
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
            {
                continue;
            }

            if (named == "frame")
            {
                Take(JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]));
            }
            else if (named == "snapshot")
            {
                _wrong.Enqueue($"Behind {_position} a stream told the room as a whole.");
                return;
            }
        }

        Interlocked.Increment(ref _cuts);
    }

    private void Take(JsonElement frame)
    {
        var (from, to) = (frame.GetProperty("from").GetInt64(), frame.GetProperty("to").GetInt64());
        var omitted = frame.TryGetProperty("omitted", out var left) ? left.GetInt32() : 0;
        var seqs = frame.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("seq").GetInt64()).ToList();
        if (from != To)
        {
            _wrong.Enqueue($"A frame begins at {from} where the one before ends at {To}.");
        }

        if (seqs.Count + omitted != to - from || seqs.Exists(seq => seq <= from || seq > to) || seqs.Zip(seqs.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            _wrong.Enqueue($"A frame from {from} to {to} has the events {string.Join(", ", seqs)} and leaves out {omitted}.");
        }

        _position = frame.GetProperty("position").GetString()!;
        Volatile.Write(ref _to, to);
    }
}
