using System.Diagnostics;
using Hub.Faults.Crowd;
using Hub.Faults.Nodes;

namespace Hub.Faults.Faults;

/// <param name="Limit">What it may be at most, where something was promised; in the same unit.</param>
internal sealed record Figure(string Name, double Value, string Unit, double? Limit = null)
{
    public bool IsKept => Limit is null || Value <= Limit;

    public static Figure Seconds(string name, TimeSpan took, double? limit = null) => new(name, took.TotalSeconds, "s", limit);
}

/// <summary>A fault that was injected and healed.</summary>
/// <param name="Hits">The proof that it hit something; 0 is a failure of the round.</param>
/// <param name="HitsAre">What was counted.</param>
/// <param name="Wrong">What did not hold, beyond the invariants that are checked after every round.</param>
internal sealed record Strike(string Fault, long Hits, string HitsAre, IReadOnlyList<Figure> Figures, IReadOnlyList<string> Wrong)
{
    /// <summary>As the nodes' logs tell the time.</summary>
    public string EndedAt { get; } = DateTime.Now.ToString("HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Where a fault strikes: a house that people are using.</summary>
internal sealed record Scene(House House, Api Api, Audience Audience, Random Chance)
{
    /// <summary>What has not come back after this long does not.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public Operations Operations => Audience.Operations;

    public ClusterHouse Cluster => (ClusterHouse)House;

    public TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + (Chance.NextDouble() * (most - least)));

    /// <summary>Waits until people wait for answers, so that a strike meets something.</summary>
    /// <returns>How many do.</returns>
    public async Task<int> SomeInFlight()
    {
        var most = 0;
        await Wait.Until(() => (most = Operations.InFlight) > 0, TimeSpan.FromSeconds(10));
        return most;
    }

    /// <returns>How long after a moment the first command sent since was acknowledged.</returns>
    public async Task<TimeSpan> ServesAgain(long since)
    {
        TimeSpan? first = null;
        await Wait.Until(() => (first = Operations.FirstAcknowledgedAfter(since)) is not null, Patience);
        return first ?? Patience;
    }

    /// <returns>How long after a moment everybody is connected and in the room.</returns>
    public async Task<TimeSpan> AllBack(long since)
    {
        await Wait.Until(() => Audience.AllLive, Patience);
        return Stopwatch.GetElapsedTime(since);
    }
}

/// <summary>One row of the table: something bad that happens to a house, and what must hold beyond the invariants.</summary>
internal abstract class Fault
{
    /// <summary>One word or a few, as it is asked for on the command line.</summary>
    public abstract string Name { get; }

    public abstract string How { get; }

    public abstract string MustHold { get; }

    /// <summary>Half a minute rather than a few seconds: mostly waiting, as what it does takes its time.</summary>
    public virtual bool TakesLong => false;

    /// <summary>
    /// Whether it begins on a house of an older build (<see cref="OlderBuild"/>), which only it can have: the house becomes one of this build by it.
    /// </summary>
    public virtual bool BeginsWithOlder => false;

    /// <summary>Which houses it makes sense for.</summary>
    public virtual bool Fits(House house) => true;

    /// <summary>Null, or what this machine lacks for it, in a sentence.</summary>
    public virtual string? Missing(House house) => null;

    /// <summary>Strikes, and heals.</summary>
    public abstract Task<Strike> Strike(Scene scene);

    protected Strike Struck(long hits, string hitsAre, IReadOnlyList<Figure> figures, params IReadOnlyList<string> wrong) =>
        new(Name, hits, hitsAre, figures, wrong);
}
