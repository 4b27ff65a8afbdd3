using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;

namespace Hub.Server.Live;

/// <summary>
/// JSON as the outside sees it. Chinese stays short, while <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> stay escaped: the same bytes are inlined into pages.
/// Commands are read strictly: a missing field, a null, a number for a word or a comment in the JSON is "unreadable".
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(MeetingCommand))]
[JsonSerializable(typeof(BoxCommand))]
[JsonSerializable(typeof(MeetingView))]
[JsonSerializable(typeof(MeView))]
[JsonSerializable(typeof(FrameView))]
[JsonSerializable(typeof(TallyUpdate))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(JoinAnswer))]
[JsonSerializable(typeof(RoomNote))]
[JsonSerializable(typeof(LeavingNote))]
[JsonSerializable(typeof(System.Collections.Immutable.ImmutableArray<CommentView>))]
[JsonSerializable(typeof(CommentView))]
[JsonSerializable(typeof(PersonView))]
[JsonSerializable(typeof(EventData.CommentShown))]
[JsonSerializable(typeof(EventData.CommentPinned))]
[JsonSerializable(typeof(EventData.FloorGivenTo))]
[JsonSerializable(typeof(EventData.About))]
[JsonSerializable(typeof(EventData.BallotCounted))]
[JsonSerializable(typeof(MeetingEvent.MeetingScheduled))]
[JsonSerializable(typeof(MeetingEvent.MeetingOpened))]
[JsonSerializable(typeof(MeetingEvent.MeetingPaused))]
[JsonSerializable(typeof(MeetingEvent.MeetingResumed))]
[JsonSerializable(typeof(MeetingEvent.MeetingClosed))]
[JsonSerializable(typeof(MeetingEvent.CheckedIn))]
[JsonSerializable(typeof(MeetingEvent.CheckedOut))]
[JsonSerializable(typeof(MeetingEvent.WeightSet))]
[JsonSerializable(typeof(MeetingEvent.Delegated))]
[JsonSerializable(typeof(MeetingEvent.ItemAdded))]
[JsonSerializable(typeof(MeetingEvent.ItemEdited))]
[JsonSerializable(typeof(MeetingEvent.ItemMoved))]
[JsonSerializable(typeof(MeetingEvent.ItemDropped))]
[JsonSerializable(typeof(MeetingEvent.ItemStarted))]
[JsonSerializable(typeof(MeetingEvent.ItemFinished))]
[JsonSerializable(typeof(MeetingEvent.TimeAdded))]
[JsonSerializable(typeof(EventData.HandUp))]
[JsonSerializable(typeof(MeetingEvent.HandLowered))]
[JsonSerializable(typeof(MeetingEvent.HandsReordered))]
[JsonSerializable(typeof(MeetingEvent.FloorTimeAdded))]
[JsonSerializable(typeof(MeetingEvent.Commented))]
[JsonSerializable(typeof(MeetingEvent.CommentWithdrawn))]
[JsonSerializable(typeof(MeetingEvent.CommentHidden))]
[JsonSerializable(typeof(MeetingEvent.ModerationSet))]
[JsonSerializable(typeof(MeetingEvent.BallotOpened))]
[JsonSerializable(typeof(MeetingEvent.BallotClosing))]
[JsonSerializable(typeof(MeetingEvent.SceneShown))]
internal sealed partial class WireJson : JsonSerializerContext
{
    public static WireJson Outside { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new UtcTime() },
    });

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Outside.GetTypeInfo(typeof(T))!;

    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Of<T>());
}
