using Hub.Server.Common;
using Hub.Tests.House;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.Limits;

/// <summary>Guards the log's disk: a client that made each request fail wrote a stack for each.</summary>
public sealed class LimitedLogsTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly Lines _lines = new();
    private readonly LimitedLogs _logs;

    public LimitedLogsTests() => _logs = new LimitedLogs(LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_lines)), _clock);

    [Fact]
    public void Of_ten_thousand_warnings_of_a_kind_in_a_second_one_is_written_and_the_others_are_counted()
    {
        var log = _logs.CreateLogger("hub");
        for (var i = 0; i < 10_000; i++)
        {
            log.LogWarning("Connection {Connection} floods.", i);
        }

        _lines.Written.ShouldBe(["Connection 0 floods."]);
        _clock.Pass(TimeSpan.FromSeconds(1));
        _lines.Written.ShouldBe(["Connection 0 floods.", "9999 more of these within a second were left out: Connection {Connection} floods."]);
        _clock.Pass(TimeSpan.FromSeconds(1));
        log.LogWarning("Connection {Connection} floods.", "x");
        _lines.Written[2].ShouldBe("Connection x floods.");
    }

    [Fact]
    public void Other_kinds_and_what_only_informs_are_written_beside_it()
    {
        var log = _logs.CreateLogger("hub");
        log.LogWarning("One.");
        log.LogWarning("Two.");
        _logs.CreateLogger("other").LogWarning("One.");
        log.LogInformation("Three.");
        log.LogInformation("Three.");
        _lines.Written.ShouldBe(["One.", "Two.", "One.", "Three.", "Three."]);
    }

    [Fact]
    public void A_bad_request_is_told_without_a_stack_and_a_fault_of_the_house_with_it()
    {
        var log = _logs.CreateLogger("hub");
        log.LogError(new HubException("unknownRoom"), "Failed to invoke Join.");
        log.LogError(new InvalidOperationException("broken"), "Failed.");
        _lines.Exceptions.Select(e => e?.Message).ShouldBe([null, "broken"]);
    }

    /// <summary>Guards what people send: whoever turns the log up to look for a fault would write it down.</summary>
    [Fact]
    public void What_the_framework_tells_of_requests_is_written_from_a_warning_on()
    {
        var log = _logs.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics");
        log.BeginScope("RequestPath:/m/ABCD2345").ShouldBeNull();
        log.IsEnabled(LogLevel.Information).ShouldBeFalse();
        log.LogInformation("Request starting GET /m/ABCD2345");
        log.LogWarning("A connection was reset.");
        _lines.Written.ShouldBe(["A connection was reset."]);
    }

    /// <summary>Guards the whole house: the count comes on a timer's thread, where an exception of whoever writes the log would end the process.</summary>
    [Fact]
    public void A_log_that_cannot_be_written_when_the_count_is_due_ends_nothing()
    {
        var log = _logs.CreateLogger("hub");
        log.LogWarning("One.");
        log.LogWarning("One.");
        _lines.IsBroken = true;

        Should.NotThrow(() => _clock.Pass(TimeSpan.FromSeconds(1)));

        _lines.IsBroken = false;
        _clock.Pass(TimeSpan.FromSeconds(1));
        log.LogWarning("One.");
        _lines.Written.ShouldBe(["One.", "One."]);
    }

    public void Dispose() => _logs.Dispose();

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> Written { get; } = [];

        public List<Exception?> Exceptions { get; } = [];

        public bool IsBroken { get; set; }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsBroken)
            {
                throw new IOException("No space left.");
            }

            Written.Add(formatter(state, exception));
            Exceptions.Add(exception);
        }

        public void Dispose()
        {
        }
    }
}
