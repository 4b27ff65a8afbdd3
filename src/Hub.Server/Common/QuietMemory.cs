namespace Hub.Server.Common;

/// <summary>
/// Gives memory back after a rush. The collector returns what it keeps in reserve only while it collects, and in a quiet house nothing makes it: a flood at
/// noon would be held until the evening. So once it is quiet, it is told to, once for each rush.
/// </summary>
internal sealed partial class QuietMemory : BackgroundService
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

    private readonly IHeap _heap;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private long _seen;
    private long _allocatedAtLast;
    private long? _last;

    public QuietMemory(IHeap heap, TimeProvider clock, ILogger<QuietMemory> logger) =>
        (_heap, _clock, _logger, _seen) = (heap, clock, logger, heap.Read().Allocated);

    /// <param name="allocated">Since it was looked last.</param>
    /// <param name="live">The heap, as of the last collection.</param>
    /// <param name="committed">What the collector holds.</param>
    public static bool IsTime(long allocated, long live, long committed) =>
        allocated <= MostWhileQuiet && live <= LargestHeap && committed - live >= LeastReserve;

    /// <summary>
    /// Looks at the heap, to be called <see cref="Every"/>, and gives back where it is time: not twice within <see cref="Apart"/>, and not where too little
    /// was allocated since for a reserve to have grown, whatever the collector holds.
    /// </summary>
    public void Look()
    {
        var now = _heap.Read();
        var allocated = now.Allocated - _seen;
        _seen = now.Allocated;
        if (now.Allocated - _allocatedAtLast < LeastReserve || (_last is { } last && _clock.GetElapsedTime(last) < Apart)
            || !IsTime(allocated, now.Live, now.Committed))
        {
            return;
        }

        _heap.GiveBack();
        var after = _heap.Read();
        (_allocatedAtLast, _last) = (after.Allocated, _clock.GetTimestamp());
        LogGivenBack((now.Committed - after.Committed) >> 20);
    }

    protected override Task ExecuteAsync(CancellationToken stop)
    {
        return Repeat.Every(Every, LookNow, _clock, _logger, stop);

        Task LookNow(CancellationToken cancel)
        {
            Look();
            return Task.CompletedTask;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Megabytes} MB of memory were given back after a rush.")]
    private partial void LogGivenBack(long megabytes);
}

/// <summary>The process's memory as the collector sees it.</summary>
internal interface IHeap
{
    HeapFigures Read();

    /// <summary>Collects, and returns the reserve to the machine. Everything stands still meanwhile.</summary>
    void GiveBack();
}

/// <summary>In bytes.</summary>
/// <param name="Allocated">Since the process began.</param>
/// <param name="Live">The heap, as of the last collection.</param>
/// <param name="Committed">What the collector held then.</param>
internal readonly record struct HeapFigures(long Allocated, long Live, long Committed);

internal sealed class ManagedHeap : IHeap
{
    public HeapFigures Read()
    {
        var memory = GC.GetGCMemoryInfo();
        return new HeapFigures(GC.GetTotalAllocatedBytes(), memory.HeapSizeBytes, memory.TotalCommittedBytes);
    }

    public void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
