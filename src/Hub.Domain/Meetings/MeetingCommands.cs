using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Ballots;
using Hub.Domain.Opinion;

namespace Hub.Domain.Meetings;

/// <summary>
/// What people may ask of a meeting. The names are the wire's (<c>$type</c>). Votes and likes go to the room's box: see <see cref="BoxCommand"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(Open), "open")]
[JsonDerivedType(typeof(Pause), "pause")]
[JsonDerivedType(typeof(Resume), "resume")]
[JsonDerivedType(typeof(Close), "close")]
[JsonDerivedType(typeof(Cancel), "cancel")]
[JsonDerivedType(typeof(AddItem), "addItem")]
[JsonDerivedType(typeof(EditItem), "editItem")]
[JsonDerivedType(typeof(MoveItem), "moveItem")]
[JsonDerivedType(typeof(DropItem), "dropItem")]
[JsonDerivedType(typeof(RestoreItem), "restoreItem")]
[JsonDerivedType(typeof(AddDocument), "addDocument")]
[JsonDerivedType(typeof(DropDocument), "dropDocument")]
[JsonDerivedType(typeof(StartItem), "startItem")]
[JsonDerivedType(typeof(FinishItem), "finishItem")]
[JsonDerivedType(typeof(AddTime), "addTime")]
[JsonDerivedType(typeof(TakeTime), "takeTime")]
[JsonDerivedType(typeof(GiveFloor), "giveFloor")]
[JsonDerivedType(typeof(AddFloorTime), "addFloorTime")]
[JsonDerivedType(typeof(EndFloor), "endFloor")]
[JsonDerivedType(typeof(ReorderHands), "reorderHands")]
[JsonDerivedType(typeof(DismissHand), "dismissHand")]
[JsonDerivedType(typeof(HideComment), "hideComment")]
[JsonDerivedType(typeof(RestoreComment), "restoreComment")]
[JsonDerivedType(typeof(ApproveComment), "approveComment")]
[JsonDerivedType(typeof(PinComment), "pinComment")]
[JsonDerivedType(typeof(SetModeration), "setModeration")]
[JsonDerivedType(typeof(DraftBallot), "draftBallot")]
[JsonDerivedType(typeof(DropDraft), "dropDraft")]
[JsonDerivedType(typeof(OpenBallot), "openBallot")]
[JsonDerivedType(typeof(CloseBallot), "closeBallot")]
[JsonDerivedType(typeof(RevealBallot), "revealBallot")]
[JsonDerivedType(typeof(ShowScene), "showScene")]
[JsonDerivedType(typeof(Commit), "commit")]
[JsonDerivedType(typeof(TakeBackCommitment), "takeBackCommitment")]
[JsonDerivedType(typeof(SetWeight), "setWeight")]
[JsonDerivedType(typeof(SetFloorPolicy), "setFloorPolicy")]
[JsonDerivedType(typeof(CorrectMinutes), "correctMinutes")]
[JsonDerivedType(typeof(ApproveMinutes), "approveMinutes")]
[JsonDerivedType(typeof(ConfirmSeats), "confirmSeats")]
[JsonDerivedType(typeof(Unseat), "unseat")]
[JsonDerivedType(typeof(Mute), "mute")]
[JsonDerivedType(typeof(MarkPresent), "markPresent")]
[JsonDerivedType(typeof(UnmarkPresent), "unmarkPresent")]
[JsonDerivedType(typeof(Delegate), "delegate")]
[JsonDerivedType(typeof(CheckIn), "checkIn")]
[JsonDerivedType(typeof(CheckOut), "checkOut")]
[JsonDerivedType(typeof(Comment), "comment")]
[JsonDerivedType(typeof(WithdrawComment), "withdrawComment")]
[JsonDerivedType(typeof(RaiseHand), "raiseHand")]
[JsonDerivedType(typeof(LowerHand), "lowerHand")]
[JsonDerivedType(typeof(YieldFloor), "yieldFloor")]
[JsonDerivedType(typeof(ForwardComment), "forwardComment")]
[JsonDerivedType(typeof(ForwardHand), "forwardHand")]
public abstract record MeetingCommand
{
    private MeetingCommand()
    {
    }

