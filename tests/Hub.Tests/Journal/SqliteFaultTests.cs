using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Hub.Server;
using Hub.Server.Journal;
using Microsoft.Data.Sqlite;
using static Hub.Tests.Journal.Drafts;

namespace Hub.Tests.Journal;

/// <summary>
/// What happens to the file: another process, a disk that is full or read-only, damage, and loss of power at every point of the log. Kill -9 of a
/// whole hub is done in Hub.Faults.
/// </summary>
public sealed class SqliteFaultTests : IAsyncDisposable
{
    private readonly SqliteScratch _scratch = new();
    private readonly List<string> _mounts = [];

    private string File => _scratch.File;

    private string Folder => Path.GetDirectoryName(File)!;

    [Fact]
    public async Task A_second_store_on_the_same_file_is_refused_in_a_sentence()
    {
        Refusal(File).ShouldBe($"The database {File} is in use by another process of the hub; only one at a time may open it.");

        var link = Path.Combine(Folder, "link.db");
        System.IO.File.CreateSymbolicLink(link, File);
        Refusal(link).ShouldContain("is in use by another process");

        await _scratch.Store.DisposeAsync();
        await using var next = SqliteScratch.Open(link);
        next.Path.ShouldBe(File);
    }

    [Fact]
    public async Task Another_process_cannot_take_the_file_and_one_that_was_killed_leaves_no_lock()
    {
        Skips.Unless(Run("flock", "--version") == 0, "The command flock is needed to be another process that takes the lock.");
        Run("flock", "--nonblock", File + ".lock", "true").ShouldBe(1);
        await _scratch.Store.DisposeAsync();
        Run("flock", "--nonblock", File + ".lock", "true").ShouldBe(0);

        using var other = Process.Start(new ProcessStartInfo("sh", ["-c", "exec 9> \"$0\" && flock 9 && echo held && exec cat", File + ".lock"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        (await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("held");
        Refusal(File).ShouldContain("is in use by another process");

        other.Kill();
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _scratch.Reopen();
    }

    [Fact]
    public void A_connection_string_that_names_no_writable_file_is_refused()
    {
        foreach (var text in new[] { "", "Data Source=:memory:", $"Data Source={File};Mode=ReadOnly", "Data Source=file:hub.db?mode=ro" })
        {
            Should.Throw<StartupException>(() => Connect(text)).Message.ShouldContain("must name a file that the hub may write");
        }

        Should.Throw<StartupException>(() => Connect("Host=db;Database=hub")).Message.ShouldContain("cannot be understood");
    }

    [Fact]
    public async Task A_path_that_is_a_folder_or_leads_through_a_file_is_refused()
    {
        await _scratch.Store.DisposeAsync();

        Refusal(Folder).ShouldBe($"The database {Folder} is a folder; it must be a file.");
        Refusal(Path.Combine(File, "hub.db")).ShouldStartWith($"The folder {File} of the database cannot be written");
    }

    // Mounted read-only, because a test that runs as root may write whatever the mode bits say.
    [Fact]
    public async Task A_read_only_folder_is_refused()
    {
        await _scratch.Store.DisposeAsync();
        Mount(Folder, "--bind", "-o", "ro", Folder);

        Refusal(File).ShouldStartWith($"The folder {Folder} of the database cannot be written");
    }

    [Fact]
    public async Task A_read_only_file_is_refused()
    {
        await _scratch.Store.DisposeAsync();
        Mount(File, "--bind", "-o", "ro", File);

        Refusal(File).ShouldBe($"The database {File} is read-only; the hub must be able to write it.");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        await _scratch.Store.DisposeAsync();
        var poem = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("春江潮水连海平\n", 100)));
        await System.IO.File.WriteAllBytesAsync(File, poem, TestContext.Current.CancellationToken);

        Refusal(File).ShouldBe($"The file {File} is not a SQLite database, or its header is damaged.");
        (await System.IO.File.ReadAllBytesAsync(File, TestContext.Current.CancellationToken)).ShouldBe(poem);
    }

    [Fact]
    public async Task A_database_of_something_else_is_refused()
    {
        await _scratch.Execute("DROP TABLE commits");
        await _scratch.Store.DisposeAsync();

        Refusal(File).ShouldContain("is not one of the hub");
    }

    [Fact]
    public async Task A_damaged_header_is_refused()
    {
        await _scratch.Store.DisposeAsync();
        await Flip(3);

        Refusal(File).ShouldContain("is not a SQLite database, or its header is damaged");
    }

    [Fact]
    public async Task A_damaged_page_is_refused()
    {
        await new SqliteJournal(_scratch.Store).Fill("meeting/a", 200);
        await _scratch.Store.DisposeAsync();

        // The first byte of a page says what kind of page it is; the root of the commits is not the first page.
        var page = await RootPage("commits");
        await Flip((page - 1) * 4096);

        Refusal(File).ShouldContain("is corrupted");
    }

    [Fact]
    public async Task A_flipped_byte_in_a_payload_sets_its_stream_aside_and_nothing_else()
    {
        var journal = new SqliteJournal(_scratch.Store);
        await journal.Fill("meeting/a", 50);
        await journal.Fill("meeting/b", 50);
        await _scratch.Store.DisposeAsync();
        var bytes = await System.IO.File.ReadAllBytesAsync(File, TestContext.Current.CancellationToken);
        await Flip(bytes.AsSpan().IndexOf("meeting/b 33"u8) + 3);

        await _scratch.Reopen();

        journal = new SqliteJournal(_scratch.Store);
        (await Should.ThrowAsync<CorruptStreamException>(() => journal.ReadList("meeting/b"))).Commit.ShouldBe(33);
        await journal.Fill("meeting/a", 1, (await journal.ReadList("meeting/a"))[^1].Head);
    }

    [Fact]
    public async Task A_full_disk_refuses_cleanly_and_nothing_is_lost_when_there_is_space_again()
    {
        var disk = Path.Combine(Folder, "disk");
        Directory.CreateDirectory(disk);
        Mount(disk, "-t", "tmpfs", "-o", "size=2m", "tmpfs");
        var ballast = Path.Combine(disk, "ballast");

        // Half of the disk: whatever the log holds has room in the file once this is gone.
        await System.IO.File.WriteAllBytesAsync(ballast, new byte[1 << 20], TestContext.Current.CancellationToken);
        await using (var store = SqliteScratch.Open(Path.Combine(disk, "hub.db")))
        {
            var journal = new SqliteJournal(store);
            var comment = Saying(new string('好', 1000));
            var (head, appended) = (Head.None, new Appended(AppendOutcome.Stored));
            while (appended.Outcome == AppendOutcome.Stored)
            {
                head = appended.Head;
                appended = await journal.Append("meeting/a", head, comment);
            }

            // It is not the last byte that counts but that nothing fits: larger ones, alone and together, and the readers beside them.
            appended.Outcome.ShouldBe(AppendOutcome.Failed);
            var large = Saying(new string('好', 200_000));
            (await Task.WhenAll(Enumerable.Range(0, 150).Select(i => journal.Append($"meeting/{i}", Head.None, large))))
                .ShouldAllBe(a => a.Outcome == AppendOutcome.Failed);
            (await journal.ReadList("meeting/a"))[^1].Head.ShouldBe(head);

            System.IO.File.Delete(ballast);
            appended = await journal.Append("meeting/a", head, comment);
            appended.Outcome.ShouldBe(AppendOutcome.Stored);
            (await journal.ReadList("meeting/a"))[^1].Head.ShouldBe(appended.Head);
            (await journal.ReadAll(0, 10_000, TestContext.Current.CancellationToken)).Count.ShouldBe((int)appended.Head.Commit);
        }

        await using var again = SqliteScratch.Open(Path.Combine(disk, "hub.db"));
        var all = await new SqliteJournal(again).ReadAll(0, 10_000, TestContext.Current.CancellationToken);
        (await new SqliteJournal(again).ReadList("meeting/a")).Count.ShouldBe(all.Count);
    }

    [Fact]
    public async Task A_disk_that_is_full_at_the_start_is_refused_and_served_when_there_is_space()
    {
        var disk = Path.Combine(Folder, "disk");
        var file = Path.Combine(disk, "hub.db");
        Directory.CreateDirectory(disk);
        Mount(disk, "-t", "tmpfs", "-o", "size=2m", "tmpfs");
        var ballast = Path.Combine(disk, "ballast");
        FillDisk(ballast);

        Refusal(file).ShouldBe($"There is no space left on the disk of the database {file}.");

        System.IO.File.Delete(ballast);
        await using (var store = SqliteScratch.Open(file))
        {
            await new SqliteJournal(store).Fill("meeting/a", 3);
        }

        FillDisk(ballast);
        Refusal(file).ShouldBe($"There is no space left on the disk of the database {file}.");
        System.IO.File.Delete(ballast);
        await using var again = SqliteScratch.Open(file);
        (await new SqliteJournal(again).ReadList("meeting/a")).Count.ShouldBe(3);
    }

    /// <summary>
    /// Loss of power leaves some first part of the log. It must open whatever that is, and hold each commit whose acknowledgement came after that much was
    /// written. That the log was synced by then is what synchronous=FULL is asserted for.
    /// </summary>
    [Fact]
    public async Task A_log_that_ends_anywhere_holds_all_that_was_acknowledged_up_to_there()
    {
        var journal = new SqliteJournal(_scratch.Store);
        var log = File + "-wal";
        var acknowledged = new List<(long Length, Head Head)>();
        var head = Head.None;
        for (var i = 0; i < 8; i++)
        {
            head = await journal.Fill("meeting/a", 1, head);
            acknowledged.Add((new FileInfo(log).Length, head));
        }

        var database = await ReadShared(File);
        var frames = await ReadShared(log);
        await _scratch.Store.DisposeAsync();

        const int headerSize = 32;
        var frameSize = 24 + (int)BinaryPrimitives.ReadUInt32BigEndian(frames.AsSpan(8));
        var commits = 0;
        for (var end = headerSize; end <= frames.Length; end += frameSize)
        {
            // A frame's second word is not zero where the frame ends a transaction.
            commits += end > headerSize && BinaryPrimitives.ReadUInt32BigEndian(frames.AsSpan(end - frameSize + 4)) != 0 ? 1 : 0;
            foreach (var torn in new[] { 0, frameSize / 2 })
            {
                await using var restored = await Restore(database, frames.AsMemory(0, Math.Min(end + torn, frames.Length)));
                var expected = acknowledged.LastOrDefault(a => a.Length <= end + torn).Head;
                var read = await new SqliteJournal(restored.Store).ReadList("meeting/a");
                (read.LastOrDefault()?.Head ?? Head.None).ShouldBe(expected, $"the log ends after {end + torn} bytes");
                await new SqliteJournal(restored.Store).Fill("meeting/a", 1, expected);
            }
        }

        // Each acknowledged append ended a transaction of its own, so that each of these ends was tried.
        commits.ShouldBeGreaterThanOrEqualTo(acknowledged.Count);
        acknowledged[^1].Length.ShouldBe(frames.Length);
    }

    public async ValueTask DisposeAsync()
    {
        _mounts.ForEach(m => Run("umount", m));
        await _scratch.DisposeAsync();
    }

    private static SqliteStore Connect(string connectionString) =>
        SqliteStore.Open(connectionString, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<SqliteStore>.Instance);

    private static string Refusal(string file) => Should.Throw<StartupException>(() => SqliteScratch.Open(file)).Message;

    private static int Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    private static void FillDisk(string ballast)
    {
        using var file = System.IO.File.Create(ballast, bufferSize: 0);
        Should.Throw<IOException>(() =>
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        });
    }

    private static async Task<SqliteScratch> Restore(byte[] database, ReadOnlyMemory<byte> log)
    {
        var folder = Directory.CreateTempSubdirectory("hub-restored-").FullName;
        await System.IO.File.WriteAllBytesAsync(Path.Combine(folder, "hub.db"), database);
        await System.IO.File.WriteAllBytesAsync(Path.Combine(folder, "hub.db-wal"), log);
        return new SqliteScratch(folder);
    }

    private static async Task<byte[]> ReadShared(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private void Mount(string target, params string[] arguments)
    {
        var mounted = Run("mount", [.. arguments, target]) == 0;
        Skips.Unless(mounted, "This test mounts a file system of its own, which needs root on Linux.");
        _mounts.Add(target);
    }

    private async Task Flip(long at)
    {
        await using var stream = new FileStream(File, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = at;
        var old = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(old ^ 0x20));
    }

    private async Task<long> RootPage(string table)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT rootpage FROM sqlite_schema WHERE name = $1";
        command.Parameters.AddWithValue("$1", table);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
