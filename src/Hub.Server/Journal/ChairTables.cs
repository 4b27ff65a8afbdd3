namespace Hub.Server.Journal;

/// <summary>Beside the schema: which accounts were named to chair a meeting. A build that knows nothing of it needs not.</summary>
internal static class ChairTables
{
    public const string Sqlite = "CREATE TABLE IF NOT EXISTS named_chairs (room TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (room, account)) STRICT";

    public const string Postgres = "CREATE TABLE IF NOT EXISTS named_chairs (room text NOT NULL, account text NOT NULL, PRIMARY KEY (room, account))";
}
