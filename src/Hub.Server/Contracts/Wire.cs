using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;

namespace Hub.Server.Contracts;

/// <summary>What became of a command, told to the one who sent it. The same operation again gets the same receipt.</summary>
/// <param name="Op">The operation id as it was sent.</param>
/// <param name="Seq">The meeting's event that the command led to; votes and likes have none.</param>
/// <param name="Code">Why it was refused: a <see cref="Rejection"/> in camelCase.</param>
/// <param name="Message">The refusal in English, for logs and scripts; screens have their own sentences.</param>
/// <param name="Result">What was made: one of comment, ballot, item, commitment, with its id.</param>
/// <param name="Similar">Of a refused statement: the ids of those that say nearly the same, the nearest first.</param>
public sealed record Receipt(
    string Op, ReceiptOutcome Outcome, long? Seq = null, Rejection? Code = null, string? Message = null, ImmutableDictionary<string, string>? Result = null,
    ImmutableArray<string>? Similar = null);

[JsonConverter(typeof(CamelCase<ReceiptOutcome>))]
public enum ReceiptOutcome
{
    /// <summary>Stored.</summary>
    Done,

    /// <summary>It was so already; nothing was stored.</summary>
    Already,

    /// <summary>Not done, and the code says why. Not remembered: the same may be asked again.</summary>
    Refused,

    /// <summary>Done or not: ask again with the same operation id.</summary>
    Retry,
}

/// <summary>A person as a room sees them: under the name, and in the role, in which they did what is told of them.</summary>
/// <param name="Name">Absent once it was removed from the record.</param>
/// <param name="Verified">The house knows who it is (a personal link, an account, the chair's word); absent: the name was typed in, and is shown as not
/// verified (未核实).</param>
/// <param name="Removed">The name was removed from the record (姓名已依法删除).</param>
public sealed record PersonView(string Participant, string? Name, Role? Role = null, bool? Verified = null, bool? Removed = null);

/// <summary>One event on the wire. <paramref name="Type"/> "withheld" has neither time nor data: it is not for this audience.</summary>
/// <param name="Topic">Where the topic has come to; absent in meetings.</param>
public sealed record EventView(long Seq, string Type, DateTimeOffset? At, PersonView? Actor, object? Data, TopicNow? Topic = null);

/// <summary>The whole meeting as one audience may see it: the same bytes for all of them.</summary>
/// <param name="Weighted">Whether the chair may give votes a weight; absent: no.</param>
/// <param name="Delegation">Whether one may have another vote; absent: no.</param>
/// <param name="MissingNamed">Whether the chair sees who has not voted; absent: only how many.</param>
/// <param name="Cancelled">Of a meeting that was called off: why, and when.</param>
/// <param name="Verified">Whether who votes is known: true, by the roll; false, a seat is a device, and what is voted an opinion; absent: it was scheduled
/// before meetings had a roll.</param>
/// <param name="Presence">Whether checking in needs the code on the hall's wall; absent: no.</param>
/// <param name="Drafts">Ballots that are prepared, for the chair; absent: for anybody else.</param>
/// <param name="TallyBeforeVote">False: who may vote in an open ballot is shown how its votes stand once they have voted; absent: before that, too.</param>
/// <param name="Hub">Of a branch, the id of its hub: whoever has a seat in the branch reads the hub, too.</param>
/// <param name="Branches">Of a hub; the same as <see cref="PresentView.Branches"/>.</param>
/// <param name="Rounds">Its opinion rounds, oldest first; absent: it has none.</param>
public sealed record MeetingView(
    string Id, string Title, string Format, MeetingStatus Status, string? Venue, DateTimeOffset? StartsAt, Visibility Visibility, bool CheckIn,
    bool? Weighted, bool? Delegation, bool? MissingNamed, Moderation Moderation, AgendaView Agenda, FloorView Floor, CommentsView Comments,
    ImmutableArray<BallotView> Ballots, PresentView Present, Scene Scene,
    string? County = null, ImmutableArray<MadeCommitment>? Commitments = null, Cancellation? Cancelled = null, bool? Verified = null,
    bool? Presence = null, ImmutableArray<BallotDraft>? Drafts = null, bool? TallyBeforeVote = null,
    string? Hub = null,
    BranchSums? Branches = null, ImmutableArray<RoundView>? Rounds = null);

/// <summary>An opinion round as the room's snapshot has it. What is said in it is read apart: <c>GET …/rounds/{id}</c>.</summary>
/// <param name="Item">The agenda item that it belongs to; absent: none.</param>
/// <param name="ClosesAt">Absent: until somebody closes it.</param>
/// <param name="Adds">Whether people may add statements; absent: no.</param>
/// <param name="Groups">How many groups are shown; absent: none.</param>
public sealed record RoundView(
    string Id, string Question, RoundStatus Status, DateTimeOffset OpenedAt, string? Item = null, DateTimeOffset? ClosesAt = null,
    DateTimeOffset? ClosedAt = null, bool? Adds = null, int? Groups = null);

