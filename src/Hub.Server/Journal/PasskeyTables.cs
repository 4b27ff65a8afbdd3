namespace Hub.Server.Journal;

/// <summary>
/// The passkeys of staff accounts, and which questions to an authenticator were answered, beside the schema: a build that knows nothing of them needs not.
/// </summary>
/// <remarks>
/// <c>transports</c> has blanks between them; <c>secret</c> is the hash of the account's <c>totp</c> when the passkey was added. Times are Unix milliseconds.
/// </remarks>
internal static class PasskeyTables
{
    public const string Sqlite = """
        CREATE TABLE IF NOT EXISTS passkeys (
            id         TEXT PRIMARY KEY,
            account    TEXT NOT NULL,
            name       TEXT NOT NULL,
            credential BLOB NOT NULL UNIQUE,
            public_key BLOB NOT NULL,
            sign_count INTEGER NOT NULL,
            transports TEXT NOT NULL,
            syncable   INTEGER NOT NULL,
            synced     INTEGER NOT NULL,
            secret     BLOB NOT NULL,
            created    INTEGER NOT NULL,
            used       INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS passkeys_account ON passkeys (account);
        CREATE TABLE IF NOT EXISTS used_challenges (
            hash  BLOB PRIMARY KEY,
            until INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """;

    public const string Postgres = """
        CREATE TABLE IF NOT EXISTS passkeys (
            id         text PRIMARY KEY,
            account    text    NOT NULL,
            name       text    NOT NULL,
            credential bytea   NOT NULL UNIQUE,
            public_key bytea   NOT NULL,
            sign_count bigint  NOT NULL,
            transports text    NOT NULL,
            syncable   boolean NOT NULL,
            synced     boolean NOT NULL,
            secret     bytea   NOT NULL,
            created    bigint  NOT NULL,
            used       bigint
        );
        CREATE INDEX IF NOT EXISTS passkeys_account ON passkeys (account);
        CREATE TABLE IF NOT EXISTS used_challenges (
            hash  bytea PRIMARY KEY,
            until bigint NOT NULL
        );
        """;
}
