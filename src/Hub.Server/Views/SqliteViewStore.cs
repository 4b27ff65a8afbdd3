using System.Data.Common;
using Hub.Server.Journal;

namespace Hub.Server.Views;

/// <summary>Views in the journal's file, changed by its one writer.</summary>
internal sealed class SqliteViewStore(SqliteStore store) : IViewStore
{
    public Task<Checkpoint> Begin(string fold, long generation, Func<long, IReadOnlyList<string>> tables) => store.Write(session =>
    {
        session.Execute("CREATE TABLE IF NOT EXISTS view_checkpoints (name TEXT PRIMARY KEY, version INTEGER NOT NULL, position INTEGER NOT NULL) STRICT");
        if (Find(session, fold) is { } at)
        {
            return at;
        }

        foreach (var sql in tables(generation))
        {
            session.Execute(sql);
        }

        session.Execute("INSERT INTO view_checkpoints (name, version, position) VALUES ($1, $2, 0)", fold, generation);
        return new Checkpoint(generation, 0);
    });

    public Task<Checkpoint?> Find(string fold) => store.Write(session =>
        session.Query("SELECT 1 FROM sqlite_schema WHERE name = 'view_checkpoints'", _ => true).Count == 0 ? null : Find(session, fold));

    public Task<Checkpoint> Advance(string fold, Checkpoint from, long to, IReadOnlyList<Statement> changes) => store.Write(session =>
    {
        if (session.Execute(
            "UPDATE view_checkpoints SET position = $4 WHERE name = $1 AND version = $2 AND position = $3", fold, from.Generation, from.Position, to) == 0)
        {
            return Find(session, fold) ?? throw new StoreException($"The checkpoint of the {fold} is gone.", mayBeStored: false);
        }

        foreach (var change in changes)
        {
            session.Execute(change.Sql, change.Values);
        }

        return new Checkpoint(from.Generation, to);
    });

    public Task Replace(string fold, string with, IReadOnlyList<string> statements) => store.Write(session =>
    {
        if (Find(session, with) is { } at)
        {
            session.Execute("DELETE FROM view_checkpoints WHERE name = $1 OR name = $2", fold, with);
            session.Execute("INSERT INTO view_checkpoints (name, version, position) VALUES ($1, $2, $3)", fold, at.Generation, at.Position);
        }

        foreach (var sql in statements)
        {
            session.Execute(sql);
        }

        return true;
    });

    public Task<List<T>> Query<T>(Statement query, Func<DbDataReader, T> row, CancellationToken cancel = default) =>
        store.Read(session => session.Query(query.Sql, reader => row(reader), query.Values), cancel);

    public Task<List<string>> Tables(string prefix) => store.Read(
        session => session.Query("SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, length($1)) = $1 ORDER BY name", reader =>
            reader.GetString(0), prefix), CancellationToken.None);

    public string Contains(string column, string parameter) => $"instr({column}, {parameter}) > 0";

    private static Checkpoint? Find(SqliteSession session, string fold) =>
        session.Query("SELECT version, position FROM view_checkpoints WHERE name = $1", r => new Checkpoint(r.GetInt64(0), r.GetInt64(1)), fold) is [var at]
            ? at : null;
}
