using Hub.Faults.Crowd;

namespace Hub.Faults.Check;

/// <summary>What one client saw of a round.</summary>
/// <param name="To">The seq it stands at in the end.</param>
/// <param name="Counts">The last counts it was told, by ballot.</param>
internal sealed record Seen(
    string Name, long To, int Gaps, int Duplicates, int TallyRegressions, int Rewinds, IReadOnlyDictionary<long, string> Events,
    IReadOnlyDictionary<string, Count> Counts, IReadOnlyList<string> Contradictions);

/// <summary>A ballot as one node shows it in the end.</summary>
internal sealed record ShownBallot(string Node, string Ballot, string Status, Count Tally);

/// <summary>An operation of unknown outcome that was asked again in the end.</summary>
/// <param name="Before">The journal before it was asked.</param>
internal sealed record Asked(Sent Sent, bool WasStored, Load.Crowd.Receipt? Receipt);

/// <summary>All that is known of a round when it is over: what people did and saw, what is shown, and what is stored.</summary>
internal sealed record History(
    StoredRoom Stored, IReadOnlyCollection<Sent> Operations, IReadOnlyList<Seen> Clients, IReadOnlyList<ShownBallot> Shown, IReadOnlyList<Asked> AskedAgain);
