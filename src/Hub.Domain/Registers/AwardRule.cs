using System.Collections.Immutable;

namespace Hub.Domain.Registers;

/// <summary>The published rule by which the award of the year ranks members: data, the same for everyone.</summary>
/// <param name="Places">How many are to be awarded.</param>
public sealed record AwardRule(Text Title, int Places, ImmutableArray<ScoreRule> Rules)
{
    /// <summary>What each rule gives, and their sum, in hundredths of a point: sums of decimal fractions are exact so.</summary>
    /// <param name="figure">A figure of a member's duty record, by name.</param>
    public Score Of(Func<string, int> figure)
    {
        var parts = Rules.Select(r => new ScorePart(r.Figure, figure(r.Figure), r.Of(figure(r.Figure)))).ToImmutableArray();
        return new Score(parts.Sum(p => p.Hundredths), parts);
    }
}

/// <param name="Figure">A figure of the duty record.</param>
/// <param name="Points">For each, or for each whole <paramref name="Per"/>.</param>
/// <param name="Most">No more than this comes of one figure.</param>
/// <param name="Per">Absent: one.</param>
public sealed record ScoreRule(string Figure, decimal Points, decimal Most, Text Label, int? Per = null)
{
    /// <returns>In hundredths of a point.</returns>
    public int Of(int figure) => (int)(Math.Min(Most, figure / (Per ?? 1) * Points) * 100);
}

/// <param name="Hundredths">Of a point.</param>
public sealed record Score(int Hundredths, ImmutableArray<ScorePart> Parts);

/// <param name="N">The figure itself.</param>
public sealed record ScorePart(string Figure, int N, int Hundredths);
