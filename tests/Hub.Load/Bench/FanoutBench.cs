using System.Diagnostics;
using Hub.Load.Stores;

namespace Hub.Load.Bench;

/// <summary>
/// How fast everybody in a meeting is told where they are spread over three nodes: ours on PostgreSQL against SignalR's Redis backplane, in turn. What would
/// otherwise be mis-measured:
/// <list type="bullet">
/// <item>A message counts once for each client that has it, by its number, whatever frame it came in. Of comments above 20 a second our frames carry a sample:
/// what is sent here is the new title of an item, of which they leave none out. The backplane sends the bytes of our frame with one such event.</item>
/// <item>Ours merges what comes within 100 ms. At <see cref="Slow"/> messages a second it merges nothing, and both do the same work; at <see cref="Fast"/> it
/// merges two or three. Frames and messages are told apart.</item>
/// <item>Ours stores a message before it tells it. Its wait begins with the command, and its processor time is that of all its nodes and all of PostgreSQL's
/// processes; the backplane's, that of its nodes and of Redis. Clients have processes of their own.</item>
/// <item>Messages are sent by the clock, not one after the other: who is slow does not slow its sender down.</item>
/// <item>Redis loses nothing while nobody restarts it: so it is restarted, as is PostgreSQL, and our meeting's own node is killed. A call that failed is not
/// counted as lost.</item>
/// </list>
/// </summary>
internal sealed class FanoutBench : IDisposable
{
    public const string Text = "：希望把充电桩装在北门停车场，离配电房近，也不占消防通道。大家看行不行？";
    private const int Nodes = 3;
    private const int Slow = 8;
    private const int Fast = 20;
    private const int Warm = 60;
    private const int Most = 1600;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(2);

    private readonly int _clients;
    private readonly int _seconds;
    private readonly HouseNodes _ours;
    private readonly BackplaneNodes _theirs;
    private Followers? _ourFollowers;
    private Followers? _theirFollowers;
    private int _sent;

    private FanoutBench(int clients, int seconds, HouseNodes ours, BackplaneNodes theirs) =>
        (_clients, _seconds, _ours, _theirs) = (clients, seconds, ours, theirs);

    public static async Task Run(ReadOnlyMemory<string> args)
    {
        var options = new BenchOptions(args.Span, ("--clients", 2000, 4000), ("--seconds", 8, 15), ("--rounds", 2, 3));
        if (TemporaryPostgres.Programs is null || !TemporaryRedis.IsHere)
        {
            throw new FormatException(TemporaryPostgres.Programs is null ? TemporaryPostgres.Missing : TemporaryRedis.Missing);
        }

        await using var ours = await HouseNodes.Open(Nodes);
        await using var theirs = await BackplaneNodes.Open(Nodes);
        using var bench = new FanoutBench(options["--clients"], options["--seconds"], ours, theirs);
        await bench.Gather();
        await bench.Measure(options["--rounds"]);
    }

    public void Dispose()
    {
        _ourFollowers?.Dispose();
        _theirFollowers?.Dispose();
    }

    private async Task Gather()
    {
        async Task Both()
        {
            _ourFollowers = await Followers.Gather(_ours.Hubs, _ours.Room, _clients);
            _theirFollowers = await Followers.Gather(_theirs.Hubs, _theirs.Room, _clients);
            await Send(_ours, _ourFollowers, 1, 1);
            await _theirs.SendLike(await _ourFollowers.LastFrame());
        }

        await Progress.Show($"{_clients} clients join {Nodes} nodes of the house, and {_clients} {Nodes} nodes on a backplane", () => "joining", Both());
    }

