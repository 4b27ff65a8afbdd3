using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Ballots;
using Hub.Domain.Opinion;

namespace Hub.Domain.Meetings;

/// <summary>
/// The life of a consultation meeting, in the order in which it is told. This is a stored format: a name or a meaning never changes;
/// a new field must tolerate being absent. Times and the one who did it stand on the envelope (<see cref="Recorded{TEvent}"/>).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(MeetingScheduled), "meetingScheduled")]
[JsonDerivedType(typeof(MeetingEdited), "meetingEdited")]
[JsonDerivedType(typeof(MeetingCancelled), "meetingCancelled")]
[JsonDerivedType(typeof(MeetingOpened), "meetingOpened")]
[JsonDerivedType(typeof(MeetingPaused), "meetingPaused")]
[JsonDerivedType(typeof(MeetingResumed), "meetingResumed")]
[JsonDerivedType(typeof(MeetingClosed), "meetingClosed")]
[JsonDerivedType(typeof(CheckedIn), "checkedIn")]
[JsonDerivedType(typeof(CheckedOut), "checkedOut")]
[JsonDerivedType(typeof(WeightSet), "weightSet")]
[JsonDerivedType(typeof(Delegated), "delegated")]
[JsonDerivedType(typeof(ItemAdded), "itemAdded")]
[JsonDerivedType(typeof(ItemEdited), "itemEdited")]
[JsonDerivedType(typeof(ItemMoved), "itemMoved")]
[JsonDerivedType(typeof(ItemDropped), "itemDropped")]
[JsonDerivedType(typeof(ItemStarted), "itemStarted")]
[JsonDerivedType(typeof(ItemFinished), "itemFinished")]
[JsonDerivedType(typeof(TimeAdded), "timeAdded")]
[JsonDerivedType(typeof(HandRaised), "handRaised")]
[JsonDerivedType(typeof(HandLowered), "handLowered")]
[JsonDerivedType(typeof(HandDismissed), "handDismissed")]
[JsonDerivedType(typeof(HandsReordered), "handsReordered")]
[JsonDerivedType(typeof(FloorGiven), "floorGiven")]
[JsonDerivedType(typeof(FloorTimeAdded), "floorTimeAdded")]
[JsonDerivedType(typeof(FloorEnded), "floorEnded")]
[JsonDerivedType(typeof(Commented), "commented")]
[JsonDerivedType(typeof(CommentApproved), "commentApproved")]
[JsonDerivedType(typeof(CommentWithdrawn), "commentWithdrawn")]
[JsonDerivedType(typeof(CommentHidden), "commentHidden")]
[JsonDerivedType(typeof(CommentRestored), "commentRestored")]
[JsonDerivedType(typeof(CommentPinned), "commentPinned")]
[JsonDerivedType(typeof(ModerationSet), "moderationSet")]
[JsonDerivedType(typeof(BallotOpened), "ballotOpened")]
[JsonDerivedType(typeof(BallotClosing), "ballotClosing")]
[JsonDerivedType(typeof(BallotClosed), "ballotClosed")]
[JsonDerivedType(typeof(BallotRevealed), "ballotRevealed")]
[JsonDerivedType(typeof(BallotVoided), "ballotVoided")]
[JsonDerivedType(typeof(SceneShown), "sceneShown")]
[JsonDerivedType(typeof(CommitmentMade), "commitmentMade")]
[JsonDerivedType(typeof(CommitmentTakenBack), "commitmentTakenBack")]
[JsonDerivedType(typeof(TopicTold), "topicTold")]
[JsonDerivedType(typeof(MemberSeated), "memberSeated")]
[JsonDerivedType(typeof(FloorPolicySet), "floorPolicySet")]
[JsonDerivedType(typeof(MinutesCorrected), "minutesCorrected")]
[JsonDerivedType(typeof(MinutesApproved), "minutesApproved")]
[JsonDerivedType(typeof(Renamed), "renamed")]
[JsonDerivedType(typeof(SeatsRecorded), "seatsRecorded")]
[JsonDerivedType(typeof(NameRemoved), "nameRemoved")]
[JsonDerivedType(typeof(RollSet), "rollSet")]
[JsonDerivedType(typeof(SeatClaimed), "seatClaimed")]
[JsonDerivedType(typeof(SeatsConfirmed), "seatsConfirmed")]
[JsonDerivedType(typeof(Unseated), "unseated")]
[JsonDerivedType(typeof(Muted), "muted")]
[JsonDerivedType(typeof(Unmuted), "unmuted")]
[JsonDerivedType(typeof(SeatReplaced), "seatReplaced")]
[JsonDerivedType(typeof(SeatsChanged), "seatsChanged")]
[JsonDerivedType(typeof(ClaimsStopped), "claimsStopped")]
[JsonDerivedType(typeof(MarkedPresent), "markedPresent")]
[JsonDerivedType(typeof(UnmarkedPresent), "unmarkedPresent")]
[JsonDerivedType(typeof(TextsRemoved), "textsRemoved")]
[JsonDerivedType(typeof(DocumentAdded), "documentAdded")]
[JsonDerivedType(typeof(DocumentDropped), "documentDropped")]
[JsonDerivedType(typeof(BallotDrafted), "ballotDrafted")]
[JsonDerivedType(typeof(DraftDropped), "draftDropped")]
[JsonDerivedType(typeof(BranchAdded), "branchAdded")]
[JsonDerivedType(typeof(SeatedInBranch), "seatedInBranch")]
[JsonDerivedType(typeof(HubNoted), "hubNoted")]
[JsonDerivedType(typeof(CommentForwarded), "commentForwarded")]
[JsonDerivedType(typeof(HandForwarded), "handForwarded")]
[JsonDerivedType(typeof(InRound), "inRound")]
public abstract record MeetingEvent
{
    private MeetingEvent()
    {
    }

