using System.Buffers.Binary;
using Hub.Server;
using Hub.Server.Journal;
using Hub.Tests.Fixtures;
using Microsoft.Data.Sqlite;

namespace Hub.Tests.Journal;

/// <summary>A file of the older build is brought up to this one when it is opened: all of it or nothing.</summary>
public sealed class SqliteUpgradeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-upgrade-");
    private readonly string _file;

    public SqliteUpgradeTests() => _file = OlderRecords.Sqlite.PutSqlite(_folder.FullName);

    /// <summary>Of the fixture's 27 seats each has its name in the vault.</summary>
    private static readonly Found Upgraded = new("9", 0, 27, 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_of_the_older_build_is_of_this_one_once_it_is_open_and_its_record_is_the_same()
    {
        var commits = await Ask(_file, "SELECT group_concat(position || stream || hex(hash) || payload) FROM commits");
        for (var opened = 0; opened < 2; opened++)
        {
            await using var store = SqliteScratch.Open(_file);
            ((IJournal)new SqliteJournal(store)).Format.ShouldBe(Hub.Domain.RecordFormats.Newest);
        }

        (await State(_file)).ShouldBe(Upgraded);
        (await Ask(_file, "SELECT group_concat(position || stream || hex(hash) || payload) FROM commits")).ShouldBe(commits);
    }

    [Fact]
    public async Task An_upgrade_that_fails_leaves_the_file_to_the_older_build()
    {
        var before = await State(_file);
        await Execute("CREATE TRIGGER fail AFTER UPDATE ON meta WHEN NEW.key = 'schema' BEGIN SELECT RAISE(FAIL, 'no'); END");

        Should.Throw<StartupException>(() => SqliteScratch.Open(_file));

        (await State(_file)).ShouldBe(before);
        await Execute("DROP TRIGGER fail");
        await using var store = SqliteScratch.Open(_file);
        (await State(_file)).ShouldBe(Upgraded);
    }

    /// <summary>kill -9, or the power, at every point of what the opening wrote.</summary>
    [Fact]
    public async Task A_log_that_ends_anywhere_is_wholly_before_the_upgrade_or_wholly_behind_it()
    {
        var (before, database) = (await State(_file), await File.ReadAllBytesAsync(_file, Cancel));
        byte[] frames;
        await using (SqliteScratch.Open(_file))
        {
            await using var log = new FileStream($"{_file}-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            frames = new byte[log.Length];
            await log.ReadExactlyAsync(frames, Cancel);
        }

        const int headerSize = 32;
        var frameSize = 24 + (int)BinaryPrimitives.ReadUInt32BigEndian(frames.AsSpan(8));
        var seen = new List<Found>();
        for (var end = headerSize; end <= frames.Length; end += frameSize)
        {
            var file = Path.Combine(_folder.CreateSubdirectory($"{end}").FullName, "hub.db");
            await File.WriteAllBytesAsync(file, database, Cancel);
            await File.WriteAllBytesAsync($"{file}-wal", frames[..end], Cancel);
            seen.Add(await State(file));
        }

        seen.Count.ShouldBeGreaterThan(2);
        seen.Distinct().ShouldBe([before, Upgraded]);
    }

    /// <summary>With the older program itself: it needs it built, and is run when asked for.</summary>
    [Fact(Explicit = true)]
    public async Task The_older_build_refuses_the_file_in_its_own_sentence()
    {
        await SqliteScratch.Open(_file).DisposeAsync();

        await using var older = await OlderHouse.Process(_folder.FullName, $"Data Source={_file}");

        (await older.Exit()).ShouldBe(1);
        older.Error.ShouldContain("has schema version 3, and this hub knows up to 1; start the newer hub that wrote it.");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <param name="Schema">Its number.</param>
    /// <param name="Snapshots">Of the older build.</param>
    /// <param name="Names">That lie in the vault.</param>
    /// <param name="Nameless">Seats whose name is not there.</param>
    private sealed record Found(string Schema, int Snapshots, int Names, int Nameless);

    private static async Task<Found> State(string file)
    {
        var vault = await Number("SELECT count(*) FROM sqlite_schema WHERE name = 'names'") == 1;
        return new Found(
            (await Ask(file, "SELECT value FROM meta WHERE key = 'schema'"))!,
            await Number("SELECT count(*) FROM snapshots WHERE version < 4"),
            vault ? await Number("SELECT count(*) FROM names") : 0,
            await Number(
                vault ? "SELECT count(*) FROM seats WHERE NOT EXISTS (SELECT 1 FROM names WHERE names.room = seats.room AND hash = name_hash)"
                : "SELECT count(*) FROM seats"));

        async Task<int> Number(string sql) => int.Parse((await Ask(file, sql))!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<string?> Ask(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToString(await command.ExecuteScalarAsync(Cancel), System.Globalization.CultureInfo.InvariantCulture);
    }

    private Task Execute(string sql) => House.Records.Execute(_file, sql);
}
