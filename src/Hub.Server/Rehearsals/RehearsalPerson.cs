using System.Buffers.Text;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Hub.Server.Live;

namespace Hub.Server.Rehearsals;

/// <summary>
/// One of the crowd, over a connection of their own to the rehearsed house. It speaks just enough of SignalR's JSON protocol by hand, and looks for what it has
/// to know in the bytes: a crowd that reads JSON would take more of the machine than the house.
/// </summary>
/// <param name="seen">Told the number of each comment that reaches this screen.</param>
internal sealed class RehearsalPerson(Uri live, string room, string token, Action<int> seen) : IDisposable
{
    private const byte Separator = 0x1e;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Lock _guard = new();
    private readonly Dictionary<int, TaskCompletionSource<bool>> _asked = [];
    private byte[] _buffer = new byte[4 * 1024];
    private int _kept;
    private int _last;

    private static ReadOnlySpan<byte> AnswerHead => "{\"type\":3,\"invocationId\":\""u8;

    private static ReadOnlySpan<byte> FrameHead => "{\"type\":1,\"target\":\"frame\""u8;

    private static ReadOnlySpan<byte> Done => "\"outcome\":\"done\""u8;

    private static ReadOnlySpan<byte> Failed => "\"error\":"u8;

    private static ReadOnlySpan<byte> Mark => "#R"u8;

    /// <summary>What a comment has in its text, by which it is known on a screen.</summary>
    public static string MarkOf(int number) => string.Create(CultureInfo.InvariantCulture, $"#R{number:0000000}#");

    /// <summary>Connects and follows the meeting; from here on everything is read, until the connection ends.</summary>
    /// <returns>What reads.</returns>
    public async Task<Task> Follow(CancellationToken cancel)
    {
        _socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        _socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await _socket.ConnectAsync(live, cancel);
        await Send("""{"protocol":"json","version":1}""", cancel);
        var joined = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var number = Expect(joined);
        await Send(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"type":1,"invocationId":"{{number}}","target":"{{nameof(LiveHub.Join)}}","arguments":["{{room}}",null]}"""), cancel);
        var reading = Read(cancel);
        return await joined.Task.WaitAsync(cancel) ? reading : throw new InvalidOperationException("Somebody of the crowd could not follow the meeting.");
    }

    public Task<bool> Comment(string text, CancellationToken cancel) =>
        Do($$"""{"$type":"comment","text":"{{JsonEncodedText.Encode(text)}}"}""", cancel);

    public Task<bool> Vote(string ballot, string choice, CancellationToken cancel) =>
        Do($$"""{"$type":"vote","ballot":"{{ballot}}","choices":["{{choice}}"]}""", cancel);

    /// <summary>A hub closes whoever says nothing for half a minute.</summary>
    public Task Ping(CancellationToken cancel) => Send("""{"type":6}""", cancel);

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    /// <returns>Whether it was done.</returns>
    private async Task<bool> Do(string command, CancellationToken cancel)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var number = Expect(answer);
        var op = Guid.NewGuid().ToString("N");
        await Send(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"type":1,"invocationId":"{{number}}","target":"{{nameof(LiveHub.Do)}}","arguments":["{{room}}","{{op}}",{{command}}]}"""), cancel);
        return await answer.Task.WaitAsync(cancel);
    }

    private int Expect(TaskCompletionSource<bool> answer)
    {
        lock (_guard)
        {
            _asked.Add(++_last, answer);
            return _last;
        }
    }

    private async Task Read(CancellationToken cancel)
    {
        try
        {
            while (_socket.State == WebSocketState.Open)
            {
                if (_kept == _buffer.Length)
                {
                    Array.Resize(ref _buffer, 2 * _buffer.Length);
                }

                var got = await _socket.ReceiveAsync(_buffer.AsMemory(_kept), cancel);
                Split(_kept + got.Count);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut off, or sent home: who waits for an answer has none.
        }

        lock (_guard)
        {
            foreach (var answer in _asked.Values)
            {
                answer.TrySetResult(false);
            }
        }
    }

    private void Split(int end)
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
            while (record.IndexOf(Mark) is var at and >= 0)
            {
                record = record[(at + Mark.Length)..];
                if (Utf8Parser.TryParse(record, out int number, out var digits) && digits == 7)
                {
                    seen(number);
                }
            }
        }
        else if (record.StartsWith(AnswerHead) && Utf8Parser.TryParse(record[AnswerHead.Length..], out int number, out _))
        {
            TaskCompletionSource<bool>? answer;
            lock (_guard)
            {
                _asked.Remove(number, out answer);
            }

            // The first is that of Join, which is no receipt.
            answer?.TrySetResult(number == 1 ? record.IndexOf(Failed) < 0 : record.IndexOf(Done) >= 0);
        }
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
