using System.Diagnostics;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Feed;
using Hub.Server.Journal;
using Hub.Server.Live;
using Hub.Server.Telemetry;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Load.Bench;

/// <summary>
/// How fast everybody in a room is told: our relay and mailboxes against SignalR's group broadcast, the same bytes to as many connections, in turn. What would
/// otherwise be mis-measured:
/// <list type="bullet">
/// <item>A broadcast is not over when the server has handed it to its buffers, only when the last client has the last frame: the clients say when.</item>
/// <item>The feed paces frames at 100 ms, so that their number a second says nothing. What the relay bears is measured behind the pace: the relay is handed
/// frames back to back, as many as a mailbox holds, so that none is dropped. What a person waits, from the command to the last screen, is measured with it, one
/// at a time.</item>
/// <item>Back to back, the relay writes several frames at once to each connection, and an awaited group send cannot: that is its advantage, and it has none
/// with one frame at a time. Both are told.</item>
/// <item>Clients share the machine: they have processes of their own, and the server's processor time is told for itself.</item>
/// <item>A group send that nobody awaits never stops, and buffers without bound: the baseline awaits, as its documentation does.</item>
/// <item>A reader who stalls costs nothing until its buffers are full, which takes megabytes: they are filled before.</item>
/// </list>
/// </summary>
internal sealed class FramesBench : IAsyncDisposable
{
    private const string PacedText = "希望把充电桩装在北门停车场，离配电房近，也不占消防通道。大家看行不行？";
    private const string RelayRoom = "meetings/bench";
    private static readonly byte[] Payload = WireJson.Bytes(new RoomNote(new string('x', 600)));
    private static readonly TimeSpan StallWindow = TimeSpan.FromSeconds(5);

    private readonly int _clients;
    private readonly int _frames;
    private readonly House _house;
    private readonly BareHub _bare;
    private readonly string _meeting;
    private readonly RoomRelay _relay;
    private readonly HashSet<Mailbox> _attached = [];
    private Audiences? _ours;
    private Audiences? _theirs;
    private long _told;
    private int _commented;

    private FramesBench(int clients, int frames, House house, BareHub bare, string meeting)
    {
        (_clients, _frames, _house, _bare, _meeting) = (clients, frames, house, bare, meeting);
        _relay = new(
            RelayRoom, AgreeingMeeting.Room(), "bench", AgreeingMeeting.Grains(), TimeProvider.System, house.Services.GetRequiredService<HubMeter>(),
            NullLogger.Instance, new PaceSettings { Watchers = 100, Crowd = 100 });
    }

    private IEnumerable<Mailbox> Mailboxes => _house.Services.GetRequiredService<Connections>().All;

    private Uri Live => new(_house.Url, "/hubs/live");

    public static async Task Run(ReadOnlyMemory<string> args)
    {
        var options = new BenchOptions(args.Span, ("--clients", 2000, 9000), ("--frames", 100, 200), ("--rounds", 3, 9));
        using var scratch = new ScratchFolder();
        await using var house = await House.Open(scratch.File("hub.db"));
        await using var bare = await BareHub.Open();
        await using var bench = new FramesBench(options["--clients"], options["--frames"], house, bare, await house.Convene("frames"));
        await bench.Gather();
        await bench.Measure(options["--rounds"]);
    }

    public async ValueTask DisposeAsync()
    {
        _ours?.Dispose();
        _theirs?.Dispose();
        await _relay.DisposeAsync();
    }

    private async Task Gather()
    {
        async Task Both()
        {
            _ours = await Audiences.Gather(Live, StreamNames.OfMeeting(_meeting), _clients);
            _theirs = await Audiences.Gather(_bare.Url, BareHub.Group, _clients);
        }

        await Progress.Show($"{_clients} clients join the house, and {_clients} the bare hub", () => $"{Mailboxes.Count()} joined the house", Both());
        await AttachNew();
    }

    /// <summary>Who has joined since is told by the relay, too.</summary>
    /// <returns>The last of them.</returns>
    private async Task<Mailbox> AttachNew()
    {
        var fresh = Mailboxes.Where(_attached.Add).ToList();
        foreach (var mailbox in fresh)
        {
            await _relay.Attach(mailbox, Audience.Room, participant: null, me: () => Task.FromResult<MeView?>(null), onlyWatches: false);
            _relay.GoLive(mailbox, _told, null);
        }

        return fresh[^1];
    }

    private async Task Measure(int rounds)
    {
        await Alternate("warm-up", 1, Saturate, SaturateBare);
        var (ours, bare) = await Alternate("saturated", rounds, Saturate, SaturateBare);
        var (paced, pacedBare) = await Alternate("one at a time", rounds, Paced, PacedBare);

        using var stalled = await Stall(Live, StreamNames.OfMeeting(_meeting));
        var mailbox = await AttachNew();
        await Fill(filler => mailbox.Connection.WriteAsync(new InvocationMessage("filler", [filler])).AsTask());
        var (oursStalled, _) = await Alternate("saturated, one of ours stalled", rounds, Saturate, null);

        using var stalledBare = await Stall(_bare.Url, BareHub.Group);
        await Fill(_bare.SendToLast);
        var sent = await SendForAWhile();

        Progress.Title($"frames to {_clients} clients, {rounds} rounds of {_frames} frames of {ours[0].Bytes:0} bytes");
        Report("relay and mailboxes", ours);
        Report("bare SignalR group", bare);
        Report("relay and mailboxes, one reader stalled", oursStalled);
        Progress.Figure($"bare SignalR group, one reader stalled: sent in {StallWindow.TotalSeconds} s", sent, "frames");
        ReportOne("one at a time, from the command to the last client", paced);
        ReportOne("one at a time, from the bare send to the last client", pacedBare);
        Progress.Ratio("deliveries/s, ours / bare", Speed(ours) / Speed(bare), aim: 0.8);
        Progress.Ratio("deliveries/s, ours with one stalled / bare with none", Speed(oursStalled) / Speed(bare), aim: 0.8);
        Progress.Ratio("server time for each delivery, ours / bare", ours.Select(r => r.Cost).Median() / bare.Select(r => r.Cost).Median(), aim: null);
        Progress.Ratio("one at a time, ours / bare (ours stores it first)", Wait(paced) / Wait(pacedBare), aim: null);
    }

