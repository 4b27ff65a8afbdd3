using System.Diagnostics;

namespace Hub.Load.Crowd;

/// <summary>
/// Keeps one person within what the house allows: 20 commands at once, then 5 a second. A little under it, since what is evenly sent arrives unevenly.
/// </summary>
public sealed class Allowance
{
    private const double Burst = 18;
    private const double PerSecond = 4.5;

    private readonly Lock _gate = new();
    private double _left = Burst;
    private long _at = Stopwatch.GetTimestamp();

    /// <summary>Takes one, and waits for it where there is none left.</summary>
    public Task Take(CancellationToken cancel)
    {
        lock (_gate)
        {
            _left = Math.Min(Burst, _left + (Stopwatch.GetElapsedTime(_at).TotalSeconds * PerSecond)) - 1;
            _at = Stopwatch.GetTimestamp();
            return _left >= 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds(-_left / PerSecond), cancel);
        }
    }
}
