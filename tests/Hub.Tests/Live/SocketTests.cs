using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Hub.Server.Live;
using Hub.Tests.House;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>A live connection over a WebSocket, as the house's own pages open it, and as a client that negotiates first does.</summary>
public sealed class SocketTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly byte[] Goodbye = [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8];

    [Fact]
    public async Task Messages_may_come_in_pieces_and_several_at_once()
    {
        var room = await house.Meeting();
        await using var line = await RawLine.Open(room, null);
        var join = Record($$"""{"type":1,"invocationId":"1","target":"Join","arguments":["{{room.Name}}",null]}""");
        var leave = Record($$"""{"type":1,"invocationId":"2","target":"Leave","arguments":["{{room.Name}}"]}""");

        await line.Push(Text(join[..20]));
        await line.Push(Text(join[20..]));
        (await line.Next(m => m.Find("invocationId")?.GetString() == "1")).Find("error").ShouldBeNull();

        await line.Push(Text([.. leave, .. join]));
        (await line.Next(m => m.Find("invocationId") is not null)).Text("invocationId").ShouldBe("2");
        (await line.Next(m => m.Find("invocationId") is not null)).Text("invocationId").ShouldBe("1");
    }

    [Fact]
    public async Task Who_says_goodbye_is_answered_so()
    {
        var room = await house.Meeting();
        await using var line = await RawLine.Open(room, null);

        await line.Push(Goodbye);

        (await line.Next()).Number("type").ShouldBe(7, "SignalR's own goodbye goes first");
        (await Should.ThrowAsync<WebSocketException>(line.Next())).Message.ShouldBe("The house closed the connection.");
    }

    [Fact]
    public async Task A_node_that_stops_says_goodbye_and_that_one_may_come_again()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var room = await own.Meeting();
            var line = await RawLine.Open(room, null);

            var restarted = own.Restart();

            (await line.Next(m => m.Number("type") == 7)).GetProperty("allowReconnect").GetBoolean().ShouldBeTrue();
            (await Should.ThrowAsync<WebSocketException>(line.Next())).Message.ShouldBe("The house closed the connection.");
            await line.DisposeAsync();
            await restarted;
        }
    }

    [Fact]
    public async Task Who_negotiates_first_is_served_too()
    {
        var room = await house.Meeting();
        var cancel = TestContext.Current.CancellationToken;
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(house.Address, "/hubs/live")).Build();
        var told = new TaskCompletionSource();
        hub.On<System.Text.Json.JsonElement>("frame", _ => told.TrySetResult());
        await hub.StartAsync(cancel);
        await hub.InvokeAsync<System.Text.Json.JsonElement>("Join", room.Name, cancel);

        (await room.Chair.Post(Comment("都听得到"))).ShouldBeDone();

        await told.Task.WaitAsync(OpenHouse.Patience, cancel);
    }

    [Fact]
    public async Task The_end_of_what_was_shown_at_the_start_asks_the_hub_to_close()
    {
        var ends = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        using var socket = new Taken();
        await using var connection = new SocketConnection(new DefaultHttpContext(), socket, ends, TimeProvider.System);
        var beats = 0;
        connection.OnHeartbeat(_ => beats++, this);

        connection.Beat(ends);
        connection.ConnectionClosedRequested.IsCancellationRequested.ShouldBeFalse();
        connection.Beat(ends.AddSeconds(1));

        (connection.ConnectionClosedRequested.IsCancellationRequested, beats).ShouldBe((true, 2));
    }

    /// <summary>Guards the house: a fault on the timer's thread ended it, and connections behind the one at fault were not kept alive any more.</summary>
    [Fact]
    public async Task A_connection_that_cannot_be_kept_alive_is_cut_and_no_matter_of_the_others()
    {
        var clock = new ManualClock();
        using var sockets = new Sockets(clock, new Running(), NullLogger<Sockets>.Instance);
        await sockets.StartAsync(TestContext.Current.CancellationToken);
        var beats = 0;
        var served = Enumerable.Range(0, 2).Select(_ => sockets.Serve(AskedFor(new Taken()), UntilItIsCut)).ToList();

        clock.Pass(TimeSpan.FromSeconds(1));
        clock.Pass(TimeSpan.Zero);
        await Task.WhenAll(served).WaitAsync(OpenHouse.Patience, TestContext.Current.CancellationToken);

        beats.ShouldBe(2);

        Task UntilItIsCut(ConnectionContext connection)
        {
            var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            connection.ConnectionClosed.Register(cut.SetResult);
            connection.Features.Get<IConnectionHeartbeatFeature>()!.OnHeartbeat(
                _ =>
                {
                    beats++;
                    throw new InvalidOperationException("A fault in keeping it alive.");
                },
                connection);
            return cut.Task;
        }
    }

    /// <summary>Guards whoever was to be cut off: each word that came later put it off again.</summary>
    [Fact]
    public async Task Of_several_deadlines_the_earliest_cuts_the_connection()
    {
        var clock = new ManualClock();
        using var socket = new Taken();
        await using var slow = new SocketConnection(new DefaultHttpContext(), socket, null, clock);
        slow.Transport.Output.CancelPendingFlush();
        clock.Pass(TimeSpan.FromSeconds(3));
        slow.Transport.Output.CancelPendingFlush();
        slow.ConnectionClosed.IsCancellationRequested.ShouldBeFalse("a last word gets five seconds");
        clock.Pass(TimeSpan.FromSeconds(2));
        slow.ConnectionClosed.IsCancellationRequested.ShouldBeTrue();

        await using var flooding = new SocketConnection(new DefaultHttpContext(), socket, null, clock);
        flooding.Abort();
        flooding.Transport.Output.CancelPendingFlush();
        clock.Pass(TimeSpan.Zero);
        flooding.ConnectionClosed.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_ready_and_what_is_encoded_leave_in_one_message_each_flush()
    {
        using var socket = new Taken();
        var writer = new SocketWriter(socket, _ => { });

        await writer.WriteAsync("ready"u8.ToArray(), TestContext.Current.CancellationToken);
        writer.Write(new string('一', 2000).Select(c => (byte)c).ToArray());
        writer.Write("half"u8);
        await writer.WriteAsync("other half"u8.ToArray(), TestContext.Current.CancellationToken);
        (await writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.ShouldBeFalse();

        socket.Messages.Select(m => m.Length).ShouldBe([5, 2014]);
        socket.Messages[1].ShouldEndWith("halfother half");
    }

    [Fact]
    public async Task A_write_to_nobody_says_that_nobody_is_there()
    {
        using var socket = new Taken { IsGone = true };
        var writer = new SocketWriter(socket, _ => { });

        (await writer.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken)).IsCompleted.ShouldBeTrue();
    }

    /// <summary>Guards the end of a connection to somebody who reads nothing: its write was waited for until the machine gives the connection up.</summary>
    [Fact]
    public async Task A_write_that_is_under_way_when_the_connection_ends_ends_with_it_and_a_last_word_gets_its_time()
    {
        using var socket = new Taken();
        var cuts = new List<TimeSpan>();
        var writer = new SocketWriter(socket, cuts.Add);

        writer.CancelPendingFlush();
        socket.Hold();
        var writing = writer.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken);
        writer.CancelPendingFlush();
        socket.Free();
        await writing;

        cuts.ShouldBe([TimeSpan.FromSeconds(5), TimeSpan.Zero]);
    }

    private static byte[] Record(string json) => [.. Encoding.UTF8.GetBytes(json), 0x1e];

    /// <summary>One text message of a WebSocket in one frame, under a mask of zeros (RFC 6455, 5.2).</summary>
    private static byte[] Text(byte[] payload) => payload.Length < 126
        ? [0x81, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload]
        : [0x81, 0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length, 0, 0, 0, 0, .. payload];

    private static DefaultHttpContext AskedFor(WebSocket socket)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpWebSocketFeature>(new Upgrade(socket));
        return http;
    }

    private sealed class Upgrade(WebSocket socket) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => Task.FromResult(socket);
    }

    /// <summary>A house that does not stop.</summary>
    private sealed class Running : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => throw new NotSupportedException();
    }

    /// <summary>A socket that keeps what it was given to send; at the other end somebody says nothing, and returns a goodbye.</summary>
    private sealed class Taken : WebSocket
    {
        private readonly TaskCompletionSource<WebSocketReceiveResult> _goodbye = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _held;

        public List<string> Messages { get; } = [];

        public bool IsGone { get; init; }

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => null;

        public void Hold() => _held = new TaskCompletionSource();

        public void Free() => _held!.SetResult();

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            if (IsGone)
            {
                return Task.FromException(new WebSocketException(WebSocketError.InvalidState));
            }

            (messageType, endOfMessage).ShouldBe((WebSocketMessageType.Text, true));
            Messages.Add(Encoding.Latin1.GetString(buffer));
            return _held?.Task ?? Task.CompletedTask;
        }

        public override void Abort()
        {
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
        {
            _goodbye.TrySetResult(new WebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true));
            return Task.CompletedTask;
        }

        public override void Dispose()
        {
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => _goodbye.Task;
    }
}
