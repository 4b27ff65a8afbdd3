using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Hub.Server.Access;

/// <summary>The operator's key. A configured one wins and is never printed; else one is made at first start, printed then, and kept hashed.</summary>
internal sealed class OperatorKey(IDirectory directory, IOptions<AccessSettings> settings)
{
    private const string Secret = "operator-key-hash";

    public byte[] Hash { get; private set; } = [];

    /// <summary>The key, at the start that made it, and at no other time.</summary>
    public string? MadeNow { get; private set; }

    public async Task Load()
    {
        if (settings.Value.OperatorKey is { } configured)
        {
            Hash = HashOf(configured);
            return;
        }

        // 160 random bits: a plain hash of them cannot be guessed back.
        var fresh = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        Hash = await directory.GetOrAddSecret(Secret, HashOf(fresh));
        MadeNow = Matches(fresh) ? fresh : null;
    }

    public bool Matches(string? typed) => typed is { Length: <= 1000 } && CryptographicOperations.FixedTimeEquals(HashOf(typed), Hash);

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