    /// <summary>Staff only, and not on the wire as a command: the edge makes it of <c>POST /api/meetings</c>, with the format looked up.</summary>
    /// <param name="Hub">The meeting whose branch it is; absent: it is none. Refused before <see cref="RecordFormat.Ninth"/>.</param>
    public sealed record Schedule(
        string Title, Format Format, Visibility Visibility = Visibility.Public, ImmutableArray<NewItem>? Agenda = null,
        string? Venue = null, DateTimeOffset? StartsAt = null, int? Expected = null, string? County = null, RollKind? Roll = null, string? Hub = null)
        : MeetingCommand;

    /// <summary>Staff only, and not on the wire as a command: the edge makes it of <c>PUT /api/meetings/{id}/roll</c>, with the members looked up.</summary>
    public sealed record SetRoll(ImmutableArray<RollMember> Members) : MeetingCommand;

    /// <summary>
    /// Staff only, and not on the wire as a command: the edge makes it of <c>PATCH /api/meetings/{id}</c>. Null leaves as it was. Until the meeting is opened
    /// all of it, afterwards the title. Refused while nodes of a build share the database that does not know <see cref="MeetingEvent.MeetingEdited"/>
    /// (<see cref="RecordFormat.First"/>).
    /// </summary>
    public sealed record EditMeeting(
        string? Title = null, string? Venue = null, DateTimeOffset? StartsAt = null, Visibility? Visibility = null, bool ClearVenue = false,
        bool ClearStartsAt = false) : MeetingCommand;

    // Chair.
    public sealed record Open : MeetingCommand;

    public sealed record Pause : MeetingCommand;

    public sealed record Resume : MeetingCommand;

    public sealed record Close : MeetingCommand;

    /// <summary>
    /// Calls off a meeting that was not opened yet; staff may, too. It is then over, and was never held. Refused while nodes of a build share the database that
    /// does not know <see cref="MeetingEvent.MeetingCancelled"/> (<see cref="RecordFormat.First"/>).
    /// </summary>
    public sealed record Cancel(string Reason) : MeetingCommand;

    public sealed record AddItem(string Title, string? Kind = null, double? Minutes = null, string? After = null) : MeetingCommand;

    public sealed record EditItem(string Item, string? Title = null, string? Kind = null, double? Minutes = null) : MeetingCommand;

    public sealed record MoveItem(string Item, string? After = null) : MeetingCommand;

    public sealed record DropItem(string Item) : MeetingCommand;

    /// <summary>Takes a <see cref="DropItem"/> back: the item is again what it was and where it was, under its own id, and its topic hears of it.</summary>
    public sealed record RestoreItem(string Item) : MeetingCommand;

    /// <summary>
    /// Puts a document (材料) under an item, until the meeting is closed. Whether there is such a file, the meeting's owner looks. Refused while nodes of a build
    /// share the database that does not know <see cref="MeetingEvent.DocumentAdded"/> (<see cref="RecordFormat.Eighth"/>), as are <see cref="DropDocument"/>,
    /// <see cref="DraftBallot"/> and <see cref="DropDraft"/>.
    /// </summary>
    /// <param name="File">The id of a file that was handed in.</param>
    public sealed record AddDocument(string Item, string File, string Title) : MeetingCommand;

    /// <summary>Takes a document from an item; the file itself goes later, where nothing else names it.</summary>
    public sealed record DropDocument(string Item, string Document) : MeetingCommand;

    public sealed record StartItem(string Item) : MeetingCommand;

    public sealed record FinishItem(string Item) : MeetingCommand;

    /// <param name="Seconds">More time, or less where negative.</param>
    public sealed record AddTime(string Item, int Seconds) : MeetingCommand;

    /// <summary>Moves planned time from one item to another: both change, or neither does.</summary>
    /// <param name="Seconds">More than none.</param>
    public sealed record TakeTime(string Item, string From, int Seconds) : MeetingCommand;

    public sealed record GiveFloor(string Participant, int? Seconds = null) : MeetingCommand;

    public sealed record AddFloorTime(int Seconds) : MeetingCommand;

