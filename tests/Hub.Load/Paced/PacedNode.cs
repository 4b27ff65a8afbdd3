using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Load.Bench;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Load.Paced;

/// <summary>The peers that are .NET, and this hub: each is this program once more, as a process of its own that is told what to send.</summary>
internal sealed class PacedNode : IPacedSide
{
    public const string Verb = "paced-node";

    private readonly ChildProcess _process;

    private PacedNode(ChildProcess process, PacedWire wire) => (_process, Wire) = (process, wire);

    public PacedWire Wire { get; }

    public int ProcessId => _process.Id;

    public static async Task<IPacedSide> Open(string peer, ScratchFolder folder)
    {
        // A file of its own for each: a house that finds a meeting is not a fresh one.
        var process = new ChildProcess(Verb, peer, folder.File($"{Guid.NewGuid():n}.db"));
        try
        {
            var serves = await process.Hear("serves");
            if (serves[0] == "not")
            {
                throw new PeerMissingException(string.Join(' ', serves[1..]));
            }

            return new PacedNode(process, PacedWire.Of(serves[0], new Uri(serves[1]), serves[2]));
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public Task<HashSet<int>> Send(int first, int count, double perSecond) => NodeSender.Have(_process, first, count, perSecond);

    public async Task Lengthen(int bytes)
    {
        _process.Tell(string.Create(CultureInfo.InvariantCulture, $"lengthen {bytes}"));
        await _process.Hear("longer");
    }

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The other process.</summary>
    public static Task Serve(string[] args) => args[0] switch
    {
        PacedOptions.Hub => ServeHub(args[1], asEvents: false),
        PacedOptions.HubEvents => ServeHub(args[1], asEvents: true),
        PacedOptions.SignalR => ServeSignalR(),
        PacedOptions.Events => ServeEvents(),
        PacedOptions.Socket => ServeSocket(),
        var peer => throw new InvalidOperationException($"There is no node {peer}."),
    };

    private static async Task ServeHub(string database, bool asEvents)
    {
        await using var house = await House.Open(database, House.Silent);
        var meeting = await house.Convene("paced");
        var room = StreamNames.OfMeeting(meeting);
        var events = new Uri(house.Url, $"/live/{room}/events");
        if (asEvents && await StatusOf(events) != HttpStatusCode.OK)
        {
            Console.WriteLine("serves not this build has no /live");
            return;
        }

        Console.WriteLine(asEvents ? $"serves {PacedWire.Events} {events} {room}" : $"serves {PacedWire.SignalR} {new Uri(house.Url, "/hubs/live")} {room}");
        var reading = await house.Grains.GetGrain<IMeetingGrain>(meeting).Read(new ReadRequest(Audience.Room, null, default));
        using var snapshot = JsonDocument.Parse(reading.Snapshot!);
        var item = snapshot.RootElement.GetProperty("agenda").GetProperty("items")[0].GetProperty("id").GetString()!;
        var padding = "";
        await NodeSender.Obey(
            async number =>
            {
                // What an item is now called: of comments above 20 a second the frames carry a sample, and of these none is left out.
                House.Require(await house.Ask(
                    meeting, Operation.Of("paced", $"{number}"), House.Chair, new MeetingCommand.EditItem(item, Stamp.Now(number) + padding)));
                return true;
            },
            words =>
            {
                // A title has at most 200 letters, which are three bytes each where they are Chinese.
                var bytes = int.Parse(words[1], CultureInfo.InvariantCulture);
                padding = new string('路', Math.Clamp(bytes / 3, 0, 160)) + new string('x', bytes % 3);
                return Task.FromResult("longer");
            });
    }

    /// <summary>Of the first line of an answer that does not end.</summary>
    private static async Task<HttpStatusCode> StatusOf(Uri url)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }

    private static async Task ServeSignalR()
    {
        await using var hub = await BareHub.Open();
        Console.WriteLine($"serves {PacedWire.SignalR} {hub.Url} {BareHub.Group}");
        await NodeSender.Obey(
            async number =>
            {
                await hub.Send(new RawJson(PacedMessage.Of(number)));
                return true;
            },
            Unknown);
    }

    /// <summary>Kestrel as it comes: each response is written and flushed, and the whole is awaited.</summary>
    private static async Task ServeEvents()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var (listeners, guard, oneAtATime) = (new List<HttpResponse>(), new Lock(), new SemaphoreSlim(1));
        app.MapGet("/events", async (HttpContext http) =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.Body.FlushAsync();
            lock (guard)
            {
                listeners.Add(http.Response);
            }

            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = http.RequestAborted.Register(ended.SetResult);
            await ended.Task;
            lock (guard)
            {
                listeners.Remove(http.Response);
            }
        });
        await app.StartAsync();
        Console.WriteLine($"serves {PacedWire.Events} {new Uri(new Uri(app.Urls.First()), "/events")} {PacedMessage.Room}");
        await NodeSender.Obey(
            async number =>
            {
                byte[] bytes = [.. "data: "u8, .. PacedMessage.Of(number), .. "\n\n"u8];
                await oneAtATime.WaitAsync();
                try
                {
                    HttpResponse[] all;
                    lock (guard)
                    {
                        all = [.. listeners];
                    }

                    // The pipe's writer writes and flushes in one call.
                    await Task.WhenAll(all.Select(response => response.BodyWriter.WriteAsync(bytes).AsTask()));
                }
                finally
                {
                    oneAtATime.Release();
                }

                return true;
            },
            Unknown);
        oneAtATime.Dispose();
    }

    /// <summary>The least that .NET can do: bytes that are ready, sent to each socket.</summary>
    private static async Task ServeSocket()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1024);
        var (sockets, guard, oneAtATime) = (new List<Socket>(), new Lock(), new SemaphoreSlim(1));
        async Task Accept()
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                socket.NoDelay = true;
                lock (guard)
                {
                    sockets.Add(socket);
                }
            }
        }

        _ = Accept();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"serves {PacedWire.Bare} tcp://127.0.0.1:{port}/ {PacedMessage.Room}"));
        await NodeSender.Obey(
            async number =>
            {
                var bytes = PacedMessage.Of(number);
                await oneAtATime.WaitAsync();
                try
                {
                    Socket[] all;
                    lock (guard)
                    {
                        all = [.. sockets];
                    }

                    foreach (var socket in all)
                    {
                        await socket.SendAsync(bytes);
                    }
                }
                finally
                {
                    oneAtATime.Release();
                }

                return true;
            },
            Unknown);
        oneAtATime.Dispose();
    }

    private static Task<string> Unknown(string[] words) => Task.FromResult("longer");
}
