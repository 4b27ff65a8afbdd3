using System.Diagnostics;

namespace Hub.Load.Bench;

/// <summary>Many who each ask, wait for the answer, and ask again.</summary>
internal static class Callers
{
    /// <param name="ask">Given the caller's number and that of the question, which nobody else asks.</param>
    /// <returns>Answers a second.</returns>
    public static async Task<double> Run(string what, int callers, TimeSpan time, int most, Func<int, int, Task> ask)
    {
        var (asked, answered) = (0, 0);
        var clock = Stopwatch.StartNew();
        await Progress.Show(what, () => $"{Volatile.Read(ref answered):N0} answered", Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (clock.Elapsed < time && Interlocked.Increment(ref asked) is var question && question <= most)
            {
                await ask(caller, question);
                Interlocked.Increment(ref answered);
            }
        }))));
        return answered / clock.Elapsed.TotalSeconds;
    }
}
