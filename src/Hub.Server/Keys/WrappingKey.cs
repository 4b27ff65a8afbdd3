using System.Security.Cryptography;
using System.Text;

namespace Hub.Server.Keys;

/// <summary>
/// A key that encrypts other keys: AES-256-GCM (NIST SP 800-38D) with random nonces of 96 bits, of which a house uses some dozens. What is wrapped is bound to
/// this key's id and to what it is for, so that a value put in another's place does not open.
/// </summary>
internal sealed class WrappingKey
{
    public const int Size = 32;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _key;

    public WrappingKey(string id, byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Size);
        (Id, _key) = (id, key);
    }

    public string Id { get; }

    public DateTimeOffset MadeAt => KeyId.MadeAt(Id);

    /// <returns>Nonce, cipher text and tag.</returns>
    public byte[] Wrap(string purpose, ReadOnlySpan<byte> plain)
    {
        var wrapped = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceSize));
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(
            wrapped.AsSpan(0, NonceSize), plain, wrapped.AsSpan(NonceSize, plain.Length), wrapped.AsSpan(NonceSize + plain.Length), About(purpose));
        return wrapped;
    }

    /// <exception cref="CryptographicException">This key has not wrapped this for that purpose, or it was changed.</exception>
    public byte[] Unwrap(string purpose, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("A wrapped secret is cut short.");
        }

        var plain = new byte[wrapped.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_key, TagSize);
        aes.Decrypt(wrapped[..NonceSize], wrapped[NonceSize..^TagSize], wrapped[^TagSize..], plain, About(purpose));
        return plain;
    }

    /// <summary>As its file holds it, and nobody else is told.</summary>
    public byte[] ToFile() => Encoding.ASCII.GetBytes($"{Convert.ToBase64String(_key)}\n");

    /// <returns>Null where the file does not hold a key.</returns>
    public static WrappingKey? FromFile(string id, string content)
    {
        var key = new byte[Size + 1];
        return Convert.TryFromBase64String(content.Trim(), key, out var length) && length == Size ? new WrappingKey(id, key[..Size]) : null;
    }

    private byte[] About(string purpose) => Encoding.UTF8.GetBytes($"hub secret\n{Id}\n{purpose}");
}
