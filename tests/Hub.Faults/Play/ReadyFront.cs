using System.Net;
using System.Net.Sockets;
using Hub.Faults.Nodes;

namespace Hub.Faults.Play;

/// <summary>One address before several nodes: each new connection goes to the next node that says it is ready. Those that exist stay where they are.</summary>
internal sealed class ReadyFront : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly IReadOnlyList<Node> _nodes;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _running;
    private volatile Node[] _ready;
    private int _next;

    /// <exception cref="SocketException">The port is taken.</exception>
    public ReadyFront(IReadOnlyList<Node> nodes, int port)
    {
        (_nodes, _ready) = (nodes, [.. nodes]);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(1024);
        _running = Task.WhenAll(Accept(), Look());
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        await _running;
        _over.Dispose();
    }

    private async Task Look()
    {
        while (!_over.IsCancellationRequested)
        {
            var ready = await Task.WhenAll(_nodes.Select(n => n.IsReady()));
            _ready = [.. _nodes.Where((_, i) => ready[i])];
            await Task.WhenAny(Task.Delay(LookEvery, _over.Token));
        }
    }

    private async Task Accept()
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                _ = Serve(await _listener.AcceptSocketAsync(_over.Token));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One that hung up at once, or the end.
            }
        }
    }

    private async Task Serve(Socket client)
    {
        using var from = client;
        foreach (var _ in _nodes)
        {
            if (_ready is not { Length: > 0 } ready)
            {
                return;
            }

            using var to = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                var node = ready[(uint)Interlocked.Increment(ref _next) % ready.Length];
                await to.ConnectAsync(node.Host, node.Port, _over.Token);
            }
            catch (SocketException)
            {
                // It died since it was looked at: the next one.
                continue;
            }

            from.NoDelay = true;
            await Task.WhenAny(Pass(from, to), Pass(to, from));
            return;
        }
    }

    private async Task Pass(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReceiveAsync(buffer, _over.Token) is > 0 and var read)
            {
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _over.Token);
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone.
        }
    }
}
