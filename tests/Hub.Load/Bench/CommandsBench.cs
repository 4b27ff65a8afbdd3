using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Load.Crowd;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Hub.Load.Bench;

/// <summary>
/// How many comments one meeting acknowledges a second: at its grain, and through the hub; against the plain way, a synced transaction for each row. What would
/// otherwise be mis-measured:
/// <list type="bullet">
/// <item>Disks differ, and so does the same disk from minute to minute: the phases take turns in one run, on the same disk, and medians are told.</item>
/// <item>A caller who does not wait measures a queue: each has one command under way, and only what was answered "done" counts.</item>
/// <item>A meeting of a million comments is none: each round has a meeting of its own, and ends at <see cref="Most"/>, where that comes before the time.</item>
/// <item>The first commands of a process run code that is not compiled well yet: a round of each goes before, uncounted.</item>
/// <item>Through the hub, clients and server share this process and its processors: that number says what both cost together, not what a server bears.</item>
/// </list>
/// </summary>
internal static class CommandsBench
{
    private const int Most = 200_000;
    private const string Text = "我赞成先修小区东门的路灯，老人晚上出门看不清台阶。";

    public static async Task Run(ReadOnlyMemory<string> args)
    {
        var options = new BenchOptions(args.Span, ("--callers", 64, 1000), ("--seconds", 5, 60), ("--rounds", 3, 9));
        var (callers, time) = (options["--callers"], TimeSpan.FromSeconds(options["--seconds"]));
        using var scratch = new ScratchFolder();
        await using var rows =
            new BareRows(scratch.File("rows.db"), Stored<MeetingEvent>(new MeetingEvent.Commented(new Operation(UInt128.MaxValue).NewId(), Text)));
        await using var house = await House.Open(scratch.File("hub.db"), House.NoLimits);
        await using var people = await People.Come(house, callers);

        var warmUp = TimeSpan.FromSeconds(Math.Min(2, options["--seconds"]));
        await AtTheGrain(house, "warm-up, at the grain", callers, warmUp);
        await Callers.Run("warm-up, bare rows", callers, warmUp, Most, (_, _) => rows.Commit());
        await people.Ask("warm-up, through the hub", warmUp);

        var (grain, bare, hub) = (new List<Pace>(), new List<Pace>(), new List<Pace>());
        for (var round = 1; round <= options["--rounds"]; round++)
        {
            grain.Add(await AtTheGrain(house, $"round {round}, at the grain", callers, time));
            bare.Add(await Callers.Run($"round {round}, bare rows", callers, time, Most, (_, _) => rows.Commit()));
            hub.Add(await people.Ask($"round {round}, through the hub", time));
        }

        Progress.Title($"comments into one meeting, {callers} callers, {options["--rounds"]} rounds of {time.TotalSeconds} s");
        Progress.Figures("at the grain", "commands", grain);
        Progress.Figures("bare SQLite, a synced transaction for each row", "rows", bare);
        Progress.Figures("through the hub, clients in this process too", "commands", hub);
        Progress.Ratio("at the grain / bare", grain.Speed() / bare.Speed(), aim: 15);
        Progress.Ratio("through the hub / bare", hub.Speed() / bare.Speed(), aim: null);
    }

    /// <summary>The bytes that the journal stores for one such event alone.</summary>
    public static byte[] Stored<TEvent>(TEvent happened) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
        [new StoredEvent<TEvent>(
            1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), new Operation(1).NewId(), new Operation(UInt128.MaxValue).ToString(), happened)],
        JournalJson.Of<List<StoredEvent<TEvent>>>());

    private static async Task<Pace> AtTheGrain(House house, string what, int callers, TimeSpan time)
    {
        var id = await house.Convene(what);
        var meeting = house.Grains.GetGrain<IMeetingGrain>(id);
        var actors = Enumerable.Range(0, callers).Select(c => new Actor(new Operation((UInt128)c).NewId(), Role.Attendee)).ToArray();
        return await Callers.Run(what, callers, time, Most, async (caller, question) =>
            House.Require(await meeting.Do(new Ask<MeetingCommand>((UInt128)question, actors[caller], null, new MeetingCommand.Comment(Text)))), house);
    }

    /// <summary>
    /// People with a connection each, in a room of their own. They do not listen: what they would be told is the business of another benchmark.
    /// </summary>
    private sealed class People(House house, string room, HubConnection[] connections) : IAsyncDisposable
    {
        private int _asked;

        public static async Task<People> Come(House house, int count)
        {
            var id = await house.Convene("through the hub");
            var connections = new HubConnection[count];
            for (var i = 0; i < count; i++)
            {
                var token = await house.Seat(id, $"person{i}");
                connections[i] = new HubConnectionBuilder().WithUrl(new Uri(house.Url, "/hubs/live"), options =>
                {
                    options.AccessTokenProvider = () => Task.FromResult<string?>(token);
                    options.Transports = HttpTransportType.WebSockets;
                    options.SkipNegotiation = true;
                }).Build();
                await connections[i].StartAsync();
            }

            return new People(house, StreamNames.OfMeeting(id), connections);
        }

        public Task<Pace> Ask(string what, TimeSpan time) => Callers.Run(what, connections.Length, time, Most, async (caller, _) =>
        {
            var op = Interlocked.Increment(ref _asked).ToString("x32", CultureInfo.InvariantCulture);
            var receipt = await connections[caller].InvokeAsync<Crowd.Receipt>("Do", room, op, (JsonObject)Commands.Comment(Text));
            if (!receipt.IsAcknowledged)
            {
                throw new InvalidOperationException($"A command of the benchmark was answered {receipt.Outcome} {receipt.Code}.");
            }
        }, house);

        public async ValueTask DisposeAsync()
        {
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }
}
