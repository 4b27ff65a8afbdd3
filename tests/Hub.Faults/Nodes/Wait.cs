using System.Diagnostics;

namespace Hub.Faults.Nodes;

/// <summary>Waits for what must come, and not longer than it may take.</summary>
internal static class Wait
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <returns>Whether it came.</returns>
    public static Task<bool> Until(Func<bool> condition, TimeSpan patience) => Until(() => Task.FromResult(condition()), patience);

    /// <inheritdoc cref="Until(Func{bool}, TimeSpan)"/>
    public static async Task<bool> Until(Func<Task<bool>> condition, TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
            {
                return false;
            }

            await Task.Delay(LookEvery);
        }

        return true;
    }
}
