using Hub.Server.Common;
using Hub.Tests.House;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Limits;

/// <summary>Work that comes again outlives whatever one look throws: otherwise the host stops, and every meeting with it.</summary>
public sealed class RepeatTests
{
    [Fact]
    public async Task A_look_that_throws_anything_is_not_the_last_and_the_stop_ends_it_without_an_error()
    {
        using var stop = new CancellationTokenSource();
        var looks = 0;

        await Repeat.Every(TimeSpan.FromMicroseconds(1000), Look, TimeProvider.System, NullLogger.Instance, stop.Token);

        looks.ShouldBe(4);

        async Task Look(CancellationToken cancel)
        {
            switch (++looks)
            {
                case 1: throw new InvalidOperationException("A fault of the program.");
                case 2: throw new UnauthorizedAccessException("A broken machine.");
                case 3: throw new OperationCanceledException("Of something else than the house.");
                default: await stop.CancelAsync(); break;
            }
        }
    }
}
