using System.Globalization;
using System.Text;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Views;
using Hub.Domain.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Views;

/// <summary>
/// What every store of views keeps to: however the journal is read, in whatever steps and by however many nodes, the tables hold the same, and their figures
/// are those that a stranger counts.
/// </summary>
public abstract class ViewContract : IAsyncDisposable
{
    private static readonly Hub.Domain.Calendar Calendar = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
    private static readonly string[] Counties = ["清江浦区", "洪泽区", "涟水县"];

    internal abstract IViewStore Store { get; }

    internal abstract IJournal Journal { get; }

    protected abstract Task Execute(string sql);

    public abstract ValueTask DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task However_the_journal_is_read_the_tables_hold_the_same(int seed)
    {
        await Write(new Random(seed), 400);
        var whole = await Folded("whole", int.MaxValue);
        var counted = await Counted();

        foreach (var most in new[] { 1, 7, 100 })
        {
            (await Dump(await Folded($"by {most}", most))).ShouldBe(await Dump(whole), $"{most} commits at a time");
        }

        (await Figures(whole)).ShouldBe(counted);
    }

    /// <summary>Guards that a rating of somebody who came after the completion moves no figure of those who count, in whatever steps it is folded.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    public async Task Ratings_that_count_and_those_apart_are_kept_from_each_other(int seed)
    {
        await Write(new Random(seed), 400, isOfRatings: true);
        var counted = await Counted();
        counted.ShouldSatisfyAllConditions(c => c.ShouldContain(" good "), c => c.ShouldContain(" good apart "));

        foreach (var most in new[] { 1, 7, int.MaxValue })
        {
            (await Figures(await Folded($"ratings by {most}", most))).ShouldBe(counted, $"{most} commits at a time");
        }
    }

    [Fact]
    public async Task Two_nodes_that_fold_at_once_leave_the_same_as_one()
    {
        await Write(new Random(3), 300);
        var (one, two) = (Fold("shared", 20), Fold("shared", 33));

        await one.Begin(7);
        await Task.WhenAll(CatchUp(one), CatchUp(two));
        await Write(new Random(4), 100);
        await Task.WhenAll(CatchUp(two), CatchUp(one));

        var alone = await Folded("alone", int.MaxValue);
        (await Dump(one)).ShouldBe(await Dump(alone));
        (await Figures(one)).ShouldBe(await Counted());
    }

    [Fact]
    public async Task A_fold_that_was_cut_off_goes_on_where_it_was()
    {
        await Write(new Random(5), 300);
        using var cut = new CancellationTokenSource();
        var begun = Fold("cut", 10);
        await Should.ThrowAsync<OperationCanceledException>(() => begun.CatchUp(new Reporter(p => { if (p.Commits >= 50) cut.Cancel(); }), cut.Token));

        var resumed = Fold("cut", 1000);
        await CatchUp(resumed);

        (await Dump(resumed)).ShouldBe(await Dump(await Folded("alone", int.MaxValue)));
    }

    [Fact]
    public async Task A_commit_that_the_database_refuses_keeps_no_other_from_the_lists()
    {
        await Write(new Random(6), 50);
        var fold = Fold("poisoned", 1000);
        await fold.Begin(1);
        var topics = fold.Tables!.NameOf("topics");
        await Refuse(topics, "毒");
        await Raise("t999", "毒药", 1);
        await Write(new Random(7), 50);

        await CatchUp(fold);

        (await Ids(fold, "topics")).ShouldNotContain("t999");
        (await Ids(fold, "topics")).Count.ShouldBe((await Ids(await Folded("free", int.MaxValue), "topics")).Count - 1);
    }