    /// <summary>What this event made, told in the receipt of its operation, now and whenever it is asked for again.</summary>
    [JsonIgnore]
    public Made? Made => this switch
    {
        ItemAdded e => new("item", e.Item.Id),
        Commented e => new("comment", e.Comment),
        BallotOpened e => new("ballot", e.Ballot),
        CommitmentMade e => new("commitment", e.Commitment),
        DocumentAdded e => new("document", e.Document.Id),
        BallotDrafted e => new("draft", e.Draft.Id),
        InRound e => e.Event.Made,
        _ => null,
    };

    /// <summary>
    /// The event as it stands once what its actor wrote in it is removed by law; null where it holds no such text. What the chair and staff write as such (the
    /// minutes, reasons, titles, questions) is the house's.
    /// </summary>
    public MeetingEvent? WithoutText() => this switch
    {
        Commented e => e with { Text = RemovedText.Sentence },
        HandRaised { About: not null } e => e with { About = RemovedText.Sentence },
        InRound e => e.Event.WithoutText() is { } without ? new InRound(without) : null,
        _ => null,
    };

    // The meeting.
    /// <param name="Format">By which the meeting is held.</param>
    /// <param name="RecordFormat">
    /// The number of the <see cref="Domain.RecordFormat"/> that its record is of from here on, so that nobody can pass it off as an older one; absent: it was
    /// scheduled under the first.
    /// </param>
    /// <param name="Roll">By what the meeting knows who votes; absent: scheduled before <see cref="RecordFormat.Third"/>, where every seat of the voters' role
    /// does.</param>
    /// <param name="Hub">Of a branch, the id of its hub; absent: it is none.</param>
    public sealed record MeetingScheduled(
        string Title, string Format, FormatRules Rules, Visibility Visibility, ImmutableArray<PlannedItem> Agenda,
        string? Venue = null, DateTimeOffset? StartsAt = null, int? Expected = null, string? County = null, int? RecordFormat = null, RollKind? Roll = null,
        string? Hub = null)
        : MeetingEvent;

