using System.Collections.Immutable;
using System.Text.Json.Serialization;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Domain.Ballots;

[JsonConverter(typeof(CamelCase<BallotKind>))]
public enum BallotKind
{
    /// <summary>Approve, oppose or abstain (赞成/反对/弃权).</summary>
    Approval,

    /// <summary>One of n.</summary>
    Single,

    /// <summary>Up to k of n.</summary>
    Multiple,

    /// <summary>From 1 to 5.</summary>
    Rating,

    /// <summary>Of persons: approve, oppose or abstain on each candidate.</summary>
    Election,
}

[JsonConverter(typeof(CamelCase<Voters>))]
public enum Voters
{
    Members,
    All,
}

/// <summary>When the room sees the counts.</summary>
[JsonConverter(typeof(CamelCase<ResultsShown>))]
public enum ResultsShown
{
    Live,
    AfterClose,
    OnReveal,
}

/// <summary>Who may know how somebody voted.</summary>
[JsonConverter(typeof(CamelCase<Secrecy>))]
public enum Secrecy
{
    /// <summary>Everyone who reads the record (记名).</summary>
    Named,

    /// <summary>Nobody, once it is counted (不公开): until then a vote is stored only encrypted, and the key is then destroyed.</summary>
    Confidential,
}

[JsonConverter(typeof(CamelCase<BallotStatus>))]
public enum BallotStatus
{
    Open,

    /// <summary>The box takes no more; the final count is on its way.</summary>
    Closing,
    Closed,
}

public sealed record BallotOption(string Id, string Text);

/// <summary>A question put to the vote (表决), as the meeting knows it. The votes are in the box.</summary>
/// <param name="Eligible">How many are entitled, as it opened: by <see cref="TurnoutRule.ByRoll"/> also members who are not there.</param>
/// <param name="Rules">By what it is decided.</param>
/// <param name="Final">The sealed count.</param>
/// <param name="Root">Of a closed named ballot, its votes' tree in hex (<see cref="VoteTree"/>).</param>
/// <param name="Here">While it is closing, who was checked in when it was closed; absent where nobody checks in. However long the count takes, those who come
/// or go meanwhile change nothing.</param>
/// <param name="Turnout">The version of its <see cref="TurnoutRule"/>; absent: the first.</param>
/// <param name="Replaced">While it is closing, how many seats of the meeting had been replaced when it was closed: a later one changes nothing here.</param>
/// <param name="EndedAt">When it was closed and counted, as the record says; absent until then.</param>
public sealed record Ballot(
    string Id, string Question, VotingRules Rules, Voters Voters, ResultsShown Results, Secrecy Secrecy, int Eligible,
    DateTimeOffset OpenedAt, BallotStatus Status, string? Item = null, DateTimeOffset? ClosesAt = null, Tally? Final = null, Outcome? Outcome = null,
    bool Revealed = false,
    string? Root = null, ImmutableArray<string>? Here = null, int? Turnout = null, int? Replaced = null, DateTimeOffset? EndedAt = null)
{
    public static Ballot Opened(BallotOpened e, DateTimeOffset at) =>
        new(e.Ballot, e.Question, e.Rules, e.Voters, e.Results, e.Secrecy ?? Secrecy.Named, e.Eligible, at, BallotStatus.Open, e.Item, e.ClosesAt,
            Turnout: e.Turnout);

    /// <summary>Whether the room may see how many chose what; turnout it always sees.</summary>
    public bool CountsShown => Results switch
    {
        ResultsShown.Live when Secrecy != Secrecy.Named => Status == BallotStatus.Closed,
        ResultsShown.Live => true,
        ResultsShown.AfterClose => Status == BallotStatus.Closed,
        ResultsShown.OnReveal => Status == BallotStatus.Closed && Revealed,
        _ => throw new InvalidOperationException($"Results shown {Results}?"),
    };
}

