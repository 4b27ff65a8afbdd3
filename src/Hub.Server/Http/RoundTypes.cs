using System.Collections.Immutable;
using Hub.Domain.Opinion;

namespace Hub.Server.Http;

/// <summary>An opinion round as everybody of an audience may read it now. Of fewer than 5 people nothing is in it but the texts.</summary>
/// <param name="Round">Its id.</param>
/// <param name="People">How many take part; 0 where they are fewer than 5. While the round is open, the figures of the picture move only once 5 people have
/// said something new.</param>
/// <param name="Stances">How many stances stand.</param>
/// <param name="Statements">In the order in which they were added.</param>
/// <param name="Finding">What can be said of groups; absent: there is no picture yet.</param>
/// <param name="Groups">Absent: none are shown.</param>
/// <param name="Stability">How sure the groups are that were found, from 0 to 1; absent: none were.</param>
/// <param name="Map">Absent: nobody has a place on it.</param>
/// <param name="Version">Of the picture: a greater one is newer; of a closed round, after which nothing follows, 2^53 − 1.</param>
internal sealed record RoundPage(
    string Round, string Question, RoundStatus Status, DateTimeOffset OpenedAt, int People, int Stances, ImmutableArray<StatementView> Statements, long Version,
    string? Item = null, DateTimeOffset? ClosesAt = null, DateTimeOffset? ClosedAt = null, bool? Adds = null, Finding? Finding = null,
    ImmutableArray<GroupResult>? Groups = null, double? Stability = null, RoundMap? Map = null);

/// <param name="Agree">How many; absent, as those that follow: fewer than 5 have answered it, or so few that nothing may be shown yet.</param>
/// <param name="Bridging">How much people of different minds agree on it, from 0 to 1: the geometric mean over slices of the map.</param>
/// <param name="Dividing">How far apart the slices are that agree most and least, from 0 to 1.</param>
/// <param name="Consensus">The product of the groups' agreement; absent: no groups are shown.</param>
/// <param name="Status">For who leads, of one that is not shown; else absent.</param>
internal sealed record StatementView(
    string Id, string Text, int? Agree = null, int? Disagree = null, int? Pass = null, double? Bridging = null, double? Dividing = null,
    double? Consensus = null, StatementStatus? Status = null);

internal sealed record RoundMap(ImmutableArray<MapBin> Bins);

/// <summary>What I am asked next.</summary>
/// <param name="Answered">How many I have answered.</param>
/// <param name="Left">How many there are that I have not.</param>
internal sealed record NextStatementPage(ImmutableArray<NextStatement> Statements, int Answered, int Left);

internal sealed record NextStatement(string Id, string Text);

/// <summary>What is mine in a round. Nobody else is told.</summary>
/// <param name="Stances">By statement.</param>
/// <param name="Group">The one I stand in, of those that are shown; absent: none.</param>
/// <param name="Place">On the map, from −1 to 1; absent: I have not answered enough, or there is no map yet.</param>
internal sealed record MyRound(ImmutableSortedDictionary<string, Stance> Stances, int? Group = null, MapPlace? Place = null);

internal sealed record MapPlace(double X, double Y);
