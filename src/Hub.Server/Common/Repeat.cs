namespace Hub.Server.Common;

/// <summary>
/// Work that comes again as long as the house runs. Whatever one look throws is logged, and the next look comes nevertheless: an exception that left a
/// <see cref="BackgroundService"/> would stop the host, and with it every meeting, because a list could not be swept.
/// </summary>
internal static partial class Repeat
{
    /// <summary>Looks after each period, until the house stops. A look handles what it expects to fail itself, in words of its own.</summary>
    public static async Task Every(TimeSpan period, Func<CancellationToken, Task> look, TimeProvider clock, ILogger logger, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await Once(look, logger, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>One look.</summary>
    public static async Task Once(Func<CancellationToken, Task> look, ILogger logger, CancellationToken stop)
    {
        try
        {
            await look(stop);
        }
#pragma warning disable CA1031 // Whatever it is: see above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // What fails because the house stops is no news, and must not keep it from stopping.
            if (!stop.IsCancellationRequested)
            {
                LogLookThrew(logger, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Work that comes again failed; it is tried again when it comes.")]
    private static partial void LogLookThrew(ILogger logger, Exception e);
}
