using Hub.Server.Common;
using Hub.Tests.House;

namespace Hub.Tests.Limits;

public sealed class BudgetsTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Who_goes_on_waits_twice_as_long_each_time_up_to_the_longest_wait()
    {
        var budgets = Budgets(burst: 3);
        Enumerable.Range(0, 3).Select(_ => budgets.Take("a")).ShouldAllBe(wait => wait == null);
        var waits = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            var wait = budgets.Take("a")!.Value;
            waits.Add(wait.TotalSeconds);
            _clock.Pass(wait - TimeSpan.FromSeconds(0.5));
            budgets.Take("a").ShouldNotBeNull();
            _clock.Pass(TimeSpan.FromSeconds(0.5));
            budgets.Take("a").ShouldBeNull();
        }

        waits.ShouldBe([12, 24, 48, 60, 60, 60]);
    }

    [Fact]
    public void What_is_refused_makes_nobody_wait_longer()
    {
        var budgets = Budgets(burst: 1);
        budgets.Take("a").ShouldBeNull();
        Enumerable.Range(0, 5_000).Select(_ => budgets.Take("a")).ShouldAllBe(wait => wait == TimeSpan.FromSeconds(12));
        _clock.Pass(TimeSpan.FromSeconds(12));
        budgets.Take("a").ShouldBeNull();
    }

    [Fact]
    public void Whoever_has_been_quiet_for_long_begins_anew()
    {
        var budgets = Budgets(burst: 3);
        for (var i = 0; i < 20; i++)
        {
            budgets.Take("a");
            _clock.Pass(TimeSpan.FromSeconds(60));
        }

        _clock.Pass(TimeSpan.FromHours(1));
        Enumerable.Range(0, 3).Select(_ => budgets.Take("a")).ShouldAllBe(wait => wait == null);
        budgets.Take("a").ShouldBe(TimeSpan.FromSeconds(12));
    }

    [Fact]
    public void One_who_fails_costs_nobody_else()
    {
        var budgets = Budgets(burst: 1);
        budgets.Take("a").ShouldBeNull();
        budgets.Take("a").ShouldNotBeNull();
        budgets.Take("b").ShouldBeNull();
    }

    /// <summary>Guards against an attacker's reset: once ten thousand addresses had failed, all counts were forgotten, the attacker's too.</summary>
    [Fact]
    public void From_however_many_addresses_somebody_comes_memory_is_bounded_and_nothing_is_forgotten()
    {
        var budgets = new Budgets<int>(1, 0.1, TimeSpan.FromMinutes(1), _clock, most: 100);
        budgets.Take(0).ShouldBeNull();
        for (var address = 1; address < 10_000; address++)
        {
            budgets.Take(address);
        }

        budgets.Count.ShouldBe(100);
        budgets.Take(0).ShouldNotBeNull();
        budgets.Take(1_000_000).ShouldNotBeNull();

        // Those whose allowance is whole again make room.
        _clock.Pass(TimeSpan.FromHours(1));
        budgets.Take(2_000_000).ShouldBeNull();
        budgets.Count.ShouldBe(1);
    }

    [Fact]
    public void Many_may_try_at_once_and_only_those_who_failed_are_counted()
    {
        var budgets = Budgets(burst: 20);
        Enumerable.Range(0, 64).Select(_ => budgets.Begin("hall")).ShouldAllBe(wait => wait == null);
        budgets.Begin("hall").ShouldNotBeNull();
        for (var i = 0; i < 64; i++)
        {
            budgets.End("hall", failed: false);
        }

        budgets.Begin("hall").ShouldBeNull();
        budgets.End("hall", failed: true);
        for (var i = 0; i < 19; i++)
        {
            budgets.Begin("hall").ShouldBeNull();
            budgets.End("hall", failed: true);
        }

        budgets.Begin("hall").ShouldNotBeNull();
    }

    private Budgets<string> Budgets(int burst) => new(burst, 10.0 / 60, TimeSpan.FromMinutes(1), _clock);
}
