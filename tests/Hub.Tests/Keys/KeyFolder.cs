using Hub.Load.Stores;
using Hub.Server.Access;
using Hub.Server.Journal;
using Hub.Server.Keys;

namespace Hub.Tests.Keys;

/// <summary>A folder of keys of one's own, gone when it is disposed.</summary>
internal sealed class KeyFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-keys-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "keys");

    /// <summary>Whoever opens this folder anew, as a program that starts does.</summary>
    public KeyRing Ring(bool makesItsFirst = false) => new(Path, makesItsFirst);

    /// <summary>One more key.</summary>
    /// <returns>Its id.</returns>
    public string Add(DateTimeOffset? at = null) => Ring().Make(at ?? TimeProvider.System.GetUtcNow()).Id;

    public string FileOf(string id) => System.IO.Path.Combine(Path, $"{id}.key");

    /// <summary>The secrets of a SQLite store, wrapped with the keys of this process's clusters.</summary>
    public static async Task<HouseSecrets> SecretsOf(SqliteStore store)
    {
        var ring = new KeyRing(TemporaryKeys.Folder, makesItsFirst: false);
        var secrets = new HouseSecrets(new SqliteSecretRows(store), ring, () => Domain.RecordFormats.Newest, TimeProvider.System);
        await secrets.Prepare();
        return secrets;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
