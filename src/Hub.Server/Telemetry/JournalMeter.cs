using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Hub.Server.Telemetry;

/// <summary>The instruments that every store has.</summary>
public sealed class JournalMeter
{
    private readonly Histogram<long> _writes;
    private readonly Histogram<double> _duration;

    public JournalMeter(IMeterFactory factory)
    {
        var meter = factory.Create(HubMeter.Name);
        _writes = HubMeter.Sizes(meter, "hub.journal.transaction.writes", "{write}", "Writes that share one transaction of the store");
        _duration = HubMeter.Seconds(meter, "hub.journal.transaction.duration", "From a transaction's begin to its commit's being durable");
    }

    /// <summary>A transaction is committed.</summary>
    /// <param name="began">The <see cref="Stopwatch"/>'s timestamp at its begin.</param>
    public void Committed(int writes, long began)
    {
        _writes.Record(writes);
        _duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }
}
