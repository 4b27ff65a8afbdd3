using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Hub.Server.Access;
using Hub.Server.Journal;
using Microsoft.Extensions.Options;

namespace Hub.Server.Views;

/// <summary>
/// The command <c>rebuild-views</c>: folds the whole journal anew, into tables of their own, compares them with those that are served, and puts them in their
/// place. Killed in the middle, the same command goes on. A house on SQLite must be stopped for it; the nodes of a cluster go on serving, from the old tables
/// until the new ones are complete.
/// </summary>
internal static class Rebuild
{
    public const string Command = "rebuild-views";

    /// <summary>A cluster goes on storing: until both folds have come to the same place.</summary>
    private const int Tries = 20;

    /// <returns>0 where the new tables are equal to the old, byte by byte; 1 where they differ. Either way they are served from now on.</returns>
    /// <exception cref="StartupException">The journal cannot be opened.</exception>
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter progress, CancellationToken cancel = default)
    {
        await using var app = HubServer.Create(args);
        var services = app.Services;
        await services.GetRequiredService<IStore>().Open(cancel);
        var (store, journal, calendar, logger) = (
            services.GetRequiredService<IViewStore>(), services.GetRequiredService<IJournal>(),
            services.GetRequiredService<IOptions<HouseSettings>>().Value.ToCalendar(),
            services.GetRequiredService<ILogger<Fold>>());
        var (served, rebuilt) = (new Fold(ViewTables.Served, store, journal, calendar, logger), new Fold(ViewTables.Rebuilt, store, journal, calendar, logger));
        await served.Begin(1);
        await rebuilt.Begin(served.Tables!.Generation + 1);
        for (var i = 0; i < Tries && (i == 0 || served.Checkpoint.Position != rebuilt.Checkpoint.Position); i++)
        {
            await rebuilt.CatchUp(new Bar("Folding anew", progress), cancel);
            await served.CatchUp(new Bar("Bringing up to date what is served", progress), cancel);
        }

        await progress.WriteLineAsync();
        if (rebuilt.Checkpoint.Position == 0)
        {
            // Of a journal that was named wrongly, equal would be said too.
            await output.WriteLineAsync("The journal is empty: there is nothing to fold.");
            return 0;
        }

        var isEqual = await Compare(store, served, rebuilt, output, cancel);
        await store.Replace(
            ViewTables.Served, ViewTables.Rebuilt, await Obsolete(store, rebuilt.Tables!, isAlone: services.GetService<PostgresStore>() is null));
        await output.WriteLineAsync(
            isEqual ? "The views are rebuilt. They are equal to what was served."
            : "The views are rebuilt. They differ from what was served, and are served from now on.");
        return isEqual ? 0 : 1;
    }

    private static async Task<bool> Compare(IViewStore store, Fold served, Fold rebuilt, TextWriter output, CancellationToken cancel)
    {
        var isEqual = true;
        foreach (var table in rebuilt.Views.SelectMany(v => v.Tables))
        {
            var (before, after) = (await Dump(store, served.Tables!, table, cancel), await Dump(store, rebuilt.Tables!, table, cancel));
            isEqual &= before == after;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{table.Name,-12} {before.Rows,10:N0} rows {before.Hash[..16]}…  {after.Rows,10:N0} rows {after.Hash[..16]}…  "
                + $"{(before == after ? "equal" : "DIFFERENT")}"));
        }

        return isEqual;
    }

    /// <summary>All rows in the order of their key, hashed.</summary>
    private static async Task<(long Rows, string Hash)> Dump(IViewStore store, ViewTables tables, ViewTable table, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = await store.Query(
            new Statement($"SELECT * FROM {tables.NameOf(table.Name)} ORDER BY {table.Key}"),
            row =>
            {
                for (var i = 0; i < row.FieldCount; i++)
                {
                    hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{row.GetValue(i)}\u001f")));
                }

                hash.AppendData("\n"u8);
                return true;
            },
            cancel);
        return (rows.Count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Drops what nobody reads any more. In a cluster, tables of another version may be read by a node of another build.</summary>
    private static async Task<IReadOnlyList<string>> Obsolete(IViewStore store, ViewTables kept, bool isAlone)
    {
        var (ofGeneration, ofVersion) = (kept.NameOf(""), string.Create(CultureInfo.InvariantCulture, $"{ViewTables.Prefix}{ViewTables.Version}_"));
        return [.. (await store.Tables(ViewTables.Prefix))
            .Where(t => t != "view_checkpoints" && !t.StartsWith(ofGeneration, StringComparison.Ordinal)
                && (isAlone || t.StartsWith(ofVersion, StringComparison.Ordinal)))
            .Select(t => $"DROP TABLE {t}")];
    }

    /// <summary>A bar that changes in place.</summary>
    private sealed class Bar(string what, TextWriter to) : IProgress<FoldProgress>
    {
        private const int Width = 30;

        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private TimeSpan? _told;

        public void Report(FoldProgress value)
        {
            var part = value.Last == 0 ? 1 : Math.Clamp((double)value.Position / value.Last, 0, 1);
            if (part < 1 && _clock.Elapsed - _told < TimeSpan.FromMilliseconds(200))
            {
                return;
            }

            _told = _clock.Elapsed;
            var perSecond = value.Commits / Math.Max(0.001, _clock.Elapsed.TotalSeconds);
            to.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"\r{what} [{new string('#', (int)(part * Width)),-Width}] {part:P0}  {value.Commits:N0} commits, {perSecond:N0} a second   "));
        }
    }
}
