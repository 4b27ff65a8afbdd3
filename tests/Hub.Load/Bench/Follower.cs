using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Hub.Server.Contracts;
using Hub.Server.Live;

namespace Hub.Load.Bench;

/// <summary>
/// A connection like <see cref="Listener"/>'s, by hand and without reading JSON, that does not end with its node: it goes on at another within a second, with
/// the position it has. It knows which messages it has had, so that lost ones and doubles can be counted.
/// </summary>
internal sealed class Follower(Uri[] hubs, string room, int number, FollowersCount count)
{
    private const byte Separator = 0x1e;

    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _buffer = new byte[8 * 1024];
    private int _kept;
    private ClientWebSocket? _socket;
    private string? _position;
    private bool _refused;
    private bool _rejoin;

    public Task Joined => _joined.Task;

    private static ReadOnlySpan<byte> FrameHead => """{"type":1,"target":"frame","arguments":["""u8;

    private static ReadOnlySpan<byte> ResyncHead => """{"type":1,"target":"resync","""u8;

    private static ReadOnlySpan<byte> AnswerHead => """{"type":3,"""u8;

    private static ReadOnlySpan<byte> PositionHead => "\"position\":\""u8;

    /// <summary>Until cancelled.</summary>
    public async Task Run(CancellationToken cancel)
    {
        for (var tries = 0; !cancel.IsCancellationRequested; tries++)
        {
            try
            {
                using var socket = new ClientWebSocket();
                await Follow(socket, hubs[(number + tries) % hubs.Length], cancel);
            }
            catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or InvalidOperationException)
            {
                // Cut off or refused: it comes back, and not at the same moment as all others.
            }

            _socket = null;
            count.Lost();
            await Task.Delay(Random.Shared.Next(1000), cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>A hub closes whoever says nothing for half a minute.</summary>
    public Task Ping(CancellationToken cancel) => _socket is { State: WebSocketState.Open } socket && Joined.IsCompleted
        ? Send(socket, """{"type":6}""", cancel).ContinueWith(_ => { }, TaskScheduler.Default)
        : Task.CompletedTask;

    private async Task Follow(ClientWebSocket socket, Uri hub, CancellationToken cancel)
    {
        (_kept, _refused, _rejoin) = (0, false, false);
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        await socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, cancel);
        await Send(socket, """{"protocol":"json","version":1}""", cancel);
        await Join(socket, cancel);
        _socket = socket;
        while (socket.State == WebSocketState.Open && !_refused)
        {
            if (_rejoin)
            {
                _rejoin = false;
                await Join(socket, cancel);
            }

            if (_kept == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * _buffer.Length);
            }

            var got = await socket.ReceiveAsync(_buffer.AsMemory(_kept), cancel);
            Read(_kept + got.Count);
        }
    }

    private void Read(int end)
    {
        var start = 0;
        while (_buffer.AsSpan(start, end - start).IndexOf(Separator) is var length and >= 0)
        {
            Take(_buffer.AsSpan(start, length));
            start += length + 1;
        }

        _buffer.AsSpan(start, end - start).CopyTo(_buffer);
        _kept = end - start;
    }

    private void Take(ReadOnlySpan<byte> record)
    {
        if (record.StartsWith(FrameHead))
        {
            count.Frame(number, record, FrameHead.Length);
            Remember(record, record.LastIndexOf(PositionHead));
        }
        else if (record.StartsWith(AnswerHead))
        {
            _refused = record.IndexOf("\"error\":"u8) >= 0;
            if (!_refused)
            {
                count.Missed(number, record);
                Remember(record, record.IndexOf(PositionHead));
                _joined.TrySetResult();
            }
        }
        else if (record.StartsWith(ResyncHead))
        {
            count.ToldToResync();
            _rejoin = true;
        }
    }

    private void Remember(ReadOnlySpan<byte> record, int at)
    {
        if (at >= 0)
        {
            var value = record[(at + PositionHead.Length)..];
            _position = Encoding.UTF8.GetString(value[..value.IndexOf((byte)'"')]);
        }
    }

    private Task Join(ClientWebSocket socket, CancellationToken cancel) => Send(
        socket, $$"""{"type":1,"invocationId":"1","target":"{{nameof(LiveHub.Join)}}","arguments":[{{JsonSerializer.Serialize(room)}},{{JsonSerializer.Serialize(_position)}}]}""", cancel);

    private static Task Send(ClientWebSocket socket, string record, CancellationToken cancel) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(record + (char)Separator), WebSocketMessageType.Text, endOfMessage: true, cancel);
}
