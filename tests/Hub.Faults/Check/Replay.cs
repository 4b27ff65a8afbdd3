using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain;
using Hub.Server.Journal;
using Hub.Server.Rooms;

namespace Hub.Faults.Check;

/// <summary>A stored snapshot must be what the events before it make, whichever node and build has written it.</summary>
internal static class Replay
{
    /// <returns>What is wrong, or null.</returns>
    public static string? Compare<TState, TEvent>(
        string stream, Snapshot snapshot, IEnumerable<Recorded<TEvent>> events, TState initial, Func<TState, Recorded<TEvent>, TState> evolve)
    {
        // Another build's may have another shape; whoever is of this build passes it over.
        if (snapshot.Version != EventLoop<TState, TEvent>.SnapshotVersion)
        {
            return null;
        }

        if (snapshot.Open(stream) is not { } state)
        {
            return $"the snapshot of {stream} at {snapshot.Head.Seq} is not the one that was sealed";
        }

        var replayed = events.TakeWhile(e => e.Seq <= snapshot.Head.Seq).Aggregate(initial, evolve);
        var (stored, made) = (
            JsonNode.Parse(state.Span)!["state"],
            JsonSerializer.SerializeToNode(new StoredState<TState>(replayed, []), JournalJson.OfState<TState>())!["state"]);
        return InOrder(stored) == InOrder(made) ? null : $"the snapshot of {stream} at {snapshot.Head.Seq} is not what its events make";
    }

    /// <summary>The text with names and sets in order: in memory they have none.</summary>
    private static string? InOrder(JsonNode? node) => node switch
    {
        JsonObject named => $"{{{string.Join(',', named.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"\"{p.Key}\":{InOrder(p.Value)}"))}}}",
        JsonArray { Count: > 0 } set when set.All(i => i is JsonValue value && value.GetValueKind() == JsonValueKind.String) =>
            $"[{string.Join(',', set.Select(i => i!.ToJsonString()).Order(StringComparer.Ordinal))}]",
        JsonArray list => $"[{string.Join(',', list.Select(InOrder))}]",
        null => "null",
        _ => node.ToJsonString(),
    };
}
