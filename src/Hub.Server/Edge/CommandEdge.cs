using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Audit;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Telemetry;

namespace Hub.Server.Edge;

/// <summary>
/// The one way in for commands, whatever transport they came by and whichever kind of room they are for: reads them, has the room's kind ask its owner, and
/// makes a receipt of the answer. Always answers; what it cannot read it says so.
/// </summary>
internal sealed partial class CommandEdge(
    RoomKinds kinds, Sessions sessions, AnonymousWrites anonymous, AuditLog audit, HubMeter meter, Perseverance perseverance, ILogger<CommandEdge> logger)
{
    /// <summary>Idempotent by operation and person.</summary>
    /// <param name="from">Whose network's allowance it is where nobody knows who asks.</param>
    public async Task<Receipt> Do(Session? session, IPAddress? from, JsonElement room, JsonElement op, JsonElement command)
    {
        var began = Stopwatch.GetTimestamp();
        var roomName = TextOf(room);
        var found = kinds.Find(roomName);
        object? parsed = null;
        var unreadable = command.ValueKind == JsonValueKind.Object && command.TryGetProperty("$type", out var type) && TextOf(type) is { } name
            ? found?.Kind.Read(command, name, out parsed)
            : Rejection.Unreadable;
        var receipt = await Do(session, from, roomName, found, TextOf(op) ?? "", parsed, unreadable);
        meter.Answered(parsed, receipt, began);
        return receipt;
    }

    private async Task<Receipt> Do(
        Session? session, IPAddress? from, string? roomName, Room? found, string operation, object? command, Rejection? unreadable)
    {
        if (!Operation.IsWellFormed(operation))
        {
            return Receipts.Refused(operation.Length <= 64 ? operation : operation[..64], Rejection.BadOperation);
        }

        if (unreadable is { } why)
        {
            return Receipts.Refused(operation, why);
        }

        if (found is not { } room)
        {
            return Receipts.Refused(operation, Rejection.UnknownRoom);
        }

        if (room.Kind.IsForAnyone && anonymous.HasNoRoom(session))
        {
            return Receipts.Refused(operation, Rejection.NoRoom);
        }

        if (room.Kind.IsForAnyone && anonymous.Command(session, from) is not null)
        {
            return Receipts.Refused(operation, Rejection.TooFast);
        }

        try
        {
            if (session is not null)
            {
                await sessions.Current();
            }

            return AuditActs.Of(command!) is { } act ? await Noted(act, session, from, roomName!, room, operation, command!)
                : await Ask(session, room, operation, command!);
        }
        catch (Exception e) when (Perseverance.IsPassing(e))
        {
            LogRetry(roomName!, e.GetType().Name);
            return Receipts.Of(operation, Answer.Retry, hasSeq: false);
        }
    }

    private async Task<Receipt> Ask(Session? session, Room room, string operation, object command)
    {
        var answer = await perseverance.Ask(() => room.Kind.Ask(session, room.Id, operation, command), answer => answer.Outcome != ReceiptOutcome.Retry);
        return Receipts.Of(operation, answer, room.Kind.HasSeq(command));
    }

    /// <summary>What the audit log notes of people who have power here; what others are refused is counted.</summary>
    private async Task<Receipt> Noted(string act, Session? session, IPAddress? from, string roomName, Room room, string operation, object command)
    {
        var note = new AuditNote(act, AuditPeople.Of(session), from, On(roomName, command));
        if (!AuditPeople.HasPower(session) && session is not null && (await room.Reader(session)).Seat is { Role: Role.Chair } chair)
        {
            note = note with { Who = new AuditWho(AuditKinds.Participant, chair.Participant) };
        }
        else if (!AuditPeople.HasPower(session))
        {
            var receipt = await Ask(session, room, operation, command);
            if (receipt.Code == Rejection.Forbidden)
            {
                audit.Count(note, receipt.OutcomeFor(note.On));
            }
            else if (receipt.Outcome is ReceiptOutcome.Done or ReceiptOutcome.Already)
            {
                await audit.Note(note);
            }

            return receipt;
        }

        return await audit.Around(note, () => Ask(session, room, operation, command), receipt => receipt.OutcomeFor(note.On));
    }

    /// <summary>As the audit log names it: the room, and in it what the command names.</summary>
    private static string On(string room, object command)
    {
        var (kind, id) = command switch
        {
            MeetingCommand.RevealBallot c => ("ballots", c.Ballot),
            TopicCommand.HideComment c => ("comments", c.Id),
            TopicCommand.RestoreComment c => ("comments", c.Id),
            TopicCommand.Progress c => ("commitments", c.Commitment),
            TopicCommand.Complete c => ("commitments", c.Commitment),
            TopicCommand.Reopen c => ("commitments", c.Commitment),
            TopicCommand.Acknowledge c => ("commitments", c.Commitment),
            TopicCommand.SendBack c => ("commitments", c.Commitment),
            _ => ("", null),
        };
        return StreamNames.IsId(id) ? $"{room}/{kind}/{id}" : room;
    }

    /// <returns>The text, or null where this is none, or half a character (a lone surrogate) stands in it.</returns>
    public static string? TextOf(JsonElement json)
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "A command to {Room} is answered 'retry': {Error}.")]
    private partial void LogRetry(string room, string error);
}

