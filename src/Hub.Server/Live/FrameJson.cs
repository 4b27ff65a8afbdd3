using System.Buffers;
using System.Text.Json;
using Hub.Server.Contracts;

namespace Hub.Server.Live;

/// <summary>Several frames as one. Their events are copied as they were encoded, and not read.</summary>
internal static class FrameJson
{
    private static readonly JsonWriterOptions Plainly = new() { Encoder = WireJson.Outside.Options.Encoder, SkipValidation = true };

    /// <param name="frames">JSON of <see cref="FrameView"/>s, each from where the one before ends; at least one.</param>
    public static byte[] Merge(IReadOnlyList<byte[]> frames)
    {
        if (frames.Count == 1)
        {
            return frames[0];
        }

        var parts = frames.Select(Read).ToList();
        var bytes = new ArrayBufferWriter<byte>(frames.Sum(f => f.Length));
        using var writer = new Utf8JsonWriter(bytes, Plainly);
        writer.WriteStartObject();
        writer.WriteString("room", parts[0].Room);
        writer.WriteNumber("from", parts[0].From);
        writer.WriteNumber("to", parts[^1].To);
        writer.WriteStartArray("events");
        foreach (var (part, frame) in parts.Zip(frames))
        {
            if (part.Events.Start.Value < part.Events.End.Value)
            {
                writer.WriteRawValue(frame.AsSpan(part.Events), skipInputValidation: true);
            }
        }

        writer.WriteEndArray();
        if (parts.Sum(p => p.Omitted) is var omitted && omitted > 0)
        {
            writer.WriteNumber("omitted", omitted);
        }

        writer.WriteString("position", parts[^1].Position);
        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static Part Read(byte[] frame)
    {
        var (room, from, to, omitted, position, events) = ("", 0L, 0L, 0, "", 0..0);
        var reader = new Utf8JsonReader(frame);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "room":
                    room = reader.GetString()!;
                    break;
                case "from":
                    from = reader.GetInt64();
                    break;
                case "to":
                    to = reader.GetInt64();
                    break;
                case "omitted":
                    omitted = reader.GetInt32();
                    break;
                case "position":
                    position = reader.GetString()!;
                    break;
                case "events":
                    var start = (int)reader.BytesConsumed;
                    reader.Skip();
                    events = start..(int)reader.TokenStartIndex;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new Part(room, from, to, omitted, position, events);
    }

    /// <param name="Events">Where they stand, without the brackets around them.</param>
    private sealed record Part(string Room, long From, long To, int Omitted, string Position, Range Events);
}
