using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Server.Live;

/// <summary>
/// A live connection over a WebSocket that was asked for without negotiation, as the house's own pages do. SignalR's own transport keeps a pipe between the hub
/// and the socket, which a task of its own empties: each message wakes a thread for each connection once more, and each idle connection keeps what that needs.
/// Here a message leaves in the write that the hub makes. What is spoken is SignalR's JSON protocol, as ever.
/// </summary>
internal sealed class SocketConnection
    : ConnectionContext, IConnectionUserFeature, IConnectionHeartbeatFeature, IConnectionLifetimeNotificationFeature, IHttpContextFeature
{
    /// <summary>A last word that nobody reads, and a goodbye that is not returned, are waited for this long; then the connection is cut.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);

    /// <summary>Where the hub takes its time with what came, the socket is not read any further.</summary>
    private static readonly PipeOptions Inline = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024,
        useSynchronizationContext: false);

    private readonly HttpContext _http;
    private readonly WebSocket _socket;
    private readonly DateTimeOffset? _expires;
    private readonly TimeProvider _clock;
    private readonly Pipe _received = new(Inline);
    private readonly CancellationTokenSource _closeRequested = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly Lock _gate = new();
    private (long Since, TimeSpan Within)? _cutDue;
    private ITimer? _cutting;
    private bool _isOver;
    private ImmutableArray<(Action<object> Act, object State)> _heartbeats = [];

    /// <param name="expires">When what the person showed at the start stops being valid; null: never.</param>
    public SocketConnection(HttpContext http, WebSocket socket, DateTimeOffset? expires, TimeProvider clock)
    {
        (_http, _socket, _expires, _clock, ConnectionId, User) = (http, socket, expires, clock, http.TraceIdentifier, http.User);
        Transport = new Both(_received.Reader, new SocketWriter(socket, CutWithin));
        Features.Set<IConnectionUserFeature>(this);
        Features.Set<IConnectionHeartbeatFeature>(this);
        Features.Set<IConnectionLifetimeNotificationFeature>(this);
        Features.Set<IHttpContextFeature>(this);
        ConnectionClosed = _cut.Token;
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override IDuplexPipe Transport { get; set; }

    public ClaimsPrincipal? User { get; set; }

    public HttpContext? HttpContext
    {
        get => _http;
        set => throw new NotSupportedException();
    }

    public CancellationToken ConnectionClosedRequested
    {
        get => _closeRequested.Token;
        set => throw new NotSupportedException();
    }

    public void OnHeartbeat(Action<object> action, object state) => ImmutableInterlocked.Update(ref _heartbeats, (all, one) => all.Add(one), (action, state));

    /// <summary>Once a second: pings that are due, and whoever has been silent or signed in for too long.</summary>
    public void Beat(DateTimeOffset now)
    {
        if (_expires < now)
        {
            RequestClose();
        }

        foreach (var (act, state) in _heartbeats)
        {
            act(state);
        }
    }

    /// <summary>The hub says that the connection ends, and that the client may come again.</summary>
    public void RequestClose()
    {
        try
        {
            _closeRequested.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself meanwhile.
        }
    }

    public override void Abort(ConnectionAbortedException abortReason) => CutWithin(TimeSpan.Zero);

    /// <summary>Until the hub is done with the connection, or the client has gone.</summary>
    public async Task Run(ConnectionDelegate hub)
    {
        await using var cutting = _cut.Token.UnsafeRegister(http => ((HttpContext)http!).Abort(), _http);
        var receiving = Receive();
        try
        {
            await hub(this);
        }
        finally
        {
            CutWithin(Goodbye);
            _heartbeats = [];
            await _received.Reader.CompleteAsync();
            await SayGoodbye();
            await receiving;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isOver = true;
            _cutting?.Dispose();
        }

        _closeRequested.Dispose();
        _cut.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Of several, the earliest counts: who was to be cut off at once gets no more time because the hub says goodbye.</summary>
    private void CutWithin(TimeSpan time)
    {
        lock (_gate)
        {
            if (_isOver || (_cutDue is { } due && due.Within - _clock.GetElapsedTime(due.Since) <= time))
            {
                return;
            }

            _cutDue = (_clock.GetTimestamp(), time);
            _cutting?.Dispose();
            _cutting = _clock.CreateTimer(_ => Cut(), null, time, Timeout.InfiniteTimeSpan);
        }
    }

    private void Cut()
    {
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself meanwhile.
        }
    }

    private async Task Receive()
    {
        var into = _received.Writer;
        try
        {
            while (true)
            {
                // First without a buffer: a connection that is silent, as nearly all are, holds none.
                if ((await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None)).MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                var received = await _socket.ReceiveAsync(into.GetMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                into.Advance(received.Count);
                if (received.Count > 0 && (await into.FlushAsync()).IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (SocketWriter.IsGone(e))
        {
            // Phones leave without a word all the time.
        }
        finally
        {
            await into.CompleteAsync();
        }
    }

    private async Task SayGoodbye()
    {
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception e) when (SocketWriter.IsGone(e))
        {
            // It left first.
        }
    }

    private sealed record Both(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