    public sealed record EndFloor : MeetingCommand;

    public sealed record ReorderHands(ImmutableArray<string> Participants) : MeetingCommand;

    /// <summary>By what the hands are ordered; what <see cref="ReorderHands"/> names comes first under either.</summary>
    public sealed record SetFloorPolicy(FloorPolicy Policy) : MeetingCommand;

    public sealed record DismissHand(string Participant) : MeetingCommand;

    public sealed record HideComment([property: JsonPropertyName("comment")] string Id, string? Reason = null) : MeetingCommand;

    public sealed record RestoreComment([property: JsonPropertyName("comment")] string Id) : MeetingCommand;

    public sealed record ApproveComment([property: JsonPropertyName("comment")] string Id) : MeetingCommand;

    public sealed record PinComment([property: JsonPropertyName("comment")] string? Id = null) : MeetingCommand;

    public sealed record SetModeration(Moderation Mode) : MeetingCommand;

    /// <summary>
    /// Prepares a ballot (草案), before the meeting or in it: the room is told nothing of it until it is opened. It must be one that could be held, but for
    /// who is there.
    /// </summary>
    /// <inheritdoc cref="OpenBallot"/>
    /// <param name="Draft">The one whose place it takes; absent: it is another.</param>
    public sealed record DraftBallot(
        string Question, BallotKind Kind, ImmutableArray<string>? Options = null, int? Max = null, string? Majority = null, string? Base = null,
        [property: JsonConverter(typeof(TextOrNumber))] string? Quorum = null, Voters? Voters = null, string? Secrecy = null, ResultsShown? Results = null,
        string? Item = null, int? ClosesIn = null, string? Draft = null) : MeetingCommand;

    public sealed record DropDraft(string Draft) : MeetingCommand;

    /// <param name="Options">The options' texts, of a ballot of kind single or multiple; the candidates of an election.</param>
    /// <param name="Max">The most options one voter may choose, of kind multiple, absent: all; how many are elected, of an election, which must say it.</param>
    /// <param name="Majority">"simple" (more for than against), "absolute" (more than half of the base), or a part of it like "2/3", reached when equal;
    /// absent: as the format says.</param>
    /// <param name="Base">"cast", "present" or "entitled"; absent: as the format says.</param>
    /// <param name="Quorum">Part of the entitled that must vote, like "1/2", or be here, like "2/3 present"; a number from 0 to 1 is read as a part; absent: as
    /// the format says.</param>
    /// <param name="Voters">Absent: as the format says.</param>
    /// <param name="Secrecy">"named" or "confidential"; absent: named.</param>
    /// <param name="ClosesIn">Seconds until it closes by itself.</param>
    /// <param name="Draft">The draft that it was prepared as, which is used up by it: of two who open it, the second is refused. Absent: it was not
    /// prepared.</param>
    public sealed record OpenBallot(
        string Question, BallotKind Kind, ImmutableArray<string>? Options = null, int? Max = null, string? Majority = null, string? Base = null,
        [property: JsonConverter(typeof(TextOrNumber))] string? Quorum = null, Voters? Voters = null, string? Secrecy = null, ResultsShown? Results = null,
        string? Item = null, int? ClosesIn = null, string? Draft = null) : MeetingCommand;

    public sealed record CloseBallot(string Ballot) : MeetingCommand;

    public sealed record RevealBallot(string Ballot) : MeetingCommand;

    /// <param name="Scene">What is shown.</param>
    /// <param name="Ballot">Of the scenes ballot and result.</param>
    /// <param name="CommentId">Of the scene comment; absent: the pinned one.</param>
    public sealed record ShowScene(SceneKind Scene, string? Ballot = null, [property: JsonPropertyName("comment")] string? CommentId = null) : MeetingCommand;

    /// <summary>
    /// A department's promise (交办), because of what an item is about or of what somebody wrote. It belongs to the item's topic; where there is none, to a topic
    /// made of it.
    /// </summary>
    /// <param name="Department">As it was said.</param>
    /// <param name="Due">The last day, in the house's time zone.</param>
    /// <param name="DepartmentId">Of the department in its register; absent: it is not listed there.</param>
    public sealed record Commit(
        string Department, string What, DateOnly Due, string? Item = null, [property: JsonPropertyName("comment")] string? CommentId = null,
        string? DepartmentId = null) : MeetingCommand;

