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
/// is read. A damaged log ends at the damage, as after loss of power; what stood behind it is missed only by those who remember a later head, as
/// <see cref="HeadFile"/> does.
/// <para>
/// A copy of the file alone lacks what is in the log. Therefore the file itself says, in <c>meta</c>, that a hub has it open, from before the first commit
/// until it is closed, and the log was there, durably, before it said so. A file that says so without a log beside it was copied, and is refused, unless its
/// head file vouches for it: then somebody else opened and closed it after a crash, which takes the log in.
/// </para>
/// </remarks>
internal sealed class SqliteFile : IDisposable
{
    /// <summary>Of the file to which a restore writes, beside the one that it becomes.</summary>
    public const string Restoring = ".restoring";

    /// <summary>Of the write-ahead log, beside the file.</summary>
    public const string Log = "-wal";

    /// <summary>
    /// In <c>meta</c> while a hub has the file open, with the value of <c>opened</c>: where that is another, a build that knows nothing of this has opened the
    /// file since.
    /// </summary>
    public const string Running = "running";

    internal const int SchemaVersion = (int)RecordFormats.Newest;
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

    private Disk.OpenedFile? _file;
    private Disk.OpenedFile? _log;
    private string _database = "";
    private bool _isMarked;

    private SqliteFile(string path, FileStream fileLock)
    {
        Path = path;
        _lock = fileLock;
    }

    public string Path { get; }

    /// <summary>Whether the file and its log are still those that were opened: what is committed to others is lost.</summary>
    public bool IsThere => _file is null || (_file.IsThere && _log!.IsThere);

    /// <exception cref="StartupException">The file cannot be used.</exception>
    public static SqliteFile Open(string connectionString, TimeProvider time)
    {
        var path = PathOf(connectionString);
        var file = new SqliteFile(path, Lock(path));
        try
        {
            var head = HeadFile.Read(path);
            file.RequirePlace(head);
            file._keeper = file.Connect();
            file.CheckPages(file._keeper);
            file.RequireNewest(file._keeper, head);

            var (now, isEmpty) = (time.GetUtcNow(), file._keeper.Text("SELECT count(*) FROM sqlite_schema") == "0");
            if (!isEmpty)
            {
                file.RequireOurs(file._keeper);
                file.Mark(file._keeper, now);
            }

            // Whoever died before us may have left a log that was never synced. It goes into the file, synced, before anybody builds on it.
            file._keeper.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            file.PrepareSchema(file._keeper, now);
            if (isEmpty)
            {
                // The file itself must say that it is one of the hub, and open.
                file._keeper.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }

            (file._file, file._log) = (new Disk.OpenedFile(path), new Disk.OpenedFile(path + Log));
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
        if (!IsThere)
        {
            throw new StoreException($"The database {Path} is not there any more.", mayBeStored: false);
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = _file is null ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
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

    /// <summary>Notes in the head file how far the database has come.</summary>
    /// <param name="session">To read it with.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public void WriteHead(SqliteSession session) => (session.Find(
        "SELECT position, hash FROM commits ORDER BY position DESC LIMIT 1",
        row => new HeadFile(_database, row.GetInt64(0), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(1))))
        ?? new HeadFile(_database, 0, "")).Write(Path);

    /// <summary>
    /// Lets another process open the file, which is whole without its log from then on. All connections that were made must be closed before.
    /// </summary>
    public void Dispose()
    {
        if (_isMarked && IsThere)
        {
            try
            {
                if (_file is not null)
                {
                    WriteHead(_keeper!);
                }

                if (_keeper!.InTransaction)
                {
                    _keeper.Execute("ROLLBACK");
                }

                _keeper.Execute($"DELETE FROM meta WHERE key = '{Running}'");
            }
            catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                // As after a crash: the log stays beside the file, or the head file vouches for it.
            }
        }

