using Hub.Server.Common;
using Hub.Tests.House;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Limits;

/// <summary>When a house gives memory back: after a rush, once it is quiet, where that neither stops it for long nor gains nothing.</summary>
public sealed class QuietMemoryTests
{
    private const long Reserve = QuietMemory.LeastReserve;

    [Theory]
    [InlineData(0, 20 << 20, (20 << 20) + Reserve, true)]
    [InlineData(QuietMemory.MostWhileQuiet, QuietMemory.LargestHeap, QuietMemory.LargestHeap + Reserve, true)]
    [InlineData(QuietMemory.MostWhileQuiet + 1, 20 << 20, (20 << 20) + Reserve, false)]
    [InlineData(0, QuietMemory.LargestHeap + 1, QuietMemory.LargestHeap + 1 + Reserve, false)]
    [InlineData(0, 20 << 20, (20 << 20) + Reserve - 1, false)]
    public void It_is_time_when_it_is_quiet_the_heap_small_and_the_reserve_worth_it(long allocated, long live, long committed, bool isTime) =>
        QuietMemory.IsTime(allocated, live, committed).ShouldBe(isTime);

    [Fact]
    public void After_a_rush_it_gives_back_once_it_is_quiet_and_not_before()
    {
        var (heap, memory, _) = House();

        heap.Rush(300 << 20, leaves: 40 << 20);
        memory.Look();
        heap.GivenBack.ShouldBe(0);

        memory.Look();
        heap.GivenBack.ShouldBe(1);
    }

    [Fact]
    public void A_reserve_that_stays_although_nothing_was_allocated_is_left_alone()
    {
        var (heap, memory, clock) = House();
        heap.Stays = 30 << 20;
        heap.Rush(300 << 20, leaves: 40 << 20);
        memory.Look();
        memory.Look();

        for (var minute = 0; minute < 10; minute++)
        {
            clock.Pass(QuietMemory.Apart);
            memory.Look();
        }

        heap.GivenBack.ShouldBe(1);
    }

    [Fact]
    public void A_second_rush_waits_until_a_minute_has_passed_since_the_first()
    {
        var (heap, memory, clock) = House();
        heap.Rush(300 << 20, leaves: 40 << 20);
        memory.Look();
        memory.Look();

        heap.Rush(300 << 20, leaves: 40 << 20);
        memory.Look();
        clock.Pass(QuietMemory.Apart - TimeSpan.FromTicks(1));
        memory.Look();
        heap.GivenBack.ShouldBe(1);

        clock.Pass(TimeSpan.FromTicks(1));
        memory.Look();
        heap.GivenBack.ShouldBe(2);
    }

    [Fact]
    public void The_process_itself_gives_back()
    {
        var heap = new ManagedHeap();
        var before = GC.CollectionCount(GC.MaxGeneration);

        heap.GiveBack();

        GC.CollectionCount(GC.MaxGeneration).ShouldBeGreaterThan(before);
        heap.Read().Live.ShouldBeGreaterThan(0);
    }

    private static (Rushes Heap, QuietMemory Memory, ManualClock Clock) House()
    {
        var (heap, clock) = (new Rushes(), new ManualClock());
        return (heap, new QuietMemory(heap, clock, NullLogger<QuietMemory>.Instance), clock);
    }

    /// <summary>A heap of 20 MB, in which rushes leave a reserve.</summary>
    private sealed class Rushes : IHeap
    {
        private long _allocated;
        private long _reserve;

        public int GivenBack { get; private set; }

        /// <summary>What the collector holds whatever it is told.</summary>
        public long Stays { get; set; }

        public void Rush(long allocated, long leaves) => (_allocated, _reserve) = (_allocated + allocated, leaves);

        public HeapFigures Read() => new(_allocated, 20 << 20, (20 << 20) + _reserve);

        public void GiveBack() => (GivenBack, _reserve) = (GivenBack + 1, Stays);
    }
}