    [Fact]
    public async Task A_rebuild_is_equal_and_takes_the_place_of_what_was_served()
    {
        await Write(new Random(8), 200);
        var served = await Folded("served", 50);
        var rebuilt = Fold("rebuilt", 1000);
        await rebuilt.Begin(served.Tables!.Generation + 1);
        await CatchUp(rebuilt);
        (await Dump(rebuilt)).ShouldBe(await Dump(served));

        await Store.Replace("served", "rebuilt", [.. served.Views.SelectMany(v => v.Tables).Select(t => $"DROP TABLE {served.Tables.NameOf(t.Name)}")]);
        await Write(new Random(9), 50);
        await CatchUp(served);

        served.Tables!.Generation.ShouldBe(rebuilt.Tables!.Generation);
        (await Figures(served)).ShouldBe(await Counted());
    }

    /// <summary>Makes the database refuse rows whose title holds a word.</summary>
    protected abstract Task Refuse(string table, string word);

    protected Task Run(string sql) => Execute(sql);

    private static Task CatchUp(Fold fold) => fold.CatchUp(null, TestContext.Current.CancellationToken);

    private Fold Fold(string name, int most) => new(name, Store, new InSteps(Journal, most), Calendar, NullLogger.Instance);

    private async Task<Fold> Folded(string name, int most)
    {
        var fold = Fold(name, most);

        // Tables of its own, whatever else is folded here.
        await fold.Begin(Math.Abs(name.GetHashCode(StringComparison.Ordinal) % 100_000));
        await CatchUp(fold);
        return fold;
    }

    private async Task<string> Dump(Fold fold)
    {
        var all = new StringBuilder();
        foreach (var table in fold.Views.SelectMany(v => v.Tables))
        {
            var rows = await Store.Query(
                new Statement($"SELECT * FROM {fold.Tables!.NameOf(table.Name)} ORDER BY {table.Key}"),
                r => string.Join('|', Enumerable.Range(0, r.FieldCount).Select(i => Convert.ToString(r.GetValue(i), CultureInfo.InvariantCulture))));
            all.Append(table.Name).Append('\n').AppendJoin('\n', rows).Append('\n');
        }

        return all.ToString();
    }

    private async Task<List<string>> Ids(Fold fold, string table) =>
        await Store.Query(new Statement($"SELECT id FROM {fold.Tables!.NameOf(table)}"), r => r.GetString(0));

    /// <summary>By year and county: topics, activities, interactions, resolved, ratings and good ones, of those who count and of those apart.</summary>
    private async Task<string> Figures(Fold fold)
    {
        var found = new SortedDictionary<string, long>(StringComparer.Ordinal);
        async Task Add(string sql)
        {
            foreach (var (key, n) in await Store.Query(fold.Tables!.Resolve(new Statement(sql)), r =>
                ($"{r.GetInt64(0)} {r.GetString(1)} {r.GetString(2)}", Convert.ToInt64(r.GetValue(3), CultureInfo.InvariantCulture))))
            {
                found[key] = n;
            }
        }

        await Add("SELECT year, place, kind, n FROM {totals} WHERE scope = 1");
        await Add("SELECT completed_year, county, 'resolved', count(*) FROM {commitments} WHERE status = 'Completed' GROUP BY completed_year, county");
        await Add("SELECT year, county, 'ratings', count(*) FROM {ratings} WHERE apart = 0 GROUP BY year, county");
        await Add("SELECT year, county, 'good', count(*) FROM {ratings} WHERE apart = 0 AND score >= 4 GROUP BY year, county");
        await Add("SELECT year, county, 'ratings apart', count(*) FROM {ratings} WHERE apart = 1 GROUP BY year, county");
        await Add("SELECT year, county, 'good apart', count(*) FROM {ratings} WHERE apart = 1 AND score >= 4 GROUP BY year, county");
        return string.Join('\n', found.Select(f => $"{f.Key} {f.Value}"));
    }

