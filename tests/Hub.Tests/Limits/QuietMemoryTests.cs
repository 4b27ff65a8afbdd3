using Hub.Server.Common;

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
}