    /// <summary>
    /// What was scheduled is put right: only what changed is said, null leaves as it was. Once the meeting was opened only its title changes, and, from
    /// <see cref="Domain.RecordFormat.Sixth"/> on, after its close who may see the record.
    /// Builds before <see cref="RecordFormat.Second"/> do not know this event.
    /// </summary>
    /// <param name="VenueCleared">True: it has no venue any more. Else absent.</param>
    /// <param name="StartsAtCleared">True: it has no time any more. Else absent.</param>
    public sealed record MeetingEdited(
        string? Title = null, string? Venue = null, DateTimeOffset? StartsAt = null, Visibility? Visibility = null,
        bool? VenueCleared = null, bool? StartsAtCleared = null) : MeetingEvent;

    /// <summary>
    /// The meeting is called off before it was opened, and nothing happens in it any more. Builds before <see cref="RecordFormat.Second"/> do not know this
    /// event.
    /// </summary>
    public sealed record MeetingCancelled(string Reason) : MeetingEvent;

    public sealed record MeetingOpened : MeetingEvent;

    public sealed record MeetingPaused : MeetingEvent;

    public sealed record MeetingResumed : MeetingEvent;

    public sealed record MeetingClosed : MeetingEvent;

    // Who is there.
    /// <param name="AsMember">Of a chair: one who votes as the member that they are; absent: no.</param>
    public sealed record CheckedIn(Role Role, bool? AsMember = null) : MeetingEvent;

    public sealed record CheckedOut : MeetingEvent;

    /// <summary>What this person's vote weighs in ballots that open from here on.</summary>
    public sealed record WeightSet(string Participant, Weight Weight) : MeetingEvent;

    /// <summary>Who votes for this person, where they do not vote themselves, in ballots that open from here on.</summary>
    /// <param name="Role">Of the one who delegates: it says in which ballots.</param>
    /// <param name="To">Null takes the delegation back.</param>
    public sealed record Delegated(Role Role, string? To = null) : MeetingEvent;

    // The agenda.
    /// <summary>An item that was dropped comes back by this too, with the id that it had.</summary>
    public sealed record ItemAdded(PlannedItem Item, string? After = null) : MeetingEvent;

    /// <summary>Null leaves as it was.</summary>
    public sealed record ItemEdited(string Item, string? Title = null, string? Kind = null, double? Minutes = null) : MeetingEvent;

    /// <param name="After">The item that now stands before it; null: it stands first.</param>
    public sealed record ItemMoved(string Item, string? After = null) : MeetingEvent;

    public sealed record ItemDropped(string Item) : MeetingEvent;

    /// <summary>The item that ran until now is finished by this.</summary>
    public sealed record ItemStarted(string Item) : MeetingEvent;

    public sealed record ItemFinished(string Item) : MeetingEvent;

    public sealed record TimeAdded(string Item, int Seconds) : MeetingEvent;

    /// <summary>Builds before <see cref="Domain.RecordFormat.Eighth"/> know neither this event nor the next.</summary>
    public sealed record DocumentAdded(string Item, ItemDocument Document) : MeetingEvent;

    public sealed record DocumentDropped(string Item, string Document) : MeetingEvent;

    // The floor.
    public sealed record HandRaised(string? About = null) : MeetingEvent;

    public sealed record HandLowered : MeetingEvent;

    /// <param name="Name">As they were called then; absent where the record did not name them yet.</param>
    public sealed record HandDismissed(string Participant, RecordedName? Name = null) : MeetingEvent;

    /// <summary>The new order of those named; hands not named keep their order behind them.</summary>
    public sealed record HandsReordered(ImmutableArray<string> Participants) : MeetingEvent;

    /// <summary>Whoever had the floor until now has it no more; the hand of the new speaker goes down.</summary>
    /// <param name="Name">As they were called then; absent where the record did not name them yet.</param>
    public sealed record FloorGiven(string Participant, int? Seconds = null, RecordedName? Name = null) : MeetingEvent;

