namespace Hub.Server.Journal;

/// <summary>The table of sessions, beside the schema of the record: a build that knows nothing of it needs not.</summary>
internal static class SessionTables
{
    public const string Sqlite = """
        CREATE TABLE IF NOT EXISTS sessions (
            id       TEXT PRIMARY KEY,
            person   TEXT NOT NULL,
            member   TEXT,
            epoch    TEXT,
            device   TEXT NOT NULL,
            network  TEXT NOT NULL,
            started  INTEGER NOT NULL,
            seen     INTEGER NOT NULL,
            expires  INTEGER NOT NULL,
            ended    INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS sessions_person ON sessions (person) WHERE ended IS NULL;
        CREATE INDEX IF NOT EXISTS sessions_member ON sessions (member) WHERE member IS NOT NULL AND ended IS NULL;
        CREATE INDEX IF NOT EXISTS sessions_expires ON sessions (expires);
        """;

    /// <remarks>When a session ended is said by the server's clock, the same for all nodes.</remarks>
    public const string Postgres = """
        CREATE TABLE IF NOT EXISTS sessions (
            id       text PRIMARY KEY,
            person   text   NOT NULL,
            member   text,
            epoch    text,
            device   text   NOT NULL,
            network  text   NOT NULL,
            started  bigint NOT NULL,
            seen     bigint NOT NULL,
            expires  bigint NOT NULL,
            ended    timestamptz
        );
        CREATE INDEX IF NOT EXISTS sessions_person ON sessions (person) WHERE ended IS NULL;
        CREATE INDEX IF NOT EXISTS sessions_member ON sessions (member) WHERE member IS NOT NULL AND ended IS NULL;
        CREATE INDEX IF NOT EXISTS sessions_ended ON sessions (ended) WHERE ended IS NOT NULL;
        CREATE INDEX IF NOT EXISTS sessions_expires ON sessions (expires);
        """;
}
