using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Hub.Server.Access.OpenId;

/// <summary>
/// Encrypts what a browser carries from the beginning of a sign-in at a provider to its end (the state, the cookie of the nonce), so that it ends on whichever
/// node: AES-256-GCM (NIST SP 800-38D) under a key that follows by HKDF (RFC 5869) from a secret of the house and from what it is for.
/// </summary>
internal sealed class FlowProtection(HouseSecrets secrets) : IDataProtectionProvider
{
    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private byte[] _secret = [];

    public async Task Load() => _secret = await secrets.GetOrAdd("oidc-key", RandomNumberGenerator.GetBytes(KeySize));

    public IDataProtector CreateProtector(string purpose) => new Protector(this, purpose);

    private AesGcm Cipher(string purpose) => new(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, KeySize, info: Encoding.UTF8.GetBytes(purpose)), TagSize);

    private sealed class Protector(FlowProtection owner, string purpose) : IDataProtector
    {
        public IDataProtector CreateProtector(string inner) => new Protector(owner, $"{purpose}\n{inner}");

        /// <returns>Nonce, ciphertext, tag.</returns>
        public byte[] Protect(byte[] plaintext)
        {
            var result = new byte[NonceSize + plaintext.Length + TagSize];
            var nonce = result.AsSpan(0, NonceSize);
            RandomNumberGenerator.Fill(nonce);
            using var aes = owner.Cipher(purpose);
            aes.Encrypt(nonce, plaintext, result.AsSpan(NonceSize, plaintext.Length), result.AsSpan(NonceSize + plaintext.Length));
            return result;
        }

        /// <exception cref="CryptographicException">It was not encrypted by this house for this purpose.</exception>
        public byte[] Unprotect(byte[] protectedData)
        {
            if (protectedData.Length < NonceSize + TagSize)
            {
                throw new CryptographicException("This is too short to be anything of this house.");
            }

            var plain = new byte[protectedData.Length - NonceSize - TagSize];
            using var aes = owner.Cipher(purpose);
            aes.Decrypt(
                protectedData.AsSpan(0, NonceSize), protectedData.AsSpan(NonceSize, plain.Length), protectedData.AsSpan(NonceSize + plain.Length), plain);
            return plain;
        }
    }
}
