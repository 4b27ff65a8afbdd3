using System.Globalization;
using Hub.Domain;
using Npgsql;

namespace Hub.Server.Journal;

/// <summary>
/// The tables of a cluster's database, made and brought up to date by the nodes themselves: one after the other, under a lock of the database, each in one
/// transaction. Whatever is in the way is refused with a <see cref="StartupException"/>, in one sentence.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>
    /// Also the number of the record's format. Where it is lower, <see cref="Cluster.FormatWatch"/> moves it on when nobody needs the older one any more.
    /// </summary>
    public const int Version = (int)RecordFormats.Newest;

    /// <summary>Of <c>pg_advisory_xact_lock</c>; any number that no other program takes in this database.</summary>
    public const long Lock = 0x48_55_42_01;

    // Positions are made of transaction ids, as they say what may still come; see PostgresJournal.ReadAll.
    // The rest is as in SQLite: payloads are text, so that any shell reads them; roles are words.
    private const string Tables = """
        CREATE TABLE meta (key text PRIMARY KEY, value text NOT NULL);

        CREATE TABLE commits (
            position     bigint NOT NULL UNIQUE,
            stream       text   NOT NULL,
            number       bigint NOT NULL,
            first_seq    bigint NOT NULL,
            last_seq     bigint NOT NULL,
            at           bigint NOT NULL,
            payload      text   NOT NULL,
            payload_hash bytea  NOT NULL,
            hash         bytea  NOT NULL,
            PRIMARY KEY (stream, number)
        );

        CREATE TABLE snapshots (
            stream  text   PRIMARY KEY,
            number  bigint NOT NULL,
            seq     bigint NOT NULL,
            hash    bytea  NOT NULL,
            version int    NOT NULL,
            state   bytea  NOT NULL
        );

        CREATE TABLE seats (
            participant text PRIMARY KEY,
            room        text NOT NULL,
            person      text NOT NULL,
            name        text NOT NULL,
            role        text NOT NULL,
            UNIQUE (room, person)
        );

        CREATE INDEX seats_person ON seats (person);

        CREATE TABLE codes (
            hash  bytea PRIMARY KEY,
            room  text NOT NULL,
            role  text NOT NULL,
            shown text,
            UNIQUE (room, role)
        );

        CREATE TABLE secrets (name text PRIMARY KEY, value bytea NOT NULL);
        """;

    /// <returns>What is added to this database's transaction ids, so that positions go on rising where it was restored into a younger server; and the format of
    /// its record.</returns>
    public static async Task<(long PositionOffset, RecordFormat Format)> Prepare(NpgsqlConnection connection, CancellationToken cancel)
    {
        await RequireDurable(connection, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var format = await Make(connection, cancel);
        await Execute(
            connection,
            """
            UPDATE meta SET value = (SELECT (coalesce(max(position), 0) >> 10) - pg_current_xact_id()::text::bigint + 1 FROM commits)
            WHERE key = 'position_offset'
              AND (SELECT coalesce(max(position), 0) >> 10 FROM commits) >= pg_current_xact_id()::text::bigint + value::bigint
            """,
            cancel);
        var offset = long.Parse((await Text(connection, "SELECT value FROM meta WHERE key = 'position_offset'", cancel))!, CultureInfo.InvariantCulture);
        await transaction.CommitAsync(cancel);
        return (offset, format);
    }

    /// <summary>Makes the tables that are not there. Within the caller's transaction.</summary>
    /// <returns>The format of the record.</returns>
    public static async Task<RecordFormat> Make(NpgsqlConnection connection, CancellationToken cancel)
    {
        await Execute(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancel);
        if (await Text(connection, "SELECT to_regclass('meta') IS NULL AND to_regclass('commits') IS NULL", cancel) == "True")
        {
            await Execute(connection, Tables, cancel);
            await Execute(connection, $"INSERT INTO meta VALUES ('schema', '{Version}'), ('position_offset', '0')", cancel);
        }
        else if (await Text(connection, "SELECT to_regclass('meta') IS NULL OR to_regclass('commits') IS NULL", cancel) == "True")
        {
            throw new StartupException($"The database {connection.Database} is not one of the hub; it holds other tables.");
        }

        var version = await Text(connection, "SELECT value FROM meta WHERE key = 'schema'", cancel);
        if (!int.TryParse(version, CultureInfo.InvariantCulture, out var number) || number > Version)
        {
            throw new StartupException(
                $"The database {connection.Database} has schema version {version}, and this hub knows up to {Version}; start the newer hub that wrote it.");
        }

        // Beside the schema: a build that knows nothing of it needs not.
        if (await Text(connection, "SELECT to_regclass('names') IS NULL", cancel) == "True")
        {
            await Execute(connection, NameVault.Postgres, cancel);
        }

        await Execute(
            connection, "CREATE TABLE IF NOT EXISTS files (id text PRIMARY KEY, kind text NOT NULL, at bigint NOT NULL, content bytea NOT NULL)", cancel);
        await Execute(
            connection, "CREATE TABLE IF NOT EXISTS loose_files (id text PRIMARY KEY, at bigint NOT NULL, network text NOT NULL, bytes bigint NOT NULL)",
            cancel);
        await Execute(connection, "CREATE TABLE IF NOT EXISTS more_codes (hash bytea PRIMARY KEY, room text NOT NULL, role text NOT NULL, shown text)", cancel);
        await Execute(connection, "CREATE INDEX IF NOT EXISTS more_codes_room ON more_codes (room)", cancel);
        await Execute(connection, SessionTables.Postgres, cancel);
        if (await Text(
            connection,
            "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('sessions') AND attname = 'account' AND NOT attisdropped", cancel) == "0")
        {
            await Execute(connection, SessionTables.PostgresAccounts, cancel);
        }

        await Execute(connection, SessionTables.PostgresAccountIndex, cancel);
        await Execute(connection, ReturnTables.Postgres, cancel);
        await Execute(connection, SeatCardTables.Postgres, cancel);
        await Execute(connection, RedactionTables.Postgres, cancel);
        if (await Text(connection, SecretTable.IsOlderInPostgres, cancel) == "True")
        {
            await Execute(connection, SecretTable.Postgres, cancel);
        }

        await Execute(connection, ChairTables.Postgres, cancel);
        await Execute(connection, ConsentTables.Postgres, cancel);
        await Execute(connection, NoteTables.Postgres, cancel);
        await Execute(connection, AccountTables.Postgres, cancel);
        if (await Text(connection, ProviderTables.IsOlderInPostgres, cancel) == "True")
        {
            await Execute(connection, ProviderTables.PostgresAccounts, cancel);
            await Execute(connection, ProviderTables.PostgresSessions, cancel);
        }

        await Execute(connection, ProviderTables.Postgres, cancel);
        await Execute(connection, ProviderTables.Indexes, cancel);
        await Execute(connection, PasskeyTables.Postgres, cancel);
        await Execute(connection, AuditTables.Postgres, cancel);
        return (RecordFormat)number;
    }

    internal static async Task RequireDurable(NpgsqlConnection connection, CancellationToken cancel)
    {
        foreach (var setting in new[] { "fsync", "synchronous_commit" })
        {
            if (await Text(connection, $"SHOW {setting}", cancel) == "off")
            {
                throw new StartupException($"The database {connection.Database} would lose what it acknowledged: its server has {setting}=off.");
            }
        }

        if (await Text(connection, "SHOW server_encoding", cancel) is var encoding and not "UTF8")
        {
            throw new StartupException($"The database {connection.Database} is encoded in {encoding}; the hub needs UTF8.");
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
#pragma warning disable CA2100 // Every text is one of this file's.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<string?> Text(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
#pragma warning disable CA2100 // Every text is one of this file's.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return Convert.ToString(await command.ExecuteScalarAsync(cancel), CultureInfo.InvariantCulture);
    }
}
