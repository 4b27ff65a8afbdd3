using System.Security.Cryptography;
using System.Text;
using Hub.Server.Journal;

namespace Hub.Server.Audit;

/// <summary>
/// The vault of the audit log's network facts: each block of addresses that an entry refers to by its hash, with the salt that the hash needs. What is deleted
/// here is gone, and the log's chain stays whole. A row is stored before the entry that refers to it.
/// </summary>
public interface IAuditNetworks
{
    /// <summary>Adds rows. Idempotent.</summary>
    Task Add(IReadOnlyCollection<AuditNetwork> networks);

    /// <summary>Those of these hashes that are there.</summary>
    Task<IReadOnlyList<AuditNetwork>> Find(IReadOnlyCollection<Hash> hashes, CancellationToken cancel = default);

    /// <summary>Whether anything is older than this.</summary>
    Task<bool> HasBefore(DateTimeOffset before, CancellationToken cancel = default);

    /// <summary>Deletes what is older than this.</summary>
    Task Prune(DateTimeOffset before);
}

/// <param name="Hash">SHA-256 of the salt and of the block in UTF-8.</param>
/// <param name="Salt">128 random bits.</param>
/// <param name="Network">A block of addresses, as <see cref="Common.AddressBlock"/> makes it.</param>
public sealed record AuditNetwork(Hash Hash, byte[] Salt, string Network, DateTimeOffset At)
{
    private const int SaltSize = 16;

    /// <summary>Whether this is what the hash was made of.</summary>
    public bool IsWhole => HashOf(Salt, Network) == Hash;

    public static AuditNetwork Of(string network, DateTimeOffset at)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        return new AuditNetwork(HashOf(salt, network), salt, network, at);
    }

    private static Hash HashOf(byte[] salt, string network) => Hash.Of([.. salt, .. Encoding.UTF8.GetBytes(network)]);
}
