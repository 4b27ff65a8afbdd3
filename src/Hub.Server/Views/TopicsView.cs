using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Texts;
using Hub.Domain.Topics;
using Hub.Server.Journal;
using static Hub.Domain.Topics.TopicEvent;
using RoundEvent = Hub.Domain.Opinion.RoundEvent;

namespace Hub.Server.Views;

/// <summary>
/// The lists of topics, of commitments, of ratings and of who follows what; the pairs of letters by which near duplicates are found; and when a topic is to be
/// woken. What a topic has come to is worked out by <see cref="TopicEvolution"/> itself, on states known of those folded lately and read again of others.
/// </summary>
internal sealed class TopicsView(IJournal journal, Places places, Hub.Domain.Calendar calendar, Action<Commit, Exception> unreadable) : View
{
    private const int Remembered = 10_000;

    private readonly RecentlyUsed<string, Known> _known = new(Remembered);
    private readonly Dictionary<string, Known> _touched = [];
    private readonly Dictionary<string, int> _likes = [];
    private readonly List<Statement> _people = [];
    private readonly Dictionary<(string Topic, string Person, bool IsApart), Statement> _ratings = [];

    public override IReadOnlyList<ViewTable> Tables { get; } =
    [
        new(
            "topics",
            """
            id VARCHAR NOT NULL, position BIGINT NOT NULL, title VARCHAR NOT NULL, lowered VARCHAR NOT NULL, county VARCHAR NOT NULL, venue VARCHAR NOT NULL,
              category VARCHAR NOT NULL,
            status VARCHAR NOT NULL, hidden BIGINT NOT NULL, year BIGINT NOT NULL, raised_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
              comments BIGINT NOT NULL, followers BIGINT NOT NULL,
            due VARCHAR, level BIGINT NOT NULL, likes BIGINT NOT NULL, reported BIGINT NOT NULL, owner VARCHAR NOT NULL
            """,
            "id", "position", "year, hidden, status, county, venue, category", "status, hidden, position", "county, hidden, position", "owner, position"),
        new(
            "commitments",
            """
            id VARCHAR NOT NULL, topic VARCHAR NOT NULL, position BIGINT NOT NULL, title VARCHAR NOT NULL, lowered VARCHAR NOT NULL,
              department VARCHAR NOT NULL, spelling VARCHAR NOT NULL, what VARCHAR NOT NULL,
            county VARCHAR NOT NULL, venue VARCHAR NOT NULL, due VARCHAR NOT NULL, status VARCHAR NOT NULL, level BIGINT NOT NULL, made_at BIGINT NOT NULL,
              made_year BIGINT NOT NULL,
            completed_at BIGINT, completed_year BIGINT, completed_month BIGINT, department_id VARCHAR NOT NULL, reported_at BIGINT
            """,
            "topic, id", "position", "department_id, due, id", "spelling, due, id",
            "completed_year, status, county, venue, completed_month", "status, level, position"),
        new(
            "ratings",
            "topic VARCHAR NOT NULL, person VARCHAR NOT NULL, apart BIGINT NOT NULL, score BIGINT NOT NULL, year BIGINT NOT NULL, county VARCHAR NOT NULL, "
            + "venue VARCHAR NOT NULL",
            "topic, person, apart", "year, county, venue, apart, score"),
        new("follows", "person VARCHAR NOT NULL, topic VARCHAR NOT NULL", "person, topic"),
        new("authors", "person VARCHAR NOT NULL, topic VARCHAR NOT NULL", "person, topic"),
        new("grams", "gram VARCHAR NOT NULL, topic BIGINT NOT NULL", "gram, topic"),
    ];

    public override ValueTask Take(Commit commit, CancellationToken cancel) =>
        StreamNames.Topic(commit.Stream) is { } id ? TakeTopic(id, commit, cancel)
        : StreamNames.Topic(StreamNames.OfBox(commit.Stream)) is { } liked ? TakeLikes(liked, commit)
        : ValueTask.CompletedTask;

