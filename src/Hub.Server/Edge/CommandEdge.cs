using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Files;
using Hub.Server.Journal;
using Hub.Server.Telemetry;

namespace Hub.Server.Edge;

/// <summary>
/// The one way in for commands, whatever transport they came by: reads them, finds the seat, and makes a receipt of the answer. Always answers; what it cannot read it says so.
/// </summary>
internal sealed partial class CommandEdge(RoomAccess access, Guests guests, IFileStore files, IGrainFactory grains, IJournal journal, HubMeter meter, Perseverance perseverance, ILogger<CommandEdge> logger)
{
    private static readonly HashSet<string> MeetingCommands = NamesOf(typeof(MeetingCommand));
    private static readonly HashSet<string> BoxCommands = NamesOf(typeof(BoxCommand));
    private static readonly HashSet<string> TopicCommands = NamesOf(typeof(TopicCommand));

    /// <summary>Idempotent by operation and person.</summary>
    public async Task<Receipt> Do(Session? session, JsonElement room, JsonElement op, JsonElement command)
    {
        var began = Stopwatch.GetTimestamp();
        var name = TextOf(room);
        var unreadable = Read(command, StreamNames.Topic(name) is not null, out var parsed);
        var receipt = await Do(session, name, TextOf(op) ?? "", parsed, unreadable);
        meter.Answered(parsed, receipt, began);
        return receipt;
    }

    private async Task<Receipt> Do(Session? session, string? room, string operation, object? command, Rejection? unreadable)
    {
        if (!Operation.IsWellFormed(operation))
        {
            return Receipts.Refused(operation.Length <= 64 ? operation : operation[..64], Rejection.BadOperation);
        }

        if (unreadable is { } why)
        {
            return Receipts.Refused(operation, why);
        }

        if (!StreamNames.IsRoom(room))
        {
            return Receipts.Refused(operation, Rejection.UnknownRoom);
        }

        try
        {
            var answer = await perseverance.Ask(() => StreamNames.Topic(room) is { } topic ? AskTopic(session, topic, operation, (TopicCommand)command!) : Ask(session, StreamNames.Meeting(room)!, operation, command!), answer => answer.Outcome != ReceiptOutcome.Retry);
            return Receipts.Of(operation, answer, hasSeq: command is MeetingCommand or (TopicCommand and not TopicCommand.React));
        }
        catch (Exception e) when (Perseverance.IsPassing(e))
        {
            LogRetry(room!, e.GetType().Name);
            return Receipts.Of(operation, Answer.Retry, hasSeq: false);
        }
    }

    private async Task<Answer> Ask(Session? session, string meeting, string operation, object command)
    {
        if (command is MeetingCommand.Cancel or MeetingCommand.RestoreItem && journal.Format < RecordFormat.Second)
        {
            // The meeting may be on a node of an older build, which could not even read the command.
            return Answer.Refused(Rejection.NotOffered, command is MeetingCommand.Cancel ? "cancel" : "item");
        }

        if (session is not null && session.Covers(StreamNames.OfMeeting(meeting)))
        {
            var participant = access.Participant(meeting, session.Person);
            var answer = command is MeetingCommand c ? await participant.Do(operation, c) : await participant.Do(operation, (BoxCommand)command);
            if (answer.Rejection != Rejection.Forbidden)
            {
                return answer;
            }
        }

        // The one command that the operator gives without a seat.
        return session is { IsOperator: true } && command is MeetingCommand.Cancel cancel ? await access.Meeting(meeting).Do(OfOperator(operation, cancel))
            : await access.Meeting(meeting).About() is null ? Answer.Refused(Rejection.UnknownRoom)
            : Answer.Refused(Rejection.Forbidden);
    }

    /// <summary>What the operator asks of a meeting without a seat in it. Idempotent by operation.</summary>
    public static Ask<MeetingCommand> OfOperator(string operation, MeetingCommand command) =>
        new(Operation.Of(Actor.Operator.Id, operation).Key, Actor.Operator, null, command);

    /// <summary>Anyone may: who comes without a session is the person of the operation, and the same one when it is sent again.</summary>
    private async Task<Answer> AskTopic(Session? session, string topic, string operation, TopicCommand command)
    {
        var named = command switch
        {
            TopicCommand.Progress c => c.Files,
            TopicCommand.Complete c => c.Files,
            _ => null,
        };
        return named is { IsEmpty: false } ids && !await files.Exist(ids)
            ? Answer.Refused(Rejection.UnknownFile, "files")
            : await grains.GetGrain<IVisitorGrain>(session is null ? guests.OfOperation(operation) : guests.Of(session)).Do(operation, topic, session is { IsOperator: true }, command);
    }

    private static Rejection? Read(JsonElement json, bool ofTopic, out object? command)
    {
        command = null;
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("$type", out var type) || TextOf(type) is not { } name)
        {
            return Rejection.Unreadable;
        }

