using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Hub.Domain;

/// <summary>
/// Under which name, as what, and how known somebody did something. It stands with the event for good, whatever they are called later. The name itself lies in
/// the vault, from which it can be deleted: the record then still says that there was one, and nobody can guess it.
/// </summary>
/// <param name="Hash">See <see cref="HashOf"/>.</param>
/// <param name="As">The role of the seat at that moment.</param>
/// <param name="Known">How the name was known then; absent: it was typed in, and nobody has checked it.</param>
public sealed record RecordedName(string Hash, Role As, KnownBy? Known = null)
{
    /// <summary>Random bytes before a name: without them, whoever has a list of names could find each by its hash.</summary>
    public const int SaltSize = 16;

    /// <returns>SHA-256 (FIPS 180-4) in hex over the salt, and in UTF-8 the participant's id, a line feed and the name: so that no name can be put in another
    /// person's place.</returns>
    public static string HashOf(ReadOnlySpan<byte> salt, string participant, string name)
    {
        var text = new byte[salt.Length + Encoding.UTF8.GetMaxByteCount(participant.Length + 1 + name.Length)];
        salt.CopyTo(text);
        var length = Encoding.UTF8.GetBytes($"{participant}\n{name}", text.AsSpan(salt.Length));
        return Convert.ToHexStringLower(SHA256.HashData(text.AsSpan(0, salt.Length + length)));
    }
}

/// <summary>How the house knows who somebody is. Whoever typed a name into a shared link is known by nothing.</summary>
[JsonConverter(typeof(CamelCase<KnownBy>))]
public enum KnownBy
{
    /// <summary>By a personal link: the name is the register's.</summary>
    Link,

    /// <summary>By an account: the name is the register's.</summary>
    Account,

    /// <summary>The chair confirmed who it is.</summary>
    Confirmed,

    /// <summary>By a card that was printed for this member and this meeting: the name is the register's. From <see cref="RecordFormat.Fourth"/> on.</summary>
    Card,
}