    public sealed record FloorTimeAdded(int Seconds) : MeetingEvent;

    /// <inheritdoc cref="FloorGiven"/>
    public sealed record FloorEnded(string Participant, RecordedName? Name = null) : MeetingEvent;

    // What is said in writing.
    /// <param name="Waiting">The chair must approve it first; until then it is the chair's alone.</param>
    public sealed record Commented(string Comment, string Text, string? Item = null, string? ReplyTo = null, bool Waiting = false) : MeetingEvent;

    public sealed record CommentApproved(string Comment) : MeetingEvent;

    public sealed record CommentWithdrawn(string Comment) : MeetingEvent;

    public sealed record CommentHidden(string Comment, string? Reason = null) : MeetingEvent;

    /// <param name="Waiting">It was hidden while it waited, and waits for approval again; absent: the room sees it.</param>
    public sealed record CommentRestored(string Comment, bool? Waiting = null) : MeetingEvent;

    /// <param name="Comment">Null takes the pin off.</param>
    public sealed record CommentPinned(string? Comment = null) : MeetingEvent;

    public sealed record ModerationSet(Moderation Mode) : MeetingEvent;

    // What is decided.
    /// <summary>Something of an opinion round. Builds before <see cref="Domain.RecordFormat.Ninth"/> do not know this event.</summary>
    public sealed record InRound(RoundEvent Event) : MeetingEvent;

    /// <summary>
    /// A ballot is prepared, or prepared otherwise: a draft of this id is replaced. Builds before <see cref="Domain.RecordFormat.Eighth"/> know neither this
    /// event nor the next.
    /// </summary>
    public sealed record BallotDrafted(BallotDraft Draft) : MeetingEvent;

    public sealed record DraftDropped(string Draft) : MeetingEvent;

    /// <param name="Max">The most options one voter may choose; of an election, how many are elected.</param>
    /// <param name="Eligible">How many are entitled, as the ballot opened: by <see cref="TurnoutRule.ByRoll"/> the members of the roll, present or not. Whose
    /// votes the box takes stands in the box's stream.</param>
    /// <param name="Majority">Absent: simple.</param>
    /// <param name="Base">Absent: of those cast.</param>
    /// <param name="AbstentionsCount">Whether an abstention is in the base of those cast; absent: no.</param>
    /// <param name="Secrecy">Absent: named.</param>
    /// <param name="Turnout">The version of its <see cref="TurnoutRule"/>; absent: the first.</param>
    /// <param name="Draft">The draft that is used up by it; absent: it was not prepared.</param>
    public sealed record BallotOpened(
        string Ballot, string Question, BallotKind Kind, ImmutableArray<BallotOption> Options, int Max, Voters Voters, ResultsShown Results, int Eligible,
        string? Item = null, DateTimeOffset? ClosesAt = null, Majority? Majority = null, VoteBase? Base = null, bool? AbstentionsCount = null,
        Quorum? Quorum = null,
        Secrecy? Secrecy = null, int? Turnout = null, string? Draft = null) : MeetingEvent
    {
        [JsonIgnore]
        public VotingRules Rules => new(
            Kind, Options, Max, Majority ?? Ballots.Majority.Simple, Base ?? VoteBase.Cast, AbstentionsCount ?? false, Quorum,
            Kind == BallotKind.Election ? Max : 1);
    }

    /// <summary>The box is told to take no more. A crash from here on resumes the close.</summary>
    public sealed record BallotClosing(string Ballot) : MeetingEvent;

    /// <summary>The final count, sealed.</summary>
    /// <param name="Root">Of a named ballot, its votes' tree in hex (<see cref="VoteTree"/>).</param>
    public sealed record BallotClosed(string Ballot, Tally Tally, Outcome Outcome, string? Root = null) : MeetingEvent;

    public sealed record BallotRevealed(string Ballot) : MeetingEvent;

