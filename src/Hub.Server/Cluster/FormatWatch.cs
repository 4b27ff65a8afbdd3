using Hub.Domain;
using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Cluster;

/// <summary>
/// Moves the record of a cluster on to the format of this build, once and for all nodes, as soon as no node of an older build is left; until then every node
/// writes what the older ones read. It ends when this node knows that the format has moved on. A node that learns of it late goes on writing the first format
/// for a second, which all read.
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
        if (store.Format >= RecordFormat.Second)
        {
            return;
        }

        try
        {
            if (await store.Use(connection => MoveOn(connection, cancel), cancel))
            {
                store.Know(RecordFormat.Second);
                LogMovedOn(RecordFormat.Second);
            }
        }
#pragma warning disable CA1031 // Whatever it is, the house goes on in the first format, and it is tried again.
        catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogLater(e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (store.Format < RecordFormat.Second && !stoppingToken.IsCancellationRequested)
        {
            await MoveOn(stoppingToken);
            await Task.WhenAny(Task.Delay(Every, stoppingToken));
        }
    }

    /// <returns>Whether the database is of the second format now, and that is stored.</returns>
    private async Task<bool> MoveOn(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await Ask<bool>(connection, $"SELECT pg_try_advisory_xact_lock({PostgresSchema.Lock})", cancel) is false)
        {
            // A node that starts, or moves the format on itself: that shows the next time.
            return false;
        }

        if (await Ask<string>(connection, "SELECT value FROM meta WHERE key = 'schema'", cancel) != PostgresSchema.First)
        {
            return true;
        }

        if (await WaitsFor(connection, cancel) is { Count: > 0 } older)
        {
            Say(string.Join(", ", older));
            return false;
        }

        await Ask<object>(connection, "SET LOCAL idle_in_transaction_session_timeout = '60s'", cancel);
        await Upgrade.ToSecond(connection, cancel);
        await Ask<object>(connection, $"UPDATE meta SET value = '{PostgresSchema.Version}' WHERE key = 'schema'", cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <returns>The nodes of older builds that may still write, of every cluster on this database.</returns>
    private async Task<List<string>> WaitsFor(NpgsqlConnection connection, CancellationToken cancel)
    {
        var there = new List<(string Name, DateTime SignOfLife)>();
        await using (var command = PostgresStore.Command(connection, MembershipTables.OlderSilos))
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

    private void Say(string older)
    {
        if (older != _said)
        {
            _said = older;
            LogWaits(RecordFormat.First, older);
        }
    }

    private static async Task<T?> Ask<T>(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = PostgresStore.Command(connection, sql);
        return (T?)await command.ExecuteScalarAsync(cancel);
    }

    [LoggerMessage(LogLevel.Information, "The record's format is {Format} from now on: no node of an older build is left, and none can join any more")]
    private partial void LogMovedOn(RecordFormat format);

    [LoggerMessage(LogLevel.Information, "The record's format stays {Format} while nodes of an older build are there: {Older}")]
    private partial void LogWaits(RecordFormat format, string older);

    [LoggerMessage(LogLevel.Warning, "The record's format could not be moved on; it is tried again")]
    private partial void LogLater(Exception e);
}
