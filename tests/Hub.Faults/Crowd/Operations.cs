using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Hub.Load.Crowd;

namespace Hub.Faults.Crowd;

[JsonConverter(typeof(JsonStringEnumConverter<Answered>))]
internal enum Answered
{
    /// <summary>No final answer came, and nobody asks any more: done or not.</summary>
    Unknown,

    /// <summary>Acknowledged: done, or already so.</summary>
    Ok,
    Refused,
}

/// <summary>One operation of one person, and what came of it as far as that person knows.</summary>
internal sealed record Sent(string Participant, string Op, JsonObject Command)
{
    public string Type => (string)Command["$type"]!;

    public Answered Outcome { get; set; }

    /// <summary>The final answer.</summary>
    public Receipt? Receipt { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Tries { get; set; }

    /// <summary>Answers to the same operation when it was sent again long after.</summary>
    public ConcurrentQueue<Receipt> Repeats { get; } = [];

    /// <summary>Of <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long SentAt { get; } = Stopwatch.GetTimestamp();

    /// <inheritdoc cref="SentAt"/>
    public long AnsweredAt { get; set; }
}

/// <summary>All that was asked of a house in one round, by everybody.</summary>
internal sealed class Operations
{
    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConcurrentQueue<Sent> _all = new();
    private int _inFlight;

    public IReadOnlyCollection<Sent> All => _all;

    /// <summary>Sent and not answered.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public int Acknowledged => _all.Count(s => s.Outcome == Answered.Ok);

    public void Begin(Sent sent)
    {
        _all.Enqueue(sent);
        Interlocked.Increment(ref _inFlight);
    }

    public void End(Sent sent, Answered outcome, Receipt? receipt)
    {
        (sent.Receipt, sent.AnsweredAt) = (receipt, Stopwatch.GetTimestamp());
        sent.Outcome = outcome;
        Interlocked.Decrement(ref _inFlight);
    }

    /// <summary>When the first command that was sent after a moment was acknowledged, measured from that moment; null where none was yet.</summary>
    public TimeSpan? FirstAcknowledgedAfter(long timestamp)
    {
        var first = _all.Where(s => s.Outcome == Answered.Ok && s.SentAt >= timestamp).Select(s => s.AnsweredAt).DefaultIfEmpty().Min();
        return first == 0 ? null : Stopwatch.GetElapsedTime(timestamp, first);
    }

    /// <summary>The longest time within a span in which nothing was acknowledged.</summary>
    public TimeSpan LongestPause(long from, long to)
    {
        var (last, longest) = (from, 0L);
        foreach (var at in _all.Where(s => s.Outcome == Answered.Ok && s.AnsweredAt >= from && s.AnsweredAt <= to).Select(s => s.AnsweredAt).Append(to).Order())
        {
            longest = Math.Max(longest, at - last);
            last = at;
        }

        return Stopwatch.GetElapsedTime(0, longest);
    }

    /// <summary>Keeps the log, a JSON line for each.</summary>
    public void Save(string file) => File.WriteAllLines(file, _all.Select(s => JsonSerializer.Serialize(s, Lines)));
}
