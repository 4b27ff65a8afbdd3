using System.Globalization;

namespace Hub.Load.Bench;

/// <summary>All who follow one side, in a process of their own, as <see cref="Audiences"/> are; spread over its nodes in turn.</summary>
internal sealed class Followers : IDisposable
{
    public const string Verb = "followers";

    private readonly ChildProcess _process;

    private Followers(ChildProcess process) => _process = process;

    public static async Task<Followers> Gather(IEnumerable<Uri> hubs, string room, int clients)
    {
        var process = new ChildProcess(Verb, room, clients.ToString(CultureInfo.InvariantCulture), string.Join(',', hubs));
        await process.Hear("joined");
        return new Followers(process);
    }

    /// <summary>From now on these numbers are counted.</summary>
    public async Task Expect(int first, int messages)
    {
        _process.Tell(string.Create(CultureInfo.InvariantCulture, $"expect {first} {messages}"));
        await _process.Hear("expecting");
    }

    /// <summary>What came: all there is, or what there was when nothing had come for so long.</summary>
    public async Task<Heard> Settle(TimeSpan quiet, IEnumerable<int> failed)
    {
        _process.Tell(string.Create(CultureInfo.InvariantCulture, $"settle {quiet.TotalSeconds} {string.Join(',', failed)}"));
        return Heard.Read(await _process.Hear("settled"));
    }

    /// <summary>The last frame's JSON.</summary>
    public async Task<string> LastFrame()
    {
        _process.Tell("frame");
        return (await _process.Hear("frame"))[0];
    }

    public void Dispose() => _process.Dispose();

    /// <summary>The other process.</summary>
    public static async Task Follow(string[] args)
    {
        var (room, clients, hubs) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture), args[2].Split(',').Select(hub => new Uri(hub)).ToArray());
        using var over = new CancellationTokenSource();
        var count = new FollowersCount(clients);
        var running = new List<Task>();
        var followers = Enumerable.Range(0, clients).Select(number => new Follower(hubs, room, number, count)).ToList();
        foreach (var some in followers.Chunk(50))
        {
            running.AddRange(some.Select(follower => Task.Run(() => follower.Run(over.Token))));
            await Task.WhenAll(some.Select(follower => follower.Joined));
        }

        var pinging = KeepAlive(followers, over.Token);
        Console.WriteLine("joined");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Console.WriteLine(line.Split(' ') switch
            {
                ["expect", var first, var messages] =>
                    Begin(count, int.Parse(first, CultureInfo.InvariantCulture), int.Parse(messages, CultureInfo.InvariantCulture)),
                ["settle", var quiet, var failed] =>
                    $"settled {await count.Settle(TimeSpan.FromSeconds(double.Parse(quiet, CultureInfo.InvariantCulture)), NodeSender.Numbers(failed))}",
                _ => $"frame {count.LastFrame}",
            });
        }

        await over.CancelAsync();
        await Task.WhenAll(running);
    }

    private static string Begin(FollowersCount count, int first, int messages)
    {
        count.Begin(first, messages);
        return "expecting";
    }

    private static async Task KeepAlive(List<Follower> followers, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(10), cancel).ContinueWith(_ => { }, TaskScheduler.Default);
            await Task.WhenAll(followers.Select(follower => follower.Ping(cancel)));
        }
    }
}

/// <param name="Messages">Each counted once for everybody who had it.</param>
/// <param name="Frames">As they came, with one message or several.</param>
/// <param name="Missing">Messages that somebody lacks, counted for each who does.</param>
/// <param name="P50">Milliseconds from the beginning of the sending.</param>
/// <param name="CutOff">Connections that ended.</param>
internal sealed record Heard(
    long Messages, long Frames, long Bytes, long Missing, long Doubles, double P50, double P99, long FirstSent, long LastHeard, long CutOff, long Resyncs)
{
    public static Heard Read(string[] said)
    {
        long Whole(int i) => long.Parse(said[i], CultureInfo.InvariantCulture);
        double Number(int i) => double.Parse(said[i], CultureInfo.InvariantCulture);
        return new(Whole(0), Whole(1), Whole(2), Whole(3), Whole(4), Number(5), Number(6), Whole(7), Whole(8), Whole(9), Whole(10));
    }
}
