using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Hub.Server.Keys;

/// <summary>
/// What a key is called: when it was made, in UTC to the second, and six random digits, as in <c>20211230093000-5be20f</c>. So ids sort by age, and two that
/// are made at once differ.
/// </summary>
internal static partial class KeyId
{
    private const string Time = "yyyyMMddHHmmss";

    /// <param name="after">The newest there is: the new one sorts behind it, also where this machine's clock is late.</param>
    public static string New(DateTimeOffset now, string? after = null)
    {
        if (after is not null && MadeAt(after) is var newest && newest >= now.AddSeconds(-1))
        {
            now = newest.AddSeconds(1);
        }

        return $"{now.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(3))}";
    }

    public static bool IsOne(string text) => Form().IsMatch(text) && DateTimeOffset.TryParseExact(
        text[..Time.Length], Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    public static DateTimeOffset MadeAt(string id) =>
        DateTimeOffset.ParseExact(id[..Time.Length], Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [GeneratedRegex("^[0-9]{14}-[0-9a-f]{6}$")]
    private static partial Regex Form();
}
