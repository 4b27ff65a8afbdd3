using Hub.Domain;
using Hub.Server.Journal;

namespace Hub.Server.Access;

/// <summary>
/// What the house remembers for itself, the same for every node: that something is to be erased, and how far it has read what was forgotten. What was answered
/// is durable.
/// </summary>
/// <remarks>
/// Builds before <see cref="RecordFormat.Sixth"/> kept it among the <see cref="HouseSecrets"/>: as long as such a node may be there it stays there, and then it
/// is taken over, note by note, when it is asked for.
/// </remarks>
/// <param name="format">Of the record, as this node knows it.</param>
internal sealed class HouseNotes(INoteRows rows, HouseSecrets secrets, Func<RecordFormat> format)
{
    /// <returns>Null where there is none.</returns>
    public async Task<byte[]?> Find(string name)
    {
        var left = (await secrets.Read(name)).GetValueOrDefault(name);
        if (left is null || format() < RecordFormat.Sixth)
        {
            return left ?? await rows.Find(name);
        }

        await rows.Set(name, left);
        await secrets.Remove(name);
        return left;
    }

    /// <summary>Replaces a note. Idempotent.</summary>
    public async Task Set(string name, byte[] value)
    {
        if (format() < RecordFormat.Sixth)
        {
            await secrets.Set(name, value);
            return;
        }

        await rows.Set(name, value);
        await secrets.Remove(name);
    }
}

/// <summary>The notes as they lie in the database. Only <see cref="HouseNotes"/> asks for them.</summary>
internal interface INoteRows
{
    Task<byte[]?> Find(string name);

    /// <summary>Stores a note in the place of whatever there is. Idempotent.</summary>
    Task Set(string name, byte[] value);
}

/// <summary>In the file of <see cref="SqliteStore"/>.</summary>
internal sealed class SqliteNoteRows(SqliteStore store) : INoteRows
{
    public Task<byte[]?> Find(string name) => store.Read(
        session => session.Find("SELECT value FROM house_notes WHERE name = $1", row => row.GetFieldValue<byte[]>(0), name), CancellationToken.None);

    public Task Set(string name, byte[] value) => store.Write(session => session.Execute(
        "INSERT INTO house_notes (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value));
}

/// <summary>In a cluster's database.</summary>
internal sealed class PostgresNoteRows(PostgresStore store) : INoteRows
{
    public async Task<byte[]?> Find(string name) =>
        (await store.Query("SELECT value FROM house_notes WHERE name = $1", row => row.GetFieldValue<byte[]>(0), [name])).SingleOrDefault();

    public Task Set(string name, byte[] value) => store.Execute(
        "INSERT INTO house_notes (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value);
}