    public override IEnumerable<Statement> Changes()
    {
        var changes = _touched.SelectMany(t => Changes(t.Key, t.Value))
            .Concat(_people)
            .Concat(_ratings.Values)
            .Concat(_likes.Where(l => l.Value != 0).Select(l => new Statement("UPDATE {topics} SET likes = likes + $2 WHERE id = $1", l.Key, (long)l.Value)))
            .ToArray();
        Clear();
        return changes;
    }

    public override void Forget()
    {
        _known.Clear();
        Clear();
    }

    private void Clear()
    {
        _touched.Clear();
        _likes.Clear();
        _people.Clear();
        _ratings.Clear();
    }

    private ValueTask TakeLikes(string topic, Commit commit)
    {
        foreach (var recorded in Folding.Unpack<Hub.Domain.Ballots.BoxEvent>(commit, e => unreadable(commit, e)))
        {
            if (recorded.Event is Hub.Domain.Ballots.BoxEvent.Reacted { Comment: Topic.Itself } liked)
            {
                _likes[topic] = _likes.GetValueOrDefault(topic) + (liked.On ? 1 : -1);
            }
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask TakeTopic(string id, Commit commit, CancellationToken cancel)
    {
        var events = Folding.Topic(commit, e => unreadable(commit, e));
        if (events.Count == 0)
        {
            return;
        }

        if (!_known.TryGet(id, out var known) || known.Seq != commit.FirstSeq - 1)
        {
            known = await ReadBefore(commit, cancel);
        }

        try
        {
            foreach (var recorded in events)
            {
                known = known with
                {
                    Topic = TopicEvolution.Evolve(known.Topic, recorded),
                    Seq = recorded.Seq,
                    ChangedAt = IsStep(recorded.Event) ? recorded.At : known.ChangedAt
                };
                Note(id, commit, known.Topic!, recorded);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or NullReferenceException)
        {
            // An event that does not fit those before it: the stream is set aside, and the views go on with the others.
            unreadable(commit, e);
            return;
        }

        if (events[0].Event is TopicRaised)
        {
            known = known with { Position = commit.Position };
            places.Set(commit.Stream, new Place(known.Topic!.County ?? "", known.Topic.Venue ?? ""));
        }

        _known.Set(id, known);
        _touched[id] = _touched.TryGetValue(id, out var before) ? known with { Stored = before.Stored, Position = known.Position ?? before.Position } : known;
    }

    /// <summary>Of what its followers come back for: everything but comments and follows, and who of the staff sees to it.</summary>
    private static bool IsStep(TopicEvent happened) =>
        happened is not (TopicCommented or TopicCommentHidden or TopicCommentRestored or TopicCommentWithdrawn or Followed or Unfollowed
            or TopicTaken or TopicLetGo or InRound);

    private void Note(string id, Commit commit, Topic topic, Recorded<TopicEvent> recorded)
    {
        switch (recorded.Event)
        {
            case TopicRaised or Followed:
                _people.Add(Follows(recorded.Actor, id));
                break;
            case TopicAbsorbed e:
                _people.AddRange(e.People.Select(person => Follows(person, id)));
                break;
            case Unfollowed:
                _people.Add(new Statement("DELETE FROM {follows} WHERE person = $1 AND topic = $2", recorded.Actor, id));
                break;
            case Rated e:
                var isApart = e.Apart ?? false;
                _ratings[(id, recorded.Actor, isApart)] = new Statement(
                    """
                    INSERT INTO {ratings} (topic, person, apart, score, year, county, venue) VALUES ($1, $2, $3, $4, $5, $6, $7)
                    ON CONFLICT (topic, person, apart) DO UPDATE SET score = excluded.score, year = excluded.year
                    """,
                    id, recorded.Actor, isApart ? 1L : 0L, (long)e.Score, (long)calendar.DayOf(recorded.At).Year, topic.County ?? "", topic.Venue ?? "");
                if (!isApart)
                {
                    // A rating that counts is the person's newest word; one that stands apart takes nothing from what of theirs counts.
                    _ratings[(id, recorded.Actor, true)] =
                        new Statement("DELETE FROM {ratings} WHERE topic = $1 AND person = $2 AND apart = 1", id, recorded.Actor);
                }

                break;
            default:
                break;
        }

        if (recorded.Event is TopicRaised or TopicCommented or Rated or InRound { Event: RoundEvent.StatementAdded })
        {
            _people.Add(new Statement(
                "INSERT INTO {authors} (person, topic) VALUES ($1, $2) ON CONFLICT (person, topic) DO NOTHING", recorded.Actor, id));
        }

        if (recorded.Event is TopicTextsRemoved removed && removed.Seqs.Contains(Topic.RaisedSeq))
        {
            _people.AddRange(WithoutTitle(id, topic));
        }

        if (recorded.Event is TopicRaised raised)
        {
            var grams = Similarity.Bigrams(raised.Title).Order(StringComparer.Ordinal).ToArray();
            if (grams.Length > 0)
            {
                _people.Add(new Statement(
                    $"INSERT INTO {{grams}} (gram, topic) VALUES "
                    + string.Join(", ", Enumerable.Range(2, grams.Length).Select(i => string.Create(CultureInfo.InvariantCulture, $"(${i}, $1)")))
                    + " ON CONFLICT (gram, topic) DO NOTHING",
                    [commit.Position, .. grams]));
            }
        }
    }

    /// <summary>The tables hold a topic's title, and search its text.</summary>
    private static IEnumerable<Statement> WithoutTitle(string id, Topic topic) =>
    [
        new("UPDATE {topics} SET title = $2, lowered = $3 WHERE id = $1", id, topic.Title, Search.Form(topic.Title, topic.Text)),
        .. topic.Commitments.Select(c => new Statement(
            "UPDATE {commitments} SET title = $3, lowered = $4 WHERE topic = $1 AND id = $2", id, c.Id, topic.Title,
            Search.Form(topic.Title, c.What, c.Department))),
        new("DELETE FROM {grams} WHERE topic = (SELECT position FROM {topics} WHERE id = $1)", id),
    ];

    private static Statement Follows(string person, string topic) =>
        new("INSERT INTO {follows} (person, topic) VALUES ($1, $2) ON CONFLICT (person, topic) DO NOTHING", person, topic);

    /// <summary>The topic as it was before a commit, from its stream.</summary>
    private async Task<Known> ReadBefore(Commit commit, CancellationToken cancel)
    {
        Topic? topic = null;
        var changedAt = default(DateTimeOffset);
        if (commit.Number > 1)
        {
            await foreach (var earlier in journal.Read(commit.Stream, Head.None, cancel))
            {
                if (earlier.Number >= commit.Number)
                {
                    break;
                }

                foreach (var recorded in Folding.Topic(earlier, e => unreadable(commit, e)))
                {
                    topic = TopicEvolution.Evolve(topic, recorded);
                    changedAt = IsStep(recorded.Event) ? recorded.At : changedAt;
                }
            }
        }

        return new Known(topic, topic, commit.FirstSeq - 1, null, changedAt);
    }

    private IEnumerable<Statement> Changes(string id, Known known)
    {
        var topic = known.Topic!;
        var open = topic.Commitments.Where(c => c.IsDue).ToList();
        var reported = (long)topic.Commitments.Count(c => c.Status == CommitmentStatus.Reported);
        var (due, level) =
            (open.Select(c => (DateOnly?)c.Due).Min()?.ToString("O", CultureInfo.InvariantCulture), (long)open.Select(c => c.Level).DefaultIfEmpty().Max());
        yield return known.Position is { } position
            ? new Statement(
                """
                INSERT INTO {topics} (id, position, title, lowered, county, venue, category, status, hidden, year, raised_at, changed_at, comments, followers,
                  due, level, likes, reported, owner)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $17, $18) ON CONFLICT (id) DO NOTHING
                """,
                id, position, topic.Title, Search.Form(topic.Title, topic.Text), topic.County ?? "", topic.Venue ?? "", topic.Category ?? "",
                topic.Status.ToString(),
                topic.IsHidden ? 1L : 0L, (long)calendar.DayOf(topic.RaisedAt).Year, topic.RaisedAt.ToUnixTimeMilliseconds(),
                known.ChangedAt.ToUnixTimeMilliseconds(),
                (long)topic.Comments.Total, (long)topic.Followers.Count, due, level, reported, topic.Owner ?? "")
            : new Statement(
                """
                UPDATE {topics} SET status = $2, hidden = $3, changed_at = $4, comments = $5, followers = $6, due = $7, level = $8, reported = $9,
                  owner = $10
                WHERE id = $1
                """,
                id, topic.Status.ToString(), topic.IsHidden ? 1L : 0L, known.ChangedAt.ToUnixTimeMilliseconds(), (long)topic.Comments.Total,
                (long)topic.Followers.Count, due, level, reported, topic.Owner ?? "");

        if (!ReferenceEquals(topic.Commitments, known.Stored?.Commitments ?? ImmutableList<Commitment>.Empty))
        {
            foreach (var commitment in topic.Commitments.Where(c => c != known.Stored?.Commitment(c.Id)))
            {
                yield return Change(id, topic, commitment);
            }

            foreach (var takenBack in known.Stored?.Commitments.Where(c => topic.Commitment(c.Id) is null) ?? [])
            {
                yield return new Statement("DELETE FROM {commitments} WHERE topic = $1 AND id = $2", id, takenBack.Id);
            }
        }

        var (wakes, woke) = (Wakes(topic), known.Stored is null ? null : Wakes(known.Stored));
        if (wakes != woke)
        {
            yield return wakes is { } at
                ? new Statement(
                    "INSERT INTO {deadlines} (room, what, due) VALUES ($1, 'next', $2) ON CONFLICT (room, what) DO UPDATE SET due = excluded.due",
                    StreamNames.OfTopic(id), at.ToUnixTimeMilliseconds())
                : new Statement("DELETE FROM {deadlines} WHERE room = $1 AND what = 'next'", StreamNames.OfTopic(id));
        }

        _known.Set(id, known with { Stored = topic, Position = null });
    }

    /// <summary>A merge under way that a crash left is taken up at once.</summary>
    private static DateTimeOffset? Wakes(Topic topic) => topic.MergingInto is not null ? topic.RaisedAt
        : new[] { topic.NextDeadline, topic.Rounds.Wakes }.Min();

    private Statement Change(string id, Topic topic, Commitment c)
    {
        var completed = c.CompletedAt is { } at ? calendar.DayOf(at) : (DateOnly?)null;
        return new Statement(
            """
            INSERT INTO {commitments} (
              id, topic, position, title, lowered, department, what, county, venue, due, status, level, made_at, made_year,
              completed_at, completed_year, completed_month, department_id, reported_at, spelling)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
            ON CONFLICT (topic, id) DO UPDATE SET status = excluded.status, level = excluded.level,
              completed_at = excluded.completed_at, completed_year = excluded.completed_year, completed_month = excluded.completed_month,
              reported_at = excluded.reported_at
            """,
            c.Id, id, c.MadeAt.ToUnixTimeMilliseconds(), topic.Title, Search.Form(topic.Title, c.What, c.Department), c.Department, c.What,
            topic.County ?? "", topic.Venue ?? "",
            c.Due.ToString("O", CultureInfo.InvariantCulture), c.Status.ToString(), (long)c.Level, c.MadeAt.ToUnixTimeMilliseconds(),
            (long)calendar.DayOf(c.MadeAt).Year,
            c.CompletedAt?.ToUnixTimeMilliseconds(), (long?)completed?.Year, (long?)completed?.Month, c.DepartmentId ?? "",
            c.ReportedAt?.ToUnixTimeMilliseconds(), Spelling.Of(c.Department));
    }

    /// <param name="Topic">As of <paramref name="Seq"/>.</param>
    /// <param name="Stored">As the tables have it.</param>
    /// <param name="Position">Of the commit that raised it, where the tables do not have it yet.</param>
    private sealed record Known(Topic? Topic, Topic? Stored, long Seq, long? Position, DateTimeOffset ChangedAt);
}
