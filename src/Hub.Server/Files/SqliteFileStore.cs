using Hub.Server.Journal;

namespace Hub.Server.Files;

/// <summary>Files in the journal's file.</summary>
internal sealed class SqliteFileStore(SqliteStore store, TimeProvider clock) : IFileStore
{
    public Task<string> Add(FileKind kind, ReadOnlyMemory<byte> content, CancellationToken cancel = default)
    {
        var (id, bytes, at) = (FileContent.IdOf(content.Span), content.ToArray(), clock.GetUtcNow().ToUnixTimeMilliseconds());
        return store.Write(session =>
        {
            session.Execute("INSERT INTO files (id, kind, at, content) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING", id, kind.ToString(), at, bytes);
            return id;
        });
    }

    public Task<StoredFile?> Find(string id, CancellationToken cancel = default) => store.Read(
        session => session.Find(
            "SELECT kind, content FROM files WHERE id = $1", row => new StoredFile(Enum.Parse<FileKind>(row.GetString(0)), row.GetFieldValue<byte[]>(1)), id),
        cancel);

    public Task<bool> Exist(IReadOnlyCollection<string> ids, CancellationToken cancel = default) => store.Read(
        session => ids.All(id => session.Query("SELECT 1 FROM files WHERE id = $1", _ => true, id).Count == 1), cancel);

    public Task Delete(string id) => store.Write(session => session.Execute("DELETE FROM files WHERE id = $1", id));
}
