using System.Text.Json;
using Hub.Domain;

namespace Hub.Server.Journal;

/// <summary>Reads the events that a commit holds.</summary>
internal static class StoredEvents
{
    /// <returns>The events in their order, as they were recorded.</returns>
    /// <exception cref="CorruptStreamException">The payload is not what this program writes, or it does not know an event's type.</exception>
    public static IReadOnlyList<Recorded<TEvent>> Unpack<TEvent>(Commit commit)
    {
        try
        {
            var events = JsonSerializer.Deserialize(commit.Payload.Span, JournalJson.Of<List<StoredEvent<TEvent>>>())!;
            return events.ConvertAll(e => e is null ? throw new JsonException("An event is null.") : e).Select((e, i) => new Recorded<TEvent>(
                commit.FirstSeq + i, DateTimeOffset.FromUnixTimeMilliseconds(e.At), e.Actor, Operation.Parse(e.Op) with { Payload = e.Of ?? 0 }, e.Event,
                e.Name)).ToList();
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or FormatException or OverflowException or ArgumentException)
        {
            throw new CorruptStreamException(commit.Stream, commit.Number, "an event cannot be read", e);
        }
    }

    /// <returns>
    /// The commit's payload with other events in the place of some; all else about them stays, but for what would help to guess what stood there.
    /// </returns>
    /// <param name="by">What is to stand in the place of an event, with its seq; it may be the same.</param>
    public static byte[] Replaced<TEvent>(Commit commit, Func<long, TEvent, TEvent> by)
    {
        var events = JsonSerializer.Deserialize(commit.Payload.Span, JournalJson.Of<List<StoredEvent<TEvent>>>())!;
        return JsonSerializer.SerializeToUtf8Bytes(
            events.Select((e, i) => by(commit.FirstSeq + i, e.Event) is var now && now!.Equals(e.Event) ? e : e with { Event = now, Of = null }).ToList(),
            JournalJson.Of<List<StoredEvent<TEvent>>>());
    }
}
