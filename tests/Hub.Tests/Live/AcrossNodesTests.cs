
using Hub.Tests.House;
using Hub.Tests.Journal;
using static Hub.Tests.House.Commands;


namespace Hub.Tests.Live;

/// <summary>A meeting lives on one node, its people are at any of them: nobody can tell.</summary>
public sealed class AcrossNodesTests(Cluster cluster, PostgresServer server) : IClassFixture<Cluster>
{
    private const int Meetings = 4;

    [Fact]
    public async Task Who_is_at_any_node_is_told_the_same_in_the_same_order()
    {
        // Of several meetings some live on one node, some on the other.
        for (var i = 0; i < Meetings; i++)
        {
            var room = await cluster.A.Meeting();
            var people = await room.Crowd(4);
            await using var here = await room.Stranger().Connect();
            await using var there = await cluster.B.Same(room.Stranger()).Connect();
            var ballot = (await room.Chair.Post(Of("openBallot", new { question = "?", kind = "approval", voters = "all" }))).ShouldBeDone().Made;
            long last = 0;
            foreach (var (person, n) in people.Select((p, n) => (n % 2 == 0 ? p : cluster.B.Same(p), n)))
            {
                last = (await person.Post(Comment($"第 {n} 条"))).ShouldBeDone().Seq!.Value;
                (await person.Post(Vote(ballot, "approve"))).ShouldBeDone();
                if (n == 0)
                {
                    // Else all four may be told at once, in one version.
                    await Task.WhenAll(here.Counted(ballot, "approve", 1), there.Counted(ballot, "approve", 1));
                }
            }

            await Task.WhenAll(here.Reach(last), there.Reach(last), here.Counted(ballot, "approve", 4), there.Counted(ballot, "approve", 4));
            var (first, second) = (here.Events.Where(e => e.Seq > 3), there.Events.Where(e => e.Seq > 3));
            first.Select(e => (e.Seq, e.Type, e.Data?.ToString())).ShouldBe(second.Select(e => (e.Seq, e.Type, e.Data?.ToString())));
            var told = here.Tallies.Concat(there.Tallies).Where(t => Tally(t, ballot) is not null).ToLookup(t => t.Version, t => Tally(t, ballot));
            told.Count.ShouldBeGreaterThan(1);
            told.ShouldAllBe(version => version.Distinct().Count() == 1, "one version, one tally");
        }
    }

