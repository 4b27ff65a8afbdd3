using System.Text.Json.Nodes;
using Hub.Domain;
using Hub.Tests.House;
using Hub.Verify;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Ballots;

/// <summary>Who was present, from the chair's command to the sentence, the minutes and the stranger who counts again.</summary>
public sealed class TurnoutRecordTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>What an outcome ends with where nobody has verified who votes.</summary>
    private const string Opinion = "（未核实身份：是意见，不是决定）";

    /// <summary>Guards R4 in the whole house: "2 of 4, not quorate", and without the quorum "carried, 2 of 2".</summary>
    [Fact]
    public async Task Four_check_in_two_approve_and_leave_and_four_were_present()
    {
        var (room, ballot) = await TwoVotedAndLeft();
        var closed = (await room.Snapshot()).List("ballots")[0];
        (closed.Number("tally", "cast"), closed.Number("tally", "present"), closed.Number("tally", "eligible"), closed.At("outcome", "passed").GetBoolean())
            .ShouldBe((2, 4, 4, false));
        closed.Text("outcome", "text", "zh").ShouldBe("未通过：赞成 2，反对 0，弃权 0；出席 4，需要过半数（3）；法定人数：出席 4 / 应到 4，需要三分之二（3）" + Opinion);
        var findings = Verification.Of(await HeldMeeting.Bytes(room));
        findings.Lines.Where(IsWrong).ShouldBeEmpty();
        findings.Lines.ShouldContain("ok    4 might vote, 4 of them were present, 2 did, by the turnout rule of version 2");
        ballot.ShouldNotBeEmpty();
    }

    /// <summary>Guards R4 where no quorum is asked for: whoever had voted and left made the majority of those present.</summary>
    [Fact]
    public async Task Two_of_four_who_approve_and_leave_are_no_majority_of_those_present()
    {
        var (room, _) = await TwoVotedAndLeft(quorum: null);
        var closed = (await room.Snapshot()).List("ballots")[0];
        (closed.Number("tally", "present"), closed.At("outcome", "passed").GetBoolean(), closed.Text("outcome", "text", "zh"))
            .ShouldBe((4, false, "未通过：赞成 2，反对 0，弃权 0；出席 4，需要过半数（3）" + Opinion));
    }

    /// <summary>What a verifier that counts by the first rule would find right: that many were checked in, and as many as voted.</summary>
    [Fact]
    public async Task A_record_that_says_the_second_rule_and_counted_by_the_first_is_wrong()
    {
        var (room, ballot) = await TwoVotedAndLeft();
        var forged = new Forgery(await HeldMeeting.Bytes(room));
        Present(forged, ballot, 2);
        Verification.Of(forged.Signed()).Lines.Where(IsWrong)
            .ShouldBe(["WRONG 4 might vote, 2 of them were present, 2 did, by the turnout rule of version 2: 4 of them were present"]);
    }

    [Fact]
    public async Task A_record_by_the_second_rule_never_leaves_out_who_was_present()
    {
        var (room, ballot) = await TwoVotedAndLeft();
        var forged = new Forgery(await HeldMeeting.Bytes(room));
        Present(forged, ballot, null);
        Verification.Of(forged.Signed()).Lines.Where(IsWrong).ShouldBe(["WRONG 4 might vote, 2 did, by the turnout rule of version 2: 4 of them were present"]);
    }

    [Theory]
    [InlineData("questionOpened")]
    [InlineData("ballotOpened")]
    public async Task Room_and_box_count_by_one_rule(string forgotten)
    {
        var (room, ballot) = await TwoVotedAndLeft();
        var forged = new Forgery(await HeldMeeting.Bytes(room));
        forged.Event(forgotten, ballot).Remove("turnout").ShouldBeTrue();
        Verification.Of(forged.Signed())
            .Lines.ShouldContain(l =>
            l.StartsWith("WRONG Each vote is one that may be cast: the room was told the turnout rule of version", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rule_that_is_not_known_is_not_believed()
    {
        var (room, ballot) = await TwoVotedAndLeft();
        var forged = new Forgery(await HeldMeeting.Bytes(room));
        (forged.Event("questionOpened", ballot)["turnout"], forged.Event("ballotOpened", ballot)["turnout"]) = (4, 4);
        Verification.Of(forged.Signed()).Lines.Where(IsWrong)
            .ShouldBe(["WRONG 4 might vote, 4 of them were present, 2 did, by the turnout rule of version 4: this program does not know that rule"]);
    }

    /// <summary>An export of an older build, whose events do not have the field.</summary>
    [Fact]
    public async Task A_ballot_of_the_first_rule_is_verified_by_the_first_rule()
    {
        var (room, ballot) = await TwoVotedAndLeft();
        var old = new Forgery(await HeldMeeting.Bytes(room));
        old.AsFirst();
        Verification.Of(old.Signed()).Lines.Where(IsWrong)
            .ShouldBe(["WRONG 4 might vote, 4 of them were present, 2 did, by the turnout rule of version 1: 2 of them were checked in"]);
        Present(old, ballot, 2);
        var findings = Verification.Of(old.Signed());
        findings.Lines.Where(IsWrong).ShouldBeEmpty();
        findings.Lines.ShouldContain("ok    4 might vote, 2 of them were present, 2 did, by the turnout rule of version 1");
        findings.Lines.ShouldContain(l => l.StartsWith("ok    The outcome follows: Not carried: no quorum, 2 of 4 present", StringComparison.Ordinal));
    }

    /// <summary>
    /// Guards a box that took the question under the first rule, and a crash before the room heard of it: the room must not tell another rule than the box
    /// counts by.
    /// </summary>
    [Fact]
    public async Task A_ballot_that_the_box_took_by_the_first_rule_before_a_crash_is_held_and_closed_by_it()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var room = await own.Meeting("standingCommittee");
            var people = await room.Crowd(4, "member");
            foreach (var person in people)
            {
                (await person.Post(Of("checkIn"))).ShouldBeDone();
            }

            var op = NewOp();
            var operation = Operation.Of(room.Chair.Participant, op);
            var electorate = string.Join(',', people.Select(p => $"\"{p.Participant}\""));
            await own.Restart(() => Records.Write(own.File, $"boxes/{room.Id}", Records.Event(
                $$"""{"$type":"questionOpened","ballot":"{{operation.NewId()}}","options":["approve","oppose","abstain"],"max":1,"voters":"members","electorate":[{{electorate}}]}""",
                op: operation.ToString())));
            var ballot = (await room.Chair.Post(Asked(), op)).ShouldBeDone().Made;
            await VoteAndLeave(people[..2], ballot);
            await own.Restart(() => Task.CompletedTask);
            (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
            (await room.Snapshot()).List("ballots")[0].Number("tally", "present").ShouldBe(2);
            (await Records.Read(own.Journal, room.Name)).ShouldNotContain("turnout");
            (await room.Chair.Post(Of("close"))).ShouldBeDone();

            // That happens only where the meeting was scheduled before the house was upgraded; in one that was not, nobody believes it.
            var record = new Forgery(await HeldMeeting.Bytes(room));
            Verification.Of(record.Signed()).Lines.Where(IsWrong).ShouldBe([
                "WRONG 4 might vote, 2 of them were present, 2 did, by the turnout rule of version 1: it was opened where the record is of the second "
                + "format, which counts by version 2"]);
            record.AsBefore();
            Verification.Of(record.Signed()).Lines.Where(IsWrong).ShouldBeEmpty();
        }
    }

    /// <summary>A ballot is closed by the rule it was opened with, also by a house that was started anew meanwhile.</summary>
    [Fact]
    public async Task A_restart_between_opening_and_close_changes_nothing_of_the_rule()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var room = await own.Meeting("standingCommittee");
            var people = await room.Crowd(4, "member");
            foreach (var person in people)
            {
                (await person.Post(Of("checkIn"))).ShouldBeDone();
            }

            var ballot = (await room.Chair.Post(Asked())).ShouldBeDone().Made;
            await VoteAndLeave(people[..2], ballot);
            await own.Restart(() => Task.CompletedTask);
            (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
            (await room.Snapshot()).List("ballots")[0].Number("tally", "present").ShouldBe(4);
        }
    }

    [Fact]
    public async Task Who_is_voted_for_is_present_and_told_of_everywhere()
    {
        var room = await house.Meeting("sectorConsultation");
        var people = await room.Crowd(4, "member");
        foreach (var person in people)
        {
            (await person.Post(Of("checkIn"))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("setWeight", new { participant = people[0].Participant, weight = "2.5" }))).ShouldBeDone();
        (await people[0].Post(Of("delegate", new { to = people[1].Participant }))).ShouldBeDone();
        (await people[0].Post(Of("checkOut"))).ShouldBeDone();
        var ballot =
            (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval", @base = "present", majority = "1/2" }))).ShouldBeDone().Made;
        (await people[1].Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await people[1].Post(Of("checkOut"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        const string Sentence = "通过：赞成 3.5，反对 0，弃权 0；出席 5.5（含委托 2.5），需要半数（2.75）；按票权计，2 人投票（未核实身份：是意见，不是决定）";
        var closed = (await room.Snapshot()).List("ballots")[0];
        (closed.Number("tally", "present"), closed.Text("tally", "weights", "present")).ShouldBe((4, "5.5"));
        (closed.Number("tally", "represented"), closed.Text("tally", "weights", "represented"), closed.Text("outcome", "text", "zh"))
            .ShouldBe((1, "2.5", Sentence));
        var minutes = (await house.Get($"{room.Path}/minutes", room.Chair.Token)).List("decisions")[0];
        (minutes.Number("tally", "represented"), minutes.Text("outcome", "text", "zh")).ShouldBe((1, Sentence));

        var forged = new Forgery(await HeldMeeting.Bytes(room));
        var findings = Verification.Of(forged.Signed());
        findings.Lines.Where(IsWrong).ShouldBeEmpty();
        findings.Lines.ShouldContain("ok    4 might vote, 4 of them were present (1 by delegate), 2 did, by the turnout rule of version 2");
        Tally(forged, ballot)["represented"] = 2;
        Tally(forged, ballot)["weights"]!["represented"] = "3.5";
        forged.Decide(ballot);
        Verification.Of(forged.Signed()).Lines.Where(IsWrong).ShouldBe([
            "WRONG 4 might vote, 4 of them were present (2 by delegate), 2 did, by the turnout rule of version 2: for 1 of them their delegate voted",
            "WRONG The weights are summed as they were given: 2.5 of it was cast by delegates"]);
    }

    /// <summary>Guards R5: one tally feeds sentence and table, and its choices stand in the ballot's order.</summary>
    [Theory]
    [InlineData("named")]
    [InlineData("confidential")]
    public async Task An_election_s_table_says_what_its_sentence_says(string secrecy)
    {
        var room = await house.Meeting("standingCommittee");
        var member = await room.Join("李梅", "member");
        (await member.Post(Of("checkIn"))).ShouldBeDone();
        var asked = new { question = "选举召集人", kind = "election", options = new[] { "王建国", "李梅", "赵强" }, max = 1, secrecy };
        var ballot = (await room.Chair.Post(Of("openBallot", asked))).ShouldBeDone().Made;
        (await member.Post(Vote(ballot, "o2:approve"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var closed = (await room.Snapshot()).List("ballots")[0];
        closed.Text("outcome", "text", "zh").ShouldContain("“王建国”（赞成 0，反对 0，弃权 1，需要 1）");
        using var file = await house.Send(HttpMethod.Get, $"{room.Path}/minutes.md", room.Chair.Token);
        var text = await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string[] rows =
            [.. text.Split('\n').Where(l => l.StartsWith("| 选举召集人", StringComparison.Ordinal))
            .Select(l => string.Join(' ', l.Split('|', StringSplitOptions.TrimEntries)[2..4]))];
        closed.ShouldSatisfyAllConditions(
            c => c.At("tally", "counts").Number("o1:abstain").ShouldBe(1),
            _ => rows.ShouldBe([
                "王建国: 赞成 0", "王建国: 反对 0", "王建国: 弃权 1", "李梅: 赞成 1", "李梅: 反对 0", "李梅: 弃权 0", "赵强: 赞成 0", "赵强: 反对 0", "赵强: 弃权 1"]));

        var forged = new Forgery(await HeldMeeting.Bytes(room));
        var findings = Verification.Of(forged.Signed());
        findings.Lines.Where(IsWrong).ShouldBeEmpty();
        findings.Lines.ShouldContain(l =>
            l.Contains(": o1:approve 0, o1:oppose 0, o1:abstain 1, o2:approve 1, o2:oppose 0, o2:abstain 0, o3:approve 0, o3:oppose 0, o3:abstain 1; 1 cast"));
        Tally(forged, ballot)["counts"]!["o3:abstain"] = 0;
        Verification.Of(forged.Signed()).Lines.Where(IsWrong).ShouldHaveSingleItem().ShouldStartWith("WRONG The tally is");
    }

    /// <summary>Guards R12.</summary>
    [Fact]
    public async Task An_election_without_a_number_of_seats_is_refused_by_name()
    {
        var room = await house.Meeting();
        var receipt = await room.Chair.Post(Of("openBallot", new { question = "选举召集人", kind = "election", options = new[] { "王建国", "李梅" } }));
        receipt.ShouldBeRefused("empty");
        receipt.Message!.ShouldEndWith("(max)");
    }

    private static JsonObject Asked(string? quorum = "2/3 present") =>
        Of("openBallot", new { question = "是否同意？", kind = "approval", majority = "absolute", @base = "present", quorum });

    private static async Task VoteAndLeave(IEnumerable<Person> people, string ballot)
    {
        foreach (var person in people)
        {
            (await person.Post(Vote(ballot, "approve"))).ShouldBeDone();
            (await person.Post(Of("checkOut"))).ShouldBeDone();
        }
    }

    private async Task<(Room Room, string Ballot)> TwoVotedAndLeft(string? quorum = "2/3 present")
    {
        var room = await house.Meeting("standingCommittee");
        var people = await room.Crowd(4, "member");
        foreach (var person in people)
        {
            (await person.Post(Of("checkIn"))).ShouldBeDone();
        }

        var ballot = (await room.Chair.Post(Asked(quorum))).ShouldBeDone().Made;
        await VoteAndLeave(people[..2], ballot);
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        return (room, ballot);
    }

    private static void Present(Forgery forged, string ballot, int? present)
    {
        foreach (var told in new[] { Tally(forged, ballot), forged.Event("questionClosed", ballot) })
        {
            told.Remove("present");
            if (present is not null)
            {
                told["present"] = present;
            }
        }

        forged.Decide(ballot);
    }

    private static JsonObject Tally(Forgery forged, string ballot) => forged.Event("ballotClosed", ballot)["tally"]!.AsObject();

    private static bool IsWrong(string line) => line.StartsWith("WRONG", StringComparison.Ordinal);
}