    /// <summary>
    /// A closed ballot is void (作废): what was voted stands in the record, and decides nothing. One account of the staff asked for it, and another agreed.
    /// Builds before <see cref="Domain.RecordFormat.Sixth"/> do not know this event.
    /// </summary>
    public sealed record BallotVoided(string Ballot, string Reason) : MeetingEvent;

    // What is promised.
    /// <summary>A department's commitment; the topic's stream has it too, and what becomes of it.</summary>
    /// <param name="DepartmentId">Of the department in its register; absent: it was not listed there, or there was no such register.</param>
    public sealed record CommitmentMade(
        string Commitment, string Topic, string Department, string What, DateOnly Due, string? Item = null, string? Comment = null,
        string? DepartmentId = null) : MeetingEvent;

    /// <summary>
    /// What was given just before is not: the topic's stream says so, too. Builds before <see cref="Domain.RecordFormat.Eighth"/> do not know this event.
    /// </summary>
    public sealed record CommitmentTakenBack(string Commitment) : MeetingEvent;

    /// <summary>The topic that this item is about has heard what became of it.</summary>
    public sealed record TopicTold(string Item) : MeetingEvent;

    // Who is a member.
    /// <summary>This seat is a member's of the register: what is done from it stands in their duty record.</summary>
    public sealed record MemberSeated(string Participant, string Member, string Sector) : MeetingEvent;

    /// <summary>
    /// Who may vote in ballots that open from here on: the whole roll. Builds before <see cref="Domain.RecordFormat.Third"/> know none of the events from here
    /// to <see cref="Unmuted"/>.
    /// </summary>
    public sealed record RollSet(ImmutableArray<RollMember> Members) : MeetingEvent;

    /// <summary>Somebody says to be this member of the roll. It counts nowhere until it is confirmed; what they said before is taken back by it.</summary>
    public sealed record SeatClaimed(string Member) : MeetingEvent;

    /// <summary>The chair has looked: these seats are these members'. Other claims to be them are void.</summary>
    public sealed record SeatsConfirmed(ImmutableArray<ConfirmedSeat> Seats) : MeetingEvent;

    /// <summary>
    /// This seat is not a member's any more, or not the one's whom its holder claimed to be. It changes nothing of a ballot that is open.
    /// </summary>
    public sealed record Unseated(string Participant, string Member, string Reason) : MeetingEvent;

    /// <summary>This participant neither writes nor raises a hand.</summary>
    /// <param name="Until">Absent: as long as the meeting lasts.</param>
    public sealed record Muted(string Participant, DateTimeOffset? Until = null) : MeetingEvent;

    public sealed record Unmuted(string Participant) : MeetingEvent;

    /// <summary>
    /// This seat is a member's as whom another sat until now. Who comes with the member's own link, account or card outranks whoever was believed before: in
    /// ballots that are open the vote of the seat before falls, and this one votes in its place. Builds before <see cref="Domain.RecordFormat.Fourth"/> know
    /// none of the events from here to <see cref="UnmarkedPresent"/>.
    /// </summary>
    /// <param name="Was">The participant who sat there.</param>
    /// <param name="Outside">True: this one chairs and does not vote, so that nobody votes in the place of the seat before. Else absent.</param>
    public sealed record SeatReplaced(string Participant, string Member, string Sector, string Was, bool? Outside = null) : MeetingEvent;

    /// <summary>
    /// What was stored just before makes these participants something else here: somebody else sits as the member they said to be, the roll has them now or not
    /// any more, or they may not write. It changes nothing by itself; each of them hears of it, and of nobody else what it was.
    /// </summary>
    public sealed record SeatsChanged(ImmutableArray<string> Participants) : MeetingEvent;

    /// <summary>This participant has said to be more members than anybody is believed: what they say to be last is void, and they say no more.</summary>
    public sealed record ClaimsStopped(string Participant) : MeetingEvent;

    /// <summary>
    /// These members of the roll are here without a device: they are present, and their hands may be counted in ballots that open from here on.
    /// </summary>
    public sealed record MarkedPresent(ImmutableArray<string> Members) : MeetingEvent;

