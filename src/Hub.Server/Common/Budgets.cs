using System.Collections.Concurrent;

namespace Hub.Server.Common;

/// <summary>
/// Allowances by key (an address, a network, a person): so much at once, then so much a second, and ever less for whoever does not stop. Each one spent while
/// nothing is saved up doubles the wait for the next, up to a longest; each such wait that passes unused takes one doubling back. What is refused spends
/// nothing, so that whoever keeps trying does not prolong the wait of others who share the key.
/// </summary>
/// <remarks>
/// Memory is bounded. A key whose allowance is whole again is forgotten; while there are as many others as may be remembered, all new keys share one
/// allowance. So nobody makes the house forget what they have spent by coming from very many addresses. Thread-safe.
/// </remarks>
/// <param name="longestWait">No wait grows beyond this, unless the rate itself is slower.</param>
/// <param name="most">How many keys are remembered.</param>
internal sealed class Budgets<TKey>(int burst, double perSecond, TimeSpan longestWait, TimeProvider clock, int most = Budgets<TKey>.Most)
    where TKey : notnull
{
    private const int Most = 20_000;

    /// <summary>Look-ups that may be under way for one key before any has failed: a whole hall that signs in at once sits behind one address.</summary>
    private const int MostUnderWay = 64;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TKey, Budget> _budgets = new();
    private readonly Budget _others = new(burst, clock.GetTimestamp());
    private readonly double _interval = 1 / perSecond;
    private readonly int _mostDoublings = (int)Math.Ceiling(Math.Log2(Math.Max(1, longestWait.TotalSeconds * perSecond)));
    private long _swept = clock.GetTimestamp();

    /// <summary>How many keys are remembered now.</summary>
    public int Count => _budgets.Count;

    /// <summary>How long until something is left; null: something is. Spends nothing.</summary>
    public TimeSpan? Wait(TKey key)
    {
        var budget = Of(key);
        lock (budget)
        {
            Refill(budget);
            return budget.Left >= 1 ? null : WaitOf(budget);
        }
    }

    /// <summary>Spends one.</summary>
    /// <returns>Null, or how long to wait; then nothing was spent.</returns>
    public TimeSpan? Take(TKey key)
    {
        var budget = Of(key);
        lock (budget)
        {
            Refill(budget);
            if (budget.Left < 1)
            {
                return WaitOf(budget);
            }

            Spend(budget);
            return null;
        }
    }

    /// <summary>Begins something of which only the failures are spent; <see cref="End"/> must follow where this answers null.</summary>
    /// <returns>Null, or how long to wait.</returns>
    public TimeSpan? Begin(TKey key)
    {
        var budget = Of(key);
        lock (budget)
        {
            Refill(budget);

            // Where little was spent, many may try at once; else each that is under way counts as if it had failed.
            if (budget.Left - budget.UnderWay < 1 && !(budget.Left >= (burst + 1) / 2 && budget.UnderWay < MostUnderWay))
            {
                return WaitOf(budget);
            }

            budget.UnderWay++;
            return null;
        }
    }

    public void End(TKey key, bool failed)
    {
        var budget = Of(key);
        lock (budget)
        {
            Refill(budget);
            budget.UnderWay = Math.Max(0, budget.UnderWay - 1);
            if (failed)
            {
                Spend(budget);
            }
        }
    }

    private Budget Of(TKey key)
    {
        if (_budgets.TryGetValue(key, out var budget))
        {
            return budget;
        }

        if (_budgets.Count >= most)
        {
            Sweep();
            if (_budgets.Count >= most)
            {
                return _others;
            }
        }

        return _budgets.GetOrAdd(key, _ => new Budget(burst, clock.GetTimestamp()));
    }

    private void Sweep()
    {
        var swept = _swept;
        if (clock.GetElapsedTime(swept) < SweepEvery || Interlocked.CompareExchange(ref _swept, clock.GetTimestamp(), swept) != swept)
        {
            return;
        }

        foreach (var (key, budget) in _budgets)
        {
            lock (budget)
            {
                Refill(budget);
                if (budget.Left >= burst && budget.UnderWay == 0)
                {
                    _budgets.TryRemove(key, out _);
                }
            }
        }
    }

    private void Refill(Budget budget)
    {
        var now = clock.GetTimestamp();
        var passed = clock.GetElapsedTime(budget.At, now).TotalSeconds;
        var isQuiet = budget.Left >= 1;
        while (budget.Doublings > 0 && budget.Left < burst && passed >= IntervalOf(budget))
        {
            passed -= IntervalOf(budget);
            budget.Left++;
            budget.Doublings -= isQuiet ? 1 : 0;
            isQuiet = true;
        }

        if (budget.Doublings == 0)
        {
            budget.Left += passed / _interval;
            passed = 0;
        }

        if (budget.Left >= burst)
        {
            (budget.Left, budget.Doublings, passed) = (burst, 0, 0);
        }

        budget.At = now - (long)(passed * clock.TimestampFrequency);
    }

    private void Spend(Budget budget)
    {
        budget.Left = Math.Max(0, budget.Left - 1);
        if (budget.Left < 1)
        {
            budget.Doublings = Math.Min(_mostDoublings, budget.Doublings + 1);
        }
    }

    private TimeSpan WaitOf(Budget budget) => TimeSpan.FromSeconds(Math.Max(
        1, Math.Ceiling((Math.Max(0, 1 - budget.Left) * IntervalOf(budget)) - clock.GetElapsedTime(budget.At).TotalSeconds)));

    private double IntervalOf(Budget budget) => budget.Doublings == 0
        ? _interval : Math.Max(_interval, Math.Min(longestWait.TotalSeconds, _interval * Math.Pow(2, budget.Doublings)));

    private sealed class Budget(double left, long at)
    {
        public double Left { get; set; } = left;

        public int Doublings { get; set; }

        public int UnderWay { get; set; }

        public long At { get; set; } = at;
    }
}
