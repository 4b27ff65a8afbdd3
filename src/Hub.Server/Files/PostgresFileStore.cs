using Hub.Server.Journal;

namespace Hub.Server.Files;

/// <summary>Files in the cluster's database.</summary>
internal sealed class PostgresFileStore(PostgresStore store, TimeProvider clock) : IFileStore
{
    public async Task<string> Add(FileKind kind, ReadOnlyMemory<byte> content, string? looseFrom = null, CancellationToken cancel = default)
    {
        var (id, at) = (FileContent.IdOf(content.Span), clock.GetUtcNow().ToUnixTimeMilliseconds());
        await store.Execute(
            """
            WITH added AS (INSERT INTO files (id, kind, at, content) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING RETURNING id)
            INSERT INTO loose_files (id, at, network, bytes) SELECT id, $3, $5, $6 FROM added WHERE $5 <> ''
            """,
            id, kind.ToString(), at, content.ToArray(), looseFrom ?? "", (long)content.Length);
        return id;
    }

    public async Task Attach(IReadOnlyCollection<string> ids) => await store.Execute("DELETE FROM loose_files WHERE id = ANY($1)", (object)ids.ToArray());

    public async Task Drop(string id) => await store.Execute(
        "INSERT INTO loose_files (id, at, network, bytes) SELECT id, $2, '', 0 FROM files WHERE id = $1 ON CONFLICT (id) DO NOTHING",
        id, clock.GetUtcNow().ToUnixTimeMilliseconds());

    public async Task<IReadOnlyList<string>> Dropped(DateTimeOffset before) => await store.Query(
        "SELECT id FROM loose_files WHERE at < $1 AND network = ''", row => row.GetString(0), [before.ToUnixTimeMilliseconds()]);

    public async Task<(long OfNetwork, long OfAll)> Loose(string from, CancellationToken cancel = default) => (await store.Query(
        "SELECT coalesce(sum(bytes) FILTER (WHERE network = $1), 0)::bigint, coalesce(sum(bytes), 0)::bigint FROM loose_files",
        row => (row.GetInt64(0), row.GetInt64(1)), [from], cancel)).Single();

    public async Task<int> Sweep(DateTimeOffset before) => (await store.Query(
        """
        WITH swept AS (DELETE FROM loose_files WHERE at < $1 RETURNING id), gone AS (DELETE FROM files WHERE id IN (SELECT id FROM swept) RETURNING 1)
        SELECT count(*) FROM gone
        """,
        row => (int)row.GetInt64(0), [before.ToUnixTimeMilliseconds()])).Single();

    public async Task<StoredFile?> Find(string id, CancellationToken cancel = default)
    {
        return (await store.Query(
            "SELECT kind, content FROM files WHERE id = $1", row =>
                new StoredFile(Enum.Parse<FileKind>(row.GetString(0)), row.GetFieldValue<byte[]>(1)), [id], cancel)).SingleOrDefault();
    }

    public async Task<FileKind?> KindOf(string id, CancellationToken cancel = default) =>
        (await store.Query("SELECT kind FROM files WHERE id = $1", row => (FileKind?)Enum.Parse<FileKind>(row.GetString(0)), [id], cancel)).SingleOrDefault();

    public async Task<bool> Exist(IReadOnlyCollection<string> ids, CancellationToken cancel = default)
    {
        var wanted = ids.Distinct().ToArray();
        return (await store.Query("SELECT count(*) FROM files WHERE id = ANY($1)", row => row.GetInt64(0), [wanted], cancel)).Single() == wanted.Length;
    }

    public async Task Delete(string id)
    {
        await store.Execute("WITH loose AS (DELETE FROM loose_files WHERE id = $1) DELETE FROM files WHERE id = $1", id);
    }

    public async Task<bool> IsNamed(string id) =>
        (await store.Query("SELECT EXISTS (SELECT 1 FROM commits WHERE position($1 IN payload) > 0)", row => row.GetBoolean(0), [id])).Single();
}
