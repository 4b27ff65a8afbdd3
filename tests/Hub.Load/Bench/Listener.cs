using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Hub.Server.Live;

namespace Hub.Load.Bench;

/// <summary>
/// One connection that speaks just enough of SignalR's JSON protocol by hand: handshake, Join, Do, pings. It finds the records in the bytes and looks at how
/// each begins, and no further: a listener that parses JSON would take more of the machine than the server that is measured.
/// </summary>
/// <param name="token">Who listens; null: an observer.</param>
internal sealed class Listener(Uri hub, string room, string? token = null) : IDisposable
{
    private const byte Separator = 0x1e;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _kept;

    public delegate void RecordReader(ReadOnlySpan<byte> record);

    private static ReadOnlySpan<byte> FrameHead => """{"type":1,"target":"frame","arguments":["""u8;

    /// <summary>Connects, and follows no room.</summary>
    public async Task Connect(CancellationToken cancel)
    {
        _socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        if (token is not null)
        {
            _socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        await _socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, cancel);
        await Send("""{"protocol":"json","version":1}""", cancel);
    }

    /// <summary>Connects and joins; what comes from here on is for <see cref="Listen(Action{int}, CancellationToken)"/>.</summary>
    public async Task Join(CancellationToken cancel)
    {
        await Connect(cancel);
        await Send($$"""{"type":1,"invocationId":"1","target":"{{nameof(LiveHub.Join)}}","arguments":[{{JsonSerializer.Serialize(room)}},null]}""", cancel);
        var joined = false;
        while (!joined)
        {
            await Read(record => joined |= record.StartsWith("""{"type":3,"""u8), cancel);
        }
    }

    /// <summary>Tells the length of each frame until the connection ends.</summary>
    public Task Listen(Action<int> frame, CancellationToken cancel) => Listen(
        record =>
        {
            if (record.StartsWith(FrameHead))
            {
                frame(record.Length);
            }
        },
        cancel);

    /// <summary>Tells each record until the connection ends.</summary>
    public async Task Listen(RecordReader read, CancellationToken cancel)
    {
        while (_socket.State == WebSocketState.Open)
        {
            await Read(read, cancel);
        }
    }

    /// <summary>Sends a command; its answer is a record like others.</summary>
    /// <param name="invocation">By which the answer is known.</param>
    /// <param name="command">JSON.</param>
    public Task Do(int invocation, string where, string op, string command, CancellationToken cancel) => Send(
        string.Create(CultureInfo.InvariantCulture, $$"""{"type":1,"invocationId":"{{invocation}}","target":"{{nameof(LiveHub.Do)}}","arguments":["{{where}}","{{op}}",{{command}}]}"""), cancel);

    /// <summary>A hub closes whoever says nothing for half a minute.</summary>
    public Task Ping(CancellationToken cancel) => Send("""{"type":6}""", cancel);

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task Read(RecordReader read, CancellationToken cancel)
    {
        if (_kept == _buffer.Length)
        {
            throw new InvalidOperationException("A record is longer than a listener can hold.");
        }

        var got = await _socket.ReceiveAsync(_buffer.AsMemory(_kept), cancel);
        var (start, end) = (0, _kept + got.Count);
        while (_buffer.AsSpan(start, end - start).IndexOf(Separator) is var length and >= 0)
        {
            read(_buffer.AsSpan(start, length));
            start += length + 1;
        }

        _buffer.AsSpan(start, end - start).CopyTo(_buffer);
        _kept = end - start;
    }

    /// <summary>A socket takes one message at a time, and pings are sent beside commands.</summary>
    private async Task Send(string record, CancellationToken cancel)
    {
        await _sending.WaitAsync(cancel);
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(record + (char)Separator), WebSocketMessageType.Text, endOfMessage: true, cancel);
        }
        finally
        {
            _sending.Release();
        }
    }
}
