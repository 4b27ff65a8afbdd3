using Hub.Server.Journal;

namespace Hub.Server.Access;

/// <summary>Returns of a cluster, in the journal's database.</summary>
public sealed class PostgresReturns(PostgresStore store) : IReturnStore
{
    public Task Return(string person, string topic, string raiser, Hash key) => store.Execute(
        """
        INSERT INTO topic_returns (person, topic, raiser, key) VALUES ($1, $2, $3, $4)
        ON CONFLICT (person, topic) DO UPDATE SET raiser = excluded.raiser, key = excluded.key
        """,
        person, topic, raiser, key.ToArray());

    public async Task<string?> FindRaiser(string person, string topic, CancellationToken cancel = default) => (await store.Query(
        "SELECT r.raiser FROM topic_returns r JOIN codes c ON c.hash = r.key AND c.room = $3 WHERE r.person = $1 AND r.topic = $2",
        row => row.GetString(0), [person, topic, StreamNames.OfTopic(topic)], cancel)).SingleOrDefault();

    public Task SetMove(string person, Hash key, DateTimeOffset until, DateTimeOffset now) => store.Execute(
        """
        WITH over AS (DELETE FROM moves WHERE until <= $4 AND person <> $1)
        INSERT INTO moves (person, hash, until) VALUES ($1, $2, $3) ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, until = excluded.until
        """,
        person, key.ToArray(), until.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());

    public async Task<string?> FindMove(Hash key, DateTimeOffset now, CancellationToken cancel = default) => (await store.Query(
        "SELECT person FROM moves WHERE hash = $1 AND until > $2", row => row.GetString(0), [key.ToArray(), now.ToUnixTimeMilliseconds()], cancel))
        .SingleOrDefault();

    /// <remarks>Where the answer is lost, the key is used up all the same, and another must be made.</remarks>
    public async Task<string?> TakeMove(Hash key, DateTimeOffset now) => (await store.Query(
        "DELETE FROM moves WHERE hash = $1 AND until > $2 RETURNING person", row => row.GetString(0), [key.ToArray(), now.ToUnixTimeMilliseconds()]))
        .SingleOrDefault();

    public async Task<IReadOnlyList<(string Topic, string Raiser)>> ReadOf(string person, CancellationToken cancel = default) => await store.Query(
        "SELECT r.topic, r.raiser FROM topic_returns r JOIN codes c ON c.hash = r.key AND c.room = $2::text || r.topic WHERE r.person = $1 ORDER BY r.topic",
        row => (row.GetString(0), row.GetString(1)), [person, StreamNames.OfTopic("")], cancel);

    public Task Forget(string person) => store.Execute(
        "WITH back AS (DELETE FROM topic_returns WHERE person = $1) DELETE FROM moves WHERE person = $1", person);
}
