using System.Collections.Immutable;
using System.Globalization;

namespace Hub.Domain.Ballots;

/// <summary>
/// How many took part. There are never more who voted than are present, nor more present than entitled: the first <see cref="TurnoutRule"/> counts each on its
/// own and rests on what is made up for here; by the second it is so in every count.
/// </summary>
/// <param name="Cast">Who voted; an abstention is a vote.</param>
/// <param name="Present">Of the entitled, who is here.</param>
/// <param name="Represented">Of those present, for whom their delegate voted.</param>
public sealed record Turnout(long Cast, long Present, long Entitled, long Represented = 0)
{
    public long Present { get; } = Math.Max(Present, Cast);

    public long Entitled { get; } = Math.Max(Entitled, Math.Max(Present, Cast));

    /// <summary>In thousandths of a weight.</summary>
    public static Turnout Of(Weight cast, Weight present, Weight entitled, Weight represented = default) =>
        new(cast.Thousandths, present.Thousandths, entitled.Thousandths, represented.Thousandths);
}

/// <summary>
/// What a ballot's outcome is decided on. All figures are whole steps: one vote, or a thousandth of a weight where the votes are weighted;
/// so one arithmetic of integers serves both.
/// </summary>
public sealed record Poll
{
    private Poll(ImmutableSortedDictionary<string, long> votes, Turnout turnout, Turnout heads, bool weighted) =>
        (Votes, Turnout, Heads, Weighted) = (votes, turnout, heads, weighted);

    /// <summary>Steps by choice; see <see cref="Choices"/>. A choice that nobody made may be absent.</summary>
    public ImmutableSortedDictionary<string, long> Votes { get; }

    /// <summary>In steps.</summary>
    public Turnout Turnout { get; }

    /// <summary>In persons; the turnout itself where nothing is weighted.</summary>
    public Turnout Heads { get; }

    public bool Weighted { get; }

    /// <summary>One person, one vote.</summary>
    public static Poll Of(ImmutableSortedDictionary<string, int> votes, Turnout heads) =>
        Of(votes.ToImmutableSortedDictionary(v => v.Key, v => (long)v.Value, StringComparer.Ordinal), heads);

    /// <summary>Each vote by its weight; majority and quorum are then of the weight, not of the heads.</summary>
    /// <param name="weight">See <see cref="Turnout.Of"/>.</param>
    public static Poll Of(ImmutableSortedDictionary<string, Weight> votes, Turnout heads, Turnout weight) =>
        new(votes.ToImmutableSortedDictionary(v => v.Key, v => v.Value.Thousandths, StringComparer.Ordinal), weight, heads, true);

    /// <summary>Unweighted votes with more added to them.</summary>
    internal static Poll Of(ImmutableSortedDictionary<string, long> votes, Turnout heads) => new(votes, heads, heads, false);

    public long this[string choice] => Votes.GetValueOrDefault(choice);

    /// <summary>Steps, as people write them: 61, or 61.5 of a weight.</summary>
    public string Show(long steps) => Weighted ? new Weight(steps).ToString() : steps.ToString(CultureInfo.InvariantCulture);
}