    /// <summary>The same from the journal's JSON, with nothing of the house's code.</summary>
    private async Task<string> Counted()
    {
        var (found, county, liked) = (new SortedDictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, string>(), new HashSet<string>());
        var (completed, rated, apart) =
            (new Dictionary<string, int>(), new Dictionary<string, (int Year, int Score)>(), new Dictionary<string, (int Year, int Score)>());
        var (follows, inTime, raisers) = (new HashSet<string>(), new HashSet<string>(), new HashSet<string>());
        void Add(int year, string room, string what) => found[$"{year} {county[room]} {what}"] = found.GetValueOrDefault($"{year} {county[room]} {what}") + 1;
        foreach (var commit in await Journal.ReadAll(0, int.MaxValue, TestContext.Current.CancellationToken))
        {
            var room = commit.Stream.StartsWith("boxes/topics/", StringComparison.Ordinal)
                ? commit.Stream["boxes/".Length..] : commit.Stream.Replace("boxes/", "meetings/", StringComparison.Ordinal);
            foreach (var stored in JsonDocument.Parse(commit.Payload).RootElement.EnumerateArray())
            {
                var (e, person) = (stored.GetProperty("event"), stored.GetProperty("actor").GetString());
                var year = DateTimeOffset.FromUnixTimeMilliseconds(stored.GetProperty("at").GetInt64()).ToOffset(TimeSpan.FromHours(8)).Year;
                switch (e.GetProperty("$type").GetString())
                {
                    case "topicRaised" or "meetingScheduled":
                        county[room] = e.TryGetProperty("county", out var named) ? named.GetString()! : "";
                        if (room[0] == 't')
                        {
                            Add(year, room, "topics");
                            follows.Add($"{room} {person}");
                            raisers.Add($"{room} {person}");
                        }

                        break;
                    case "meetingClosed": Add(year, room, "activities"); break;
                    case "commented" or "topicCommented": Add(year, room, "interactions"); break;
                    case "reacted" when e.GetProperty("on").GetBoolean()
                        && liked.Add($"{room} {e.GetProperty("comment").GetString()} {person}"):
                        Add(year, room, "interactions"); break;
                    case "followed": follows.Add($"{room} {person}"); break;
                    case "topicAbsorbed": follows.UnionWith(e.GetProperty("people").EnumerateArray().Select(p => $"{room} {p.GetString()}")); break;
                    case "unfollowed":
                        follows.Remove($"{room} {person}");
                        inTime.Remove($"{room} {person}");
                        break;
                    case "commitmentCompleted" or "commitmentAcknowledged":
                        completed[$"{room} {e.GetProperty("commitment").GetString()}"] = year;

                        // Whoever follows now has done so before this completion.
                        inTime.UnionWith(follows.Where(f => f.StartsWith($"{room} ", StringComparison.Ordinal)));
                        break;
                    case "commitmentReopened": completed.Remove($"{room} {e.GetProperty("commitment").GetString()}"); break;
                    case "rated" when raisers.Contains($"{room} {person}") || (inTime.Contains($"{room} {person}") && e.TryGetProperty("known", out _)):
                        rated[$"{room} {person}"] = (year, e.GetProperty("score").GetInt32());
                        apart.Remove($"{room} {person}");
                        break;
                    case "rated": apart[$"{room} {person}"] = (year, e.GetProperty("score").GetInt32()); break;
                    default: break;
                }
            }
        }

        foreach (var (key, year) in completed)
        {
            Add(year, key.Split(' ')[0], "resolved");
        }

        foreach (var (what, ratings) in new[] { ("", rated), (" apart", apart) })
        {
            foreach (var (key, (year, score)) in ratings)
            {
                Add(year, key.Split(' ')[0], $"ratings{what}");
                if (score >= 4)
                {
                    Add(year, key.Split(' ')[0], $"good{what}");
                }
            }
        }


        return string.Join('\n', found.Select(f => $"{f.Key} {f.Value}"));
    }

    /// <summary>What happens in a small town, as its rooms store it: decided by the rules, in commits of one event or several.</summary>
    private async Task Write(Random chance, int steps, bool isOfRatings = false)
    {
        var town = new Town(chance, DateTimeOffset.Parse("2020-12-20T12:00:00+08:00", CultureInfo.InvariantCulture), $"s{chance.Next(1_000_000)}");
        for (var i = 0; i < steps; i++)
        {
            foreach (var (stream, events) in isOfRatings ? town.StepOfRatings() : town.Step())
            {
                await Append(stream, events);
            }
        }
    }

