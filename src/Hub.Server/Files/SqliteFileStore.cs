using Hub.Server.Journal;

namespace Hub.Server.Files;

/// <summary>Files in the journal's file.</summary>
internal sealed class SqliteFileStore(SqliteStore store, TimeProvider clock) : IFileStore
{
    public Task<string> Add(FileKind kind, ReadOnlyMemory<byte> content, string? looseFrom = null, CancellationToken cancel = default)
    {
        var (id, bytes, at) = (FileContent.IdOf(content.Span), content.ToArray(), clock.GetUtcNow().ToUnixTimeMilliseconds());
        return store.Write(session =>
        {
            var isNew = session.Execute(
                "INSERT INTO files (id, kind, at, content) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING", id, kind.ToString(), at, bytes) > 0;
            if (isNew && looseFrom is not null)
            {
                session.Execute("INSERT INTO loose_files (id, at, network, bytes) VALUES ($1, $2, $3, $4)", id, at, looseFrom, bytes.LongLength);
            }

            return id;
        });
    }

    public Task Attach(IReadOnlyCollection<string> ids) => store.Write(session =>
    {
        foreach (var id in ids)
        {
            session.Execute("DELETE FROM loose_files WHERE id = $1", id);
        }

        return ids.Count;
    });

    public Task Drop(string id)
    {
        var at = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return store.Write(session => session.Execute(
            "INSERT INTO loose_files (id, at, network, bytes) SELECT id, $2, '', 0 FROM files WHERE id = $1 ON CONFLICT (id) DO NOTHING", id, at));
    }

    public async Task<IReadOnlyList<string>> Dropped(DateTimeOffset before) => await store.Read(
        session => session.Query("SELECT id FROM loose_files WHERE at < $1 AND network = ''", row => row.GetString(0), before.ToUnixTimeMilliseconds()),
        CancellationToken.None);

    public Task<(long OfNetwork, long OfAll)> Loose(string from, CancellationToken cancel = default) => store.Read(
        session => session.Query(
            "SELECT coalesce(sum(CASE WHEN network = $1 THEN bytes END), 0), coalesce(sum(bytes), 0) FROM loose_files",
            row => (row.GetInt64(0), row.GetInt64(1)), from).Single(),
        cancel);

    public Task<int> Sweep(DateTimeOffset before) => store.Write(session =>
    {
        var swept = session.Execute("DELETE FROM files WHERE id IN (SELECT id FROM loose_files WHERE at < $1)", before.ToUnixTimeMilliseconds());
        session.Execute("DELETE FROM loose_files WHERE at < $1", before.ToUnixTimeMilliseconds());
        return swept;
    });

    public Task<StoredFile?> Find(string id, CancellationToken cancel = default) => store.Read(
        session => session.Find(
            "SELECT kind, content FROM files WHERE id = $1", row => new StoredFile(Enum.Parse<FileKind>(row.GetString(0)), row.GetFieldValue<byte[]>(1)), id),
        cancel);

    public Task<FileKind?> KindOf(string id, CancellationToken cancel = default) => store.Read(
        session => session.Query("SELECT kind FROM files WHERE id = $1", row => (FileKind?)Enum.Parse<FileKind>(row.GetString(0)), id).SingleOrDefault(),
        cancel);

    public Task<bool> Exist(IReadOnlyCollection<string> ids, CancellationToken cancel = default) => store.Read(
        session => ids.All(id => session.Query("SELECT 1 FROM files WHERE id = $1", _ => true, id).Count == 1), cancel);

    public Task Delete(string id) => store.Write(session =>
    {
        session.Execute("DELETE FROM loose_files WHERE id = $1", id);
        return session.Execute("DELETE FROM files WHERE id = $1", id);
    });

    public async Task<bool> IsNamed(string id) => await store.Read(
        session => session.Text("SELECT EXISTS (SELECT 1 FROM commits WHERE instr(payload, $1) > 0)", id), CancellationToken.None) == "1";
}
