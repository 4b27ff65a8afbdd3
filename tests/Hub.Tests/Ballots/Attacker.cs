using System.Text.Json;
using Hub.Tests.House;

namespace Hub.Tests.Ballots;

/// <summary>
/// Somebody who knows how every second voter chose, and tries all that stands beside a stored vote (its place, its time, its size, each byte of it) as a rule
/// for the others.
/// </summary>
internal static class Attacker
{
    /// <summary>How often the best rule is right for those whose vote is not known; chance alone is right for half.</summary>
    public static double RightFor(IReadOnlyList<StoredVote> votes, Dictionary<string, string> chosen) =>
        Enumerable.Range(0, votes[0].Features.Count).Max(feature => RightBy(feature, votes, chosen));

    /// <summary>The best threshold on one feature, learnt from every second voter.</summary>
    private static double RightBy(int feature, IReadOnlyList<StoredVote> votes, Dictionary<string, string> chosen)
    {
        var seen = votes.Select(v => (Value: v.Features[feature], Approves: chosen[v.Actor] == "approve")).ToList();
        var (known, others) = (seen.Where((_, i) => i % 2 == 0).ToList(), seen.Where((_, i) => i % 2 == 1).ToList());
        var rules = known.Select(k => k.Value).Distinct().SelectMany(cut => new[] { (cut, Above: true), (cut, Above: false) });
        var best = rules.MaxBy(r => known.Count(k => (k.Value > r.cut) == r.Above == k.Approves));
        return others.Count(o => (o.Value > best.cut) == best.Above == o.Approves) / (double)others.Count;
    }
}

/// <summary>A sealed vote as it stands in a database.</summary>
/// <param name="Beside">All that stands beside it, as numbers.</param>
internal sealed record StoredVote(string Actor, byte[] Sealed, params double[] Beside)
{
    public IReadOnlyList<double> Features { get; } = [.. Beside, .. Sealed.Select(b => (double)b), .. Sealed.Select(b => (double)(b & 1))];

    /// <summary>Those in one commit's payload.</summary>
    public static IEnumerable<StoredVote> In(string payload, params double[] beside) =>
        JsonDocument.Parse(payload).RootElement.EnumerateArray().Where(e => e.Text("event", "$type") == "votedConfidentially")
            .Select(e => new StoredVote(e.Text("actor"), e.At("event", "sealed").GetBytesFromBase64(), [.. beside, payload.Length]));
}
