using Hub.Server.Journal;
using Microsoft.Data.Sqlite;

namespace Hub.Server.Access;

/// <summary>Seat cards in the file of <see cref="SqliteStore"/>, on the same writer as the journal.</summary>
public sealed class SqliteSeatCards(SqliteStore store) : ISeatCards
{
    private const string Columns = "hash, room, member, person, replaced";

    public Task<IReadOnlyList<SeatCard>> Add(IReadOnlyList<SeatCard> cards, bool replace) => store.Write<IReadOnlyList<SeatCard>>(session =>
    {
        foreach (var card in cards)
        {
            if (replace && Find(session, card.Hash) is null)
            {
                session.Execute("UPDATE seat_cards SET replaced = 1 WHERE room = $1 AND member = $2", card.Room, card.Member);
            }

            session.Execute("INSERT INTO seat_cards (hash, room, member) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                card.Hash.ToArray(), card.Room, card.Member);
        }

        return [.. cards.Select(card => Find(session, card.Hash)).OfType<SeatCard>().Where(card => !card.IsReplaced)];
    });

    public Task<SeatCard?> Find(Hash hash, CancellationToken cancel = default) => store.Read(session => Find(session, hash), cancel);

    public Task<IReadOnlyList<SeatCard>> Read(string room, CancellationToken cancel = default) => store.Read<IReadOnlyList<SeatCard>>(
        session => session.Query($"SELECT {Columns} FROM seat_cards WHERE room = $1 AND replaced = 0 ORDER BY member", ReadCard, room), cancel);

    public Task<SeatCard?> Use(Hash hash, string person) => store.Write(session =>
    {
        session.Execute("UPDATE seat_cards SET person = $2 WHERE hash = $1 AND person IS NULL AND replaced = 0", hash.ToArray(), person);
        return Find(session, hash);
    });

    public Task Release(Hash hash, string person) =>
        store.Write(session => session.Execute("UPDATE seat_cards SET person = NULL WHERE hash = $1 AND person = $2", hash.ToArray(), person));

    public Task<IReadOnlyList<SeatCard>> ReadOf(string person, CancellationToken cancel = default) => store.Read<IReadOnlyList<SeatCard>>(
        session => session.Query($"SELECT {Columns} FROM seat_cards WHERE person = $1 ORDER BY room, member", ReadCard, person), cancel);

    public Task Forget(string person) =>
        store.Write(session => session.Execute("UPDATE seat_cards SET person = '' WHERE person = $1", person));

    private static SeatCard? Find(SqliteSession session, Hash hash) =>
        session.Find($"SELECT {Columns} FROM seat_cards WHERE hash = $1", ReadCard, hash.ToArray());

    private static SeatCard ReadCard(SqliteDataReader row) => new(
        Hash.Read(row.GetFieldValue<byte[]>(0)), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetInt64(4) != 0);
}
