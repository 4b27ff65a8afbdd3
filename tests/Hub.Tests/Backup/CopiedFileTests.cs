using Hub.Server;
using Hub.Server.Journal;
using Hub.Tests.House;
using Hub.Tests.Journal;
using Microsoft.Data.Sqlite;

namespace Hub.Tests.Backup;

/// <summary>
/// Which copies of a SQLite database a start notices: one without its log, an older one in the place of a newer, another one, and none where one was. What a
/// crash or the loss of power leaves is none of them.
/// </summary>
public sealed class CopiedFileTests : IAsyncDisposable
{
    private readonly SqliteScratch _scratch = new();
    private readonly DirectoryInfo _elsewhere = Directory.CreateTempSubdirectory("hub-copied-");

    private string File => _scratch.File;

    private string Head => File + ".head";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_of_the_file_alone_is_noticed_wherever_it_is_put()
    {
        await new SqliteJournal(_scratch.Store).Fill("meetings/a", 3);
        var copy = Elsewhere("hub.db");
        await SqliteBackupTests.Copy(File, copy);

        Refusal(copy).ShouldBe(
            $"The database {copy} was copied while a hub had it open, without its log ({copy}-wal), so that what was stored last is missing: put the log "
            + "beside it or restore a backup; to use it as it is, move it elsewhere and give it to restore --from.");

        // Nothing was made beside it, so that it stays so.
        Directory.GetFiles(_elsewhere.FullName).Select(Path.GetFileName).Order().ShouldBe(["hub.db", "hub.db.lock"]);
        Refusal(copy).ShouldContain("without its log");
        await SqliteBackupTests.Copy(File + "-wal", copy + "-wal");
        await using var whole = SqliteScratch.Open(copy);
        (await new SqliteJournal(whole).ReadList("meetings/a")).Count.ShouldBe(3);
    }

    /// <summary>Before anything was ever moved from the log to the file.</summary>
    [Fact]
    public void A_copy_of_a_file_that_is_only_just_made_is_noticed_too()
    {
        var copy = Elsewhere("hub.db");
        System.IO.File.Copy(File, copy);

        Refusal(copy).ShouldContain("without its log");
    }

    [Fact]
    public async Task A_copy_of_a_file_that_was_closed_is_whole()
    {
        await new SqliteJournal(_scratch.Store).Fill("meetings/a", 3);
        await _scratch.Store.DisposeAsync();
        var copy = Elsewhere("hub.db");
        System.IO.File.Copy(File, copy);

        await using var there = SqliteScratch.Open(copy);
        (await new SqliteJournal(there).ReadList("meetings/a")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_older_copy_put_back_in_its_place_is_noticed_and_the_newer_one_put_back_is_not()
    {
        var head = await new SqliteJournal(_scratch.Store).Fill("meetings/a", 3);
        await _scratch.Store.DisposeAsync();
        var (older, newer) = (Elsewhere("older.db"), Elsewhere("newer.db"));
        System.IO.File.Copy(File, older);
        await _scratch.Reopen();
        await new SqliteJournal(_scratch.Store).Fill("meetings/a", 2, head);
        await _scratch.Store.DisposeAsync();
        System.IO.File.Move(File, newer);

        System.IO.File.Copy(older, File);
        Refusal(File).ShouldBe(
            $"The database {File} lacks what this hub has stored: {Head} knows position 5. It was put back from an older copy, or its log was lost: "
            + "put the newer one back or restore a backup; to use this one, move it elsewhere and give it to restore --from.");

        // One that has gone on from the older copy is not the newer one either.
        var branch = Elsewhere("branch.db");
        System.IO.File.Copy(older, branch);
        await using (var other = SqliteScratch.Open(branch))
        {
            await new SqliteJournal(other).Fill("meetings/b", 4);
        }

        System.IO.File.Copy(branch, File, overwrite: true);
        Refusal(File).ShouldContain("knows position 5");

        System.IO.File.Move(newer, File, overwrite: true);
        await _scratch.Reopen();
        (await new SqliteJournal(_scratch.Store).ReadList("meetings/a")).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Another_database_in_its_place_and_none_at_all_are_noticed()
    {
        await new SqliteJournal(_scratch.Store).Fill("meetings/a", 1);
        await _scratch.Store.DisposeAsync();
        var another = Elsewhere("another.db");
        await SqliteScratch.Open(another).DisposeAsync();
        System.IO.File.Copy(another, File, overwrite: true);

        Refusal(File).ShouldStartWith($"The database {File} is another one than stood here, by what {Head} says: ");

        System.IO.File.Delete(File);
        Refusal(File).ShouldBe(
            $"The database {File} is not there, but {Head} says that it had come to position 1: put it back or restore a backup; whoever means to begin anew "
            + $"deletes {Head}.");
        System.IO.File.Exists(File).ShouldBeFalse();

        System.IO.File.Delete(Head);
        await _scratch.Reopen();
    }

    /// <summary>kill -9 at any moment leaves the log; and whoever looks in with a shell takes it into the file and away.</summary>
    [Fact]
    public async Task After_a_crash_nothing_is_refused_whether_somebody_looked_in_since_or_not()
    {
        await new SqliteJournal(_scratch.Store).Fill("meetings/a", 3);
        await Eventually.Holds(() => HeadFile.Read(File) is { Position: 3 });
        foreach (var looked in new[] { false, true })
        {
            var file = Elsewhere($"crashed-{looked}.db");
            foreach (var part in new[] { "", "-wal", ".head" })
            {
                await SqliteBackupTests.Copy(File + part, file + part);
            }

            if (looked)
            {
                await Shell(file);
                System.IO.File.Exists(file + "-wal").ShouldBeFalse();
            }

            await using var there = SqliteScratch.Open(file);
            (await new SqliteJournal(there).ReadList("meetings/a")).Count.ShouldBe(3);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"database\":\"\"}")]
    public async Task A_head_file_that_the_power_took_says_nothing(string content)
    {
        await new SqliteJournal(_scratch.Store).Fill("meetings/a", 1);
        await _scratch.Store.DisposeAsync();
        await System.IO.File.WriteAllTextAsync(Head, content, Cancel);

        await _scratch.Reopen();
        (await new SqliteJournal(_scratch.Store).ReadList("meetings/a")).Count.ShouldBe(1);
    }

    /// <summary>Guards a house that went back to an older build and came again: that one knows nothing of the mark, and leaves it.</summary>
    [Fact]
    public async Task A_mark_that_an_older_build_left_behind_says_nothing()
    {
        await _scratch.Store.DisposeAsync();
        var file = Elsewhere("hub.db");
        System.IO.File.Copy(File, file);
        await Shell(file, "INSERT INTO meta (key, value) VALUES ('running', 'an earlier moment')");

        await using var there = SqliteScratch.Open(file);
    }

    public async ValueTask DisposeAsync()
    {
        await _scratch.DisposeAsync();
        _elsewhere.Delete(recursive: true);
    }

    private string Elsewhere(string name) => Path.Combine(_elsewhere.FullName, name);

    private static string Refusal(string file) => Should.Throw<StartupException>(() => SqliteScratch.Open(file)).Message;

    private static async Task Shell(string file, string sql = "SELECT value FROM meta WHERE key = 'schema'")
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteScalarAsync(Cancel);
    }
}
