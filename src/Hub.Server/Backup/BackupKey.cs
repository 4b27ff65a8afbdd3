using System.Security.Cryptography;
using System.Text;

namespace Hub.Server.Backup;

/// <summary>The key of backups: 256 random bits that stand in a file of the operator's, and never in a backup.</summary>
internal sealed class BackupKey
{
    private const int Size = 32;

    private readonly byte[] _key;

    private BackupKey(byte[] key) => (_key, Id) = (key, Convert.ToHexStringLower(Derive(key, [], "hub backup: id").AsSpan(0, 4)));

    /// <summary>Tells keys from each other, in a backup and to whoever has several.</summary>
    public string Id { get; }

    /// <returns>Null where no file is named.</returns>
    /// <exception cref="StartupException">The file holds no key.</exception>
    public static BackupKey? Read(string? file)
    {
        if (string.IsNullOrWhiteSpace(file))
        {
            return null;
        }

        string text;
        try
        {
            text = File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"Backup:KeyFile cannot be read: {e.Message}", e);
        }

        var key = new byte[Size];
        return (text.Length == 2 * Size && Convert.FromHexString(text, key, out _, out _) == System.Buffers.OperationStatus.Done)
            || (text.Length == 44 && Convert.TryFromBase64String(text, key, out var length) && length == Size)
            ? new BackupKey(key)
            : throw new StartupException(
                $"Backup:KeyFile {file} holds no key: it must be 32 random bytes in base64 or hex, as \"openssl rand -base64 32\" makes them.");
    }

    /// <returns>The key of one backup, which no other has: HKDF (RFC 5869) over this one, the backup's salt and its head, so that a changed head opens
    /// nothing.</returns>
    public byte[] Of(ReadOnlySpan<byte> head) => Derive(_key, SHA256.HashData(head), "hub backup: content");

    private static byte[] Derive(byte[] key, byte[] salt, string what) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Size, salt, Encoding.ASCII.GetBytes(what));
}
