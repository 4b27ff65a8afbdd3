using System.Runtime.InteropServices;

namespace Hub.Faults;

/// <summary>Ctrl+C, or a polite kill: the first asks for an end in good order, so that nothing stays behind; the second ends at once.</summary>
internal sealed class Stopping : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _signals;

    public Stopping() => _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Take), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take)];

    public CancellationToken Asked => _asked.Token;

    public void Dispose()
    {
        Array.ForEach(_signals, s => s.Dispose());
        _asked.Dispose();
    }

    private void Take(PosixSignalContext signal)
    {
        signal.Cancel = !_asked.IsCancellationRequested;
        _asked.Cancel();
    }
}
