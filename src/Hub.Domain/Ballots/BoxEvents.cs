using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Ballots;

/// <summary>
/// What a room's box has taken: one person, one current choice per question. A stored format, like the meeting's events. The voter is the
/// envelope's actor.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(QuestionOpened), "questionOpened")]
[JsonDerivedType(typeof(Voted), "voted")]
[JsonDerivedType(typeof(VotedConfidentially), "votedConfidentially")]
[JsonDerivedType(typeof(HandsCounted), "handsCounted")]
[JsonDerivedType(typeof(QuestionClosed), "questionClosed")]
[JsonDerivedType(typeof(Reacted), "reacted")]
[JsonDerivedType(typeof(BoxSealed), "boxSealed")]
[JsonDerivedType(typeof(SeatsReplaced), "seatsReplaced")]
public abstract record BoxEvent
{
    private BoxEvent()
    {
    }

    /// <param name="Options">The ids that may be chosen.</param>
    /// <param name="Electorate">Who may vote; absent: every seat of the voters' role, also later ones.</param>
    /// <param name="Secrecy">Absent: named.</param>
    /// <param name="Weights">Of those whose vote weighs something else than one; absent: of nobody.</param>
    /// <param name="Delegates">Who votes for whom, by the one who delegates; absent: nobody.</param>
    /// <param name="KeyFolder">Of a confidential ballot, the name of the folder in which its key was made: another folder that lacks the key has not lost
    /// it.</param>
    /// <param name="Turnout">The version of its <see cref="TurnoutRule"/>; absent: the first.</param>
    /// <param name="Entitled">By <see cref="TurnoutRule.ByRoll"/>: how many are entitled, here or not. Else absent.</param>
    /// <param name="Marked">By the same: the members who are here without a device. Their hands may be counted.</param>
    /// <param name="Replaced">How many seats had been replaced in the meeting when it asked; absent: none.</param>
    /// <param name="Kind">Multiple, or election, where each option is answered by itself; absent: one of the options is chosen.</param>
    public sealed record QuestionOpened(
        string Ballot, ImmutableArray<string> Options, int Max, Voters Voters, ImmutableArray<string>? Electorate = null, BallotKind? Kind = null,
        Secrecy? Secrecy = null, ImmutableSortedDictionary<string, Weight>? Weights = null, ImmutableSortedDictionary<string, string>? Delegates = null,
        string? KeyFolder = null, int? Turnout = null, int? Entitled = null, ImmutableArray<string>? Marked = null, int? Replaced = null) : BoxEvent;

    public sealed record Voted(string Ballot, ImmutableArray<string> Choices) : BoxEvent;

    /// <summary>Who voted is known, what they chose is not: the key is apart from the journal, and destroyed when the ballot is counted.</summary>
    /// <param name="Sealed">As long for every vote of a ballot.</param>
    public sealed record VotedConfidentially(string Ballot, byte[] Sealed) : BoxEvent;

    /// <summary>Hands that the clerk counted, instead of those counted before.</summary>
    public sealed record HandsCounted(string Ballot, ImmutableSortedDictionary<string, int> Counts) : BoxEvent;

    /// <param name="Present">How many of the electorate were present, by the ballot's <see cref="TurnoutRule"/>; absent where nobody checks in.</param>
    /// <param name="Opened">Of a confidential ballot, its votes by choice; absent where it cannot be counted any more, and of a named one, whose votes say
    /// it.</param>
    /// <param name="PresentWeight">What the votes of those weigh; absent where every vote weighs one.</param>
    /// <param name="Represented">Of those present, for how many their delegate voted; absent: for nobody, or not counted by the first rule.</param>
    /// <param name="RepresentedWeight">What the votes of those weigh.</param>
    public sealed record QuestionClosed(
        string Ballot, int Eligible, int? Present = null, ImmutableSortedDictionary<string, int>? Opened = null, Weight? PresentWeight = null,
        int? Represented = null,
        Weight? RepresentedWeight = null) : BoxEvent;

    /// <param name="Again">This person has liked it before, and taken that back; absent: not.</param>
    public sealed record Reacted(string Comment, bool On, bool? Again = null) : BoxEvent;

    /// <summary>
    /// The meeting has given these seats to others: whatever the seats before voted in this ballot falls, and those who sit there now vote in their place.
    /// Builds before <see cref="RecordFormat.Fourth"/> do not know this event.
    /// </summary>
    public sealed record SeatsReplaced(string Ballot, ImmutableArray<SeatChange> Seats) : BoxEvent;

    /// <summary>The meeting is closed: nothing is counted any more.</summary>
    public sealed record BoxSealed : BoxEvent;
}

/// <summary>A member's seat that goes from one participant to another.</summary>
/// <param name="Was">Who sat there.</param>
/// <param name="By">Who votes there from now on; absent: nobody, as the member chairs and does not vote.</param>
public sealed record SeatChange(string Was, string? By = null);
