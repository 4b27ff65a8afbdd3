using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Faults.Crowd;
using Hub.Faults.Nodes;
using Hub.Load.Stores;

namespace Hub.Faults.Faults;

/// <summary>
/// Some watch over plain HTTP through a caching proxy in front of all nodes, half of them by position and half by streams, while the proxy dies and comes back,
/// or the meeting's node does.
/// </summary>
internal sealed class WatchersCut(bool byProxy) : Fault
{
    private const int Onlookers = 24;

    private static readonly TimeSpan Down = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public override string Name => byProxy ? "proxy" : "watched";

    public override string How => byProxy
        ? "kill -9 of the caching proxy through which people watch over HTTP; started again with its cache"
        : "kill -9 of the node that has the meeting, while people watch over HTTP through a caching proxy";

    public override string MustHold => "who watches gets every event once and in order, and has all of them within 15 s";

    public override string? Missing(House house) => TemporaryNginx.Program is null ? TemporaryNginx.Missing : null;

    public override async Task<Strike> Strike(Scene scene)
    {
        var room = scene.Audience.Meeting.Room;
        await using var proxy = await TemporaryNginx.Open(scene.House.Nodes.Select(node => node.Address));
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Onlookers * 2 };
        using var http = new HttpClient(handler) { BaseAddress = proxy.Address, Timeout = Patience };
        using var over = new CancellationTokenSource();
        var (from, _) = await Here(http, room);
        var onlookers = Enumerable.Range(0, Onlookers).Select(i => new Onlooker(http, room, streams: i % 2 == 0, from)).ToList();
        var watching = Task.WhenAll(onlookers.Select(onlooker => onlooker.Watch(over.Token)));
        try
        {
            await Task.Delay(scene.Between(1, 2));
            var (at, wrong) = (Stopwatch.GetTimestamp(), new List<string>());
            var hits = byProxy ? await EndProxy(proxy, onlookers) : await EndNode(scene, at);
            var (_, to) = await Here(http, room);
            var since = Stopwatch.GetTimestamp();
            if (!await Wait.Until(() => onlookers.TrueForAll(onlooker => onlooker.To >= to), Patience))
            {
                wrong.Add($"{onlookers.Count(o => o.To < to)} of {Onlookers} who watch do not get to {to}, but to {onlookers.Min(o => o.To)}.");
            }

            var took = Stopwatch.GetElapsedTime(since);
            wrong.AddRange(onlookers.SelectMany(onlooker => onlooker.Wrong).Distinct().Take(5));
            return Struck(hits, byProxy ? "requests cut off" : "commands in flight", [Figure.Seconds($"who watches has everything ({Name})", took, 15)], wrong);
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    private static async Task<long> EndProxy(TemporaryNginx proxy, List<Onlooker> onlookers)
    {
        await proxy.Kill();
        await Task.Delay(Down);
        await proxy.Start();
        return onlookers.Sum(onlooker => (long)onlooker.Cuts);
    }

    private static async Task<long> EndNode(Scene scene, long at)
    {
        var owner = await scene.House.OwnerOf(scene.Audience.Meeting.Id);
        var inFlight = await scene.SomeInFlight();
        owner.Kill();
        await owner.HasEnded(TimeSpan.FromSeconds(5));
        await scene.ServesAgain(at);
        await Wait.Until(owner.IsReady, TimeSpan.FromSeconds(60));
        await scene.AllBack(at);
        return inFlight;
    }

    /// <summary>Where the room is now, as the house tells those who watch; asked again for as long as nobody answers.</summary>
    private static async Task<(string Position, long To)> Here(HttpClient http, string room)
    {
        JsonElement? read = null;
        await Wait.Until(
            async () =>
            {
                try
                {
                    read = await http.GetFromJsonAsync<JsonElement>($"/live/{room}/snapshot");
                }
                catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
                {
                    // A node is just starting.
                }

                return read is not null;
            },
            Patience);
        return read is { } now ? (now.GetProperty("position").GetString()!, now.GetProperty("to").GetInt64())
            : throw new InvalidOperationException("Nobody answers where the room is, asked as those who watch ask.");
    }
}
