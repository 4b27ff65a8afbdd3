namespace Hub.Load.Crowd;

/// <summary>How long answers took, in buckets 5 % apart: constant in size, written by all, read at any time.</summary>
public sealed class Latencies
{
    private const double Step = 1.05;
    private const double Least = 0.05;

    private readonly long[] _buckets = new long[400];

    public void Add(TimeSpan took)
    {
        var bucket = (int)Math.Log(Math.Max(took.TotalMilliseconds, Least) / Least, Step);
        Interlocked.Increment(ref _buckets[Math.Min(bucket, _buckets.Length - 1)]);
    }

    /// <returns>Milliseconds within which this share of the answers came; 0 where there are none.</returns>
    public double Percentile(double share)
    {
        var counts = _buckets.Select((_, i) => Volatile.Read(ref _buckets[i])).ToArray();
        var (wanted, seen) = (share * counts.Sum(), 0L);
        for (var i = 0; i < counts.Length && wanted > 0; i++)
        {
            if ((seen += counts[i]) >= wanted)
            {
                return Least * Math.Pow(Step, i + 1);
            }
        }

        return 0;
    }
}
