using System.Net.Sockets;
using System.Text;
using Hub.Load.Bench;

namespace Hub.Load.Paced;

/// <summary>One who follows, over a socket of their own: it looks for stamps in the bytes as they come, and knows nothing of what stands around them.</summary>
internal sealed class PacedClient(PacedWire wire, int number, FollowersCount count) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[8 * 1024];
    private int _kept;

    private static ReadOnlySpan<byte> Switching => "HTTP/1.1 101"u8;

    private static ReadOnlySpan<byte> Answered => "HTTP/1.1 200"u8;

    /// <exception cref="InvalidOperationException">The server refuses; says how.</exception>
    public async Task Join(CancellationToken cancel)
    {
        await _socket.ConnectAsync(wire.Host, wire.Port, cancel);
        var isFirst = wire.IsHttp;
        foreach (var (send, until) in wire.Steps)
        {
            await _socket.SendAsync(send, cancel);
            await Until(until, isFirst, cancel);
            isFirst = false;
        }
    }

    /// <summary>Until the connection ends.</summary>
    public async Task Listen(CancellationToken cancel)
    {
        try
        {
            _kept = 0;
            while (await _socket.ReceiveAsync(_buffer.AsMemory(_kept), cancel) is var got && got > 0)
            {
                Take(got);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It is over, or was cut off: which of the two, its count says.
        }

        count.Lost();
    }

    public async Task KeepAlive(CancellationToken cancel)
    {
        if (wire.KeepAlive is { } word)
        {
            await _socket.SendAsync(word, cancel);
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Take(int got)
    {
        count.Came(got);
        var bytes = _buffer.AsSpan(0, _kept + got);
        count.Missed(number, bytes);
        _kept = PacedBytes.Unfinished(bytes);
        bytes[^_kept..].CopyTo(_buffer);
    }

    private async Task Until(byte[] sign, bool isFirst, CancellationToken cancel)
    {
        var kept = 0;
        while (true)
        {
            var got = await _socket.ReceiveAsync(_buffer.AsMemory(kept), cancel);
            if (got == 0)
            {
                throw new InvalidOperationException("A client was cut off before it had joined.");
            }

            var bytes = _buffer.AsSpan(0, kept + got);
            if (isFirst && !bytes.StartsWith(Switching) && !bytes.StartsWith(Answered))
            {
                throw new InvalidOperationException($"A client was refused: {Encoding.ASCII.GetString(bytes[..Math.Min(60, bytes.Length)])}");
            }

            if (bytes.IndexOf(sign) >= 0)
            {
                return;
            }

            isFirst = false;
            kept = Math.Min(sign.Length - 1, bytes.Length);
            bytes[^kept..].CopyTo(_buffer);
        }
    }
}
