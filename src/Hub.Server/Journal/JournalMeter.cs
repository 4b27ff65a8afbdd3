using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hub.Server.Contracts;

namespace Hub.Server.Journal;

/// <summary>The instruments that every store has.</summary>
public sealed class JournalMeter
{
    private readonly Histogram<long> _writes;
    private readonly Histogram<double> _duration;

    public JournalMeter(IMeterFactory factory)
    {
        var meter = factory.Create(Instruments.MeterName);
        _writes = Instruments.Sizes(meter, "hub.journal.transaction.writes", "{write}", "Writes that share one transaction of the store");
        _duration = Instruments.Seconds(meter, "hub.journal.transaction.duration", "From a transaction's begin to its commit's being durable");
    }

    /// <summary>A transaction is committed.</summary>
    /// <param name="began">The <see cref="Stopwatch"/>'s timestamp at its begin.</param>
    public void Committed(int writes, long began)
    {
        _writes.Record(writes);
        _duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }
}
