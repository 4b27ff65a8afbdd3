using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Server.Access;
using Hub.Server.Feed;

namespace Hub.Server.Contracts;

/// <summary>A command with the one who asks, as the edge vouches for them.</summary>
/// <param name="Operation">The operation's key.</param>
/// <param name="Name">The name the person goes by; it is shown, and stored in no event: the actor has its hash.</param>
/// <param name="Payload">See <see cref="Operation.Payload"/>; 0 where the house asks, or a node of an older build.</param>
[GenerateSerializer, Immutable, Alias("hub.ask")]
public sealed record Ask<TCommand>(
    [property: Id(0)] UInt128 Operation, [property: Id(1)] Actor Actor, [property: Id(2)] string? Name, [property: Id(3)] TCommand Command,
    [property: Id(4)] long Payload = 0)
{
    /// <summary>The operation with what it asks for.</summary>
    public Operation ToOperation() => new(Operation) { Payload = Payload };
}

/// <summary>A vote on its way together with others.</summary>
/// <param name="Payload">See <see cref="Ask{TCommand}"/>.</param>
/// <param name="Trace">The span that sent it (W3C traceparent): the call carries many, and is a child of none of them. Null where nobody traces.</param>
[GenerateSerializer, Immutable, Alias("hub.voteAsk")]
public sealed record VoteAsk(
    [property: Id(0)] UInt128 Operation, [property: Id(1)] string Participant, [property: Id(2)] Role Role, [property: Id(3)] string Ballot,
    [property: Id(4)] string[] Choices,
    [property: Id(5)] string? Trace = null, [property: Id(6)] long Payload = 0);

/// <summary>One meeting. Key: its id. The only one who writes its stream.</summary>
[Alias("hub.meeting")]
public interface IMeetingGrain : IGrainWithStringKey
{
    /// <summary>Idempotent by operation; answers after the effect is stored.</summary>
    [Alias("do")]
    Task<Answer> Do(Ask<MeetingCommand> ask);

    /// <summary>What an audience may read, from a position where that is near, else whole. Shows everything answered before the call.</summary>
    [Alias("read")]
    Task<Reading> Read(ReadRequest request);

    /// <summary>Registers a node, or renews its lease. Registration, renewal and catch-up are this one call.</summary>
    [Alias("watch")]
    Task<WatchReply> Watch(WatchRequest request);

    /// <summary>A page of the record, for an audience.</summary>
    [Alias("events")]
    Task<EventsPage> ReadEvents(Audience audience, long after, int limit);

    /// <summary>A page of comments older than a seq, oldest first.</summary>
    [Alias("comments")]
    Task<CommentsPage> ReadComments(long before, int limit);

    /// <summary>The little that the edge must know of a meeting; null where nothing was scheduled.</summary>
    [Alias("about")]
    Task<About?> About();

    /// <summary>How far a ballot is; null where there is none.</summary>
    [Alias("ballot")]
    Task<BallotState?> Ballot(string ballot);

    /// <summary>
    /// A person takes a seat, which is stored when this answers, or changes its name or role. In a meeting that is over they are a reader, and keep the name
    /// they had. Idempotent.
    /// </summary>
    /// <returns>Null: the meeting is over, and the codes that hung on its wall bring nobody new.</returns>
    [Alias("sit")]
    Task<SeatNote?> Sit(SeatAsk ask);

    /// <summary>Somebody took a seat, or changed name or role. Another name of somebody who stands in the record already is an event.</summary>
    [Alias("seatTaken")]
    Task SeatTaken(SeatNote seat);

    /// <summary>
    /// A person takes a seat and says to be this member of the roll, whose name they go by; or neither, and why. Nothing of it counts until the chair has
    /// confirmed it. Idempotent.
    /// </summary>
    [Alias("claim")]
    Task<ClaimedSeatNote> Claim(SeatAsk ask, string member);

    /// <summary>
    /// The same with a card that was printed for this member: they sit at once. It outranks whoever only said to be them, and an older card; not a member's own
    /// link. Idempotent.
    /// </summary>
    [Alias("sitByCard")]
    Task<ClaimedSeatNote> SitByCard(SeatAsk ask, SeatedMember member);

    /// <summary>Who votes here, and where they sit; null where nothing was scheduled, or before meetings had a roll.</summary>
    [Alias("roll")]
    Task<RollNow?> Roll();

    [Alias("mine")]
    Task<MineInMeeting> Mine(string participant);

