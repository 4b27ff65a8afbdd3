using System.Security.Cryptography;

namespace Hub.Server.Access.Staff;

/// <summary>
/// Encrypts what must be read again to be of use: the secrets of one-time codes, under a key of the house, each about its account: a secret that was moved to
/// another account's row opens nothing.
/// </summary>
internal sealed class AccountSecrets(HouseSecrets secrets)
{
    private SecretBox _box = new([]);

    public async Task Load() => _box = new SecretBox(await secrets.GetOrAdd("account-key", RandomNumberGenerator.GetBytes(32)));

    /// <inheritdoc cref="SecretBox.Encrypt"/>
    public byte[] Encrypt(string account, ReadOnlySpan<byte> secret) => _box.Encrypt(account, secret);

    /// <returns>Null where it was not encrypted for this account by this house with the key that it has now.</returns>
    public byte[]? Decrypt(string account, byte[] encrypted) => _box.Decrypt(account, encrypted);
}
