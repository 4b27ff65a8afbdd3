using Hub.Tests.House;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>
/// A client that follows a room, leaves and returns is told everything once. Every <see cref="Line"/> checks its own sequence; these tests say what is in it.
/// </summary>
public sealed class FollowingTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task Who_joins_gets_the_room_whole_and_then_what_happens()
    {
        var room = await house.Meeting();
        await room.Chair.Post(Comment("已经说过的"));
        await using var line = await (await room.Join("居民")).Connect();
        line.Answer.Missed.ShouldBeNull();
        var snapshot = line.Answer.Snapshot.ShouldNotBeNull();
        snapshot.Text("status").ShouldBe("open");
        snapshot.List("comments", "items").ShouldHaveSingleItem().Text("text").ShouldBe("已经说过的");
        line.Answer.Me!.Value.Text("role").ShouldBe("attendee");

        var receipt = await room.Chair.Post(Comment("新的意见"));
        var said = await line.Next("commented");
        said.Seq.ShouldBe(receipt.Seq!.Value);
        said.Text.ShouldBe("新的意见");
        said.Actor!.Value.Text("name").ShouldBe("主持人");
        line.Frames[0].From.ShouldBe(line.Answer.To);
    }

    [Fact]
    public async Task Joining_needs_no_position()
    {
        var room = await house.Meeting();
        await using var line = await Line.Open(room.Stranger());
        var answer = await line.Hub.InvokeAsync<JoinAnswer>("Join", room.Name, TestContext.Current.CancellationToken);
        answer.Snapshot.ShouldNotBeNull();
        answer.Me.ShouldBeNull();
    }

    [Fact]
    public async Task Everyone_who_joins_in_the_middle_of_a_burst_goes_on_without_a_gap()
    {
        var room = await house.Meeting();
        var writers = await room.Crowd(4);
        var saying = Task.WhenAll(writers.Select(async writer =>
        {
            for (var i = 0; i < 15; i++)
            {
                (await writer.Post(Comment($"{writer.Name} 第 {i} 条"))).ShouldBeDone();
            }
        }));
        var lines = new List<Line>();
        while (!saying.IsCompleted && lines.Count < 40)
        {
            lines.Add(await room.Stranger().Connect());
            lines.Add(await room.Chair.Connect());
        }

        await saying;
        var last = (await room.Chair.Post(Of("pause"))).Seq!.Value;
        foreach (var line in lines)
        {
            await line.Reach(last);
            await line.DisposeAsync();
        }
    }

    [Fact]
    public async Task Who_returns_with_a_position_gets_exactly_what_was_missed()
    {
        var room = await house.Meeting();
        var person = await room.Join("居民");
        string position;
        await using (var line = await person.Connect())
        {
            await line.Reach((await room.Chair.Post(Comment("在场时说的"))).Seq!.Value);
            position = line.Position;
        }

        var missed = new[] { (await room.Chair.Post(Comment("离开时说的"))).Seq, (await room.Chair.Post(Of("pause"))).Seq };
        await using var back = await person.Connect(position);
        back.Answer.Snapshot.ShouldBeNull();
        back.Events.Select(e => (long?)e.Seq).ShouldBe(missed);

        var last = await room.Chair.Post(Of("resume"));
        await back.Reach(last.Seq!.Value);
        back.Events.Select(e => (long?)e.Seq).ShouldBe([.. missed, last.Seq]);
    }

    [Fact]
    public async Task Who_missed_nothing_is_told_nothing()
    {
        var room = await house.Meeting();
        await using var line = await room.Stranger().Connect();
        await using var back = await room.Stranger().Connect(line.Position);
        back.Answer.Missed.ShouldNotBeNull().ShouldBeEmpty();
        back.Answer.Snapshot.ShouldBeNull();
    }

    [Theory]
    [InlineData("7-deadbeef")]
    [InlineData("999999-00000000")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("居民")]
    [InlineData("0-0")]
    public async Task A_position_that_is_not_known_gets_the_room_whole(string position)
    {
        var room = await house.Meeting();
        await using var line = await room.Stranger().Connect(position);
        line.Answer.Snapshot.ShouldNotBeNull();
        line.Answer.Missed.ShouldBeNull();
    }

    /// <summary>
    /// Guards a page of the record that was cut by its limit and gave the position of the record's end: who joined with it never heard of what lay between.
    /// </summary>
    [Fact]
    public async Task The_position_of_a_page_that_was_cut_leads_on_from_where_it_was_cut()
    {
        var room = await house.Meeting();
        var person = await room.Join("居民");
        foreach (var command in new[] { Of("checkIn"), Of("raiseHand"), Comment("一"), Of("checkOut"), Comment("二") })
        {
            (await person.Post(command)).ShouldBeDone();
        }

        var record = await room.Record();
        record.Count.ShouldBe(8, "checking out with a hand up is two events, stored as one");
        var whole = new List<int>();
        for (var limit = 1; limit <= record.Count; limit++)
        {
            var page = await house.Get($"{room.Path}/events?after=0&limit={limit}");
            page.List("events").Count.ShouldBe(limit);
            await using var line = await room.Stranger().Connect(page.Text("position"));
            if (line.Answer.Missed is null)
            {
                whole.Add(limit);
                line.Answer.Snapshot!.Value.Number("comments", "total").ShouldBe(2);
            }
            else
            {
                line.Events.Select(e => e.Seq).ShouldBe(Enumerable.Range(limit + 1, record.Count - limit).Select(i => (long)i));
            }

            line.To.ShouldBe(record.Count);
        }

        whole.ShouldBe([6], "in the middle of what was stored as one");
    }

    [Fact]
    public async Task The_position_of_another_meeting_is_not_known()
    {
        var (one, other) = (await house.Meeting(), await house.Meeting());
        await using var line = await one.Stranger().Connect();
        await using var elsewhere = await other.Stranger().Connect(line.Position);
        elsewhere.Answer.Snapshot.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_position_outlives_a_restart_of_the_house()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var room = await own.Meeting();
            string position;
            await using (var line = await room.Stranger().Connect())
            {
                position = line.Position;
            }

            await own.Restart();
            await room.Chair.Post(Comment("重启之后"));
            await using var back = await room.Stranger().Connect(position);
            (back.Answer.Snapshot is not null || back.Events.Single().Text == "重启之后").ShouldBeTrue();
            back.To.ShouldBe(back.Answer.To);
        }
    }

    [Fact]
    public async Task A_house_that_goes_tells_everyone_when_to_come_back()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var room = await own.Meeting();
            await using var line = await room.Stranger().Connect();
            await own.Restart();
            await line.Until(() => line.IsClosed, "the end");
            line.Leaving.ShouldNotBeNull().WithinMs.ShouldBeGreaterThan(0);
            await using var back = await room.Stranger().Connect(line.Position);
            back.Answer.Missed.ShouldNotBeNull().ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Joining_again_on_the_same_line_goes_on_from_its_answer()
    {
        var room = await house.Meeting();
        var writer = await room.Join("居民");
        await using var line = await room.Chair.Connect();
        for (var i = 0; i < 10; i++)
        {
            await writer.Post(Comment($"第 {i} 条"));
            await line.Reach((await writer.Post(Comment($"又 {i} 条"))).Seq!.Value);
            await line.Join();
        }

        await line.Reach((await room.Chair.Post(Of("pause"))).Seq!.Value);
        line.Resyncs.ShouldBe(0);
    }

    [Fact]
    public async Task Who_has_left_hears_no_more()
    {
        var room = await house.Meeting();
        await using var line = await room.Stranger().Connect();
        await using var witness = await room.Stranger().Connect();
        await line.Leave();
        var unheard = (await room.Chair.Post(Comment("没有听到"))).Seq!.Value;
        await witness.Reach(unheard);

        var answer = await line.Join(line.Position);
        line.Frames.Count.ShouldBe(1, "only what the second join told");
        answer.Missed.ShouldNotBeNull().ShouldHaveSingleItem().To.ShouldBe(unheard);
    }

    [Theory]
    [InlineData("meetings/nothere")]
    [InlineData("meetings/")]
    [InlineData("topics/x/y")]
    [InlineData("boxes/1")]
    public async Task A_room_that_is_not_there_cannot_be_joined(string name)
    {
        await using var line = await Line.Open((await house.Meeting()).Stranger());
        var refused = await Should.ThrowAsync<HubException>(() => line.Hub.InvokeAsync<JoinAnswer>("Join", name, null, TestContext.Current.CancellationToken));
        refused.Message.ShouldContain("unknownRoom");
        refused.Message.ShouldNotContain(" at ");
    }

    [Fact]
    public async Task A_room_behind_codes_tells_strangers_nothing()
    {
        var room = await house.Meeting(visibility: "codes");
        await using var stranger = await Line.Open(room.Stranger());
        (await Should.ThrowAsync<HubException>(() => stranger.Join())).Message.ShouldContain("forbidden");

        var elsewhere = await house.Meeting();
        var guest = new Person(room, "居民", "", (await elsewhere.Join("居民")).Token);
        await using var other = await Line.Open(guest);
        (await Should.ThrowAsync<HubException>(() => other.Join())).Message.ShouldContain("forbidden");

        await using var seated = await (await room.Join("居民")).Connect();
        seated.Answer.Snapshot.ShouldNotBeNull();
    }

    [Fact]
    public async Task One_line_follows_two_rooms()
    {
        var (one, other) = (await house.Meeting(), await house.Meeting());
        await using var line = await one.Stranger().Connect();
        var frames = new System.Collections.Concurrent.ConcurrentQueue<Frame>();
        var heard = new TaskCompletionSource();
        await using var both = await Line.Open(one.Stranger());
        both.Hub.Remove("frame");
        both.Hub.On<Frame>("frame", frame =>
        {
            frames.Enqueue(frame);
            if (frames.Select(f => f.Room).Distinct().Count() == 2)
            {
                heard.TrySetResult();
            }
        });
        await Task.WhenAll(new[] { one, other }.Select(r => both.Hub.InvokeAsync<JoinAnswer>("Join", r.Name, null, TestContext.Current.CancellationToken)));
        await one.Chair.Post(Comment("一"));
        await other.Chair.Post(Comment("二"));
        await heard.Task.WaitAsync(OpenHouse.Patience, TestContext.Current.CancellationToken);
        frames.ShouldAllBe(f => f.Events.Single().Text == (f.Room == one.Name ? "一" : "二"));
    }
}
