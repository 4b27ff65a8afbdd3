using System.Security.Cryptography;
using System.Text;

namespace Hub.Server.Access;

/// <summary>The operator's key. A configured one wins and is never printed; else one is made at first start, printed then, and kept hashed.</summary>
internal sealed class OperatorKey(byte[] hash, string? madeNow)
{
    private const string Secret = "operator-key-hash";

    public byte[] Hash => hash;

    /// <summary>The key, at the start that made it, and at no other time.</summary>
    public string? MadeNow => madeNow;

    public static async Task<OperatorKey> Load(IDirectory directory, string? configured)
    {
        if (configured is not null)
        {
            return new OperatorKey(HashOf(configured), null);
        }

        // 160 random bits: a plain hash of them cannot be guessed back.
        var fresh = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        var stored = await directory.GetOrAddSecret(Secret, HashOf(fresh));
        return new OperatorKey(stored, stored.AsSpan().SequenceEqual(HashOf(fresh)) ? fresh : null);
    }

    public bool Matches(string? typed) => typed is { Length: <= 1000 } && CryptographicOperations.FixedTimeEquals(HashOf(typed), hash);

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
