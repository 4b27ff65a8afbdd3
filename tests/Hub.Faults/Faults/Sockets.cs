using System.Diagnostics;
using System.Net.Sockets;
using Hub.Faults.Crowd;
using Hub.Faults.Nodes;
using Hub.Load.Crowd;

namespace Hub.Faults.Faults;

/// <summary>Thousands of connections are lost at once, and all come back.</summary>
internal sealed class ReconnectStorm(int sockets = 5000) : Fault
{
    private const int AtOnce = 100;
    private const double MostGrowthMegabytes = 400;

    private static readonly TimeSpan ComeBackWithin = TimeSpan.FromSeconds(2);
    public override string Name => "storm";

    public override string How => $"{sockets:N0} connections are dropped at once, and all come back within moments";

    public override string MustHold => "memory bounded, everybody in the room again within 10 s";

    public override bool TakesLong => true;

    public override async Task<Strike> Strike(Scene scene)
    {
        scene.Audience.Pace = 0.2;
        var lines = new List<RawLine>();
        using var over = new CancellationTokenSource();
        try
        {
            var nodes = scene.House.Nodes;
            var seats = scene.Audience.People.Select(p => p.Client.Seat).ToList();
            using (var door = new SemaphoreSlim(AtOnce))
            {
                lines.AddRange(await Task.WhenAll(Enumerable.Range(0, sockets).Select(async i =>
                {
                    await door.WaitAsync();
                    try
                    {
                        return await Enter(nodes[i % nodes.Count], seats[i % seats.Count], over.Token);
                    }
                    finally
                    {
                        door.Release();
                    }
                })));
            }

            await Task.Delay(1000);
            var before = Memory(scene.House);
            var at = Stopwatch.GetTimestamp();
            foreach (var line in lines)
            {
                await line.DisposeAsync();
            }

            var returning = Task.WhenAll(Enumerable.Range(0, sockets).Select(async i =>
            {
                await Task.Delay(ComeBackWithin * Random.Shared.NextDouble());
                return await Enter(nodes[i % nodes.Count], seats[i % seats.Count], over.Token);
            }));
            var most = before;
            while (await Task.WhenAny(returning, Task.Delay(100)) != returning)
            {
                most = Math.Max(most, Memory(scene.House));
            }

            lines.AddRange(await returning);
            var back = Stopwatch.GetElapsedTime(at);
            await scene.AllBack(at);
            return Struck(sockets, "connections dropped", [
                Figure.Seconds("all right again after a storm", back, 10),
                    new("memory more in a storm", Math.Max(0, most - before) / 1048576.0, "MB", MostGrowthMegabytes),
            ]);
        }
        finally
        {
            await over.CancelAsync();
            foreach (var line in lines)
            {
                await line.DisposeAsync();
            }

            scene.Audience.Pace = 1;
        }
    }

    /// <summary>Enters, again after every failure, and reads whatever comes from then on.</summary>
    private static async Task<RawLine> Enter(Node node, Seat seat, CancellationToken over)
    {
        while (true)
        {
            try
            {
                var line = await RawLine.Join(node, seat, cancel: over);
                _ = ReadAll(line, over);
                return line;
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                await Task.Delay(50 + Random.Shared.Next(200), over);
            }
        }
    }

    private static async Task ReadAll(RawLine line, CancellationToken over)
    {
        try
        {
            while (await line.Read(over) > 0)
            {
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Dropped.
        }
    }

    private static long Memory(House house) => house.Nodes.Sum(n => Processes.ResidentBytes(n.ProcessId));
}

/// <summary>Some of the room read next to nothing.</summary>
internal sealed class SlowReaders : Fault
{
    private const double BusyPace = 3;
    private const double MostGrowthMegabytes = 64;

    /// <summary>What a difference must be at least to be one, on a machine that does other things too.</summary>
    private const double LeastDifferenceMilliseconds = 20;

    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    public override string Name => "slow-readers";

    public override string How => "a fifth of the room reads 100 bytes a second, or nothing, while the others talk fast";

    public override string MustHold => "the others' p99 stays within 1.2 times, and memory flat";

    public override bool TakesLong => true;

    public override async Task<Strike> Strike(Scene scene)
    {
        scene.Audience.Pace = BusyPace;
        using var over = new CancellationTokenSource();
        var lines = new List<RawLine>();
        try
        {
            await Task.Delay(Settles);
            var without = await P99(scene);
            foreach (var (person, i) in scene.Audience.People.Where((_, i) => i % 5 == 0).Select((p, i) => (p, i)))
            {
                var line = await RawLine.Join(scene.House.Nodes[i % scene.House.Nodes.Count], person.Client.Seat, receiveBuffer: 4096);
                lines.Add(line);
                _ = i % 2 == 0 ? Trickle(line, over.Token) : Task.CompletedTask;
            }

            await Task.Delay(Settles);
            var memory = Memory(scene.House);
            var with = await P99(scene);
            var grown = Math.Max(0, Memory(scene.House) - memory) / 1048576.0;
            return Struck(lines.Count, "slow readers", [
                new("p99 of the others, without slow readers", without, "ms"), new("p99 of the others, with slow readers", with, "ms"),
                new("p99 with slow readers, of that without", with / without, "×", with - without < LeastDifferenceMilliseconds ? null : 1.2),
                new("memory more with slow readers", grown, "MB", MostGrowthMegabytes),
            ]);
        }
        finally
        {
            await over.CancelAsync();
            foreach (var line in lines)
            {
                await line.DisposeAsync();
            }

            scene.Audience.Pace = 1;
        }
    }

    private static async Task<double> P99(Scene scene)
    {
        var from = Stopwatch.GetTimestamp();
        await Task.Delay(Measured);
        var took = scene.Operations.All.Where(s => s.SentAt >= from && s.Outcome == Answered.Ok)
            .Select(s => Stopwatch.GetElapsedTime(s.SentAt, s.AnsweredAt).TotalMilliseconds).Order().ToList();
        return took.Count == 0 ? double.PositiveInfinity : took[(int)(0.99 * (took.Count - 1))];
    }

    private static async Task Trickle(RawLine line, CancellationToken over)
    {
        try
        {
            while (await line.Read(over, atMost: 100) > 0)
            {
                await Task.Delay(1000, over);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Over.
        }
    }

    private static long Memory(House house) => house.Nodes.Sum(n => Processes.ResidentBytes(n.ProcessId));
}
