using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Domain.Registers;
using Hub.Domain.Topics;

namespace Hub.Server.Contracts;

/// <summary>
/// JSON as the outside sees it. Chinese stays short, while <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> stay escaped: the same bytes are inlined into pages.
/// Commands are read strictly: a missing field, a null, a number for a word or a comment in the JSON is "unreadable".
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(MeetingCommand))]
[JsonSerializable(typeof(BoxCommand))]
[JsonSerializable(typeof(RoundCommand))]
[JsonSerializable(typeof(EventData.StatementShown))]
[JsonSerializable(typeof(EventData.StatementGone))]
[JsonSerializable(typeof(EventData.StatementsJoined))]
[JsonSerializable(typeof(EventData.RoundNow))]
[JsonSerializable(typeof(MeetingView))]
[JsonSerializable(typeof(MeView))]
[JsonSerializable(typeof(FrameView))]
[JsonSerializable(typeof(TallyUpdate))]
[JsonSerializable(typeof(MineUpdate))]
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
[JsonSerializable(typeof(EventData.PersonRenamed))]
[JsonSerializable(typeof(EventData.NameGone))]
[JsonSerializable(typeof(EventData.BallotCounted))]
[JsonSerializable(typeof(EventData.ItemDocuments))]
[JsonSerializable(typeof(MeetingEvent.MeetingScheduled))]
[JsonSerializable(typeof(MeetingEvent.MeetingEdited))]
[JsonSerializable(typeof(MeetingEvent.MeetingCancelled))]
[JsonSerializable(typeof(MeetingEvent.MeetingOpened))]
[JsonSerializable(typeof(MeetingEvent.MeetingPaused))]
[JsonSerializable(typeof(MeetingEvent.MeetingResumed))]
[JsonSerializable(typeof(MeetingEvent.MeetingClosed))]
[JsonSerializable(typeof(MeetingEvent.CheckedIn))]
[JsonSerializable(typeof(MeetingEvent.CheckedOut))]
[JsonSerializable(typeof(MeetingEvent.MemberSeated))]
[JsonSerializable(typeof(EventData.RollLength))]
[JsonSerializable(typeof(EventData.Seats))]
[JsonSerializable(typeof(MeetingEvent.SeatClaimed))]
[JsonSerializable(typeof(MeetingEvent.Muted))]
[JsonSerializable(typeof(MeetingEvent.Unmuted))]
[JsonSerializable(typeof(MeetingEvent.MinutesCorrected))]
[JsonSerializable(typeof(MeetingEvent.MinutesApproved))]
[JsonSerializable(typeof(MeetingEvent.FloorPolicySet))]
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
[JsonSerializable(typeof(MeetingEvent.BallotDrafted))]
[JsonSerializable(typeof(MeetingEvent.DraftDropped))]
[JsonSerializable(typeof(MeetingEvent.BallotOpened))]
[JsonSerializable(typeof(MeetingEvent.BallotClosing))]
[JsonSerializable(typeof(MeetingEvent.SceneShown))]
[JsonSerializable(typeof(MeetingEvent.CommitmentMade))]
[JsonSerializable(typeof(MeetingEvent.CommitmentTakenBack))]
[JsonSerializable(typeof(TopicCommand))]
[JsonSerializable(typeof(TopicCommand.Comment), TypeInfoPropertyName = "TopicCommandComment")]
[JsonSerializable(typeof(TopicCommand.WithdrawComment), TypeInfoPropertyName = "TopicCommandWithdrawComment")]
[JsonSerializable(typeof(TopicCommand.React), TypeInfoPropertyName = "TopicCommandReact")]
[JsonSerializable(typeof(TopicCommand.Commit), TypeInfoPropertyName = "TopicCommandCommit")]
[JsonSerializable(typeof(TopicCommand.HideComment), TypeInfoPropertyName = "TopicCommandHideComment")]
[JsonSerializable(typeof(TopicCommand.RestoreComment), TypeInfoPropertyName = "TopicCommandRestoreComment")]
[JsonSerializable(typeof(RegisterCommand))]
[JsonSerializable(typeof(RegisterEventView))]
[JsonSerializable(typeof(TopicView))]
[JsonSerializable(typeof(TopicNow))]
[JsonSerializable(typeof(TopicEvent.TopicRaised))]
[JsonSerializable(typeof(TopicEvent.TopicAccepted))]
[JsonSerializable(typeof(TopicEvent.TopicDeclined))]
[JsonSerializable(typeof(TopicEvent.TopicMerging))]
[JsonSerializable(typeof(TopicEvent.TopicMerged))]
[JsonSerializable(typeof(TopicEvent.MergeFailed))]
[JsonSerializable(typeof(TopicEvent.TopicAbsorbed))]
[JsonSerializable(typeof(TopicEvent.TopicScheduled))]
[JsonSerializable(typeof(TopicEvent.TopicUnscheduled))]
[JsonSerializable(typeof(TopicEvent.TopicDiscussed))]
[JsonSerializable(typeof(TopicEvent.Followed))]
[JsonSerializable(typeof(TopicEvent.Unfollowed))]
[JsonSerializable(typeof(TopicEvent.TopicCommented))]
[JsonSerializable(typeof(TopicEvent.TopicCommentWithdrawn))]
[JsonSerializable(typeof(TopicEvent.TopicCommentHidden))]
[JsonSerializable(typeof(TopicEvent.CommitmentMade), TypeInfoPropertyName = "TopicCommitmentMade")]
[JsonSerializable(typeof(TopicEvent.CommitmentTakenBack), TypeInfoPropertyName = "TopicCommitmentTakenBack")]
[JsonSerializable(typeof(TopicEvent.ProgressNoted))]
[JsonSerializable(typeof(TopicEvent.CommitmentCompleted))]
[JsonSerializable(typeof(TopicEvent.CommitmentReopened))]
[JsonSerializable(typeof(TopicEvent.CommitmentEscalated))]
[JsonSerializable(typeof(TopicEvent.CommitmentReported))]
[JsonSerializable(typeof(TopicEvent.CommitmentAcknowledged))]
[JsonSerializable(typeof(TopicEvent.CommitmentSentBack))]
[JsonSerializable(typeof(EventData.OutcomeRated))]
[JsonSerializable(typeof(TopicEvent.OutcomeAnswered))]
[JsonSerializable(typeof(TopicEvent.TopicReconsidered))]
[JsonSerializable(typeof(TopicEvent.TopicTaken))]
[JsonSerializable(typeof(TopicEvent.TopicLetGo))]
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

    /// <summary>What is not in the list above is found by reflection, which is slower.</summary>
    private static readonly JsonSerializerOptions All =
        new(Outside.Options) { TypeInfoResolver = JsonTypeInfoResolver.Combine(Outside, new DefaultJsonTypeInfoResolver()) };

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Of(typeof(T));

    public static JsonTypeInfo Of(Type type) => Outside.GetTypeInfo(type) ?? All.GetTypeInfo(type);

    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Of<T>());
}
