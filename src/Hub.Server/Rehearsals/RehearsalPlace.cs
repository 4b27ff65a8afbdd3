using Hub.Server.Journal;
using Hub.Server.Keys;
using Npgsql;

namespace Hub.Server.Rehearsals;

/// <summary>
/// Where a rehearsal stores: on the same disk or the same database server as the house itself, so that its store is measured, and apart from all that is the
/// house's. In a house on SQLite that is a folder beside the file, in a cluster a schema of the database. There is one for each house, which holds whoever
/// rehearses; what a killed rehearsal has left is deleted by the next.
/// </summary>
internal sealed class RehearsalPlace : IAsyncDisposable
{
    /// <summary>Of the folder, behind the name of the database's file.</summary>
    public const string Suffix = ".rehearsal";

    public const string Schema = "hub_rehearsal";

    private const string LockFile = "lock";

    /// <summary>Of <c>pg_try_advisory_lock</c>, beside those of the schema and of the views.</summary>
    private const long Lock = 0x48_55_42_07;

    private readonly string _folder;
    private readonly FileStream? _lock;
    private readonly NpgsqlConnection? _connection;
    private int _gone;

    private RehearsalPlace(string folder, string journal, FileStream? fileLock, NpgsqlConnection? connection) =>
        (_folder, Journal, _lock, _connection) = (folder, journal, fileLock, connection);

    /// <summary>The journal's own connection string.</summary>
    public string Journal { get; }

    public string Store => _connection is null ? "sqlite" : "postgresql";

    /// <summary>A folder of the rehearsal's, by its name.</summary>
    public string Folder(string name) => Path.Combine(_folder, name);

    /// <param name="house">The connection string of the house's journal.</param>
    /// <exception cref="RehearsalUnderWayException">Somebody rehearses already.</exception>
    /// <exception cref="StartupException">There is no such place to be had; says why.</exception>
    public static async Task<RehearsalPlace> Take(string house, CancellationToken cancel)
    {
        try
        {
            var place = PostgresStore.IsMeant(house) ? await TakeSchema(house, cancel) : TakeFolder(house);
            try
            {
                new KeyRing(place.Folder("keys"), makesItsFirst: true).Make(TimeProvider.System.GetUtcNow());
                PrivateFiles.MakeFolder(place.Folder("lists"));
                return place;
            }
            catch
            {
                await place.DisposeAsync();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"A rehearsal has no place to store: {e.Message}", e);
        }
        catch (NpgsqlException e)
        {
            throw new StartupException($"A rehearsal needs a schema of its own in the database (CREATE on it): {e.Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _gone, 1) != 0)
        {
            return;
        }

        try
        {
            if (_connection is not null)
            {
                await Execute(_connection, $"DROP SCHEMA IF EXISTS {Schema} CASCADE", CancellationToken.None);
            }
        }
        finally
        {
            // The lock goes last: nobody else takes a folder that is being deleted.
            Directory.Delete(_folder, recursive: true);
            await (_lock?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private static RehearsalPlace TakeFolder(string house)
    {
        var folder = SqliteFile.PathOf(house) + Suffix;
        PrivateFiles.MakeFolder(folder);
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, LockFile)))
        {
            throw new RehearsalUnderWayException();
        }

        Empty(folder);
        return new RehearsalPlace(folder, $"Data Source={Path.Combine(folder, "hub.db")}", held, null);
    }

    private static async Task<RehearsalPlace> TakeSchema(string house, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(house) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            await using (var held = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection))
            {
                held.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Lock });
                if (await held.ExecuteScalarAsync(cancel) is not true)
                {
                    throw new RehearsalUnderWayException();
                }
            }

            await Execute(connection, $"DROP SCHEMA IF EXISTS {Schema} CASCADE", cancel);
            await Execute(connection, $"CREATE SCHEMA {Schema}", cancel);
            return new RehearsalPlace(
                Directory.CreateTempSubdirectory("hub-rehearsal-").FullName,
                new NpgsqlConnectionStringBuilder(house) { SearchPath = Schema }.ConnectionString, null, connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>All but the lock, which is held.</summary>
    private static void Empty(string folder)
    {
        foreach (var entry in Directory.GetFileSystemEntries(folder).Where(entry => Path.GetFileName(entry) != LockFile))
        {
            if (Directory.Exists(entry))
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }
    }

#pragma warning disable CA2100 // The statements are this class's own.
    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
#pragma warning restore CA2100
}
