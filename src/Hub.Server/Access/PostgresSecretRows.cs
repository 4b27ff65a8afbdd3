using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Access;

/// <summary>
/// The secrets of a cluster, in the journal's database. Whoever rewraps holds the row that says which key wraps what is new; whoever stores a secret shares it,
/// and so waits, and sees what it says then.
/// </summary>
internal sealed class PostgresSecretRows(PostgresStore store) : ISecretRows
{
    private const string Check = $"SELECT value FROM meta WHERE key = '{SecretTable.WrappingKey}'";
    private const string Rows = "SELECT name, value, key_id FROM secrets";
    private const string Put = $"""
        WITH current AS ({Check} FOR SHARE)
        INSERT INTO secrets (name, value, key_id) SELECT $1, $2, $3::text FROM current WHERE $3::text IS NULL OR split_part(current.value, ' ', 1) = $3::text
        ON CONFLICT (name) DO
        """;

    public async Task<string?> ReadCheck() => (await store.Query(Check, row => row.GetString(0), [])).SingleOrDefault();

    public async Task<string> AddCheck(string check)
    {
        await store.Execute($"INSERT INTO meta (key, value) VALUES ('{SecretTable.WrappingKey}', $1) ON CONFLICT DO NOTHING", check);
        return (await ReadCheck())!;
    }

    public async Task<SecretRow?> Find(string name) => (await store.Query($"{Rows} WHERE name = $1", ReadRow, [name])).SingleOrDefault();

    public async Task<IReadOnlyList<SecretRow>> ReadAll() => await store.Query($"{Rows} ORDER BY name COLLATE \"C\"", ReadRow, []);

    public Task Add(SecretRow row) => store.Execute($"{Put} NOTHING", row.Name, row.Value, row.KeyId);

    public async Task<bool> Set(SecretRow row) =>
        await store.Execute($"{Put} UPDATE SET value = excluded.value, key_id = excluded.key_id", row.Name, row.Value, row.KeyId) == 1;

    public Task Remove(string name) => store.Execute("DELETE FROM secrets WHERE name = $1", name);

    public Task<bool> Rewrap(string check, string newCheck, Func<SecretRow, SecretRow?> change) => store.Use(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var current = PostgresStore.Command(connection, $"{Check} FOR UPDATE"))
        {
            if ((string?)await current.ExecuteScalarAsync() != check)
            {
                return false;
            }
        }

        var rows = new List<SecretRow>();
        await using (var all = PostgresStore.Command(connection, $"{Rows} FOR UPDATE"))
        await using (var reader = await all.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                rows.Add(ReadRow(reader));
            }
        }

        foreach (var row in rows)
        {
            if (change(row) is { } changed)
            {
                await Execute(connection, "UPDATE secrets SET value = $2, key_id = $3::text WHERE name = $1", row.Name, changed.Value, changed.KeyId);
            }
        }

        await Execute(connection, $"UPDATE meta SET value = $1 WHERE key = '{SecretTable.WrappingKey}'", newCheck);
        await transaction.CommitAsync();
        return true;
    });

    private static async Task Execute(NpgsqlConnection connection, string sql, params object?[] values)
    {
        await using var command = PostgresStore.Command(connection, sql, values);
        await command.ExecuteNonQueryAsync();
    }

    private static SecretRow ReadRow(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetFieldValue<byte[]>(1), row.IsDBNull(2) ? null : row.GetString(2));
}
