using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Access;

/// <summary>Seat cards in a cluster's database: each write may be done twice, and whoever reads after it was answered, on any node, finds it.</summary>
public sealed class PostgresSeatCards(PostgresStore store) : ISeatCards
{
    private const string Columns = "hash, room, member, person, replaced";

    public async Task<IReadOnlyList<SeatCard>> Add(IReadOnlyList<SeatCard> cards, bool replace)
    {
        object[] given = [cards.Select(c => c.Hash.ToArray()).ToArray(), cards.Select(c => c.Room).ToArray(), cards.Select(c => c.Member).ToArray()];
        if (replace)
        {
            // Before the new ones are added: the index lets no second card of a member count. Whoever stops in between asks again.
            await store.Execute(
                """
                UPDATE seat_cards AS c SET replaced = true FROM unnest($1::bytea[], $2::text[], $3::text[]) AS g (hash, room, member)
                WHERE c.room = g.room AND c.member = g.member AND NOT EXISTS (SELECT 1 FROM seat_cards AS s WHERE s.hash = g.hash)
                """,
                given);
        }

        await store.Execute(
            "INSERT INTO seat_cards (hash, room, member) SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING", given);
        return await store.Query($"SELECT {Columns} FROM seat_cards WHERE hash = ANY ($1) AND NOT replaced", ReadCard, [given[0]]);
    }

    public async Task<SeatCard?> Find(Hash hash, CancellationToken cancel = default) =>
        (await store.Query($"SELECT {Columns} FROM seat_cards WHERE hash = $1", ReadCard, [hash.ToArray()], cancel)).SingleOrDefault();

    public async Task<IReadOnlyList<SeatCard>> Read(string room, CancellationToken cancel = default) =>
        await store.Query($"SELECT {Columns} FROM seat_cards WHERE room = $1 AND NOT replaced ORDER BY member", ReadCard, [room], cancel);

    public async Task<SeatCard?> Use(Hash hash, string person)
    {
        await store.Execute("UPDATE seat_cards SET person = $2 WHERE hash = $1 AND person IS NULL AND NOT replaced", hash.ToArray(), person);
        return await Find(hash);
    }

    public Task Release(Hash hash, string person) =>
        store.Execute("UPDATE seat_cards SET person = NULL WHERE hash = $1 AND person = $2", hash.ToArray(), person);

    public async Task<IReadOnlyList<SeatCard>> ReadOf(string person, CancellationToken cancel = default) =>
        await store.Query($"SELECT {Columns} FROM seat_cards WHERE person = $1 ORDER BY room, member", ReadCard, [person], cancel);

    public Task Forget(string person) => store.Execute("UPDATE seat_cards SET person = '' WHERE person = $1", person);

    private static SeatCard ReadCard(NpgsqlDataReader row) => new(
        Hash.Read(row.GetFieldValue<byte[]>(0)), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetBoolean(4));
}
