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

    /// <summary>Parts of messages of one connection at once, as the WebSocket frames them: empty ones and pings too.</summary>
    [Range(1, 1_000_000)]
    public int FrameBurst { get; set; } = 400;

    /// <summary>Parts of messages of one connection per second, after the burst. Above it the connection is cut off.</summary>
    [Range(0.1, 1_000_000)]
    public double FramesPerSecond { get; set; } = 80;

    /// <summary>Bytes of one connection's messages at once.</summary>
    [Range(1, int.MaxValue)]
    public int ByteBurst { get; set; } = 1024 * 1024;

    /// <summary>Bytes of one connection's messages per second, after the burst. Above it the connection is cut off.</summary>
    [Range(1, int.MaxValue)]
    public double BytesPerSecond { get; set; } = 128 * 1024;

    /// <summary>Rooms that one connection follows at once.</summary>
    [Range(1, 1_000_000)]
    public int FollowedRooms { get; set; } = 64;

    /// <summary>Answers that cost much to make (minutes, exports, replays, reports), made at once; others wait.</summary>
    [Range(1, 1000)]
    public int CostlyAnswers { get; set; } = 2;

    /// <summary>Wrong codes and keys from one address at once; from a block of addresses ten times as many.</summary>
    [Range(1, 1_000_000)]
    public int FailedJoinBurst { get; set; } = 20;

    /// <summary>Wrong codes and keys from one address per minute, after the burst; less while it goes on, down to one.</summary>
    [Range(0.1, 1_000_000)]
    public double FailedJoinsPerMinute { get; set; } = 10;

    /// <summary>Wrong sign-ins to one staff account at once, from devices that it does not know; from a block of addresses ten times as many.</summary>
    [Range(1, 1_000_000)]
    public int FailedSignInBurst { get; set; } = 10;

    /// <summary>The same per minute, after the burst; less while it goes on, down to one in a quarter of an hour.</summary>
    [Range(0.1, 1_000_000)]
    public double FailedSignInsPerMinute { get; set; } = 2;

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

    /// <summary>Files handed in by one visitor at once; from one address, behind which a hall may sit, ten times as many.</summary>
    [Range(1, 1_000_000)]
    public int UploadBurst { get; set; } = 60;

    /// <summary>The same per minute, after the burst.</summary>
    [Range(0.1, 1_000_000)]
    public double UploadsPerMinute { get; set; } = 30;

    /// <summary>Codes that can be guessed, looked up per second for all who have no allowance left; more are refused without a look.</summary>
    [Range(1, 1_000_000)]
    public int GuessesPerSecond { get; set; } = 500;

    /// <summary>Wrong codes and keys in the whole house within a minute, beyond which the log says that somebody guesses.</summary>
    [Range(1, 1_000_000)]
    public int GuessAlarmPerMinute { get; set; } = 300;

    /// <summary>Topics raised by people whom nobody knows, from one block of addresses at once: a hall of five hundred sits behind one.</summary>
    [Range(1, 1_000_000)]
    public int AnonymousTopicBurst { get; set; } = 500;

    /// <summary>The same per hour, after the burst; less while it goes on, down to sixty.</summary>
    [Range(1, 1_000_000)]
    public double AnonymousTopicsPerHour { get; set; } = 600;

    /// <summary>The same of the whole house at once.</summary>
    [Range(1, 1_000_000)]
    public int HouseTopicBurst { get; set; } = 2_000;

    /// <summary>The same of the whole house per hour, after the burst.</summary>
    [Range(1, 1_000_000)]
    public double HouseTopicsPerHour { get; set; } = 3_600;

    /// <summary>Commands to topics by people whom nobody knows, from one block of addresses at once.</summary>
    [Range(1, 1_000_000)]
    public int AnonymousCommandBurst { get; set; } = 2_000;

    /// <summary>The same per hour, after the burst; less while it goes on, down to a tenth.</summary>
    [Range(1, 1_000_000)]
    public double AnonymousCommandsPerHour { get; set; } = 18_000;

    /// <summary>The same of the whole house at once.</summary>
    [Range(1, 1_000_000)]
    public int HouseCommandBurst { get; set; } = 20_000;

    /// <summary>The same of the whole house per hour, after the burst.</summary>
    [Range(1, 1_000_000)]
    public double HouseCommandsPerHour { get; set; } = 180_000;

    /// <summary>Megabytes of files that one network's people whom nobody knows have handed in and nothing names yet.</summary>
    [Range(1, 1_000_000)]
    public long LooseMegabytesOfNetwork { get; set; } = 200;

    /// <summary>The same of the whole house.</summary>
    [Range(1, 1_000_000)]
    public long LooseMegabytes { get; set; } = 2_000;

    /// <summary>Where fewer megabytes are free on the journal's disk, people whom nobody knows write nothing outside meetings.</summary>
    [Range(0, 1_000_000)]
    public long DiskFloorMegabytes { get; set; } = 500;
}
