using Hub.Server;
using Hub.Server.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Processes;

/// <summary>A node that starts while another dies, or while the database is away for a moment.</summary>
public sealed class PatientStartTests
{
    [Fact]
    public async Task What_fails_for_a_moment_is_tried_again()
    {
        var tries = 0;
        await HubServer.Surely(
            () => ++tries < 3 ? throw new StoreException("The database is away.", mayBeStored: false) : Task.CompletedTask, TimeSpan.FromMinutes(1),
            NullLogger.Instance, TestContext.Current.CancellationToken);
        tries.ShouldBe(3);
    }

    [Fact]
    public async Task What_stays_away_ends_the_start_with_a_sentence() =>
        (await Should.ThrowAsync<StartupException>(() =>
            HubServer.Surely(() => throw new TimeoutException("No answer."), TimeSpan.Zero, NullLogger.Instance, default)))
            .Message.ShouldBe("Another node or the database was out of reach for 0 s: No answer.");
}
