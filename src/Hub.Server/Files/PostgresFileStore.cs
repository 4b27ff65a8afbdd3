using Hub.Server.Journal;

namespace Hub.Server.Files;

/// <summary>Files in the cluster's database.</summary>
internal sealed class PostgresFileStore(PostgresStore store, TimeProvider clock) : IFileStore
{
    public async Task<string> Add(FileKind kind, ReadOnlyMemory<byte> content, CancellationToken cancel = default)
    {
        var id = FileContent.IdOf(content.Span);
        await store.Execute(
            "INSERT INTO files (id, kind, at, content) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING", id, kind.ToString(),
            clock.GetUtcNow().ToUnixTimeMilliseconds(), content.ToArray());
        return id;
    }

    public async Task<StoredFile?> Find(string id, CancellationToken cancel = default)
    {
        return (await store.Query(
            "SELECT kind, content FROM files WHERE id = $1", row =>
                new StoredFile(Enum.Parse<FileKind>(row.GetString(0)), row.GetFieldValue<byte[]>(1)), [id], cancel)).SingleOrDefault();
    }

    public async Task<bool> Exist(IReadOnlyCollection<string> ids, CancellationToken cancel = default)
    {
        var wanted = ids.Distinct().ToArray();
        return (await store.Query("SELECT count(*) FROM files WHERE id = ANY($1)", row => row.GetInt64(0), [wanted], cancel)).Single() == wanted.Length;
    }

    public async Task Delete(string id)
    {
        await store.Execute("DELETE FROM files WHERE id = $1", id);
    }
}
