using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Hub.Load.Bench;

/// <summary>All who watch over plain HTTP, in a process of their own, as <see cref="Audiences"/> are.</summary>
internal sealed class WebWatchers : IDisposable
{
    public const string Verb = "web-watchers";

    private const int AtOnce = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly ChildProcess _process;

    private WebWatchers(ChildProcess process) => _process = process;

    public double ProcessorSeconds => ProcessTime.Of(_process.Id);

    public static async Task<WebWatchers> Gather(Uri proxy, string room, string position, int watchers)
    {
        var process = new ChildProcess(Verb, proxy.Authority, room, position, watchers.ToString(CultureInfo.InvariantCulture));
        try
        {
            await process.Hear("watching");
            return new WebWatchers(process);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>What everybody has seen once they have been told up to a seq, or have had time for it.</summary>
    public async Task<Watched> Settle(long to)
    {
        _process.Tell(to.ToString(CultureInfo.InvariantCulture));
        return Watched.Read(await _process.Hear("watched"));
    }

    public void Dispose() => _process.Dispose();

    /// <summary>The other process: it may hold as many files as the machine allows, which its runtime sees to.</summary>
    public static async Task Watch(string[] args)
    {
        var (proxy, room, position, many) = (IPEndPoint.Parse(args[0]), args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture));
        using var over = new CancellationTokenSource();
        var count = new WatchersCount();
        var watchers = Enumerable.Range(0, many).Select(_ => new WebWatcher(proxy, room, position, count)).ToList();
        var running = new List<Task>();
        foreach (var some in watchers.Chunk(AtOnce))
        {
            running.AddRange(some.Select(watcher => Task.Run(() => watcher.Run(over.Token))));
            await Task.WhenAll(some.Select(watcher => watcher.Connected));
        }

        Console.WriteLine("watching");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var to = long.Parse(line, CultureInfo.InvariantCulture);
            var began = Stopwatch.GetTimestamp();
            while (watchers.Exists(watcher => watcher.To < to) && Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(LookEvery);
            }

            Console.WriteLine($"watched {count.Read(watchers.Count(watcher => watcher.To < to)).Written()}");
        }

        await over.CancelAsync();
        await Task.WhenAll(running);
    }
}
