using Hub.Domain;
using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Cluster;

/// <summary>
/// Where the nodes of a cluster know each other from: Orleans' membership in the journal's database. Orleans brings the protocol and asks for nine texts by
/// their keys in the table <c>OrleansQuery</c>; tables and texts are these. Made at every start, under a lock of the database: the newest program's texts
/// count.
/// </summary>
/// <remarks>
/// A change of the membership rests on the version that its writer has read: it is one statement, which moves the version on and changes a row, or does
/// neither. A silo's name says which format its build reads (<see cref="NewName"/>); one that says nothing reads the first. Whoever does not read what the
/// database is of is refused by it, whatever build made the text of its query.
/// </remarks>
internal static class MembershipTables
{
    /// <summary>What a silo's build reads, of its row.</summary>
    private const string Reads = "coalesce(substring(silo_name from '^reads-([0-9]+)-')::int, 1)";

    private static readonly string Tables = $"""
        SELECT pg_advisory_xact_lock(4740674);

        CREATE TABLE IF NOT EXISTS OrleansQuery (QueryKey text PRIMARY KEY, QueryText text NOT NULL);

        CREATE TABLE IF NOT EXISTS cluster_versions (cluster text PRIMARY KEY, version int NOT NULL);

        CREATE TABLE IF NOT EXISTS silos (
            cluster       text NOT NULL REFERENCES cluster_versions ON DELETE CASCADE,
            address       text NOT NULL,
            port          int  NOT NULL,
            generation    int  NOT NULL,
            silo_name     text NOT NULL,
            host_name     text NOT NULL,
            status        int  NOT NULL,
            proxy_port    int,
            suspect_times text,
            start_time    timestamptz NOT NULL,
            i_am_alive    timestamptz NOT NULL,
            PRIMARY KEY (cluster, address, port, generation)
        );

        CREATE OR REPLACE FUNCTION silo_reads_the_record() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock_shared({PostgresSchema.Lock});
            IF (SELECT {Reads} FROM (SELECT NEW.silo_name) AS s) < (SELECT value::int FROM meta WHERE key = 'schema') THEN
                RAISE EXCEPTION 'The record of this database has moved on to a format that the build of this node does not read; start the newer hub.';
            END IF;
            RETURN NEW;
        END $$;

        DO $$
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = 'silos'::regclass AND tgname = 'silo_reads_the_record') THEN
                CREATE TRIGGER silo_reads_the_record BEFORE INSERT ON silos FOR EACH ROW EXECUTE FUNCTION silo_reads_the_record();
            END IF;
        END $$;
        """;

    private const string ThisSilo = "cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation";

    private const string Silos = """
        SELECT v.version AS Version, s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo_name AS SiloName, s.host_name AS HostName,
               s.status AS Status, s.proxy_port AS ProxyPort, s.suspect_times AS SuspectTimes, s.start_time AS StartTime, s.i_am_alive AS IAmAliveTime
        FROM cluster_versions AS v LEFT JOIN silos AS s ON s.cluster = v.cluster
        """;

    /// <summary>Of <see cref="Orleans.Runtime.SiloStatus.Dead"/>.</summary>
    private const string Dead = "6";

    /// <summary>Silos that do not read the format $1, and are not dead; each with its last sign of life.</summary>
    public const string OlderSilos =
        $"SELECT cluster || '/' || address || ':' || port || '@' || generation, i_am_alive FROM silos WHERE status <> {Dead} AND {Reads} < $1";

    private static readonly (string Key, string Text)[] Queries =
    [
        ("InsertMembershipVersionKey", """
            WITH made AS (INSERT INTO cluster_versions VALUES (@DeploymentId, 0) ON CONFLICT DO NOTHING RETURNING 1)
            SELECT count(*)::int FROM made
            """),
        ("InsertMembershipKey", $"""
            WITH moved AS (
                UPDATE cluster_versions SET version = version + 1
                WHERE cluster = @DeploymentId AND version = @Version AND NOT EXISTS (SELECT 1 FROM silos WHERE {ThisSilo})
                RETURNING cluster),
            made AS (
                INSERT INTO silos (cluster, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive)
                SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM moved
                RETURNING 1)
            SELECT count(*)::int FROM made
            """),
        ("UpdateMembershipKey", $"""
            WITH moved AS (
                UPDATE cluster_versions SET version = version + 1
                WHERE cluster = @DeploymentId AND version = @Version AND EXISTS (SELECT 1 FROM silos WHERE {ThisSilo})
                RETURNING 1),
            changed AS (
                UPDATE silos SET status = @Status, suspect_times = @SuspectTimes, i_am_alive = @IAmAliveTime
                WHERE {ThisSilo} AND EXISTS (SELECT 1 FROM moved)
                RETURNING 1)
            SELECT count(*)::int FROM changed
            """),
        ("UpdateIAmAlivetimeKey", $"UPDATE silos SET i_am_alive = @IAmAliveTime WHERE {ThisSilo}"),
        ("MembershipReadRowKey", $"{Silos} AND s.address = @Address AND s.port = @Port AND s.generation = @Generation WHERE v.cluster = @DeploymentId"),
        ("MembershipReadAllKey", $"{Silos} WHERE v.cluster = @DeploymentId"),
        ("DeleteMembershipTableEntriesKey", "DELETE FROM cluster_versions WHERE cluster = @DeploymentId"),
        ("GatewaysQueryKey", """
            SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation FROM silos
            WHERE cluster = @DeploymentId AND status = @Status AND proxy_port > 0
            """),
        ("CleanupDefunctSiloEntriesKey", $"DELETE FROM silos WHERE cluster = @DeploymentId AND status = {Dead} AND i_am_alive < @IAmAliveTime"),
    ];

    /// <summary>A name for this process's silo, as it says what this build reads.</summary>
    public static string NewName() => $"reads-{(int)RecordFormats.Newest}-{Guid.NewGuid():n}";

    public static Task Prepare(PostgresStore store, CancellationToken cancel) => store.Use(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await using var tables = PostgresStore.Command(connection, Tables);
            await tables.ExecuteNonQueryAsync(cancel);
            foreach (var (key, text) in Queries)
            {
                await using var query = PostgresStore.Command(
                    connection, "INSERT INTO OrleansQuery VALUES ($1, $2) ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText", key, text);
                await query.ExecuteNonQueryAsync(cancel);
            }

            await transaction.CommitAsync(cancel);
            return true;
        },
        cancel);
}
