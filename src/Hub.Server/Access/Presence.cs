using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Hub.Domain.Texts;

namespace Hub.Server.Access;

/// <summary>
/// The check-in code (动态签到码) that a hall's wall shows: six digits that change every <see cref="Window"/>, so that whoever types them stands before that
/// wall, or was told within half a minute. They follow from a secret of the house, the meeting and the server's time: every node knows them, and none stores
/// them.
/// </summary>
internal sealed class Presence(HouseSecrets secrets)
{
    /// <summary>How long each code stands on the wall. The one before is still good: who has just read it is not sent back.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    private byte[] _key = [];

    public async Task Load() => _key = await secrets.GetOrAdd("presence-key", RandomNumberGenerator.GetBytes(32));

    /// <summary>What the wall shows at this moment, and for how long yet.</summary>
    public (string Code, TimeSpan ChangesIn) Now(string meeting, DateTimeOffset at) =>
        (Code(meeting, at.UtcTicks / Window.Ticks), Window - TimeSpan.FromTicks(at.UtcTicks % Window.Ticks));

    /// <summary>Whether this code stands on the wall, or stood there just before. Neither blanks nor the width of the digits matter.</summary>
    public bool IsGood(string meeting, string typed, DateTimeOffset at)
    {
        var plain = Encoding.UTF8.GetBytes(Typed.Code(typed));
        var window = at.UtcTicks / Window.Ticks;
        var (now, before) = (Encoding.UTF8.GetBytes(Code(meeting, window)), Encoding.UTF8.GetBytes(Code(meeting, window - 1)));
        return CryptographicOperations.FixedTimeEquals(plain, now) | CryptographicOperations.FixedTimeEquals(plain, before);
    }

    private string Code(string meeting, long window)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"presence\n{meeting}\n{window}"), mac);
        return (BinaryPrimitives.ReadUInt64BigEndian(mac) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
