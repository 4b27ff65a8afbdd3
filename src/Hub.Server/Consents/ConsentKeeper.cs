using Hub.Server.Common;

namespace Hub.Server.Consents;

/// <summary>Looks every minute what was agreed to and is not done, and what has lapsed. Several nodes may do it at once.</summary>
internal sealed partial class ConsentKeeper(Consenting consenting, Readiness readiness, TimeProvider clock, ILogger<ConsentKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Repeat.Every(
        LookEvery, cancel => readiness.IsReady ? Look(cancel) : Task.CompletedTask, clock, logger, stoppingToken);

    private async Task Look(CancellationToken cancel)
    {
        try
        {
            await consenting.Sweep(cancel);
        }
        catch (Exception e) when (Perseverance.IsPassing(e))
        {
            LogAgain(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What two of the staff wanted is not done yet, and is tried again in a minute: {Why}")]
    private partial void LogAgain(string why);
}
