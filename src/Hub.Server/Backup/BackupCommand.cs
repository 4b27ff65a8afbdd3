using System.Globalization;
using Hub.Server.Journal;

namespace Hub.Server.Backup;

/// <summary>
/// The command <c>backup --to FILE</c>: the whole database at one moment, into one file, while the hub runs. What was acknowledged before it began is in it.
/// Every chain and every name is checked on the way.
/// </summary>
internal static class BackupCommand
{
    public const string Name = "backup";

    /// <summary>In the name of the file: when the backup was begun, in UTC.</summary>
    public const string Time = "{time}";

    /// <param name="journal">The connection string.</param>
    /// <param name="to">The file; nothing is replaced.</param>
    /// <param name="made">Told the beginning of the file's hash, once it is complete.</param>
    /// <returns>0 where the backup is complete and all in it is whole; 1 where it is complete, and something in it is broken, as in the database.</returns>
    /// <exception cref="StartupException">There is no backup; says why.</exception>
    public static async Task<int> Run(
        string journal, string to, BackupSettings settings, TextWriter output, TextWriter progress, Func<string, Task>? made = null,
        CancellationToken cancel = default)
    {
        var key = BackupKey.Read(settings.KeyFile);
        var now = DateTimeOffset.UtcNow;
        await using var source = await Sources.Open(journal, cancel);
        var head = new ArchiveHead(
            source.Store, source.Schema, now, key?.Id, Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
        var path = Path.GetFullPath(to.Replace(Time, now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture), StringComparison.Ordinal));
        using var archive = new ArchiveWriter(path, head, key);
        var (check, said, tables) = (new ContentCheck(), new Progress(progress), 0);
        try
        {
            foreach (var table in await source.Tables(cancel))
            {
                archive.Begin(table);
                if (BackedUp.HasRows(table.Name))
                {
                    var rows = 0L;
                    await foreach (var row in check.Watch(table, source.Rows(table, cancel), n => said.Report(table.Name, rows = n), cancel))
                    {
                        archive.Write(table, row);
                    }

                    said.Done(table.Name, rows);
                    tables++;
                }

                archive.EndTable();
            }

            var (hash, bytes) = archive.Complete(check.ToEnd());
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} is complete: {bytes:N0} bytes, SHA-256 {hash[..16]}…, {(key is null ? "not encrypted" : $"encrypted with the key {key.Id}")}."));
            await (made?.Invoke(hash[..16]) ?? Task.CompletedTask);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"It holds {check.Commits:N0} commits of {check.Streams:N0} streams and {check.Names:N0} names, all checked, in {tables} tables."));
        }
        catch (IOException e)
        {
            throw new StartupException($"The backup cannot be written: {e.Message}", e);
        }

        if (check.Broken.Count > 0)
        {
            await progress.WriteLineAsync($"Broken in the database, and so in the backup, which is complete besides: {string.Join(", ", check.Broken)}.");
            return 1;
        }

        return 0;
    }
}

/// <summary>The database that a connection string names.</summary>
internal static class Sources
{
    public static async Task<ITableSource> Open(string journal, CancellationToken cancel) =>
        PostgresStore.IsMeant(journal) ? await PostgresSource.Open(journal, cancel) : SqliteSource.Open(SqliteFile.PathOf(journal));
}
