namespace Hub.Server.Journal;

/// <summary>The table of sessions, beside the schema of the record: a build that knows nothing of it needs not.</summary>
internal static class SessionTables
{
    /// <summary>The secret that signs tokens: without it, no token is worth anything, whatever it says.</summary>
    public const string SigningKey = "session-key";

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
            ended    INTEGER,
            account  TEXT,
            account_epoch INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS sessions_person ON sessions (person) WHERE ended IS NULL;
        CREATE INDEX IF NOT EXISTS sessions_member ON sessions (member) WHERE member IS NOT NULL AND ended IS NULL;
        CREATE INDEX IF NOT EXISTS sessions_expires ON sessions (expires);
        """;

    /// <summary>Of a table that a build without staff accounts made.</summary>
    public const string SqliteAccounts = """
        ALTER TABLE sessions ADD COLUMN account TEXT;
        ALTER TABLE sessions ADD COLUMN account_epoch INTEGER;
        """;

    public const string SqliteAccountIndex =
        "CREATE INDEX IF NOT EXISTS sessions_account ON sessions (account) WHERE account IS NOT NULL AND ended IS NULL";

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
            ended    timestamptz,
            account  text,
            account_epoch bigint
        );
        CREATE INDEX IF NOT EXISTS sessions_person ON sessions (person) WHERE ended IS NULL;
        CREATE INDEX IF NOT EXISTS sessions_member ON sessions (member) WHERE member IS NOT NULL AND ended IS NULL;
        CREATE INDEX IF NOT EXISTS sessions_ended ON sessions (ended) WHERE ended IS NOT NULL;
        CREATE INDEX IF NOT EXISTS sessions_expires ON sessions (expires);
        """;

    /// <summary>Of a table that a build without staff accounts made. Such a build names the columns it writes, and knows nothing of these.</summary>
    public const string PostgresAccounts = "ALTER TABLE sessions ADD COLUMN IF NOT EXISTS account text, ADD COLUMN IF NOT EXISTS account_epoch bigint";

    public const string PostgresAccountIndex =
        "CREATE INDEX IF NOT EXISTS sessions_account ON sessions (account) WHERE account IS NOT NULL AND ended IS NULL";
}
