using System.Text;
using System.Text.Json.Nodes;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Tests;
using Hub.Tests.Fixtures;
using Hub.Tests.House;
using Hub.Verify;
using static Hub.Tests.House.Commands;
using Room = Hub.Tests.House.Room;

namespace Hub.Tests.Ballots;

/// <summary>A closed meeting may still hear some things, and its record holds after each of them; an approval among them says of what.</summary>
public sealed class AfterTheCloseTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>The commands that a closed meeting takes, as its own rules say: whatever is not refused for being too late.</summary>
    public static TheoryData<string> Taken => [.. Samples.Commands
        .Where(c => MeetingDecider.Decide(
            Hub.Domain.Tests.Room.Opened().Given(People.Chair, new MeetingCommand.Close()).Meeting, c,
            new Given(People.Chair, default, Operation.OfHouse("late")))
            is not Decision<MeetingEvent>.Refused { Rejection: Rejection.MeetingClosed or Rejection.AlreadyOpened })
        .Select(c => Samples.NameOf(c.GetType())!)];

    /// <summary>Guards honest records: after a correction, an approval or the telling of a topic, the verifier called them wrong.</summary>
    [Theory]
    [MemberData(nameof(Taken))]
    public async Task An_export_after_each_command_that_a_closed_meeting_takes_is_verified(string name)
    {
        var (room, late) = await Closed();
        var (who, command) = late[name];
        var receipt = await who.Post(command);
        receipt.Outcome.ShouldBe(name == "close" ? "already" : "done", name);

        // Nothing is exported before every result is shown.
        (await late["revealBallot"].Who.Post(late["revealBallot"].Command)).Outcome.ShouldBe(name == "revealBallot" ? "already" : "done");
        Sound(await HeldMeeting.Bytes(room));
    }

    [Fact]
    public async Task An_export_after_another_title_and_a_removed_name_is_verified()
    {
        var (room, late) = await Closed();
        (await late["revealBallot"].Who.Post(late["revealBallot"].Command)).ShouldBeDone();
        (await room.Chair.Post(Of("approveMinutes"))).ShouldBeDone();
        using var edited = await house.Send(HttpMethod.Patch, room.Path, house.OperatorToken, new { title = "另一个名称" });
        using var removed =
            await house.Send(
            HttpMethod.Post, $"{room.Path}/names/{late["withdrawComment"].Who.Participant}/remove", house.OperatorToken, new { reason = "本人申请" });
        (edited.StatusCode, removed.StatusCode).ShouldBe((System.Net.HttpStatusCode.OK, System.Net.HttpStatusCode.OK));
        (await house.Get($"{room.Path}/minutes")).At("approval").List("since").Select(s => s.Text("kind")).ShouldBe(["titleEdited", "nameRemoved"]);
        Sound(await HeldMeeting.Bytes(room));
    }

    [Fact]
    public async Task An_export_after_all_of_them_and_a_second_approval_is_verified()
    {
        var (room, late) = await Closed();
        foreach (var name in Taken.Select(row => row.Data).Append("approveMinutes").Append("correctMinutes").Append("approveMinutes"))
        {
            var (who, command) = late[name];
            (await who.Post(command)).Outcome.ShouldBeOneOf("done", "already");
        }

        (await room.Chair.Post(Of("correctMinutes", new { section = "summary" }))).ShouldBeDone();
        (await room.Chair.Post(Of("approveMinutes"))).ShouldBeDone();
        var lines = Sound(await HeldMeeting.Bytes(room));
        lines.Count(l => l.StartsWith("ok    The approval of the minutes", StringComparison.Ordinal)).ShouldBeGreaterThan(1);
    }

    /// <summary>Guards what an approval means: it names the chain's own hash, so whatever is forged before it gives itself away there.</summary>
    [Theory]
    [InlineData("another hash", "names")]
    [InlineData("an earlier head", "it follows")]
    [InlineData("a text before it", "the chain's hash there is")]
    [InlineData("an act between", "it follows")]
    [InlineData("before the close", "MinutesApproved before its close")]
    public async Task A_forged_approval_is_noticed_and_named(string forgery, string why)
    {
        var room = await house.Meeting();
        var comment = (await (await room.Join("居民")).Post(Comment("修路灯"))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await room.Chair.Post(Of("correctMinutes", new { section = "summary", text = "照此办理" }))).ShouldBeDone();
        (await room.Chair.Post(Of("approveMinutes"))).ShouldBeDone();
        (await room.Chair.Post(Of("hideComment", new { comment }))).ShouldBeDone();
        (await room.Chair.Post(Of("showScene", new { scene = "agenda" }))).ShouldBeDone();
        var honest = Encoding.UTF8.GetString(await HeldMeeting.Bytes(room));
        Sound(Forgery.SignedAgain(honest));

        var lines = Forgery.Lines(honest);
        var payload = (JsonObject line) => line["payload"]?.GetValue<string>() ?? "";
        var approved = lines.FindIndex(l => payload(l).Contains("\"minutesApproved\"", StringComparison.Ordinal));
        var covered = lines[approved - 1]["hash"]!.GetValue<string>();
        switch (forgery)
        {
            case "another hash":
                lines[approved]["payload"] = payload(lines[approved]).Replace(covered, new string('a', 64), StringComparison.Ordinal);
                break;
            case "an earlier head":
                var earlier = lines[approved - 2];
                lines[approved]["payload"] = payload(lines[approved])
                    .Replace(covered, earlier["hash"]!.GetValue<string>(), StringComparison.Ordinal)
                    .Replace($"\"seq\":{lines[approved - 1]["lastSeq"]}", $"\"seq\":{earlier["lastSeq"]}", StringComparison.Ordinal);
                break;
            case "a text before it":
                lines[approved - 1]["payload"] = payload(lines[approved - 1]).Replace("照此办理", "不予办理", StringComparison.Ordinal);
                break;
            case "an act between":
                (lines[approved]["payload"], lines[approved + 2]["payload"]) = (payload(lines[approved + 2]), payload(lines[approved]));
                break;
            case "before the close":
                var closing = lines.FindIndex(l => payload(l).Contains("\"meetingClosed\"", StringComparison.Ordinal));
                (lines[approved]["payload"], lines[closing]["payload"]) = (payload(lines[closing]), payload(lines[approved]));
                break;
            default:
                throw new InvalidOperationException(forgery);
        }

        var findings = Verification.Of(Forgery.SignedAgain(string.Concat(lines.Select(l => l.ToJsonString() + "\n"))));
        findings.Lines.ShouldContain(
            l => l.StartsWith("WRONG", StringComparison.Ordinal) && l.Contains("approv", StringComparison.OrdinalIgnoreCase)
                && l.Contains(why, StringComparison.Ordinal), string.Join('\n', findings.Lines));
    }

    [Fact]
    public void An_approval_of_an_older_build_names_no_head_and_is_noted() =>
        Sound(OlderRecords.Sqlite.Export("held")).ShouldContain(l => l.Contains("does not name the head that it covers"));

    /// <summary>Guards the field that tells an approval of this build from one of the first release: without the head, it would stand for anything.</summary>
    [Theory]
    [InlineData("no head", "it names no head")]
    [InlineData("a member's", "approved it as member, and not as the chair")]
    [InlineData("nobody's", "nothing says that they were the chair")]
    [InlineData("the operator's", "operator approved it, and no chair")]
    public async Task An_approval_that_looks_like_one_of_the_first_release_or_is_not_the_chair_s_is_noticed(string forgery, string why)
    {
        var room = await house.Meeting();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await room.Chair.Post(Of("approveMinutes"))).ShouldBeDone();
        var lines = Forgery.Lines(Encoding.UTF8.GetString(await HeldMeeting.Bytes(room)));
        var approved = lines.Find(l => l["payload"]?.GetValue<string>().Contains("\"minutesApproved\"", StringComparison.Ordinal) == true)!;
        var events = JsonNode.Parse(approved["payload"]!.GetValue<string>())!.AsArray();
        var envelope = events[0]!.AsObject();
        switch (forgery)
        {
            case "no head":
                envelope["event"]!.AsObject().Remove("covers").ShouldBeTrue();
                break;
            case "a member's":
                envelope["name"]!["as"] = "member";
                break;
            case "nobody's":
                envelope.Remove("name").ShouldBeTrue();
                break;
            case "the operator's":
                envelope.Remove("name").ShouldBeTrue();
                envelope["actor"] = "operator";
                break;
            default:
                throw new InvalidOperationException(forgery);
        }

        approved["payload"] = events.ToJsonString();
        var findings = Verification.Of(Forgery.SignedAgain(string.Concat(lines.Select(l => l.ToJsonString() + "\n"))));
        findings.IsSound.ShouldBeFalse();
        findings.Lines.ShouldContain(
            l => l.StartsWith("WRONG The approval of the minutes at ", StringComparison.Ordinal) && l.EndsWith(why, StringComparison.Ordinal),
            string.Join('\n', findings.Lines));
    }

    private static IReadOnlyList<string> Sound(byte[] export)
    {
        var findings = Verification.Of(export);
        findings.Lines.Where(l => l.StartsWith("WRONG", StringComparison.Ordinal)).ShouldBeEmpty();
        findings.IsSound.ShouldBeTrue();
        return findings.Lines;
    }

    /// <summary>
    /// A closed meeting with a result that is not announced, comments of every kind, and a topic that was told; and each command that it may still take, about
    /// something in it.
    /// </summary>
    private async Task<(Room Room, Dictionary<string, (Person Who, JsonObject Command)> Late)> Closed()
    {
        var room = await house.Meeting();
        var author = await room.Join("居民");
        (await (await Topic.Raise(house)).Staff(Of("schedule", new { meeting = room.Id }))).ShouldBeDone();
        var ids = new List<string>();
        foreach (var text in new[] { "第一条", "第二条", "第三条" })
        {
            ids.Add((await author.Post(Comment(text))).ShouldBeDone().Made);
        }

        (await room.Chair.Post(Of("hideComment", new { comment = ids[0] }))).ShouldBeDone();
        (await room.Chair.Post(Of("setModeration", new { mode = "pre" }))).ShouldBeDone();
        (await author.Post(Comment("等候通过"))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Approval(results: "onReveal"))).ShouldBeDone().Made;
        (await (await room.Join("委员", "member")).Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        return (room, new Dictionary<string, (Person, JsonObject)>
        {
            ["close"] = (room.Chair, Of("close")),
            ["hideComment"] = (room.Chair, Of("hideComment", new { comment = ids[1] })),
            ["withdrawComment"] = (author, Of("withdrawComment", new { comment = ids[2] })),
            ["revealBallot"] = (room.Chair, Of("revealBallot", new { ballot })),
            ["showScene"] = (room.Chair, Of("showScene", new { scene = "agenda" })),
            ["correctMinutes"] = (room.Chair, Of("correctMinutes", new { section = "summary", text = "大家商量出了办法。" })),
            ["approveMinutes"] = (room.Chair, Of("approveMinutes")),
        });
    }
}