/// <summary>A count (计票): constant in size, whatever the number of voters.</summary>
/// <param name="Version">The box's last stored event that it counts; a later count never has a smaller one.</param>
/// <param name="Counts">Votes by option id; absent where they are not shown.</param>
/// <param name="Cast">How many have voted.</param>
/// <param name="Eligible">How many are entitled.</param>
/// <param name="Present">Of those, how many were present at the close, by the ballot's <see cref="TurnoutRule"/>; absent where nobody checks in, and while the
/// ballot is open.</param>
/// <param name="Weights">The same by weight; absent where every vote weighs one.</param>
/// <param name="Hands">Those of the counts that were hands, counted by eye; absent where there were none.</param>
/// <param name="Represented">Of those present, for how many their delegate voted; absent: for nobody, while the ballot is open, and by the first
/// <see cref="TurnoutRule"/>.</param>
public sealed record Tally(
    long Version, ImmutableSortedDictionary<string, int>? Counts, int Cast, int Eligible, int? Present = null, WeightTally? Weights = null,
    ImmutableSortedDictionary<string, int>? Hands = null,
    int? Represented = null)
{
    public Turnout Turnout() => new(Cast, Present ?? Eligible, Eligible, Represented ?? 0);

    /// <summary>What the outcome is decided on. Only where the counts are there.</summary>
    public Poll Poll() => Weights is { Counts: { } weights }
        ? Ballots.Poll.Of(weights, Turnout(), Weights.Turnout())
        : Ballots.Poll.Of(Counts ?? throw new InvalidOperationException("A tally without counts decides nothing."), Turnout());

    /// <summary>For those who may not see yet how many chose what.</summary>
    public Tally WithoutCounts() => this with { Counts = null, Hands = null, Weights = Weights is null ? null : Weights with { Counts = null } };
}

/// <summary>A count in which each vote is what it weighs (票权).</summary>
/// <param name="Counts">Weight by option id; absent where they are not shown.</param>
/// <param name="Present">What the votes of those weigh who were present at the close.</param>
/// <param name="Represented">What the votes of those weigh for whom their delegate voted; absent where that is not told of heads either.</param>
public sealed record WeightTally(
    ImmutableSortedDictionary<string, Weight>? Counts, Weight Cast, Weight Eligible, Weight? Present = null, Weight? Represented = null)
{
    public Turnout Turnout() => Ballots.Turnout.Of(Cast, Present ?? Eligible, Eligible, Represented ?? Weight.Zero);

    internal WeightTally More(string choice, Weight weight) => this with { Counts = Counts!.SetItem(choice, Counts[choice] + weight) };

    internal WeightTally Less(string choice, Weight weight) => this with { Counts = Counts!.SetItem(choice, Counts[choice] - weight) };
}

/// <param name="Passed">Approval: carried. Choice: somebody chose, and one option leads alone.</param>
/// <param name="Text">The decision and why, in a sentence.</param>
/// <param name="Winners">The leading options of a choice; several where they are equal.</param>
/// <param name="Verified">False: nobody has verified who voted; absent: nothing is said of it.</param>
/// <param name="Void">Why the ballot decides nothing, whatever was voted; absent: it stands.</param>
public sealed record Outcome(bool Passed, Text Text, ImmutableArray<string>? Winners = null, bool? Verified = null, string? Void = null)
{
    /// <summary>What is said of a ballot that was declared void: the count stands beside it, and nothing follows from it.</summary>
    public Outcome AsVoid(string reason) => this with
    {
        Passed = false,
        Winners = null,
        Void = reason,
        Text = new Text($"此次表决作废：{reason}", $"This ballot is void: {reason}"),
    };

    /// <summary>The same where a seat is a device: it is what people think, and the sentence says so wherever it is read.</summary>
    public Outcome AsOpinion() => this with
    {
        Verified = false,
        Text = new Text($"{Text.Zh}（未核实身份：是意见，不是决定）", $"{Text.En} (not verified: an opinion, not a decision)"),
    };
}

public static class VotersRoles
{
    /// <summary>Whether a seat of this role votes. A chair moderates and does not.</summary>
    public static bool Include(this Voters voters, Role role) => voters switch
    {
        Voters.Members => role == Role.Member,
        Voters.All => role is Role.Member or Role.Attendee,
        _ => throw new InvalidOperationException($"Voters {voters}?"),
    };
}