    private Task Raise(string id, string title, int seq) => Append($"topics/{id}",
        [JsonSerializer.SerializeToUtf8Bytes(
            new StoredEvent<TopicEvent>(
            1, 1_620_000_000_000 + seq, "zhao", Operation.OfHouse(id).ToString(), new TopicEvent.TopicRaised(title, "x", Counties[0])),
            JournalJson.Of<StoredEvent<TopicEvent>>())]);

    private async Task Append(string stream, List<byte[]> events)
    {
        var head = _heads.GetValueOrDefault(stream, Head.None);
        byte[] payload = [.. "["u8, .. events.SelectMany((e, i) => i == 0 ? e : [(byte)',', .. e]), .. "]"u8];
        var appended = await Journal.Append(stream, head, new Draft(events.Count, payload, DateTimeOffset.UnixEpoch));
        appended.Outcome.ShouldBe(AppendOutcome.Stored);
        _heads[stream] = appended.Head;
    }

    private readonly Dictionary<string, Head> _heads = [];

    /// <summary>A journal that is read a few commits at a time.</summary>
    private sealed class InSteps(IJournal journal, int most) : IJournal
    {
        public Task<Appended> Append(string stream, Head expected, Draft draft) => journal.Append(stream, expected, draft);

        public IAsyncEnumerable<Commit> Read(string stream, Head after, CancellationToken cancel = default) => journal.Read(stream, after, cancel);

        public Task<Head> HeadBefore(string stream, long seq, CancellationToken cancel = default) => journal.HeadBefore(stream, seq, cancel);

        public Task<IReadOnlyList<Commit>> ReadAll(long afterPosition, int limit, CancellationToken cancel = default)
        {
            cancel.ThrowIfCancellationRequested();
            return journal.ReadAll(afterPosition, Math.Min(limit, most), cancel);
        }

        public Task<long> LastPosition(CancellationToken cancel = default) => journal.LastPosition(cancel);

        public Task<Snapshot?> ReadSnapshot(string stream, CancellationToken cancel = default) => journal.ReadSnapshot(stream, cancel);

        public Task WriteSnapshot(string stream, Snapshot snapshot) => journal.WriteSnapshot(stream, snapshot);

        public Task Redact(string stream, IReadOnlyList<Redaction> redactions, long by, string reason) => journal.Redact(stream, redactions, by, reason);

        public Task<long> RedactedBy(string stream, CancellationToken cancel = default) => journal.RedactedBy(stream, cancel);

        public Task<DateTimeOffset> ReadClock(CancellationToken cancel = default) => journal.ReadClock(cancel);
    }

    private sealed class Reporter(Action<FoldProgress> report) : IProgress<FoldProgress>
    {
        public void Report(FoldProgress value) => report(value);
    }

    /// <summary>Rooms that decide by the rules, and what they store.</summary>
    private sealed class Town(Random chance, DateTimeOffset start, string name)
    {
        private readonly List<(string Id, Topic? State, long Seq)> _topics = [];
        private readonly List<(string Id, Meeting? State, long Seq)> _meetings = [];
        private readonly Dictionary<string, (Box Box, long Seq)> _boxes = [];
        private int _operations;

