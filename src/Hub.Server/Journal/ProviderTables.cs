namespace Hub.Server.Journal;

/// <summary>
/// What signing in by a provider needs beside the schema: columns of accounts and of sessions that a build before it does not name, and which logout tokens
/// were used. Such a build needs none of it. Times are Unix milliseconds.
/// </summary>
/// <remarks>
/// Of an account: <c>provider</c>, whether it signs in by one; <c>issuer</c> and <c>subject</c>, as whom, once it has; <c>provider_roles</c>, whether the
/// provider says its roles. Of a session: <c>provider_session</c>, what the provider calls the session in which it was opened, blank where it says nothing,
/// and null where it was opened otherwise.
/// </remarks>
internal static class ProviderTables
{
    public const string Sqlite = "CREATE TABLE IF NOT EXISTS used_logouts (token BLOB PRIMARY KEY, until INTEGER NOT NULL) STRICT";

    public const string SqliteAccounts = """
        ALTER TABLE accounts ADD COLUMN provider INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE accounts ADD COLUMN issuer TEXT;
        ALTER TABLE accounts ADD COLUMN subject TEXT;
        ALTER TABLE accounts ADD COLUMN provider_roles INTEGER NOT NULL DEFAULT 0;
        """;

    public const string SqliteSessions = "ALTER TABLE sessions ADD COLUMN provider_session TEXT";

    public const string Postgres = "CREATE TABLE IF NOT EXISTS used_logouts (token bytea PRIMARY KEY, until bigint NOT NULL)";

    public const string PostgresAccounts = """
        ALTER TABLE accounts ADD COLUMN IF NOT EXISTS provider boolean NOT NULL DEFAULT false, ADD COLUMN IF NOT EXISTS issuer text,
            ADD COLUMN IF NOT EXISTS subject text, ADD COLUMN IF NOT EXISTS provider_roles boolean NOT NULL DEFAULT false
        """;

    public const string PostgresSessions = "ALTER TABLE sessions ADD COLUMN IF NOT EXISTS provider_session text";

    /// <summary>In both stores.</summary>
    public const string Indexes = """
        CREATE UNIQUE INDEX IF NOT EXISTS accounts_subject ON accounts (issuer, subject) WHERE subject IS NOT NULL;
        CREATE INDEX IF NOT EXISTS sessions_provider ON sessions (provider_session) WHERE provider_session IS NOT NULL AND ended IS NULL;
        """;

    public const string IsOlderInPostgres = """
        SELECT count(*) < 2 FROM pg_attribute WHERE NOT attisdropped
            AND ((attrelid = to_regclass('accounts') AND attname = 'subject') OR (attrelid = to_regclass('sessions') AND attname = 'provider_session'))
        """;

    public static void PrepareSqlite(SqliteSession session)
    {
        session.Execute(Sqlite);
        if (session.Text("SELECT count(*) FROM pragma_table_info('accounts') WHERE name = 'subject'") == "0")
        {
            session.Execute(SqliteAccounts);
        }

        if (session.Text("SELECT count(*) FROM pragma_table_info('sessions') WHERE name = 'provider_session'") == "0")
        {
            session.Execute(SqliteSessions);
        }

        session.Execute(Indexes);
    }
}
