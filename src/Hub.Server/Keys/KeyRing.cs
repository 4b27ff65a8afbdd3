using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Hub.Server.Keys;

/// <summary>
/// The keys that wrap the house's secrets, one file each in a folder outside the database: whoever has the database alone, or a backup of it, has no secret of
/// the house. Which of them wraps what is new, the database says; the others open what they have wrapped.
/// </summary>
/// <remarks>
/// A file <c>ID.key</c> holds 32 bytes in base64 and has mode 0600, its folder 0700. A folder that Kubernetes mounts from a secret is known by its link
/// <c>..data</c>: it belongs to root, and the files' group is the pod's own.
/// </remarks>
/// <param name="folder">Null: nobody has named one.</param>
/// <param name="makesItsFirst">Whether a house that has none yet makes its first key itself: one that is alone does.</param>
internal sealed class KeyRing(string? folder, bool makesItsFirst)
{
    private const string Suffix = ".key";
    /// <summary>What Kubernetes puts into a folder that it mounts.</summary>
    internal const string MarkOfMount = "..data";

    private const UnixFileMode OfOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private volatile ImmutableSortedDictionary<string, WrappingKey> _keys = ImmutableSortedDictionary.Create<string, WrappingKey>(StringComparer.Ordinal);

    /// <exception cref="StartupException">Nobody has named one.</exception>
    public string Folder => Path.GetFullPath(folder ?? throw new StartupException(
        "Keys:Path is not set; in a cluster it names the folder of keys that all nodes have. Make the first key with: Hub.Server keys new "
        + "--Keys:Path=FOLDER."));

    public bool MakesItsFirst => makesItsFirst;

    /// <summary>As they were read last, the oldest first.</summary>
    public IEnumerable<WrappingKey> Keys => _keys.Values;

    public WrappingKey? Newest => Keys.LastOrDefault();

    /// <summary>Where the keys of a SQLite file are that nobody named a folder for.</summary>
    public static string Beside(string file) => $"{file}.keys";

    /// <summary>Reads the folder anew. One that is not there has no keys.</summary>
    /// <exception cref="StartupException">Others can read it, or it holds what is no key.</exception>
    public void Read()
    {
        try
        {
            var isMounted = Path.Exists(Path.Combine(Folder, MarkOfMount));
            if (Directory.Exists(Folder) && !isMounted)
            {
                RequirePrivate();
            }

            var keys = _keys.Clear();
            foreach (var file in Directory.Exists(Folder) ? Directory.GetFileSystemEntries(Folder, $"*{Suffix}") : [])
            {
                var key = Read(file, isMounted);
                keys = keys.Add(key.Id, key);
            }

            _keys = keys;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"Keys:Path {Folder} cannot be read: {Plain(e)}", e);
        }
    }

    /// <returns>The key, looked for in the folder where it is not known; null where it is not there.</returns>
    public WrappingKey? Find(string id)
    {
        if (!_keys.ContainsKey(id))
        {
            Read();
        }

        return _keys.GetValueOrDefault(id);
    }

    /// <summary>Makes a key, newer than all, durably; and the folder where it is not there.</summary>
    /// <exception cref="StartupException">The folder cannot be written.</exception>
    public WrappingKey Make(DateTimeOffset now)
    {
        Read();
        var key = new WrappingKey(KeyId.New(now, Newest?.Id), RandomNumberGenerator.GetBytes(WrappingKey.Size));
        try
        {
            PrivateFiles.MakeFolder(Folder);
            PrivateFiles.Once(FileOf(key.Id), key.ToFile);
            PrivateFiles.Sync(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"Keys:Path {Folder} cannot be written ({Plain(e).TrimEnd('.')}); make the key elsewhere with: Hub.Server keys new --Keys:Path=FOLDER, and put "
                + "it there.", e);
        }

        Read();
        return key;
    }

    /// <summary>Overwrites and deletes a key. Idempotent.</summary>
    /// <exception cref="StartupException">The folder cannot be written.</exception>
    public void Delete(string id)
    {
        try
        {
            using (var file = new FileStream(FileOf(id), FileMode.Open, FileAccess.Write))
            {
                file.Write(new byte[file.Length]);
                file.Flush(flushToDisk: true);
            }

            File.Delete(FileOf(id));
            PrivateFiles.Sync(Folder);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted before.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"Keys:Path {Folder} cannot be written ({Plain(e).TrimEnd('.')}); delete {id}{Suffix} where the folder is made.", e);
        }

        _keys = _keys.Remove(id);
    }

    private static string Plain(Exception e) => $"{e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.";

    private static WrappingKey Read(string file, bool isMounted)
    {
        var id = Path.GetFileNameWithoutExtension(file);
        if (!KeyId.IsOne(id))
        {
            throw new StartupException($"The file {file} is not named as a key of the hub is; it does not belong into Keys:Path.");
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read);
        if (!OperatingSystem.IsWindows())
        {
            var beyond = File.GetUnixFileMode(stream.SafeFileHandle) & ~(isMounted ? OfOwner | UnixFileMode.GroupRead : OfOwner);
            if (beyond != UnixFileMode.None)
            {
                throw new StartupException($"The key file {file} can be read by others; take that from them with: chmod 600 {file}.");
            }
        }

        using var reader = new StreamReader(stream);
        return WrappingKey.FromFile(id, reader.ReadToEnd())
            ?? throw new StartupException($"The key file {file} is damaged: it does not hold 32 bytes in base64. Put back the copy that was kept of it.");
    }

    private void RequirePrivate()
    {
        if (!OperatingSystem.IsWindows())
        {
            var real = new DirectoryInfo(Folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Folder;
            if ((File.GetUnixFileMode(real) & ~OfOwner) != UnixFileMode.None)
            {
                throw new StartupException($"Keys:Path {Folder} can be read by others; take that from them with: chmod 700 {Folder}.");
            }
        }
    }

    private string FileOf(string id) => Path.Combine(Folder, $"{id}{Suffix}");
}
