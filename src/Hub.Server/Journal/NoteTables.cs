namespace Hub.Server.Journal;

/// <summary>
/// Beside the schema: what the house remembers for itself, which is no secret. Builds before <see cref="Domain.RecordFormat.Sixth"/> know nothing of it.
/// </summary>
internal static class NoteTables
{
    public const string Sqlite = "CREATE TABLE IF NOT EXISTS house_notes (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT";

    public const string Postgres = "CREATE TABLE IF NOT EXISTS house_notes (name text PRIMARY KEY, value bytea NOT NULL)";
}
