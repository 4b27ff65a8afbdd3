using System.Diagnostics;
using Hub.Server.Telemetry;

namespace Hub.Load.Bench;

/// <summary>While it lasts, everything is traced that this process does, and nothing of it is collected.</summary>
internal sealed class Tracing : IDisposable
{
    private static readonly ActivitySource Callers = new("Hub.Load");

    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name is HubTrace.Name || ReferenceEquals(source, Callers),
        Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public Tracing() => ActivitySource.AddActivityListener(_listener);

    /// <summary>The span within which a caller sends something; null while nothing is traced.</summary>
    public static Activity? Send() => Callers.StartActivity("Send");

    public void Dispose() => _listener.Dispose();
}
