using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hub.Load.Bench;

/// <summary>
/// One who only watches, over a connection that stays open: asks for the head, and for the frame that follows their position, by hand and without reading
/// JSON. It comes back from where it stood when it is cut off.
/// </summary>
internal sealed class WebWatcher(IPEndPoint proxy, string room, string position, WatchersCount count)
{
    private const int Ok = 200;
    private const int NoContent = 204;

    /// <summary>Before the same is asked again; the last answer is in the cache for so long.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1.5);

    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _buffer = new byte[2 * 1024];
    private string _position = position;
    private long _to = long.Parse(position.Split('-')[0], CultureInfo.InvariantCulture);

    public Task Connected => _connected.Task;

    public long To => Volatile.Read(ref _to);

    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    /// <summary>Until cancelled.</summary>
    public async Task Run(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(proxy, cancel);
                _connected.TrySetResult();
                while (!cancel.IsCancellationRequested)
                {
                    await Step(socket, cancel);
                }
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
            {
                count.Cut();
            }

            await Task.Delay(Random.Shared.Next(1000), cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task Step(Socket socket, CancellationToken cancel)
    {
        var (status, _, _) = await Get(socket, $"head?after={_position}", cancel);
        if (status != Ok)
        {
            await Task.Delay(Soon, cancel);
            return;
        }

        (status, var start, var end) = await Get(socket, $"frames/{_position}", cancel);
        if (status == Ok)
        {
            Take(_buffer.AsSpan(start, end - start));
        }
        else
        {
            await Task.Delay(Soon, cancel);
        }
    }

    /// <returns>Where the answer's body stands in the buffer.</returns>
    private async Task<(int Status, int Start, int End)> Get(Socket socket, string what, CancellationToken cancel)
    {
        count.Asked();
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /live/{room}/{what} HTTP/1.1\r\nHost: {proxy}\r\n\r\n"), SocketFlags.None, cancel);
        for (var end = 0; ;)
        {
            if (end == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * _buffer.Length);
            }

            var got = await socket.ReceiveAsync(_buffer.AsMemory(end), SocketFlags.None, cancel);
            if (got == 0)
            {
                throw new IOException("The connection has ended.");
            }

            end += got;
            if (IsWhole(_buffer.AsSpan(0, end), out var status, out var start))
            {
                return (status, start, end);
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer, out int status, out int start)
    {
        (status, start) = (0, 0);
        var length = answer.IndexOf(EndOfHead);
        if (length < 0)
        {
            return false;
        }

        start = length + EndOfHead.Length;
        _ = Utf8Parser.TryParse(answer[9..], out status, out _);
        var bytes = Number(answer[..length], "Content-Length: "u8);
        return status == NoContent || (bytes >= 0 ? answer.Length - start >= bytes : answer[start..].EndsWith("0\r\n\r\n"u8));
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        var (from, to) = (Number(frame, "\"from\":"u8), Number(frame, "\"to\":"u8));
        if (from != To || frame.Count("{\"seq\":"u8) != to - from)
        {
            count.Wrong();
        }

        var at = frame[(frame.LastIndexOf("\"position\":\""u8) + "\"position\":\"".Length)..];
        _position = Encoding.ASCII.GetString(at[..at.IndexOf((byte)'"')]);
        Volatile.Write(ref _to, to);
        Stamp.Find(frame, (_, when) => count.Told(when));
    }

    /// <returns>-1 where it is not said.</returns>
    private static long Number(ReadOnlySpan<byte> text, ReadOnlySpan<byte> behind) =>
        text.IndexOf(behind) is >= 0 and var at && Utf8Parser.TryParse(text[(at + behind.Length)..], out long number, out _) ? number : -1;
}
