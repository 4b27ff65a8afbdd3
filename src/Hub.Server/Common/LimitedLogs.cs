using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Common;

/// <summary>
/// The house's log, which nobody can flood: of warnings and errors of one kind (a message of one source) one line is written at once, and the others of the
/// same second are counted and told in one more. A bad request is told without its stack: it is the sender's, and says nothing of this house. What ASP.NET Core
/// tells below a warning is not written, whatever the settings say: it is what people send, and the addresses that they ask for, with the codes in them; nor is
/// what Orleans tells to find faults in itself: calls between nodes, with all that is in them.
/// </summary>
internal sealed class LimitedLogs(ILoggerFactory inner, TimeProvider clock) : ILoggerFactory
{
    private const int MostKinds = 1_000;
    private const string OfRequests = "Microsoft.AspNetCore.";
    private const string OfCalls = "Orleans.";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Category, string Message), Kind> _kinds = new();

    public ILogger CreateLogger(string categoryName) => new Limited(this, inner.CreateLogger(categoryName), categoryName);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    /// <summary>Whether a line of this kind is written now; else it is counted.</summary>
    private bool Admit(ILogger logger, LogLevel level, string category, string message)
    {
        var kind = _kinds.Count < MostKinds || _kinds.ContainsKey((category, message))
            ? _kinds.GetOrAdd((category, message), _ => new Kind()) : _kinds.GetOrAdd((category, ""), _ => new Kind());
        lock (kind)
        {
            if (kind.WrittenAt is not { } written || clock.GetElapsedTime(written) >= Second)
            {
                if (kind.Timer is null)
                {
                    kind.WrittenAt = clock.GetTimestamp();
                    return true;
                }
            }

            kind.LeftOut++;
            kind.Timer ??= clock.CreateTimer(_ => Tell(kind, logger, level, message), null, Second, Timeout.InfiniteTimeSpan);
            return false;
        }
    }

    private void Tell(Kind kind, ILogger logger, LogLevel level, string message)
    {
        int leftOut;
        lock (kind)
        {
            leftOut = kind.LeftOut;
            kind.Timer?.Dispose();
            (kind.LeftOut, kind.Timer, kind.WrittenAt) = (0, null, clock.GetTimestamp());
        }

        try
        {
#pragma warning disable CA1848, CA2254, CA1873 // The level is that of what was left out.
            logger.Log(level, "{Count} more of these within a second were left out: {Left}", leftOut, message);
#pragma warning restore CA1848, CA2254, CA1873
        }
#pragma warning disable CA1031 // On a timer's thread nobody catches it, and a line that cannot be written would end the house. There is nowhere to say so.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private sealed class Kind
    {
        public long? WrittenAt { get; set; }

        public int LeftOut { get; set; }

        public ITimer? Timer { get; set; }
    }

    private sealed class Limited(LimitedLogs owner, ILogger inner, string category) : ILogger
    {
        private readonly bool _isOfRequests = category.StartsWith(OfRequests, StringComparison.Ordinal);
        private readonly LogLevel _least = category.StartsWith(OfRequests, StringComparison.Ordinal) ? LogLevel.Warning
            : category.StartsWith(OfCalls, StringComparison.Ordinal) ? LogLevel.Information : LogLevel.Trace;

        /// <summary>That of a request would put its address behind every line.</summary>
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _isOfRequests ? null : inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel < _least)
            {
                return;
            }

            if (logLevel < LogLevel.Warning)
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
            else if (inner.IsEnabled(logLevel) && owner.Admit(inner, logLevel, category, MessageOf(state, eventId)))
            {
                inner.Log(logLevel, eventId, state, IsOfSender(exception) ? null : exception, formatter);
            }
        }

        private static string MessageOf<TState>(TState state, EventId eventId) =>
            state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values && values[^1] is { Key: "{OriginalFormat}", Value: string format }
                ? format : eventId.Name ?? $"event {eventId.Id}";

        private static bool IsOfSender(Exception? exception) => exception is HubException or BadHttpRequestException or InvalidDataException;
    }
}
