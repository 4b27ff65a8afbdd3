using System.Diagnostics;

namespace Hub.Load.Bench;

/// <summary>Many who each ask, wait for the answer, and ask again.</summary>
internal static class Callers
{
    /// <param name="ask">Given the caller's number and that of the question, which nobody else asks.</param>
    /// <param name="house">Where the answers are stored; null where each has a transaction of its own.</param>
    public static async Task<Pace> Run(string what, int callers, TimeSpan time, int most, Func<int, int, Task> ask, House? house = null)
    {
        var (asked, answered) = (0, 0);
        var transactions = house?.Transactions ?? 0;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var (clock, busy) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await Progress.Show(what, () =>
            $"{Volatile.Read(ref answered):N0} answered", Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (clock.Elapsed < time && Interlocked.Increment(ref asked) is var question && question <= most)
            {
                await ask(caller, question);
                Interlocked.Increment(ref answered);
            }
        }))));
        return new Pace(
            answered / clock.Elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - busy).TotalMicroseconds / answered,
            house is null ? 1 : answered / (double)Math.Max(1, house.Transactions - transactions),
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)answered);
    }
}

/// <param name="PerSecond">Answers a second.</param>
/// <param name="Cost">Microseconds of processor time that this process spent for each: it says what a busy machine would do if it were idle.</param>
/// <param name="PerTransaction">How many were stored together.</param>
/// <param name="Allocated">Bytes of memory that this process asked for, for each; null where another process did the work. The same on a busy machine.</param>
internal readonly record struct Pace(double PerSecond, double Cost, double PerTransaction, double? Allocated = null);