    /// <summary>Who is who in this meeting. Not for everyone: who asks is looked at by the edge.</summary>
    [Alias("people")]
    Task<PeopleHere?> People();

    /// <summary>In which order the hands come to speak, and why; null where nothing was scheduled.</summary>
    [Alias("floor")]
    Task<FloorOrder?> FloorOrder();

    /// <summary>Null where the comment may be liked; else why not.</summary>
    [Alias("mayReact")]
    Task<Rejection?> MayReact(string comment);

    /// <summary>Whether this comment was made here, hidden or not.</summary>
    [Alias("hasComment")]
    Task<bool> HasComment(string comment);

    /// <summary>The box reports what changed in its counts.</summary>
    [Alias("counted")]
    Task Counted(BoxCounts counts);

    /// <summary>Loads the meeting where a deadline of it is near; the meeting then keeps the time itself.</summary>
    [Alias("wake")]
    Task Wake();

    /// <summary>
    /// Of a hub: who has this seat here sits in a branch, is there or not any more, and as which member. Idempotent. Who sits at the hub by themselves is left
    /// as they are.
    /// </summary>
    /// <returns>False: it could not be stored, and should be asked again.</returns>
    [Alias("sitInBranch")]
    Task<bool> SitInBranch(SeatNote seat, BranchSeat from);

    /// <summary>Of a hub: a branch tells its figures, when they change, and at least every <see cref="BranchPace.Renewed"/>.</summary>
    /// <returns>What the branch may note of the hub; null: it is none of its branches.</returns>
    [Alias("branchNow")]
    Task<HubNote?> BranchNow(BranchNow now);

    /// <summary>A page of a hub's branches, in the order of their ids; null where nothing was scheduled.</summary>
    [Alias("branches")]
    Task<BranchesNow?> Branches(BranchesAsk ask);

    /// <summary>A round as it stands here; null where there is none of this id.</summary>
    [Alias("round")]
    Task<Round?> FindRound(string round);

    /// <summary>A round's stances have found that another number of groups is to be shown.</summary>
    /// <returns>Whether that is stored.</returns>
    [Alias("groups")]
    Task<bool> CountGroups(string round, int groups);

    /// <summary>A round's stances tell what everybody may see of them now.</summary>
    [Alias("roundCounted")]
    Task RoundCounted(RoundCounts counts);
}

/// <summary>
/// A room's box: votes and likes. Key: see <see cref="StreamNames.BoxKey"/>. Apart from the meeting, so that a vote spike never delays the chair.
/// </summary>
[Alias("hub.box")]
public interface IBoxGrain : IGrainWithStringKey
{
    /// <summary>Idempotent by operation; answers after the effect is stored.</summary>
    [Alias("do")]
    Task<Answer> Do(Ask<BoxCommand> ask);

    /// <summary>Many votes of many people, each as <see cref="Do"/> does it, and answered in their order.</summary>
    [Alias("vote")]
    Task<Answer[]> Vote(VoteAsk[] asks);

    /// <summary>The count of a ballot as stored, or null where the box does not know it.</summary>
    [Alias("tally")]
    Task<CountOf?> Count(string ballot);

    /// <summary>The votes of a closed named ballot, in the order of their tree; null where there is none such.</summary>
    [Alias("votes")]
    Task<NamedVotes?> Votes(string ballot);

    /// <summary>The proof that one vote is among those of a closed named ballot; null where it is not, or there is none such.</summary>
    [Alias("proof")]
    Task<VoteProof?> Prove(string ballot, string participant);

    /// <summary>Who of a frozen electorate has not voted yet; null where the ballot is not open, or its electorate is.</summary>
    [Alias("missing")]
    Task<string[]?> Missing(string ballot);

    /// <summary>How each of these groups of voters voted, each for themselves; null where the box does not know the ballot.</summary>
    [Alias("castBy")]
    Task<CastBy[]?> CastBy(string ballot, [Immutable] string[][] groups);

    /// <summary>The stored counts that changed after a version.</summary>
    [Alias("counts")]
    Task<BoxCounts> Counts(long since);

    [Alias("mine")]
    Task<MineInBox> Mine(string participant);
}

/// <summary>One person in one room: the seat, over all their devices. Key: <c>{meeting}/{person}</c>.</summary>
[Alias("hub.participant")]
public interface IParticipantGrain : IGrainWithStringKey
{
    /// <summary>The key of a person's grain in a meeting.</summary>
    static string Key(string meeting, string person) => $"{meeting}/{person}";

