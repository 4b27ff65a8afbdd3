using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Ballots;

namespace Hub.Domain.Meetings;

/// <summary>One of the 4+X formats, as data: who convenes, who votes, whether one checks in, and the agenda a meeting starts from.</summary>
/// <param name="Ballots">What is often put to the vote in such a meeting: the chair starts from one of them.</param>
public sealed record Format(
    string Id, Text Name, Text Convener, FormatRules Rules, ImmutableArray<NewItem> Agenda, ImmutableArray<BallotTemplate>? Ballots = null);

/// <summary>A ballot as a format proposes it. Absent is as in <see cref="MeetingCommand.OpenBallot"/>.</summary>
public sealed record BallotTemplate(
    string Question, BallotKind Kind = BallotKind.Approval, ImmutableArray<string>? Options = null, int? Max = null, string? Majority = null,
    string? Base = null, string? Quorum = null,
    string? Secrecy = null, ResultsShown? Results = null, int? ClosesIn = null);

/// <summary>The part of a format that rules depend on. Stored with the meeting, so that a later edition of the format changes no past meeting.</summary>
/// <param name="CheckIn">Only those who have checked in when a ballot opens may vote; otherwise every seat of the voters' role, also later ones.</param>
/// <param name="Voters">Who votes where the ballot does not say.</param>
/// <param name="Majority">What carries a ballot that does not say; absent: simple.</param>
/// <param name="Base">Of whom the majority is a part where the ballot does not say; absent: of those cast.</param>
/// <param name="AbstentionsCount">Whether an abstention is in the base of those cast; absent: no.</param>
/// <param name="Quorum">What a ballot must reach where it does not say; absent: nothing.</param>
/// <param name="Weighted">Whether the chair may give a vote another weight than one; absent: no. Needs check-in.</param>
/// <param name="Delegation">Whether a voter may have another vote for them; absent: no. Needs check-in.</param>
/// <param name="MissingNamed">Whether the chair sees by name who has not voted yet; absent: only how many.</param>
/// <param name="ChairVotes">Whether a member who presides votes; absent: no. Needs check-in.</param>
/// <param name="Presence">Whether checking in needs the code that the hall's wall shows; absent: no. Needs check-in.</param>
public sealed record FormatRules(
    bool CheckIn, Voters Voters, Majority? Majority = null, VoteBase? Base = null, bool? AbstentionsCount = null, Quorum? Quorum = null,
    bool? Weighted = null, bool? Delegation = null, bool? MissingNamed = null, bool? ChairVotes = null, bool? Presence = null);

/// <summary>An agenda item as people write it.</summary>
public sealed record NewItem(string Title, string? Kind = null, double? Minutes = null);

/// <summary>An agenda item with its id, as planned.</summary>
/// <param name="Kind">A short word such as report, discussion, ballot, reply, summary.</param>
/// <param name="Minutes">The time budget.</param>
/// <param name="Topic">The topic it is about: that is told what becomes of it.</param>
public sealed record PlannedItem(
    string Id, string Title, string Kind, double Minutes, string? Topic = null, ImmutableArray<ItemDocument>? Documents = null);

/// <summary>A document (材料) under an item of the agenda: a paper or a picture that was handed in.</summary>
/// <param name="File">The id of the file.</param>
public sealed record ItemDocument(string Id, string File, string Title);

/// <summary>Who may read without a session.</summary>
[JsonConverter(typeof(CamelCase<Visibility>))]
public enum Visibility
{
    /// <summary>Anyone, as an observer.</summary>
    Public,

    /// <summary>Only who joined with a code, and staff.</summary>
    Codes,
}

[JsonConverter(typeof(CamelCase<MeetingStatus>))]
public enum MeetingStatus
{
    Scheduled,
    Open,
    Paused,
    Closed,

    /// <summary>Called off before it was opened. It is over, and was never held.</summary>
    /// <remarks>Nodes send each other the number: 4 was once another status, and is not given again.</remarks>
    Cancelled = 5,
}

/// <summary>How comments reach the room.</summary>
[JsonConverter(typeof(CamelCase<Moderation>))]
public enum Moderation
{
    /// <summary>At once; the chair may hide afterwards.</summary>
    Post,

    /// <summary>After the chair approved.</summary>
    Pre,

    /// <summary>Nobody but the chair writes.</summary>
    Frozen,
}

[JsonConverter(typeof(CamelCase<ItemStatus>))]
public enum ItemStatus
{
    Planned,
    Active,
    Done,
}

[JsonConverter(typeof(CamelCase<CommentStatus>))]
public enum CommentStatus
{
    Visible,
    Waiting,
    Hidden,
    Withdrawn,
}

/// <summary>What the room's projector shows.</summary>
[JsonConverter(typeof(CamelCase<SceneKind>))]
public enum SceneKind
{
    Join,
    Agenda,
    Speaker,
    Ballot,
    Result,
    Comment,
    Pause,

    /// <summary>
    /// The screen follows the meeting: it finds out by itself what to show. Builds before <see cref="RecordFormat.Seventh"/> know neither this scene nor the
    /// next.
    /// </summary>
    Auto,

    /// <summary>What departments promised in this meeting.</summary>
    Commitments,

    /// <summary>
    /// Of the newest opinion round: what people of different minds agree on. Builds before <see cref="RecordFormat.Ninth"/> know neither this scene nor the
    /// next two.
    /// </summary>
    Agreed,

    /// <summary>Of the newest opinion round: what divides people.</summary>
    Dividing,

    /// <summary>Of the newest opinion round: its map.</summary>
    OpinionMap,
}

/// <param name="Kind">On the wire: <c>scene</c>.</param>
public sealed record Scene([property: JsonPropertyName("scene")] SceneKind Kind, string? Ballot = null, string? Comment = null);
