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

    /// <summary>What one seat's vote weighs, and whom it delegated to, goes to the one who sits there now; and so does what was delegated to it.</summary>
    public VotingPower With(SeatChange seat)
    {
        if (seat.By is not { } by)
        {
            return this with { Delegates = Delegates.RemoveRange(Delegates.Where(d => d.Key == seat.Was || d.Value == seat.Was).Select(d => d.Key)) };
        }

        var delegates = Delegates.TryGetValue(seat.Was, out var to) && !Delegates.ContainsKey(by) ? Delegates.SetItem(by, to) : Delegates;
        delegates = delegates.Remove(seat.Was);
        delegates = delegates.SetItems(delegates.Where(d => d.Value == seat.Was).Select(d => KeyValuePair.Create(d.Key, by)).ToList());
        return new VotingPower(
            Weights.TryGetValue(seat.Was, out var weight) && !Weights.ContainsKey(by) ? Weights.Remove(seat.Was).SetItem(by, weight) : Weights,
            delegates.GetValueOrDefault(by) == by ? delegates.Remove(by) : delegates);
    }

    /// <summary>Who delegated to this person.</summary>
    public IEnumerable<string> RepresentedBy(string voter) => _represented.Value[voter];

    public bool Equals(VotingPower? other) => other is not null && Weights.SequenceEqual(other.Weights) && Delegates.SequenceEqual(other.Delegates);

    public override int GetHashCode() => HashCode.Combine(Weights.Count, Delegates.Count);
}
