using System.Diagnostics;
using Hub.Load.Bench;

namespace Hub.Load.Paced;

/// <summary>What a message costs at the pace that rooms really have, in this hub and in what people would install instead; see <see cref="Notes"/>.</summary>
internal sealed class PacedBench(PacedOptions options, PacedTable table)
{
    /// <summary>Rounds of the last scenario, of which the median counts.</summary>
    private const int Rounds = 3;

    /// <summary>Messages of such a round; none of its peers keeps fewer than that for a client who is slower.</summary>
    private const int Burst = 50;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    private static readonly string[] Notes =
    [
        "A storm hides what a message costs: where many wait, one write carries several. Here they come one at a time, by the clock, whatever the answers are.",
        "A fresh process compiles its code while it serves: its first minute is told apart, and between it and the steady phases nothing is counted.",
        "A server that idles is not free, and at 2 a second that is most of what it costs: idling is measured with everybody joined, told for itself, and "
            + "taken off the cost of each message.",
        "Messages are counted by their numbers at each client, not frames or writes: who merges two messages into a frame has delivered two.",
        "Clients cost more than servers: they have a process of their own, read bytes and parse nothing, and their processor time is not counted.",
        "All send as many bytes, as they are on the wire; the column says how many came. Ours is made so long by what a first message was measured to take.",
        "This hub stores each message before it sends it, and nobody else does: its processor time includes the store's. It sends the new title of an item, as "
            + "of comments above 20 a second frames carry a sample.",
        "Redis and nchan are handed messages by this program, whose time is not counted; the others make them in their own process.",
        "nginx has one worker, Node.js and Redis have one thread: what they cost a message is comparable, how many a machine carries is not.",
        "Servers run one after the other, each alone and fresh, on one machine: what else runs there, the load average says.",
        "Saturated: messages are handed over at once, and a round ends where the last client has the last one. This hub merges those that wait into one frame: "
            + "that is its advantage, and it has none where they come one at a time.",
    ];

    public static async Task Run(ReadOnlyMemory<string> args)
    {
        var options = PacedOptions.Parse(args.Span);
        var table = new PacedTable(options);
        using var folder = new ScratchFolder();
        await new PacedBench(options, table).Measure(folder);
        Console.WriteLine("\nWhat would otherwise be mis-measured:");
        Array.ForEach(Notes, note => Console.WriteLine($"* {note}"));
        table.Print();
        await table.Write(Notes);
    }

    private async Task Measure(ScratchFolder folder)
    {
        foreach (var clients in options.Clients)
        {
            await Each(clients, peer => Paced(peer, folder, clients));
        }

        if (options.Saturated is { } many)
        {
            await Each(many, peer => Saturated(peer, folder, many));
        }
    }

    private async Task Each(int clients, Func<PacedPeer, Task<PacedRow>> measure)
    {
        foreach (var peer in PacedPeer.All.Where(peer => options.Peers.Contains(peer.Name)))
        {
            var row = peer.WhyNot() is { } absent ? Without(peer, clients, absent) : null;
            try
            {
                row ??= await measure(peer);
            }
            catch (PeerMissingException e)
            {
                row = Without(peer, clients, e.Message);
            }
#pragma warning disable CA1031 // An hour of figures is not thrown away for one peer that fails: its row says how.
            catch (Exception e)
#pragma warning restore CA1031
            {
                row = Without(peer, clients, $"failed: {e.Message.Split('\n')[0]}");
            }

            table.Add(row);
        }
    }

    private static PacedRow Without(PacedPeer peer, int clients, string why) => new(peer.Name, peer.Title, clients, why, null, null, []);

    private async Task<PacedRow> Paced(PacedPeer peer, ScratchFolder folder, int clients)
    {
        var firsts = new List<(int Rate, Sent Sent)>();
        foreach (var rate in options.FirstRates)
        {
            await using var side = await peer.Open(folder);
            var before = Machine.Resident(side.ProcessId);
            using var crowd = await Gather(peer, side, clients);
            var each = (Machine.Resident(side.ProcessId) - before) / 1024.0 / clients;
            var numbers = new Numbers();
            await Agree(side, crowd, numbers);
            firsts.Add((rate, await Told(peer, $"first minute, {rate}/s", Send(side, crowd, numbers, rate, options.First))));
            if (firsts.Count == options.FirstRates.Count)
            {
                return await Steadily(peer, side, crowd, numbers, clients, each, firsts);
            }
        }

        throw new InvalidOperationException("There is no first rate.");
    }