        _keeper?.Dispose();
        _file?.Dispose();
        _log?.Dispose();
        _lock.Dispose();
    }

    /// <returns>The full path of the file, whatever links lead there.</returns>
    /// <exception cref="StartupException">The connection string names no file.</exception>
    public static string PathOf(string connectionString)
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
    internal static FileStream Lock(string path)
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

    /// <summary>Before the file is opened, which makes it, and a log, where there is none.</summary>
    private void RequirePlace(HeadFile? head)
    {
        var isThere = File.Exists(Path) && new FileInfo(Path).Length > 0;
        if (!isThere && File.Exists(Path + Restoring))
        {
            throw new StartupException(
                $"A restore into {Path} was not finished: restore again, which begins anew, or delete {Path + Restoring} to begin with an empty database.");
        }

        if (!isThere && head is { Position: > 0 })
        {
            throw new StartupException(
                $"The database {Path} is not there, but {HeadFile.PathOf(Path)} says that it had come to position {head.Position}: put it back or restore a "
                + $"backup; whoever means to begin anew deletes {HeadFile.PathOf(Path)}.");
        }

        if (isThere && head is null && !File.Exists(Path + Log) && IsMarkedOpen())
        {
            throw new StartupException(
                $"The database {Path} was copied while a hub had it open, without its log ({Path + Log}), so that what was stored last is missing: put the log "
                + "beside it or restore a backup; to use it as it is, move it elsewhere and give it to restore --from.");
        }
    }

    /// <summary>Reads the file alone, and leaves it alone: without a log beside it, it is the whole.</summary>
    private bool IsMarkedOpen()
    {
        try
        {
            using var session = new SqliteSession(ReadAlone(Path));
            return session.Text("SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'commits')") == "2"
                && session.Text(
                    $"SELECT count(*) FROM meta AS m JOIN meta AS o ON o.value = m.value WHERE m.key = '{Running}' AND o.key = 'opened'") == "1";
        }
        catch (SqliteException)
        {
            // Whatever it is, opening it says so.
            return false;
        }
    }

    /// <summary>A connection that reads the file as it is, whatever log is beside it, and makes none.</summary>
    internal static SqliteConnection ReadAlone(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = $"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1",
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The head file remembers what was stored here; the database must have it.</summary>
    private void RequireNewest(SqliteSession session, HeadFile? head)
    {
        if (head is null || session.Text("SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'commits')") != "2")
        {
            return;
        }

        const string Choice = "put the newer one back or restore a backup; to use this one, move it elsewhere and give it to restore --from.";
        if (session.Text("SELECT value FROM meta WHERE key = 'database'") != head.Database)
        {
            throw new StartupException(
                $"The database {Path} is another one than stood here, by what {HeadFile.PathOf(Path)} says: {Choice}");
        }

        if (head.Position > 0 && session.Text("SELECT lower(hex(hash)) FROM commits WHERE position = $1", head.Position) is var hash && hash != head.Hash
            && (hash is null or "" || IsWhole(session, head.Position)))
        {
            throw new StartupException(
                $"The database {Path} lacks what this hub has stored: {HeadFile.PathOf(Path)} knows position {head.Position}. It was put back from an older "
                + $"copy, or its log was lost: {Choice}");
        }
    }

    /// <summary>
    /// Whether a commit follows from the one before it. One that does not is damaged, which costs its own stream, and does not say that this is another
    /// database.
    /// </summary>
    private static bool IsWhole(SqliteSession session, long position) => session.Find(
        """
        SELECT stream, number, first_seq, last_seq, at, payload_hash, hash,
            (SELECT hash FROM commits AS before WHERE before.stream = c.stream AND before.number = c.number - 1)
        FROM commits AS c WHERE position = $1
        """,
        row =>
        {
            var (payloadHash, hash, before) = (
                row.GetFieldValue<byte[]>(5), row.GetFieldValue<byte[]>(6), row.IsDBNull(7) ? Head.None.Hash.ToArray() : row.GetFieldValue<byte[]>(7));
            return Chain.CanBeChecked(payloadHash, hash, row.GetInt64(4)) && Chain.CanBeChecked(before, hash, 0)
                && Chain.Next(
                    Hash.Read(before), Hash.Read(payloadHash), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)), row.GetString(0)) == Hash.Read(hash) ? "whole" : "damaged";
        },
        position) == "whole";

    private void CheckPages(SqliteSession session)
    {
        if (new FileInfo(Path).Length <= QuickCheckLimit && session.Text("PRAGMA quick_check(1)") is var found and not "ok")
        {
            throw new StartupException($"The database {Path} is corrupted ({found?.ReplaceLineEndings(" ")}); restore it from a backup.");
        }
    }

    /// <returns>The version of its schema, which this build knows.</returns>
    private int RequireOurs(SqliteSession session)
    {
        if (session.Text("SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'commits')") != "2")
        {
            throw new StartupException($"The database {Path} is not one of the hub; it holds other tables.");
        }

        var version = session.Text("SELECT value FROM meta WHERE key = 'schema'");
        return int.TryParse(version, CultureInfo.InvariantCulture, out var number) && number <= SchemaVersion
            ? number
            : throw new StartupException(
                $"The database {Path} has schema version {version}, and this hub knows up to {SchemaVersion}; start the newer hub that wrote it.");
    }

    /// <summary>From here on the file says that a hub has it open.</summary>
    private void Mark(SqliteSession session, DateTimeOffset now)
    {
        session.Execute(
            $"INSERT INTO meta (key, value) VALUES ('opened', $1), ('{Running}', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            now.ToString("O", CultureInfo.InvariantCulture));
        _isMarked = true;
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

        var number = RequireOurs(session);
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
        if (session.Text("SELECT count(*) FROM pragma_table_info('sessions') WHERE name = 'account'") == "0")
        {
            session.Execute(SessionTables.SqliteAccounts);
        }

        session.Execute(SessionTables.SqliteAccountIndex);
        session.Execute(ReturnTables.Sqlite);
        session.Execute(SeatCardTables.Sqlite);
        Mark(session, now);
        session.Execute(ChairTables.Sqlite);
        session.Execute(ConsentTables.Sqlite);
        session.Execute(NoteTables.Sqlite);
        session.Execute(AccountTables.Sqlite);
        ProviderTables.PrepareSqlite(session);
        session.Execute(PasskeyTables.Sqlite);
        session.Execute(AuditTables.Sqlite);
        SecretTable.PrepareSqlite(session);
        session.Execute(RedactionTables.Sqlite);
        session.Execute(
            "INSERT INTO meta (key, value) VALUES ('database', $1) ON CONFLICT DO NOTHING", Guid.NewGuid().ToString("n"));
        session.Execute("COMMIT");
        _database = session.Text("SELECT value FROM meta WHERE key = 'database'")!;
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
