using System.Diagnostics;
using System.Globalization;

namespace Hub.Load.Bench;

/// <summary>What all who watch have asked for and been told.</summary>
internal sealed class WatchersCount
{
    private const int LongestMilliseconds = 60_000;

    private readonly long[] _waits = new long[LongestMilliseconds + 1];
    private long _asked;
    private long _wrong;
    private long _cuts;

    public void Asked() => Interlocked.Increment(ref _asked);

    /// <summary>A frame that does not go on from the one before, or lacks an event.</summary>
    public void Wrong() => Interlocked.Increment(ref _wrong);

    public void Cut() => Interlocked.Increment(ref _cuts);

    /// <param name="when">When the message was begun to be sent, on the machine's monotonic clock.</param>
    public void Told(long when) =>
        Interlocked.Increment(ref _waits[(int)Math.Clamp(Stopwatch.GetElapsedTime(when).TotalMilliseconds, 0, LongestMilliseconds)]);

    public Watched Read(int behind) => new(
        behind, Interlocked.Read(ref _asked), _waits.Sum(), Interlocked.Read(ref _wrong), Interlocked.Read(ref _cuts), Within(0.5), Within(0.95));

    /// <returns>The least milliseconds within which this share was told.</returns>
    private int Within(double share)
    {
        var (least, so) = ((long)Math.Ceiling(_waits.Sum() * share), 0L);
        var at = -1;
        while (so < least)
        {
            so += _waits[++at];
        }

        return Math.Max(0, at);
    }
}

/// <param name="Behind">Who had not been told everything when the time was over.</param>
/// <param name="Asked">Requests.</param>
/// <param name="Told">Events, each counted once for everybody who was told it.</param>
/// <param name="Wrong">Frames that did not go on from the one before, or lacked an event.</param>
/// <param name="Cuts">Connections that ended.</param>
/// <param name="P50">Milliseconds from the command.</param>
internal sealed record Watched(long Behind, long Asked, long Told, long Wrong, long Cuts, long P50, long P95)
{
    public string Written() => string.Join(' ', new[] { Behind, Asked, Told, Wrong, Cuts, P50, P95 });

    public static Watched Read(string[] said)
    {
        long Whole(int i) => long.Parse(said[i], CultureInfo.InvariantCulture);
        return new(Whole(0), Whole(1), Whole(2), Whole(3), Whole(4), Whole(5), Whole(6));
    }
}