    /// <summary>
    /// Takes the seat, or takes it again with another name or role. Of a meeting that is over nobody takes a part any more: who comes is a reader, names stay
    /// as they are, and only the chair's code still opens what is the chair's. Idempotent.
    /// </summary>
    /// <returns>Null: see <see cref="IMeetingGrain.Sit"/>.</returns>
    [Alias("sit")]
    Task<SeatNote?> Sit(string name, Role role);

    /// <summary>
    /// The same, by a member of the register who is known by their link: what is done from this seat stands in their duty record, under the register's name,
    /// which is <paramref name="name"/>.
    /// </summary>
    [Alias("sitAs")]
    Task<SeatNote> SitAs(string name, Role role, SeatedMember member);

    /// <summary>The same, by somebody who says to be a member of the roll: see <see cref="IMeetingGrain.Claim"/>.</summary>
    /// <param name="name">The member's, as the register has it.</param>
    [Alias("claim")]
    Task<ClaimedSeatNote> Claim(string name, string member);

    /// <summary>The same with a card that was printed for this member: see <see cref="IMeetingGrain.SitByCard"/>.</summary>
    /// <param name="name">The member's, as the register has it.</param>
    /// <param name="known">By the card, or better: by their own link, on a device where they are signed in.</param>
    [Alias("sitByCard")]
    Task<ClaimedSeatNote> SitByCard(string name, SeatedMember member, KnownBy known);

    /// <summary>The seat, or null.</summary>
    [Alias("seat")]
    Task<SeatNote?> Seat();

    /// <summary>
    /// The name that this person went by was removed from the record: they do nothing here until they take their seat again under another. Idempotent.
    /// </summary>
    [Alias("nameRemoved")]
    Task NameRemoved();

    /// <summary>What is mine in the room; null without a seat.</summary>
    [Alias("me")]
    Task<MeView?> Me();

    /// <summary>Does a command of this person, within the allowance. The same operation sent at the same time, from any device, is done once.</summary>
    [Alias("doMeeting")]
    Task<Answer> Do(string op, [Immutable] MeetingCommand command);

    /// <inheritdoc cref="Do(string, MeetingCommand)"/>
    [Alias("doBox")]
    Task<Answer> Do(string op, [Immutable] BoxCommand command);

    /// <summary>Of a hub: this person sits in a branch, and so has a seat here. Idempotent.</summary>
    /// <param name="name">The name they go by there.</param>
    /// <returns>False: see <see cref="IMeetingGrain.SitInBranch"/>.</returns>
    [Alias("sitFrom")]
    Task<bool> SitFrom(string name, KnownBy? known, BranchSeat from);

    /// <summary>Of a branch: how this person sits here has changed, and its hub is told. Idempotent.</summary>
    /// <returns>Whether the hub knows; where it does not, it is told again behind the caller's back.</returns>
    [Alias("tellHub")]
    Task<bool> TellHub();

    /// <inheritdoc cref="Do(string, MeetingCommand)"/>
    /// <remarks>Nodes of a build before <see cref="RecordFormat.Ninth"/> do not know this call.</remarks>
    [Alias("doRound")]
    Task<Answer> Do(string op, [Immutable] RoundCommand command);
}

/// <summary>What a person comes with who takes a seat.</summary>
/// <param name="Role">That the code opens.</param>
/// <param name="Participant">The id for a seat that does not exist yet.</param>
/// <param name="IsMember">Whether this makes the seat a member's, whatever role it acts in.</param>
[GenerateSerializer, Immutable, Alias("hub.seatAsk")]
public sealed record SeatAsk(
    [property: Id(0)] string Person, [property: Id(1)] string Name, [property: Id(2)] Role Role, [property: Id(3)] string Participant,
    [property: Id(4)] KnownBy? Known, [property: Id(5)] bool IsMember);

/// <param name="NameHash">See <see cref="RecordedName.Hash"/>.</param>
[GenerateSerializer, Immutable, Alias("hub.seat")]
public sealed record SeatNote(
    [property: Id(0)] string Participant, [property: Id(1)] string Name, [property: Id(2)] Role Role, [property: Id(3)] string? NameHash = null,
    [property: Id(4)] KnownBy? Known = null,
    [property: Id(5)] bool IsMember = false)
{
    /// <summary>Of a seat that was just taken in a branch, the id of its hub.</summary>
    [Id(6)]
    public string? Hub { get; init; }

    /// <summary>As they stand in the record of a meeting.</summary>
    public RecordedName? Recorded => NameHash is null ? null : new RecordedName(NameHash, Role, Known);

    public Actor Actor => new(Participant, Role, Name: Recorded, IsMember: IsMember);

    /// <summary>Without a name: votes and likes carry none. Whose a vote is, says the record of the meeting, as it stands when the ballot closes.</summary>
    public Actor Voter => new(Participant, Role);
}

