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
