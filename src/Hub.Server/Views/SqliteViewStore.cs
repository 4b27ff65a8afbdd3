using System.Data.Common;
using Hub.Server.Journal;

namespace Hub.Server.Views;

/// <summary>Views in the journal's file, changed by its one writer.</summary>
internal sealed class SqliteViewStore(SqliteStore store) : IViewStore
{
    public Task<long> Prepare(string view, int version, IReadOnlyList<string> dropped, IReadOnlyList<string> tables) => store.Write(session =>
    {
        session.Execute("CREATE TABLE IF NOT EXISTS view_checkpoints (name TEXT PRIMARY KEY, version INTEGER NOT NULL, position INTEGER NOT NULL) STRICT");
        var known = session.Query("SELECT version, position FROM view_checkpoints WHERE name = $1", r => (Version: r.GetInt64(0), Position: r.GetInt64(1)), view);
        if (known is [var at] && at.Version == version)
        {
            return at.Position;
        }

        foreach (var sql in dropped.Select(table => $"DROP TABLE IF EXISTS {table}").Concat(tables))
        {
            session.Execute(sql);
        }

        session.Execute("INSERT OR REPLACE INTO view_checkpoints (name, version, position) VALUES ($1, $2, 0)", view, version);
        return 0;
    });

    public Task<long> Advance(string view, long from, long to, IReadOnlyList<Statement> changes) => store.Write(session =>
    {
        if (session.Execute("UPDATE view_checkpoints SET position = $3 WHERE name = $1 AND position = $2", view, from, to) == 0)
        {
            return session.Query("SELECT position FROM view_checkpoints WHERE name = $1", r => r.GetInt64(0), view).Single();
        }

        foreach (var change in changes)
        {
            session.Execute(change.Sql, change.Values);
        }

        return to;
    });

    public Task<List<T>> Query<T>(Statement query, Func<DbDataReader, T> row, CancellationToken cancel = default) =>
        store.Read(session => session.Query(query.Sql, reader => row(reader), query.Values), cancel);
}
