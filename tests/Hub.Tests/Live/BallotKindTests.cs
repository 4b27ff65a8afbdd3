using System.Text.Json;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>Ballots of every kind, from the chair's command to the sentence on the projector.</summary>
public sealed class BallotKindTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task Two_thirds_of_those_present_carry_and_the_sentence_says_why()
    {
        var (room, people) = await Attended(5);
        var ballot = await Open(room, new { question = "是否同意建议案？", kind = "approval", majority = "2/3", @base = "present", quorum = "1/2 present" });
        var open = (await room.Snapshot()).List("ballots")[0];
        (open.Text("majority"), open.Text("base"), open.Text("quorum")).ShouldBe(("2/3", "present", "1/2 present"));
        await Each(people[..3], p => Vote(ballot, "approve"));
        (await people[4].Post(Of("checkOut"))).ShouldBeDone();
        var outcome = await Close(room, ballot);
        outcome.At("passed").GetBoolean().ShouldBeTrue();
        outcome.Text("text", "zh").ShouldBe("通过：赞成 3，反对 0，弃权 0；出席 4，需要三分之二（3）；法定人数：出席 4 / 应到 5，需要半数（3）（未核实身份：是意见，不是决定）");
        outcome.Text("text", "en").ShouldBe(
            "Carried: 3 for, 0 against, 0 abstaining; 4 present, two thirds (3) needed; quorum: 4 of 5 present, half (3) needed "
            + "(not verified: an opinion, not a decision)");
    }

    [Fact]
    public async Task Who_is_in_the_frozen_electorate_is_told_so_and_nobody_else()
    {
        var (room, people) = await Attended(2);
        (await people[1].Post(Of("checkOut"))).ShouldBeDone();
        var ballot = await Open(room, new { question = "是否同意？", kind = "approval" });
        (await people[0].Post(Of("checkOut"))).ShouldBeDone();
        (await people[1].Post(Of("checkIn"))).ShouldBeDone();
        (await house.Get(room.Path, people[0].Token)).At("me").List("entitled").Select(b => b.GetString())
            .ShouldBe([ballot], "who leaves afterwards may still vote");
        (await house.Get(room.Path, people[1].Token)).At("me").List("entitled").ShouldBeEmpty();
        (await people[0].Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await people[1].Post(Vote(ballot, "approve"))).ShouldBeRefused("notEntitled");
    }

    [Fact]
    public async Task A_quorum_that_is_missed_decides_nothing()
    {
        var (room, people) = await Attended(4);
        var ballot = await Open(room, new { question = "是否同意？", kind = "approval", quorum = 0.5 });
        await Each(people[..1], p => Vote(ballot, "approve"));
        var outcome = await Close(room, ballot);
        outcome.At("passed").GetBoolean().ShouldBeFalse();
        outcome.Text("text", "en").ShouldStartWith("Not carried: no quorum, 1 of 4 voted, half (2) needed");
    }

    [Fact]
    public async Task An_election_answers_for_each_candidate_and_elects_who_has_the_majority()
    {
        var (room, people) = await Attended(3);
        var ballot =
            await Open(room, new
            {
                question = "选举召集人",
                kind = "election",
                options = new[] { "王建国", "李梅", "赵强" },
                max = 2,
                majority = "absolute",
                @base = "entitled"
            });
        await Each(people[..2], p => Vote(ballot, "o1:approve", "o2:approve", "o3:oppose"));
        (await people[2].Post(Vote(ballot, "o1:approve", "o2:approve", "o3:approve"))).ShouldBeRefused("badChoice");
        (await people[2].Post(Vote(ballot, "o1:approve", "o2:abstain"))).ShouldBeDone();
        (await Close(room, ballot)).List("winners").Select(w => w.GetString()).ShouldBe(["o1", "o2"]);
        var counts = (await room.Snapshot()).List("ballots")[0].At("tally", "counts");
        (counts.Number("o1:approve"), counts.Number("o2:approve"), counts.Number("o2:abstain"), counts.Number("o3:oppose")).ShouldBe((3, 2, 1, 2));
    }

    [Fact]
    public async Task A_rating_has_a_mean()
    {
        var (room, people) = await Attended(3);
        var ballot = await Open(room, new { question = "请为办理情况打分", kind = "rating" });
        foreach (var (person, score) in people.Zip(["5", "4", "4"]))
        {
            (await person.Post(Vote(ballot, score))).ShouldBeDone();
        }

        (await Close(room, ballot)).Text("text", "en").ShouldStartWith("Mean 4.33 (13 / 3)");
    }

    [Fact]
    public async Task Hands_that_the_clerk_counted_are_told_with_the_devices_votes()
    {
        var (room, people) = await Attended(4);
        var ballot = await Open(room, new { question = "是否同意？", kind = "approval" });
        await using var line = await people[0].Connect();
        (await people[0].Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await room.Chair.Post(Of("countHands", new { ballot, counts = new { approve = 2, oppose = 1 } }))).ShouldBeDone();
        await line.Counted(ballot, "approve", 3);
        (await people[1].Post(Vote(ballot, "approve"))).ShouldBeRefused("countedByHand");
        (await people[1].Post(Of("countHands", new { ballot, counts = new { approve = 1 } }))).ShouldBeRefused("forbidden");
        (await room.Snapshot()).List("ballots")[0].At("tally", "hands").Number("approve").ShouldBe(2, "everybody sees which votes were hands");
        (await Close(room, ballot)).Text("text", "en").ShouldStartWith("Carried: 3 for, 1 against, 0 abstaining; 4 of 4 voted");
        (await room.Chair.Post(Of("countHands", new { ballot, counts = new { approve = 1 } }))).ShouldBeRefused("ballotNotOpen");
    }

    [Fact]
    public async Task A_sector_s_votes_have_weight_and_those_who_left_are_voted_for()
    {
        var (room, people) = await Attended(4, "sectorConsultation");
        var (li, wang, zhao, sun) = (people[0], people[1], people[2], people[3]);
        await using var line = await wang.Connect();
        (await room.Chair.Post(Of("setWeight", new { participant = li.Participant, weight = "2.5" }))).ShouldBeDone();
        (await li.Post(Of("delegate", new { to = wang.Participant }))).ShouldBeDone();
        (await li.Post(Of("checkOut"))).ShouldBeDone();
        (await house.Get($"{room.Path}/people", wang.Token)).EnumerateArray().Single(p => p.Text("participant") == li.Participant).Text("delegate")
            .ShouldBe(wang.Participant);
        var ballot = await Open(room, new { question = "是否同意？", kind = "approval" });
        (await zhao.Post(Vote(ballot, "oppose"))).ShouldBeDone();
        (await house.Get($"{room.Path}/ballots/{ballot}/missing", room.Chair.Token)).EnumerateArray().Select(p => p.Text("participant"))
            .ShouldBe([li.Participant, wang.Participant, sun.Participant], ignoreOrder: true);
        (await house.Send(HttpMethod.Get, $"{room.Path}/ballots/{ballot}/missing", wang.Token)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);

        (await wang.Post(Vote(ballot, "approve"))).ShouldBeDone();
        await line.Counted(ballot, "approve", 2);
        (await house.Get($"{room.Path}/ballots/{ballot}/missing", room.Chair.Token)).EnumerateArray().Select(p => p.Text("participant"))
            .ShouldBe([sun.Participant]);
        (await room.Chair.Post(Of("countHands", new { ballot, counts = new { approve = 1 } }))).ShouldBeRefused("notOffered");
        (await Close(room, ballot)).Text("text", "en").ShouldStartWith("Carried: 3.5 for, 1 against, 0 abstaining; 4.5 of 5.5 voted");
        var tally = (await room.Snapshot()).List("ballots")[0].At("tally");
        (tally.Number("cast"), tally.Text("weights", "cast"), tally.Text("weights", "counts", "approve")).ShouldBe((3, "4.5", "3.5"));

        var votes = (await house.Get($"{room.Path}/ballots/{ballot}/votes")).List("votes");
        var represented = votes.Single(v => v.Text("participant") == wang.Participant).List("represented").Single();
        (represented.Text("participant"), represented.Text("weight")).ShouldBe((li.Participant, "2.5"));
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        using var export = await house.Send(HttpMethod.Get, $"{room.Path}/export", room.Chair.Token);
        var findings = Hub.Verify.Verification.Of(await export.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));
        findings.Lines.ShouldContain("ok    The weights are summed as they were given");
    }

    [Fact]
    public async Task Who_is_here_is_told_to_the_chair_and_to_those_who_may_delegate()
    {
        var (room, people) = await Attended(2, "sectorConsultation");
        var attendee = await room.Join("旁听", "attend");
        (await house.Get($"{room.Path}/people", room.Chair.Token)).EnumerateArray().Count().ShouldBe(4, "the chair sees every seat");
        (await house.Get($"{room.Path}/people", people[0].Token)).EnumerateArray().Select(p => p.Text("participant"))
            .ShouldBe(people.Select(p => p.Participant), ignoreOrder: true);
        (await house.Send(HttpMethod.Get, $"{room.Path}/people", attendee.Token)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        (await house.Send(HttpMethod.Get, $"{room.Path}/people")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        (await people[0].Post(Of("delegate", new { to = people[1].Participant }))).ShouldBeDone();
        (await room.Record()).ShouldNotContain(e => e.Text("type") == "delegated", "who votes for whom is told with the votes, not before");

        var (formal, members) = await Attended(1);
        (await house.Send(HttpMethod.Get, $"{formal.Path}/people", members[0].Token)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("majority", "\"most\"")]
    [InlineData("base", "\"everyone\"")]
    [InlineData("quorum", "\"half\"")]
    [InlineData("quorum", "2")]
    [InlineData("secrecy", "\"secret\"")]
    public async Task What_this_house_does_not_offer_is_refused_by_name(string field, string value)
    {
        var (room, _) = await Attended(1);
        var asked = Of("openBallot", new { question = "是否同意？", kind = "approval" });
        asked[field] = System.Text.Json.Nodes.JsonNode.Parse(value);
        var receipt = await room.Chair.Post(asked);
        receipt.ShouldBeRefused("notOffered");
        receipt.Message!.ShouldEndWith($"({field})");
    }

    private async Task<(Room Room, Person[] People)> Attended(int count, string format = "standingCommittee")
    {
        var room = await house.Meeting(format);
        var people = await room.Crowd(count, "member");
        await Each(people, _ => Of("checkIn"));
        return (room, people);
    }

    private static async Task Each(IEnumerable<Person> people, Func<Person, System.Text.Json.Nodes.JsonObject> command)
    {
        foreach (var person in people)
        {
            (await person.Post(command(person))).ShouldBeDone();
        }
    }

    private static async Task<string> Open(Room room, object fields) => (await room.Chair.Post(Of("openBallot", fields))).ShouldBeDone().Made;

    private static async Task<JsonElement> Close(Room room, string ballot)
    {
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        return (await room.Snapshot()).List("ballots")[0].At("outcome");
    }
}
