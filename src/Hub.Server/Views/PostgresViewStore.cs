using System.Data.Common;
using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Views;

/// <summary>Views in a cluster's database, folded by whichever node is asked first.</summary>
internal sealed class PostgresViewStore(PostgresStore store) : IViewStore
{
    /// <summary>Of <c>pg_advisory_xact_lock</c>, beside that of the schema.</summary>
    private const long Lock = 0x48_55_42_02;

    public Task<Checkpoint> Begin(string fold, long generation, Func<long, IReadOnlyList<string>> tables) => InTransaction(async connection =>
    {
        await Execute(connection, new Statement("SELECT pg_advisory_xact_lock($1)", Lock));
        await Execute(
            connection, new Statement(
            "CREATE TABLE IF NOT EXISTS view_checkpoints (name text PRIMARY KEY, version bigint NOT NULL, position bigint NOT NULL)"));
        if (await Find(connection, fold) is { } at)
        {
            return at;
        }

        foreach (var sql in tables(generation))
        {
            await Execute(connection, new Statement(sql));
        }

        await Execute(connection, new Statement("INSERT INTO view_checkpoints (name, version, position) VALUES ($1, $2, 0)", fold, generation));
        return new Checkpoint(generation, 0);
    });

    public Task<Checkpoint?> Find(string fold) => InTransaction(async connection =>
    {
        await Execute(
            connection, new Statement(
            "CREATE TABLE IF NOT EXISTS view_checkpoints (name text PRIMARY KEY, version bigint NOT NULL, position bigint NOT NULL)"));
        return await Find(connection, fold);
    });

    public Task<Checkpoint> Advance(string fold, Checkpoint from, long to, IReadOnlyList<Statement> changes) => InTransaction(async connection =>
    {
        // Whoever updates the row first holds it until all is done; the next then finds it moved.
        if (await Execute(
            connection, new Statement(
            "UPDATE view_checkpoints SET position = $4 WHERE name = $1 AND version = $2 AND position = $3", fold, from.Generation, from.Position, to)) == 0)
        {
            return await Find(connection, fold) ?? throw new StoreException($"The checkpoint of the {fold} is gone.", mayBeStored: false);
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

        return new Checkpoint(from.Generation, to);
    });

    public Task Replace(string fold, string with, IReadOnlyList<string> statements) => InTransaction(async connection =>
    {
        await Execute(connection, new Statement("SELECT pg_advisory_xact_lock($1)", Lock));
        if (await Find(connection, with) is { } at)
        {
            await Execute(connection, new Statement("DELETE FROM view_checkpoints WHERE name = $1 OR name = $2", fold, with));
            await Execute(
                connection, new Statement("INSERT INTO view_checkpoints (name, version, position) VALUES ($1, $2, $3)", fold, at.Generation, at.Position));
        }

        foreach (var sql in statements)
        {
            await Execute(connection, new Statement(sql));
        }

        return true;
    });

    public Task<List<T>> Query<T>(Statement query, Func<DbDataReader, T> row, CancellationToken cancel = default) =>
        store.Query(query.Sql, reader => row(reader), query.Values, cancel);

    public Task<List<string>> Tables(string prefix) =>
        store.Query("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() AND starts_with(tablename::text, $1) ORDER BY 1", reader =>
            reader.GetString(0), [prefix]);

    public string Contains(string column, string parameter) => $"strpos({column}, {parameter}) > 0";

    private Task<T> InTransaction<T>(Func<NpgsqlConnection, Task<T>> work) => store.Use(async connection =>
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

    private static async Task<Checkpoint?> Find(NpgsqlConnection connection, string fold)
    {
        await using var command = PostgresStore.Command(connection, "SELECT version, position FROM view_checkpoints WHERE name = $1", fold);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? new Checkpoint(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }
}
