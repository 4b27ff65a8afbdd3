using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Privacy;

/// <summary>Wishes in the cluster's database.</summary>
internal sealed class PostgresForgetWishes(PostgresStore store) : IForgetWishes
{
    private const string Columns = "id, person, member, asked, state, decided_by, reason, account";
    private const string Open = "state NOT IN ('Done', 'Declined')";

    /// <remarks>One open wish of a person at most: the index says so.</remarks>
    public async Task<ForgetWish> Add(ForgetWish wish)
    {
        await store.Execute(
            $"INSERT INTO forget_wishes ({Columns}) VALUES ($1, $2, $3::text, $4, $5, $6::text, $7::text, $8::text) ON CONFLICT DO NOTHING",
            wish.Id, wish.Person, wish.Member, wish.AskedAt.ToUnixTimeMilliseconds(), wish.State.ToString(), wish.DecidedBy, wish.Reason, wish.Account);
        return (await store.Query($"SELECT {Columns} FROM forget_wishes WHERE person = $1 AND {Open}", Read, [wish.Person])).FirstOrDefault() ?? wish;
    }

    public async Task<ForgetWish?> FindOf(string person, CancellationToken cancel = default) => (await store.Query(
        $"SELECT {Columns} FROM forget_wishes WHERE person = $1 AND state <> 'Done' ORDER BY asked DESC LIMIT 1", Read, [person], cancel)).FirstOrDefault();

    public async Task<IReadOnlyList<ForgetWish>> ReadOpen(CancellationToken cancel = default) =>
        await store.Query($"SELECT {Columns} FROM forget_wishes WHERE {Open} ORDER BY asked, id", Read, [], cancel);

    public async Task<bool> Move(string id, ForgetState[] from, ForgetState to, string? by = null, string? reason = null) => await store.Execute(
        "UPDATE forget_wishes SET state = $3, decided_by = coalesce($4::text, decided_by), reason = $5::text WHERE id = $1 AND state = ANY ($2)",
        id, from.Select(s => s.ToString()).ToArray(), to.ToString(), by, reason) > 0;

    public async Task Finish(string id, DateTimeOffset at)
    {
        // Before the wish says no more whose it was: whoever stops in between does it again.
        await store.Execute(
            "DELETE FROM forget_wishes WHERE state = 'Declined' AND id <> $1 AND person = (SELECT person FROM forget_wishes WHERE id = $1 AND state <> 'Done')",
            id);
        await store.Execute(
            "UPDATE forget_wishes SET state = 'Done', person = '', member = NULL, account = NULL, done = $2 WHERE id = $1 AND state <> 'Done'",
            id, at.ToUnixTimeMilliseconds());
    }

    private static ForgetWish Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
        Enum.Parse<ForgetState>(row.GetString(4)), row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6),
        row.IsDBNull(7) ? null : row.GetString(7));
}
