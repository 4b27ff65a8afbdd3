using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Processes;

/// <summary>kill -9 in the middle of a full room: nothing that was answered is lost, and everyone comes back to their place.</summary>
public sealed class KillTests
{
    private const int People = 40;
    private const int Rounds = 12;

    private readonly ConcurrentBag<(Person Person, int Number, string Op, JsonObject Command, Receipt Receipt)> _acknowledged = [];
    private int _count;

    [Fact]
    public async Task What_was_answered_survives_kill_9_and_everyone_comes_back_without_a_gap()
    {
        await using var house = new KilledHouse();
        await house.Start();
        house.Admit();
        var room = await house.Meeting();
        (await room.Chair.Post(Of("startItem", new { item = "i1" }))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Approval(closesIn: 3600))).ShouldBeDone().Made;
        var liked = (await room.Chair.Post(Comment("大家都赞同的"))).ShouldBeDone().Made;
        var before = await room.Snapshot();
        var people = await room.Crowd(People, "member");

        using var over = new CancellationTokenSource();
        var followers = people.Take(15).Append(room.Chair).Select(p => new Follower(house, p)).ToList();
        var following = followers.Select(f => f.Run(over.Token)).ToList();
        await Task.WhenAll(followers.Select(f => f.Joined));

        var halfway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var working = people.Select((p, i) => Work(house, p, i, ballot, liked, halfway)).ToList();
        await halfway.Task.WaitAsync(OpenHouse.Patience, TestContext.Current.CancellationToken);
        await house.Kill();
        var answeredBefore = _acknowledged.ToList();
        await house.Start();
        await CheckStored(room, ballot, liked, answeredBefore);
        house.Admit();

        await Task.WhenAll(working);
        await CheckStored(room, ballot, liked, [.. _acknowledged]);
        (await room.Snapshot()).List("agenda", "items")[0].Text("startedAt").ShouldBe(before.List("agenda", "items")[0].Text("startedAt"));
        var last = (await room.Chair.Post(Of("pause"))).ShouldBeDone().Seq!.Value;
        await Task.WhenAll(followers.Select(f => f.Reached(last)));
        followers.ShouldAllBe(f => f.Joins >= 2);
        await over.CancelAsync();
        await Task.WhenAll(following);

        var after = await room.Snapshot();
        foreach (var path in new[] { "status", "openedAt", "closesAt", "question" })
        {
            after.List("ballots")[0].Text(path).ShouldBe(before.List("ballots")[0].Text(path));
        }

        after.List("agenda", "items")[0].Text("status").ShouldBe("active");
        (after.Number("comments", "total"), (await room.Comments()).Count).ShouldBe((1 + (People * Rounds), 1 + (People * Rounds)));
        after.List("ballots")[0].Number("tally", "counts", "approve").ShouldBe(People / 2);

        foreach (var (person, _, op, command, receipt) in answeredBefore)
        {
            (await person.Post(command, op)).ShouldBeSame(receipt);
        }

