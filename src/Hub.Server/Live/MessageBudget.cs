using System.Buffers;
using System.IO.Pipelines;
using Hub.Server.Common;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Hub.Server.Live;

/// <summary>
/// What one connection may send, counted in messages as they stand in the bytes (SignalR ends each with 0x1E), so that unreadable ones count too: hub filters
/// never see those. Who floods is cut off; the room does not notice.
/// </summary>
internal sealed partial class MessageBudget(IOptions<LimitSettings> limits, TimeProvider clock, ILogger<MessageBudget> logger)
{
    private readonly LimitSettings _limits = limits.Value;
    private readonly TimeProvider _clock = clock;

    public async Task Watch(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        connection.Transport = new Metered(new Meter(transport.Input, this, connection, _limits.MessageBurst), transport.Output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection} sends more than {Rate} messages a second and is cut off.")]
    private partial void LogFlood(string connection, double rate);

    private sealed record Metered(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Meter(PipeReader inner, MessageBudget budget, ConnectionContext connection, double burst) : PipeReader
    {
        private const byte Separator = 0x1e;

        private readonly LimitSettings _limits = budget._limits;
        private ReadOnlySequence<byte> _buffer;
        private double _allowance = burst;
        private long _at = budget._clock.GetTimestamp();

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
            var messages = 0;
            foreach (var segment in consumed)
            {
                messages += segment.Span.Count(Separator);
            }

            if (messages == 0)
            {
                return;
            }

            _allowance = Math.Min(_limits.MessageBurst, _allowance + (budget._clock.GetElapsedTime(_at).TotalSeconds * _limits.MessagesPerSecond)) - messages;
            _at = budget._clock.GetTimestamp();
            if (_allowance < 0)
            {
                budget.LogFlood(connection.ConnectionId, _limits.MessagesPerSecond);
                connection.Abort();
            }
        }
    }
}
