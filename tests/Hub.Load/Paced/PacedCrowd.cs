using System.Globalization;
using Hub.Load.Bench;

namespace Hub.Load.Paced;

/// <summary>All who follow one peer, in a process of their own, so that what they cost is not counted as the server's.</summary>
internal sealed class PacedCrowd : IDisposable
{
    public const string Verb = "paced-crowd";

    private readonly ChildProcess _process;

    private PacedCrowd(ChildProcess process) => _process = process;

    public static async Task<PacedCrowd> Gather(PacedWire wire, int clients)
    {
        var process = new ChildProcess(
            Verb, wire.Protocol, wire.Host, wire.Port.ToString(CultureInfo.InvariantCulture), wire.Path, wire.Room,
            clients.ToString(CultureInfo.InvariantCulture));
        try
        {
            await process.Hear("joined");
            return new PacedCrowd(process);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="Followers.Expect"/>
    public async Task Expect(int first, int messages)
    {
        _process.Tell(string.Create(CultureInfo.InvariantCulture, $"expect {first} {messages}"));
        await _process.Hear("expecting");
    }

    /// <inheritdoc cref="Followers.Settle"/>
    public async Task<Heard> Settle(TimeSpan quiet, IEnumerable<int> failed)
    {
        _process.Tell(string.Create(CultureInfo.InvariantCulture, $"settle {quiet.TotalSeconds} {string.Join(',', failed)}"));
        return Heard.Read(await _process.Hear("settled"));
    }

    public void Dispose() => _process.Dispose();

    /// <summary>The other process.</summary>
    public static async Task Follow(string[] args)
    {
        var wire = new PacedWire(args[0], args[1], Whole(args[2]), args[3], args[4]);
        var clients = Whole(args[5]);
        using var over = new CancellationTokenSource();
        var count = new FollowersCount(clients);
        var everybody = Enumerable.Range(0, clients).Select(number => new PacedClient(wire, number, count)).ToList();
        await Parallel.ForEachAsync(everybody, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (client, cancel) => await client.Join(cancel));
        var listening = everybody.ConvertAll(client => Task.Run(() => client.Listen(over.Token)));
        var pinging = KeepAlive(everybody, over.Token);
        Console.WriteLine("joined");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Console.WriteLine(line.Split(' ') switch
            {
                ["expect", var first, var messages] => Begin(count, Whole(first), Whole(messages)),
                ["settle", var quiet, var failed] =>
                    $"settled {await count.Settle(TimeSpan.FromSeconds(double.Parse(quiet, CultureInfo.InvariantCulture)), NodeSender.Numbers(failed))}",
                _ => throw new InvalidOperationException($"The crowd is told '{line}'?"),
            });
        }

        await over.CancelAsync();
        await Task.WhenAll([pinging, .. listening]);
        everybody.ForEach(client => client.Dispose());
    }

    private static string Begin(FollowersCount count, int first, int messages)
    {
        count.Begin(first, messages);
        return "expecting";
    }

    private static async Task KeepAlive(List<PacedClient> everybody, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(10), cancel).ContinueWith(_ => { }, TaskScheduler.Default);
            foreach (var client in everybody)
            {
                // Who was cut off is counted by whoever listens for them.
                await client.KeepAlive(cancel).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private static int Whole(string number) => int.Parse(number, CultureInfo.InvariantCulture);
}
