namespace Hub.Load.Crowd;

/// <summary>What all clients of a crowd were told, taken together. The last five must be 0.</summary>
/// <param name="Live">Clients in the room now.</param>
/// <param name="Rewinds">Rooms that came back shorter than they had been shown.</param>
/// <param name="Behind">Clients that stand before the one that is furthest.</param>
public sealed record Findings(
    int People, int Live, long Frames, long Omitted, long Tallies, int Gaps, int Duplicates, int TallyRegressions, int Rewinds, int Behind)
{
    public bool Faultless => this is { Gaps: 0, Duplicates: 0, TallyRegressions: 0, Rewinds: 0, Behind: 0 };

    public static Findings Of(IReadOnlyCollection<LiveClient> clients)
    {
        var told = clients.Select(c => c.Told(s => (s.Frames, s.Omitted, s.Tallies, s.Gaps, s.Duplicates, s.TallyRegressions, s.Rewinds, s.To))).ToList();
        var furthest = told.Select(t => t.To).DefaultIfEmpty().Max();
        return new Findings(
            clients.Count, clients.Count(c => c.IsLive), told.Sum(t => t.Frames), told.Sum(t => t.Omitted), told.Sum(t => t.Tallies), told.Sum(t => t.Gaps),
            told.Sum(t => t.Duplicates), told.Sum(t => t.TallyRegressions), told.Sum(t => t.Rewinds), told.Count(t => t.To < furthest));
    }
}
