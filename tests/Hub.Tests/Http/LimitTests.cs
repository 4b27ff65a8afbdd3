using System.Net;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Http;

/// <summary>Who floods, guesses or babbles costs only themselves. The house has its real allowances.</summary>
public sealed class LimitTests(StrictHouse house) : IClassFixture<StrictHouse>
{
    [Fact]
    public async Task A_thousand_wrong_codes_are_slowed_and_a_right_one_still_passes()
    {
        var room = await house.Meeting();
        await using var line = await room.Chair.Connect();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 1000; i++)
        {
            using var answer = await house.Send(HttpMethod.Post, "/api/join", null, new { code = $"WRONG{i:000}", name = "猜码的人" });
            statuses.Add(answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
                (await OpenHouse.Json(answer)).Text("code").ShouldBe("tooFast");
            }
        }

        statuses.Take(20).ShouldAllBe(s => s == HttpStatusCode.NotFound);
        statuses.Skip(20).ShouldAllBe(s => s == HttpStatusCode.NotFound || s == HttpStatusCode.TooManyRequests);
        statuses.Count(s => s == HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(900);
        (await (await room.Join("居民")).Post(Comment("来得及"))).ShouldBeDone();
        (await line.Next("commented")).Text.ShouldBe("来得及");
    }

    [Fact]
    public async Task After_a_burst_of_twenty_commands_a_person_is_too_fast_and_a_repeat_is_free()
    {
        var room = await house.Meeting();
        var (person, other) = (await room.Join("快手"), await room.Join("居民"));
        var ops = Enumerable.Range(0, 20).Select(_ => NewOp()).ToList();
        var said = await Task.WhenAll(ops.Select((op, i) => person.Post(Comment($"第 {i} 条"), op)));
        said.ShouldAllBe(r => r.Outcome == "done");
        HttpResponseMessage answer;
        while ((answer = await person.PostRaw(Comment("又一条"))).StatusCode == HttpStatusCode.OK)
        {
            answer.Dispose();
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await OpenHouse.Json(answer)).Text("code").ShouldBe("tooFast");
        answer.Dispose();
        var repeats = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => person.Post(Comment($"第 {n % 20} 条"), ops[n % 20])));
        repeats.Select(r => r.Made).ShouldBe(said.Concat(said).Concat(said).Select(r => r.Made));
        (await other.Post(Comment("不受影响"))).ShouldBeDone();
    }

    [Fact]
    public async Task Who_floods_a_connection_is_cut_off_and_nobody_else_notices()
    {
        var room = await house.Meeting();
        await using var line = await room.Chair.Connect();
        foreach (var babble in new[] { """{"type":6}""", """{"type":1,"target":"Nothing","arguments":[]}""", """{"type":1,"invocationId":"1","target":"Join","arguments":[1,2,3]}""" })
        {
            await using var flooder = await RawLine.Open(room, room.Chair.Token);
            var cut = flooder.WasCut();
            try
            {
                for (var i = 0; i < 5000 && !cut.IsCompleted; i++)
                {
                    await flooder.Say(babble);
                }
            }
            catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or IOException or InvalidOperationException or OperationCanceledException)
            {
            }

            await cut;
        }

        (await (await room.Join("居民")).Post(Comment("照常"))).ShouldBeDone();
        (await line.Next("commented")).Text.ShouldBe("照常");
        line.IsClosed.ShouldBeFalse();
    }

    [Theory]
    [InlineData("this is no message")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"type":1}""")]
    [InlineData("""{"type":"1","target":"Do"}""")]
    public async Task What_is_no_message_ends_its_own_connection_at_most(string message)
    {
        var room = await house.Meeting();
        await using var line = await room.Chair.Connect();
        await using var babbler = await RawLine.Open(room, null);
        await babbler.Say(message);
        await (await room.Join("居民")).Post(Comment("照常"));
        (await line.Next("commented")).Text.ShouldBe("照常");
    }

    [Fact]
    public async Task A_message_beyond_the_limit_ends_its_connection()
    {
        var room = await house.Meeting();
        await using var babbler = await RawLine.Open(room, room.Chair.Token);
        await babbler.Say($$"""{"type":1,"invocationId":"1","target":"Do","arguments":["{{room.Name}}","{{NewOp()}}",{"$type":"comment","text":"{{new string('x', 40_000)}}"}]}""");
        await babbler.WasCut();
    }

    [Theory]
    [InlineData("""[]""", "badOperation")]
    [InlineData("""["ROOM"]""", "badOperation")]
    [InlineData("""["ROOM","OP"]""", "badOperation")]
    [InlineData("""["ROOM","OP",{"$type":"comment","text":"意见"},"more"]""", "badOperation")]
    [InlineData("""["ROOM",7,{"$type":"comment","text":"意见"}]""", "badOperation")]
    [InlineData("""["ROOM",null,null]""", "badOperation")]
    [InlineData("""["ROOM","OP",null]""", "unreadable")]
    [InlineData("""["ROOM","OP","comment"]""", "unreadable")]
    [InlineData("""["ROOM","OP",[]]""", "unreadable")]
    [InlineData("""["ROOM","OP",{"$type":"comment"}]""", "unreadable")]
    [InlineData("""["ROOM","OP",{"$type":"sing"}]""", "unknownCommand")]
    [InlineData("""[7,"OP",{"$type":"comment","text":"意见"}]""", "unknownRoom")]
    [InlineData("""["meetings/nothere","OP",{"$type":"comment","text":"意见"}]""", "unknownRoom")]
    public async Task Do_answers_a_receipt_whatever_it_is_given(string arguments, string code)
    {
        var room = await house.Meeting();
        await using var line = await RawLine.Open(room, room.Chair.Token);
        await line.Say($$"""{"type":1,"invocationId":"9","target":"Do","arguments":{{arguments.Replace("ROOM", room.Name, StringComparison.Ordinal).Replace("OP", NewOp(), StringComparison.Ordinal)}}}""");
        var answer = await line.Next();
        (answer.Text("invocationId"), answer.Find("error")).ShouldBe(("9", null));
        (answer.Text("result", "outcome"), answer.Text("result", "code")).ShouldBe(("refused", code));
        (await room.Record()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Do_answers_a_receipt_to_those_who_may_not()
    {
        var room = await house.Meeting();
        await using var stranger = await room.Stranger().Connect();
        (await stranger.Do(Comment("意见"))).ShouldBeRefused("forbidden");
        await using var attendee = await (await room.Join("居民")).Connect();
        (await attendee.Do(Of("pause"))).ShouldBeRefused("forbidden");
    }
}

/// <summary>In a house of its own: what is guessed here would be counted against the guesses of others from this address.</summary>
public sealed class GuessedCodeTests(StrictHouse house) : IClassFixture<StrictHouse>
{
    [Fact]
    public async Task Who_asks_what_guessed_codes_open_is_slowed_as_who_joins_with_them_and_a_right_one_still_passes()
    {
        var room = await house.Meeting();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 200; i++)
        {
            using var guessed = await house.Send(HttpMethod.Post, "/api/code", null, new { code = $"GUESS{i:000}" });
            statuses.Add(guessed.StatusCode);
        }

        statuses.ShouldAllBe(s => s == HttpStatusCode.NotFound || s == HttpStatusCode.TooManyRequests);
        statuses.Count(s => s == HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(100);
        using var right = await house.Send(HttpMethod.Post, "/api/code", null, new { code = room.Codes["attend"] });
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
