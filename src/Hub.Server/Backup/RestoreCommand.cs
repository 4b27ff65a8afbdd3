using System.Globalization;
using Hub.Server.Journal;

namespace Hub.Server.Backup;

/// <summary>
/// The command <c>restore --from FILE</c>: a backup, or a copy of a SQLite database, into an empty place. Every chain and every name is checked, all sessions
/// end, and what works again is listed. A restore that stops half-way has restored nothing.
/// </summary>
internal static class RestoreCommand
{
    public const string Name = "restore";

    /// <param name="journal">The connection string of the place.</param>
    /// <param name="before">What is done to the restored database, in this order, before it is complete.</param>
    /// <returns>0: it is restored.</returns>
    /// <exception cref="StartupException">Nothing is restored; says why.</exception>
    public static async Task<int> Run(
        string journal, string from, BackupSettings settings, IReadOnlyList<IBeforeComplete> before, TextWriter output, TextWriter progress,
        CancellationToken cancel = default)
    {
        var key = BackupKey.Read(settings.KeyFile);
        using var contents = IsDatabase(from) ? await Contents.OfDatabase(from, cancel) : Contents.OfBackup(from, key);
        var isPostgres = PostgresStore.IsMeant(journal);
        if (contents.Store != (isPostgres ? ArchiveHead.Postgres : ArchiveHead.Sqlite))
        {
            throw new StartupException(
                $"{from} is of a hub on {(isPostgres ? "SQLite" : "PostgreSQL")} and can be restored into such a place only, and Journal:ConnectionString "
                + $"names {(isPostgres ? "PostgreSQL" : "a SQLite file")}.");
        }

        await using ITableTarget target = isPostgres ? await PostgresTarget.Begin(journal, cancel) : SqliteTarget.Begin(SqliteFile.PathOf(journal));
        var (check, said) = (new ContentCheck(), new Progress(progress));
        await foreach (var (table, rows) in contents.Tables(cancel))
        {
            var count = 0L;
            await target.Write(table, check.Watch(table, rows, n => said.Report(table.Name, count = n), cancel), cancel);
            said.Done(table.Name, count);
        }

        RequireWhole(from, contents.End, check);
        await Revived.EndSessions(target.Restored, cancel);
        await target.Restored.Execute(
            "INSERT INTO meta (key, value) VALUES ('restored', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:O} from a backup of {contents.Made:O}")], cancel);
        foreach (var step in before)
        {
            await step.Run(target.Restored, cancel);
        }

        var revived = await Revived.Describe(target.Restored, check.IsOver, cancel);
        await target.Complete(cancel);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Restored as of {contents.Made:yyyy-MM-dd HH:mm:ss}Z: {check.Commits:N0} commits of {check.Streams:N0} streams and {check.Names:N0} names, all "
            + $"checked."));
        if (check.Broken.Count > 0)
        {
            await output.WriteLineAsync($"Broken when the backup was made, and set aside as they were then: {string.Join(", ", check.Broken)}.");
        }

        await output.WriteLineAsync(
            "Every session has ended: everybody signs in anew. What was made until then works again, also where it was renewed or revoked since:");
        foreach (var line in revived)
        {
            await output.WriteLineAsync(line);
        }

        return 0;
    }

    /// <summary>What the backup says of itself must be what was read; of a copy of a database nothing is said, and nothing may be broken.</summary>
    private static void RequireWhole(string from, ArchiveEnd? end, ContentCheck check)
    {
        if (end is not null && (end.Commits, end.Streams, end.Names) != (check.Commits, check.Streams, check.Names))
        {
            throw new StartupException(
                $"{from} says that it holds {end.Commits} commits of {end.Streams} streams and {end.Names} names, and it holds {check.Commits}, "
                + $"{check.Streams} and {check.Names}: nothing is restored.");
        }

        if (check.Broken.Except(end?.Broken ?? []).ToList() is { Count: > 0 } broken)
        {
            throw new StartupException($"{from} holds what is broken: {string.Join(", ", broken)}; nothing is restored.");
        }
    }

    private static bool IsDatabase(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var magic = new byte[16];
            return file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.AsSpan().SequenceEqual("SQLite format 3\0"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The backup cannot be read: {e.Message}", e);
        }
    }

    /// <summary>What is restored, from wherever it comes.</summary>
    private sealed class Contents(ArchiveReader? archive, ITableSource? source) : IDisposable
    {
        public string Store => archive?.Head.Store ?? source!.Store;

        public DateTimeOffset Made { get; } = archive?.Head.Made ?? DateTimeOffset.UtcNow;

        /// <summary>After all tables; null where nothing is said.</summary>
        public ArchiveEnd? End { get; private set; }

        public static Contents OfBackup(string path, BackupKey? key)
        {
            var archive = ArchiveReader.Open(path, key);
            _ = SchemaVersion.Require($"The backup {path}", archive.Head.Schema.ToString(CultureInfo.InvariantCulture));
            return new Contents(archive, null);
        }

        public static async Task<Contents> OfDatabase(string path, CancellationToken cancel) =>
            new(null, await Sources.Open($"Data Source={path}", cancel));

        public async IAsyncEnumerable<(Table Table, IAsyncEnumerable<object?[]> Rows)> Tables(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            if (archive is not null)
            {
                while (archive.NextTable() is { } table)
                {
                    yield return (table, archive.Rows(cancel));
                }

                End = archive.ReadEnd();
                yield break;
            }

            foreach (var table in await source!.Tables(cancel))
            {
                yield return (table, BackedUp.HasRows(table.Name) ? source.Rows(table, cancel) : AsyncEnumerable.Empty<object?[]>());
            }
        }

        public void Dispose()
        {
            archive?.Dispose();
            source?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
