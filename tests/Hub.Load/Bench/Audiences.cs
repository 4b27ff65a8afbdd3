using System.Diagnostics;
using System.Globalization;

namespace Hub.Load.Bench;

/// <summary>
/// Those who listen to one hub, all in a process of their own: its collector and its thread pool do not hold up the server, and what it costs is not counted
/// as the server's. Stamps are of the machine's monotonic clock, which both processes read.
/// </summary>
internal sealed class Audiences : IDisposable
{
    public const string Verb = "audience";

    private readonly ChildProcess _process;

    private Audiences(ChildProcess process) => _process = process;

    public static async Task<Audiences> Gather(Uri hub, string room, int clients)
    {
        var process = new ChildProcess(Verb, hub.AbsoluteUri, room, clients.ToString(CultureInfo.InvariantCulture));
        await process.Hear("joined");
        return new Audiences(process);
    }

    /// <summary>From now on, frames are counted.</summary>
    public async Task Expect(int frames)
    {
        _process.Tell(frames.ToString(CultureInfo.InvariantCulture));
        await _process.Hear("expecting");
    }

    /// <summary>When everybody had all that was expected, and how long one frame was, by the bytes that came.</summary>
    public async Task<(long Stamp, double Bytes)> AllHeard()
    {
        var heard = await _process.Hear("heard");
        return (long.Parse(heard[0], CultureInfo.InvariantCulture), double.Parse(heard[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _process.Dispose();

    /// <summary>The other process: joins everybody, then answers each number on its input with the moment at which everybody had that many frames.</summary>
    public static async Task Listen(string[] args)
    {
        var (hub, room, count) = (new Uri(args[0]), args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
        using var over = new CancellationTokenSource();
        var listeners = Enumerable.Range(0, count).Select(_ => new Listener(hub, room)).ToList();
        await Parallel.ForEachAsync(listeners, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (listener, cancel) => await listener.Join(cancel));
        var round = new Round(0, 0);
        var listening = listeners.ConvertAll(listener => Task.Run(() => listener.Listen(bytes => Volatile.Read(ref round).Count(bytes), over.Token)));
        var pinging = KeepAlive(listeners, over.Token);
        Console.WriteLine("joined");
        while (await Console.In.ReadLineAsync() is { } frames)
        {
            var next = new Round(count, int.Parse(frames, CultureInfo.InvariantCulture));
            Volatile.Write(ref round, next);
            Console.WriteLine("expecting");
            if (await Task.WhenAny([next.All, pinging, .. listening]) != next.All)
            {
                throw new InvalidOperationException("A listener was cut off.");
            }

            var (stamp, bytes) = await next.All;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"heard {stamp} {(double)bytes / count / next.Frames}"));
        }

        await over.CancelAsync();
        listeners.ForEach(listener => listener.Dispose());
    }

    private static async Task KeepAlive(List<Listener> listeners, CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(10), cancel);
            foreach (var listener in listeners)
            {
                await listener.Ping(cancel);
            }
        }
    }

    /// <summary>Each frame is told to everybody once, so that the last of all frames is also the last that anybody lacked.</summary>
    private sealed class Round(int clients, int frames)
    {
        private readonly TaskCompletionSource<(long Stamp, long Bytes)> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _heard;
        private long _bytes;

        public int Frames => frames;

        public Task<(long Stamp, long Bytes)> All => _all.Task;

        public void Count(int bytes)
        {
            var total = Interlocked.Add(ref _bytes, bytes);
            if (Interlocked.Increment(ref _heard) == (long)clients * frames)
            {
                _all.TrySetResult((Stopwatch.GetTimestamp(), total));
            }
        }
    }
}
