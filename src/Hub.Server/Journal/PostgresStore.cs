using System.Data.Common;
using System.Net.Sockets;
using Hub.Domain;
using Npgsql;

namespace Hub.Server.Journal;

/// <summary>
/// A cluster's database, as one node uses it: a pool of connections for reads and single writes, and <see cref="PostgresLane"/>s for the journal. What the
/// database answers with an error, or does not answer, is a <see cref="StoreException"/>.
/// </summary>
public sealed partial class PostgresStore : IStore, IAsyncDisposable
{
    /// <summary>A meeting and its box, and several meetings, are stored beside each other; more lanes make smaller batches.</summary>
    private const int Lanes = 4;

    /// <summary>
    /// What the connection string does not say: a node that is cut off gives up soon, and one that falls asleep within a transaction holds up nobody.
    /// </summary>
    private const string Defaults =
        "Timeout=5;Command Timeout=10;Cancellation Timeout=1000;Maximum Pool Size=40;Max Auto Prepare=60;Auto Prepare Min Usages=2;Application Name=hub";

    /// <summary>The tables in which something personal can stand, besides the views.</summary>
    private static readonly string[] Personal =
        ["commits", "snapshots", "names", "seats", "sessions", "files", "loose_files", "topic_returns", "moves", "forget_wishes", "seat_cards", "codes",
        "accounts", "passkeys", "audit_networks", "named_chairs", "consents"];

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(15);

    private readonly NpgsqlDataSource _source;
    private readonly bool _isUnchecked;
    private readonly ILogger _logger;
    private readonly PostgresLane[] _lanes;
    private volatile RecordFormat _format = RecordFormat.First;

    public PostgresStore(string connectionString, ILogger<PostgresStore> logger, JournalMeter? meter = null)
    {
        var settings = Understand(connectionString);
        Place = $"PostgreSQL {settings.Host}:{settings.Port}, database {settings.Database ?? settings.Username}";
        (_logger, _isUnchecked) = (logger, IsUnchecked(settings));
        _source = NpgsqlDataSource.Create(settings);
        _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new PostgresLane(_source, logger, meter))];
    }

    public string Place { get; }

    /// <summary>For those who bring their own texts: Orleans' membership.</summary>
    internal NpgsqlDataSource Source => _source;

    /// <summary>Added to transaction ids to make positions; see <see cref="PostgresSchema.Prepare"/>.</summary>
    internal long PositionOffset { get; private set; }

    /// <summary>Which format the record is of, as far as this node knows: the first until the database has said another.</summary>
    internal RecordFormat Format => _format;

    /// <summary>Whether a connection string is one of PostgreSQL: it names a host.</summary>
    public static bool IsMeant(string? connectionString)
    {
        try
        {
            var settings = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return settings.ContainsKey("Host") || settings.ContainsKey("Server");
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether nobody checks the certificate of a server that is on another machine: then whoever stands between may be the database.</summary>
    internal static bool IsUnchecked(NpgsqlConnectionStringBuilder settings) =>
        settings.SslMode < SslMode.VerifyCA && settings.Host is { } hosts && hosts.Split(',').Any(host => !IsHere(host.Trim()));

    /// <summary>Waits a while for a server that is starting; what it says for good it says at once.</summary>
    public async Task Open(CancellationToken cancel = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(StartPatience);
        while (true)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(cancel);
                (PositionOffset, var format) = await PostgresSchema.Prepare(connection, cancel);
                Know(format);
                LogOpened(Place);
                if (_isUnchecked)
                {
                    LogUnchecked(Place);
                }

                return;
            }
            catch (Exception e) when (IsOfDatabase(e) && !cancel.IsCancellationRequested)
            {
                var isPassing = e is not PostgresException { IsTransient: false };
                if (!isPassing || patience.IsCancellationRequested)
                {
                    throw new StartupException($"The database of Journal:ConnectionString ({Place}) cannot be used: {Sentence(e)}.", e);
                }

                LogWaiting(Place, Sentence(e));
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), patience.Token));
            }
        }
    }

    /// <summary>The database says that it is of this format. What is known is never forgotten.</summary>
    internal void Know(RecordFormat format)
    {
        if (format > _format)
        {
            _format = format;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_lanes.Select(lane => lane.DisposeAsync().AsTask()));
        await _source.DisposeAsync();
    }

    async Task<long> IStore.Size(CancellationToken cancel) =>
        (await Query("SELECT pg_database_size(current_database())", row => row.GetInt64(0), [], cancel)).Single();

    /// <summary>
    /// VACUUM FULL writes each table that can hold something personal anew; a plain one would leave the old bytes within its pages. So would the planner's
    /// statistics, which hold samples of values: they are gathered anew, and their table is then written anew too, which the database's owner may. A table that
    /// somebody else holds for long is given up, and the whole is asked again. What PostgreSQL's own log still holds is gone once that log is: see k8s/README.
    /// </summary>
    async Task IStore.Erase()
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync();
            var tables = new List<string>();
            await using (var list = Command(
                connection,
                "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = current_schema() AND (tablename = ANY ($1) OR tablename LIKE 'view%')",
                (object)Personal))
            await using (var reader = await list.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync())
                {
                    tables.Add(reader.GetString(0));
                }
            }

            await Run("SET lock_timeout = '3s'");
            try
            {
                foreach (var table in tables)
                {
                    await Run($"VACUUM (FULL, ANALYZE) {table}");
                }

                await Run("VACUUM FULL pg_catalog.pg_statistic");
            }
            finally
            {
                await Run("RESET lock_timeout");
            }

            async Task Run(string sql)
            {
                await using var command = Command(connection, sql);
                command.CommandTimeout = 0;
                await command.ExecuteNonQueryAsync();
            }
        }
        catch (Exception e) when (IsOfDatabase(e))
        {
            throw new StoreException($"The tables could not be written anew: {Sentence(e)}.", mayBeStored: true, isRefusal: IsRefusal(e));
        }
    }

    /// <summary>Stores one row of the journal, with whatever else waits in its lane; a stream keeps to one lane.</summary>
    internal Task<AppendOutcome> Append(Row row) => _lanes[(uint)string.GetHashCode(row.Stream, StringComparison.Ordinal) % Lanes].Append(row);

    /// <summary>
    /// Does a read, or a write that may be done twice, over a connection of the pool; where the connection turns out to be dead, once more over a fresh one.
    /// </summary>
    /// <exception cref="StoreException">The database did not do it. <see cref="StoreException.MayBeStored"/> is true: what was on its way may be
    /// done.</exception>
    internal async Task<T> Use<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancel = default)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(cancel);
                return await work(connection);
            }
            catch (Exception e) when (IsOfDatabase(e) && !cancel.IsCancellationRequested)
            {
                if (again || e is PostgresException { IsTransient: false } or { InnerException: TimeoutException })
                {
                    LogFailed(e);
                    throw new StoreException($"The database did not do it: {Sentence(e)}.", mayBeStored: true, isRefusal: IsRefusal(e));
                }

                if (IsCut(e))
                {
                    // A server that was started again has cut them all.
                    _source.Clear();
                }
            }
        }
    }

    internal Task<int> Execute(string sql, params object?[] values) => Use(async connection =>
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync();
    });

    internal Task<List<T>> Query<T>(string sql, Func<NpgsqlDataReader, T> row, object?[] values, CancellationToken cancel = default) => Use(
        async connection =>
        {
            await using var command = Command(connection, sql, values);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancel))
            {
                rows.Add(row(reader));
            }

            return rows;
        },
        cancel);

    internal static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