public sealed record AgendaView(ImmutableArray<ItemView> Items, string? Current);

/// <param name="StartedAt">Since when its time runs; absent while it does not.</param>
/// <param name="SpentSeconds">Time used before that.</param>
/// <param name="Topic">The topic it is about.</param>
/// <param name="Documents">What is read with it; absent: nothing.</param>
public sealed record ItemView(
    string Id, string Title, string Kind, ItemStatus Status, double Minutes, DateTimeOffset? StartedAt, double SpentSeconds, string? Topic = null,
    ImmutableArray<ItemDocument>? Documents = null);

/// <param name="Hands">As they were raised, but for what the chair reordered.</param>
/// <param name="Policy">Absent: arrival.</param>
public sealed record FloorView(SpeakerView? Speaker, ImmutableArray<HandView> Hands, FloorPolicy? Policy = null);

/// <param name="Seconds">The time granted; absent: no limit.</param>
/// <param name="SpokenSeconds">What this person has spoken in earlier turns.</param>
public sealed record SpeakerView(
    string Participant, string? Name, string? Item, int? Seconds, DateTimeOffset? StartedAt, double SpentSeconds, double SpokenSeconds, bool? Verified = null,
    bool? Removed = null);

/// <param name="SpokenSeconds">What this person has spoken so far.</param>
[GenerateSerializer, Immutable, Alias("hub.handView")]
public sealed record HandView(
    [property: Id(0)] string Participant, [property: Id(1)] string? Name, [property: Id(2)] string? About, [property: Id(3)] DateTimeOffset RaisedAt,
    [property: Id(4)] double SpokenSeconds, [property: Id(5)] bool? Verified = null, [property: Id(6)] bool? Removed = null);

/// <param name="Items">The newest 50, oldest first.</param>
/// <param name="Pinned">The pinned comment's id.</param>
/// <param name="PinnedComment">The pinned comment itself, which may be older than the newest 50.</param>
/// <param name="Waiting">Those waiting for approval; the chair's only.</param>
public sealed record CommentsView(
    ImmutableArray<CommentView> Items, int Total, string? Pinned, CommentView? PinnedComment, ImmutableArray<CommentView>? Waiting);

public sealed record CommentView(
    string Id, long Seq, DateTimeOffset At, PersonView Author, string Text, string? Item, string? ReplyTo, CommentStatus Status, int Likes);

/// <param name="AbstentionsCount">Whether an abstention is in the base of those cast; absent: no.</param>
/// <param name="Root">Of a closed named ballot, the root of its votes' tree in hex: whoever keeps it notices any later change of any vote.</param>
/// <param name="EndedAt">When it was closed and counted; absent until then.</param>
public sealed record BallotView(
    string Id, string Question, BallotKind Kind, ImmutableArray<BallotOption> Options, int Max, Voters Voters, BallotStatus Status, Secrecy Secrecy,
    ResultsShown Results, Majority Majority, VoteBase Base, Quorum? Quorum, string? Item, DateTimeOffset OpenedAt, DateTimeOffset? ClosesAt, bool Revealed,
    Tally? Tally, Outcome? Outcome,
    string? Root, bool? AbstentionsCount = null, DateTimeOffset? EndedAt = null);

/// <param name="Now">People with a seat who are connected, each once, whatever the number of their devices; of a hub, those who do not sit in a branch.</param>
/// <param name="CheckedIn">Seats checked in, those in branches among them.</param>
/// <param name="Entitled">Of those, how many vote where a ballot does not say otherwise; where votes go by the roll, how many of it are present (出席), those
/// marked as here without a device among them; absent where nobody needs to check in.</param>
/// <param name="Roll">Where votes go by the roll, how many are entitled (应到), here or not.</param>
/// <param name="Branches">Of a hub, its branches in sum, at most once a second; absent: it has none.</param>
public sealed record PresentView(int Now, int CheckedIn, int? Entitled = null, int? Roll = null, BranchSums? Branches = null);

/// <summary>How far a seat is a member's.</summary>
[JsonConverter(typeof(CamelCase<SeatState>))]
public enum SeatState
{
    /// <summary>Its holder says to be one, and the chair has not confirmed it.</summary>
    Claimed,

    /// <summary>It is.</summary>
    Seated,
}

