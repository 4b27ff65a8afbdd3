using Hub.Domain.Audit;
using Hub.Server.Common;
using Hub.Server.Journal;
using Microsoft.Extensions.Options;

namespace Hub.Server.Audit;

/// <summary>
/// Looks after the log: checks its newest part once after the start, notes every minute what was counted and what commands did, and every day deletes the
/// blocks of addresses that are older than <see cref="AuditSettings.NetworkDays"/>. A broken log stops nothing: it is said loudly, here and to whoever
/// reads it.
/// </summary>
internal sealed partial class AuditKeeper(
    AuditLog log, IJournal journal, IAuditNetworks networks, AuditSpool spool, IOptions<AuditSettings> settings, TimeProvider clock,
    ILogger<AuditKeeper> logger)
    : BackgroundService
{
    /// <summary>Events that the start looks at, from the end; <c>audit verify</c> looks at all.</summary>
    private const long MostAtStart = 100_000;

    private static readonly TimeSpan FlushEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromDays(1);

    /// <summary>What was found last; null: it is still being looked at.</summary>
    public AuditVerdict? Verdict { get; private set; }

    /// <summary>Looks at the newest part of the log, and says so where it is not whole.</summary>
    public async Task Check(CancellationToken cancel)
    {
        Verdict = await AuditCheck.Run(journal, networks, MostAtStart, cancel);
        if (Verdict.Fault is { } fault)
        {
            LogBroken(fault);
        }
    }

    /// <summary>Notes what commands did beside this process.</summary>
    public Task TakeUp() => spool.Take(act => log.Note(new AuditNote(act.Act, AuditWho.CommandLine, null, act.On)));

    /// <summary>Deletes the blocks of addresses that are older than the whole days the settings keep. The log says so before.</summary>
    public async Task Prune(CancellationToken cancel)
    {
        var before = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-settings.Value.NetworkDays);
        if (await networks.HasBefore(before, cancel))
        {
            await log.Note(new AuditNote(AuditActs.NetworksPruned, AuditWho.House, null, AuditCheck.On(before)));
            await networks.Prune(before);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Attempt(log.Flush, CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(FlushEvery, clock);
        try
        {
            await Attempt(() => Check(stoppingToken), stoppingToken);
            var pruned = default(long?);
            do
            {
                await Attempt(log.Flush, stoppingToken);
                await Attempt(TakeUp, stoppingToken);
                if (pruned is null || clock.GetElapsedTime(pruned.Value) >= PruneEvery)
                {
                    pruned = clock.GetTimestamp();
                    await Attempt(() => Prune(stoppingToken), stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task Attempt(Func<Task> work, CancellationToken stop)
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031 // Whatever it is, a call that was cancelled too, the house goes on: an exception that left the keeper would stop it.
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogLater(e.Message);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "THE AUDIT LOG IS NOT WHOLE. {Fault} Somebody changed the database behind the hub's back, or the disk did; audit verify says how far it is "
            + "whole.")]
    private partial void LogBroken(string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit log is looked after later: {Why}")]
    private partial void LogLater(string why);
}
