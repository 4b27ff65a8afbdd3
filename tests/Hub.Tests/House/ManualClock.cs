namespace Hub.Tests.House;

/// <summary>A clock that a test moves.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private TimeSpan _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _passed.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _passed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            var timer = new Timer(this, () => callback(state), _passed + dueTime);
            _timers.Add(timer);
            return timer;
        }
    }

    /// <summary>Moves on, and calls whatever has become due, once.</summary>
    public void Pass(TimeSpan time)
    {
        List<Timer> due;
        lock (_gate)
        {
            _passed += time;
            due = _timers.FindAll(t => t.Due <= _passed);
            _timers.RemoveAll(due.Contains);
        }

        due.ForEach(t => t.Callback());
    }

    private sealed class Timer(ManualClock clock, Action callback, TimeSpan due) : ITimer
    {
        public Action Callback => callback;

        public TimeSpan Due => due;

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
