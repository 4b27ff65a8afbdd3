namespace Hub.Server.Journal;

/// <summary>
/// The blocks of addresses that the audit log refers to by their hash, each with its salt, until they are deleted. Beside the schema: a build that knows
/// nothing of them needs not.
/// </summary>
internal static class AuditTables
{
    public const string Sqlite = """
        CREATE TABLE IF NOT EXISTS audit_networks (
            hash BLOB PRIMARY KEY, salt BLOB NOT NULL, network TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS audit_networks_at ON audit_networks (at);
        """;

    public const string Postgres = """
        CREATE TABLE IF NOT EXISTS audit_networks (hash bytea PRIMARY KEY, salt bytea NOT NULL, network text NOT NULL, at bigint NOT NULL);
        CREATE INDEX IF NOT EXISTS audit_networks_at ON audit_networks (at);
        """;
}
