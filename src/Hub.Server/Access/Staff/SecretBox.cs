using System.Security.Cryptography;
using System.Text;

namespace Hub.Server.Access.Staff;

/// <summary>Encrypts under one key, by AES-256-GCM (NIST SP 800-38D), what is about something: moved to something else, it opens nothing.</summary>
/// <param name="key">32 bytes.</param>
internal sealed class SecretBox(byte[] key)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <returns>Nonce, ciphertext, tag.</returns>
    public byte[] Encrypt(string about, ReadOnlySpan<byte> secret)
    {
        var encrypted = new byte[NonceSize + secret.Length + TagSize];
        var nonce = encrypted.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            nonce, secret, encrypted.AsSpan(NonceSize, secret.Length), encrypted.AsSpan(NonceSize + secret.Length), Encoding.UTF8.GetBytes(about));
        return encrypted;
    }

    /// <returns>Null where it was not encrypted about this, with this key.</returns>
    public byte[]? Decrypt(string about, byte[] encrypted)
    {
        if (encrypted.Length < NonceSize + TagSize)
        {
            return null;
        }

        var secret = new byte[encrypted.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(
                encrypted.AsSpan(0, NonceSize), encrypted.AsSpan(NonceSize, secret.Length), encrypted.AsSpan(NonceSize + secret.Length), secret,
                Encoding.UTF8.GetBytes(about));
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