    private async Task Measure(int rounds)
    {
        // Code is compiled anew while it is hot, for half a minute of it: that is not what a delivery costs.
        await Alternate("warm-up", 2, Warm);
        var (slow, slowBare) = await Alternate($"{Slow} messages a second", rounds, Slow);
        var (fast, fastBare) = await Alternate($"{Fast} messages a second", rounds, Fast);
        var (rest, restBare) = (await Rest(_ours), await Rest(_theirs));
        var (most, mostBare) = (new List<Round>(), new List<Round>());
        await Progress.Show("more and more, until they no longer follow", () => $"{most.Count + mostBare.Count} rates", Climb(most, mostBare));
        var (redis, _) = await Faulty("Redis is killed and comes back", _theirs, _theirFollowers!, () => _theirs.RestartStore(Down));
        var (postgres, _) = await Faulty("PostgreSQL is killed and comes back", _ours, _ourFollowers!, () => _ours.RestartStore(Down));
        var (node, cutOff) = await Faulty("the node that the meeting lives on is killed", _ours, _ourFollowers!, _ours.KillOwner);

        Progress.Title(
            $"one meeting, {_clients} clients on {Nodes} nodes, messages of {slowBare[0].Heard.Bytes / Math.Max(1, slowBare[0].Heard.Frames)} bytes, "
            + $"{rounds} rounds of {_seconds} s");
        Progress.Figure("processor time at rest, ours", rest, "ms/s");
        Progress.Figure("processor time at rest, backplane", restBare, "ms/s");
        Report($"ours, {Slow} messages a second", slow);
        Report($"backplane, {Slow} messages a second", slowBare);
        Report($"ours, {Fast} messages a second", fast);
        Report($"backplane, {Fast} messages a second", fastBare);
        ReportClimb("ours, most that follow", most);
        ReportClimb("backplane, most that follow", mostBare);
        Ratio($"deliveries for a processor second at {Slow}/s, ours / backplane", slow, slowBare, aim: null);
        Ratio($"deliveries for a processor second at {Fast}/s, ours / backplane", fast, fastBare, aim: 2);
        if (most.FindLast(r => r.Follows && mostBare.Exists(b => b.Rate == r.Rate && b.Follows)) is { } both)
        {
            Ratio($"the same at {both.Rate}/s, the most that both follow", [both], [mostBare.Find(b => b.Rate == both.Rate)!], aim: 2);
        }

        Ratio("the same, each at its own most: at other rates, so no aim", [Best(most)], [Best(mostBare)], aim: null);
        Progress.Ratio("deliveries/s at the most that follow, ours / backplane", Best(most).PerSecond / Best(mostBare).PerSecond, aim: null);
        ReportLoss("backplane, Redis killed for 2 s", redis);
        ReportLoss("ours, PostgreSQL killed for 2 s", postgres);
        ReportLoss("ours, the meeting's node killed", node);
        Progress.Figure("  connections that moved to another node", cutOff, "");
        Console.WriteLine(
            "  What bounds both is the write to each socket: a further message in a frame costs far less than a frame of its own. Ours writes at most ten "
            + "frames a second to a client, and "
            + $"so saves nothing at {Slow} messages a second, where it pays for storing them and for its nodes' knowing each other. The longer wait is the "
            + $"price of merging.");
    }

    private static Round Best(List<Round> climbed) => climbed.FindLast(r => r.Follows) ?? climbed[0];

    private static void Ratio(string name, List<Round> ours, List<Round> bare, double? aim) =>
        Progress.Ratio(name, bare.Select(r => r.Cost).Median() / ours.Select(r => r.Cost).Median(), aim);

    private static void Report(string name, List<Round> rounds)
    {
        Progress.Figure(name, rounds.Select(r => r.PerSecond).Median(), "deliveries/s", rounds.Select(r => r.PerSecond));
        Progress.Figure("  processor time for each message delivered", rounds.Select(r => r.Cost).Median(), "µs", rounds.Select(r => r.Cost));
        Progress.Figure("  processor time for each frame delivered", rounds.Select(r => r.FrameCost).Median(), "µs", rounds.Select(r => r.FrameCost));
        Progress.Figure("    of it, the store's", rounds.Select(r => r.StoreShare).Median(), "%", rounds.Select(r => r.StoreShare));
        Progress.Figure("  from sending to a client, half of them within", rounds.Select(r => r.Heard.P50).Median(), "ms", rounds.Select(r => r.Heard.P50));
        Progress.Figure("  from sending to a client, 99 % within", rounds.Select(r => r.Heard.P99).Median(), "ms", rounds.Select(r => r.Heard.P99));
        Progress.Figure("  lost", rounds.Sum(r => r.Heard.Missing), "deliveries");
    }

