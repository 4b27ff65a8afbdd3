namespace Hub.Server.Common;

/// <summary>A token bucket: so much at once, then so much a second. A repeat of one of the last operations is free. Not thread-safe.</summary>
internal sealed class Allowance(int burst, double perSecond, TimeProvider clock)
{
    private const int Remembered = 64;

    private readonly HashSet<string> _asked = [];
    private readonly Queue<string> _order = new();
    private double _left = burst;
    private long _at = clock.GetTimestamp();

    /// <returns>False where it is used up; then nothing is taken.</returns>
    public bool Take()
    {
        _left = Math.Min(burst, _left + (clock.GetElapsedTime(_at).TotalSeconds * perSecond));
        _at = clock.GetTimestamp();
        if (_left < 1)
        {
            return false;
        }

        _left--;
        return true;
    }

    /// <inheritdoc cref="Take()"/>
    public bool Take(string operation)
    {
        if (_asked.Contains(operation))
        {
            return true;
        }

        if (!Take())
        {
            return false;
        }

        _asked.Add(operation);
        _order.Enqueue(operation);
        if (_order.Count > Remembered)
        {
            _asked.Remove(_order.Dequeue());
        }

        return true;
    }
}
