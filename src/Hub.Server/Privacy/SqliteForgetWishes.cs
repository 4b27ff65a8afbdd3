using Hub.Server.Journal;
using Microsoft.Data.Sqlite;

namespace Hub.Server.Privacy;

/// <summary>Wishes in the journal's file.</summary>
internal sealed class SqliteForgetWishes(SqliteStore store) : IForgetWishes
{
    private const string Columns = "id, person, member, asked, state, decided_by, reason, account";
    private const string Open = "state NOT IN ('Done', 'Declined')";

    public Task<ForgetWish> Add(ForgetWish wish) => store.Write(session =>
    {
        if (session.Query($"SELECT {Columns} FROM forget_wishes WHERE person = $1 AND {Open}", Read, wish.Person).FirstOrDefault() is { } before)
        {
            return before;
        }

        session.Execute(
            $"INSERT INTO forget_wishes ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            wish.Id, wish.Person, wish.Member, wish.AskedAt.ToUnixTimeMilliseconds(), wish.State.ToString(), wish.DecidedBy, wish.Reason, wish.Account);
        return wish;
    });

    public async Task<ForgetWish?> FindOf(string person, CancellationToken cancel = default) => (await store.Read(
        session => session.Query(
            $"SELECT {Columns} FROM forget_wishes WHERE person = $1 AND state <> 'Done' ORDER BY asked DESC LIMIT 1", Read, person), cancel)).FirstOrDefault();

    public Task<IReadOnlyList<ForgetWish>> ReadOpen(CancellationToken cancel = default) => store.Read<IReadOnlyList<ForgetWish>>(
        session => session.Query($"SELECT {Columns} FROM forget_wishes WHERE {Open} ORDER BY asked, id", Read), cancel);

    public Task<bool> Move(string id, ForgetState[] from, ForgetState to, string? by = null, string? reason = null) => store.Write(session =>
        from.Sum(state => session.Execute(
            "UPDATE forget_wishes SET state = $3, decided_by = coalesce($4, decided_by), reason = $5 WHERE id = $1 AND state = $2",
            id, state.ToString(), to.ToString(), by, reason)) > 0);

    public Task Finish(string id, DateTimeOffset at) => store.Write(session =>
    {
        session.Execute(
            "DELETE FROM forget_wishes WHERE state = 'Declined' AND id <> $1 AND person = (SELECT person FROM forget_wishes WHERE id = $1 AND state <> 'Done')",
            id);
        return session.Execute(
            "UPDATE forget_wishes SET state = 'Done', person = '', member = NULL, account = NULL, done = $2 WHERE id = $1 AND state <> 'Done'",
            id, at.ToUnixTimeMilliseconds());
    });

    private static ForgetWish Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
        Enum.Parse<ForgetState>(row.GetString(4)), row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6),
        row.IsDBNull(7) ? null : row.GetString(7));
}
