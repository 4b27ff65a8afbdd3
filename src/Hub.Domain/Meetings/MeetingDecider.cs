using System.Collections.Frozen;
using System.Collections.Immutable;
using Hub.Domain.Ballots;
using Hub.Domain.Commitments;
using Hub.Domain.Opinion;
using Hub.Domain.Texts;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Domain.Meetings;

using Decision = Decision<MeetingEvent>;

/// <summary>
/// The rules of a meeting: what a command does to it, given who asks and when. Pure; the same arguments always decide the same.
/// A refusal is a value. Three tables: who may, when, and what then.
/// </summary>
public static class MeetingDecider
{
    public static Decision Decide(Meeting? meeting, MeetingCommand command, Given given) => (meeting, command) switch
    {
        (null, Schedule c) => given.Actor.IsStaff ? Scheduled(c, given) : Rejection.Forbidden,
        (not null, Schedule) => Rejection.AlreadyScheduled,
        (null, _) => Rejection.UnknownRoom,
        (not null, SealBallot c) => Sealed(meeting, c),
        _ when !May(given.Actor, command) => Rejection.Forbidden,
        _ when IdIsTaken(meeting, command, given.Operation) => Rejection.BadOperation,
        _ => WrongTime(meeting, command) is { } wrong ? wrong : InRoom(meeting, command, given with { Format = Newest(given.Format, meeting.RecordFormat) }),
    };

    /// <summary>A node that has not yet heard that the format has moved on takes a record of the newer one further as it began.</summary>
    private static RecordFormat Newest(RecordFormat one, RecordFormat other) => one > other ? one : other;

    /// <summary>Which role each command needs. A role may all that the ones before it may; what no line names is the chair's.</summary>
    private static bool May(Actor actor, MeetingCommand command) => command switch
    {
        CheckIn or CheckOut or MeetingCommand.Comment or WithdrawComment or RaiseHand or LowerHand or YieldFloor or MeetingCommand.Delegate =>
            actor.Role >= Role.Attendee,
        CloseBallot or AddTopic or NoteTopicTold or SeatMember or StopClaims or RecordSeats or TakeBackCommitment when actor == Actor.House => true,
        AddBranch or SeatInBranch or NoteHub => actor == Actor.House,

        // Of those alone who sit in a branch, whose own chair has said so there.
        Unseat or ConfirmSeats when actor == Actor.House => true,
        CommentFromBranch or HandFromBranch => actor.Role >= Role.Attendee,
        ConfirmSeats or MarkPresent or UnmarkPresent when actor == Actor.Clerk => true,
        Rename => true,

        // The round's own rules say who may.
        OfRound => true,
        ClaimSeat => actor.Role >= Role.Attendee,
        RemoveName => actor.IsStaff,
        RemoveTexts or VoidBallot or ShowRecord => actor == Actor.House,
        EditMeeting or SetRoll => actor.IsStaff && actor != Actor.House,
        DraftBallot { Draft: null } when actor == Actor.Operator => true,
        Cancel when actor.IsStaff => actor != Actor.House,
        _ => actor.Role == Role.Chair,
    };

    /// <summary>Ids are derived from operations; one that was sought so as to collide makes nothing.</summary>
    private static bool IdIsTaken(Meeting meeting, MeetingCommand command, Operation operation) => command switch
    {
        MeetingCommand.Comment or CommentFromBranch => meeting.Comments.Find(operation.NewId()) is not null,
        AddItem or AddTopic => meeting.Item(operation.NewId()) is not null,
        Commit => meeting.Commitments.Exists(p => p.Commitment == operation.NewId()),
        OpenBallot => meeting.Ballot(operation.NewId()) is not null,
        AddDocument => meeting.Agenda.Exists(i => i.Document(operation.NewId()) is not null),
        DraftBallot { Draft: null } => meeting.Draft(operation.NewId()) is not null,
        _ => false,
    };

    /// <summary>
    /// The events that a closed meeting may still hear, and no others: what the commands lead to that <see cref="WrongTime"/> lets through after the close.
    /// Whoever checks a record from outside reads this list; a test tries every command on a closed meeting against it.
    /// </summary>
    public static readonly FrozenSet<Type> AfterTheClose =
    [
        typeof(BallotRevealed), typeof(SceneShown), typeof(CommentHidden), typeof(CommentWithdrawn), typeof(TopicTold), typeof(MinutesCorrected),
            typeof(MinutesApproved),
        typeof(NameRemoved), typeof(TextsRemoved), typeof(MeetingEdited), typeof(BallotVoided), typeof(InRound),
    ];

    /// <summary>Whether a closed meeting may hear this. Of a round only its end, where the meeting ended first, and that a statement is hidden.</summary>
    public static bool MayFollowTheClose(MeetingEvent happened) =>
        happened is InRound round ? round.Event is RoundEvent.RoundClosed or RoundEvent.StatementHidden : AfterTheClose.Contains(happened.GetType());

    /// <summary>
    /// What cannot be done in this phase of a meeting. What is hidden after the close is hidden for good: a record that is finished shows less, and never more.
    /// </summary>
    private static Rejection? WrongTime(Meeting meeting, MeetingCommand command) => (meeting.Status, command) switch
    {
        (_, RemoveName or RemoveTexts or VoidBallot or ShowRecord or OfRound) => null,
        (MeetingStatus.Cancelled, Cancel or NoteTopicTold) => null,
        (MeetingStatus.Cancelled, _) => Rejection.MeetingCancelled,
        (MeetingStatus.Scheduled, Cancel) or (_, EditMeeting) => null,
        (_, Cancel) => Rejection.AlreadyOpened,
        (MeetingStatus.Closed, CorrectMinutes or ApproveMinutes) => null,
        (_, CorrectMinutes or ApproveMinutes) => Rejection.MeetingStillOpen,
        (MeetingStatus.Closed, Close or RevealBallot or ShowScene or HideComment or WithdrawComment or NoteTopicTold) => null,
        (MeetingStatus.Closed, _) => Rejection.MeetingClosed,
        (MeetingStatus.Scheduled, Open or AddItem or AddTopic or NoteTopicTold or EditItem or MoveItem or DropItem or RestoreItem or SetModeration
            or AddDocument or DropDocument or DraftBallot or DropDraft
            or SetFloorPolicy or ShowScene or CheckIn or CheckOut or SetWeight or MeetingCommand.Delegate
            or SeatMember or Rename or RecordSeats or SetRoll or ClaimSeat or StopClaims or ConfirmSeats or Unseat or MarkPresent or UnmarkPresent
            or Mute or AddBranch or SeatInBranch or NoteHub) => null,
        (MeetingStatus.Scheduled, _) => Rejection.NotOpen,
        (MeetingStatus.Paused, StartItem or GiveFloor or OpenBallot) => Rejection.Paused,
        _ => null,
    };