/// <summary>Answers as the outside reads them.</summary>
internal static class Receipts
{
    public static Receipt Of(string op, Answer answer, bool hasSeq) => answer.Rejection is { } rejection
        ? Refused(op, rejection, answer.Field) with { Similar = answer.Similar }
        : new Receipt(
            op, answer.Outcome, hasSeq ? answer.Seq : null,
            Result: answer.MadeKind is { } kind ? ImmutableDictionary<string, string>.Empty.Add(kind, answer.MadeId!) : null);

    /// <summary>What the audit log says of it.</summary>
    /// <param name="on">What it was done to; where it made an entry, that is named below.</param>
    public static ActOutcome OutcomeFor(this Receipt receipt, string? on) =>
        receipt.Code is { } code ? new ActOutcome(CamelCase.Of(code))
        : receipt.Outcome == ReceiptOutcome.Retry ? new ActOutcome("retry")
        : new ActOutcome(null, receipt.Result?.GetValueOrDefault("entry") is { } entry ? $"{on}/{entry}" : null);

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
        Rejection.BothSit => "Both of these members sit in a meeting that is not over.",
        Rejection.CommitmentAnswered => "Its department has answered this commitment already.",
        Rejection.UnknownFile => "There is no such file.",
        Rejection.DueInThePast => "This day is over.",
        Rejection.NotResolved => "There is no outcome to be rated yet.",
        Rejection.NotReported => "Its department has not reported this done, or it was sent back since.",
        Rejection.NotFollowing => "Only those who raised or follow a topic rate its outcome.",
        Rejection.Superseded => "Something else was decided or built on this since; it cannot be taken back any more.",
        Rejection.UnknownEntry => "There is no such entry, or it was withdrawn.",
        Rejection.AlreadyRecorded => "This stands here already.",
        Rejection.UnknownMember => "There is no such member.",
        Rejection.MeetingStillOpen => "The meeting still goes on.",
        Rejection.AlreadyOpened => "The meeting was opened already.",
        Rejection.MeetingCancelled => "The meeting was cancelled.",
        Rejection.SeatTaken => "This member has a seat already, or this seat is a member's.",
        Rejection.OtherBody => "Under this op something else was done before: what differs is an operation of its own.",
        Rejection.StaleClaim => "Whoever sits there does not say to be this member, or not any more.",
        Rejection.ContestedClaim => "More than one person says to be this member: confirm them one by one.",
        Rejection.TooManyClaims => "This device has claimed too many names.",
        Rejection.Muted => "The chair has muted this participant.",
        Rejection.CardUsed => "This card was used on another device.",
        Rejection.CardReplaced => "A newer card was printed in this one's place.",
        Rejection.OtherSession => "This device is signed in as somebody else: sign out first.",
        Rejection.PresenceNeeded => "Checking in here needs the code on the hall's wall.",
        Rejection.PresenceStale => "This is not, or not any more, the code on the hall's wall.",
        Rejection.SeatTakenBack => "The chair has taken this seat back.",
        Rejection.NothingVisible => "Nothing of what was written can be seen.",
        Rejection.ControlCharacter => "This holds a control character, or a line end where there may be one line only.",
        Rejection.DirectionControl => "This holds a character that turns the direction of writing.",
        Rejection.BrokenCharacter => "This holds half a character, or one that means nothing.",
        Rejection.InBranch => "Who sits in a branch writes and raises a hand there.",
        Rejection.UnknownDraft => "There is no such draft any more: it was dropped, or opened already.",
        Rejection.UnknownDocument => "This agenda item has no such document, or not any more.",
        Rejection.UnknownRound => "There is no such opinion round.",
        Rejection.RoundNotOpen => "This opinion round is not open any more.",
        Rejection.RoundStillOpen => "An opinion round is open still.",
        Rejection.UnknownStatement => "There is no such statement.",
        Rejection.StatementNotVisible => "This statement is not shown, or is a part of another.",
        Rejection.AlikeStatement => "A statement that is there says nearly the same.",
        Rejection.BadStatementMerge => "A statement cannot be merged into itself, or into one of another round or that is not shown.",
        Rejection.NoRoom => "The disk of this house is nearly full: nothing is taken now from people it does not know. Ask again later.",
        Rejection.MinutesChanged => "Something has changed these minutes since they were read.",
        Rejection.NotAssigned => "No department was given this proposal yet.",
        Rejection.Quarantined => "This room's record cannot be read; it is set aside.",
        _ => throw new InvalidOperationException($"No sentence for {rejection}."),
    };
}
