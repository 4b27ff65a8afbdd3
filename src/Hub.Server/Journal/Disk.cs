using System.Runtime.InteropServices;

namespace Hub.Server.Journal;

/// <summary>What the framework does not do with files: to make a file's name durable, and to tell one file from another of the same name.</summary>
internal static class Disk
{
    /// <summary>Owner only: these files hold names and secrets.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A file's name is durable only once its folder is synced.</summary>
    /// <exception cref="IOException">It cannot be synced.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = OpenFile(Text(folder), 0);
        if (handle < 0)
        {
            throw new IOException($"The folder {folder} cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        }

        var (outcome, error) = (SyncFile(handle), Marshal.GetLastPInvokeError());
        _ = CloseFile(handle);
        if (outcome != 0)
        {
            throw new IOException($"The folder {folder} cannot be synced (error {error}).");
        }
    }

    /// <summary>Replaces a small file at once: whoever reads it reads the old content or the new. Nothing is synced.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        using (var stream = new FileStream(fresh, Options(FileMode.CreateNew)))
        {
            stream.Write(content);
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>For a file that only its owner may read, and nobody else has open.</summary>
    public static FileStreamOptions Options(FileMode mode, FileShare share = FileShare.None)
    {
        // Without a buffer: what a full disk refuses is told where it is written, and not again where the file is closed.
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private static byte[] Text(string path) => [.. System.Text.Encoding.UTF8.GetBytes(path), 0];

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SyncFile(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseFile(int file);

    /// <summary>
    /// A file as it was when it was opened: whether its path still leads to it is one call of the system, statx(2), and costs a microsecond. It holds the file
    /// without being able to read it (O_PATH of open(2)), so that closing it takes no lock of this process's away, as closing any other handle would.
    /// </summary>
    /// <remarks>Where the system is not Linux, only a path that leads nowhere is noticed.</remarks>
    public sealed class OpenedFile : IDisposable
    {
        private const int OnlyPath = 0x200000;
        private const int CloseOnExec = 0x80000;
        private const int CurrentFolder = -100;
        private const int OfHandle = 0x1000;
        private const uint Inode = 0x100;
        private const int NoSuchFile = 2;
        private const int NotAFolder = 20;

        private readonly string _path;
        private readonly byte[] _text;
        private readonly int _handle = -1;
        private Identity? _identity;

        public OpenedFile(string path)
        {
            (_path, _text) = (path, Text(path));
            if (OperatingSystem.IsLinux())
            {
                _handle = OpenFile(_text, OnlyPath | CloseOnExec);
                _identity = OfOpened();
            }
        }

        /// <summary>Whether the path leads to the file that was opened. What the system does not tell counts as yes.</summary>
        public bool IsThere
        {
            get
            {
                if (_identity is null)
                {
                    return File.Exists(_path);
                }

                if (Ask(CurrentFolder, _text, 0, out var found) is not 0 and var error)
                {
                    return error is not (NoSuchFile or NotAFolder);
                }

                // Some file systems number their files anew: then the one that is held has a new number, too.
                return found == _identity || found == (_identity = OfOpened() ?? _identity);
            }
        }

        public void Dispose()
        {
            if (_handle >= 0)
            {
                _ = CloseFile(_handle);
            }
        }

        private Identity? OfOpened() => _handle >= 0 && Ask(_handle, [0], OfHandle, out var identity) == 0 ? identity : null;

        /// <returns>0, or the system's error.</returns>
        private static int Ask(int handle, byte[] path, int flags, out Identity identity)
        {
            identity = default;
            try
            {
                var outcome = Statx(handle, path, flags, Inode, out var found);
                identity = new Identity(found.Inode, found.DeviceMajor, found.DeviceMinor);
                return outcome == 0 ? 0 : Marshal.GetLastPInvokeError();
            }
            catch (EntryPointNotFoundException)
            {
                // A library without the call.
                return -1;
            }
        }

        private readonly record struct Identity(ulong Inode, uint DeviceMajor, uint DeviceMinor);
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, out FoundFile found);

    /// <summary><c>struct statx</c>, the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FoundFile
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
