namespace Hub.Server.Journal;

/// <summary>
/// Beside the schema: by which return key a person acts as the raiser of a topic, and the keys that bring a guest to another device. A build that knows nothing
/// of them needs not.
/// </summary>
internal static class ReturnTables
{
    public const string Sqlite = """
        CREATE TABLE IF NOT EXISTS topic_returns (
            person TEXT NOT NULL, topic TEXT NOT NULL, raiser TEXT NOT NULL, key BLOB NOT NULL, PRIMARY KEY (person, topic)) STRICT;
        CREATE TABLE IF NOT EXISTS moves (person TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, until INTEGER NOT NULL) STRICT;
        """;

    public const string Postgres = """
        CREATE TABLE IF NOT EXISTS topic_returns (
            person text NOT NULL, topic text NOT NULL, raiser text NOT NULL, key bytea NOT NULL, PRIMARY KEY (person, topic));
        CREATE TABLE IF NOT EXISTS moves (person text PRIMARY KEY, hash bytea NOT NULL UNIQUE, until bigint NOT NULL);
        """;
}
