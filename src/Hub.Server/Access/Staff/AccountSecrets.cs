using System.Security.Cryptography;
using System.Text;

namespace Hub.Server.Access.Staff;

/// <summary>
/// Encrypts what must be read again to be of use: the secrets of one-time codes. AES-256-GCM (NIST SP 800-38D) under a key of the house, with the account's id
/// as associated data, so that a secret moved to another account's row opens nothing.
/// </summary>
internal sealed class AccountSecrets(HouseSecrets secrets)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private byte[] _key = [];

    public async Task Load() => _key = await secrets.GetOrAdd("account-key", RandomNumberGenerator.GetBytes(32));

    /// <returns>Nonce, ciphertext, tag.</returns>
    public byte[] Encrypt(string account, ReadOnlySpan<byte> secret)
    {
        var encrypted = new byte[NonceSize + secret.Length + TagSize];
        var nonce = encrypted.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce, secret, encrypted.AsSpan(NonceSize, secret.Length), encrypted.AsSpan(NonceSize + secret.Length), Encoding.UTF8.GetBytes(account));
        return encrypted;
    }

    /// <returns>Null where it was not encrypted for this account by this house with the key that it has now.</returns>
    public byte[]? Decrypt(string account, byte[] encrypted)
    {
        if (encrypted.Length < NonceSize + TagSize)
        {
            return null;
        }

        var secret = new byte[encrypted.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_key, TagSize);
        try
        {
            aes.Decrypt(
                encrypted.AsSpan(0, NonceSize), encrypted.AsSpan(NonceSize, secret.Length), encrypted.AsSpan(NonceSize + secret.Length), secret,
                Encoding.UTF8.GetBytes(account));
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