    private static double Speed(List<Round> rounds) => rounds.Select(r => r.DeliveriesPerSecond).Median();

    private static double Wait(List<Round> rounds) => rounds.Select(r => r.Took.TotalMilliseconds).Median();

    private static void ReportOne(string name, List<Round> rounds)
    {
        Progress.Figure(name, Wait(rounds), "ms", rounds.Select(r => r.Took.TotalMilliseconds));
        ReportCost(rounds);
    }

    private static void Report(string name, List<Round> rounds)
    {
        Progress.Figure(name, Speed(rounds), "deliveries/s", rounds.Select(r => r.DeliveriesPerSecond));
        ReportCost(rounds);
    }

    private static void ReportCost(List<Round> rounds) =>
        Progress.Figure("  server's processor time for each", rounds.Select(r => r.Cost).Median(), "µs", rounds.Select(r => r.Cost));

    private static async Task<(List<Round> Ours, List<Round> Bare)> Alternate(string what, int rounds, Func<Task<Round>> ours, Func<Task<Round>>? bare)
    {
        var (mine, theirs) = (new List<Round>(), new List<Round>());
        async Task Both()
        {
            for (var i = 0; i < rounds; i++)
            {
                mine.Add(await ours());
                if (bare is not null)
                {
                    theirs.Add(await bare());
                }
            }
        }

        await Progress.Show($"{what}, {rounds} rounds", () => $"{mine.Count + theirs.Count} done", Both());
        return (mine, theirs);
    }

    private Task<Round> Saturate() => Time(_ours!, _frames, () =>
    {
        for (var i = 0; i < _frames; i++)
        {
            // Made anew for each, as the feed does; its bytes are those that the bare hub sends.
            var frame = new Frame(_told, ++_told, AgreeingMeeting.Position(_told), Payload, Payload);
            _ = _relay.Deliver(new FeedPacket(RelayRoom, [frame], null));
        }

        return Task.CompletedTask;
    });

    private Task<Round> SaturateBare() => Time(_theirs!, _frames, async () =>
    {
        for (var i = 0; i < _frames; i++)
        {
            await _bare.Send(new RawJson(Payload));
        }
    });

    private Task<Round> Paced() => OneAtATime(_ours!, async () =>
        House.Require(await _house.Ask(_meeting, Operation.Of("bench", $"{++_commented}"), House.Chair, new MeetingCommand.Comment(PacedText))));

    private Task<Round> PacedBare() => OneAtATime(_theirs!, () => _bare.Send(new RawJson(Payload)));

    /// <summary>Slower than the feed's pace, and than the comments of a storm, of which a room is told a sample.</summary>
    private async Task<Round> OneAtATime(Audiences audience, Func<Task> send)
    {
        var rounds = new List<Round>();
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(2 * RoomFeed.Pace);
            rounds.Add(await Time(audience, 1, send));
        }

        return new Round(
            _clients, 1, TimeSpan.FromMilliseconds(rounds.Select(r => r.Took.TotalMilliseconds).Median()),
            TimeSpan.FromMilliseconds(rounds.Select(r => r.Busy.TotalMilliseconds).Median()), rounds[0].Bytes);
    }

    private async Task<Round> Time(Audiences audience, int frames, Func<Task> send)
    {
        await audience.Expect(frames);
        var (busy, started) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var sending = send();
        var (stamp, bytes) = await audience.AllHeard();
        await sending;
        return new Round(_clients, frames, Stopwatch.GetElapsedTime(started, stamp), Environment.CpuUsage.TotalTime - busy, bytes);
    }

    /// <summary>How many group sends end in time where one reader has stalled.</summary>
    private async Task<int> SendForAWhile()
    {
        var sent = 0;
        using var over = new CancellationTokenSource(StallWindow);
        try
        {
            while (true)
            {
                await _bare.Send(new RawJson(Payload)).WaitAsync(over.Token);
                sent++;
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return sent;
        }
    }

    /// <summary>Somebody who joins and never reads again.</summary>
    private static async Task<Listener> Stall(Uri hub, string room)
    {
        var listener = new Listener(hub, room);
        await listener.Join(CancellationToken.None);
        return listener;
    }

    /// <summary>Writes to the one who stalls until a write waits: from here on, so does everybody who waits for it.</summary>
    private static async Task Fill(Func<string, Task> write)
    {
        var filler = new string('x', 32 * 1024);
        Task writing;
        do
        {
            writing = write(filler);
        }
        while (await Task.WhenAny(writing, Task.Delay(500)) == writing);
    }

    private sealed record Round(int Clients, int Frames, TimeSpan Took, TimeSpan Busy, double Bytes)
    {
        public double DeliveriesPerSecond => (double)Clients * Frames / Took.TotalSeconds;

        /// <summary>Microseconds.</summary>
        public double Cost => Busy.TotalMicroseconds / Clients / Frames;
    }
}
