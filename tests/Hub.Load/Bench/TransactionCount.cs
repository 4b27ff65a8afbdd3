using System.Diagnostics.Metrics;

namespace Hub.Load.Bench;

/// <summary>How many transactions one house's journal has committed, as its own instruments say: the same of every store.</summary>
internal sealed class TransactionCount : IDisposable
{
    private const string Instrument = "hub.journal.transaction.writes";

    private readonly MeterListener _listener;
    private long _count;

    /// <param name="house">The house's own: another in this process has another.</param>
    public TransactionCount(IMeterFactory house)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == Instrument && ReferenceEquals(instrument.Meter.Scope, house))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref _count));
        _listener.Start();
    }

    public long Value => Interlocked.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}