/// <param name="Seat">Null where it was refused.</param>
/// <param name="IsSeated">Whether it is this member's seat already: it was confirmed, or taken by their own link.</param>
[GenerateSerializer, Immutable, Alias("hub.claimedSeat")]
public sealed record ClaimedSeatNote([property: Id(0)] SeatNote? Seat, [property: Id(1)] Rejection? Refused = null, [property: Id(2)] bool IsSeated = false);

/// <param name="Members">Of a register, each of the roll.</param>
[GenerateSerializer, Immutable, Alias("hub.rollNow")]
/// <param name="Entitled">Of a register, how many are entitled (应到).</param>
/// <param name="Present">Of these, how many are present: seated, or marked.</param>
/// <param name="Sitting">The members who sit here or are marked, on the roll or not; null: a node of an older build tells.</param>
public sealed record RollNow(
    [property: Id(0)] RollKind Kind, [property: Id(1)] RollPlace[] Members, [property: Id(2)] int Entitled = 0, [property: Id(3)] int Present = 0,
    [property: Id(4)] string[]? Sitting = null);

/// <param name="Seat">The participant who sits there as this member; null: nobody does.</param>
/// <param name="Claims">The participants who say to be this member.</param>
/// <param name="Marked">Whether they are marked as here without a device.</param>
/// <param name="MutedUntil">Until when whoever sits there neither writes nor raises a hand.</param>
[GenerateSerializer, Immutable, Alias("hub.rollPlace")]
public sealed record RollPlace(
    [property: Id(0)] string Member, [property: Id(1)] string Sector, [property: Id(2)] string? Seat, [property: Id(3)] string[] Claims,
    [property: Id(4)] bool Marked = false, [property: Id(5)] DateTimeOffset? MutedUntil = null);

/// <param name="Unreadable">Why nobody reads it: its record is set aside.</param>
[GenerateSerializer, Immutable, Alias("hub.about")]
public sealed record About(
    [property: Id(0)] string Title, [property: Id(1)] Visibility Visibility, [property: Id(2)] MeetingStatus Status, [property: Id(3)] int Present,
    [property: Id(4)] Rejection? Unreadable = null)
{
    /// <summary>Whether nobody takes a part any more.</summary>
    public bool IsOver => Status is not (MeetingStatus.Scheduled or MeetingStatus.Open or MeetingStatus.Paused);
    [Id(5)]
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>By what it knows who votes; null: it was scheduled before meetings had a roll.</summary>
    [Id(6)]
    public RollKind? Roll { get; init; }

    [Id(7)]
    public string? Venue { get; init; }

    /// <summary>Whether checking in needs the code on the hall's wall; null: no.</summary>
    [Id(8)]
    public bool? Presence { get; init; }

    /// <summary>Null also where a node of an older build owns it.</summary>
    [Id(9)]
    public string? County { get; init; }

    /// <inheritdoc cref="County"/>
    [Id(10)]
    public string? Format { get; init; }

    /// <summary>Of a branch, the id of its hub.</summary>
    [Id(11)]
    public string? Hub { get; init; }
}

[GenerateSerializer, Immutable, Alias("hub.floorOrder")]
public sealed record FloorOrder([property: Id(0)] FloorPolicy Policy, [property: Id(1)] ImmutableArray<FloorTurn> Order);

/// <param name="Sector">Of a member of the register.</param>
/// <param name="Why">The rule by which the one directly before came first.</param>
[GenerateSerializer, Immutable, Alias("hub.floorTurn")]
public sealed record FloorTurn(
    [property: Id(0)] string Participant, [property: Id(1)] string? Name, [property: Id(2)] string? Sector, [property: Id(3)] double SpokenSeconds,
    [property: Id(4)] FloorRule Why,
    [property: Id(5)] bool? Verified = null, [property: Id(6)] bool? Removed = null);

/// <param name="IsShown">Closed, and the room sees its counts.</param>
/// <param name="NamesRemoved">How many names were removed from the meeting's record: whoever has read its names before another was removed reads them
/// anew.</param>
[GenerateSerializer, Immutable, Alias("hub.ballotState")]
public sealed record BallotState(
    [property: Id(0)] bool IsClosed, [property: Id(1)] bool IsShown, [property: Id(2)] Secrecy Secrecy, [property: Id(3)] int NamesRemoved = 0);

