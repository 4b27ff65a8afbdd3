using Hub.Server.Common;

namespace Hub.Server.Privacy;

/// <summary>
/// Looks every minute whether something that was to be forgotten was left half done, or is to be erased; and once a day what was kept long enough. Several
/// nodes may do it at once: each step may be done twice.
/// </summary>
internal sealed partial class PrivacyKeeper(
    Forgetting forgetting, Retention retention, Erasure erasure, Readiness readiness, TimeProvider clock, ILogger<PrivacyKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromDays(1);

    private DateTimeOffset _swept = DateTimeOffset.MinValue;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Repeat.Every(
        LookEvery, cancel => readiness.IsReady ? Look(cancel) : Task.CompletedTask, clock, logger, stoppingToken);

    private async Task Look(CancellationToken cancel)
    {
        try
        {
            await forgetting.Resume();
            if (clock.GetUtcNow() - _swept >= SweepEvery)
            {
                _swept = clock.GetUtcNow();
                await retention.Sweep(cancel);
            }

            await erasure.RunIfDue(cancel);
        }
        catch (Exception e) when (Perseverance.IsPassing(e) || e is IOException)
        {
            LogAgain(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Something that is to be forgotten is not yet, and is tried again in a minute: {Why}")]
    private partial void LogAgain(string why);
}