/// <summary>What is mine in a room.</summary>
/// <param name="Votes">My current choices by ballot.</param>
/// <param name="Likes">The comments I like.</param>
/// <param name="Topic">In a topic's room; absent in a meeting's.</param>
/// <param name="Verified">See <see cref="PersonView.Verified"/>.</param>
/// <param name="Presides">I chair, and vote as the member that I am; absent: no.</param>
/// <param name="Entitled">The open ballots in whose frozen electorate I am: where one checks in, I vote in these and in no others.</param>
/// <param name="State">Where votes go by a roll: whether my seat is a member's; absent: it is not, and I have not said that it is.</param>
/// <param name="MutedUntil">Until when the chair keeps me from writing; absent: I may write.</param>
/// <param name="Waiting">My comments that wait for approval, oldest first; absent where none does.</param>
[GenerateSerializer, Immutable, Alias("hub.meView")]
public sealed record MeView(
    [property: Id(0)] string Participant, [property: Id(1)] string Name, [property: Id(2)] Role Role, [property: Id(3)] bool CheckedIn,
    [property: Id(4)] HandView? Hand,
    [property: Id(5)] ImmutableSortedDictionary<string, ImmutableArray<string>> Votes, [property: Id(6)] ImmutableArray<string> Likes,
    [property: Id(7)] ImmutableArray<string>? Entitled = null, [property: Id(8)] MineInTopic? Topic = null, [property: Id(9)] bool? Verified = null,
    [property: Id(10)] bool? Presides = null, [property: Id(11)] SeatState? State = null, [property: Id(12)] DateTimeOffset? MutedUntil = null,
    [property: Id(13)] ImmutableArray<WaitingComment>? Waiting = null)
{
    /// <param name="pseudonym">Who I am in this topic.</param>
    public static MeView OfTopic(string pseudonym, MineInTopic mine, IEnumerable<string> likes) =>
        new(pseudonym, "", Role.Attendee, false, null, ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty, [.. likes], null, mine);
}

/// <summary>A comment that only its author and the chair read.</summary>
[GenerateSerializer, Immutable, Alias("hub.waitingComment")]
public sealed record WaitingComment([property: Id(0)] string Id, [property: Id(1)] string Text);

/// <summary>What is mine in a room, as it is now: I did something on another device, or the chair did something that only I am told.</summary>
public sealed record MineUpdate(string Room, MeView Me);

/// <summary>What changed in a room since <paramref name="From"/>. Frames follow each other without gap: <c>from</c> is the <c>to</c> before.</summary>
/// <param name="Omitted">Comments left out in a storm; page them. Nothing but comments is ever left out, and nothing of the chair's.</param>
/// <param name="Position">Where this leaves the client: what it hands to <c>Join</c> when it returns.</param>
public sealed record FrameView(string Room, long From, long To, ImmutableArray<EventView> Events, int? Omitted, string Position);

/// <summary>Counts, outside the order of events; merge by id and keep the highest version.</summary>
public sealed record TallyUpdate(string Room, long Version, PresentView Present, ImmutableArray<TallyItem> Tallies);

/// <param name="Id">A ballot's id, or a comment's (then <paramref name="Counts"/> is <c>{like: n}</c>).</param>
/// <param name="Weights">The same by weight, where votes weigh differently.</param>
/// <param name="Hands">Those of the counts that were hands.</param>
public sealed record TallyItem(
    string Id, IReadOnlyDictionary<string, int>? Counts = null, int? Cast = null, int? Eligible = null, WeightTally? Weights = null,
    IReadOnlyDictionary<string, int>? Hands = null);

/// <summary>
/// What <c>Join</c> and <c>GET /api/meetings/{id}</c> answer: the whole (<paramref name="Snapshot"/>) or what was missed since the position given.
/// </summary>
/// <param name="Now">The house's clock, for timers.</param>
/// <param name="Snapshot">A <see cref="MeetingView"/>.</param>
/// <param name="Missed">Frames (<see cref="FrameView"/>); none where nothing was missed.</param>
/// <param name="Pace">Milliseconds between two frames to this client, at the least, by how many follow now; absent: as the room, ten a second.</param>
public sealed record JoinAnswer(
    string Position, long To, DateTimeOffset Now, MeView? Me, RawJson? Snapshot, ImmutableArray<RawJson>? Missed, int? Pace = null)
{
    /// <summary>Called once this answer has been written to the connection: frames follow it, never come before it.</summary>
    [JsonIgnore]
    public Action? Written { get; init; }
}

/// <summary>Of <c>resync</c>: read the room again.</summary>
public sealed record RoomNote(string Room);

/// <summary>Of <c>leaving</c>: this node is going; come back at a random moment within this time.</summary>
public sealed record LeavingNote(int WithinMs);

/// <summary>JSON that was encoded before, once for everybody.</summary>
[JsonConverter(typeof(RawJsonConverter))]
public sealed record RawJson(ReadOnlyMemory<byte> Utf8);

internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options) =>
        new(System.Text.Encoding.UTF8.GetBytes(System.Text.Json.JsonDocument.ParseValue(ref reader).RootElement.GetRawText()));

    public override void Write(System.Text.Json.Utf8JsonWriter writer, RawJson value, System.Text.Json.JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}
