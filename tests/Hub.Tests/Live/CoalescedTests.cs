using Hub.Server.Common;

namespace Hub.Tests.Live;

public sealed class CoalescedTests
{
    /// <summary>Guards reads that many ask for: two ran at once, or one that had begun before the question, or had long ended, was its answer.</summary>
    [Fact]
    public async Task One_read_runs_at_a_time_and_everyone_gets_one_begun_after_they_asked()
    {
        var (begun, running, most) = (0, 0, 0);
        var reads = new Coalesced<int>(async () =>
        {
            var number = Interlocked.Increment(ref begun);
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            if (number % 3 != 0)
            {
                await Task.Yield();
            }

            Interlocked.Decrement(ref running);
            return number;
        });
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var before = Volatile.Read(ref begun);
                (await reads.Get()).ShouldBeGreaterThan(before);
            }
        })));
        most.ShouldBe(1);
    }

    [Fact]
    public async Task A_read_that_fails_fails_those_who_asked_for_it_and_nobody_later()
    {
        var reading = new Queue<TaskCompletionSource<int>>();
        var reads = new Coalesced<int>(() =>
        {
            var read = new TaskCompletionSource<int>();
            lock (reading)
            {
                reading.Enqueue(read);
                return read.Task;
            }
        });
        var first = reads.Get();
        var (second, third) = (reads.Get(), reads.Get());
        third.ShouldBeSameAs(second, "all who ask meanwhile share the next");
        reading.Dequeue().SetException(new TimeoutException("lost"));
        await Should.ThrowAsync<TimeoutException>(() => first);
        SpinWait.SpinUntil(() => { lock (reading) { return reading.Count > 0; } }, House.OpenHouse.Patience).ShouldBeTrue();
        reading.Dequeue().SetResult(7);
        (await second).ShouldBe(7);
        var fourth = reads.Get();
        reading.Dequeue().SetResult(8);
        (await fourth).ShouldBe(8);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = Volatile.Read(ref most))
        {
        }
    }
}
