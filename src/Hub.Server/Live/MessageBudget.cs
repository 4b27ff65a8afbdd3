using System.Buffers;
using System.IO.Pipelines;
using Hub.Server.Common;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Hub.Server.Live;

/// <summary>
/// What one connection may send. Counted are messages as they stand in the bytes (SignalR ends each with 0x1E), so that unreadable ones count too, as hub
/// filters never see those; the bytes; and the WebSocket's frames, so that empty ones and pings count, which nobody behind the socket sees. Who floods is cut
/// off; the room does not notice.
/// </summary>
internal sealed partial class MessageBudget(IOptions<LimitSettings> limits, TimeProvider clock, ILogger<MessageBudget> logger)
{
    private readonly LimitSettings _limits = limits.Value;
    private readonly TimeProvider _clock = clock;

    public async Task Watch(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        connection.Transport = new Metered(new Meter(transport.Input, this, connection), transport.Output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    /// <summary>Before the request becomes a WebSocket: counts the frames that will come over it.</summary>
    public void WatchFrames(HttpContext http)
    {
        if (http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            http.Features.Set<IHttpUpgradeFeature>(new Upgrade(upgrade, this, http));
        }

        if (http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            http.Features.Set<IHttpExtendedConnectFeature>(new ExtendedConnect(connect, this, http));
        }
    }

    private FrameStream Framed(Stream stream, HttpContext http) => new(stream, new Rate(_limits.FrameBurst, _limits.FramesPerSecond, _clock), () =>
    {
        LogFlood(http.Connection.Id, "frames");
        http.Abort();
    });

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection} sends more {What} than it may and is cut off.")]
    private partial void LogFlood(string connection, string what);

    private sealed record Metered(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Upgrade(IHttpUpgradeFeature inner, MessageBudget budget, HttpContext http) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => budget.Framed(await inner.UpgradeAsync(), http);
    }

    private sealed class ExtendedConnect(IHttpExtendedConnectFeature inner, MessageBudget budget, HttpContext http) : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => inner.IsExtendedConnect;

        public string? Protocol => inner.Protocol;

        public async ValueTask<Stream> AcceptAsync() => budget.Framed(await inner.AcceptAsync(), http);
    }

    /// <summary>A token bucket that takes what has come, and says when it was too much.</summary>
    private sealed class Rate(double burst, double perSecond, TimeProvider clock)
    {
        private readonly double _burst = burst;
        private double _left = burst;
        private long _at = clock.GetTimestamp();

        public bool Take(long spent)
        {
            _left = Math.Min(_burst, _left + (clock.GetElapsedTime(_at).TotalSeconds * perSecond)) - spent;
            _at = clock.GetTimestamp();
            return _left >= 0;
        }
    }

    private sealed class Meter(PipeReader inner, MessageBudget budget, ConnectionContext connection) : PipeReader
    {
        private const byte Separator = 0x1e;

        private readonly Rate _messages = new(budget._limits.MessageBurst, budget._limits.MessagesPerSecond, budget._clock);
        private readonly Rate _bytes = new(budget._limits.ByteBurst, budget._limits.BytesPerSecond, budget._clock);
        private ReadOnlySequence<byte> _buffer;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var result = await inner.ReadAsync(cancellationToken);
            _buffer = result.Buffer;
            return result;
        }

        public override bool TryRead(out ReadResult result)
        {
            var read = inner.TryRead(out result);
            _buffer = result.Buffer;
            return read;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            Count(_buffer.Slice(0, consumed));
            inner.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        private void Count(ReadOnlySequence<byte> consumed)
        {
            if (consumed.IsEmpty)
            {
                return;
            }

            var messages = 0;
            foreach (var segment in consumed)
            {
                messages += segment.Span.Count(Separator);
            }

            if (!_messages.Take(messages) || !_bytes.Take(consumed.Length))
            {
                budget.LogFlood(connection.ConnectionId, messages > 0 ? "messages or bytes" : "bytes");
                connection.Abort();
            }
        }
    }

    /// <summary>The bytes of a WebSocket as they come, whose frames (RFC 6455) are counted by their heads.</summary>
    private sealed class FrameStream(Stream inner, Rate frames, Action flooded) : Stream
    {
        private const int MaskBit = 0x80;
        private const int MaskSize = 4;

        private readonly byte[] _head = new byte[14];
        private int _have;
        private long _payload;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            Count(buffer.Span[..read]);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            Count(buffer.AsSpan(offset, read));
            return read;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Count(ReadOnlySpan<byte> bytes)
        {
            var begun = 0;
            while (!bytes.IsEmpty)
            {
                if (_payload > 0)
                {
                    var skipped = (int)Math.Min(_payload, bytes.Length);
                    _payload -= skipped;
                    bytes = bytes[skipped..];
                    continue;
                }

                _head[_have++] = bytes[0];
                bytes = bytes[1..];
                if (_have >= 2 && _have == HeadSize)
                {
                    begun++;
                    (_payload, _have) = (PayloadSize, 0);
                }
            }

            if (begun > 0 && !frames.Take(begun))
            {
                flooded();
            }
        }

        private int LengthBits => _head[1] & ~MaskBit;

        private int LengthSize => LengthBits switch
        {
            126 => 2,
            127 => 8,
            _ => 0,
        };

        private int HeadSize => 2 + LengthSize + ((_head[1] & MaskBit) == 0 ? 0 : MaskSize);

        private long PayloadSize
        {
            get
            {
                if (LengthSize == 0)
                {
                    return LengthBits;
                }

                var size = 0L;
                foreach (var b in _head.AsSpan(2, LengthSize))
                {
                    size = (size << 8) | b;
                }

                return size < 0 ? long.MaxValue : size;
            }
        }
    }
}
