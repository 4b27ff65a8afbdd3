using System.Diagnostics;
using System.Globalization;
using Hub.Load.Crowd;

namespace Hub.Load.Bench;

/// <summary>
/// The chair, who leads the meeting while others vote: ten commands a second, each of which stores something and is told to everybody. In a process apart from
/// the crowd's, so that its waits are the house's and not those of two thousand other screens.
/// </summary>
internal sealed class ChairAtWork(Screen screen, string room, string item) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private int _done;

    public static async Task<ChairAtWork> Come(BallotHouse house, string room, string item) =>
        new(await Screen.Open(house.Hub, room, (await File.ReadAllLinesAsync(house.Tokens))[^1]), room, item);

    /// <summary>Sends by the clock until something else is over.</summary>
    /// <returns>Milliseconds from when each should have been sent to its answer.</returns>
    public async Task<List<double>> WorkDuring(Task other)
    {
        var (started, waits) = (Stopwatch.GetTimestamp(), new List<Task<double>>());
        do
        {
            var due = started + (long)(Every.TotalSeconds * waits.Count * Stopwatch.Frequency);
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }

            waits.Add(Work(due));
        }
        while (!other.IsCompleted);

        await other;
        return [.. await Task.WhenAll(waits)];
    }

    public void Dispose() => screen.Dispose();

    private async Task<double> Work(long due)
    {
        var number = ++_done;
        var command = (number % 4) switch
        {
            0 => Commands.Of("addTime", ("item", item), ("seconds", 60)),
            1 => Commands.Of("showScene", ("scene", "agenda")),
            2 => Commands.Of("addTime", ("item", item), ("seconds", -60)),
            _ => Commands.Of("showScene", ("scene", "join")),
        };
        var answered = await screen.Ask(room, number.ToString("x32", CultureInfo.InvariantCulture), command.ToJsonString());
        return Stopwatch.GetElapsedTime(due, answered).TotalMilliseconds;
    }
}
