using Hub.Server.Journal;
using Microsoft.Data.Sqlite;

namespace Hub.Server.Access;

/// <summary>The secrets in the file of <see cref="SqliteStore"/>.</summary>
internal sealed class SqliteSecretRows(SqliteStore store) : ISecretRows
{
    private const string Check = $"SELECT value FROM meta WHERE key = '{SecretTable.WrappingKey}'";
    private const string Rows = "SELECT name, value, key_id FROM secrets";
    private const string Put = $"""
        INSERT INTO secrets (name, value, key_id) SELECT $1, $2, $3
        WHERE $3 IS NULL OR EXISTS (SELECT 1 FROM meta WHERE key = '{SecretTable.WrappingKey}' AND substr(value, 1, instr(value, ' ') - 1) = $3)
        ON CONFLICT (name) DO
        """;

    public Task<string?> ReadCheck() => store.Read(session => session.Find(Check, row => row.GetString(0)), CancellationToken.None);

    public Task<string> AddCheck(string check) => store.Write(session =>
    {
        session.Execute($"INSERT INTO meta (key, value) VALUES ('{SecretTable.WrappingKey}', $1) ON CONFLICT DO NOTHING", check);
        return session.Find(Check, row => row.GetString(0))!;
    });

    public Task<SecretRow?> Find(string name) => store.Read(session => session.Find($"{Rows} WHERE name = $1", ReadRow, name), CancellationToken.None);

    public async Task<IReadOnlyList<SecretRow>> ReadAll() =>
        await store.Read(session => session.Query($"{Rows} ORDER BY name", ReadRow), CancellationToken.None);

    public Task Add(SecretRow row) => store.Write(session => session.Execute($"{Put} NOTHING", row.Name, row.Value, row.KeyId));

    public async Task<bool> Set(SecretRow row) => await store.Write(session =>
        session.Execute($"{Put} UPDATE SET value = excluded.value, key_id = excluded.key_id", row.Name, row.Value, row.KeyId)) == 1;

    public Task Remove(string name) => store.Write(session => session.Execute("DELETE FROM secrets WHERE name = $1", name));

    public Task<bool> Rewrap(string check, string newCheck, Func<SecretRow, SecretRow?> change) => store.Write(session =>
    {
        if (session.Find(Check, row => row.GetString(0)) != check)
        {
            return false;
        }

        // What is replaced is overwritten: a plain secret must not stay in the file's free space.
        var before = session.Text("PRAGMA secure_delete");
        session.Execute("PRAGMA secure_delete = ON");
        foreach (var row in session.Query(Rows, ReadRow))
        {
            if (change(row) is { } changed)
            {
                session.Execute("UPDATE secrets SET value = $2, key_id = $3 WHERE name = $1", row.Name, changed.Value, changed.KeyId);
            }
        }

        session.Execute($"UPDATE meta SET value = $1 WHERE key = '{SecretTable.WrappingKey}'", newCheck);
        session.Execute($"PRAGMA secure_delete = {before}");
        return true;
    });

    private static SecretRow ReadRow(SqliteDataReader row) =>
        new(row.GetString(0), row.GetFieldValue<byte[]>(1), row.IsDBNull(2) ? null : row.GetString(2));
}