        /// <summary>In the life of three topics, each promised and done once and again: people come and go, and rate.</summary>
        public IEnumerable<(string Stream, List<byte[]> Events)> StepOfRatings()
        {
            var at = start.AddHours(++_operations * 2);
            var (who, staff, operation) =
                (Person(chance.Next(20)), new Actor("clerk", Role.Attendee, IsStaff: true), Operation.OfHouse($"{name} {_operations}"));
            if (_topics.Count < 3)
            {
                _topics.Add(($"{name}t{_operations}", null, 0));
                return Topic(_topics.Count - 1, who, new TopicCommand.Raise($"第 {_operations} 件路灯", "不亮", Counties[_topics.Count - 1]), at, operation);
            }

            var number = chance.Next(3);
            var commitment = _topics[number].State!.Commitments.LastOrDefault();
            return chance.Next(12) switch
            {
                _ when commitment is null => Topic(number, staff, new TopicCommand.Commit("局", "办", DateOnly.FromDateTime(at.Date)), at, operation),
                0 => Topic(number, Actor.House, new TopicCommand.Absorb($"{name}x{_operations}", "并入", [$"p{chance.Next(20)}", $"p{chance.Next(20)}"]), at,
                    operation),
                1 or 2 => Topic(number, staff, new TopicCommand.Complete(commitment.Id, "办结"), at, operation),
                < 6 => Topic(number, who, new TopicCommand.Follow(chance.Next(2) == 0), at, operation),
                _ => Topic(number, who, new TopicCommand.Rate(1 + chance.Next(5)), at, operation),
            };
        }

        public IEnumerable<(string Stream, List<byte[]> Events)> Step()
        {
            var at = start.AddHours(++_operations * 2);
            var who = Person(chance.Next(6));
            var staff = new Actor("clerk", Role.Attendee, IsStaff: true);
            var officer = new Actor("officer", Role.Attendee, For: new ResponsibleDepartment(null, "局"));
            var operation = Operation.OfHouse($"{name} {_operations}");
            switch (chance.Next(12))
            {
                case 0 or 1:
                    _topics.Add(($"{name}t{_operations}", null, 0));
                    return Topic(
                        _topics.Count - 1, who, new TopicCommand.Raise($"第 {_operations} 件路灯", "不亮", Counties[chance.Next(3)], $"议事室 {chance.Next(3)}", "交通"),
                        at, operation);
                case 2 when _meetings.Count < 6:
                    _meetings.Add(($"{name}m{_operations}", null, 0));
                    return Meeting(
                        _meetings.Count - 1, staff,
                        new MeetingCommand.Schedule("协商", Hub.Domain.Tests.Room.Grassroots, County: Counties[chance.Next(3)], Venue: $"议事室 {chance.Next(3)}"),
                        at, operation);
                case 2 or 3 when _meetings.Count > 0:
                    return Meeting(
                        chance.Next(_meetings.Count), new Actor("chair", Role.Chair),
                        chance.Next(8) switch { 0 => new MeetingCommand.Close(), < 4 => new MeetingCommand.Open(), _ => new MeetingCommand.Comment("说一句") }, at,
                        operation);
                case 4 or 5 when _meetings.Count + _topics.Count > 0:
                    var room = chance.Next(2) == 0 && _meetings.Count > 0
                        || _topics.Count == 0 ? _meetings[chance.Next(_meetings.Count)].Id : $"topics/{_topics[chance.Next(_topics.Count)].Id}";
                    return Box(room, who, new BoxCommand.React(chance.Next(2) == 0 ? "topic" : "c1", chance.Next(3) > 0), at, operation);
                case var _ when _topics.Count > 0:
                    var number = chance.Next(_topics.Count);
                    var commitment = _topics[number].State?.Commitments.LastOrDefault()?.Id ?? "none";
                    return chance.Next(11) switch
                    {
                        0 => Topic(number, who, new TopicCommand.Comment("我们那里也是"), at, operation),
                        1 => Topic(number, who, new TopicCommand.Follow(chance.Next(4) > 0), at, operation),
                        2 or 3 => Topic(number, who, new TopicCommand.Rate(1 + chance.Next(5)), at, operation),
                        4 => Topic(number, staff, new TopicCommand.Commit("局", "办", DateOnly.FromDateTime(at.Date).AddDays(chance.Next(20))), at, operation),
                        5 or 6 => Topic(number, staff, new TopicCommand.Complete(commitment, "办结"), at, operation),
                        7 => Topic(number, staff, chance.Next(2) == 0 ? new TopicCommand.Decline("不属本市", true) : new TopicCommand.Reopen(commitment, "退回"), at,
                            operation),
                        8 when chance.Next(3) == 0 => Topic(number, Actor.House, new TopicCommand.TakeBack(commitment), at, operation),
                        8 => Topic(number, officer, new TopicCommand.Complete(commitment, "已办"), at, operation),
                        9 => Topic(
                            number, staff, chance.Next(2) == 0 ? new TopicCommand.Acknowledge(commitment) : new TopicCommand.SendBack(commitment, "没有办"), at,
                            operation),
                        _ when chance.Next(3) == 0 =>
                            Topic(number, Actor.House, new TopicCommand.Absorb($"{name}x{_operations}", "并入", [$"p{chance.Next(6)}", $"p{chance.Next(6)}"]), at,
                            operation),
                        _ => Topic(number, Actor.House, new TopicCommand.Escalate(), at, operation),
                    };
                default:
                    return [];
            }
        }

