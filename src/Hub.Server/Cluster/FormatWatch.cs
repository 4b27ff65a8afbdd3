using Hub.Domain;
using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Cluster;

/// <summary>
/// Moves the record of a cluster on to the format of this build, one format after the other, once and for all nodes, as soon as no node is left that does not
/// read the next; until then every node writes what the older ones read. It ends when this node knows that the record is of its own format. A node that learns
/// of it late goes on writing the format before for a second, which all read.
/// </summary>
/// <remarks>
/// Who is there stands in Orleans' membership (<see cref="MembershipTables"/>): each node of this build says in its silo's name what it reads, in the very row
/// by which it joins. Whoever moves the format on holds the schema's lock; a silo that joins at that moment waits for it in a trigger, and is then refused by
/// the database where its name does not say that it reads the new format. So an older node that has checked the schema's number just before is kept out too.
/// </remarks>
internal sealed partial class FormatWatch(PostgresStore store, TimeProvider time, ILogger<FormatWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A node that nobody declares dead, as all of its cluster were killed and none of that name starts again, is taken for gone after so long without a sign
    /// of life. It gives one every 5 s.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (DateTime SignOfLife, long Since)> _older = [];
    private string _said = "";

    /// <summary>Moves on where that may be, or learns that another node has. Idempotent; of several nodes one does it.</summary>
    public async Task MoveOn(CancellationToken cancel)
    {
        try
        {
            while (store.Format < RecordFormats.Newest
                && await store.Use(connection => MoveOn(connection, cancel), cancel) is var format && format > store.Format)
            {
                store.Know(format);
                LogMovedOn(format);
            }
        }
#pragma warning disable CA1031 // Whatever it is, the house goes on in the format it knows, and it is tried again.
        catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogLater(e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (store.Format < RecordFormats.Newest && !stoppingToken.IsCancellationRequested)
        {
            await MoveOn(stoppingToken);
            await Task.WhenAny(Task.Delay(Every, stoppingToken));
        }
    }

    /// <returns>The format that the database is of now, as it is stored.</returns>
    private async Task<RecordFormat> MoveOn(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await Ask<bool>(connection, $"SELECT pg_try_advisory_xact_lock({PostgresSchema.Lock})", cancel) is false)
        {
            // A node that starts, or moves the format on itself: that shows the next time.
            return store.Format;
        }

        var format = (RecordFormat)await Ask<int>(connection, "SELECT value::int FROM meta WHERE key = 'schema'", cancel);
        if (format > store.Format)
        {
            return format;
        }

        var next = format + 1;
        if (await WaitsFor(next, connection, cancel) is { Count: > 0 } older)
        {
            Say(format, string.Join(", ", older));
            return format;
        }

        await Ask<object>(connection, "SET LOCAL idle_in_transaction_session_timeout = '60s'", cancel);
        await Upgrade.To(next, connection, cancel);
        await Ask<object>(connection, $"UPDATE meta SET value = '{(int)next}' WHERE key = 'schema'", cancel);
        await transaction.CommitAsync(cancel);
        return next;
    }

    /// <returns>The nodes that may still write and do not read this format, of every cluster on this database.</returns>
    private async Task<List<string>> WaitsFor(RecordFormat format, NpgsqlConnection connection, CancellationToken cancel)
    {
        var there = new List<(string Name, DateTime SignOfLife)>();
        await using (var command = PostgresStore.Command(connection, MembershipTables.OlderSilos, (int)format))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                there.Add((reader.GetString(0), reader.GetDateTime(1)));
            }
        }

        foreach (var gone in _older.Keys.Except(there.Select(t => t.Name)).ToList())
        {
            _older.Remove(gone);
        }

        var now = time.GetTimestamp();
        foreach (var (name, signOfLife) in there)
        {
            // By this machine's own clock: those of the machines may differ by more than a node may be silent.
            if (!_older.TryGetValue(name, out var before) || before.SignOfLife != signOfLife)
            {
                _older[name] = (signOfLife, now);
            }
        }

        return [.. _older.Where(o => time.GetElapsedTime(o.Value.Since, now) < Patience).Select(o => o.Key).Order(StringComparer.Ordinal)];
    }

    private void Say(RecordFormat format, string older)
    {
        if (older != _said)
        {
            _said = older;
            LogWaits(format, older);
        }
    }

    private static async Task<T?> Ask<T>(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = PostgresStore.Command(connection, sql);
        return (T?)await command.ExecuteScalarAsync(cancel);
    }

    [LoggerMessage(LogLevel.Information, "The record's format is {Format} from now on: every node reads it, and none that does not can join any more")]
    private partial void LogMovedOn(RecordFormat format);

    [LoggerMessage(LogLevel.Information, "The record's format stays {Format} while nodes of an older build are there: {Older}")]
    private partial void LogWaits(RecordFormat format, string older);

    [LoggerMessage(LogLevel.Warning, "The record's format could not be moved on; it is tried again")]
    private partial void LogLater(Exception e);
}
