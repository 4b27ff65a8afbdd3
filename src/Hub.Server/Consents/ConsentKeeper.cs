using Hub.Server.Common;

namespace Hub.Server.Consents;

/// <summary>Looks every minute what was agreed to and is not done, and what has lapsed. Several nodes may do it at once.</summary>
internal sealed partial class ConsentKeeper(Consenting consenting, Readiness readiness, TimeProvider clock, ILogger<ConsentKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (readiness.IsReady)
                {
                    await Look(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

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
