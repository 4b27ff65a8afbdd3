using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Server.Access.Staff;

/// <summary>
/// One-time codes by the clock (TOTP, RFC 6238, over HOTP, RFC 4226): HMAC-SHA-1, six digits, thirty seconds, which is what every authenticator app reads.
/// </summary>
internal static class OneTimeCodes
{
    public const int Digits = 6;

    /// <summary>The length that RFC 4226 recommends, in bytes.</summary>
    private const int SecretSize = 20;

    private const int Modulus = 1_000_000;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretSize);

    /// <summary>The number of the step that a moment is in.</summary>
    public static long StepAt(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / Step.Ticks;

    public static string Code(byte[] secret, long step) => Number(secret, step, Modulus).ToString($"D{Digits}", CultureInfo.InvariantCulture);

    /// <summary>A code is good in its step, in the one before and in the one after: a phone's clock is not the house's.</summary>
    /// <param name="last">The step of the code that was used last: it and what is older is not taken again.</param>
    /// <returns>The code's step; null: it is wrong, or used.</returns>
    public static long? Match(byte[] secret, string code, DateTimeOffset at, long last)
    {
        var (now, typed, found) = (StepAt(at), Encoding.UTF8.GetBytes(code), default(long?));
        foreach (var step in new[] { now - 1, now, now + 1 })
        {
            // Each is compared, so that the time tells nothing.
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Code(secret, step)), typed) && step > last)
            {
                found = step;
            }
        }

        return found;
    }

    /// <summary>The address that authenticator apps read from a QR code (the Key Uri Format).</summary>
    public static string Uri(byte[] secret, string issuer, string login) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(login)}?secret={Spell(secret)}&issuer="
        + $"{System.Uri.EscapeDataString(issuer)}&digits={Digits}&period={Step.TotalSeconds}";

    /// <summary>RFC 4648, without padding.</summary>
    public static string Spell(byte[] secret)
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var b in secret)
        {
            (bits, count) = ((bits << 8) | b, count + 8);
            while (count >= 5)
            {
                count -= 5;
                text.Append(Base32[(bits >> count) & 31]);
            }

            bits &= (1 << count) - 1;
        }

        return count > 0 ? text.Append(Base32[(bits << (5 - count)) & 31]).ToString() : text.ToString();
    }

    internal static int Number(byte[] secret, long step, int modulus)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238's default, and the only one that all apps read; HMAC-SHA-1 is not broken by collisions of SHA-1.
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        return (int)((BinaryPrimitives.ReadUInt32BigEndian(mac[(mac[^1] & 15)..]) & int.MaxValue) % modulus);
    }
}