    private static void ReportClimb(string name, List<Round> climbed)
    {
        Report($"{name}: {Best(climbed).Rate} messages a second", [Best(climbed)]);
        Console.WriteLine(climbed[^1] is { Follows: false } last
            ? $"  at {last.Rate} a second 99 % come within {last.Heard.P99:N0} ms: {last.PerSecond:N0} deliveries/s"
            : "  no higher rate was tried");
    }

    private static void ReportLoss(string name, Round round)
    {
        Progress.Figure($"{name}: lost", round.Heard.Missing, "deliveries");
        Progress.Figure("  of", round.Heard.Messages + round.Heard.Missing, "deliveries");
        Progress.Figure("  calls that failed, not counted", round.Failed, "messages");
        Progress.Figure("  delivered twice", round.Heard.Doubles, "deliveries");
        Progress.Figure("  the last within", round.Heard.P99, "ms for 99 %");
    }

    private async Task<(List<Round> Ours, List<Round> Bare)> Alternate(string what, int rounds, int perSecond)
    {
        var (mine, theirs) = (new List<Round>(), new List<Round>());
        async Task Both()
        {
            for (var i = 0; i < rounds; i++)
            {
                mine.Add(await Send(_ours, _ourFollowers!, perSecond, _seconds));
                theirs.Add(await Send(_theirs, _theirFollowers!, perSecond, _seconds));
            }
        }

        await Progress.Show($"{what}, {rounds} rounds", () => $"{mine.Count + theirs.Count} done", Both());
        return (mine, theirs);
    }

    /// <summary>Each until it follows no more; the one that still does goes on alone.</summary>
    private async Task Climb(List<Round> ours, List<Round> theirs)
    {
        foreach (var rate in Rates())
        {
            foreach (var (side, followers, climbed) in new (IFanoutSide, Followers, List<Round>)[] { (_ours, _ourFollowers!, ours),
                (_theirs, _theirFollowers!, theirs) })
            {
                if (climbed is [] || climbed[^1].Follows)
                {
                    climbed.Add(await Send(side, followers, rate, 4));
                }
            }
        }
    }

    private static IEnumerable<int> Rates()
    {
        for (var rate = 20; rate <= Most; rate *= 2)
        {
            yield return rate;
        }
    }

    private async Task<(Round Round, long CutOff)> Faulty(string what, IFanoutSide side, Followers followers, Func<Task> harm)
    {
        Round? round = null;
        async Task Run()
        {
            var sending = Send(side, followers, Slow, 10);
            await Task.Delay(TimeSpan.FromSeconds(3));
            await harm();
            round = await sending;
        }

        await Progress.Show(what, () => "sending", Run());
        return (round!, round!.Heard.CutOff);
    }

    private static async Task<double> Rest(IFanoutSide side)
    {
        var (busy, clock) = (side.ProcessorSeconds, Stopwatch.StartNew());
        await Task.Delay(TimeSpan.FromSeconds(4));
        return (side.ProcessorSeconds - busy) * 1000 / clock.Elapsed.TotalSeconds;
    }

    private async Task<Round> Send(IFanoutSide side, Followers followers, int perSecond, int seconds)
    {
        var (first, count) = (_sent, perSecond * seconds);
        _sent += count;
        await followers.Expect(first, count);
        var (busy, store) = (side.ProcessorSeconds, side.StoreSeconds);
        var failed = await NodeSender.Have(side.Sender, first, count, perSecond);
        var heard = await followers.Settle(Quiet, failed);
        return new Round(perSecond, heard, failed.Count, side.ProcessorSeconds - busy, side.StoreSeconds - store);
    }

    private sealed record Round(int Rate, Heard Heard, int Failed, double Busy, double StoreBusy)
    {
        public double PerSecond => Heard.Messages / Stopwatch.GetElapsedTime(Heard.FirstSent, Heard.LastHeard).TotalSeconds;

        /// <summary>Microseconds for each message delivered.</summary>
        public double Cost => Busy * 1e6 / Math.Max(1, Heard.Messages);

        public double FrameCost => Busy * 1e6 / Math.Max(1, Heard.Frames);

        public double StoreShare => 100 * StoreBusy / Busy;

        /// <summary>Whether everything came, and nearly all of it before anybody would notice.</summary>
        public bool Follows => Heard.Missing == 0 && Heard.P99 < 1000;
    }
}
