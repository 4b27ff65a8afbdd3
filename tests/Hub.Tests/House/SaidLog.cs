using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.House;

/// <summary>
/// Whatever a house writes to its log from a level on, whole: lines with their values, exceptions and scopes, whatever the settings let the console say.
/// </summary>
internal sealed class SaidLog(LogLevel from = LogLevel.Trace) : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<(string Category, string Line)> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyCollection<(string Category, string Line)> Lines => _lines;

    public void AddTo(IServiceCollection services) => services.AddSingleton<ILoggerProvider>(this)
        .Configure<LoggerFilterOptions>(o => o.Rules.Add(new LoggerFilterRule(typeof(SaidLog).FullName, null, from, null)));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private void Take<TState>(string category, string message, TState state, Exception? exception)
    {
        var line = new StringBuilder(message);
        Append(state);
        _scopes.ForEachScope((scope, _) => Append(scope), line);
        if (exception is not null)
        {
            line.Append('\n').Append(exception);
        }

        _lines.Enqueue((category, line.ToString()));

        void Append(object? told)
        {
            if (told is IEnumerable<KeyValuePair<string, object?>> values)
            {
                foreach (var (name, value) in values)
                {
                    line.Append('\n').Append(name).Append('=').Append(value);
                }
            }
            else
            {
                line.Append('\n').Append(told);
            }
        }
    }

    private sealed class Logger(SaidLog owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Take(category, formatter(state, exception), state, exception);
    }
}