    private async Task<PacedRow> Steadily(
        PacedPeer peer, IPacedSide side, PacedCrowd crowd, Numbers numbers, int clients, double each, List<(int Rate, Sent Sent)> firsts)
    {
        await Told(peer, "warming", Send(side, crowd, numbers, firsts[^1].Rate, options.Warm));
        var steady = new List<(int Rate, Sent Sent)>();
        foreach (var rate in options.Rates)
        {
            steady.Add((rate, await Told(peer, $"steady, {rate}/s", Send(side, crowd, numbers, rate, options.Seconds))));
        }

        var idle = await Told(peer, "idle", Idle(side, TimeSpan.FromSeconds(options.Seconds)));
        return new PacedRow(peer.Name, peer.Title, clients, null, 100 * idle, each,
        [
            .. firsts.Select(first => first.Sent.Figure(PacedTable.First, first.Rate, idle)),
            .. steady.Select(one => one.Sent.Figure(PacedTable.Steady, one.Rate, idle)),
        ]);
    }

    private static async Task<PacedRow> Saturated(PacedPeer peer, ScratchFolder folder, int clients)
    {
        await using var side = await peer.Open(folder);
        using var crowd = await Gather(peer, side, clients);
        var numbers = new Numbers();
        await Agree(side, crowd, numbers);
        var rounds = new List<Sent>();

        // The first is for the compiler.
        for (var round = 0; round <= Rounds; round++)
        {
            rounds.Add(await Told(peer, "as fast as it goes", Send(side, crowd, numbers, Burst, seconds: null)));
        }

        var counted = rounds.Skip(1).OrderBy(round => round.PerSecond).ToList();
        return new PacedRow(
            peer.Name, peer.Title, clients, null, null, null, [counted[counted.Count / 2].Figure(PacedTable.Saturated, rate: null, idle: 0)]);
    }

    private static Task<PacedCrowd> Gather(PacedPeer peer, IPacedSide side, int clients) =>
        Told(peer, $"{clients} clients join", PacedCrowd.Gather(side.Wire, clients));

    private static async Task<T> Told<T>(PacedPeer peer, string what, Task<T> running)
    {
        await Progress.Show($"{peer.Title}: {what}", () => "running", running);
        return await running;
    }

    /// <summary>Everybody has a first message, and it says how much longer the next ones have to be.</summary>
    private static async Task Agree(IPacedSide side, PacedCrowd crowd, Numbers numbers)
    {
        // Who is there is told to everybody for a moment after the last has come.
        await Task.Delay(Calm);
        for (var tries = 0; tries < 5; tries++)
        {
            if (await Send(side, crowd, numbers, 1, seconds: null) is { Heard: { Missing: 0, Messages: > 0 } heard })
            {
                await side.Lengthen(Math.Max(0, PacedMessage.OnTheWire - (int)(heard.Bytes / heard.Messages)));
                return;
            }
        }

        throw new InvalidOperationException("Not everybody who had joined was sent what was sent.");
    }

    /// <param name="perSecond">Where no seconds are given: how many, at once.</param>
    private static async Task<Sent> Send(IPacedSide side, PacedCrowd crowd, Numbers numbers, int perSecond, int? seconds)
    {
        const double AtOnce = 1e6;
        var count = perSecond * (seconds ?? 1);
        var first = numbers.Take(count);
        await crowd.Expect(first, count);
        var (busy, clock) = (ProcessTime.OfFamily(side.ProcessId), Stopwatch.StartNew());
        var failed = await side.Send(first, count, seconds is null ? AtOnce : perSecond);
        var heard = await crowd.Settle(Quiet, failed);
        return new Sent(heard, ProcessTime.OfFamily(side.ProcessId) - busy, clock.Elapsed);
    }

    /// <returns>Which part of a core.</returns>
    private static async Task<double> Idle(IPacedSide side, TimeSpan time)
    {
        await Task.Delay(Calm);
        var (busy, clock) = (ProcessTime.OfFamily(side.ProcessId), Stopwatch.StartNew());
        await Task.Delay(time);
        return (ProcessTime.OfFamily(side.ProcessId) - busy) / clock.Elapsed.TotalSeconds;
    }

    /// <summary>No number is sent twice to the same crowd.</summary>
    private sealed class Numbers
    {
        private int _next = 1;

        public int Take(int count) => (_next += count) - count;
    }

    /// <param name="Busy">Processor seconds.</param>
    private sealed record Sent(Heard Heard, double Busy, TimeSpan Took)
    {
        public double PerSecond => Heard.Messages / Math.Max(1e-6, Stopwatch.GetElapsedTime(Heard.FirstSent, Heard.LastHeard).TotalSeconds);

        public PacedFigure Figure(string phase, int? rate, double idle)
        {
            var messages = Math.Max(1, Heard.Messages);
            return new PacedFigure(
                phase, rate, (Busy - (idle * Took.TotalSeconds)) * 1e6 / messages, PerSecond, (double)Heard.Bytes / messages, Heard.P50, Heard.P99,
                Heard.Missing, Heard.Doubles, Heard.CutOff);
        }
    }
}
