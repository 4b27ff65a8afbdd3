using Hub.Server.Journal;

namespace Hub.Server.Keys;

/// <summary>Files that this process's user alone may read, written durably: whole, or not at all.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Whether nobody but its owner may read a file; or it stands in a folder that Kubernetes mounts from a secret, which belongs to root.
    /// </summary>
    /// <exception cref="IOException">It is not there.</exception>
    public static bool IsPrivate(string file)
    {
        if (OperatingSystem.IsWindows() || Path.Exists(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, KeyRing.MarkOfMount)))
        {
            return true;
        }

        var real = new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file;
        return (File.GetUnixFileMode(real) & ~OwnerOnly) == UnixFileMode.None;
    }

    /// <summary>Makes a folder that nobody else can enter, unless it is there.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Writes a file unless it is there. Of several processes at once, one writes it.</summary>
    public static void Once(string file, Func<byte[]> content)
    {
        if (File.Exists(file))
        {
            return;
        }

        var fresh = $"{file}.{Guid.NewGuid():n}";
        Write(fresh, content());
        try
        {
            File.Move(fresh, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(fresh);
        }
    }

    /// <exception cref="IOException">It is there already, or cannot be written.</exception>
    public static void Write(string file, byte[] content)
    {
        using var stream = new FileStream(file, Disk.Options(FileMode.CreateNew));
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>A file's name is durable only once its folder is synced; a key lost with the power would take with it what it encrypts.</summary>
    public static void Sync(string folder) => Disk.SyncFolder(folder);
}
