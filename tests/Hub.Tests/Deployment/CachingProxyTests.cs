using System.Net;
using System.Text.Json;
using Hub.Load.Stores;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Deployment;

/// <summary>A plain caching proxy carries those who watch: the house is asked once for each address, however many they are, and nobody misses any.</summary>
public sealed class CachingProxyTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const int Watchers = 60;

    [Fact]
    public async Task The_house_is_asked_once_for_each_address_however_many_watch_and_everyone_reads_everything_once()
    {
        await using var proxy = await Before();
        var (room, from) = await Begin();
        await Watched(proxy, room, from, Watchers, () => Task.CompletedTask);

        var asked = proxy.Log.Where(a => a.Address.StartsWith($"/live/{room.Name}", StringComparison.Ordinal)).ToList();
        foreach (var (address, requests) in asked.GroupBy(a => a.Address).Select(g => (g.Key, g.ToList())))
        {
            // A head is another element every ten seconds; of who asks late, one may have it read anew.
            requests.Count(r => r.OfHouse).ShouldBeLessThanOrEqualTo(address.Contains("/frames/", StringComparison.Ordinal) ? 1 : 4, address);
        }

        asked.Where(a => a.Address.Contains("/frames/", StringComparison.Ordinal)).GroupBy(a => a.Address).ShouldContain(g => g.Count() == Watchers);
    }

    [Fact]
    public async Task A_proxy_that_dies_in_the_middle_and_comes_back_costs_nobody_an_event()
    {
        await using var proxy = await Before();
        var (room, from) = await Begin();
        await Watched(proxy, room, from, 20, proxy.Restart);
    }

    [Fact]
    public async Task A_text_that_is_hidden_is_gone_at_the_house_at_once_and_at_the_proxy_when_that_is_told_to_ask_anew()
    {
        await using var proxy = await Before();
        using var watcher = new HttpClient { BaseAddress = proxy.Address };
        var (room, from) = await Begin();
        var said = (await room.Chair.Post(Comment("不该公开的电话"))).ShouldBeDone();
        (await Get(watcher, $"/live/{room.Name}/head?after={from}"))!.Value.Text("position").ShouldNotBe(from);
        var path = $"/live/{room.Name}/frames/{from}";
        var told = (await Get(watcher, path)).ShouldNotBeNull();
        told.ToString().ShouldContain("不该公开的电话");

        (await room.Chair.Post(Of("hideComment", new { comment = said.Made }))).ShouldBeDone();
        await Get(watcher, $"/live/{room.Name}/head?after={told.Text("position")}");
        (await house.Get(path)).ToString().ShouldNotContain("不该公开的电话");
        (await Get(watcher, path))!.Value.ToString().ShouldContain("不该公开的电话", customMessage: "it has an hour");

        using var refresh = new HttpRequestMessage(HttpMethod.Get, path);
        refresh.Headers.Add("X-Refresh", "1");
        using var refreshed = await watcher.SendAsync(refresh, TestContext.Current.CancellationToken);
        refreshed.Headers.GetValues("X-Cache").ShouldBe(["BYPASS"]);
        (await Get(watcher, path))!.Value.ToString().ShouldNotContain("不该公开的电话");
    }

    [Fact]
    public async Task A_stream_passes_through_as_it_comes()
    {
        await using var proxy = await Before();
        using var watcher = new HttpClient { BaseAddress = proxy.Address };
        var (room, _) = await Begin();
        await using var stream = await EventStream.Open(watcher, $"/live/{room.Name}/events");
        await stream.Next("snapshot");
        var said = (await room.Chair.Post(Comment("立刻传到"))).ShouldBeDone();
        (await stream.Next("frame")).List("events").ShouldContain(e => e.At("seq").GetInt64() == said.Seq);
    }

    private async Task<TemporaryNginx> Before()
    {
        Skips.Unless(TemporaryNginx.Program is not null, TemporaryNginx.Missing);
        return await TemporaryNginx.Open([house.Address]);
    }

    private async Task<(Room Room, string Position)> Begin()
    {
        var room = await house.Meeting();
        return (room, (await house.Get($"/live/{room.Name}/snapshot")).Text("position"));
    }

    /// <summary>So many follow by head and frames what people do, until the meeting is paused; each must have read every event once, in order.</summary>
    /// <param name="meanwhile">What happens in the middle.</param>
    private static async Task Watched(TemporaryNginx proxy, Room room, string from, int watchers, Func<Task> meanwhile)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = watchers * 2 };
        using var http = new HttpClient(handler) { BaseAddress = proxy.Address, Timeout = OpenHouse.Patience };
        var watching = Enumerable.Range(0, watchers).Select(_ => Watch(http, room, from)).ToList();
        var people = await room.Crowd(3);
        for (var round = 0; round < 6; round++)
        {
            foreach (var person in people)
            {
                (await person.Post(Of(round % 2 == 0 ? "raiseHand" : "lowerHand"))).ShouldBeDone();
            }

            if (round == 3)
            {
                await meanwhile();
            }
        }

        (await room.Chair.Post(Of("pause"))).ShouldBeDone();
        var first = int.Parse(from.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
        var all = (await room.Record()).Select(e => e.At("seq").GetInt64()).Where(seq => seq > first).ToList();
        foreach (var read in await Task.WhenAll(watching))
        {
            read.ShouldBe(all);
        }
    }

    private static async Task<List<long>> Watch(HttpClient http, Room room, string position)
    {
        var read = new List<long>();
        while (true)
        {
            try
            {
                if (await Get(http, $"/live/{room.Name}/head?after={position}") is null
                    || await Get(http, $"/live/{room.Name}/frames/{position}") is not { } frame)
                {
                    continue;
                }

                frame.At("from").ToString().ShouldBe(position.Split('-')[0]);
                read.AddRange(frame.List("events").Select(e => e.At("seq").GetInt64()));
                position = frame.Text("position");
                if (frame.List("events").Exists(e => e.Text("type") == "meetingPaused"))
                {
                    return read;
                }
            }
            catch (HttpRequestException)
            {
                // The proxy is away for a moment.
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <returns>Null where there is nothing yet.</returns>
    private static async Task<JsonElement?> Get(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        if (answer.StatusCode == HttpStatusCode.NoContent || (int)answer.StatusCode == 425)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return await OpenHouse.Json(answer);
    }
}