        (await room.Snapshot()).Number("comments", "total").ShouldBe(after.Number("comments", "total"), "resent, nothing was done twice");
    }

    [Fact]
    public async Task A_house_killed_again_and_again_under_one_writer_loses_nothing()
    {
        await using var house = new KilledHouse();
        await house.Start();
        var room = await house.Meeting();
        var writer = await room.Join("居民");
        var said = new List<string>();
        for (var life = 0; life < 3; life++)
        {
            using var over = new CancellationTokenSource();
            var writing = Task.Run(async () =>
            {
                while (!over.IsCancellationRequested)
                {
                    try
                    {
                        said.Add((await writer.Post(Comment($"第 {said.Count} 条"))).ShouldBeDone().Made);
                    }
                    catch (HttpRequestException)
                    {
                        return;
                    }
                }
            }, TestContext.Current.CancellationToken);
            await using (var line = await room.Stranger().Connect())
            {
                var seen = line.Frames.Count;
                await line.Until(() => line.Frames.Count > seen + 10, "ten more frames");
            }

            await house.Kill();
            await over.CancelAsync();
            await writing;
            await house.Start();
            (await room.Comments()).Select(c => c.Text("id")).Intersect(said).ShouldBe(said);
        }
    }

    /// <summary>What is folded beside the stream is folded anew from it: everybody finds what they last said, and the close counts just that.</summary>
    [Fact]
    public async Task Stances_survive_kill_9_and_the_round_is_counted_from_all_that_was_answered()
    {
        await using var house = new KilledHouse();
        await house.Start();
        var room = await house.Meeting();
        var round = (await room.Chair.Post(Of("openRound", new { question = "车站往哪里搬?", statements = new[] { "往东", "往西", "往南", "往北" } })))
            .ShouldBeDone().Made;
        var people = await room.Crowd(8);
        string[] choices = ["agree", "disagree", "pass"];
        var answered = new ConcurrentDictionary<(string Person, string Statement), string>();
        var sent = new ConcurrentDictionary<string, (string, string)>();
        var (acknowledged, enough) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var answering = people.Select(person => Task.Run(() => Answer(person), TestContext.Current.CancellationToken)).ToList();
        await enough.Task.WaitAsync(OpenHouse.Patience, TestContext.Current.CancellationToken);
        await house.Kill();
        await Task.WhenAll(answering);
        await house.Start();

        var said = new List<(string Statement, string Choice)>();
        foreach (var person in people)
        {
            var mine = (await house.Get($"{room.Path}/rounds/{round}/me", person.Token)).At("stances");
            foreach (var ((_, statement), choice) in answered.Where(a => a.Key.Person == person.Participant))
            {
                // What was on its way when the house died is stored, or not.
                var now = mine.Text(statement);
                (now == choice || sent[person.Participant] == (statement, now)).ShouldBeTrue(
                    $"{person.Name} said {choice} to {statement}, and {now} is stored");
            }

            said.AddRange(mine.EnumerateObject().Select(s => (s.Name, s.Value.GetString()!)));
        }

        (await room.Chair.Post(Of("closeRound", new { round }))).ShouldBeDone();
        var ended = await house.Get($"{room.Path}/rounds/{round}");
        ended.Number("stances").ShouldBe(said.Count);
        foreach (var statement in ended.List("statements"))
        {
            choices.Select(c => statement.Number(c)).ShouldBe(choices.Select(c => said.Count(s => s.Statement == statement.Text("id") && s.Choice == c)));
        }

        async Task Answer(Person person)
        {
            try
            {
                for (var n = 0; ; n++)
                {
                    var (statement, choice) = ($"{round}-{1 + (n % 4)}", choices[n / 4 % 3]);
                    sent[person.Participant] = (statement, choice);
                    (await person.Post(Of("stance", new { round, statement, choice }))).ShouldBeDone();
                    answered[(person.Participant, statement)] = choice;
                    if (Interlocked.Increment(ref acknowledged) == 200)
                    {
                        enough.TrySetResult();
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // The house died.
            }
        }
    }

    /// <summary>
    /// The vault's row comes first, then the event that refers to it: whenever the house dies between the two, nothing that is shown is without a name.
    /// </summary>
    [Fact]
    public async Task Who_comes_in_and_takes_another_name_while_the_house_is_killed_is_never_shown_without_a_name()
    {
        await using var house = new KilledHouse();
        await house.Start();
        house.Admit();
        var room = await house.Meeting();
        var said = new ConcurrentDictionary<string, string>();
        for (var life = 0; life < 4; life++)
        {
            using var over = new CancellationTokenSource();
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var before = said.Count;
            var coming = Enumerable.Range(0, 8).Select(door => Task.Run(() => Come($"{life}-{door}"), TestContext.Current.CancellationToken)).ToList();
            await enough.Task.WaitAsync(OpenHouse.Patience, TestContext.Current.CancellationToken);
            await house.Kill();
            await over.CancelAsync();
            await Task.WhenAll(coming);
            await house.Start();
            house.Admit();
            var shown = (await room.Comments(limit: 100)).ToDictionary(c => c.Text("id"), c => c.At("author").Find("name")?.GetString());
            shown.Values.ShouldAllBe(name => name != null);
            said.ShouldBeSubsetOf(shown!);

            async Task Come(string door)
            {
                try
                {
                    for (var n = 0; ; n++)
                    {
                        var person = await room.Join($"居民{door}-{n}");
                        await Say(person, person.Name);
                        await Say(await room.Join($"换名{door}-{n}", token: person.Token), $"换名{door}-{n}");
                    }
                }
                catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
                {
                    // The house died.
                }
            }

            async Task Say(Person person, string name)
            {
                said[(await person.Post(Comment("到了"))).ShouldBeDone().Made] = name;
                if (said.Count > before + 60)
                {
                    enough.TrySetResult();
                }
            }
        }

        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var attended = (await house.Get($"{room.Path}/minutes", room.Chair.Token)).At("attendance").GetRawText();
        attended.ShouldContain("换名");
        using var exported = await house.Send(HttpMethod.Get, $"{room.Path}/export", room.Chair.Token);
        var findings = Hub.Verify.Verification.Of(await exported.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));
    }

    private async Task Work(KilledHouse house, Person person, int number, string ballot, string liked, TaskCompletionSource halfway)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await Sure(house, person, Comment($"{person.Name} 第 {round} 条"));
            await Sure(house, person, Like(liked, on: round % 2 == 0));
            await Sure(house, person, Vote(ballot, (number + round) % 2 == 0 ? "approve" : "oppose"));
            if (_acknowledged.Count > People * Rounds)
            {
                halfway.TrySetResult();
            }
        }
    }

    /// <summary>Sends it under one operation id until there is an answer.</summary>
    private async Task Sure(KilledHouse house, Person person, JsonObject command)
    {
        var op = NewOp();
        while (true)
        {
            try
            {
                await house.Serving;
                var receipt = await person.Post(command, op);
                if (receipt.Outcome != "retry")
                {
                    receipt.ShouldBeDone();
                    _acknowledged.Add((person, Interlocked.Increment(ref _count), op, command, receipt));
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task CheckStored(
        Room room, string ballot, string liked, List<(Person Person, int Number, string Op, JsonObject Command, Receipt Receipt)> acknowledged)
    {
        var stored = (await room.Comments(limit: 100)).ToDictionary(c => c.Text("id"), c => c.Text("text"));
        foreach (var (_, _, _, command, receipt) in acknowledged.Where(a => a.Command["$type"]!.GetValue<string>() == "comment"))
        {
            stored[receipt.Made].ShouldBe(command["text"]!.GetValue<string>());
        }

        // Each person does one thing after another. The first one not acknowledged may be stored or not: its answer was lost.
        foreach (var person in acknowledged.GroupBy(a => a.Person))
        {
            var me = (await room.House.Get(room.Path, person.Key.Token)).At("me");
            JsonObject? Last(string type) => person.OrderBy(a => a.Number).LastOrDefault(a => a.Command["$type"]!.GetValue<string>() == type).Command;
            if (person.Count() % 3 != 2 && Last("vote") is { } vote)
            {
                me.List("votes", ballot).ShouldHaveSingleItem().GetString().ShouldBe(vote["choices"]![0]!.GetValue<string>());
            }

            if (person.Count() % 3 != 1 && Last("react") is { } like)
            {
                me.List("likes").Any(l => l.GetString() == liked).ShouldBe(like["on"]!.GetValue<bool>());
            }
        }
    }

    /// <summary>A client that comes back by itself, with its position, as often as its line is lost. Each line checks that it goes on from there.</summary>
    private sealed class Follower(KilledHouse house, Person person)
    {
        private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<long> _seqs = [];
        private long _goal = long.MaxValue;
        private long _to;
        private volatile Line? _line;

        public Task Joined => _joined.Task;

        public int Joins { get; private set; }

        public async Task Run(CancellationToken over)
        {
            string? position = null;
            while (!over.IsCancellationRequested)
            {
                try
                {
                    await house.Serving;
                    await using var line = await person.Connect(position);
                    _line = line;
                    Joins++;
                    _joined.TrySetResult();
                    using var ended = over.Register(() => line.DisposeAsync().AsTask());
                    await line.Until(() => line.IsClosed || line.To >= Volatile.Read(ref _goal), "the end");
                    if (position is not null && line.Answer.Snapshot is null)
                    {
                        line.Events.ShouldAllBe(e => e.Seq > _to);
                    }

                    line.Answer.To.ShouldBeGreaterThanOrEqualTo(_to, "nothing that was told is gone");
                    _seqs.AddRange(line.Events.Select(e => e.Seq));
                    (position, _to) = (line.Position, line.To);
                    if (!line.IsClosed)
                    {
                        _reached.TrySetResult();
                        return;
                    }
                }
                catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException or OperationCanceledException
                    or System.Net.WebSockets.WebSocketException)
                {
                    // The house died again, or has not come back yet.
                }
                catch (Exception e)
                {
                    _reached.TrySetException(e);
                    throw;
                }
            }
        }

        /// <summary>Told everything up to a seq, each event once.</summary>
        public async Task Reached(long seq)
        {
            Volatile.Write(ref _goal, seq);
            _line?.Wake();
            await _reached.Task.WaitAsync(OpenHouse.Patience, TestContext.Current.CancellationToken);
            _seqs.ShouldBe(_seqs.Distinct());
        }
    }
}
