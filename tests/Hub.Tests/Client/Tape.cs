using System.Text;
using System.Text.Json;
using Hub.Domain;
using Hub.Server.Contracts;
using Hub.Server.Feed;
using Hub.Server.Journal;

namespace Hub.Tests.Client;

/// <summary>
/// One story as each audience hears it: the first snapshot, then frame by frame the events as they are sent and what the snapshot after them says
/// otherwise. The client replays it and must come to the same.
/// </summary>
/// <param name="name">Of the story.</param>
internal sealed class Tape<TState, TEvent>(string name, RoomEncoder<TState, TEvent> encoder)
    where TState : class
    where TEvent : class
{
    private static readonly Audience[] Audiences = [Audience.Room, Audience.Chair];

    private readonly List<Recorded<TEvent>> _story = [];
    private readonly Dictionary<Audience, JsonElement> _snapshots = [];
    private readonly Dictionary<Audience, string> _first = [];
    private readonly Dictionary<Audience, List<string>> _steps = Audiences.ToDictionary(a => a, _ => new List<string>());
    private RoomFeed<TState, TEvent>? _feed;
    private TState? _state;

    /// <summary>What has happened in it so far.</summary>
    public IReadOnlyList<Recorded<TEvent>> Story => _story;

    /// <summary>
    /// Events that are stored and leave as one frame. The first ones make the first snapshot; whoever is told them all the same sees nothing change.
    /// </summary>
    public void Hear(TState state, IReadOnlyList<Recorded<TEvent>> events)
    {
        _state = state;
        _story.AddRange(events);
        _feed ??= Fresh();
        var before = _feed.Position;
        _feed.Publish(events, HeadAt(_story.Count));
        foreach (var audience in Audiences)
        {
            var now = Json(encoder.Snapshot(state, audience));
            if (!_snapshots.TryGetValue(audience, out var was))
            {
                _first[audience] = now.GetRawText();
                was = now;
            }

            _snapshots[audience] = now;
            var frame = Json(_feed.Missed(before, audience)!);
            _steps[audience].Add($"{{\"events\":{Events(frame)},{Omitted(frame)}\"then\":{Changed(was, now)}}}");
        }
    }

    /// <returns>For each audience the story as JSON, one step a line.</returns>
    public IEnumerable<string> Written()
    {
        // Whoever comes back at the end is told the whole at once, as it is encoded then.
        var late = Fresh();
        var start = late.Position;
        late.Publish(_story, HeadAt(_story.Count));
        foreach (var audience in Audiences)
        {
            var frame = Json(late.Missed(start, audience)!);
            yield return new StringBuilder()
                .Append("{\"story\":").Append(JsonSerializer.Serialize(name)).Append(",\"audience\":\"").Append(CamelCase.Of(audience))
                .Append("\",\"first\":").Append(_first[audience]).Append(",\"steps\":[\n")
                .AppendJoin(",\n", _steps[audience])
                .Append("\n],\"late\":{").Append(Omitted(frame)).Append("\"events\":").Append(Events(frame)).Append("}}")
                .ToString();
        }
    }

    private static Head HeadAt(long seq) => new(seq, seq, Hash.Zero);

    private RoomFeed<TState, TEvent> Fresh()
    {
        var feed = new RoomFeed<TState, TEvent>(encoder, () => _state, _ => throw new InvalidOperationException("Nobody watches."), TimeProvider.System);
        feed.Start(Head.None);
        return feed;
    }

    private static JsonElement Json(byte[] bytes) => JsonSerializer.Deserialize<JsonElement>(bytes);

    private static string Events(JsonElement frame) => frame.GetProperty("events").GetRawText();

    private static string Omitted(JsonElement frame) => frame.TryGetProperty("omitted", out var omitted) ? $"\"omitted\":{omitted.GetRawText()}," : "";

    /// <summary>The parts of the snapshot that are not as they were; null stands for one that is gone, as no snapshot says null itself.</summary>
    private static string Changed(JsonElement was, JsonElement now)
    {
        var changed = now.EnumerateObject()
            .Where(p => !was.TryGetProperty(p.Name, out var old) || !JsonElement.DeepEquals(old, p.Value))
            .Select(p => $"\"{p.Name}\":{p.Value.GetRawText()}");
        var gone = was.EnumerateObject().Where(p => !now.TryGetProperty(p.Name, out _)).Select(p => $"\"{p.Name}\":null");
        return $"{{{string.Join(',', changed.Concat(gone))}}}";
    }
}