    private static Decision InRoom(Meeting meeting, MeetingCommand command, Given given) => command switch
    {
        Open => meeting.Status == MeetingStatus.Scheduled ? new MeetingOpened() : Decision.Already,
        Pause => meeting.Status == MeetingStatus.Open ? new MeetingPaused() : Decision.Already,
        Resume => meeting.Status == MeetingStatus.Paused ? new MeetingResumed() : Decision.Already,
        Close when meeting.Status is MeetingStatus.Closed => Decision.Already,
        Close => meeting.Ballots.Exists(b => b.Status != BallotStatus.Closed) ? Rejection.BallotStillOpen : Closing(meeting),

        Cancel when meeting.Status == MeetingStatus.Cancelled => Decision.Already,
        Cancel c => Limits.Check(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal ? refusal
            : given.Format < RecordFormat.Second ? new Refusal(Rejection.NotOffered, "cancel")
            : new MeetingCancelled(c.Reason.Trim()),
        EditMeeting c => Edited(meeting, c, given),

        CheckIn c => CheckingIn(meeting, c, given.Actor, given),
        CheckOut => Left(meeting, given.Actor.Id) is { IsEmpty: false } left ? new Decision.Accepted(left) : Decision.Already,

        CorrectMinutes c => Limits.CheckOptional(c.Text, Limits.TopicText, "text", Lines.Several) is { } refusal ? refusal
            : Trimmed(c.Text) == meeting.Minutes.Corrections.GetValueOrDefault(CamelCase.Of(c.Section)) ? Decision.Already
            : new MinutesCorrected(c.Section, Trimmed(c.Text)),
        ApproveMinutes c => Limits.CheckRange(c.Head, 0, long.MaxValue, "head") is { } refusal ? refusal
            : meeting.Rounds.All.Exists(r => r.Status == RoundStatus.Closing) ? Rejection.RoundStillOpen
            : c.Head < meeting.Minutes.ChangedSeq ? Rejection.MinutesChanged
            : meeting.Minutes.IsApproved ? Decision.Already
            : new MinutesApproved(),

        SeatMember c => (meeting.Members.TryGetValue(c.Participant, out var seated) && seated == new SeatedMember(c.Member, c.Sector))
            || meeting.Roll?.Unseated.GetValueOrDefault(c.Participant) == c.Member
            ? Decision.Already
            : Seating(meeting, c, given),
        SetRoll c => meeting.Roll is not { Kind: RollKind.Register } roll ? new Refusal(Rejection.NotOffered, "roll")
            : c.Members.Length > Roll.Most ? new Refusal(Rejection.TooLong, "members")
            : c.Members.Select(m => m.Member).Distinct().Count() != c.Members.Length ? new Refusal(Rejection.AlreadyRecorded, "members")
            : roll.Members.Count == c.Members.Length && c.Members.All(m => roll.Members.GetValueOrDefault(m.Member) == m) ? Decision.Already
            : Telling(
                new RollSet([.. c.Members.OrderBy(m => m.Member, StringComparer.Ordinal)]),
                meeting.Members.Where(s => roll.Members.ContainsKey(s.Value.Member) != c.Members.Any(m => m.Member == s.Value.Member)).Select(s => s.Key),
                given),
        ClaimSeat c => Claiming(meeting, c, given.Actor),
        StopClaims c => meeting.Roll is not { Kind: RollKind.Register } roll || given.Format < RecordFormat.Fourth ? new Refusal(Rejection.NotOffered, "roll")
            : roll.Stopped.Contains(c.Participant) || roll.Claimed.GetValueOrDefault(c.Participant) < Roll.MostClaims ? Decision.Already
            : Telling(new ClaimsStopped(c.Participant), [c.Participant], given),
        MarkPresent c => Marking(
            meeting, c.Members, given, roll =>
                c.Members.Distinct().Except(roll.Marked).Except(meeting.VotersHere(meeting.Rules.Voters).Select(p => meeting.MemberAt(p)!)),
            members => new MarkedPresent(members)),
        UnmarkPresent c =>
            Marking(meeting, c.Members, given, roll => c.Members.Distinct().Where(roll.Marked.Contains), members => new UnmarkedPresent(members)),
        Unseat c when given.Actor == Actor.House && !meeting.InBranch.ContainsKey(c.Participant) => Rejection.Forbidden,
        ConfirmSeats c when given.Actor == Actor.House
            && (c.Seats.IsDefaultOrEmpty || !c.Seats.All(s => meeting.UnseatedInBranch.Contains(s.Participant))) => Rejection.Forbidden,
        ConfirmSeats c => Confirming(meeting, c, given),
        Unseat c => meeting.Roll is not { Kind: RollKind.Register } roll ? new Refusal(Rejection.NotOffered, "roll")
            : Limits.Check(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal ? refusal
            : (meeting.Members.GetValueOrDefault(c.Participant)?.Member ?? roll.Claims.GetValueOrDefault(c.Participant)) is { } member
                ? new Unseated(c.Participant, member, c.Reason.Trim())
            : roll.Unseated.ContainsKey(c.Participant) ? Decision.Already
            : Rejection.UnknownParticipant,
        Mute c => given.Format < RecordFormat.Third ? new Refusal(Rejection.NotOffered, "mute")
            : Limits.CheckRange(c.Minutes, 0, Limits.MaxMinutes, "minutes") is { } refusal ? refusal
            : !meeting.Knows(c.Participant) ? Rejection.UnknownParticipant
            : c.Minutes == 0 ? meeting.Muted.ContainsKey(c.Participant) ? Telling(new Unmuted(c.Participant), [c.Participant], given) : Decision.Already

            // Who chairs could take it back at once.
            : meeting.Chairs(c.Participant) ? new Refusal(Rejection.NotOffered, "participant")
            : Silenced(meeting, c, given),

        // Whoever has done nothing yet has no name in the record: what they do first brings it along.
        Rename => given.Format >= RecordFormat.Second && given.Actor.Name is { } name && meeting.Names.GetValueOrDefault(given.Actor.Id) is { } was
            && was.Hash != name.Hash
            ? new Renamed(was.Hash)
            : Decision.Already,
        RecordSeats c => Recording(meeting, c, given),
        RemoveName c => Removing(meeting, c, given),
        RemoveTexts c => Limits.Check(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal ? refusal
            : given.Format < RecordFormat.Fifth ? new Refusal(Rejection.NotOffered, "texts")
            : c.Seqs.All(meeting.TextsRemoved.Contains) ? Decision.Already
            : new TextsRemoved([.. c.Seqs.Where(s => !meeting.TextsRemoved.Contains(s)).Distinct().Order()], c.Reason.Trim()),

        SetWeight c => Weighed(meeting, c),
        MeetingCommand.Delegate c => Handed(meeting, c, given),

        AddItem c => Added(meeting, new NewItem(c.Title, c.Kind, c.Minutes), c.After, null, given),
        AddTopic c => Added(meeting, new NewItem(Written.Shortened(Written.InOneLine(c.Title), Limits.Title)), null, c.Topic, given),
        NoteTopicTold c => meeting.TopicsToTell.Any(i => i.Id == c.Item) ? new TopicTold(c.Item) : Decision.Already,
        EditItem c => Edited(meeting, c),
        MoveItem c => Moved(meeting, c),
        DropItem c => meeting.Item(c.Item) switch
        {
            null => Rejection.UnknownItem,
            { Status: not ItemStatus.Planned } => Rejection.ItemUnderWay,
            _ => new ItemDropped(c.Item),
        },
        RestoreItem c => Returned(meeting, c, given),
        AddDocument c => Added(meeting, c, given),
        DropDocument c => meeting.Item(c.Item) is not { } item ? Rejection.UnknownItem
            : item.Document(c.Document) is null ? new Refusal(Rejection.UnknownDocument, "document")
            : new DocumentDropped(c.Item, c.Document),
        StartItem c => meeting.Item(c.Item) switch
        {
            null => Rejection.UnknownItem,
            { Status: ItemStatus.Active } => Decision.Already,
            _ => new ItemStarted(c.Item),
        },
        FinishItem c => meeting.Item(c.Item) switch
        {
            null => Rejection.UnknownItem,
            { Status: ItemStatus.Done } => Decision.Already,
            _ => new ItemFinished(c.Item),
        },
        AddTime c => meeting.Item(c.Item) is not { } item ? Rejection.UnknownItem
            : Limits.CheckRange(item.Minutes + (c.Seconds / 60.0), 0, Limits.MaxMinutes, "seconds") is { } refusal ? refusal
            : c.Seconds == 0 ? Decision.Already
            : new TimeAdded(c.Item, c.Seconds),
        TakeTime c => meeting.Item(c.Item) is not { } item || meeting.Item(c.From) is not { } from || from == item ? Rejection.UnknownItem
            : Limits.CheckRange(c.Seconds / 60.0, 1 / 60.0, from.Minutes, "seconds") is { } tooMuch ? tooMuch
            : Limits.CheckRange(item.Minutes + (c.Seconds / 60.0), 0, Limits.MaxMinutes, "seconds") is { } refusal ? refusal
            : new MeetingEvent[] { new TimeAdded(c.From, -c.Seconds), new TimeAdded(c.Item, c.Seconds) },

        MeetingCommand.Comment or RaiseHand when given.Actor.Role < Role.Chair && meeting.InBranch.ContainsKey(given.Actor.Id) => Rejection.InBranch,
        RaiseHand c => Raised(meeting, c.About, given),
        HandFromBranch c => Raised(meeting, c.About, given),
        LowerHand => meeting.Floor.HasHand(given.Actor.Id) ? new HandLowered() : Decision.Already,
        DismissHand c =>
            meeting.Floor.HasHand(c.Participant) ? new HandDismissed(c.Participant, meeting.Names.GetValueOrDefault(c.Participant)) : Rejection.NoHand,
        ReorderHands c => Reordered(meeting, c),
        SetFloorPolicy c => meeting.Floor.Policy == c.Policy ? Decision.Already : new FloorPolicySet(c.Policy),
        GiveFloor c => Given(meeting, c),
        AddFloorTime c => meeting.Floor.Speaker is not { } speaker ? Rejection.NoFloor
            : speaker.Seconds is not { } granted || c.Seconds == 0 ? Decision.Already
            : Limits.CheckRange((double)granted + c.Seconds, 0, Limits.MaxSeconds, "seconds") is { } refusal ? refusal
            : new FloorTimeAdded(c.Seconds),
        EndFloor => meeting.Floor.Speaker is { } speaker
            ? new FloorEnded(speaker.Participant, meeting.Names.GetValueOrDefault(speaker.Participant)) : Rejection.NoFloor,
        YieldFloor =>
            meeting.Floor.Speaker?.Participant == given.Actor.Id
            ? new FloorEnded(given.Actor.Id, meeting.Names.GetValueOrDefault(given.Actor.Id)) : Rejection.NoFloor,

        MeetingCommand.Comment c => Said(meeting, c, given),
        CommentFromBranch c => Said(meeting, new MeetingCommand.Comment(c.Text), given),
        WithdrawComment c => meeting.Comments.Find(c.Id) switch
        {
            null => Rejection.UnknownComment,
            var x when x.Author != given.Actor.Id => Rejection.Forbidden,
            { Status: CommentStatus.Withdrawn } => Decision.Already,
            _ => new CommentWithdrawn(c.Id),
        },
        HideComment c => Limits.CheckOptional(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal
            ? refusal : meeting.Comments.Find(c.Id)?.Status switch
            {
                null => Rejection.UnknownComment,
                CommentStatus.Hidden => Decision.Already,
                CommentStatus.Withdrawn => Rejection.CommentWithdrawn,
                _ => new CommentHidden(c.Id, Trimmed(c.Reason)),
            },
        RestoreComment c => meeting.Comments.Find(c.Id)?.Status switch
        {
            null => Rejection.UnknownComment,
            CommentStatus.Visible => Decision.Already,
            CommentStatus.Withdrawn => Rejection.CommentWithdrawn,
            CommentStatus.Waiting => Rejection.CommentNotVisible,
            _ => Restored(meeting, c.Id, given),
        },
        ApproveComment c => meeting.Comments.Find(c.Id)?.Status switch
        {
            null => Rejection.UnknownComment,
            CommentStatus.Visible => Decision.Already,
            CommentStatus.Waiting => new CommentApproved(c.Id),
            _ => Rejection.CommentNotVisible,
        },
        PinComment c when c.Id == meeting.Comments.Pinned => Decision.Already,
        PinComment { Id: null } => new CommentPinned(),
        PinComment c => meeting.Comments.Find(c.Id)?.Status switch
        {
            null => Rejection.UnknownComment,
            CommentStatus.Visible => new CommentPinned(c.Id),
            _ => Rejection.CommentNotVisible,
        },
        SetModeration c => meeting.Moderation == c.Mode ? Decision.Already : new ModerationSet(c.Mode),

        OfRound when given.Format < RecordFormat.Ninth => new Refusal(Rejection.NotOffered, "round"),
        OfRound c => Of(RoundDecider.Decide(meeting.Rounds, c.Command, given, RoundHost.Of(meeting, given))),

        DraftBallot c => Drafted(meeting, c, given),
        DropDraft c => meeting.Draft(c.Draft) is null ? Rejection.UnknownDraft : new DraftDropped(c.Draft),
        OpenBallot c => BallotAsked(meeting, c, given),
        CloseBallot c => meeting.Ballot(c.Ballot)?.Status switch
        {
            null => Rejection.UnknownBallot,
            BallotStatus.Open => new BallotClosing(c.Ballot),
            _ => Decision.Already,
        },
        RevealBallot c => meeting.Ballot(c.Ballot) switch
        {
            null => Rejection.UnknownBallot,
            { Status: not BallotStatus.Closed } or { Results: not ResultsShown.OnReveal } => Rejection.NothingToReveal,
            { Revealed: true } => Decision.Already,
            _ => new BallotRevealed(c.Ballot),
        },
        VoidBallot c => Limits.Check(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal ? refusal : meeting.Ballot(c.Ballot) switch
        {
            null => Rejection.UnknownBallot,
            _ when given.Format < RecordFormat.Sixth => new Refusal(Rejection.NotOffered, "void"),
            { Status: not BallotStatus.Closed } => Rejection.BallotStillOpen,
            { Outcome.Void: not null } => Decision.Already,
            _ => new BallotVoided(c.Ballot, c.Reason.Trim()),
        },
        ShowRecord c => meeting.Status != MeetingStatus.Closed ? Rejection.MeetingStillOpen
            : given.Format < RecordFormat.Sixth ? new Refusal(Rejection.NotOffered, "visibility")
            : meeting.Visibility == c.To ? Decision.Already
            : new MeetingEdited(Visibility: c.To),
        ShowScene c => Shown(meeting, c, given.Format),
        Commit c => Promising(meeting, c, given),
        TakeBackCommitment c => meeting.Commitments.Exists(p => p.Commitment == c.Commitment)
            ? given.Format < RecordFormat.Eighth ? new Refusal(Rejection.NotOffered, "commitment") : new CommitmentTakenBack(c.Commitment)
            : meeting.TakenBack.Contains(c.Commitment) ? Decision.Already
            : Rejection.UnknownCommitment,

        AddBranch or SeatInBranch or NoteHub or ForwardComment or ForwardHand when given.Format < RecordFormat.Ninth =>
            new Refusal(Rejection.NotOffered, "hub"),
        AddBranch c => meeting.Hub is not null ? new Refusal(Rejection.NotOffered, "hub")
            : meeting.Branches.ContainsKey(c.Branch) ? Decision.Already
            : meeting.Branches.Count >= Limits.Branches ? new Refusal(Rejection.TooLong, "branches")
            : new BranchAdded(c.Branch, c.Title),

        // Whoever came to the hub by themselves, and did something there, sits there; and so does who chairs it.
        SeatInBranch c => !meeting.Branches.ContainsKey(c.Branch) ? new Refusal(Rejection.NotOffered, "hub")
            : meeting.InBranch.TryGetValue(c.Participant, out var branch) ? branch == c.Branch ? Decision.Already : new SeatedInBranch(c.Participant, c.Branch)
            : meeting.Knows(c.Participant) ? Decision.Already
            : new SeatedInBranch(c.Participant, c.Branch),
        NoteHub or ForwardComment or ForwardHand when meeting.Hub is null => new Refusal(Rejection.NotOffered, "hub"),
        NoteHub c => c.Note.SaysAs(meeting.Noted) ? Decision.Already : new HubNoted(c.Note),
        ForwardComment c => meeting.Comments.Find(c.Id)?.Status switch
        {
            null => Rejection.UnknownComment,
            _ when meeting.Forwarded.Contains(c.Id) => Decision.Already,
            CommentStatus.Visible => new CommentForwarded(c.Id),
            _ => Rejection.CommentNotVisible,
        },
        ForwardHand c => meeting.Floor.HasHand(c.Participant)
            ? new MeetingEvent[] { new HandForwarded(c.Participant), new HandDismissed(c.Participant, meeting.Names.GetValueOrDefault(c.Participant)) }
            : Rejection.NoHand,
        _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
    };

    /// <summary>Rounds that are open end with the meeting: nobody answers any more, and the result is counted afterwards.</summary>
    private static Decision Closing(Meeting meeting) => new Decision.Accepted(
    [
        .. meeting.Rounds.All.Where(r => r.Status == RoundStatus.Open).Select(r => new InRound(new RoundEvent.RoundClosing(r.Id))), new MeetingClosed(),
    ]);

    private static Decision Of(Decision<RoundEvent> round) => round switch
    {
        Decision<RoundEvent>.Accepted accepted => new Decision.Accepted([.. accepted.Events.Select(e => new InRound(e))]),
        Decision<RoundEvent>.Refused refused => new Decision.Refused(refused.Rejection, refused.Field, refused.Similar),
        _ => Decision.Already,
    };

    private static Decision Scheduled(Schedule c, Given given)
    {
        var agenda = c.Agenda ?? c.Format.Agenda;
        var refusal = Limits.Check(c.Title, Limits.Title, "title")
            ?? Limits.CheckOptional(c.Venue, Limits.Title, "venue")
            ?? Limits.CheckOptional(c.County, Limits.Word, "county")
            ?? Limits.CheckRange(c.Expected, 0, 1_000_000, "expected")
            ?? (c.Format.Rules.Presence == true && given.Format < RecordFormat.Fourth ? new Refusal(Rejection.NotOffered, "presence") : null)
            ?? (c.Hub is not null && given.Format < RecordFormat.Ninth ? new Refusal(Rejection.NotOffered, "hub") : null)
            ?? (agenda.Length > Limits.AgendaItems ? new Refusal(Rejection.TooLong, "agenda") : null)
            ?? agenda.Select(Check).FirstOrDefault(r => r is not null);
        return refusal is not null
            ? refusal
            : new MeetingScheduled(
                c.Title.Trim(), c.Format.Id, c.Format.Rules, c.Visibility, [.. agenda.Select((item, i) => Planned($"i{i + 1}", item))],
                Trimmed(c.Venue), c.StartsAt, c.Expected, Trimmed(c.County), given.Format >= RecordFormat.Second ? (int)given.Format : null,

                // From the fourth format on no meeting is without: nobody can pass a decision off as older than that by leaving it out.
                given.Format >= RecordFormat.Fourth ? c.Roll ?? RollKind.Open : given.Format >= RecordFormat.Third ? c.Roll : null,
                c.Hub);
    }

    private static Decision Edited(Meeting meeting, EditMeeting c, Given given)
    {
        var title = c.Title?.Trim() ?? meeting.Title;
        var venue = c.ClearVenue ? null : c.Venue is null ? meeting.Venue : Trimmed(c.Venue);
        var startsAt = c.ClearStartsAt ? null : c.StartsAt ?? meeting.StartsAt;
        var visibility = c.Visibility ?? meeting.Visibility;
        var changed = new MeetingEdited(
            title == meeting.Title ? null : title,
            venue == meeting.Venue ? null : venue,
            startsAt == meeting.StartsAt ? null : startsAt,
            visibility == meeting.Visibility ? null : visibility,
            venue is null && meeting.Venue is not null ? true : null,
            startsAt is null && meeting.StartsAt is not null ? true : null);
        var refused = (c.Title is null ? null : Limits.Check(title, Limits.Title, "title")) ?? Limits.CheckOptional(c.Venue, Limits.Title, "venue");
        return refused is { } refusal ? refusal
            : changed == new MeetingEdited() ? Decision.Already
            : meeting.Status != MeetingStatus.Scheduled && changed != new MeetingEdited(changed.Title) ? Rejection.AlreadyOpened
            : given.Format < RecordFormat.Second ? new Refusal(Rejection.NotOffered, "edit")
            : changed;
    }

    private static Decision Added(Meeting meeting, NewItem item, string? after, string? topic, Given given) =>
        Check(item) is { } refusal ? refusal
        : after is not null && meeting.Item(after) is null ? Rejection.UnknownItem
        : meeting.Agenda.Count >= Limits.AgendaItems ? new Refusal(Rejection.TooLong, "agenda")
        : new ItemAdded(Planned(given.Operation.NewId(), item) with { Topic = topic }, after ?? meeting.Agenda.LastOrDefault()?.Id);

    private static Decision Added(Meeting meeting, AddDocument c, Given given) =>
        Limits.Check(c.Title, Limits.Title, "title") is { } refusal ? refusal
        : c.File is not { Length: > 0 and <= 64 } ? new Refusal(Rejection.UnknownFile, "file")
        : given.Format < RecordFormat.Eighth ? new Refusal(Rejection.NotOffered, "document")
        : meeting.Item(c.Item) is not { } item ? Rejection.UnknownItem
        : (item.Documents ?? []).Any(d => d.File == c.File && d.Title == c.Title.Trim()) ? Decision.Already
        : item.Documents?.Length >= Limits.Documents ? new Refusal(Rejection.TooLong, "documents")
        : new DocumentAdded(c.Item, new ItemDocument(given.Operation.NewId(), c.File, c.Title.Trim()));

    /// <summary>What the promise itself must be, its topic looks at.</summary>
    private static Decision Promising(Meeting meeting, Commit c, Given given) =>
        c.Item is not null && meeting.Item(c.Item) is null ? Rejection.UnknownItem
        : c.CommentId is not null && meeting.Comments.Find(c.CommentId) is null ? Rejection.UnknownComment
        : c.CommentId is not null && meeting.Comments.Find(c.CommentId)!.Status != CommentStatus.Visible ? Rejection.CommentNotVisible
        : c.Item is null && c.CommentId is null ? new Refusal(Rejection.Empty, "item")
        : ResponsibleDepartment.CheckId(c.DepartmentId, given.Format) is { } refusal ? refusal
        : new CommitmentMade(
            given.Operation.NewId(), TopicOf(meeting, c) ?? TopicMadeOf(given.Operation), c.Department.Trim(), c.What.Trim(), c.Due, c.Item, c.CommentId,
            c.DepartmentId);

    /// <summary>The topic that what is promised belongs to; null where there is none yet.</summary>
    public static string? TopicOf(Meeting meeting, Commit c) => meeting.Item(c.Item ?? meeting.Comments.Find(c.CommentId)?.Item)?.Topic;

    /// <summary>The id of the topic that is made where there is none.</summary>
    public static string TopicMadeOf(Operation promising) => Operation.OfHouse($"topic of {promising}").NewId();

    /// <summary>
    /// Whoever leaves gives up their hand and the floor. What they delegated, and what was delegated to them, rests until they are back: see
    /// <see cref="Meeting.Electorate"/>.
    /// </summary>
    private static ImmutableArray<MeetingEvent> Left(Meeting meeting, string participant)
    {
        var left = ImmutableArray.CreateBuilder<MeetingEvent>(3);
        if (meeting.Floor.HasHand(participant))
        {
            left.Add(new HandLowered());
        }

        if (meeting.Floor.Speaker?.Participant == participant)
        {
            left.Add(new FloorEnded(participant, meeting.Names.GetValueOrDefault(participant)));
        }

        if (meeting.Attendance.ContainsKey(participant))
        {
            left.Add(new CheckedOut());
        }

        return left.ToImmutable();
    }

    /// <summary>
    /// What the room never saw was hidden while it waited: it waits again, and the room is told nothing. What lost its pin by being hidden has it again.
    /// </summary>
    private static Decision Restored(Meeting meeting, string comment, Given given) =>
        !meeting.Comments.Find(comment)!.Shown ? given.Format >= RecordFormat.Second ? new CommentRestored(comment, Waiting: true) : Rejection.CommentNotVisible
        : meeting.Comments is { Pinned: null } comments
            && comments.HiddenPinned == comment ? new MeetingEvent[] { new CommentRestored(comment), new CommentPinned(comment) }
        : new CommentRestored(comment);

    /// <summary>Behind the last item still there of those that stood before it.</summary>
    private static Decision Returned(Meeting meeting, RestoreItem c, Given given) =>
        meeting.Item(c.Item) is not null ? Decision.Already
        : meeting.Removed.Find(r => r.Item.Id == c.Item) is not { } removed ? Rejection.UnknownItem
        : removed.Item.Topic is not null && given.Format < RecordFormat.Second ? new Refusal(Rejection.NotOffered, "item")
        : meeting.Agenda.Count >= Limits.AgendaItems ? new Refusal(Rejection.TooLong, "agenda")
        : new ItemAdded(
            new PlannedItem(removed.Item.Id, removed.Item.Title, removed.Item.Kind, removed.Item.Minutes, removed.Item.Topic, removed.Item.Documents),
            removed.Before.LastOrDefault(id => meeting.Item(id) is not null));

    private static Decision Edited(Meeting meeting, EditItem c)
    {
        if (meeting.Item(c.Item) is not { } item)
        {
            return Rejection.UnknownItem;
        }

        var (title, kind, minutes) = (c.Title?.Trim() ?? item.Title, Trimmed(c.Kind) ?? item.Kind, c.Minutes ?? item.Minutes);

        // What stays as it was is not looked at: it may be from before something was asked of it.
        return Check(new NewItem(c.Title is null ? "-" : title, c.Kind is null ? null : kind, minutes)) is { } refusal ? refusal
            : (title, kind, minutes) == (item.Title, item.Kind, item.Minutes) ? Decision.Already
            : new ItemEdited(c.Item, c.Title?.Trim(), Trimmed(c.Kind), c.Minutes);
    }

    private static Decision Moved(Meeting meeting, MoveItem c)
    {
        var at = meeting.Agenda.FindIndex(i => i.Id == c.Item);
        return at < 0 || (c.After is not null && meeting.Item(c.After) is null) ? Rejection.UnknownItem
            : c.After == c.Item || (at == 0 ? null : meeting.Agenda[at - 1].Id) == c.After ? Decision.Already
            : new ItemMoved(c.Item, c.After);
    }

    private static Decision Raised(Meeting meeting, string? about, Given given) =>
        Limits.CheckOptional(about, Limits.Title, "about") is { } refusal ? refusal
        : meeting.IsMuted(given.Actor.Id, given.Now) ? Rejection.Muted
        : meeting.Floor.Speaker?.Participant == given.Actor.Id ? Rejection.HasFloor
        : meeting.Floor.HasHand(given.Actor.Id) ? Decision.Already
        : new HandRaised(Trimmed(about));

    private static Decision Reordered(Meeting meeting, ReorderHands c)
    {
        var named = c.Participants.Distinct().ToList();
        var order = named.Concat(meeting.Floor.Hands.Select(h => h.Participant).Except(named));
        return named.Exists(p => !meeting.Floor.HasHand(p)) ? Rejection.NoHand
            : order.SequenceEqual(meeting.Floor.Hands.Select(h => h.Participant))
                && (meeting.Floor.Policy == FloorPolicy.Arrival || named.SequenceEqual(meeting.Floor.Pinned)) ? Decision.Already
            : new HandsReordered([.. named]);
    }

    private static Decision Given(Meeting meeting, GiveFloor c) =>
        Limits.CheckRange(c.Seconds, 1, Limits.MaxSeconds, "seconds") is { } refusal ? refusal
        : meeting.Floor.Speaker?.Participant == c.Participant ? Decision.Already
        : meeting.Floor.HasHand(c.Participant)
            || meeting.Attendance.ContainsKey(c.Participant) ? new FloorGiven(c.Participant, c.Seconds, meeting.Names.GetValueOrDefault(c.Participant))
        : Rejection.UnknownParticipant;

    private static Decision CheckingIn(Meeting meeting, CheckIn c, Actor actor, Given given)
    {
        var presides = given.Format >= RecordFormat.Second && actor is { Role: Role.Chair, IsMember: true } && meeting.Rules.ChairVotes == true
            && (!meeting.VotesByRoll || meeting.MemberAt(actor.Id) is not null);
        var here = meeting.RoleOf(actor);
        return meeting.Attendance.TryGetValue(actor.Id, out var role) && role == here && meeting.PresidingMembers.Contains(actor.Id) == presides
            ? Decision.Already

            // Who has checked in stays so, in whatever role; and who runs the meeting stands where the wall does.
            : meeting.Rules.Presence == true && !c.IsProven && here != Role.Chair && !meeting.Attendance.ContainsKey(actor.Id)
                ? c.Code is null ? Rejection.PresenceNeeded : Rejection.PresenceStale
            : new CheckedIn(here, presides ? true : null);
    }

    private static Decision Claiming(Meeting meeting, ClaimSeat c, Actor actor) =>
        WhyNotClaim(meeting, actor.Id, c.Member) is { } refusal ? refusal
        : meeting.Roll!.Claims.GetValueOrDefault(actor.Id) == c.Member || meeting.Members.GetValueOrDefault(actor.Id)?.Member == c.Member ? Decision.Already
        : new SeatClaimed(c.Member);

    /// <summary>Why this participant may not say to be this member; null where they may, or have.</summary>
    public static Refusal? WhyNotClaim(Meeting meeting, string participant, string member) =>
        meeting.Roll is not { Kind: RollKind.Register } roll ? new Refusal(Rejection.NotOffered, "member")
        : !roll.Members.ContainsKey(member) ? new Refusal(Rejection.UnknownMember, "member")
        : roll.Claims.GetValueOrDefault(participant) == member || meeting.Members.GetValueOrDefault(participant)?.Member == member ? null
        : meeting.Members.ContainsKey(participant) || meeting.SeatOf(member) is not null ? new Refusal(Rejection.SeatTaken, "member")
        : roll.Claimed.GetValueOrDefault(participant) >= Roll.MostClaims ? new Refusal(Rejection.TooManyClaims, "member")
        : null;

    /// <summary>What the member's own link, account or card says outranks whoever was believed before.</summary>
    private static Decision Seating(Meeting meeting, SeatMember c, Given given)
    {
        if (!meeting.VotesByRoll)
        {
            return new MemberSeated(c.Participant, c.Member, c.Sector);
        }

        var chairs = (c.Role ?? meeting.Attendance.GetValueOrDefault(c.Participant)) == Role.Chair && !meeting.PresidingMembers.Contains(c.Participant);
        MeetingEvent seated = given.Format >= RecordFormat.Fourth && meeting.SeatOf(c.Member) is { } was && was != c.Participant
            ? new SeatReplaced(c.Participant, c.Member, c.Sector, was, chairs ? true : null)
            : new MemberSeated(c.Participant, c.Member, c.Sector);
        return Telling(seated, meeting.Roll!.Losers(c.Member, c.Participant), given);
    }

    /// <summary>What happened, and whom it makes something else here who is not named in it.</summary>
    private static Decision Telling(MeetingEvent happened, IEnumerable<string> concerned, Given given) =>
        given.Format >= RecordFormat.Fourth && concerned.Distinct().Order(StringComparer.Ordinal).ToImmutableArray() is { IsEmpty: false } participants
            ? new[] { happened, new SeatsChanged(participants) }
            : happened;

    private static Decision Marking(
        Meeting meeting, ImmutableArray<string> members, Given given, Func<Roll, IEnumerable<string>> change,
        Func<ImmutableArray<string>, MeetingEvent> happened) =>
        meeting.Roll is not { Kind: RollKind.Register } roll ? new Refusal(Rejection.NotOffered, "roll")
        : given.Format < RecordFormat.Fourth ? new Refusal(Rejection.NotOffered, "present")
        : members.IsDefaultOrEmpty || members.Contains(null!) ? new Refusal(Rejection.Empty, "members")
        : members.Length > Roll.Most ? new Refusal(Rejection.TooLong, "members")
        : members.Any(m => !roll.Members.ContainsKey(m) && !roll.Marked.Contains(m)) ? new Refusal(Rejection.UnknownMember, "members")
        : change(roll).Order(StringComparer.Ordinal).ToImmutableArray() is { IsEmpty: false } changed ? happened(changed)
        : Decision.Already;

    private static Decision Confirming(Meeting meeting, ConfirmSeats c, Given given)
    {
        if (meeting.Roll is not { Kind: RollKind.Register } roll)
        {
            return new Refusal(Rejection.NotOffered, "roll");
        }

        // No annotation keeps a null out of a list.
        if (c.Seats.IsDefaultOrEmpty || c.Seats.Contains(null!))
        {
            return new Refusal(Rejection.Empty, "seats");
        }

        var (seats, fresh, contested) = (c.Seats.Distinct().ToList(), new List<ConfirmedSeat>(), false);
        foreach (var seat in seats)
        {
            if (meeting.Members.GetValueOrDefault(seat.Participant)?.Member == seat.Member)
            {
                continue;
            }

            if ((roll.Claims.GetValueOrDefault(seat.Participant) ?? roll.Unseated.GetValueOrDefault(seat.Participant)) != seat.Member
                || !roll.Members.TryGetValue(seat.Member, out var member))
            {
                return Rejection.StaleClaim;
            }

            if (meeting.SeatOf(seat.Member) is not null)
            {
                return Rejection.SeatTaken;
            }

            if (seats.Count > 1 && roll.IsContested(seat.Member))
            {
                contested = true;
                continue;
            }

            if (fresh.Exists(f => f.Member == seat.Member))
            {
                return Rejection.ContestedClaim;
            }

            fresh.Add(new ConfirmedSeat(seat.Participant, seat.Member, member.Sector));
        }

        return seats.Count > Roll.Most ? new Refusal(Rejection.TooLong, "seats")
            : fresh.Count == 0 ? contested ? Rejection.ContestedClaim : Decision.Already
            : Telling(new SeatsConfirmed([.. fresh]), fresh.SelectMany(f => roll.Losers(f.Member, f.Participant)), given);
    }

    private static Decision Silenced(Meeting meeting, Mute c, Given given)
    {
        var until = c.Minutes is { } minutes ? given.Now.AddMinutes(minutes) : (DateTimeOffset?)null;
        return meeting.Muted.TryGetValue(c.Participant, out var was) && was == (until ?? DateTimeOffset.MaxValue)
            ? Decision.Already
            : Telling(new Muted(c.Participant, until), [c.Participant], given);
    }

    private static Decision Recording(Meeting meeting, RecordSeats c, Given given)
    {
        ImmutableArray<RecordedSeat> fresh = given.Format >= RecordFormat.Second
            ? [.. c.Seats.Where(s => meeting.Names.GetValueOrDefault(s.Participant) != s.Name)] : [];
        return fresh.IsEmpty ? Decision.Already : new SeatsRecorded(fresh);
    }

    private static Decision Removing(Meeting meeting, RemoveName c, Given given) =>
        Limits.Check(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal ? refusal
        : given.Format < RecordFormat.Second ? Rejection.NotOffered
        : c.Hashes.IsEmpty ? new Refusal(Rejection.UnknownParticipant, "participant")
        : c.Hashes.All(meeting.NamesRemoved.Contains) ? Decision.Already
        : new NameRemoved(c.Participant, c.Reason.Trim(), [.. c.Hashes.Where(h => !meeting.NamesRemoved.Contains(h)).Order(StringComparer.Ordinal)]);

    private static Decision Weighed(Meeting meeting, SetWeight c) =>
        meeting.Rules.Weighted != true ? new Refusal(Rejection.NotOffered, "weight")
        : !Weight.TryParse(Typed.Number(c.Weight), out var weight) ? new Refusal(Rejection.OutOfRange, "weight")
        : !meeting.Attendance.ContainsKey(c.Participant) && !meeting.Delegations.ContainsKey(c.Participant) ? Rejection.UnknownParticipant
        : (meeting.Weights.TryGetValue(c.Participant, out var was) ? was : Weight.One) == weight ? Decision.Already
        : new WeightSet(c.Participant, weight);

    private static Decision Handed(Meeting meeting, MeetingCommand.Delegate c, Given given) =>
        meeting.Rules.Delegation != true ? new Refusal(Rejection.NotOffered, "delegate")
        : meeting.VotesByRoll && meeting.MemberAt(given.Actor.Id) is null ? Rejection.NotEntitled
        : meeting.VotesByRoll && given.Actor.Role < Role.Chair ? Handing(meeting, c, given)
        : !meeting.Rules.Voters.Include(given.Actor.Role) ? Rejection.Forbidden
        : Handing(meeting, c, given);

    private static Decision Handing(Meeting meeting, MeetingCommand.Delegate c, Given given) =>
        c.To == given.Actor.Id ? new Refusal(Rejection.UnknownParticipant, "to")
        : c.To is not null && !meeting.VotesHere(c.To, meeting.Rules.Voters) ? new Refusal(Rejection.UnknownParticipant, "to")
        : (meeting.Delegations.GetValueOrDefault(given.Actor.Id) is { } was ? (was.To, was.Role) == (c.To, meeting.RoleOf(given.Actor)) : c.To is null)
            ? Decision.Already
        : new Delegated(meeting.RoleOf(given.Actor), c.To);

    private static Decision Said(Meeting meeting, MeetingCommand.Comment c, Given given)
    {
        var chairs = given.Actor.Role == Role.Chair;
        return Limits.Check(c.Text, Limits.Comment, "text", Lines.Several) is { } refusal ? refusal
            : !chairs && meeting.IsMuted(given.Actor.Id, given.Now) ? Rejection.Muted
            : c.Item is not null && meeting.Item(c.Item) is null ? Rejection.UnknownItem
            : c.ReplyTo is not null && meeting.Comments.Find(c.ReplyTo) is not { Shown: true } ? Rejection.UnknownComment
            : c.ReplyTo is not null && meeting.Comments.Find(c.ReplyTo)!.Status != CommentStatus.Visible ? Rejection.CommentNotVisible
            : meeting.Moderation == Moderation.Frozen && !chairs ? Rejection.CommentsFrozen
            : new Commented(given.Operation.NewId(), c.Text.Trim(), c.Item, c.ReplyTo, meeting.Moderation == Moderation.Pre && !chairs);
    }

    /// <summary>What is refused of a ballot now is refused of its draft. Who schedules a meeting prepares some with it, and none once it was opened.</summary>
    private static Decision Drafted(Meeting meeting, DraftBallot c, Given given)
    {
        var opening = new OpenBallot(
            c.Question, c.Kind, c.Options, c.Max, c.Majority, c.Base, c.Quorum, c.Voters, c.Secrecy, c.Results, c.Item, c.ClosesIn);
        return given.Actor.IsStaff && meeting.Status != MeetingStatus.Scheduled ? Rejection.Forbidden
            : WhyNotAsked(opening, BallotTerms.Of(opening, meeting)) is { } refusal ? refusal
            : given.Format < RecordFormat.Eighth ? new Refusal(Rejection.NotOffered, "draft")
            : c.Item is not null && meeting.Item(c.Item) is null ? Rejection.UnknownItem
            : c.Draft is not null && meeting.Draft(c.Draft) is null ? Rejection.UnknownDraft
            : c.Draft is null && meeting.Drafts?.Count >= Limits.Drafts ? new Refusal(Rejection.TooLong, "drafts")
            : new BallotDrafted(new BallotDraft(
                c.Draft ?? given.Operation.NewId(), c.Question.Trim(), c.Kind,
                c.Options is { IsEmpty: false } options ? [.. options.Select(o => o.Trim())] : null,
                c.Max, c.Majority, c.Base, c.Quorum, c.Voters, c.Secrecy, c.Results, c.Item, c.ClosesIn));
    }

    private static Refusal? WhyNotAsked(OpenBallot c, BallotTerms asked) =>
        Limits.Check(c.Question, Limits.Question, "question", Lines.Several)
        ?? asked.Refused
        ?? Limits.CheckRange(c.ClosesIn, 1, Limits.MaxSeconds, "closesIn");

    private static Decision BallotAsked(Meeting meeting, OpenBallot c, Given given)
    {
        var format = meeting.Rules;
        var voters = c.Voters ?? format.Voters;
        var asked = BallotTerms.Of(c, meeting);
        if (WhyNotAsked(c, asked) is { } refusal)
        {
            return refusal;
        }

        if (c.Item is not null && meeting.Item(c.Item) is null)
        {
            return Rejection.UnknownItem;
        }

        if (c.Draft is not null && meeting.Draft(c.Draft) is null)
        {
            return Rejection.UnknownDraft;
        }

        var turnout = TurnoutRule.Of(given.Format, meeting.VotesByRoll);
        List<string> voting = meeting.FreezesElectorate ? [.. meeting.Electorate(voters)] : [];
        var eligible = turnout == TurnoutRule.ByRoll ? meeting.Entitled : voting.Count;
        return meeting.FreezesElectorate && voting.Count == 0 && (turnout != TurnoutRule.ByRoll || !meeting.HereByMark(voting).Any())
            ? Rejection.NoVoters
            : new BallotOpened(
                given.Operation.NewId(), c.Question.Trim(), c.Kind, asked.Options, asked.Max, voters, c.Results ?? ResultsShown.Live, eligible,
                c.Item ?? meeting.CurrentItem?.Id, c.ClosesIn is { } seconds ? given.Now.AddSeconds(seconds) : null,
                asked.Majority, asked.Base, format.AbstentionsCount, asked.Quorum, asked.Secrecy, turnout, c.Draft);
    }

    private static Decision Sealed(Meeting meeting, SealBallot c) => meeting.Ballot(c.Ballot) switch
    {
        null => Rejection.UnknownBallot,
        { Status: BallotStatus.Closed } => Decision.Already,
        { Status: BallotStatus.Open } => Rejection.BallotStillOpen,
        var ballot => new BallotClosed(c.Ballot, c.Tally, Verdict.Of(ballot.Rules, c.Tally, meeting.Roll is { Kind: RollKind.Open }, ballot.Turnout), c.Root),
    };

    private static Decision Shown(Meeting meeting, ShowScene c, RecordFormat format)
    {
        var isOfRound = c.Scene is SceneKind.Agreed or SceneKind.Dividing or SceneKind.OpinionMap;
        if ((c.Scene is SceneKind.Auto or SceneKind.Commitments && format < RecordFormat.Seventh) || (isOfRound && format < RecordFormat.Ninth))
        {
            return new Refusal(Rejection.NotOffered, "scene");
        }

        var scene = c.Scene switch
        {
            SceneKind.Ballot or SceneKind.Result => new Scene(c.Scene, Ballot: c.Ballot ?? meeting.Ballots.LastOrDefault()?.Id),
            SceneKind.Comment => new Scene(c.Scene, Comment: c.CommentId ?? meeting.Comments.Pinned),
            _ => new Scene(c.Scene),
        };
        var ballot = meeting.Ballot(scene.Ballot);
        return scene.Kind is SceneKind.Ballot or SceneKind.Result && ballot is null ? Rejection.BadScene
            : scene.Kind == SceneKind.Comment && meeting.Comments.Find(scene.Comment) is not { Status: CommentStatus.Visible } ? Rejection.BadScene
            : scene.Kind == SceneKind.Commitments && meeting.Commitments.IsEmpty ? Rejection.BadScene
            : isOfRound && meeting.Rounds.All.IsEmpty ? Rejection.BadScene
            : scene == meeting.Scene ? Decision.Already
            : new SceneShown(scene);
    }

    private static PlannedItem Planned(string id, NewItem item) => new(id, item.Title.Trim(), Trimmed(item.Kind) ?? "discussion", item.Minutes ?? 10);

    /// <param name="item">Null where a list in a message holds a null: no annotation keeps that out.</param>
    private static Refusal? Check(NewItem? item) =>
        item is null ? new Refusal(Rejection.Empty, "agenda")
        : Limits.Check(item.Title, Limits.Title, "title")
        ?? Limits.CheckOptional(item.Kind, Limits.Word, "kind")
        ?? Limits.CheckRange(item.Minutes, 0, Limits.MaxMinutes, "minutes");

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
