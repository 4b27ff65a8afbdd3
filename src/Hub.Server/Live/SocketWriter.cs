using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace Hub.Server.Live;

/// <summary>
/// What a hub writes to one connection, each flush as one message of its WebSocket. Ready bytes are sent as they are; what the hub encodes is gathered in a
/// buffer that is given back with the flush. One write at a time, which SignalR's write lock sees to.
/// </summary>
/// <param name="cutWithin">Cuts the connection after a time, whatever it is doing: that ends a write to somebody who reads nothing.</param>
internal sealed class SocketWriter(WebSocket socket, Action<TimeSpan> cutWithin) : PipeWriter
{
    private const int Smallest = 512;

    /// <summary>What is written after the end was decided is a last word: it may take so long.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(5);

    private byte[] _buffer = [];
    private int _gathered;
    private volatile bool _sending;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _gathered;

    /// <summary>Whether that is how a connection ends, and not a bug.</summary>
    public static bool IsGone(Exception e) => e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _gathered + Math.Max(sizeHint, 1);
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(2 * _buffer.Length, Smallest)));
            _buffer.AsSpan(0, _gathered).CopyTo(larger);
            GiveBack();
            _buffer = larger;
        }

        return _buffer.AsMemory(_gathered);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _buffer.Length - _gathered);
        _gathered += bytes;
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (_gathered == 0)
        {
            return Sent(Send(source));
        }

        source.CopyTo(GetMemory(source.Length));
        Advance(source.Length);
        return FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        _gathered == 0 ? default : Sent(SendGathered());

    /// <summary>The connection is to end. A write that is under way is to somebody who does not read, and ends with it.</summary>
    public override void CancelPendingFlush() => cutWithin(_sending ? TimeSpan.Zero : LastWord);

    public override void Complete(Exception? exception = null)
    {
        GiveBack();
        (_buffer, _gathered) = ([], 0);
    }

    private static ValueTask<FlushResult> Sent(ValueTask<bool> sending)
    {
        return sending.IsCompletedSuccessfully ? new(Of(sending.Result)) : Awaited(sending);

        static async ValueTask<FlushResult> Awaited(ValueTask<bool> sending) => Of(await sending);

        static FlushResult Of(bool isThere) => new(isCanceled: false, isCompleted: !isThere);
    }

    private async ValueTask<bool> SendGathered()
    {
        try
        {
            return await Send(_buffer.AsMemory(0, _gathered));
        }
        finally
        {
            GiveBack();
            (_buffer, _gathered) = ([], 0);
        }
    }

    /// <returns>Whether anybody is there.</returns>
    private async ValueTask<bool> Send(ReadOnlyMemory<byte> message)
    {
        _sending = true;
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (IsGone(e))
        {
            return false;
        }
        finally
        {
            _sending = false;
        }
    }

    private void GiveBack()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
