using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Feed;

/// <summary>What a room says to the outside: the one place that decides which audience reads what.</summary>
/// <param name="room">Its name on the wire.</param>
internal abstract class RoomEncoder<TState, TEvent>(string room)
    where TState : class
    where TEvent : class
{
    private static readonly Dictionary<Type, string> Names = typeof(TEvent)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false)
        .Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    private static readonly JsonWriterOptions Plainly = new() { Encoder = WireJson.Outside.Options.Encoder, SkipValidation = true };

    public string Room => room;

    /// <summary>Whether a storm may leave this event out of the room's frames: comments only.</summary>
    public abstract bool IsRoomComment(TEvent happened);

    /// <summary>The comment whose text this event's encoding carries, if any: it is encoded anew once that text is hidden.</summary>
    public abstract string? CommentIn(TEvent happened);

    /// <summary>The comment whose text this event hides, if any.</summary>
    public abstract string? Hidden(TEvent happened);

    /// <summary>Whom this event changes something for that the room is not told: each device of theirs is told what is theirs.</summary>
    public virtual IEnumerable<string> Concerns(TState state, TEvent happened) => [];

    /// <summary>Whether from this event on only those read the room who have a seat in it, and staff.</summary>
    public virtual bool EndsPublicReading(TEvent happened) => false;

    /// <summary>Whether from this event on something that was told before is told otherwise, or not at all.</summary>
    public virtual bool TakesBack(TEvent happened) => Hidden(happened) is not null;

    /// <summary>
    /// How a place in the record is told to clients. One who brings a position that is written otherwise gets a whole snapshot: so nobody puts what is encoded
    /// now beside what was encoded by other rules before.
    /// </summary>
    public virtual string PositionOf(Head head) => RoomFeed.At(head);

    public abstract byte[] Snapshot(TState state, Audience audience);

    /// <summary>Counts that changed.</summary>
    /// <param name="liked">What the likes are told of.</param>
    public abstract Counted Tally(TState state, long version, IEnumerable<string> liked);

    /// <summary>Of what a returning client may show, all that somebody likes.</summary>
    public abstract IEnumerable<string> NewestLiked(TState state);

    /// <summary>The room's comments, of a kind that has any.</summary>
    public virtual Comments CommentsOf(TState state) => new();

    public byte[] Comments(IEnumerable<Comment> comments) => WireJson.Bytes(comments.Select(Comment).ToImmutableArray());

    public byte[] Event(TState state, Recorded<TEvent> recorded, Audience audience)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(bytes, Plainly);
        var data = Data(state, recorded, audience);
        writer.WriteStartObject();
        writer.WriteNumber("seq", recorded.Seq);
        if (data is null)
        {
            writer.WriteString("type", "withheld");
        }
        else
        {
            writer.WriteString("type", NameOf(recorded.Event));
            writer.WriteString("at", recorded.At.UtcDateTime);
            writer.WritePropertyName("actor");
            JsonSerializer.Serialize(writer, Person(recorded), WireJson.Of<PersonView>());
            writer.WritePropertyName("data");
            JsonSerializer.Serialize(writer, data, WireJson.Of(data.GetType()));
            WriteBeside(writer, state, recorded.Event);
        }

        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>One frame's JSON. Events are encoded already.</summary>
    /// <param name="omitted">Comments left out.</param>
    public byte[] Frame(long from, long to, IEnumerable<byte[]> events, int omitted, string position)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(bytes, Plainly);
        writer.WriteStartObject();
        writer.WriteString("room", room);
        writer.WriteNumber("from", from);
        writer.WriteNumber("to", to);
        writer.WriteStartArray("events");
        foreach (var encoded in events)
        {
            writer.WriteRawValue(encoded, skipInputValidation: true);
        }

        writer.WriteEndArray();
        if (omitted > 0)
        {
            writer.WriteNumber("omitted", omitted);
        }

        writer.WriteString("position", position);
        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>What it is called on the wire.</summary>
    protected virtual string NameOf(TEvent happened) => Names[happened.GetType()];

    /// <summary>As the room may read it.</summary>
    protected virtual CommentView Comment(Comment comment) => throw new NotSupportedException("Rooms of this kind have no comments.");

    /// <summary>Null: not for this audience.</summary>
    protected abstract object? Data(TState state, Recorded<TEvent> recorded, Audience audience);

    /// <summary>Who did it, as the room may know them.</summary>
    protected abstract PersonView Person(Recorded<TEvent> recorded);

    /// <summary>What stands beside an event's data: where the room has come to by now.</summary>
    protected virtual void WriteBeside(Utf8JsonWriter writer, TState state, TEvent happened)
    {
    }
}
