using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>A room in a storm: everyone is told something, nobody is told a lie about what was left out, and who does not read costs nobody else.</summary>
public sealed class StormTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task In_a_storm_the_room_gets_a_sample_and_the_chair_everything()
    {
        var room = await house.Meeting();
        var people = await room.Crowd(60);
        await using var watcher = await room.Stranger().Connect();
        await using var chair = await room.Chair.Connect();
        var start = watcher.Position;
        var receipts = await Task.WhenAll(people.SelectMany(p => Enumerable.Range(1, 5).Select(i => p.Post(Comment($"{p.Name} 第 {i} 条")))));
        receipts.ShouldAllBe(r => r.Outcome == "done");
        var last = (await room.Chair.Post(Of("pause"))).Seq!.Value;
        await Task.WhenAll(watcher.Reach(last), chair.Reach(last));

        watcher.Omitted.ShouldBeGreaterThan(0);
        watcher.Events.Count(e => e.Type == "commented").ShouldBe(300 - watcher.Omitted);
        watcher.Events[^1].Type.ShouldBe("meetingPaused");
        chair.Omitted.ShouldBe(0);
        chair.Events.Count(e => e.Type == "commented").ShouldBe(300);

        (await room.Comments(limit: 37)).Select(c => c.Text("id")).ShouldBe(receipts.OrderBy(r => r.Seq).Select(r => r.Made));
        (await room.Record()).Count(e => e.Text("type") == "commented").ShouldBe(300);

        await using var back = await people[0].Connect(start);
        back.Answer.Missed.ShouldNotBeNull();
        (back.Events.Count(e => e.Type == "commented"), back.Omitted).ShouldBe((50, 250));
    }

    [Fact]
    public async Task A_snapshot_has_fifty_comments_and_the_others_page_in_order()
    {
        var room = await house.Meeting();
        var ids = new List<string>();
        for (var i = 1; i <= 60; i++)
        {
            ids.Add((await room.Chair.Post(Comment($"第 {i} 条"))).Made);
        }

        var snapshot = await room.Snapshot();
        snapshot.Number("comments", "total").ShouldBe(60);
        var newest = snapshot.List("comments", "items");
        newest.Select(c => c.Text("id")).ShouldBe(ids.Skip(10));
        var older = await house.Get($"{room.Path}/comments?before={newest[0].Number("seq")}");
        older.List("items").Select(c => c.Text("id")).ShouldBe(ids.Take(10));
        older.Find("next").ShouldBeNull();
        (await room.Comments(limit: 7)).Select(c => c.Text("id")).ShouldBe(ids);
    }

    [Fact]
    public async Task Who_does_not_read_holds_up_nobody_and_is_told_to_read_again_or_cut()
    {
        var room = await house.Meeting();
        await using var slow = await RawLine.Open(room, room.Chair.Token, receiveBuffer: 4096);
        await slow.Say($$"""{"type":1,"invocationId":"1","target":"Join","arguments":["{{room.Name}}"]}""");
        (await slow.Next(m => m.Number("type") == 3)).At("result", "snapshot");
        await using var chair = await room.Chair.Connect();
        var people = await room.Crowd(8);

        // On the wire a character like this takes 12 bytes. More is said than the system's own buffers take.
        var text = string.Concat(Enumerable.Repeat("𠮷", 1950));
        for (var round = 0; round < 40; round++)
        {
            var receipts = await Task.WhenAll(people.Select(p => p.Post(Comment($"{round} {p.Name} {text}"))));
            await chair.Reach(receipts.Max(r => r.ShouldBeDone().Seq!.Value));
        }

        chair.Events.Count.ShouldBe(320);
        chair.Omitted.ShouldBe(0);
        chair.Resyncs.ShouldBe(0);

        var (to, wasTold) = (0L, "cut");
        try
        {
            var told = await slow.Next(m =>
            {
                if (m.Find("target")?.GetString() == "frame")
                {
                    var frame = m.List("arguments")[0];
                    frame.Number("from").ShouldBe(to == 0 ? frame.Number("from") : (int)to, "what it did read has no gap");
                    to = frame.Number("to");
                }

                to.ShouldBeLessThan(chair.To, "it was told everything, at whose cost?");
                return m.Find("target")?.GetString() == "resync";
            });
            wasTold = told.Text("target");
            told.List("arguments")[0].Text("room").ShouldBe(room.Name);
            await slow.Say($$"""{"type":1,"invocationId":"2","target":"Join","arguments":["{{room.Name}}"]}""");
            (await slow.Next(m => m.Number("type") == 3)).At("result", "snapshot");
        }
        catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or IOException)
        {
        }

        to.ShouldBeLessThan(chair.To);
        wasTold.ShouldBeOneOf("cut", "resync");
    }

    /// <summary>
    /// Guards a frame that did not fit behind others on a connection with nothing left to write: it was dropped, and nobody was told to read again.
    /// </summary>
    [Fact]
    public async Task A_burst_of_long_comments_reaches_everyone_at_once_or_by_reading_again_and_cuts_nobody()
    {
        var room = await house.Meeting();
        var people = await room.Crowd(20);
        var lines = await Task.WhenAll(people.Append(room.Chair).Select(p => p.Connect()));
        var answered = lines.ToDictionary(l => l, _ => 0);
        var text = string.Concat(Enumerable.Repeat("𠮷", 1950));
        for (var burst = 1; burst <= 4; burst++)
        {
            var receipts = await Task.WhenAll(people.Select(p => p.Post(Comment($"{burst} {p.Name} {text}"))));
            var last = receipts.Max(r => r.ShouldBeDone().Seq!.Value);
            await Task.WhenAll(lines.Select(async line =>
            {
                while (line.To < last)
                {
                    await line.Until(() => line.To >= last || line.Resyncs > answered[line], $"seq {last}, or to be told to read again");
                    if (line.Resyncs > answered[line])
                    {
                        answered[line] = line.Resyncs;
                        (await line.Join(line.Position)).Missed.ShouldNotBeNull();
                    }
                }
            }));
            lines.Select(l => l.Events.Count(e => e.Type == "commented") + l.Omitted).ShouldAllBe(told => told == 20 * burst);
            lines[^1].Omitted.ShouldBe(0, "the chair gets everything");
        }

        lines.ShouldAllBe(l => !l.IsClosed);
        foreach (var line in lines)
        {
            await line.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_answer_to_a_join_comes_before_its_first_frame()
    {
        var room = await house.Meeting();
        var people = await room.Crowd(5);
        using var over = new CancellationTokenSource();
        var saying = Task.WhenAll(people.Select(async p =>
        {
            while (!over.IsCancellationRequested)
            {
                await p.Post(Comment("不停地说"));
            }
        }));
        for (var i = 0; i < 25; i++)
        {
            await using var line = await RawLine.Open(room, room.Chair.Token);
            await line.Say($$"""{"type":1,"invocationId":"1","target":"Join","arguments":["{{room.Name}}"]}""");
            var answer = await line.Next();
            answer.Number("type").ShouldBe(3, answer.ToString()[..200]);
            var frame = await line.Next(m => m.Find("target")?.GetString() == "frame");
            frame.List("arguments")[0].Number("from").ShouldBe(answer.Number("result", "to"));
        }

        await over.CancelAsync();
        await saying;
    }

    [Fact]
    public async Task Every_read_shows_what_was_answered_before()
    {
        var room = await house.Meeting();
        var people = await room.Crowd(6, "member");
        var ballot = (await room.Chair.Post(Approval())).Made;
        await Task.WhenAll(people.Select(async p =>
        {
            for (var i = 0; i < 8; i++)
            {
                var said = (await p.Post(Comment($"{p.Name} {i}"))).ShouldBeDone();
                var snapshot = await room.Snapshot();
                snapshot.List("comments", "items").ShouldContain(c => c.Text("id") == said.Made);
                (await house.Get($"{room.Path}/events?after={said.Seq - 1}&limit=1")).List("events").ShouldHaveSingleItem().Text("data", "comment")
                    .ShouldBe(said.Made);
                (await p.Post(Like(said.Made))).ShouldBeDone();
                (await house.Get($"{room.Path}/comments?before={said.Seq + 1}&limit=1")).List("items").ShouldHaveSingleItem().Number("likes").ShouldBe(1);
                await p.Post(Vote(ballot, i % 2 == 0 ? "approve" : "oppose"));
                (await house.Get(room.Path, p.Token)).List("me", "votes", ballot).ShouldHaveSingleItem().GetString()
                    .ShouldBe(i % 2 == 0 ? "approve" : "oppose");
            }
        }));
        (await room.Snapshot()).List("ballots")[0].Number("tally", "counts", "oppose").ShouldBe(6);
        foreach (var (command, status) in new[] { ("closeBallot", "open"), ("pause", "paused"), ("resume", "open"), ("close", "closed") })
        {
            (await room.Chair.Post(Of(command, command == "closeBallot" ? new { ballot } : null))).ShouldBeDone();
            (await house.Get($"/api/meetings?status={status}&limit=100")).List("items").ShouldContain(m => m.Text("id") == room.Id);
            (await room.Snapshot()).Text("status").ShouldBe(status);
        }

        (await room.Snapshot()).List("ballots")[0].Find("outcome", "passed")!.Value.GetBoolean().ShouldBeFalse();
    }
}
