using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Http;

/// <summary>Commands over HTTP: every answer is a receipt or an error with a code, under the status that the contract names.</summary>
public sealed class CommandCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"comment\"")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef"}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"comment","text":"意见"},}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":null}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":[]}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":7}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"comment"}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"comment","text":null}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"comment","text":7}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"comment","text":"意见","item":3}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"react","comment":"x"}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"react","comment":"x","on":"yes"}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"vote","ballot":"x"}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"vote","ballot":"x","choices":"approve"}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"openBallot","question":"x","kind":9}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"setModeration","mode":"loud"}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"addTime","item":"i1","seconds":"90"}}""")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"addTime","item":"i1","seconds":1e30}}""")]
    public async Task What_cannot_be_read_is_400_unreadable(string body)
    {
        var room = await house.Meeting();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await house.Send(HttpMethod.Post, $"{room.Path}/commands", room.Chair.Token, content);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await OpenHouse.Json(answer)).Text("code").ShouldBe("unreadable");
        (await room.Record()).Count.ShouldBe(2, "scheduled and opened");
    }

    /// <summary>Guards enums read as flags: a list of words became a value that no rule knows, was stored, and the meeting could not be read again.</summary>
    [Theory]
    [InlineData("pre,frozen")]
    [InlineData("Pre")]
    [InlineData("2")]
    [InlineData(" pre")]
    public async Task Of_a_mode_that_is_not_exactly_one_word_the_meeting_hears_nothing_and_goes_on(string mode)
    {
        var room = await house.Meeting();
        await Answers(room.Chair, Of("setModeration", new { mode }), HttpStatusCode.BadRequest, "unreadable");
        (await room.Chair.Post(Comment("照常"))).ShouldBeDone();
        (await room.Snapshot()).Text("moderation").ShouldBe("post");
    }

    /// <summary>Guards half a character, which JSON can write and no text can hold: reading it threw, and nobody got an answer.</summary>
    [Theory]
    [InlineData("""{"op":"\ud800","command":{"$type":"comment","text":"意见"}}""", "badOperation")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"\ud800","text":"意见"}}""", "unreadable")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"comment","text":"\ud800"}}""", "unreadable")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"react","comment":"\udc00","on":true}}""", "unreadable")]
    [InlineData("""{"op":"0123456789abcdef0123456789abcdef","command":{"$type":"setModeration","mode":"\ud800"}}""", "unreadable")]
    public async Task Half_a_character_is_400(string body, string code)
    {
        var room = await house.Meeting();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await house.Send(HttpMethod.Post, $"{room.Path}/commands", room.Chair.Token, content);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await OpenHouse.Json(answer)).Text("code").ShouldBe(code);
    }

    [Theory]
    [InlineData("sing")]
    [InlineData("schedule")]
    [InlineData("sealBallot")]
    [InlineData("openQuestion")]
    [InlineData("seal")]
    [InlineData("Comment")]
    public async Task A_command_that_nobody_knows_is_400_unknownCommand(string type)
    {
        var room = await house.Meeting();
        await Answers(room.Chair, Of(type, new { ballot = "x" }), HttpStatusCode.BadRequest, "unknownCommand");
    }

    [Theory]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("01234567-89ab-cdef-0123-456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("")]
    public async Task An_operation_id_is_32_lowercase_hex_digits(string op)
    {
        var room = await house.Meeting();
        await Answers(room.Chair, Comment("意见"), HttpStatusCode.BadRequest, "badOperation", op);
    }

    [Fact]
    public async Task An_operation_id_that_is_not_a_word_is_400()
    {
        var room = await house.Meeting();
        foreach (var op in new JsonNode?[] { 7, null, new JsonArray(), true })
        {
            using var answer =
                await house.Send(HttpMethod.Post, $"{room.Path}/commands", room.Chair.Token, new JsonObject { ["op"] = op, ["command"] = Comment("意见") });
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task A_comment_has_at_most_two_thousand_characters()
    {
        var room = await house.Meeting();
        var person = await room.Join("居民");
        await Answers(person, Comment(new string('话', 2001)), HttpStatusCode.Conflict, "tooLong");
        await Answers(person, Comment(" \n "), HttpStatusCode.Conflict, "empty");
        (await person.Post(Comment(new string('话', 2000)))).ShouldBeDone();
        (await person.Post(Comment(string.Concat(Enumerable.Repeat("𠮷", 2000))))).ShouldBeDone();
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_413()
    {
        var room = await house.Meeting();
        using var answer =
            await house.Send(HttpMethod.Post, $"{room.Path}/commands", room.Chair.Token, new { op = NewOp(), command = Comment(new string('x', 70_000)) });
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await OpenHouse.Json(answer)).Text("code").ShouldBe("tooLarge");
    }

    [Fact]
    public async Task The_role_decides_who_may()
    {
        var room = await house.Meeting();
        var attendee = await room.Join("居民");
        var member = await room.Join("委员", "member");
        var watcher = await room.Join("旁听", "watch");
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "是否同意?", kind = "approval", voters = "members" }))).Made;
        await Answers(attendee, Of("pause"), HttpStatusCode.Forbidden, "forbidden");
        await Answers(member, Approval(), HttpStatusCode.Forbidden, "forbidden");
        await Answers(attendee, Vote(ballot, "approve"), HttpStatusCode.Forbidden, "forbidden");
        await Answers(watcher, Comment("意见"), HttpStatusCode.Forbidden, "forbidden");
        await Answers(room.Chair, Vote(ballot, "approve"), HttpStatusCode.Forbidden, "forbidden");
        await Answers(room.Stranger(), Comment("意见"), HttpStatusCode.Unauthorized, "forbidden");
        await Answers(new Person(room, "假的", "", "not.a.token"), Comment("意见"), HttpStatusCode.Unauthorized, "forbidden");
        await Answers(new Person(room, "值班员", "", house.OperatorToken), Of("pause"), HttpStatusCode.Forbidden, "forbidden");
        (await member.Post(Vote(ballot, "approve"))).ShouldBeDone();
    }

    [Fact]
    public async Task A_token_of_one_room_is_an_observer_in_another()
    {
        var (one, other) = (await house.Meeting(), await house.Meeting());
        var guest = new Person(other, "主持人", "", one.Chair.Token);
        await Answers(guest, Of("pause"), HttpStatusCode.Forbidden, "forbidden");
        await Answers(guest, Comment("意见"), HttpStatusCode.Forbidden, "forbidden");
        (await house.Get(other.Path, one.Chair.Token)).Find("me").ShouldBeNull();
        (await house.Get(one.Path, one.Chair.Token)).Text("me", "role").ShouldBe("chair");
        (await house.Get("/api/me", one.Chair.Token)).List("seats").ShouldHaveSingleItem().Text("room").ShouldBe(one.Name);
    }

    [Theory]
    [InlineData("/api/meetings/nothere/commands", 404)]
    [InlineData("/api/meetings/NOT-AN-ID/commands", 404)]
    [InlineData("/api/meetings/..%2F..%2Fx/commands", 404)]
    public async Task A_room_that_is_not_there_is_404(string path, int status)
    {
        var room = await house.Meeting();
        foreach (var token in new[] { room.Chair.Token, null })
        {
            using var answer = await house.Send(HttpMethod.Post, path, token, new { op = NewOp(), command = Comment("意见") });
            ((int)answer.StatusCode).ShouldBe(status);
            (await OpenHouse.Json(answer)).Text("code").ShouldBe("unknownRoom");
        }
    }

    [Fact]
    public async Task A_closed_meeting_takes_nothing_more()
    {
        var room = await house.Meeting();
        var member = await room.Join("委员", "member");
        var comment = (await member.Post(Comment("意见"))).Made;
        var ballot = (await room.Chair.Post(Approval())).Made;
        await Answers(room.Chair, Of("close"), HttpStatusCode.Conflict, "ballotStillOpen");
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        await Answers(member, Comment("意见"), HttpStatusCode.Conflict, "meetingClosed");
        await Answers(member, Like(comment), HttpStatusCode.Conflict, "meetingClosed");
        await Answers(member, Vote(ballot, "approve"), HttpStatusCode.Conflict, "meetingClosed");
        await Answers(room.Chair, Of("startItem", new { item = "i1" }), HttpStatusCode.Conflict, "meetingClosed");
    }

    /// <summary>What is counted ends with the meeting: also a like that was given before can not be taken back after it.</summary>
    [Fact]
    public async Task A_closed_meeting_takes_neither_a_like_nor_its_taking_back()
    {
        var room = await house.Meeting();
        var (one, other) = (await room.Join("居民"), await room.Join("另一位"));
        var comment = (await one.Post(Comment("意见"))).Made;
        (await one.Post(Like(comment))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        await Answers(other, Like(comment), HttpStatusCode.Conflict, "meetingClosed");
        await Answers(one, Like(comment, on: false), HttpStatusCode.Conflict, "meetingClosed");
        (await room.Comments()).ShouldHaveSingleItem().Number("likes").ShouldBe(1);
    }

    /// <summary>Guards a memory of what may be liked that outlived the hiding.</summary>
    [Fact]
    public async Task A_comment_hidden_after_a_like_is_liked_by_nobody_else()
    {
        var room = await house.Meeting();
        var (one, other) = (await room.Join("居民"), await room.Join("另一位"));
        var comment = (await one.Post(Comment("意见"))).Made;
        (await one.Post(Like(comment))).ShouldBeDone();
        (await room.Chair.Post(Of("hideComment", new { comment }))).ShouldBeDone();
        await Answers(other, Like(comment), HttpStatusCode.Conflict, "commentNotVisible");
        (await room.Chair.Post(Of("restoreComment", new { comment }))).ShouldBeDone();
        (await other.Post(Like(comment))).ShouldBeDone();
        (await room.Comments()).ShouldHaveSingleItem().Number("likes").ShouldBe(2);
    }

    [Fact]
    public async Task Refusals_of_the_rules_are_409_with_their_code()
    {
        var room = await house.Meeting();
        var member = await room.Join("委员", "member");
        var ballot = (await room.Chair.Post(Approval())).Made;
        await Answers(member, Vote("nosuchballot", "approve"), HttpStatusCode.Conflict, "unknownBallot");
        await Answers(member, Vote(ballot, "maybe"), HttpStatusCode.Conflict, "badChoice");
        await Answers(member, Vote(ballot), HttpStatusCode.Conflict, "badChoice");
        await Answers(member, Like("nosuchcomment"), HttpStatusCode.Conflict, "unknownComment");
        await Answers(member, Of("comment", new { text = "意见", item = "i99" }), HttpStatusCode.Conflict, "unknownItem");
        await Answers(room.Chair, Of("showScene", new { scene = "comment" }), HttpStatusCode.Conflict, "badScene");
    }

    internal static async Task Answers(Person person, JsonObject command, HttpStatusCode status, string code, string? op = null)
    {
        using var answer = await person.PostRaw(command, op);
        answer.StatusCode.ShouldBe(status);
        var receipt = await OpenHouse.Json(answer);
        receipt.Text("code").ShouldBe(code);
        receipt.Text("outcome").ShouldBe("refused");
        receipt.Text("message").ShouldNotBeNullOrWhiteSpace();
    }
}
