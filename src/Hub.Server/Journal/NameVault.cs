using System.Security.Cryptography;
using Hub.Domain;

namespace Hub.Server.Journal;

/// <summary>
/// The vault: every name that an event refers to by its hash, with the salt that the hash needs. It stands beside the commits, and what is deleted here is
/// gone: the hash is left, as in the record. A row is stored before the event that refers to it, in the same transaction as the seat.
/// </summary>
/// <remarks>
/// What the first release stored refers to no names: they stood in the seats alone, as they were called last. When such a database is taken over, each seat's
/// name is fixed once (<c>role</c> says so, and as what they sat there), in the transaction that moves the format on; a crash on the way leaves nothing half
/// done.
/// </remarks>
internal static class NameVault
{
    /// <summary>One tree that grows at each room's end: a crowd that joins writes its names to one page. Nobody asks for a hash but with its room.</summary>
    public const string Sqlite = """
        CREATE TABLE names (
            room TEXT NOT NULL, number INTEGER NOT NULL, participant TEXT NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL, salt BLOB NOT NULL, known TEXT,
              role TEXT,
            PRIMARY KEY (room, number)) STRICT, WITHOUT ROWID;
        ALTER TABLE seats ADD COLUMN name_hash BLOB;
        ALTER TABLE seats ADD COLUMN known TEXT;
        ALTER TABLE seats ADD COLUMN is_member INTEGER NOT NULL DEFAULT 0;
        """;

    /// <summary>An older build that runs meanwhile names the columns it writes, and knows nothing of these.</summary>
    public const string Postgres = """
        CREATE TABLE IF NOT EXISTS names (
            number bigint GENERATED ALWAYS AS IDENTITY, hash bytea PRIMARY KEY, room text NOT NULL, participant text NOT NULL, name text NOT NULL,
              salt bytea NOT NULL, known text, role text);
        CREATE INDEX IF NOT EXISTS names_room ON names (room, participant);
        ALTER TABLE seats ADD COLUMN IF NOT EXISTS name_hash bytea, ADD COLUMN IF NOT EXISTS known text,
          ADD COLUMN IF NOT EXISTS is_member boolean NOT NULL DEFAULT false;
        """;

    /// <summary>
    /// Of <see cref="FixNames"/>, for a database that several nodes have written: a name that a node of the older build changed has no row of its own yet; one
    /// that a node of this build stored has, and no event refers to it.
    /// </summary>
    public const string FixNamesInPostgres = """
        CREATE TEMPORARY TABLE fixing ON COMMIT DROP AS
        SELECT s.participant, s.room, s.name, s.role, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex') AS salt
        FROM seats AS s WHERE s.name <> '' AND NOT EXISTS (SELECT 1 FROM names AS n WHERE n.hash = s.name_hash AND n.name = s.name);
        INSERT INTO names (hash, room, participant, name, salt, role)
        SELECT sha256(salt || convert_to(participant || E'\n' || name, 'UTF8')), room, participant, name, salt, role FROM fixing;
        UPDATE seats AS s SET name_hash = sha256(f.salt || convert_to(f.participant || E'\n' || f.name, 'UTF8')) FROM fixing AS f
          WHERE f.participant = s.participant;
        UPDATE names AS n SET role = s.role FROM seats AS s WHERE s.name_hash = n.hash AND s.name = n.name AND n.role IS NULL;
        UPDATE seats SET is_member = true WHERE role = 'Member' AND NOT is_member;
        """;

    /// <summary>Fixes the names of all seats that have none in the vault yet. Within the caller's transaction.</summary>
    public static void FixNames(SqliteSession session)
    {
        foreach (var (participant, room, name, role) in session.Query(
            "SELECT participant, room, name, role FROM seats WHERE name_hash IS NULL AND name <> ''", row =>
                (row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3))))
        {
            var salt = RandomNumberGenerator.GetBytes(RecordedName.SaltSize);
            var hash = Convert.FromHexString(RecordedName.HashOf(salt, participant, name));
            Add(session, room, participant, name, hash, salt, known: null, role);
            session.Execute("UPDATE seats SET name_hash = $1 WHERE participant = $2", hash, participant);
        }

        session.Execute("UPDATE seats SET is_member = 1 WHERE role = 'Member'");
    }

    /// <summary>Adds a name behind those of its room. Within the caller's transaction.</summary>
    /// <param name="role">Of a name that is fixed for the whole room.</param>
    public static void Add(SqliteSession session, string room, string participant, string name, byte[] hash, byte[] salt, KnownBy? known, string? role) =>
        session.Execute(
        "INSERT INTO names (room, number, participant, name, hash, salt, known, role) SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7 FROM "
        + "names WHERE room = $1",
        room, participant, name, hash, salt, known?.ToString(), role);
}
