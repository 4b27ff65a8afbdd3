namespace Hub.Server.Common;

/// <summary>
/// Gives memory back after a rush. The collector returns what it keeps in reserve only while it collects, and in a quiet house nothing makes it: a flood at
/// noon would be held until the evening. So once it is quiet, it is told to, once for each rush.
/// </summary>
internal sealed partial class QuietMemory(TimeProvider clock, ILogger<QuietMemory> logger) : BackgroundService
{
    /// <summary>A larger heap would stop the house for longer than a frame, and returns by itself: it is collected often.</summary>
    public const long LargestHeap = 64 << 20;

    /// <summary>What is worth it.</summary>
    public const long LeastReserve = 12 << 20;

    /// <summary>Allocated within <see cref="Every"/>: more than that, and it is not quiet.</summary>
    public const long MostWhileQuiet = 4 << 20;

    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>From one to the next: what a quiet meeting allocates is no rush.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    /// <param name="allocated">Since it was looked last.</param>
    /// <param name="live">The heap, as of the last collection.</param>
    /// <param name="committed">What the collector holds.</param>
    public static bool IsTime(long allocated, long live, long committed) =>
        allocated <= MostWhileQuiet && live <= LargestHeap && committed - live >= LeastReserve;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every, clock);
        var (seen, done, last) = (GC.GetTotalAllocatedBytes(), 0L, clock.GetTimestamp() - clock.TimestampFrequency * (long)Apart.TotalSeconds);
        while (await timer.WaitForNextTickAsync(stop))
        {
            var now = GC.GetTotalAllocatedBytes();
            var (allocated, memory) = (now - seen, GC.GetGCMemoryInfo());
            seen = now;
            if (now - done >= LeastReserve && clock.GetElapsedTime(last) >= Apart && IsTime(allocated, memory.HeapSizeBytes, memory.TotalCommittedBytes))
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                (done, last) = (GC.GetTotalAllocatedBytes(), clock.GetTimestamp());
                LogGivenBack((memory.TotalCommittedBytes - GC.GetGCMemoryInfo().TotalCommittedBytes) >> 20);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Megabytes} MB of memory were given back after a rush.")]
    private partial void LogGivenBack(long megabytes);
}
