namespace Hub.Server.Journal;

/// <summary>
/// Beside the schema: what one account of the staff wants to be done, and another has to agree to. A build that knows nothing of it needs not: what it would
/// ask for, it does.
/// </summary>
internal static class ConsentTables
{
    public const string Sqlite = """
        CREATE TABLE IF NOT EXISTS consents (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, room TEXT NOT NULL, target TEXT NOT NULL, reason TEXT NOT NULL, person TEXT NOT NULL, account TEXT,
            asked INTEGER NOT NULL, until INTEGER NOT NULL, state TEXT NOT NULL, decided_by TEXT, why TEXT) STRICT
        """;

    public const string Postgres = """
        CREATE TABLE IF NOT EXISTS consents (
            id text PRIMARY KEY, kind text NOT NULL, room text NOT NULL, target text NOT NULL, reason text NOT NULL, person text NOT NULL, account text,
            asked bigint NOT NULL, until bigint NOT NULL, state text NOT NULL, decided_by text, why text)
        """;
}
