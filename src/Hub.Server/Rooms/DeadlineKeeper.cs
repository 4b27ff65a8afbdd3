using Hub.Server.Edge;
using Hub.Server.Views;

namespace Hub.Server.Rooms;

/// <summary>
/// Sees to it that a deadline fires with nobody connected, also after a restart: it wakes the rooms whose deadline is near, and they keep the time themselves.
/// Waking twice, or from several nodes, changes nothing.
/// </summary>
internal sealed partial class DeadlineKeeper(HouseViews views, RoomKinds kinds, TimeProvider clock, ILogger<DeadlineKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        try
        {
            do
            {
                await WakeThoseDue(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task WakeThoseDue(CancellationToken cancel)
    {
        try
        {
            await Task.WhenAll((await views.RoomsDueBefore(clock.GetUtcNow() + (5 * LookEvery), cancel)).Select(Wake));
        }
#pragma warning disable CA1031 // The store is out of reach for a moment: the next look is a second away.
        catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogCouldNotLook(e);
        }
    }

    /// <summary>One that cannot be woken keeps no other from its deadline.</summary>
    private async Task Wake(string room)
    {
        try
        {
            await (kinds.Find(room)?.Owner.Wake() ?? Task.CompletedTask);
        }
#pragma warning disable CA1031 // It is tried again with the next look.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotWoken(room, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deadlines could not be looked up; the next look is a second away.")]
    private partial void LogCouldNotLook(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Room} has a deadline near and could not be woken; it is tried again.")]
    private partial void LogNotWoken(string room, Exception e);
}
