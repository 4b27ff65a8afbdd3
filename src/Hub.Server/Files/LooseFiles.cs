using System.Net;
using Hub.Domain;
using Hub.Server.Common;
using Hub.Server.Journal;
using Microsoft.Extensions.Options;

namespace Hub.Server.Files;

/// <summary>
/// Files of people whom nobody knows, which nothing names yet: a network may have so many bytes of them, the house so many, and after
/// <see cref="LooseFor"/> they are deleted. A file that a topic or a note names stays. A document that a meeting has dropped goes the same way, where nothing
/// else names its file.
/// </summary>
/// <remarks>
/// Nodes of a build before <see cref="RecordFormat.Fourth"/> name files without saying so here: as long as one may be there, nothing becomes loose, and nothing
/// is deleted. Those of a build before <see cref="RecordFormat.Ninth"/> delete what is loose without looking whether something names it: as long as one may
/// be there, no document that was dropped becomes loose.
/// </remarks>
internal sealed partial class LooseFiles(
    IFileStore files, INamedFiles named, IJournal journal, IOptions<LimitSettings> limits, TimeProvider clock, ILogger<LooseFiles> logger) : BackgroundService
{
    public static readonly TimeSpan LooseFor = TimeSpan.FromHours(24);

    private const long Megabyte = 1024 * 1024;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(30);

    /// <summary>As files of this address are counted; null: as long as they stay anyway.</summary>
    public string? From(IPAddress? address) => journal.Format >= RecordFormat.Fourth ? AddressBlock.Of(address).ToString() : null;

    /// <summary>Whether there is room for one more of this network.</summary>
    public async Task<bool> HasRoom(IPAddress? address, long bytes, CancellationToken cancel)
    {
        var (ofNetwork, ofAll) = await files.Loose(AddressBlock.Of(address).ToString(), cancel);
        return ofNetwork + bytes <= limits.Value.LooseMegabytesOfNetwork * Megabyte && ofAll + bytes <= limits.Value.LooseMegabytes * Megabyte;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Repeat.Every(SweepEvery, _ => Sweep(), clock, logger, stoppingToken);

    private async Task Sweep()
    {
        try
        {
            if (await Sweep(clock.GetUtcNow() - LooseFor) is > 0 and var swept)
            {
                LogSwept(swept);
            }
        }
        catch (StoreException e)
        {
            LogNotSwept(e.Message);
        }
    }

    /// <summary>Deletes what has been loose since before a moment. What something named at the moment it was dropped stays.</summary>
    /// <returns>How many files.</returns>
    internal async Task<int> Sweep(DateTimeOffset before)
    {
        foreach (var dropped in await files.Dropped(before))
        {
            if (await named.IsNamedNow(dropped))
            {
                await files.Attach([dropped]);
            }
        }

        return await files.Sweep(before);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} files that nothing named for a day are deleted.")]
    private partial void LogSwept(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Files that nothing names could not be deleted, and are looked for again: {Error}")]
    private partial void LogNotSwept(string error);
}
