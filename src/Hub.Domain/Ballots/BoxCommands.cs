using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Ballots;

/// <summary>What people, and the meeting itself, may ask of a room's box.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(Vote), "vote")]
[JsonDerivedType(typeof(React), "react")]
[JsonDerivedType(typeof(CountHands), "countHands")]
public abstract record BoxCommand
{
    private BoxCommand()
    {
    }

    /// <summary>The person's choice from now on: a later one replaces it, until the ballot closes.</summary>
    public sealed record Vote(string Ballot, ImmutableArray<string> Choices) : BoxCommand;

    /// <param name="Kind">"like".</param>
    /// <param name="On">False takes the like back.</param>
    public sealed record React(string Comment, bool On, string Kind = "like") : BoxCommand;

    /// <summary>A vote in a confidential ballot, sealed by the box that takes it. Never on the wire.</summary>
    /// <param name="Choices">What it says, to be checked; it goes no further.</param>
    /// <param name="Sealed">The same, encrypted.</param>
    public sealed record VoteSealed(string Ballot, ImmutableArray<string> Choices, byte[] Sealed) : BoxCommand;

    /// <summary>The chair's: what was counted by show of hands, beside the devices. A later count replaces it.</summary>
    /// <param name="Counts">Hands by choice.</param>
    public sealed record CountHands(string Ballot, ImmutableSortedDictionary<string, int> Counts) : BoxCommand;

    /// <summary>The meeting's: before it announces the ballot. The same again changes nothing.</summary>
    /// <param name="Weights">See <see cref="VotingPower"/>; absent: every vote weighs one.</param>
    /// <param name="Delegates">See <see cref="VotingPower"/>; absent: everyone votes for themselves.</param>
    /// <param name="KeyFolder">Of a confidential ballot, where its key is: the box itself says so.</param>
    /// <param name="Turnout">The version of its <see cref="TurnoutRule"/>; absent: the first.</param>
    /// <param name="Entitled">See <see cref="BoxEvent.QuestionOpened"/>, as for the two that follow.</param>
    public sealed record OpenQuestion(
        string Ballot, ImmutableArray<string> Options, int Max, Voters Voters, ImmutableArray<string>? Electorate, BallotKind Kind = BallotKind.Single,
        Secrecy Secrecy = Secrecy.Named,
        ImmutableSortedDictionary<string, Weight>? Weights = null, ImmutableSortedDictionary<string, string>? Delegates = null, string? KeyFolder = null,
        int? Turnout = null, int? Entitled = null, ImmutableArray<string>? Marked = null, int? Replaced = null) : BoxCommand;

    /// <summary>
    /// The meeting's: all seats that it has ever replaced, in their order, as far as they concern this ballot. The box takes those that it has not taken yet,
    /// so that the same again, and a crash between the two, change nothing.
    /// </summary>
    public sealed record ReplaceSeats(string Ballot, ImmutableArray<SeatChange> Seats) : BoxCommand;

    /// <summary>The meeting's: after it announced the close. The same again changes nothing.</summary>
    /// <param name="Eligible">How many might have voted, where the electorate was not frozen.</param>
    /// <param name="Here">Who is checked in now; absent where nobody checks in.</param>
    /// <param name="Opened">Of a confidential ballot, its votes as counted with the key; null where the key is gone.</param>
    public sealed record CloseQuestion(
        string Ballot, int Eligible, ImmutableArray<string>? Here = null, ImmutableSortedDictionary<string, int>? Opened = null) : BoxCommand;

    /// <summary>The meeting's: it is closed.</summary>
    public sealed record Seal : BoxCommand;
}
