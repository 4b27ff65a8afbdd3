using Hub.Server.Journal;

namespace Hub.Server.Access;

/// <summary>Returns in the file of <see cref="SqliteStore"/>.</summary>
public sealed class SqliteReturns(SqliteStore store) : IReturnStore
{
    public Task Return(string person, string topic, string raiser, Hash key) => store.Write(session => session.Execute(
        """
        INSERT INTO topic_returns (person, topic, raiser, key) VALUES ($1, $2, $3, $4)
        ON CONFLICT (person, topic) DO UPDATE SET raiser = excluded.raiser, key = excluded.key
        """,
        person, topic, raiser, key.ToArray()));

    public Task<string?> FindRaiser(string person, string topic, CancellationToken cancel = default) => store.Read(
        session => session.Find(
            "SELECT r.raiser FROM topic_returns r JOIN codes c ON c.hash = r.key AND c.room = $3 WHERE r.person = $1 AND r.topic = $2",
            row => row.GetString(0), person, topic, StreamNames.OfTopic(topic)),
        cancel);

    public Task SetMove(string person, Hash key, DateTimeOffset until, DateTimeOffset now) => store.Write(session =>
    {
        session.Execute("DELETE FROM moves WHERE until <= $1", now.ToUnixTimeMilliseconds());
        return session.Execute(
            "INSERT INTO moves (person, hash, until) VALUES ($1, $2, $3) ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, until = excluded.until",
            person, key.ToArray(), until.ToUnixTimeMilliseconds());
    });

    public Task<string?> FindMove(Hash key, DateTimeOffset now, CancellationToken cancel = default) => store.Read(
        session => session.Find(
            "SELECT person FROM moves WHERE hash = $1 AND until > $2", row => row.GetString(0), key.ToArray(), now.ToUnixTimeMilliseconds()),
        cancel);

    public Task<string?> TakeMove(Hash key, DateTimeOffset now) => store.Write(session => session.Find(
        "DELETE FROM moves WHERE hash = $1 AND until > $2 RETURNING person", row => row.GetString(0), key.ToArray(), now.ToUnixTimeMilliseconds()));

    public Task<IReadOnlyList<(string Topic, string Raiser)>> ReadOf(string person, CancellationToken cancel = default) =>
        store.Read<IReadOnlyList<(string Topic, string Raiser)>>(
            session => session.Query(
                "SELECT r.topic, r.raiser FROM topic_returns r JOIN codes c ON c.hash = r.key AND c.room = $2 || r.topic WHERE r.person = $1 ORDER BY r.topic",
                row => (row.GetString(0), row.GetString(1)), person, StreamNames.OfTopic("")),
            cancel);

    public Task Forget(string person) => store.Write(session =>
        session.Execute("DELETE FROM topic_returns WHERE person = $1", person) + session.Execute("DELETE FROM moves WHERE person = $1", person));
}
