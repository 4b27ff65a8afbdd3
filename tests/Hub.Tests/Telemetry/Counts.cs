using System.Diagnostics.Metrics;
using Hub.Tests.House;

namespace Hub.Tests.Telemetry;

/// <summary>What the hub's instruments of one house, and of no other in this process, have measured since this began to listen.</summary>
internal sealed class Counts : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MeterListener _listener;
    private readonly List<Instrument> _instruments = [];
    private readonly List<(string Name, string Tags, double Value)> _measured = [];
    private TaskCompletionSource _pulse = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Counts(IMeterFactory factory)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Hub.Server.Contracts.Instruments.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    _instruments.Add(instrument);
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyList<Instrument> Instruments => _instruments;

    /// <summary>Sums by tags.</summary>
    public Dictionary<string, double> Of(string instrument) =>
        Read(() => All(instrument).GroupBy(m => m.Tags).ToDictionary(g => g.Key, g => g.Sum(m => m.Value)));

    /// <summary>How many measurements there were.</summary>
    public int Recorded(string instrument) => Read(() => All(instrument).Count());

    public double Last(string instrument) => Read(() => All(instrument).Last().Value);

    /// <summary>Asks the instruments that are observed.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public async Task Until(string instrument, int recorded)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(OpenHouse.Patience);
        while (true)
        {
            Task pulse;
            lock (_gate)
            {
                if (All(instrument).Count() >= recorded)
                {
                    return;
                }

                pulse = _pulse.Task;
            }

            await pulse.WaitAsync(patience.Token);
        }
    }

    public void Dispose() => _listener.Dispose();

    private IEnumerable<(string Name, string Tags, double Value)> All(string instrument) => _measured.Where(m => m.Name == instrument);

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));
        lock (_gate)
        {
            _measured.Add((instrument.Name, text, value));
            var pulse = _pulse;
            _pulse = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            pulse.SetResult();
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