    [Fact]
    public async Task What_was_answered_at_one_node_every_read_at_another_shows()
    {
        for (var i = 0; i < Meetings; i++)
        {
            var room = await cluster.A.Meeting();
            var there = cluster.B.Same(room);
            (await cluster.B.Get("/api/meetings?limit=100")).List("items").ShouldContain(m => m.Text("id") == room.Id, "the list");
            var person = await there.Join("居民");
            var said = (await person.Post(Comment("建议加装电梯"))).ShouldBeDone().Made;
            (await room.Snapshot()).List("comments", "items").ShouldContain(c => c.Text("id") == said, "the snapshot");
            (await room.Chair.Post(Like(said))).ShouldBeDone();
            (await there.Snapshot()).List("comments", "items").Single(c => c.Text("id") == said).Number("likes").ShouldBe(1, "a like");
            var ballot = (await room.Chair.Post(Of("openBallot", new { question = "?", kind = "approval", voters = "all" }))).ShouldBeDone().Made;
            (await person.Post(Vote(ballot, "oppose"))).ShouldBeDone();
            (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
            (await there.Snapshot()).List("ballots").Single().Number("tally", "counts", "oppose").ShouldBe(1, "the tally");
            (await cluster.B.Get($"{room.Path}/events", person.Token)).List("events").Count.ShouldBe((await room.Record()).Count, "the record");
        }
    }

    /// <summary>Guards the votes that a node has read: it went on showing a name for minutes that was removed by way of another node.</summary>
    [Fact]
    public async Task A_name_that_is_removed_at_one_node_is_gone_from_the_votes_at_every_node()
    {
        var room = await cluster.A.Meeting();
        var (wang, li) = (await room.Join("王建国", "member"), await room.Join("李梅", "member"));
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "?", kind = "approval", voters = "members" }))).ShouldBeDone().Made;
        foreach (var person in new[] { wang, li })
        {
            (await person.Post(Vote(ballot, "approve"))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        var nodes = new[] { cluster.A, cluster.B };
        foreach (var node in nodes)
        {
            (await Named(node)).ShouldBe(["李梅", "王建国"], ignoreOrder: true);
        }

        using var removed =
            await cluster.A.Send(HttpMethod.Post, $"{room.Path}/names/{wang.Participant}/remove", cluster.A.OperatorToken, new { reason = "本人申请" });
        removed.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        foreach (var node in nodes)
        {
            (await Named(node)).ShouldBe(["李梅", null], ignoreOrder: true);
        }

        async Task<IEnumerable<string?>> Named(OpenHouse node) =>
            (await node.Get($"{room.Path}/ballots/{ballot}/votes")).List("votes").Select(v => v.Find("name")?.GetString());
    }

    /// <summary>Guards what is open elsewhere: signing out, a key that was renewed, a member who was withdrawn, ended nothing there.</summary>
    [Theory]
    [InlineData("signs out")]
    [InlineData("ends it from another device")]
    [InlineData("is given another key")]
    [InlineData("is withdrawn from the register")]
    public async Task What_is_open_at_one_node_ends_when_its_person_at_another(string how)
    {
        var member = await cluster.A.Member();
        var lost = await cluster.A.Opened(member);
        var kept = await cluster.A.Opened(member, lost.Key);
        var room = await cluster.A.Meeting(visibility: "codes");
        var seat = await room.Join("委员", "member", lost.Token);
        await using var line = await cluster.B.Same(seat).Connect();
        (await line.Do(Comment("还在"))).ShouldBeDone();

        using var ended = how switch
        {
            "signs out" => await cluster.A.Send(HttpMethod.Post, "/api/signout", lost.Token),
            "ends it from another device" => await cluster.A.Send(HttpMethod.Delete, $"/api/sessions/{lost.Session}", kept.Token),
            "is given another key" => await cluster.A.Send(HttpMethod.Post, $"/api/members/{member}/key", cluster.A.OperatorToken),
            _ => null,
        };
        if (ended is null)
        {
            (await cluster.A.Register("members", Of("withdraw", new { entry = member, reason = "届满" }))).ShouldBeDone();
        }

        await line.Until(() => line.IsClosed, "the end of the connection");
        var last = (await room.Chair.Post(Comment("已退出者不闻"))).ShouldBeDone().Seq!.Value;
        line.To.ShouldBeLessThan(last);
        (await cluster.B.Same(seat).Post(Comment("冒名"))).Code.ShouldBe("forbidden");
    }

    [Theory]
    [InlineData("comment")]
    [InlineData("vote")]
    public async Task An_operation_sent_to_every_node_at_once_is_done_once(string kind)
    {
        var room = await cluster.A.Meeting();
        var person = await room.Join("居民");
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "?", kind = "approval", voters = "all" }))).ShouldBeDone().Made;
        var (command, op) = (kind == "comment" ? Comment("只说一次") : Vote(ballot, "approve"), NewOp());
        await using var here = await person.Connect();
        await using var there = await cluster.B.Same(person).Connect();

        var answers =
            await Task.WhenAll(
            Enumerable.Range(0, 10).SelectMany(_ => new[] { here.Do(command, op), there.Do(command, op), cluster.B.Same(person).Post(command, op) }));

        answers[0].ShouldBeDone();
        answers.Skip(1).ToList().ForEach(a => a.ShouldBeSame(answers[0]));
        if (kind == "comment")
        {
            (await room.Comments()).ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task Who_comes_back_to_another_node_is_told_exactly_what_was_missed()
    {
        var room = await cluster.A.Meeting();
        (await room.Chair.Post(Comment("之前"))).ShouldBeDone();
        string position;
        await using (var line = await room.Stranger().Connect())
        {
            position = line.Position;
        }

        var missed = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            missed.Add((await room.Chair.Post(Comment($"错过的第 {i} 条"))).ShouldBeDone().Seq!.Value);
        }

        await using var back = await cluster.B.Same(room.Stranger()).Connect(position);
        back.Answer.Snapshot.ShouldBeNull();
        back.Events.Select(e => e.Seq).ShouldBe(missed);
        var next = (await room.Chair.Post(Comment("之后"))).ShouldBeDone().Seq!.Value;
        await back.Reach(next);
    }

    [Fact]
    public async Task A_token_and_a_code_work_everywhere_as_soon_as_they_are_answered()
    {
        var room = await cluster.A.Meeting(visibility: "codes");
        var code = await OpenHouse.Json(await cluster.B.Send(HttpMethod.Post, $"{room.Path}/codes", cluster.A.OperatorToken, new { role = "attend" }));
        using var old = await cluster.A.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes["attend"], name = "迟到的人" });
        old.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        var person = await new Room(cluster.A, room.Id, new() { ["attend"] = code.Text("code") }).Join("居民");
        (await cluster.B.Same(person).Post(Comment("到了"))).ShouldBeDone();
        await using var line = await cluster.B.Same(person).Connect();
    }

    [Fact]
    public async Task Only_one_long_connection_is_offered_as_nothing_brings_single_requests_to_one_node()
    {
        using var answer = await cluster.A.Send(HttpMethod.Post, "/hubs/live/negotiate?negotiateVersion=1");

        (await OpenHouse.Json(answer)).List("availableTransports").Select(t => t.Text("transport")).ShouldBe(["WebSockets"]);
    }

    [Fact]
    public async Task A_node_that_stops_hands_over_its_people_and_meetings_and_no_command_fails()
    {
        await using var own = new Cluster(server);
        await own.InitializeAsync();
        var rooms = new List<Room>();
        for (var i = 0; i < Meetings; i++)
        {
            rooms.Add(await own.A.Meeting());
        }

        await using var line = await own.B.Same(rooms[0].Stranger()).Connect();
        var quiet = await own.A.Meeting();
        var position = (await own.B.Get($"/live/{quiet.Name}/snapshot")).Text("position");
        var waiting = own.B.Send(HttpMethod.Get, $"/live/{quiet.Name}/head?after={position}");
        var (done, over) = (0, false);
        var writers = rooms.Select(room => Task.Run(async () =>
        {
            for (var n = 0; !Volatile.Read(ref over); n++)
            {
                // Each is answered "done" at the first time of asking.
                (await room.Chair.Post(Comment($"第 {n} 条"))).ShouldBeDone();
                Interlocked.Increment(ref done);
            }
        }, TestContext.Current.CancellationToken)).ToList();
        await Reached(20);

        var stopping = own.B.Stop();
        await line.Until(() => line.Leaving is not null, "leaving");
        line.Leaving!.WithinMs.ShouldBe(3500);
        using var health = await own.B.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        health.StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);
        var told = line.To;
        await line.DisposeAsync();

        // Who waits there over HTTP does not wait until the end of their patience, and asks another node next.
        using var waited = await waiting;
        (waited.StatusCode, waited.Headers.ConnectionClose).ShouldBe((System.Net.HttpStatusCode.NoContent, true));
        await stopping;
        await Reached(Volatile.Read(ref done) + 20);
        Volatile.Write(ref over, true);
        await Task.WhenAll(writers);

        await using var back = await rooms[0].Stranger().Connect(line.Position);
        back.Answer.To.ShouldBeGreaterThan(told);
        foreach (var room in rooms)
        {
            (await room.Comments(100)).Select(c => c.Text("text")).ShouldBeUnique();
        }

        Task Reached(int count) => Eventually.Holds(() => Volatile.Read(ref done) >= count || writers.Exists(w => w.IsFaulted));
    }

    [Fact]
    public async Task What_is_done_on_either_node_stands_in_one_audit_log_that_both_show()
    {
        var topics = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Topic.Raise(i % 2 == 0 ? cluster.A : cluster.B)));
        await Task.WhenAll(topics.Select(t => t.Staff(Of("accept"))));

        foreach (var node in new[] { cluster.A, cluster.B })
        {
            var accepted = (await node.Get("/api/audit?act=topicAccepted&limit=100", node.OperatorToken)).List("items")
                .Where(i => topics.Any(t => i.Text("on") == $"topics/{t.Id}")).ToList();
            accepted.Select(i => i.Text("on")).ShouldBe(topics.Select(t => $"topics/{t.Id}"), ignoreOrder: true);
            accepted.ShouldAllBe(i => i.Text("outcome") == "done");
        }
    }

    private static string? Tally(TallyUpdate update, string ballot) => update.Tallies.FirstOrDefault(t => t.Id == ballot) is { Counts: { } counts } t
        ? $"{t.Cast}: {string.Join(' ', counts.OrderBy(c => c.Key))}" : null;
}
