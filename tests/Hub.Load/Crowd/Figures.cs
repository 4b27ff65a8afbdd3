using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Hub.Load.Crowd;

/// <summary>What a crowd did and was answered, counted by all its clients together.</summary>
public sealed class Figures
{
    private long _sent;
    private long _acknowledged;
    private long _unanswered;
    private long _retried;
    private long _reconnects;

    public long Sent => Volatile.Read(ref _sent);
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Sent, and not answered when the crowd went home.</summary>
    public long Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>Sent again under the same operation, because the answer was lost or said to.</summary>
    public long Retried => Volatile.Read(ref _retried);
    public long Reconnects => Volatile.Read(ref _reconnects);
    public Latencies Latencies { get; } = new();
    public ConcurrentDictionary<string, long> RefusedByCode { get; } = new();

    /// <summary>Done, by kind of command; what was so already is not counted here.</summary>
    public ConcurrentDictionary<string, long> DoneByKind { get; } = new();

    /// <summary>Each person's last acknowledged choices, by ballot: what the tally must say.</summary>
    public ConcurrentDictionary<(string Ballot, string Participant), string[]> Votes { get; } = new();

    /// <summary>The ballots as the receipts count them.</summary>
    public IEnumerable<(string Ballot, string Option, int Votes)> CountVotes() =>
        Votes.SelectMany(v => v.Value.Select(option => (v.Key.Ballot, Option: option))).CountBy(v => v).Select(v => (v.Key.Ballot, v.Key.Option, v.Value))
            .Order();

    public void CountSent() => Interlocked.Increment(ref _sent);

    public void CountUnanswered() => Interlocked.Increment(ref _unanswered);

    public void CountRetried() => Interlocked.Increment(ref _retried);

    public void CountReconnect() => Interlocked.Increment(ref _reconnects);

    public void Count(string participant, JsonObject command, Receipt receipt, TimeSpan took)
    {
        Latencies.Add(took);
        if (!receipt.IsAcknowledged)
        {
            Increment(RefusedByCode, receipt.Code ?? "?");
            return;
        }

        Interlocked.Increment(ref _acknowledged);
        if (receipt.Outcome == "done")
        {
            Increment(DoneByKind, Commands.KindOf(command));
        }

        if (Commands.KindOf(command) == "vote")
        {
            Votes[((string)command["ballot"]!, participant)] = [.. command["choices"]!.AsArray().Select(c => (string)c!)];
        }
    }

    private static void Increment(ConcurrentDictionary<string, long> counts, string key) => counts.AddOrUpdate(key, 1, (_, count) => count + 1);
}