/// <param name="Position">The client's position, or null.</param>
/// <param name="Known">The version of the snapshot that the caller holds; it is not sent again.</param>
[GenerateSerializer, Immutable, Alias("hub.readRequest")]
public sealed record ReadRequest([property: Id(0)] Audience Audience, [property: Id(1)] string? Position, [property: Id(2)] ReadVersion Known);

/// <summary>What a snapshot depends on: the same version of the same activation means the same bytes.</summary>
[GenerateSerializer, Immutable, Alias("hub.readVersion")]
public readonly record struct ReadVersion([property: Id(0)] Guid Activation, [property: Id(1)] long Seq, [property: Id(2)] long Soft);

/// <param name="To">The seq that this reading shows.</param>
/// <param name="Snapshot">JSON of a <see cref="MeetingView"/>; null where the caller holds it already, or <paramref name="Missed"/> says it all.</param>
/// <param name="Missed">JSON of the frame (<see cref="FrameView"/>) from the position asked to <paramref name="To"/>; empty where nothing was missed.</param>
/// <param name="Tally">Every count that a returning client may show; a snapshot has them in it.</param>
[GenerateSerializer, Immutable, Alias("hub.reading")]
public sealed record Reading(
    [property: Id(0)] long To, [property: Id(1)] string Position, [property: Id(2)] ReadVersion Version, [property: Id(3)] byte[]? Snapshot,
    [property: Id(4)] byte[][]? Missed, [property: Id(5)] Counted? Tally, [property: Id(6)] Rejection? Unreadable);

[GenerateSerializer, Immutable, Alias("hub.eventsPage")]
public sealed record EventsPage([property: Id(0)] byte[][] Events, [property: Id(1)] string Position);

[GenerateSerializer, Immutable, Alias("hub.commentsPage")]
public sealed record CommentsPage([property: Id(0)] byte[] Items, [property: Id(1)] long? Next);

/// <param name="Node">The node's name, the same over its life.</param>
/// <param name="Position">Where the node is, or null at first.</param>
/// <param name="Present">Participants connected to the node; null where they are as they were at the last call.</param>
/// <param name="Several">Those of them who follow over more than one connection to the node; null with <paramref name="Present"/>.</param>
[GenerateSerializer, Immutable, Alias("hub.watchRequest")]
public sealed record WatchRequest(
    [property: Id(0)] string Node, [property: Id(1)] IFeedObserver Observer, [property: Id(2)] string? Position, [property: Id(3)] string[]? Present,
    [property: Id(4)] string[]? Several = null);

/// <param name="Position">Where the feed goes on from. Another than the node's own: it missed more than can be told, and its clients must read again.</param>
/// <param name="NeedsPresent">The meeting does not know who is at this node: say it with the next call.</param>
[GenerateSerializer, Immutable, Alias("hub.watchReply")]
public sealed record WatchReply([property: Id(0)] long To, [property: Id(1)] string Position, [property: Id(2)] bool NeedsPresent);

/// <param name="Role">Where votes go by a roll and the seat says attendee or member: what it is.</param>
/// <param name="Branch">In a branch: how I sit there, for its hub.</param>
[GenerateSerializer, Immutable, Alias("hub.mineInMeeting")]
public sealed record MineInMeeting([property: Id(0)] bool CheckedIn, [property: Id(1)] HandView? Hand, [property: Id(2)] bool ChairVotes = false,
    [property: Id(3)] SeatState? State = null, [property: Id(4)] DateTimeOffset? MutedUntil = null,
    [property: Id(5)] Role? Role = null, [property: Id(6)] WaitingComment[]? Waiting = null, [property: Id(7)] BranchSeat? Branch = null);

/// <param name="Entitled">The open ballots in whose frozen electorate this person is.</param>
[GenerateSerializer, Immutable, Alias("hub.mineInBox")]
public sealed record MineInBox(
    [property: Id(0)] Dictionary<string, string[]> Votes, [property: Id(1)] string[] Likes, [property: Id(2)] string[]? Entitled = null);