    /// <summary>These were marked by mistake, or have left. It changes nothing of a ballot that is open.</summary>
    public sealed record UnmarkedPresent(ImmutableArray<string> Members) : MeetingEvent;

    /// <summary>Somebody who has a name in the record goes by another from here on; the envelope has the new one.</summary>
    /// <param name="Was">The hash of the name before.</param>
    public sealed record Renamed(string Was) : MeetingEvent;

    /// <summary>
    /// Seats that have a part in what is recorded next, and did nothing in this stream that would have named them: who may vote, before a ballot is closed; who
    /// was there, before the meeting is; and whoever only voted, before a name is removed.
    /// </summary>
    public sealed record SeatsRecorded(ImmutableArray<RecordedSeat> Seats) : MeetingEvent;

    /// <summary>By law or for a reason as good, a person's name is taken out of this record, and out of the vault with it. Their acts and votes stay.</summary>
    /// <param name="Hashes">Of the names that they had gone by up to then; one that they take later is another.</param>
    public sealed record NameRemoved(string Participant, string Reason, ImmutableArray<string> Hashes) : MeetingEvent;

    /// <summary>
    /// By law or for a reason as good, what somebody wrote is taken out of this record: from here on nobody reads it, and then it is replaced in the very
    /// commits that hold it. Builds before <see cref="Domain.RecordFormat.Fifth"/> do not know this event.
    /// </summary>
    /// <param name="Seqs">Of the events that held the texts, all before this one.</param>
    public sealed record TextsRemoved(ImmutableArray<long> Seqs, string Reason) : MeetingEvent;

    /// <summary>By what the hands are ordered from now on.</summary>
    public sealed record FloorPolicySet(FloorPolicy Policy) : MeetingEvent;

    // What is kept of it.
    /// <summary>The chair's words instead of what was drafted from the events; absent: the draft again.</summary>
    public sealed record MinutesCorrected(MinutesSection Section, string? Text = null) : MeetingEvent;

    /// <summary>The chair stands for the minutes as they are. What changes them afterwards (<see cref="MinutesAct"/>) asks for a new approval.</summary>
    /// <param name="Covers">The end of the record that the approval rests on; absent: all that stands before it, and the head was not named.</param>
    public sealed record MinutesApproved(CoveredHead? Covers = null) : MeetingEvent;

    // What the projector shows.
    public sealed record SceneShown(Scene Scene) : MeetingEvent;

    // Hub and branch.
    /// <summary>
    /// Of a hub: a branch of it was scheduled. Builds before <see cref="Domain.RecordFormat.Ninth"/> know none of the events from here on.
    /// </summary>
    /// <param name="Title">The branch's, as it was then.</param>
    public sealed record BranchAdded(string Branch, string Title) : MeetingEvent;

    /// <summary>Of a hub: this participant sits in that branch, votes from there, and speaks and writes there; or in another than before.</summary>
    public sealed record SeatedInBranch(string Participant, string Branch) : MeetingEvent;

    /// <summary>Of a branch: what it has seen of its hub, whole, in the place of what it had noted before.</summary>
    public sealed record HubNoted(HubNote Note) : MeetingEvent;

    /// <summary>Of a branch: this comment stands before the hub, too.</summary>
    public sealed record CommentForwarded(string Comment) : MeetingEvent;

    /// <summary>Of a branch: this hand waits at the hub. That it waits no more in the branch, the <see cref="HandDismissed"/> says that follows.</summary>
    public sealed record HandForwarded(string Participant) : MeetingEvent;
}

/// <summary>A member's seat.</summary>
/// <param name="Sector">界别, as it stands in the roll.</param>
public sealed record ConfirmedSeat(string Participant, string Member, string Sector);

/// <summary>A seat under the name that it had at that moment.</summary>
public sealed record RecordedSeat(string Participant, RecordedName Name);
