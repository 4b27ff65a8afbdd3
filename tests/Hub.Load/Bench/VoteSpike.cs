using System.Diagnostics;
using System.Globalization;

namespace Hub.Load.Bench;

/// <summary>"Please vote now": many send one vote each by the clock, whatever the answers are, and everybody watches the tally until it is complete.</summary>
internal static class VoteSpike
{
    /// <returns>A line that <see cref="SpikeSeen"/> reads.</returns>
    public static async Task<string> Run(Screen[] screens, Screen watcher, int number, string room, string ballot, int voters, TimeSpan over)
    {
        var watches = screens.Append(watcher).Select(screen =>
        {
            var watch = new TallyWatch(ballot, voters);
            screen.Watch(watch);
            return watch;
        }).ToList();

        var voting = new Task<double>[voters];
        var (firstSent, lastSent) = await Task.Factory.StartNew(
            () => SendAll((i, due) => voting[i] = Vote(i, due), voters, over), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var waits = await Task.WhenAll(voting);
        var complete = await Task.WhenAll(watches.Select(watch => watch.Complete));

        // A tally may be complete before its last vote is answered, and never before it is sent.
        var told = complete.Select(at => Stopwatch.GetElapsedTime(lastSent, at).TotalMilliseconds).ToArray();
        return new SpikeSeen(
            waits.Percentile(0.5), waits.Percentile(0.95), waits.Max(), Stopwatch.GetElapsedTime(firstSent, lastSent).TotalMilliseconds,
            told.Percentile(0.5), told.Percentile(0.95), told.Max(), watches[^1].Bytes, watches[^1].TallyBytes, watches[^1].Tallies).Written();

        // From when it should have been sent: a crowd that is late makes no answer quicker.
        async Task<double> Vote(int i, long due)
        {
            var answered =
                await screens[(long)i * screens.Length / voters]
                .Ask(room, string.Create(CultureInfo.InvariantCulture, $"{number:x16}{i:x16}"), VotingCrowd.Choose(ballot, i));
            return Stopwatch.GetElapsedTime(due, answered).TotalMilliseconds;
        }
    }

    /// <summary>On a thread of its own: a pool that is busy with answers would send late.</summary>
    private static (long First, long Last) SendAll(Action<int, long> send, int count, TimeSpan over)
    {
        var (started, last) = (Stopwatch.GetTimestamp(), 0L);
        for (var i = 0; i < count; i++)
        {
            var due = started + (long)(over.TotalSeconds * i / count * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due)
            {
                Thread.Sleep(1);
            }

            last = Stopwatch.GetTimestamp();
            send(i, due);
        }

        return (started, last);
    }
}

/// <summary>A spike as the crowd saw it; times in milliseconds.</summary>
/// <param name="SentWithin">From the first vote sent to the last: as long as it should be, or the crowd was too slow.</param>
/// <param name="Told50">From the last vote sent until the tally is complete on half of the screens.</param>
/// <param name="Bytes">What one watcher was told until its tally was complete.</param>
internal sealed record SpikeSeen(
    double Answered50, double Answered95, double AnsweredLast, double SentWithin, double Told50, double Told95, double ToldLast, double Bytes,
    double TallyBytes, double Tallies)
{
    public static SpikeSeen Read(string[] words)
    {
        var n = Array.ConvertAll(words, word => double.Parse(word, CultureInfo.InvariantCulture));
        return new SpikeSeen(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9]);
    }

    public string Written() => string.Create(
        CultureInfo.InvariantCulture, $"seen {Answered50} {Answered95} {AnsweredLast} {SentWithin} {Told50} {Told95} {ToldLast} {Bytes} {TallyBytes} "
            + $"{Tallies}");
}
