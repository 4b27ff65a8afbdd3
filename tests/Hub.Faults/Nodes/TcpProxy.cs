using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Hub.Load.Stores;

namespace Hub.Faults.Nodes;

/// <summary>What a proxy does with what passes.</summary>
internal enum Passage
{
    Open,

    /// <summary>Nothing passes in either direction, and nobody is told: what was sent waits.</summary>
    Stalled,

    /// <summary>What was asked arrives; the answers are lost.</summary>
    AnswersLost,

    /// <summary>Connections are closed, and new ones refused.</summary>
    Cut,
}

/// <summary>A TCP proxy on loopback that can stall, lose answers, cut, and delay; and count what it did.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _target;
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<Socket, byte> _sockets = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Task _accepting;
    private volatile Passage _passage;
    private byte[]? _watched;
    private long _seen;
    private long _lost;
    private long _dropped;

    private TcpProxy(string host, int target, IPAddress here, int port)
    {
        (_host, _target) = (host, target);
        _listener = new TcpListener(here, port);
        _listener.Start(8192);
        Port = port;
        _accepting = Accept();
    }

    public int Port { get; }

    /// <summary>Each piece that passes waits so long.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Bytes of answers that were lost.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Connections that were closed.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public int Connections => _sockets.Count / 2;

    public Passage Passage
    {
        get => _passage;
        set
        {
            _passage = value;
            if (value == Passage.Cut)
            {
                DropAll();
            }
        }
    }

    /// <param name="here">Where it listens itself; absent: loopback.</param>
    public static TcpProxy To(string host, int target, string? here = null) =>
        new(host, target, here is null ? IPAddress.Loopback : IPAddress.Parse(here), TemporaryPostgres.FreePort());

    /// <summary>Counts from now on how often a text passes towards the target.</summary>
    public void Watch(string text)
    {
        _watched = System.Text.Encoding.UTF8.GetBytes(text);
        Volatile.Write(ref _seen, 0);
    }

    public long Seen => Volatile.Read(ref _seen);

    /// <summary>Closes all connections at once; new ones are taken.</summary>
    public int DropAll()
    {
        var sockets = _sockets.Keys.ToList();
        foreach (var socket in sockets)
        {
            try
            {
                // A reset, as of a machine that is gone, and not a farewell.
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It has ended meanwhile.
            }

            socket.Dispose();
        }

        Interlocked.Add(ref _dropped, sockets.Count / 2);
        return sockets.Count / 2;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        DropAll();
        await _accepting;
        _over.Dispose();
    }

    private async Task Accept()
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_over.Token);
                _ = Serve(client);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One that hung up at once, or the end.
            }
        }
    }

    private async Task Serve(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (_passage == Passage.Cut)
            {
                return;
            }

            (client.NoDelay, server.NoDelay) = (true, true);
            _sockets[client] = _sockets[server] = 0;
            await server.ConnectAsync(_host, _target, _over.Token);
            await await Task.WhenAny(Pass(client, server, answers: false), Pass(server, client, answers: true));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side is gone: so is the other.
        }
        finally
        {
            _sockets.TryRemove(client, out _);
            _sockets.TryRemove(server, out _);
            client.Dispose();
            server.Dispose();
        }
    }

    private async Task Pass(Socket from, Socket to, bool answers)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer, _over.Token) is > 0 and var read)
        {
            if (!answers && _watched is { } watched && buffer.AsSpan(0, read).IndexOf(watched) >= 0)
            {
                Interlocked.Increment(ref _seen);
            }

            if (Delay > TimeSpan.Zero)
            {
                await Task.Delay(Delay, _over.Token);
            }

            while (_passage == Passage.Stalled)
            {
                await Task.Delay(20, _over.Token);
            }

            if (answers && _passage == Passage.AnswersLost)
            {
                Interlocked.Add(ref _lost, read);
                continue;
            }

            for (var sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _over.Token);
            }
        }
    }
}
