using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Hub.Server.Access;

/// <summary>The operator's key. A configured one wins and is never printed; else one is made at first start, printed then, and kept hashed.</summary>
internal sealed partial class OperatorKey(HouseSecrets secrets, IOptions<AccessSettings> settings)
{
    private const string Secret = "operator-key-hash";

    /// <summary>At a hundred thousand tries a second, three centuries.</summary>
    private const int BitsNobodyTries = 50;

    public byte[] Hash { get; private set; } = [];

    /// <summary>Whether somebody who tries words and years might find it: only a configured one can be like this.</summary>
    public bool CanBeGuessed { get; private set; }

    /// <summary>The key, at the start that made it, and at no other time.</summary>
    public string? MadeNow { get; private set; }

    public async Task Load()
    {
        if (settings.Value.ReadOperatorKey() is { } configured)
        {
            (Hash, CanBeGuessed) = (HashOf(configured), BitsOf(configured) < BitsNobodyTries);
            return;
        }

        // 160 random bits: a plain hash of them cannot be guessed back.
        var fresh = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        Hash = await secrets.GetOrAdd(Secret, HashOf(fresh));
        MadeNow = Matches(fresh) ? fresh : null;
    }

    public bool Matches(string? typed) => typed is { Length: <= 1000 } && CryptographicOperations.FixedTimeEquals(HashOf(typed), Hash);

    /// <summary>
    /// At most as many bits as a guesser has to try who knows how the key is built: a run of letters is one of 2,048 words (or fewer letters than a word has),
    /// a run of digits is a date at most, and a run that comes again, or any other character, is free.
    /// </summary>
    private static double BitsOf(string key) => Run().Matches(key).Select(m => m.Value.ToUpperInvariant()).Distinct()
        .Sum(run => char.IsDigit(run[0]) ? Math.Min(run.Length * Math.Log2(10), 20) : Math.Min(run.Length * Math.Log2(26), 11));

    [GeneratedRegex(@"\p{L}+|\p{Nd}+")]
    private static partial Regex Run();

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
