using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Hub.Server.Telemetry;

namespace Hub.Tests.House;

/// <summary>
/// What the spans say that end while it listens, whichever house of this process they are of: their names, tags, events and how they ended, each once.
/// </summary>
internal sealed class SaidTraces : IDisposable
{
    private readonly ConcurrentDictionary<(string Category, string Line), bool> _said = new();
    private readonly ActivityListener _listener;

    /// <summary>Of the sources that a house exports.</summary>
    public SaidTraces()
        : this(TelemetrySetup.Sources)
    {
    }

    public SaidTraces(params string[] sources)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Take,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>By the name of their source.</summary>
    public IReadOnlyCollection<(string Category, string Line)> Lines => [.. _said.Keys];

    public void Dispose() => _listener.Dispose();

    private void Take(Activity span)
    {
        var line = new StringBuilder(span.OperationName).Append('\n').Append(span.DisplayName).Append('\n').Append(span.StatusDescription)
            .Append('\n').Append(span.TraceStateString);
        Append(span.TagObjects);
        Append(span.Baggage.Select(b => KeyValuePair.Create(b.Key, (object?)b.Value)));
        foreach (var happened in span.Events)
        {
            line.Append('\n').Append(happened.Name);
            Append(happened.Tags);
        }

        foreach (var link in span.Links)
        {
            Append(link.Tags ?? []);
        }

        _said.TryAdd((span.Source.Name, line.ToString()), true);

        void Append(IEnumerable<KeyValuePair<string, object?>> tags)
        {
            foreach (var (name, value) in tags)
            {
                line.Append('\n').Append(name).Append('=').Append(value);
            }
        }
    }
}