    /// <summary>
    /// Takes a <see cref="Commit"/> back, until the meeting closes or the department has answered: its topic is again as it was before. The record says that it
    /// was given, and that it was taken back.
    /// </summary>
    public sealed record TakeBackCommitment(string Commitment) : MeetingCommand;

    /// <summary>What a vote weighs (票权) in ballots that open from now on, where the format weighs votes.</summary>
    /// <param name="Weight">"2", "1.5" or "0.125": not negative, at most three decimals, at most a million.</param>
    public sealed record SetWeight(string Participant, string Weight) : MeetingCommand;

    /// <summary>Puts words of the chair in the place of what was drafted from the events, once the meeting is closed.</summary>
    /// <param name="Text">Absent: the draft again.</param>
    public sealed record CorrectMinutes(MinutesSection Section, string? Text = null) : MeetingCommand;

    /// <param name="Head">The seq of the record that the chair has read (<c>asOf</c> of the minutes): where something has changed the minutes since, they are
    /// not approved unread. Absent: as they are.</param>
    public sealed record ApproveMinutes(long? Head = null) : MeetingCommand;

    /// <summary>
    /// These seats are these members'. Refused whole where one of them does not say so any more, or somebody else sits as the member. Of several, those whom
    /// more than one says to be are left out, and the others confirmed: who is contested is confirmed alone. It also takes an <see cref="Unseat"/> back.
    /// </summary>
    public sealed record ConfirmSeats(ImmutableArray<ClaimedSeat> Seats) : MeetingCommand;

    /// <summary>Takes a member's seat, or a claim to be one, from a participant; they stay in the room.</summary>
    public sealed record Unseat(string Participant, string Reason) : MeetingCommand;

    /// <summary>Keeps a participant from writing and from raising a hand.</summary>
    /// <param name="Minutes">Absent: as long as the meeting lasts; 0: they may again.</param>
    public sealed record Mute(string Participant, int? Minutes = null) : MeetingCommand;

    /// <summary>
    /// These members of the roll are here without a device. Who sits here by device is present already, and is left as they are.
    /// </summary>
    public sealed record MarkPresent(ImmutableArray<string> Members) : MeetingCommand;

    /// <summary>Takes a <see cref="MarkPresent"/> back: set by mistake, or the member has left.</summary>
    public sealed record UnmarkPresent(ImmutableArray<string> Members) : MeetingCommand;

    // Whoever votes.
    /// <summary>
    /// Has somebody vote for me (委托) in ballots that open from now on, where I do not vote myself. One step: what I was given is not passed on.
    /// </summary>
    /// <param name="To">A voter who has checked in; null takes it back.</param>
    public sealed record Delegate(string? To = null) : MeetingCommand;

    // Attendee.
    /// <param name="Code">What the hall's wall shows, where the format asks for it.</param>
    public sealed record CheckIn(string? Code = null) : MeetingCommand
    {
        /// <summary>The meeting's own word that the code is good. Never on the wire.</summary>
        [JsonIgnore]
        public bool IsProven { get; init; }
    }

    public sealed record CheckOut : MeetingCommand;

    public sealed record Comment(string Text, string? Item = null, string? ReplyTo = null) : MeetingCommand;

    public sealed record WithdrawComment([property: JsonPropertyName("comment")] string Id) : MeetingCommand;

    public sealed record RaiseHand(string? About = null) : MeetingCommand;

    public sealed record LowerHand : MeetingCommand;

    public sealed record YieldFloor : MeetingCommand;

    /// <summary>The house's: staff have scheduled a topic into this meeting. Never on the wire.</summary>
    public sealed record AddTopic(string Topic, string Title) : MeetingCommand;

    /// <summary>The house's: who signed in as a member of the register took this seat. Never on the wire.</summary>
    /// <param name="Role">In which they come; absent: a node of an older build asks.</param>
    public sealed record SeatMember(string Participant, string Member, string Sector, Role? Role = null) : MeetingCommand;

