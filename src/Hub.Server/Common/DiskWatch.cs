using Hub.Server.Journal;
using Microsoft.Extensions.Options;

namespace Hub.Server.Common;

/// <summary>
/// Whether the disk that the journal is on is nearly full. What people whom nobody knows would write is refused first, so that meetings go on: the last of the
/// disk is theirs. Of a database on another machine nothing is known, and it is never full.
/// </summary>
internal sealed partial class DiskWatch(IStore store, IOptions<LimitSettings> limits, TimeProvider clock, ILogger<DiskWatch> logger)
{
    private const long Megabyte = 1024 * 1024;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long? _lookedAt;
    private bool _isLow;

    public bool IsLow
    {
        get
        {
            lock (_gate)
            {
                if (_lookedAt is not { } at || clock.GetElapsedTime(at) >= LookEvery)
                {
                    _lookedAt = clock.GetTimestamp();
                    var free = store.FreeBytes;
                    var isLow = free < limits.Value.DiskFloorMegabytes * Megabyte;
                    if (isLow && !_isLow)
                    {
                        LogLow(free!.Value / Megabyte);
                    }

                    _isLow = isLow;
                }

                return _isLow;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal's disk is nearly full ({Megabytes} MB free): topics, comments and files of people without an "
        + "account are refused, and meetings go on until it is full.")]
    private partial void LogLow(long megabytes);
}
