namespace Hub.Server.Journal;

/// <summary>
/// Beside the schema: who asked to be forgotten, and which commits hold another payload than the one that was stored first, and the hash of what stands there
/// now. A build before <see cref="Domain.RecordFormat.Fifth"/> knows nothing of it, and would take such a commit for a forged one: none is made before that
/// format.
/// </summary>
internal static class RedactionTables
{
    /// <remarks>A commit that was redacted twice has two rows: whoever has just read what stood there in between finds that one too.</remarks>
    public const string Sqlite = """
        CREATE TABLE IF NOT EXISTS redactions (
            stream TEXT NOT NULL, number INTEGER NOT NULL, payload_hash BLOB NOT NULL, by_seq INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,
            PRIMARY KEY (stream, number, payload_hash)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS forget_wishes (
            id TEXT PRIMARY KEY, person TEXT NOT NULL, member TEXT, asked INTEGER NOT NULL, state TEXT NOT NULL, decided_by TEXT, reason TEXT, done INTEGER,
            account TEXT)
            STRICT;
        """;

    public const string Postgres = """
        CREATE TABLE IF NOT EXISTS redactions (
            stream text NOT NULL, number bigint NOT NULL, payload_hash bytea NOT NULL, by_seq bigint NOT NULL, at bigint NOT NULL, reason text NOT NULL,
            PRIMARY KEY (stream, number, payload_hash));
        CREATE TABLE IF NOT EXISTS forget_wishes (
            id text PRIMARY KEY, person text NOT NULL, member text, asked bigint NOT NULL, state text NOT NULL, decided_by text, reason text, done bigint,
            account text);
        CREATE UNIQUE INDEX IF NOT EXISTS forget_wishes_open ON forget_wishes (person) WHERE state NOT IN ('Done', 'Declined');
        """;
}
