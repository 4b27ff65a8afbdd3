using System.Diagnostics;
using Hub.Load.Stores;
using Hub.Server.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Faults.Nodes;

/// <summary>One node on SQLite. Where this program may mount, the file lies on a small disk of its own, which can be filled.</summary>
internal sealed class EmbeddedHouse : House
{
    private const int DiskMegabytes = 96;

    private readonly string _disk;

    public EmbeddedHouse(string program, DirectoryInfo folder)
        : base(program, folder)
    {
        _disk = folder.CreateSubdirectory("disk").FullName;
        HasOwnDisk = Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={DiskMegabytes}m", "tmpfs", _disk);
        RestartAfter = TimeSpan.Zero;
        Node = new Node(
            "node 1", program, folder.FullName, "127.0.0.1", TemporaryPostgres.FreePort(), null,
            [.. Common, $"--Journal:ConnectionString=Data Source={JournalFile}"]);
        Nodes = [Node];
    }

    public override string Kind => "embedded";

    public Node Node { get; }

    public override IReadOnlyList<Node> Nodes { get; }

    public bool HasOwnDisk { get; }

    public string JournalFile => Path.Combine(_disk, "hub.db");

    /// <summary>Fills the disk to its last byte.</summary>
    /// <returns>How much went in.</returns>
    public long FillDisk()
    {
        using var filler = new FileStream(Path.Combine(_disk, "filler"), FileMode.Create);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                filler.Write(block);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            return filler.Length;
        }
    }

    public void EmptyDisk() => File.Delete(Path.Combine(_disk, "filler"));

    public override Task<Node> OwnerOf(string meeting) => Task.FromResult(Node);

    public override async Task<T> Read<T>(Func<IJournal, Task<T>> read)
    {
        // A copy: the house holds its file alone. The log is copied after the file; nobody writes meanwhile.
        var copy = folderOfCopy();
        try
        {
            File.Copy(JournalFile, Path.Combine(copy.FullName, "hub.db"));
            if (File.Exists(JournalFile + "-wal"))
            {
                File.Copy(JournalFile + "-wal", Path.Combine(copy.FullName, "hub.db-wal"));
            }

            return await ReadFile(Path.Combine(copy.FullName, "hub.db"), read);
        }
        finally
        {
            copy.Delete(recursive: true);
        }

        static DirectoryInfo folderOfCopy() => Directory.CreateTempSubdirectory("hub-faults-copy-");
    }

    /// <summary>Reads a journal's file that no house holds.</summary>
    public static async Task<T> ReadFile<T>(string file, Func<IJournal, Task<T>> read)
    {
        await using var store = SqliteStore.Open($"Data Source={file}", TimeProvider.System, NullLogger<SqliteStore>.Instance);
        return await read(new SqliteJournal(store));
    }

    public override Task Append(string stream, Func<Head, Draft> draft) => WhileDead(() => ReadFile(JournalFile, journal => Append(journal, stream, draft)));

    public override Task Execute(string sql) => WhileDead(async () =>
    {
        await using var connection = new SqliteConnection($"Data Source={JournalFile};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The harness's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteNonQueryAsync();
    });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (HasOwnDisk)
        {
            Run("umount", "-l", _disk);
        }
    }

    private async Task WhileDead<T>(Func<Task<T>> change)
    {
        Node.StaysDown = true;
        Node.Kill();
        await Node.HasEnded(TimeSpan.FromSeconds(10));
        await change();
        Node.StaysDown = false;
        await RequireReady();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
