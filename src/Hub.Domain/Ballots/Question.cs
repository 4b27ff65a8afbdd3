using System.Collections.Immutable;

namespace Hub.Domain.Ballots;

/// <summary>A ballot as the box knows it.</summary>
/// <param name="Counts">Votes by choice, from devices and by hands.</param>
/// <param name="Cast">How many have voted, the hands among them.</param>
/// <param name="Votes">Each voter's current choice, of a named ballot.</param>
/// <param name="Electorate">Absent: open to every seat of the voters' role.</param>
/// <param name="Eligible">Set at the close, where the electorate is open.</param>
/// <param name="Hands">What was counted by show of hands.</param>
/// <param name="Sealed">Of a confidential ballot, each voter's sealed vote; none once it is counted.</param>
/// <param name="Uncounted">A confidential ballot whose key was gone at the close.</param>
/// <param name="Present">How many of the electorate were here at the close.</param>
public sealed record Question(
    BallotKind Kind, ImmutableArray<string> Options, int Max, Voters Voters, ImmutableSortedDictionary<string, int> Counts, int Cast,
    ImmutableDictionary<string, CastVote> Votes, ImmutableHashSet<string>? Electorate = null,
    bool Closed = false, int? Eligible = null, ImmutableSortedDictionary<string, int>? Hands = null, int? Present = null, Secrecy Secrecy = Secrecy.Named,
    ImmutableDictionary<string, byte[]>? Sealed = null, ImmutableHashSet<string>? Voted = null, bool Uncounted = false)
{
    /// <summary>How many hands were counted.</summary>
    public int Raised => Hands is null ? 0 : HandCount.Persons(Kind, Options, Hands);

    /// <param name="seats">How many seats of the voters' role there are now; used while an open electorate is not closed.</param>
    public Tally Tally(long version, int seats) => new(version, Uncounted ? null : Counts, Cast, Electorate?.Count ?? Eligible ?? Math.Max(seats, Cast), Present);

    public Question With(ImmutableSortedDictionary<string, int> hands)
    {
        var counts = Counts.ToBuilder();
        foreach (var choice in Counts.Keys)
        {
            counts[choice] += hands.GetValueOrDefault(choice) - (Hands?.GetValueOrDefault(choice) ?? 0);
        }

        return this with { Counts = counts.ToImmutable(), Hands = hands, Cast = Cast - Raised + HandCount.Persons(Kind, Options, hands) };
    }
}

/// <param name="Operation">The operation that cast it: known to the voter alone until the votes are published.</param>
public sealed record CastVote(ImmutableArray<string> Choices, Operation Operation);