        try
        {
            command = ofTopic ? TopicCommands.Contains(name) ? json.Deserialize(WireJson.Of<TopicCommand>()) : null
                : MeetingCommands.Contains(name) ? json.Deserialize(WireJson.Of<MeetingCommand>())
                : BoxCommands.Contains(name) ? json.Deserialize(WireJson.Of<BoxCommand>())
                : null;
            return command is null ? Rejection.UnknownCommand : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return Rejection.Unreadable;
        }
    }

    /// <returns>The text, or null where this is none, or half a character (a lone surrogate) stands in it.</returns>
    private static string? TextOf(JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static HashSet<string> NamesOf(Type union) =>
        [.. union.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!)];

    [LoggerMessage(Level = LogLevel.Warning, Message = "A command to {Room} is answered 'retry': {Error}.")]
    private partial void LogRetry(string room, string error);
}

/// <summary>Answers as the outside reads them.</summary>
internal static class Receipts
{
    public static Receipt Of(string op, Answer answer, bool hasSeq) => answer.Rejection is { } rejection
        ? Refused(op, rejection, answer.Field)
        : new Receipt(
            op, answer.Outcome, hasSeq ? answer.Seq : null,
            Result: answer.MadeKind is { } kind ? ImmutableDictionary<string, string>.Empty.Add(kind, answer.MadeId!) : null);

    public static Receipt Refused(string op, Rejection rejection, string? field = null) =>
        new(op, ReceiptOutcome.Refused, Code: rejection, Message: field is null ? Sentence(rejection) : $"{Sentence(rejection)} ({field})");

    /// <summary>In English, for logs and scripts; screens have their own sentences, in both languages.</summary>
    public static string Sentence(Rejection rejection) => rejection switch
    {
        Rejection.Unreadable => "The message is not a command this room can read.",
        Rejection.UnknownCommand => "No command has this $type.",
        Rejection.BadOperation => "op must be 32 lowercase hex digits.",
        Rejection.UnknownRoom => "There is no such room.",
        Rejection.Forbidden => "Your role here may not do this.",
        Rejection.TooFast => "Too many commands; wait a moment.",
        Rejection.Empty => "This must not be blank.",
        Rejection.TooLong => "This is too long.",
        Rejection.OutOfRange => "This number makes no sense here.",
        Rejection.NotOpen => "The meeting has not been opened yet.",
        Rejection.Paused => "The meeting is paused.",
        Rejection.MeetingClosed => "The meeting is closed.",
        Rejection.AlreadyScheduled => "This meeting is scheduled already.",
        Rejection.UnknownItem => "There is no such agenda item.",
        Rejection.ItemUnderWay => "This agenda item is under way or done.",
        Rejection.UnknownComment => "There is no such comment.",
        Rejection.CommentsFrozen => "Comments are frozen.",
        Rejection.CommentNotVisible => "This comment is not visible.",
        Rejection.CommentWithdrawn => "The author has withdrawn this comment.",
        Rejection.UnknownParticipant => "This person is neither checked in nor has a hand up.",
        Rejection.NoHand => "No such hand is up.",
        Rejection.NoFloor => "Nobody, or somebody else, has the floor.",
        Rejection.HasFloor => "You have the floor.",
        Rejection.UnknownBallot => "There is no such ballot.",
        Rejection.BallotNotOpen => "This ballot is not open.",
        Rejection.BallotStillOpen => "A ballot is still open.",
        Rejection.BadChoice => "These are not this ballot's choices.",
        Rejection.NotEntitled => "You were not in the electorate when this ballot opened.",
        Rejection.CountedByHand => "Everyone entitled has been counted, by device or by hand.",
        Rejection.KeyLost => "The key of this confidential ballot is gone; it cannot be counted.",
        Rejection.NotOffered => "This house does not offer that.",
        Rejection.NoVoters => "Nobody who may vote has checked in.",
        Rejection.NothingToReveal => "There is nothing to reveal.",
        Rejection.BadScene => "There is nothing of that kind to show.",
        Rejection.AlreadyRaised => "This topic is raised already.",
        Rejection.TopicMerged => "This topic lives on in the one it was merged into.",
        Rejection.TopicDeclined => "This topic was declined.",
        Rejection.TopicCommitted => "Something was promised on this topic.",
        Rejection.BadMerge => "A topic cannot be merged into itself, into none, or into one that is itself merged or declined.",
        Rejection.UnknownMeeting => "There is no such meeting.",
        Rejection.UnknownCommitment => "There is no such commitment.",
        Rejection.UnknownFile => "There is no such file.",
        Rejection.DueInThePast => "This day is over.",
        Rejection.NotResolved => "There is no outcome to be rated yet.",
        Rejection.NotFollowing => "Only those who raised or follow a topic rate its outcome.",
        Rejection.UnknownEntry => "There is no such entry, or it was withdrawn.",
        Rejection.AlreadyRecorded => "This stands here already.",
        Rejection.UnknownMember => "There is no such member.",
        Rejection.MeetingStillOpen => "The meeting still goes on.",
        Rejection.AlreadyOpened => "The meeting was opened already.",
        Rejection.MeetingCancelled => "The meeting was cancelled.",
        Rejection.MinutesChanged => "Something has changed these minutes since they were read.",
        Rejection.NotAssigned => "No department was given this proposal yet.",
        Rejection.Quarantined => "This room's record cannot be read; it is set aside.",
        _ => throw new InvalidOperationException($"No sentence for {rejection}."),
    };
}
