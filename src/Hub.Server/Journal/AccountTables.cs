namespace Hub.Server.Journal;

/// <summary>The table of staff accounts, with what they sign in with, beside the schema: a build that knows nothing of it needs not.</summary>
/// <remarks>
/// <c>login_key</c> is the login's normal form, <c>roles</c> JSON, <c>recovery</c> the hashes that are left in hex with blanks between them; <c>totp</c> is
/// encrypted. Times are Unix milliseconds.
/// </remarks>
internal static class AccountTables
{
    public const string Sqlite = """
        CREATE TABLE IF NOT EXISTS accounts (
            id            TEXT PRIMARY KEY,
            name          TEXT NOT NULL,
            login         TEXT NOT NULL,
            login_key     TEXT NOT NULL UNIQUE,
            roles         TEXT NOT NULL,
            member        TEXT,
            epoch         INTEGER NOT NULL,
            version       INTEGER NOT NULL,
            disabled      INTEGER NOT NULL,
            created       INTEGER NOT NULL,
            password      TEXT,
            totp          BLOB,
            totp_step     INTEGER NOT NULL DEFAULT 0,
            recovery      TEXT NOT NULL DEFAULT '',
            confirmed     INTEGER NOT NULL DEFAULT 0,
            invite        BLOB UNIQUE,
            invited_until INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        """;

    public const string Postgres = """
        CREATE TABLE IF NOT EXISTS accounts (
            id            text PRIMARY KEY,
            name          text   NOT NULL,
            login         text   NOT NULL,
            login_key     text   NOT NULL UNIQUE,
            roles         text   NOT NULL,
            member        text,
            epoch         bigint NOT NULL,
            version       bigint NOT NULL,
            disabled      boolean NOT NULL,
            created       bigint NOT NULL,
            password      text,
            totp          bytea,
            totp_step     bigint NOT NULL DEFAULT 0,
            recovery      text   NOT NULL DEFAULT '',
            confirmed     boolean NOT NULL DEFAULT false,
            invite        bytea UNIQUE,
            invited_until bigint NOT NULL DEFAULT 0
        );
        """;
}