/// <param name="Version">The box's last stored event.</param>
/// <param name="Ballots">Ballots whose count changed.</param>
/// <param name="Likes">Likes by comment, where they changed.</param>
/// <param name="Since">The version after which changes are told: to whoever knows less, this is not the whole.</param>
/// <param name="By">Who voted or liked since; null where the box does not know of all that time.</param>
[GenerateSerializer, Immutable, Alias("hub.boxCounts")]
public sealed record BoxCounts(
    [property: Id(0)] long Version, [property: Id(1)] Dictionary<string, CountOf> Ballots, [property: Id(2)] Dictionary<string, int> Likes,
    [property: Id(3)] long Since, [property: Id(4)] string[]? By = null);

/// <param name="Eligible">Null where the electorate is open: every seat of the voters' role.</param>
/// <param name="Root">Of a closed named ballot, its votes' tree in hex.</param>
/// <param name="Uncounted">A confidential ballot whose key was gone at the close.</param>
/// <param name="Present">How many of the electorate were present at the close; null before it, and where nobody checks in.</param>
/// <param name="Weights">Null where every vote weighs one.</param>
/// <param name="Secrecy">As the box keeps it: one of an older build may not know what it was asked for.</param>
/// <param name="Hands">What was counted by show of hands.</param>
/// <param name="Size">With the root: how many votes are in the tree.</param>
/// <param name="Turnout">The version of its <see cref="TurnoutRule"/>; null: the first.</param>
/// <param name="Represented">Of those present, for how many their delegate voted; null: for nobody, before the close, and by the first rule.</param>
[GenerateSerializer, Immutable, Alias("hub.countOf")]
public sealed record CountOf(
    [property: Id(0)] Dictionary<string, int> Counts, [property: Id(1)] int Cast, [property: Id(2)] int? Eligible, [property: Id(3)] int? Present = null,
    [property: Id(4)] bool Uncounted = false, [property: Id(5)] string? Root = null, [property: Id(6)] WeightTally? Weights = null,
    [property: Id(7)] Secrecy Secrecy = Secrecy.Named, [property: Id(8)] Dictionary<string, int>? Hands = null, [property: Id(9)] int Size = 0,
    [property: Id(10)] int? Turnout = null, [property: Id(11)] int? Represented = null);

/// <param name="Root">In hex.</param>
[GenerateSerializer, Immutable, Alias("hub.namedVotes")]
public sealed record NamedVotes([property: Id(0)] string Root, [property: Id(1)] NamedVote[] Votes);

/// <param name="Salt">The operation's key in hex.</param>
/// <param name="Weight">Null where every vote weighs one.</param>
/// <param name="Represented">Those for whom this vote counts too.</param>
[GenerateSerializer, Immutable, Alias("hub.namedVote")]
public sealed record NamedVote(
    [property: Id(0)] string Participant, [property: Id(1)] string[] Choices, [property: Id(2)] string Salt, [property: Id(3)] string? Weight = null,
    [property: Id(4)] RepresentedVoter[]? Represented = null);

[GenerateSerializer, Immutable, Alias("hub.representedVoter")]
public sealed record RepresentedVoter([property: Id(0)] string Participant, [property: Id(1)] string? Weight);

/// <param name="Voters">Who votes where a ballot does not say.</param>
/// <param name="People">Everyone with a seat, or who has checked in.</param>
[GenerateSerializer, Immutable, Alias("hub.people")]
public sealed record PeopleHere(
    [property: Id(0)] bool Delegation, [property: Id(1)] bool MissingNamed, [property: Id(2)] Voters Voters, [property: Id(3)] PersonHere[] People);

/// <param name="Weight">Null where it is one.</param>
/// <param name="Delegate">Who votes for this person.</param>
/// <param name="Verified">See <see cref="PersonView.Verified"/>.</param>
/// <param name="Presides">A chair who votes as the member that they are.</param>
[GenerateSerializer, Immutable, Alias("hub.personHere")]
public sealed record PersonHere(
    [property: Id(0)] string Participant, [property: Id(1)] string? Name, [property: Id(2)] Role Role, [property: Id(3)] bool CheckedIn,
    [property: Id(4)] string? Weight, [property: Id(5)] string? Delegate,
    [property: Id(6)] bool? Verified = null, [property: Id(7)] bool Presides = false);

/// <param name="Index">The vote's place in the tree.</param>
/// <param name="Path">Hashes in hex, the lowest first.</param>
[GenerateSerializer, Immutable, Alias("hub.voteProof")]
public sealed record VoteProof(
    [property: Id(0)] NamedVote Vote, [property: Id(1)] int Index, [property: Id(2)] int Size, [property: Id(3)] string[] Path, [property: Id(4)] string Root);
