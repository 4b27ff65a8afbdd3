namespace Hub.Server.Journal;

/// <summary>
/// The table of the house's secrets as this build has it: with the id of the key that a value is wrapped with, or none, as a build before
/// <see cref="Domain.RecordFormat.Fifth"/> stores it. Such a build names the columns it writes, and knows nothing of this one.
/// </summary>
internal static class SecretTable
{
    /// <summary>In <c>meta</c>: the id of the key that wraps what is new, a blank, and a value by which a node knows that it has that very key.</summary>
    public const string WrappingKey = "wrapping-key";

    /// <summary>Asked first: the change waits for everybody who reads the table, and they for it.</summary>
    public const string IsOlderInPostgres =
        "SELECT NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'secrets'::regclass AND attname = 'key_id' AND NOT attisdropped)";

    public const string Postgres = "ALTER TABLE secrets ADD COLUMN IF NOT EXISTS key_id text";

    public static void PrepareSqlite(SqliteSession session)
    {
        if (session.Text("SELECT count(*) FROM pragma_table_info('secrets') WHERE name = 'key_id'") == "0")
        {
            session.Execute("ALTER TABLE secrets ADD COLUMN key_id TEXT");
        }
    }
}
