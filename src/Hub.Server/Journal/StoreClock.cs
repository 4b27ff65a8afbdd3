namespace Hub.Server.Journal;

/// <summary>
/// The house's time: the store's clock as read at start, carried on by this machine's monotonic one. A machine whose wall clock is wrong, or
/// jumps, closes no ballot early.
/// </summary>
public sealed class StoreClock(TimeProvider machine) : TimeProvider
{
    private readonly long _origin = machine.GetTimestamp();
    private TimeSpan _storeAtOrigin = machine.GetUtcNow() - DateTimeOffset.UnixEpoch;

    /// <param name="storeNow">What the store's clock says now.</param>
    public void Set(DateTimeOffset storeNow) => _storeAtOrigin = storeNow - DateTimeOffset.UnixEpoch - machine.GetElapsedTime(_origin);

    /// <summary>Whole milliseconds, as they are stored: what is decided on is what is read again.</summary>
    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(_storeAtOrigin + machine.GetElapsedTime(_origin)).TotalMilliseconds);

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);
}
