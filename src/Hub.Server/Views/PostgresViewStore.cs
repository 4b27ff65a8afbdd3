using System.Data.Common;
using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Views;

/// <summary>Views in a cluster's database, folded by whichever node is asked first.</summary>
internal sealed class PostgresViewStore(PostgresStore store) : IViewStore
{
    /// <summary>Of <c>pg_advisory_xact_lock</c>, beside that of the schema.</summary>
    private const long Lock = 0x48_55_42_02;

    public Task<long> Prepare(string view, int version, IReadOnlyList<string> dropped, IReadOnlyList<string> tables) => InTransaction(async connection =>
    {
        await Execute(connection, new Statement("SELECT pg_advisory_xact_lock($1)", Lock));
        await Execute(connection, new Statement("CREATE TABLE IF NOT EXISTS view_checkpoints (name text PRIMARY KEY, version bigint NOT NULL, position bigint NOT NULL)"));
        if (await Number(connection, new Statement("SELECT position FROM view_checkpoints WHERE name = $1 AND version = $2", view, (long)version)) is { } position)
        {
            return position;
        }

        foreach (var sql in dropped.Select(table => $"DROP TABLE IF EXISTS {table}").Concat(tables))
        {
            await Execute(connection, new Statement(sql));
        }

        await Execute(connection, new Statement(
            "INSERT INTO view_checkpoints (name, version, position) VALUES ($1, $2, 0) ON CONFLICT (name) DO UPDATE SET version = excluded.version, position = 0",
            view, (long)version));
        return 0;
    });

    public Task<long> Advance(string view, long from, long to, IReadOnlyList<Statement> changes) => InTransaction(async connection =>
    {
        // Whoever updates the row first holds it until all is done; the next then finds it moved.
        if (await Execute(connection, new Statement("UPDATE view_checkpoints SET position = $3 WHERE name = $1 AND position = $2", view, from, to)) == 0)
        {
            return (await Number(connection, new Statement("SELECT position FROM view_checkpoints WHERE name = $1", view)))!.Value;
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var change in changes)
        {
            var command = new NpgsqlBatchCommand(change.Sql);
            foreach (var value in change.Values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
            }

            batch.BatchCommands.Add(command);
        }

        if (changes.Count > 0)
        {
            await batch.ExecuteNonQueryAsync();
        }

        return to;
    });

    public Task<List<T>> Query<T>(Statement query, Func<DbDataReader, T> row, CancellationToken cancel = default) =>
        store.Query(query.Sql, reader => row(reader), query.Values, cancel);

    private Task<long> InTransaction(Func<NpgsqlConnection, Task<long>> work) => store.Use(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var result = await work(connection);
        await transaction.CommitAsync();
        return result;
    });

    private static async Task<int> Execute(NpgsqlConnection connection, Statement statement)
    {
        await using var command = PostgresStore.Command(connection, statement.Sql, statement.Values);
        return await command.ExecuteNonQueryAsync();
    }

    private static async Task<long?> Number(NpgsqlConnection connection, Statement statement)
    {
        await using var command = PostgresStore.Command(connection, statement.Sql, statement.Values);
        return (long?)await command.ExecuteScalarAsync();
    }
}
