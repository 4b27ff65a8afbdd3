using System.Text.Json;
using Hub.Load.Crowd;

namespace Hub.Faults.Crowd;

/// <summary>What one client was told, kept whole, so that it can be laid beside the journal: every event by its seq, and the last counts.</summary>
internal sealed class Told : IRoomListener
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, string> _events = [];
    private readonly Dictionary<string, Count> _counts = [];

    /// <summary>"commented 3kq…" by seq: the event's name, and the id of what it is about.</summary>
    public IReadOnlyDictionary<long, string> Events
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<long, string>(_events);
            }
        }
    }

    /// <summary>The newest counts, by ballot.</summary>
    public IReadOnlyDictionary<string, Count> Counts
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, Count>(_counts);
            }
        }
    }

    /// <summary>Seqs that were told twice, and differently.</summary>
    public List<string> Contradictions { get; } = [];

    public void Take(JoinAnswer answer)
    {
        foreach (var frame in answer.Missed ?? [])
        {
            Take(frame);
        }

        if (answer.Snapshot is { } snapshot)
        {
            lock (_gate)
            {
                foreach (var ballot in snapshot.GetProperty("ballots").EnumerateArray())
                {
                    Take(ballot.GetProperty("id").GetString()!, ballot.GetProperty("tally").Deserialize<Count>(JsonSerializerOptions.Web)!);
                }
            }
        }
    }

    public void Take(Frame frame)
    {
        lock (_gate)
        {
            foreach (var happened in frame.Events)
            {
                if (happened.Data is { } data)
                {
                    var what = Name(happened.Type, data);
                    if (_events.TryGetValue(happened.Seq, out var before) && before != what)
                    {
                        Contradictions.Add($"{happened.Seq} was told as '{before}', then as '{what}'");
                    }

                    _events[happened.Seq] = what;
                    if (happened.Type == "ballotClosed")
                    {
                        Take(data.GetProperty("ballot").GetString()!, data.GetProperty("tally").Deserialize<Count>(JsonSerializerOptions.Web)!);
                    }
                }
            }
        }
    }

    public void Take(TallyUpdate tally)
    {
        lock (_gate)
        {
            foreach (var counted in tally.Tallies?.Where(t => t.Cast is not null) ?? [])
            {
                Take(counted.Id, new Count(tally.Version, counted.Counts, counted.Cast!.Value));
            }
        }
    }

    /// <summary>How an event is named here; the same for what was told and for what is stored.</summary>
    public static string Name(string type, string? about) => about is null ? type : $"{type} {about}";

    private static string Name(string type, JsonElement data) => Name(type, type switch
    {
        _ when type.StartsWith("comment", StringComparison.Ordinal) => data.TryGetProperty("comment", out var comment) ? comment.GetString() : null,
        _ when type.StartsWith("ballot", StringComparison.Ordinal) => data.GetProperty("ballot").GetString(),
        _ => null,
    });

    private void Take(string ballot, Count count)
    {
        if (!_counts.TryGetValue(ballot, out var known) || count.Version >= known.Version)
        {
            _counts[ballot] = count;
        }
    }
}

/// <param name="Version">The box's seq that it counts up to.</param>
/// <param name="Counts">By option, where shown.</param>
internal sealed record Count(long Version, IReadOnlyDictionary<string, int>? Counts, int Cast)
{
    public override string ToString() =>
        $"{Cast} cast ({string.Join(", ", Counts?.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}") ?? [])})";
}
