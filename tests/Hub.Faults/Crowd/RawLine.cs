using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Faults.Nodes;
using Hub.Load.Crowd;

namespace Hub.Faults.Crowd;

/// <summary>
/// A live connection by hand, straight to a node: it reads only what it is told to read, never pings and never gives up. For those who read slowly, for
/// thousands of them, and for what must wait in a sleeping node's socket.
/// </summary>
internal sealed class RawLine : IAsyncDisposable
{
    private const char End = '\u001e';

    /// <summary>What is read into it is looked at by nobody.</summary>
    private static readonly byte[] Sink = new byte[4096];

    private readonly Socket _socket;
    private int _gone;

    private RawLine(Socket socket) => _socket = socket;

    /// <summary>Connects and joins the seat's room; returns once the room was answered.</summary>
    /// <exception cref="SocketException">The node does not take it.</exception>
    /// <exception cref="IOException">It hung up.</exception>
    public static async Task<RawLine> Join(Node node, Seat seat, int receiveBuffer = 0, CancellationToken cancel = default)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        var line = new RawLine(socket);
        try
        {
            await socket.ConnectAsync(node.Host, node.Port, cancel);
            await socket.SendAsync(
                Encoding.ASCII.GetBytes(
                    $"GET /hubs/live HTTP/1.1\r\nHost: {node.Host}:{node.Port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
                    $"Sec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\nAuthorization: Bearer {seat.Token}\r\n\r\n"), cancel);
            await line.ReadUntil("\r\n\r\n", cancel);
            await line.SendText("""{"protocol":"json","version":1}""", cancel);
            await line.SendText(
                JsonSerializer.Serialize(new { type = 1, invocationId = "1", target = "Join", arguments = new object?[] { seat.Room, null } }), cancel);
            await line.ReadUntil("\"type\":3", cancel);
            return line;
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a command, and waits for no answer.</summary>
    public Task Send(Sent sent, string room) => SendText(
        JsonSerializer.Serialize(new { type = 1, invocationId = sent.Op, target = "Do", arguments = new object?[] { room, sent.Op, sent.Command } }), default);

    /// <summary>Reads up to so many bytes, and forgets them.</summary>
    /// <returns>How many came; 0 where the node has hung up.</returns>
    public async Task<int> Read(CancellationToken cancel, int atMost = 4096)
    {
        try
        {
            return await _socket.ReceiveAsync(Sink.AsMemory(0, atMost), cancel);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    /// <summary>Reads for so long, or until the node hangs up.</summary>
    /// <returns>Whether this text came.</returns>
    public async Task<bool> Hears(string text, TimeSpan until)
    {
        using var cancel = new CancellationTokenSource(until);
        try
        {
            await ReadUntil(text, cancel.Token);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            return false;
        }
    }

    /// <summary>Gone without a farewell.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _gone, 1) == 0)
        {
            _socket.LingerState = new LingerOption(true, 0);
            _socket.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private async Task ReadUntil(string text, CancellationToken cancel)
    {
        var (sought, buffer, seen) = (Encoding.UTF8.GetBytes(text), new byte[4096], Array.Empty<byte>());
        while (true)
        {
            var read = await _socket.ReceiveAsync(buffer, cancel);
            if (read == 0)
            {
                throw new IOException("The node hung up.");
            }

            // The text may stand across two pieces.
            byte[] window = [.. seen, .. buffer.AsSpan(0, read)];
            if (window.AsSpan().IndexOf(sought) >= 0)
            {
                return;
            }

            seen = window[^Math.Min(window.Length, sought.Length)..];
        }
    }

    /// <summary>One text frame; its mask is zero, which is a mask.</summary>
    private async Task SendText(string message, CancellationToken cancel)
    {
        var payload = Encoding.UTF8.GetBytes(message + End);
        byte[] header = payload.Length < 126
            ? [0x81, (byte)(0x80 | payload.Length), 0, 0, 0, 0]
            : [0x81, 0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length, 0, 0, 0, 0];
        await _socket.SendAsync((byte[])[.. header, .. payload], cancel);
    }
}
