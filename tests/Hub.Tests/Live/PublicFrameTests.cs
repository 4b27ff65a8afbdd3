using System.Net;
using System.Text.Json;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>A public room over plain HTTP: a position is an address, and what everybody may read is all that stands there.</summary>
public sealed class PublicFrameTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly string[] Calls = ["snapshot", "head", "frames/1-0000000000000000", "events"];

    [Fact]
    public async Task What_follows_a_position_has_an_address_and_may_be_kept_for_an_hour()
    {
        var room = await house.Meeting();
        var before = await Position(room);
        var said = (await room.Chair.Post(Comment("人人可读"))).ShouldBeDone();
        var (path, frame) = await FrameWith(room, before, said.Seq!.Value);
        frame.Text("room").ShouldBe(room.Name);
        EventOf(frame, said).At("data").Text("text").ShouldBe("人人可读");
        frame.Text("position").ShouldStartWith($"{frame.At("to")}-");

        using var answer = await house.Send(HttpMethod.Get, path);
        answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=3600");
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag.ShouldNotBeNull());
        using var unchanged = await house.Http.SendAsync(again, TestContext.Current.CancellationToken);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Who_goes_from_frame_to_frame_reads_every_event_once()
    {
        var room = await house.Meeting();
        var people = await room.Crowd(4);
        var position = await Position(room);
        var from = Seq(position);
        var saying = Saying();
        var read = new List<JsonElement>();
        while (!read.Exists(e => e.Text("type") == "meetingPaused"))
        {
            await Head(room, position);
            var frame = await house.Get($"/live/{room.Name}/frames/{position}");
            frame.At("from").GetInt64().ShouldBe(Seq(position));
            read.AddRange(frame.List("events"));
            position = frame.Text("position");
        }

        await saying;
        read.Select(e => e.At("seq").GetInt64()).ShouldBe(Enumerable.Range(1, read.Count).Select(i => from + i));
        (await Position(room)).ShouldBe(position);

        async Task Saying()
        {
            await Task.WhenAll(people.Select(async person =>
            {
                for (var i = 0; i < 10; i++)
                {
                    (await person.Post(Of(i % 2 == 0 ? "raiseHand" : "lowerHand"))).ShouldBeDone();
                }
            }));
            (await room.Chair.Post(Of("pause"))).ShouldBeDone();
        }
    }

    [Fact]
    public async Task A_head_waits_until_something_follows()
    {
        var room = await house.Meeting();
        var position = await Position(room);
        var waiting = house.Get($"/live/{room.Name}/head?after={position}");
        var others = Enumerable.Range(0, 20).Select(_ => house.Get($"/live/{room.Name}/head?after={position}")).ToList();
        var said = (await room.Chair.Post(Comment("来了"))).ShouldBeDone();
        Seq((await waiting).Text("position")).ShouldBe(said.Seq!.Value);
        (await Task.WhenAll(others)).ShouldAllBe(head => Seq(head.Text("position")) == said.Seq);

        using var now = await house.Send(HttpMethod.Get, $"/live/{room.Name}/head");
        now.Headers.CacheControl!.ToString().ShouldBe("public, max-age=1");
        (await OpenHouse.Json(now)).Text("position").ShouldBe((await waiting).Text("position"));
    }

    [Fact]
    public async Task Where_nothing_follows_yet_it_is_too_early_and_a_position_of_elsewhere_is_not_known()
    {
        var (room, other) = (await house.Meeting(), await house.Meeting());
        await room.Chair.Post(Comment("这里的一条"));
        using var early = await house.Send(HttpMethod.Get, $"/live/{room.Name}/frames/{await Position(room)}");
        ((int)early.StatusCode, (await OpenHouse.Json(early)).Text("code")).ShouldBe((425, "nothingYet"));

        foreach (var position in new[] { await Position(other), "1-0000000000000000", "0", "-", "某处", "99999999-0000000000000000" })
        {
            using var unknown = await house.Send(HttpMethod.Get, $"/live/{room.Name}/frames/{Uri.EscapeDataString(position)}");
            (unknown.StatusCode, (await OpenHouse.Json(unknown)).Text("code")).ShouldBe((HttpStatusCode.NotFound, "unknownPosition"), position);
            unknown.Headers.CacheControl!.ToString().ShouldBe("no-store");
        }
    }

    [Fact]
    public async Task A_room_that_not_everybody_may_read_is_not_there_for_anybody()
    {
        var room = await house.Meeting(visibility: "codes");
        foreach (var call in Calls)
        {
            foreach (var token in new[] { null, room.Chair.Token, house.OperatorToken })
            {
                using var closed = await house.Send(HttpMethod.Get, $"/live/{room.Name}/{call}", token);
                closed.StatusCode.ShouldBe(HttpStatusCode.NotFound, call);
                closed.Headers.CacheControl!.ToString().ShouldBe("no-store");
            }

            using var nowhere = await house.Send(HttpMethod.Get, $"/live/meetings/nothere/{call}");
            nowhere.StatusCode.ShouldBe(HttpStatusCode.NotFound, call);
        }
    }

    [Fact]
    public async Task A_room_that_is_closed_to_the_public_ends_its_streams_and_is_not_there_any_more()
    {
        var room = await house.Meeting(open: false);
        var position = await Position(room);
        await using var stream = await EventStream.Open(house.Http, $"/live/{room.Name}/events");
        await stream.Next("snapshot");
        await Edit(new { venue = "二楼" });
        await stream.Next("frame");
        await Edit(new { visibility = "codes" });
        foreach (var call in Calls.Append($"frames/{position}").Append($"head?after={position}"))
        {
            using var closed = await house.Send(HttpMethod.Get, $"/live/{room.Name}/{call}");
            closed.StatusCode.ShouldBe(HttpStatusCode.NotFound, call);
        }

        while (await stream.Next() is not null)
        {
        }

        async Task Edit(object body)
        {
            using var edited = await house.Send(HttpMethod.Patch, room.Path, house.OperatorToken, body);
            edited.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Nothing_of_a_person_stands_there_and_what_only_the_chair_reads_is_withheld()
    {
        var room = await house.Meeting();
        (await room.Chair.Post(Of("setModeration", new { mode = "pre" }))).ShouldBeDone();
        var before = await Position(room);
        await using var stream = await EventStream.Open(house.Http, $"/live/{room.Name}/events");
        (await stream.Next("snapshot")).Find("me").ShouldBeNull();
        var said = (await (await room.Join("居民")).Post(Comment("先审后发"))).ShouldBeDone();
        var (_, frame) = await FrameWith(room, before, said.Seq!.Value);
        EventOf(frame, said).EnumerateObject().Select(p => p.Name).ShouldBe(["seq", "type"]);
        frame.ToString().ShouldNotContain("先审后发");
        (await stream.Next("frame")).ToString().ShouldNotContain("先审后发");
        using var asChair = await house.Send(HttpMethod.Get, $"/live/{room.Name}/snapshot", room.Chair.Token);
        var snapshot = await OpenHouse.Json(asChair);
        snapshot.ToString().ShouldNotContain("先审后发");
        snapshot.EnumerateObject().Select(p => p.Name).ShouldBe(["position", "to", "now", "snapshot", "pace"]);
        asChair.Headers.CacheControl!.ToString().ShouldBe("public, max-age=1");
    }

    /// <summary>Guards what a node keeps of what it told: a text that is hidden stood there in the frame that had told it.</summary>
    [Fact]
    public async Task A_text_that_is_hidden_is_blank_at_its_address_as_soon_as_its_chair_is_answered()
    {
        var room = await house.Meeting();
        var before = await Position(room);
        var said = (await (await room.Join("居民")).Post(Comment("不该公开的电话"))).ShouldBeDone();
        var (path, frame) = await FrameWith(room, before, said.Seq!.Value);
        EventOf(frame, said).At("data").Text("text").ShouldBe("不该公开的电话");

        var hidden = (await room.Chair.Post(Of("hideComment", new { comment = said.Made, reason = "隐私" }))).ShouldBeDone();
        var blank = await house.Get(path);
        blank.At("to").GetInt64().ShouldBe(hidden.Seq!.Value);
        blank.At("from").GetInt64().ShouldBe(frame.At("from").GetInt64());
        (EventOf(blank, said).Find("data", "text")?.GetString()).ShouldBeNullOrEmpty();
        blank.ToString().ShouldNotContain("不该公开的电话");
        await using var late = await EventStream.Open(house.Http, $"/live/{room.Name}/events", Place(path));
        (await late.Next("frame")).ToString().ShouldNotContain("不该公开的电话");
        (await house.Get($"/live/{room.Name}/snapshot")).ToString().ShouldNotContain("不该公开的电话");
    }

    [Fact]
    public async Task A_stream_begins_with_the_room_and_goes_on_behind_what_its_reader_was_told_last()
    {
        var room = await house.Meeting();
        (await room.Chair.Post(Comment("已经说过的"))).ShouldBeDone();
        await using var stream = await EventStream.Open(house.Http, $"/live/{room.Name}/events");
        stream.Answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var whole = await stream.Next("snapshot");
        stream.LastId.ShouldBe(whole.Text("position"));
        whole.At("snapshot").List("comments", "items").ShouldHaveSingleItem().Text("text").ShouldBe("已经说过的");

        var said = (await room.Chair.Post(Comment("新的意见"))).ShouldBeDone();
        var frame = await stream.Next("frame");
        frame.At("from").GetInt64().ShouldBe(whole.At("to").GetInt64());
        EventOf(frame, said).At("data").Text("text").ShouldBe("新的意见");
        stream.LastId.ShouldBe(frame.Text("position"));
        (await (await room.Join("居民")).Post(Like(said.Made))).ShouldBeDone();
        while (!(await stream.Next("tally")).List("tallies").Exists(t => t.Text("id") == said.Made))
        {
        }

        var told = stream.LastId!;
        await stream.DisposeAsync();

        var missed = (await room.Chair.Post(Comment("不在时说的"))).ShouldBeDone();
        await using var back = await EventStream.Open(house.Http, $"/live/{room.Name}/events", told);
        var first = (await back.Next()).ShouldNotBeNull();
        first.Name.ShouldBe("frame");
        first.Data.At("from").GetInt64().ShouldBe(Seq(told));
        EventOf(first.Data, missed).At("data").Text("text").ShouldBe("不在时说的");
        (await back.Next()).ShouldNotBeNull().Name.ShouldBe("tally", "a returning reader has missed counts too");

        await using var strange = await EventStream.Open(house.Http, $"/live/{room.Name}/events", "7-ffffffffffffffff");
        (await strange.Next()).ShouldNotBeNull().Name.ShouldBe("snapshot");
        await using var by = await EventStream.Open(house.Http, $"/live/{room.Name}/events?after={back.LastId}");
        (await by.Next()).ShouldNotBeNull().Name.ShouldBe("tally", "nothing was missed but counts");
    }

    [Fact]
    public async Task A_topic_is_followed_in_the_same_way()
    {
        var topic = await Topic.Raise(house);
        await using var stream = await EventStream.Open(house.Http, $"/live/topics/{topic.Id}/events");
        var whole = await stream.Next("snapshot");
        whole.At("snapshot").Text("id").ShouldBe(topic.Id);
        var said = (await topic.Do(topic.Raiser, Comment("补充一句"))).ShouldBeDone();
        EventOf(await stream.Next("frame"), said).At("data").Text("text").ShouldBe("补充一句");
        var (_, frame) = await FrameWith($"topics/{topic.Id}", whole.Text("position"), said.Seq!.Value);
        EventOf(frame, said).At("data").Text("text").ShouldBe("补充一句");
    }

    private static long Seq(string position) => long.Parse(position.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static string Place(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static JsonElement EventOf(JsonElement frame, Receipt receipt) => frame.List("events").Single(e => e.At("seq").GetInt64() == receipt.Seq);

    private async Task<string> Position(Room room) => (await house.Get($"/live/{room.Name}/snapshot")).Text("position");

    private async Task<string> Head(Room room, string after) => (await house.Get($"/live/{room.Name}/head?after={after}")).Text("position");

    private Task<(string Path, JsonElement Frame)> FrameWith(Room room, string position, long seq) => FrameWith(room.Name, position, seq);

    /// <summary>Goes on from a position until the frame that has this event.</summary>
    private async Task<(string Path, JsonElement Frame)> FrameWith(string room, string position, long seq)
    {
        while (true)
        {
            await house.Get($"/live/{room}/head?after={position}");
            var path = $"/live/{room}/frames/{position}";
            var frame = await house.Get(path);
            if (frame.At("to").GetInt64() >= seq)
            {
                return (path, frame);
            }

            position = frame.Text("position");
        }
    }
}