#pragma warning disable CA2100 // Every text is a constant of the caller's; values go beside it.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }

    /// <summary>Whether this is the database's, or the network's before it.</summary>
    internal static bool IsOfDatabase(Exception e) => e is DbException or TimeoutException or SocketException or IOException;

    /// <summary>Whether the connection broke, and with it probably the others. A server that is only busy has cut none.</summary>
    internal static bool IsCut(Exception e) => e switch
    {
        PostgresException said => said.SqlState is "57P01" or "57P02" or "57P03" || said.SqlState.StartsWith("08", StringComparison.Ordinal),
        _ => e is IOException or SocketException or NpgsqlException { InnerException: IOException or SocketException },
    };

    /// <summary>Values that do not fit, and constraints (SQLSTATE classes 22 and 23), and what is not there (42): the same statement fails again.</summary>
    internal static bool IsRefusal(Exception e) =>
        e is PostgresException said
        && (said.SqlState.StartsWith("22", StringComparison.Ordinal) || said.SqlState.StartsWith("23", StringComparison.Ordinal)
        || said.SqlState.StartsWith("42", StringComparison.Ordinal));

    internal static string Sentence(Exception e) =>
        ((e as PostgresException)?.MessageText ?? e.InnerException?.Message ?? e.Message).ReplaceLineEndings(" ").TrimEnd('.');

    internal static NpgsqlConnectionStringBuilder Understand(string connectionString)
    {
        try
        {
            // What stands later counts.
            var settings = new NpgsqlConnectionStringBuilder($"{Defaults};{connectionString}");
            settings.Options = $"{settings.Options} -c idle_in_transaction_session_timeout=5000".TrimStart();
            return settings;
        }
        catch (ArgumentException e)
        {
            throw new StartupException($"Journal:ConnectionString cannot be understood: {Sentence(e)}.", e);
        }
    }

    private static bool IsHere(string host) =>
        host.StartsWith('/') || host.Split(':')[0].Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.StartsWith("127.", StringComparison.Ordinal) || host == "::1";

    [LoggerMessage(
        LogLevel.Warning, "{Place} is on another machine, and its certificate is not checked: say SSL Mode=VerifyFull in Journal:ConnectionString")]
    private partial void LogUnchecked(string place);

    [LoggerMessage(LogLevel.Information, "The journal is {Place}")]
    private partial void LogOpened(string place);

    [LoggerMessage(LogLevel.Warning, "{Place} is not there yet: {Why}")]
    private partial void LogWaiting(string place, string why);

    [LoggerMessage(LogLevel.Warning, "The database did not do what it was asked")]
    private partial void LogFailed(Exception e);
}