        /// <summary>Of every two the house knows one.</summary>
        private static Actor Person(int number) => new($"p{number}", Role.Attendee, Known: number % 2 == 0 ? KnownBy.Link : null);

        private IEnumerable<(string, List<byte[]>)> Topic(int number, Actor actor, TopicCommand command, DateTimeOffset at, Operation operation)
        {
            var (id, state, seq) = _topics[number];
            if (TopicDecider.Decide(state, command, new Given(actor, at, operation), Calendar) is not Decision<TopicEvent>.Accepted accepted)
            {
                return [];
            }

            var recorded = accepted.Events.Select((e, i) => new Recorded<TopicEvent>(seq + 1 + i, at, actor.Id, operation, e)).ToList();
            _topics[number] = (id, recorded.Aggregate(state, TopicEvolution.Evolve), seq + recorded.Count);
            return [($"topics/{id}", recorded.ConvertAll(r => Stored(r, JournalJson.Of<StoredEvent<TopicEvent>>())))];
        }

        private IEnumerable<(string, List<byte[]>)> Meeting(int number, Actor actor, MeetingCommand command, DateTimeOffset at, Operation operation)
        {
            var (id, state, seq) = _meetings[number];
            if (MeetingDecider.Decide(state, command, new Given(actor, at, operation)) is not Decision<MeetingEvent>.Accepted accepted)
            {
                return [];
            }

            var recorded = accepted.Events.Select((e, i) => new Recorded<MeetingEvent>(seq + 1 + i, at, actor.Id, operation, e)).ToList();
            _meetings[number] = (id, recorded.Aggregate(state, MeetingEvolution.Evolve), seq + recorded.Count);
            return [($"meetings/{id}", recorded.ConvertAll(r => Stored(r, JournalJson.Of<StoredEvent<MeetingEvent>>())))];
        }

        private IEnumerable<(string, List<byte[]>)> Box(string room, Actor actor, BoxCommand command, DateTimeOffset at, Operation operation)
        {
            var (box, seq) = _boxes.GetValueOrDefault(room, (Hub.Domain.Ballots.Box.Empty, 0));
            if (BoxDecider.Decide(box, command, new Given(actor, at, operation)) is not Decision<BoxEvent>.Accepted accepted)
            {
                return [];
            }

            var recorded = accepted.Events.Select((e, i) => new Recorded<BoxEvent>(seq + 1 + i, at, actor.Id, operation, e)).ToList();
            _boxes[room] = (recorded.Aggregate(box, BoxEvolution.Evolve), seq + recorded.Count);
            return [(StreamNames.BoxStream(room), recorded.ConvertAll(r => Stored(r, JournalJson.Of<StoredEvent<BoxEvent>>())))];
        }

        private static byte[] Stored<TEvent>(Recorded<TEvent> r, System.Text.Json.Serialization.Metadata.JsonTypeInfo<StoredEvent<TEvent>> json) =>
            JsonSerializer.SerializeToUtf8Bytes(new StoredEvent<TEvent>(1, r.At.ToUnixTimeMilliseconds(), r.Actor, r.Operation.ToString(), r.Event), json);
    }
}
