using System.Diagnostics;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Backup;
using Hub.Server.Files;
using Hub.Server.Journal;
using Hub.Tests.Journal;
using Microsoft.Data.Sqlite;

namespace Hub.Tests.Backup;

public sealed class SqliteBackupTests : BackupContract
{
    private readonly SqliteScratch _scratch = new();
    private int _places;

    protected override string Place => $"Data Source={_scratch.File}";

    protected override string Kind => "sqlite";

    protected override string OtherKind => "PostgreSQL";

    protected override IJournal Journal => new SqliteJournal(_scratch.Store);

    protected override IDirectory People => new SqliteDirectory(_scratch.Store);

    private protected override ISecretRows Secrets => new SqliteSecretRows(_scratch.Store);

    private protected override IFileStore Files => new SqliteFileStore(_scratch.Store, TimeProvider.System);

    private protected override ISessionStore Sessions => new SqliteSessions(_scratch.Store);

    private protected override ISeatCards Cards => new SqliteSeatCards(_scratch.Store);

    private protected override IAccountStore Accounts => new SqliteAccounts(_scratch.Store);

    private protected override IPasskeyStore Passkeys => new SqlitePasskeys(_scratch.Store);

    protected override IEnumerable<string> AllTables =>
        Names(_scratch.File, "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, 4) <> 'view'");

    [Fact]
    public async Task A_restore_that_was_killed_leaves_no_database_and_the_hub_does_not_start_beside_it()
    {
        await Fill();
        await Backup();
        var place = await EmptyPlace();
        var (file, left) = (FileOf(place), Path.Combine(Folder, "left"));
        Directory.CreateDirectory(left);
        (await Restore(place, before: new AsKilled(Path.GetDirectoryName(file)!, left))).Code.ShouldBe(0);
        var killed = Path.Combine(left, "hub.db");
        Directory.GetFiles(left).Select(Path.GetFileName).ShouldBe(["hub.db.restoring"]);

        Should.Throw<Hub.Server.StartupException>(() => SqliteScratch.Open(killed)).Message.ShouldBe(
            $"A restore into {killed} was not finished: restore again, which begins anew, or delete {killed}.restoring to begin with an empty database.");

        (await Restore($"Data Source={killed}")).Code.ShouldBe(0);
        await using var there = await OpenAt($"Data Source={killed}");
        (await there.Journal.ReadList("meetings/open")).Count.ShouldBe(3);
        File.Exists($"{killed}.restoring").ShouldBeFalse();
    }

    [Fact]
    public async Task There_is_no_backup_of_a_database_that_is_not_there_and_none_is_made()
    {
        var place = await EmptyPlace();

        (await Should.ThrowAsync<Hub.Server.StartupException>(() => Sources.Open(place, Cancel))).Message.ShouldBe($"There is no database {FileOf(place)}.");

        (await IsEmpty(place)).ShouldBeTrue();
    }

    /// <summary>As after a restore by hand of an older copy: what the hub would not start on.</summary>
    [Fact]
    public async Task A_copy_of_the_file_is_restored_like_a_backup()
    {
        await Fill();
        var copy = Path.Combine(Folder, "copy.db");
        await _scratch.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        await Copy(_scratch.File, copy);
        var place = await EmptyPlace();

        (await Restore(place, from: copy)).Out.ShouldContain("  1 members' keys\n");

        await using var there = await OpenAt(place);
        (await there.Journal.ReadList("meetings/open")).Count.ShouldBe(3);
        (await there.Sessions.ReadOf("ann", Cancel)).ShouldBeEmpty();
        Directory.GetFiles(Folder, "copy.db*").ShouldBe([copy]);
    }

    [Fact]
    public async Task A_backup_that_finds_the_disk_full_says_so_and_leaves_nothing()
    {
        await Fill();
        for (var i = 0; i < 4; i++)
        {
            await Files.Add(FileKind.Png, System.Security.Cryptography.RandomNumberGenerator.GetBytes(60_000), cancel: Cancel);
        }

        var disk = Directory.CreateDirectory(Path.Combine(Folder, "disk")).FullName;
        Skips.Unless(Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk), "This test mounts a file system of its own, which needs root on Linux.");
        try
        {
            (await Refused(() => Backup(Path.Combine(disk, "hub.backup")))).ShouldStartWith("The backup cannot be written: ");
            Directory.GetFileSystemEntries(disk).ShouldBeEmpty();
        }
        finally
        {
            Run("umount", disk).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_stopped_hub_is_backed_up_too_and_its_file_stays_one_file()
    {
        await Fill();
        await _scratch.Store.DisposeAsync();

        (await Backup()).Code.ShouldBe(0);

        File.Exists(_scratch.File + "-wal").ShouldBeFalse();
        await _scratch.Reopen();
    }

    public override async ValueTask DisposeAsync()
    {
        await _scratch.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override Task<string> EmptyPlace() =>
        Task.FromResult($"Data Source={Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, $"place{++_places}")).FullName, "hub.db")}");

    protected override Task<bool> IsEmpty(string place) => Task.FromResult(
        Directory.GetFiles(Path.GetDirectoryName(FileOf(place))!).All(f => f.EndsWith(".lock", StringComparison.Ordinal)
            || f.EndsWith(SqliteFile.Restoring, StringComparison.Ordinal)));

    private protected override Task<There> OpenAt(string place, string said = "")
    {
        var store = SqliteScratch.Open(FileOf(place));
        return Task.FromResult(new There(
            store, new SqliteJournal(store), new SqliteDirectory(store), new SqliteFileStore(store, TimeProvider.System), new SqliteSessions(store),
            new SqliteSecretRows(store), said));
    }

    protected override Task Execute(string sql) => _scratch.Execute(sql);

    internal static async Task Copy(string from, string to)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using var target = new FileStream(to, FileMode.Create);
        await source.CopyToAsync(target, Cancel);
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string FileOf(string place) => new SqliteConnectionStringBuilder(place).DataSource;

    private static List<string> Names(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    /// <summary>Copies what stands there at this moment: what kill -9 would leave.</summary>
    private sealed class AsKilled(string from, string to) : IBeforeComplete
    {
        public async Task Run(IRestoredTables restored, CancellationToken cancel)
        {
            foreach (var file in Directory.GetFiles(from).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
            {
                await Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }
        }
    }
}
