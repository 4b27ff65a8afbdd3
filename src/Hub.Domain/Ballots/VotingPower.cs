using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Ballots;

/// <summary>
/// What the electorate of one ballot is besides a list of names: what each vote weighs, and who votes for whom. Fixed when the ballot opens, like the
/// electorate itself. All of them are of the electorate.
/// </summary>
/// <param name="Weights">Of those whose vote weighs something else than one.</param>
/// <param name="Delegates">By the one who delegates.</param>
public sealed record VotingPower(ImmutableSortedDictionary<string, Weight> Weights, ImmutableSortedDictionary<string, string> Delegates)
{
    private readonly Lazy<ILookup<string, string>> _represented = new(() => Delegates.ToLookup(d => d.Value, d => d.Key, StringComparer.Ordinal));

    [JsonIgnore]
    public bool IsWeighted => !Weights.IsEmpty;

    /// <returns>Null where one person has one vote, and casts it alone.</returns>
    public static VotingPower? Of(ImmutableSortedDictionary<string, Weight>? weights, ImmutableSortedDictionary<string, string>? delegates) =>
        weights is null && delegates is null
            ? null
            : new VotingPower(weights ?? ImmutableSortedDictionary<string, Weight>.Empty, delegates ?? ImmutableSortedDictionary<string, string>.Empty);

    public Weight WeightOf(string voter) => Weights.TryGetValue(voter, out var weight) ? weight : Weight.One;

    public Weight WeightOf(IEnumerable<string> voters) => voters.Aggregate(Weight.Zero, (sum, voter) => sum + WeightOf(voter));

    public string? DelegateOf(string voter) => Delegates.GetValueOrDefault(voter);

    /// <summary>Who delegated to this person.</summary>
    public IEnumerable<string> RepresentedBy(string voter) => _represented.Value[voter];

    public bool Equals(VotingPower? other) => other is not null && Weights.SequenceEqual(other.Weights) && Delegates.SequenceEqual(other.Delegates);

    public override int GetHashCode() => HashCode.Combine(Weights.Count, Delegates.Count);
}
