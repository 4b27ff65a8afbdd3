using System.ComponentModel.DataAnnotations;

namespace Hub.Server.Common;

/// <summary>What one person, one connection and one address may ask (settings <c>Limits:*</c>).</summary>
public sealed class LimitSettings
{
    public const string Section = "Limits";

    /// <summary>Commands of one person at once.</summary>
    [Range(1, 1_000_000)]
    public int CommandBurst { get; set; } = 20;

    /// <summary>Commands of one person per second, after the burst.</summary>
    [Range(0.1, 1_000_000)]
    public double CommandsPerSecond { get; set; } = 5;

    /// <summary>Messages of one connection at once, unreadable ones included.</summary>
    [Range(1, 1_000_000)]
    public int MessageBurst { get; set; } = 100;

    /// <summary>Messages of one connection per second, after the burst. Above it the connection is cut off.</summary>
    [Range(0.1, 1_000_000)]
    public double MessagesPerSecond { get; set; } = 20;

    /// <summary>Wrong codes and keys from one address at once.</summary>
    [Range(1, 1_000_000)]
    public int FailedJoinBurst { get; set; } = 20;

    /// <summary>Wrong codes and keys from one address per minute, after the burst.</summary>
    [Range(0.1, 1_000_000)]
    public double FailedJoinsPerMinute { get; set; } = 10;

    /// <summary>Claims to be a member that one network makes in one meeting at once.</summary>
    [Range(1, 1_000_000)]
    public int ClaimBurst { get; set; } = 100;

    /// <summary>The same per second, after the burst.</summary>
    [Range(0.1, 1_000_000)]
    public double ClaimsPerSecond { get; set; } = 1;

    /// <summary>Searches for a name in a roll from one network at once.</summary>
    [Range(1, 1_000_000)]
    public int RollSearchBurst { get; set; } = 300;

    /// <summary>The same per second, after the burst.</summary>
    [Range(0.1, 1_000_000)]
    public double RollSearchesPerSecond { get; set; } = 20;

    /// <summary>Files handed in from one address at once.</summary>
    [Range(1, 1_000_000)]
    public int UploadBurst { get; set; } = 60;

    /// <summary>Files handed in from one address per minute, after the burst.</summary>
    [Range(0.1, 1_000_000)]
    public double UploadsPerMinute { get; set; } = 30;
}
