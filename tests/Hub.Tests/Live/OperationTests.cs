using System.Text.Json.Nodes;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>One operation has one effect and one answer, whichever way and however often it is sent.</summary>
public sealed class OperationTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Theory]
    [InlineData("comment")]
    [InlineData("vote")]
    [InlineData("like")]
    [InlineData("raiseHand")]
    [InlineData("openBallot")]
    public async Task An_operation_sent_every_way_at_once_is_done_once(string kind)
    {
        var room = await house.Meeting();
        var person = kind == "openBallot" ? room.Chair : await room.Join("委员", "member");
        var command = await Command(kind, room);
        var before = await Effects(room, kind);
        var op = NewOp();
        await using var phone = await person.Connect();
        await using var laptop = await person.Connect();
        var answers =
            await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => new[] { phone.Do(command, op), laptop.Do(command, op), person.Post(command, op) }));
        answers[0].ShouldBeDone();
        answers[0].Op.ShouldBe(op);

        await phone.DisposeAsync();
        await using var back = await person.Connect(phone.Position);
        var repeated = await back.Do(command, op);
        foreach (var answer in answers.Skip(1).Append(repeated).Append(await person.Post(command, op)))
        {
            answer.ShouldBeSame(answers[0]);
        }

        (await Effects(room, kind)).ShouldBe(before + 1);
    }

    [Fact]
    public async Task Operations_are_remembered_by_a_house_that_was_restarted()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var done = new List<(Person Person, JsonObject Command, string Op, Receipt Receipt)>();
            foreach (var kind in new[] { "comment", "vote", "like", "raiseHand", "openBallot" })
            {
                var room = await own.Meeting();
                var person = kind == "openBallot" ? room.Chair : await room.Join("委员", "member");
                var (command, op) = (await Command(kind, room), NewOp());
                done.Add((person, command, op, (await person.Post(command, op)).ShouldBeDone()));
            }

            await own.Restart();
            foreach (var (person, command, op, receipt) in done)
            {
                (await person.Post(command, op)).ShouldBeSame(receipt);
            }
        }
    }

    /// <summary>Guards D2: somebody added a sentence to a text whose answer was lost, sent it again, and was told "done" of the first wording.</summary>
    [Theory]
    [InlineData("comment")]
    [InlineData("vote")]
    [InlineData("like")]
    [InlineData("raiseHand")]
    [InlineData("openBallot")]
    public async Task The_same_operation_with_another_payload_is_refused_whichever_way_it_comes_and_after_a_restart(string kind)
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var room = await own.Meeting();
            var person = kind == "openBallot" ? room.Chair : await room.Join("委员", "member");
            var (command, op) = (await Command(kind, room), NewOp());
            var other = Other(kind, command);
            var done = (await person.Post(command, op)).ShouldBeDone();
            var effects = await Effects(room, kind);
            await using (var phone = await person.Connect())
            {
                (await phone.Do(other, op)).ShouldBeRefused("otherBody");
                (await phone.Do(command, op)).ShouldBeSame(done);
            }

            await own.Restart();
            using var answer = await person.PostRaw(other, op);
            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
            (await person.Post(other, op)).ShouldBeRefused("otherBody");
            (await person.Post(command, op)).ShouldBeSame(done);
            (await Effects(room, kind)).ShouldBe(effects);
        }
    }

    /// <summary>A topic and a register take operations as a meeting does; and what was done before a meeting closed is told again after it.</summary>
    [Fact]
    public async Task Elsewhere_too_and_after_the_close_the_same_operation_with_another_payload_is_refused()
    {
        var topic = await Topic.Raise(house);
        var neighbour = await topic.Somebody();
        foreach (var (command, other) in new[]
        {
            (Of("comment", new { text = "我们楼也是" }), Of("comment", new { text = "我们楼也是。还有电梯" })), (Of("follow"), Of("follow", new { on = false })),
            (Of("react", new { kind = "like", on = true }), Of("react", new { kind = "like", on = false })),
        })
        {
            var op = NewOp();
            var done = (await topic.Do(neighbour, command, op)).ShouldBeDone();
            (await topic.Do(neighbour, other, op)).ShouldBeRefused("otherBody");
            (await topic.Do(neighbour, command, op)).ShouldBeSame(done);
        }

        var (name, record) = ($"委员{Guid.NewGuid():n}"[..20], NewOp());
        (await house.Record("members", Of("member", new { name, sector = "教育界" }), record)).ShouldBeDone();
        (await house.Record("members", Of("member", new { name = $"{name}二", sector = "教育界" }), record)).ShouldBeRefused("otherBody");

        var room = await house.Meeting();
        var person = await room.Join("居民");
        var said = NewOp();
        var first = (await person.Post(Comment("散会前说一句"), said)).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await person.Post(Comment("散会前说一句"), said)).ShouldBeSame(first);
        (await person.Post(Comment("散会前说两句"), said)).ShouldBeRefused("otherBody");
        (await person.Post(Comment("散会后又说一句"))).ShouldBeRefused("meetingClosed");
    }

    [Fact]
    public async Task A_topic_that_is_raised_again_in_another_wording_under_the_same_operation_is_refused_and_the_first_stays()
    {
        var (op, text) = (NewOp(), "路口没有红绿灯，孩子过马路危险。");
        var raised = await Topic.Raise(house, new { op, title = "请装红绿灯", text, county = "淮阴区" });
        using var again = await house.Send(
            HttpMethod.Post, "/api/topics", null, new { op, title = "请装红绿灯", text = text + "学校就在旁边。", county = "淮阴区" });
        again.StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
        (await OpenHouse.Json(again)).Text("code").ShouldBe("otherBody");
        (await house.Get(raised.Path)).At("snapshot").Text("text").ShouldBe(text);
    }

    /// <summary>Of a secret vote a hash of what was asked for tells which of three choices it was; of a removed text it confirms a guess.</summary>
    [Fact]
    public async Task What_is_secret_or_removed_is_stored_without_a_trace_of_what_was_asked_for()
    {
        var room = await house.Meeting();
        var person = await room.Join("委员", "member");
        (await person.Post(Comment("桥要修"))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "?", kind = "approval", secrecy = "confidential" }))).ShouldBeDone().Made;
        (await person.Post(Vote(ballot, "oppose"))).ShouldBeDone();
        (await Commits($"meetings/{room.Id}")).Single(c => c.Contains("桥要修", StringComparison.Ordinal)).ShouldContain("\"of\":");
        (await Commits($"boxes/{room.Id}")).Single(c => c.Contains("otedConfidentially", StringComparison.Ordinal)).ShouldNotContain("\"of\":");

        var topic = await Topic.Raise(house, new { title = "路灯坏了", text = "请打 13900001111", county = "清江浦区" });
        (await Commits($"topics/{topic.Id}"))[0].ShouldContain("\"of\":");
        (await house.Send(HttpMethod.Post, "/api/me/forget", topic.Raiser)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await Commits($"topics/{topic.Id}"))[0].ShouldNotContain("\"of\":");

        async Task<string[]> Commits(string stream) => (await Records.Read(house.Journal, stream)).Split('\n');
    }

    private static JsonObject Other(string kind, JsonObject command)
    {
        var other = command.DeepClone().AsObject();
        (other[kind switch { "comment" => "text", "vote" => "choices", "like" => "on", "raiseHand" => "about", _ => "question" }]) = kind switch
        {
            "vote" => new JsonArray("oppose"),
            "like" => false,
            _ => "另一件事",
        };
        return other;
    }

    [Fact]
    public async Task Two_people_who_choose_the_same_operation_id_do_two_operations()
    {
        var room = await house.Meeting();
        var op = NewOp();
        var receipts = await Task.WhenAll((await room.Crowd(2)).Select(p => p.Post(Comment($"{p.Name} 的意见"), op)));
        receipts[0].ShouldBeDone().Made.ShouldNotBe(receipts[1].ShouldBeDone().Made);
        (await room.Comments()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_new_operation_that_changes_nothing_is_already_so()
    {
        var room = await house.Meeting();
        var person = await room.Join("居民");
        (await person.Post(Of("raiseHand"))).ShouldBeDone();
        (await person.Post(Of("raiseHand"))).Outcome.ShouldBe("already");
        var comment = (await person.Post(Comment("意见"))).Made;
        (await person.Post(Like(comment))).ShouldBeDone();
        (await person.Post(Like(comment))).Outcome.ShouldBe("already");
        (await person.Post(Like(comment, on: false))).ShouldBeDone();
    }

    [Fact]
    public async Task A_refusal_is_not_remembered()
    {
        var room = await house.Meeting(open: false);
        var person = await room.Join("居民");
        var op = NewOp();
        (await person.Post(Comment("太早"), op)).ShouldBeRefused("notOpen");
        (await room.Chair.Post(Of("open"))).ShouldBeDone();
        (await person.Post(Comment("太早"), op)).ShouldBeDone();
    }

    [Fact]
    public async Task A_receipt_names_what_was_made()
    {
        var room = await house.Meeting();
        var comment = await room.Chair.Post(Comment("意见"));
        comment.Result.ShouldNotBeNull().Keys.ShouldBe(["comment"]);
        (await room.Chair.Post(Of("addItem", new { title = "答问" }))).Result.ShouldNotBeNull().Keys.ShouldBe(["item"]);
        (await room.Chair.Post(Approval())).Result.ShouldNotBeNull().Keys.ShouldBe(["ballot"]);
        (await room.Chair.Post(Like(comment.Made))).ShouldBeDone().Seq.ShouldBeNull("likes take no seq of the meeting");
    }

    private static async Task<JsonObject> Command(string kind, Room room) => kind switch
    {
        "comment" => Comment("一次就好"),
        "vote" => Vote((await room.Chair.Post(Approval())).Made, "approve"),
        "like" => Like((await room.Chair.Post(Comment("值得赞同"))).Made),
        "raiseHand" => Of("raiseHand", new { about = "提问" }),
        _ => Approval(),
    };

    private static async Task<int> Effects(Room room, string kind)
    {
        var snapshot = await room.Snapshot(room.Chair);
        return kind switch
        {
            "comment" => snapshot.Number("comments", "total"),
            "vote" => snapshot.List("ballots")[0].Number("tally", "counts", "approve"),
            "like" => snapshot.List("comments", "items")[0].Number("likes"),
            "raiseHand" => snapshot.List("floor", "hands").Count,
            _ => snapshot.List("ballots").Count,
        };
    }

    /// <summary>Guards half a character, which JSON can write and no text can hold: reading it threw, and the command got no receipt.</summary>
    [Theory]
    [InlineData("""ROOM, "\ud800", {"$type":"comment","text":"意见"}""", "badOperation")]
    [InlineData("""ROOM, "0123456789abcdef0123456789abcd\ud800", {"$type":"comment","text":"意见"}""", "badOperation")]
    [InlineData("""ROOM, "0123456789abcdef0123456789abcdef", {"$type":"\ud800","text":"意见"}""", "unreadable")]
    [InlineData("""ROOM, "0123456789abcdef0123456789abcdef", {"$type":"comment","text":"\ud800"}""", "unreadable")]
    [InlineData(""" "meetings/\ud800", "0123456789abcdef0123456789abcdef", {"$type":"comment","text":"意见"}""", "unknownRoom")]
    public async Task Half_a_character_gets_a_receipt(string arguments, string code)
    {
        var room = await house.Meeting();
        await using var line = await RawLine.Open(room, room.Chair.Token);
        await line.Say($$"""{"type":1,"invocationId":"1","target":"Do","arguments":[{{arguments.Replace("ROOM", $"\"{room.Name}\"")}}]}""");
        var receipt = (await line.Next()).At("result");
        (receipt.Text("outcome"), receipt.Text("code")).ShouldBe(("refused", code));

        await line.Say("""{"type":1,"invocationId":"2","target":"Join","arguments":["meetings/\ud800"]}""");
        var refused = await line.Next();
        (refused.Text("invocationId"), refused.Find("error") is not null).ShouldBe(("2", true));
        await line.Say($$"""{"type":1,"invocationId":"3","target":"Join","arguments":["{{room.Name}}"]}""");
        (await line.Next()).At("result", "snapshot");
    }
}
