using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Load.Stores;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Load.Bench;

/// <summary>
/// A crowd that only watches, by <c>head</c> and <c>frames</c> through nginx in front of one node, a small one and a large one: what the house is asked for
/// must not grow with it. What would otherwise be mis-measured:
/// <list type="bullet">
/// <item>What the house is asked for is counted by the proxy, and not by what the crowd asks: what its cache answers is not among it.</item>
/// <item>The benchmark itself asks nothing of the proxy, and nobody follows over the live hub.</item>
/// <item>Messages are sent by the clock; each is the new title of an item, of which a frame leaves none out. Every watcher follows the seqs from frame to
/// frame: one that is left out, or comes twice, ends the benchmark.</item>
/// <item>The crowd and the proxy take most of the same two processors: their time is told apart from the house's.</item>
/// <item>A head is another element of the cache every ten seconds (<c>k8s/cache/live.conf</c>): both sizes are measured for as long.</item>
/// </list>
/// </summary>
internal sealed class WatchersBench(House house, TemporaryNginx proxy, string meeting, string item)
{
    /// <summary>Of the proxy, beside one connection for each who watches: what it asks the house, and itself.</summary>
    private const int FilesBeside = 1000;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    private int _sent;

    public static async Task Run(ReadOnlyMemory<string> args)
    {
        var options = new BenchOptions(args.Span, ("--watchers", 10_000, 20_000), ("--few", 1000, 20_000), ("--messages", 15, 100));
        var (many, few) = (options["--watchers"], options["--few"]);
        if (few > many)
        {
            throw new FormatException("--few must not be more than --watchers.");
        }

        if (TemporaryNginx.Program is null)
        {
            throw new FormatException(TemporaryNginx.Missing);
        }

        RequireFiles(many + FilesBeside);
        using var scratch = new ScratchFolder();

        // The pace by audience is a part of what is measured: it is as a city has it.
        await using var house = await House.Open(scratch.File("hub.db"), ["--Pace:Watchers=500", "--Pace:Crowd=1000", .. House.Silent]);
        await using var proxy = await TemporaryNginx.Open([house.Url], many + FilesBeside, onlyOfHouse: true);
        var meeting = await house.Convene("watchers");
        using var snapshot = JsonDocument.Parse((await Read(house, meeting)).Snapshot!);
        var item = snapshot.RootElement.GetProperty("agenda").GetProperty("items")[0].GetProperty("id").GetString()!;
        var bench = new WatchersBench(house, proxy, meeting, item);
        await bench.Watch("warm-up", few, 3);
        var small = await bench.Watch("a small crowd", few, options["--messages"]);
        var large = await bench.Watch("a large crowd", many, options["--messages"]);
        Progress.Title($"{few} and {many} who watch by head and frames, {options["--messages"]} messages each, nginx in front of one node");
        Report(few, small);
        Report(many, large);
        Progress.Ratio($"requests of the house a second, {few} / {many} who watch", small.OfHousePerSecond / large.OfHousePerSecond, aim: 0.8);
    }

    /// <exception cref="FormatException">This machine does not allow a process so many; says how many.</exception>
    private static void RequireFiles(int needed)
    {
        // Of the name and two limits the second is the one up to which a process may raise its own, as the runtime and the proxy's keeper do.
        var allowed = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        if (int.TryParse(allowed, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most < needed)
        {
            throw new FormatException(
                $"This machine allows a process {most} open files, and {needed} are needed: raise that (ulimit -Hn), or ask for fewer --watchers.");
        }
    }

    private static Task<Reading> Read(House house, string meeting) =>
        house.Grains.GetGrain<IMeetingGrain>(meeting).Read(new ReadRequest(Audience.Room, null, default));

    private static void Report(int watchers, Round round)
    {
        Console.WriteLine($"  {watchers} watch");
        Progress.Figure("  requests of the house", round.OfHousePerSecond, "/s");
        Progress.Figure("  requests of the proxy", round.Seen.Asked / round.Took.TotalSeconds, "/s");
        Progress.Figure("  from the command until half of them have the event", round.Seen.P50, "ms");
        Progress.Figure("  until 95 % of them have it", round.Seen.P95, "ms");
        Progress.Figure("  processor time, the house's", round.HouseBusy * 1000 / round.Took.TotalSeconds, "ms/s");
        Progress.Figure("  processor time, the proxy's", round.ProxyBusy * 1000 / round.Took.TotalSeconds, "ms/s");
        Progress.Figure("  processor time, the crowd's", round.CrowdBusy * 1000 / round.Took.TotalSeconds, "ms/s");
        Progress.Figure("  connections that were cut", round.Seen.Cuts, "");
    }

    private async Task<Round> Watch(string what, int watchers, int messages)
    {
        var here = await Read(house, meeting);
        var gathering = WebWatchers.Gather(proxy.Address, StreamNames.OfMeeting(meeting), here.Position, watchers);
        await Progress.Show($"{what}, {watchers} come", () => "connecting", gathering);
        using var crowd = await gathering;
        await Task.Delay(Calm);
        var (asked, began) = (proxy.Log.Count, Stopwatch.GetTimestamp());
        var (ownBusy, proxyBusy, crowdBusy) = (ProcessTime.Of(Environment.ProcessId), ProcessTime.Of(proxy.ProcessId), crowd.ProcessorSeconds);
        var sending = Send(messages);
        await Progress.Show($"{what}, {messages} messages", () => $"{_sent} sent in all", sending);
        var seen = await crowd.Settle((await Read(house, meeting)).To);
        var took = Stopwatch.GetElapsedTime(began);
        var round = new Round(
            seen, took, proxy.Log.Count - asked, ProcessTime.Of(Environment.ProcessId) - ownBusy, ProcessTime.Of(proxy.ProcessId) - proxyBusy,
            crowd.ProcessorSeconds - crowdBusy);
        return seen is { Behind: 0, Wrong: 0 } && seen.Told == (long)watchers * messages ? round
            : throw new InvalidOperationException(
                $"Of {watchers} who watch {seen.Behind} lack something at the end; {seen.Wrong} frames did not go on from the one before; "
                + $"{seen.Told} events were told where {(long)watchers * messages} were to be.");
    }

    private async Task Send(int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            var due = Task.Delay(Every);
            var number = ++_sent;
            House.Require(await house.Ask(
                meeting, Operation.Of("watchers", $"{number}"), House.Chair, new MeetingCommand.EditItem(item, Stamp.Now(number) + FanoutBench.Text)));
            await due;
        }
    }

    /// <param name="OfHouse">Requests that the proxy could not answer by itself.</param>
    /// <param name="HouseBusy">Processor seconds.</param>
    private sealed record Round(Watched Seen, TimeSpan Took, int OfHouse, double HouseBusy, double ProxyBusy, double CrowdBusy)
    {
        public double OfHousePerSecond => OfHouse / Took.TotalSeconds;
    }
}