    /// <summary>The one's who joins, as the edge makes it of <c>POST /api/join</c>: they say to be this member of the roll. Never on the wire.</summary>
    public sealed record ClaimSeat(string Member) : MeetingCommand;

    /// <summary>The meeting's own: somebody was refused a claim because they had made too many. Never on the wire.</summary>
    public sealed record StopClaims(string Participant) : MeetingCommand;

    /// <summary>The house's: somebody took their seat again under another name. The actor is who; never on the wire.</summary>
    public sealed record Rename : MeetingCommand;

    /// <summary>The meeting's own, before something is recorded that names them: see <see cref="MeetingEvent.SeatsRecorded"/>. Never on the wire.</summary>
    public sealed record RecordSeats(ImmutableArray<RecordedSeat> Seats) : MeetingCommand;

    /// <summary>Staff's, at any time: see <see cref="MeetingEvent.NameRemoved"/>. Never on the wire as a command: the edge makes it of a call.</summary>
    /// <param name="Hashes">Of all names that the vault has of them.</param>
    public sealed record RemoveName(string Participant, string Reason, ImmutableArray<string> Hashes) : MeetingCommand;

    /// <summary>The house's, at any time: see <see cref="MeetingEvent.TextsRemoved"/>. Never on the wire.</summary>
    /// <param name="Author">The participant who wrote them; the grain finds out where. Null: the seqs say it.</param>
    /// <param name="Seqs">Of the events that hold the texts.</param>
    public sealed record RemoveTexts(string? Author, string Reason, ImmutableArray<long> Seqs) : MeetingCommand;

    /// <summary>The house's, once two of the staff want it: see <see cref="MeetingEvent.BallotVoided"/>. Never on the wire.</summary>
    public sealed record VoidBallot(string Ballot, string Reason) : MeetingCommand;

    /// <summary>The house's, once two of the staff want it: who may see the record of a meeting that is closed. Never on the wire.</summary>
    public sealed record ShowRecord(Visibility To) : MeetingCommand;

    /// <summary>The meeting's own: the topic has heard what became of the item. Never on the wire.</summary>
    public sealed record NoteTopicTold(string Item) : MeetingCommand;

    /// <summary>The meeting's own: the box has taken its last vote. Never on the wire.</summary>
    public sealed record SealBallot(string Ballot, Tally Tally, string? Root = null) : MeetingCommand;

    // Hub and branch. Refused while nodes of a build share the database that does not know these events (RecordFormat.Ninth).
    /// <summary>The chair's of a branch: puts a comment forward to the hub, where it stands in its author's name with the branch's.</summary>
    public sealed record ForwardComment([property: JsonPropertyName("comment")] string Id) : MeetingCommand;

    /// <summary>The chair's of a branch: a hand that is up here waits at the hub instead.</summary>
    public sealed record ForwardHand(string Participant) : MeetingCommand;

    /// <summary>The house's, of a hub: a branch was scheduled. Never on the wire.</summary>
    public sealed record AddBranch(string Branch, string Title) : MeetingCommand;

    /// <summary>The house's, of a hub: this participant sits in that branch. Never on the wire.</summary>
    public sealed record SeatInBranch(string Participant, string Branch) : MeetingCommand;

    /// <summary>The branch's own: what it has seen of its hub. Never on the wire.</summary>
    public sealed record NoteHub(HubNote Note) : MeetingCommand;

    /// <summary>Of a hub, by a branch in its author's name: see <see cref="ForwardComment"/>. Never on the wire.</summary>
    public sealed record CommentFromBranch(string Text) : MeetingCommand;

    /// <summary>Of a hub, by a branch in the name of whoever raised it: see <see cref="ForwardHand"/>. Never on the wire.</summary>
    public sealed record HandFromBranch(string? About = null) : MeetingCommand;

    /// <summary>
    /// What somebody asks of an opinion round. On the wire it is the round's own command (<see cref="RoundCommand"/>), and this is never there.
    /// </summary>
    public sealed record OfRound(RoundCommand Command) : MeetingCommand;
}
