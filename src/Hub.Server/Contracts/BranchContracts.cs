using Hub.Domain;
using Hub.Domain.Meetings;

namespace Hub.Server.Contracts;

/// <summary>How somebody sits in a branch, as the hub must know it: their seat at the hub follows from it.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Branch">The branch's id.</param>
/// <param name="Role">In which they sit at the hub: who chairs a branch is an attendee there.</param>
/// <param name="CheckedIn">Whether they are here: checked in, or seated where the branch asks nobody to check in.</param>
/// <param name="Member">Whose of the register the seat is; null: nobody's.</param>
/// <param name="Unseated">As whom they sat until the branch's chair took their seat; null: they did not, or sit again.</param>
/// <param name="Seq">The end of the branch's stream as this was so: what was said of a seat before does not undo what was said later.</param>
[GenerateSerializer, Immutable, Alias("hub.branchSeat")]
public sealed record BranchSeat(
    [property: Id(0)] string Hub, [property: Id(1)] string Branch, [property: Id(2)] Role Role, [property: Id(3)] bool CheckedIn,
    [property: Id(4)] SeatedMember? Member = null, [property: Id(5)] string? Unseated = null, [property: Id(6)] long Seq = 0)
{
    /// <summary>The same, whenever it was said.</summary>
    public BranchSeat AtAnyTime => this with { Seq = 0 };
}

/// <summary>What a branch tells its hub of itself, in figures.</summary>
/// <param name="Present">Who follows it now.</param>
/// <param name="Hands">Those that are up there.</param>
/// <param name="Comments">How many its room was shown.</param>
/// <param name="IsPublic">Whether everybody reads its record.</param>
[GenerateSerializer, Immutable, Alias("hub.branchNow")]
public sealed record BranchNow(
    [property: Id(0)] string Branch, [property: Id(1)] string Title, [property: Id(2)] MeetingStatus Status, [property: Id(3)] int Present,
    [property: Id(4)] int CheckedIn, [property: Id(5)] int Hands, [property: Id(6)] int Comments,
    [property: Id(7)] bool IsPublic);

/// <param name="After">The id of the branch behind which the page begins; null: the first.</param>
/// <param name="Limit">From 1 on.</param>
/// <param name="Ballot">Of the hub, whose votes are counted by branch; null: its newest.</param>
/// <param name="Inside">Whether who asks may know what goes on in branches that only codes open: by a seat at the hub, or as staff.</param>
[GenerateSerializer, Immutable, Alias("hub.branchesAsk")]
public sealed record BranchesAsk(
    [property: Id(0)] Audience Audience, [property: Id(1)] string? After, [property: Id(2)] int Limit, [property: Id(3)] string? Ballot = null,
    [property: Id(4)] bool Inside = false);

/// <param name="Next">What the next page begins behind; null: this is the last.</param>
/// <param name="Ballot">Whose votes are counted; null: the hub has had none.</param>
[GenerateSerializer, Immutable, Alias("hub.branchesNow")]
public sealed record BranchesNow([property: Id(0)] BranchItem[] Items, [property: Id(1)] string? Next, [property: Id(2)] string? Ballot);

/// <summary>One branch (分会场) of a hub.</summary>
/// <param name="Title">As the branch said last that it is called; else as it was added.</param>
/// <param name="Status">Absent, as are the figures: the hub has not heard of it for a while, or it is open by codes alone, and who asks has no seat.</param>
/// <param name="Seats">How many have taken a seat there.</param>
/// <param name="Cast">How many from there voted in the ballot by themselves; absent: there is no ballot.</param>
/// <param name="Counts">Of these votes, by choice, where they are shown; of a confidential ballot never, as few people might be told by it.</param>
[GenerateSerializer, Immutable, Alias("hub.branchItem")]
public sealed record BranchItem(
    [property: Id(0)] string Id, [property: Id(1)] string Title, [property: Id(2)] MeetingStatus? Status, [property: Id(3)] int? Present,
    [property: Id(4)] int? CheckedIn, [property: Id(5)] int? Hands, [property: Id(6)] int? Comments, [property: Id(7)] int Seats,
    [property: Id(8)] int? Cast = null, [property: Id(9)] IReadOnlyDictionary<string, int>? Counts = null);

/// <summary>How some voters of a ballot voted by themselves.</summary>
/// <param name="Counts">Null of a confidential ballot.</param>
[GenerateSerializer, Immutable, Alias("hub.castBy")]
public sealed record CastBy([property: Id(0)] int Cast, [property: Id(1)] Dictionary<string, int>? Counts);

/// <summary>A hub's branches in sum.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Present">Who follows one of them now.</param>
/// <param name="CheckedIn">Who has checked in to one of them.</param>
/// <param name="Hands">Those that are up in them, and were not put forward.</param>
/// <param name="Comments">How many their rooms were shown.</param>
/// <param name="Cast">How many from there voted in the hub's open ballot; absent: none is open.</param>
public sealed record BranchSums(int Count, int Present, int CheckedIn, int Hands, int Comments, int? Cast = null);

/// <summary>How often a branch and its hub speak with each other.</summary>
internal static class BranchPace
{
    /// <summary>How soon a figure that changed is told, and how often the hub's sums are told on.</summary>
    public static readonly TimeSpan Told = TimeSpan.FromSeconds(1);

    /// <summary>A branch in which nothing changes says so again after this long.</summary>
    public static readonly TimeSpan Renewed = TimeSpan.FromSeconds(10);

    /// <summary>A branch that was not heard for this long is not in the sums any more.</summary>
    public static readonly TimeSpan Lost = TimeSpan.FromSeconds(30);

    /// <summary>Nobody in a branch waits longer for the hub than this: what the hub did not answer is asked again behind their back.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
}
