using System.Globalization;
using Hub.Domain;
using Microsoft.Data.Sqlite;

namespace Hub.Server.Journal;

/// <summary>
/// The database file, once opened: held by this process alone, writable, with a write-ahead log that is synced at every commit, and of a schema that
/// this version knows. Whatever is in the way of that is refused with a <see cref="StartupException"/>, in one sentence.
/// </summary>
/// <remarks>
/// What a start checks of the contents: header and schema always; the structure of every page (<c>quick_check</c>) of files up to
/// <see cref="QuickCheckLimit"/>, as it reads them whole. Neither looks at values: a flipped byte in a payload is found by the hash chain when the stream
/// is read. A damaged log ends at the damage, as after loss of power; what stood behind it is missed only by those who remember a later head.
/// </remarks>
internal sealed class SqliteFile : IDisposable
{
    private const int SchemaVersion = (int)RecordFormats.Newest;
    private const long QuickCheckLimit = 64 << 20;

    // Positions come from AUTOINCREMENT: never given twice, so that nothing is ever stored behind a position that was read.
    // The payload is text, so that any SQLite shell reads it; bytes go in and out unchanged.
    // Roles are words, not numbers: a number would bind what is stored to an order of declaration.
    private const string Schema = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

        CREATE TABLE commits (
            position     INTEGER PRIMARY KEY AUTOINCREMENT,
            stream       TEXT    NOT NULL,
            number       INTEGER NOT NULL,
            first_seq    INTEGER NOT NULL,
            last_seq     INTEGER NOT NULL,
            at           INTEGER NOT NULL,
            payload      TEXT    NOT NULL,
            payload_hash BLOB    NOT NULL,
            hash         BLOB    NOT NULL,
            UNIQUE (stream, number)
        ) STRICT;

        CREATE TABLE snapshots (
            stream  TEXT PRIMARY KEY,
            number  INTEGER NOT NULL,
            seq     INTEGER NOT NULL,
            hash    BLOB    NOT NULL,
            version INTEGER NOT NULL,
            state   BLOB    NOT NULL
        ) STRICT;

        CREATE TABLE seats (
            participant TEXT PRIMARY KEY,
            room        TEXT NOT NULL,
            person      TEXT NOT NULL,
            name        TEXT NOT NULL,
            role        TEXT NOT NULL,
            UNIQUE (room, person)
        ) STRICT;

        CREATE INDEX seats_person ON seats (person);

        CREATE TABLE codes (
            hash  BLOB PRIMARY KEY,
            room  TEXT NOT NULL,
            role  TEXT NOT NULL,
            shown TEXT,
            UNIQUE (room, role)
        ) STRICT;

        CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
        """;

    private readonly FileStream _lock;

    // Open as long as the file is, so that no other connection is ever the last one. SQLite reads the log anew once all are closed, and would take a commit
    // whose sync failed for a good one; and what is stored behind a frame that never reached the disk is lost with the power, though it was synced itself.
    private SqliteSession? _keeper;

    private SqliteFile(string path, FileStream fileLock)
    {
        Path = path;
        _lock = fileLock;
    }

    public string Path { get; }

    /// <exception cref="StartupException">The file cannot be used.</exception>
    public static SqliteFile Open(string connectionString, TimeProvider time)
    {
        var path = PathOf(connectionString);
        var file = new SqliteFile(path, Lock(path));
        try
        {
            file._keeper = file.Connect();
            file.CheckPages(file._keeper);

            // Whoever died before us may have left a log that was never synced. It goes into the file, synced, before anybody builds on it.
            file._keeper.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            file.PrepareSchema(file._keeper, time.GetUtcNow());
            return file;
        }
        catch (Exception e)
        {
            file.Dispose();
            throw e is SqliteException sqlite ? file.Refusal(sqlite) : e;
        }
    }

    /// <summary>Opens one more connection, and asserts that what it commits is synced.</summary>
    public SqliteSession Connect(bool readOnly = false)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 5,
        }.ConnectionString);
        var session = new SqliteSession(connection);
        try
        {
            connection.Open();

            // Nobody else writes, but a shell or a backup may look in for a moment.
            session.Execute("PRAGMA busy_timeout = 5000");
            var mode = session.Text("PRAGMA journal_mode = WAL");

            // FULL syncs the log at every commit; NORMAL would lose acknowledged commits with the power. On macOS only fullfsync reaches the disk.
            session.Execute("PRAGMA synchronous = FULL");
            session.Execute("PRAGMA fullfsync = ON");
            session.Execute(readOnly ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF");
            if (mode != "wal" || session.Text("PRAGMA synchronous") != "2")
            {
                throw new StartupException($"The database {Path} would not survive a loss of power: its file system takes no write-ahead log.");
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Lets another process open the file. All connections that were made must be closed before.</summary>
    public void Dispose()
    {
        _keeper?.Dispose();
        _lock.Dispose();
    }

    private static string PathOf(string connectionString)
    {
        try
        {
            var settings = new SqliteConnectionStringBuilder(connectionString);
            if (settings.DataSource is "" or ":memory:" || settings.DataSource.StartsWith("file:", StringComparison.Ordinal)
                || settings.Mode is SqliteOpenMode.Memory or SqliteOpenMode.ReadOnly)
            {
                throw new StartupException(
                    "Journal:ConnectionString must name a file that the hub may write, as in \"Data Source=data/hub.db\", or a PostgreSQL server, as in "
                    + "\"Host=…;Database=…\".");
            }

            // The lock stands beside the file itself, whatever links lead there.
            var file = new FileInfo(settings.DataSource);
            return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }
        catch (ArgumentException e)
        {
            // It is not repeated here: what was meant for PostgreSQL may hold a password.
            throw new StartupException($"Journal:ConnectionString cannot be understood: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new StartupException($"The database of Journal:ConnectionString cannot be reached: {e.Message}", e);
        }
    }

    /// <summary>
    /// Keeps every other process out. The operating system holds the lock (flock) for as long as this process lives, so that kill -9 leaves none behind;
    /// the empty file that carries it stays, as deleting it would let two processes lock two files of one name.
    /// </summary>
    private static FileStream Lock(string path)
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        if (Directory.Exists(path))
        {
            throw new StartupException($"The database {path} is a folder; it must be a file.");
        }

        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new StartupException($"The database {path} is in use by another process of the hub; only one at a time may open it.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The folder {folder} of the database cannot be written: {e.Message}", e);
        }
    }

    // EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private void CheckPages(SqliteSession session)
    {
        if (new FileInfo(Path).Length <= QuickCheckLimit && session.Text("PRAGMA quick_check(1)") is var found and not "ok")
        {
            throw new StartupException($"The database {Path} is corrupted ({found?.ReplaceLineEndings(" ")}); restore it from a backup.");
        }
    }

    /// <summary>
    /// Creates the schema in an empty file, or checks its version and brings the content up to it; all in one transaction. Writes at every start: what cannot
    /// store must not begin to serve.
    /// </summary>
    private void PrepareSchema(SqliteSession session, DateTimeOffset now)
    {
        session.Execute("BEGIN IMMEDIATE");
        if (session.Text("SELECT count(*) FROM sqlite_schema") == "0")
        {
            session.Execute(Schema);
            session.Execute(NameVault.Sqlite);
            session.Execute("INSERT INTO meta (key, value) VALUES ('schema', $1)", SchemaVersion.ToString(CultureInfo.InvariantCulture));
        }
        else if (session.Text("SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'commits')") != "2")
        {
            throw new StartupException($"The database {Path} is not one of the hub; it holds other tables.");
        }

        var version = session.Text("SELECT value FROM meta WHERE key = 'schema'");
        if (!int.TryParse(version, CultureInfo.InvariantCulture, out var number) || number > SchemaVersion)
        {
            throw new StartupException(
                $"The database {Path} has schema version {version}, and this hub knows up to {SchemaVersion}; start the newer hub that wrote it.");
        }

        if (number < SchemaVersion)
        {
            for (var next = number + 1; next <= SchemaVersion; next++)
            {
                Upgrade.To((RecordFormat)next, session);
            }

            session.Execute("UPDATE meta SET value = $1 WHERE key = 'schema'", SchemaVersion.ToString(CultureInfo.InvariantCulture));
        }

        // Beside the schema: a build that knows nothing of it needs not.
        session.Execute("CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, kind TEXT NOT NULL, at INTEGER NOT NULL, content BLOB NOT NULL) STRICT");
        session.Execute(
            "CREATE TABLE IF NOT EXISTS loose_files (id TEXT PRIMARY KEY, at INTEGER NOT NULL, network TEXT NOT NULL, bytes INTEGER NOT NULL) STRICT");
        session.Execute("CREATE TABLE IF NOT EXISTS more_codes (hash BLOB PRIMARY KEY, room TEXT NOT NULL, role TEXT NOT NULL, shown TEXT) STRICT");
        session.Execute("CREATE INDEX IF NOT EXISTS more_codes_room ON more_codes (room)");
        session.Execute(SessionTables.Sqlite);
        session.Execute(ReturnTables.Sqlite);
        session.Execute(SeatCardTables.Sqlite);
        session.Execute(
            "INSERT INTO meta (key, value) VALUES ('opened', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            now.ToString("O", CultureInfo.InvariantCulture));
        session.Execute("COMMIT");
    }

    private StartupException Refusal(SqliteException e) => new(
        e switch
        {
            { SqliteErrorCode: SqliteCode.Full } or { SqliteExtendedErrorCode: SqliteCode.NoSpaceForSharedMemory } =>
                $"There is no space left on the disk of the database {Path}.",
            { SqliteErrorCode: SqliteCode.ReadOnly } => $"The database {Path} is read-only; the hub must be able to write it.",
            { SqliteErrorCode: SqliteCode.NotADatabase } => $"The file {Path} is not a SQLite database, or its header is damaged.",
            { SqliteErrorCode: SqliteCode.Corrupt } => $"The database {Path} is corrupted; restore it from a backup.",
            { SqliteErrorCode: SqliteCode.Busy or SqliteCode.Locked } => $"The database {Path} is locked by another program.",
            { SqliteErrorCode: SqliteCode.CannotOpen } => $"The database {Path} cannot be opened for reading and writing.",
            _ => $"The database {Path} cannot be used: {e.Message}",
        },
        e);
}

/// <summary>Result codes of SQLite (sqlite.org/rescode.html) that mean something to the store.</summary>
internal static class SqliteCode
{
    public const int Error = 1;
    public const int TooBig = 18;
    public const int Constraint = 19;
    public const int Mismatch = 20;
    public const int Busy = 5;
    public const int Locked = 6;
    public const int ReadOnly = 8;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int NotADatabase = 26;
    public const int NoSpaceForSharedMemory = 4874;
}
