using System.Diagnostics;
using System.Globalization;

namespace Hub.Load.Bench;

/// <summary>
/// Everybody's devices, in a process of their own as <see cref="Audiences"/> are. Who follows the room has one device more beside the voters, an observer's:
/// what it is told is what one watcher is told.
/// </summary>
internal sealed class VotingCrowd : IDisposable
{
    public const string Verb = "voting-crowd";

    private const string NoRoom = "-";

    private readonly ChildProcess _process;

    private VotingCrowd(ChildProcess process) => _process = process;

    public double ProcessorSeconds => ProcessTime.Of(_process.Id);

    /// <param name="room">What they follow; null: they only send.</param>
    public static async Task<VotingCrowd> Gather(BallotHouse house, string? room)
    {
        var process = new ChildProcess(Verb, house.Hub.AbsoluteUri, room ?? NoRoom, house.Tokens);
        try
        {
            await process.Hear("gathered");
            return new VotingCrowd(process);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>So many of the crowd vote, evenly spread over the crowd and over the time.</summary>
    public async Task<SpikeSeen> Spike(string room, string ballot, int voters, TimeSpan over)
    {
        _process.Tell(string.Create(CultureInfo.InvariantCulture, $"spike {room} {ballot} {voters} {over.TotalMilliseconds}"));
        return SpikeSeen.Read(await _process.Hear("seen"));
    }

    /// <summary>Everybody votes in each ballot, one after the other, each waiting for the answer before.</summary>
    /// <returns>From the first vote sent to the last one answered.</returns>
    public async Task<TimeSpan> VoteInAll(string room, string[] ballots)
    {
        _process.Tell($"vote {room} {string.Join(',', ballots)}");
        return TimeSpan.FromMilliseconds(double.Parse((await _process.Hear("voted"))[0], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _process.Dispose();

    /// <summary>The other process.</summary>
    public static async Task Run(string[] args)
    {
        var (hub, room) = (new Uri(args[0]), args[1] == NoRoom ? null : args[1]);
        var tokens = await File.ReadAllLinesAsync(args[2]);
        using var over = new CancellationTokenSource();
        var screens = new Screen[tokens.Length - 1];
        await Parallel.ForAsync(0, screens.Length, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, cancel) =>
            screens[i] = await Screen.Open(hub, room, tokens[i], cancel));
        using var watcher = room is null ? null : await Screen.Open(hub, room, token: null);
        Screen[] all = watcher is null ? screens : [.. screens, watcher];
        var pinging = KeepAlive(all, over.Token);
        var number = 0;
        Console.WriteLine("gathered");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var doing = line.Split(' ') switch
            {
                ["spike", var where, var ballot, var voters, var milliseconds] => VoteSpike.Run(
                    screens, watcher!, ++number, where, ballot, int.Parse(voters, CultureInfo.InvariantCulture),
                    TimeSpan.FromMilliseconds(double.Parse(milliseconds, CultureInfo.InvariantCulture))),
                ["vote", var where, var ballots] => Vote(screens, where, ballots.Split(',')),
                _ => throw new InvalidOperationException($"The crowd is told '{line}'?"),
            };
            var first = await Task.WhenAny([doing, pinging, .. all.Select(s => s.Listening)]);
            Console.WriteLine(first == doing ? await doing : throw new InvalidOperationException("A screen was cut off.", first.Exception));
        }

        await over.CancelAsync();
        Array.ForEach(screens, screen => screen.Dispose());
    }

    /// <summary>What one votes; each ballot has the three.</summary>
    public static string Choose(string ballot, int voter) =>
        $$"""{"$type":"vote","ballot":"{{ballot}}","choices":["{{(voter % 3) switch { 0 => "oppose", 1 => "abstain", _ => "approve" }}}"]}""";

    private static async Task<string> Vote(Screen[] screens, string room, string[] ballots)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(screens.Select((screen, voter) => Task.Run(async () =>
        {
            for (var i = 0; i < ballots.Length; i++)
            {
                await screen.Ask(room, i.ToString("x32", CultureInfo.InvariantCulture), Choose(ballots[i], voter));
            }
        })));
        return string.Create(CultureInfo.InvariantCulture, $"voted {Stopwatch.GetElapsedTime(started).TotalMilliseconds}");
    }

    private static async Task KeepAlive(Screen[] screens, CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(10), cancel);
            await Task.WhenAll(screens.Select(screen => screen.Ping()));
        }
    }
}
