using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Domain.Ballots;
using Hub.Tests.House;
using Hub.Verify;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Ballots;

/// <summary>Nobody need believe the house: a voter has a proof, everyone the votes, and a stranger with the export recomputes it all.</summary>
public sealed class RecordTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_voter_proves_that_their_vote_is_counted_as_they_cast_it()
    {
        var (room, people, ballot) = await Held(5);
        var root = (await room.Snapshot()).List("ballots")[0].Text("root");
        var receipt = await house.Get($"{room.Path}/ballots/{ballot}/receipt", people[3].Token);
        (receipt.Text("participant"), receipt.Text("root"), receipt.Number("size")).ShouldBe((people[3].Participant, root, 5));
        string[] choices = [.. receipt.List("choices").Select(c => c.GetString()!)];
        choices.ShouldBe(["approve"], "the last choice counts");
        Proves(receipt, choices).ShouldBeTrue();
        Proves(receipt, ["oppose"]).ShouldBeFalse();

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(receipt.Text("key")), out _);
        key.VerifyData(VoteTree.Head(room.Name, ballot, 5, root), Convert.FromBase64String(receipt.Text("signature")), HashAlgorithmName.SHA256).ShouldBeTrue();
    }

    [Fact]
    public async Task Everyone_reads_every_vote_of_a_named_ballot_once_its_result_is_shown()
    {
        var (room, people, ballot) = await Held(3, results: "onReveal");
        (await house.Send(HttpMethod.Get, $"{room.Path}/ballots/{ballot}/votes")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
        (await room.Chair.Post(Of("revealBallot", new { ballot }))).ShouldBeDone();
        var votes = (await house.Get($"{room.Path}/ballots/{ballot}/votes")).List("votes");
        votes.Select(v => v.Text("participant")).ShouldBe(people.Select(p => p.Participant).Order(StringComparer.Ordinal));
        votes.Single(v => v.Text("participant") == people[0].Participant).Text("name").ShouldBe(people[0].Name);
    }

    [Fact]
    public async Task Votes_come_in_pages_and_are_found_by_name()
    {
        var (room, people, ballot) = await Held(5);
        var (read, after) = (new List<string>(), "");
        while (true)
        {
            var page = await house.Get($"{room.Path}/ballots/{ballot}/votes?limit=2{(after == "" ? "" : $"&after={after}")}");
            page.Number("total").ShouldBe(5);
            read.AddRange(page.List("votes").Select(v => v.Text("participant")));
            if (page.Find("next") is not { } next)
            {
                break;
            }

            after = next.GetString()!;
        }

        read.ShouldBe(people.Select(p => p.Participant).Order(StringComparer.Ordinal));
        (await house.Get($"{room.Path}/ballots/{ballot}/votes?q={Uri.EscapeDataString(people[3].Name)}")).List("votes").Select(v => v.Text("participant"))
            .ShouldBe([people[3].Participant]);

        // On another device, which knows nothing of the voter but the code.
        var code = (await house.Get($"{room.Path}/ballots/{ballot}/receipt", people[2].Token)).Text("salt")[..8];
        (await house.Get($"{room.Path}/ballots/{ballot}/votes?q={code[..4]}%20{code[4..]}")).List("votes").Select(v => v.Text("participant"))
            .ShouldBe([people[2].Participant]);
    }

    [Fact]
    public async Task A_ballot_that_is_open_or_was_confidential_tells_no_votes()
    {
        var room = await house.Meeting();
        var member = await room.Join("李梅", "member");
        var ballot =
            (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval", secrecy = "confidential", voters = "members" })))
            .ShouldBeDone().Made;
        (await member.Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        foreach (var what in new[] { "votes", "receipt" })
        {
            using var answer = await house.Send(HttpMethod.Get, $"{room.Path}/ballots/{ballot}/{what}", member.Token);
            (await OpenHouse.Json(answer)).Text("code").ShouldBe("notOffered");
        }

        (await house.Send(HttpMethod.Get, $"{room.Path}/export", room.Chair.Token))
            .StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict, "the meeting is still open");
        (await house.Send(HttpMethod.Get, $"{room.Path}/export", member.Token))
            .StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden, "the room is not told who checked in");
    }

    [Fact]
    public async Task An_export_is_verified_without_the_house()
    {
        var (findings, key) = (Verification.Of(await Export()), await house.Get("/api/key"));
        findings.Lines.Where(l => l.StartsWith("WRONG", StringComparison.Ordinal)).ShouldBeEmpty();
        findings.Lines.ShouldContain(l => l.StartsWith("ok    The votes' tree has the root that was shown", StringComparison.Ordinal));
        findings.Lines.ShouldContain(l => l.Contains("The tally is as the votes are: approve 4, oppose 3, abstain 0; 7 cast"));
        findings.Lines.ShouldContain(l => l.Contains("as the box counted them before it destroyed the key: approve 0, oppose 0, abstain 1; 1 cast"));
        findings.Lines.ShouldContain(l => l.Contains("The outcome follows: Carried: 4 for, 3 against, 0 abstaining"));
        findings.Lines.ShouldContain(l => l.Contains($"signed with the key {key.Text("fingerprint")};"));
        findings.IsSound.ShouldBeTrue();
    }

    /// <summary>Guards the order of ids: "o1:approve" and "o10:approve" stand one way round by their bytes and the other by the words of a language.</summary>
    [Fact]
    public async Task An_election_of_many_candidates_is_verified()
    {
        var room = await house.Meeting("standingCommittee");
        var member = await room.Join("李梅", "member");
        (await member.Post(Of("checkIn"))).ShouldBeDone();
        var ballot =
            (await room.Chair.Post(
            Of("openBallot", new { question = "选举委员", kind = "election", options = Enumerable.Range(1, 12).Select(i => $"候选人 {i}"), max = 2 }))).ShouldBeDone()
            .Made;
        (await member.Post(Vote(ballot, "o1:approve", "o10:approve", "o2:oppose"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        Verification.Of(await Bytes(room)).Lines.Where(l => l.StartsWith("WRONG", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_changed_byte_anywhere_is_noticed()
    {
        var export = await Export();
        var chance = new Random(4711);
        for (var i = 0; i < 400; i++)
        {
            var changed = (byte[])export.Clone();
            changed[chance.Next(changed.Length)] ^= (byte)(1 << chance.Next(8));
            Verification.Of(changed).IsSound.ShouldBeFalse($"change {i}");
        }
    }

    /// <summary>
    /// A house that cheats can sign what it likes; what it cannot do is make the votes, the tally, the sentence and the root that people saw agree.
    /// </summary>
    [Theory]
    [InlineData("\\\"choices\\\":[\\\"oppose\\\"]", "\\\"choices\\\":[\\\"approve\\\"]", "The tally is as the votes are")]
    [InlineData("\\\"approve\\\":4", "\\\"approve\\\":5", "The tally is as the votes are")]
    [InlineData("Carried: 4 for", "Carried: 5 for", "The outcome follows")]
    [InlineData("\\\"counts\\\":{\\\"abstain\\\":0,\\\"approve\\\":4,\\\"oppose\\\":3},", "", "It could not be counted")]
    [InlineData("\\\"opened\\\":{\\\"abstain\\\":1,", "\\\"opened\\\":{\\\"abstain\\\":9,", "As many votes were opened as were sealed")]
    [InlineData("\\\"$type\\\":\\\"checkedIn\\\",\\\"role\\\":\\\"member\\\"", "\\\"$type\\\":\\\"checkedIn\\\",\\\"role\\\":\\\"attendee\\\"",
        "Each vote is one that may be cast")]
    [InlineData("\\\"choices\\\":[\\\"oppose\\\"]", "\\\"choices\\\":[]", "Each vote is one that may be cast")]
    [InlineData("\\\"$type\\\":\\\"meetingClosed\\\"", "\\\"$type\\\":\\\"meetingPaused\\\"", "The record goes to the meeting's end")]
    [InlineData("\\\"$type\\\":\\\"boxSealed\\\"", "\\\"$type\\\":\\\"reacted\\\",\\\"comment\\\":\\\"c\\\",\\\"on\\\":true",
        "The record goes to the meeting's end")]
    [InlineData("\\\"options\\\":[\\\"approve\\\",\\\"oppose\\\",\\\"abstain\\\"]", "\\\"options\\\":[\\\"approve\\\",\\\"oppose\\\"]",
        "Each vote is one that may be cast")]
    [InlineData("\\\"counts\\\":{\\\"approve\\\":2}", "\\\"counts\\\":{\\\"approve\\\":20}", "What the box took belongs together")]
    public async Task What_a_house_changed_and_signed_again_does_not_agree(string was, string now, string claim)
    {
        var text = Encoding.UTF8.GetString(await Export());
        text.ShouldContain(was);
        var at = text.IndexOf(was, StringComparison.Ordinal);
        var findings = Verification.Of(Forgery.SignedAgain(text[..at] + now + text[(at + was.Length)..]));
        findings.Lines.ShouldContain(l => l.StartsWith($"WRONG {claim}", StringComparison.Ordinal), string.Join('\n', findings.Lines));
        findings.Lines.ShouldContain(l => l.StartsWith("ok    The file is as the house signed it", StringComparison.Ordinal));
    }

    /// <summary>Only whoever knows the house's key from elsewhere can tell a forger's file, whose own key fits everything in it.</summary>
    [Fact]
    public async Task Signed_again_by_somebody_else_it_holds_only_for_who_does_not_know_the_houses_key()
    {
        var key = await house.Get("/api/key");
        var export = await Export();
        var forged = Forgery.SignedAgain(Encoding.UTF8.GetString(export));
        Verification.Of(forged).IsSound.ShouldBeTrue();
        foreach (var known in new[] { key.Text("key"), key.Text("fingerprint"), key.Text("fingerprint").Replace(" ", "") })
        {
            Verification.Of(export, known).IsSound.ShouldBeTrue();
            Verification.Of(forged, known).Lines.ShouldContain(l => l.StartsWith("WRONG The key is the house's", StringComparison.Ordinal));
        }
    }

    /// <summary>Guards the chain: of what was taken out it covers the hash alone, so that nothing but a hidden text may be.</summary>
    [Fact]
    public async Task Nothing_but_a_hidden_text_may_be_taken_out_of_a_record()
    {
        var lines = Encoding.UTF8.GetString(await Export()).TrimEnd('\n').Split('\n').Select(l => System.Text.Json.Nodes.JsonNode.Parse(l)!.AsObject())
            .ToList();
        var votes = lines.First(l => l["payload"]?.GetValue<string>().Contains("\"voted\"") == true);
        var payload = votes["payload"]!.GetValue<string>();
        votes["payloadHash"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload)));
        votes["redacted"] = payload;
        votes.Remove("payload");
        Verification.Of(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l.ToJsonString() + "\n")))).Lines
            .ShouldContain(l => l.StartsWith("WRONG Only hidden texts were taken out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hidden_text_is_not_exported_and_the_chain_still_holds()
    {
        var room = await house.Meeting();
        var comment = (await (await room.Join("李梅")).Post(Comment("不该公开的话"))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("hideComment", new { comment }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var export = await Bytes(room);
        Encoding.UTF8.GetString(export).ShouldNotContain("不该公开的话");
        Verification.Of(export).IsSound.ShouldBeTrue();
    }

    /// <summary>A closed meeting with a named ballot, hands among it, and a confidential one.</summary>
    private async Task<byte[]> Export()
    {
        var room = await house.Meeting("standingCommittee");
        var people = await room.Crowd(8, "member");
        foreach (var person in people)
        {
            (await person.Post(Of("checkIn"))).ShouldBeDone();
        }

        var ballot =
            (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval", quorum = "1/2", @base = "present", majority = "1/2" })))
            .ShouldBeDone().Made;
        for (var i = 0; i < 5; i++)
        {
            (await people[i].Post(Vote(ballot, i % 2 == 0 ? "oppose" : "approve"))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("countHands", new { ballot, counts = new { approve = 2 } }))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        var hidden = (await room.Chair.Post(Of("openBallot", new { question = "是否满意？", kind = "approval", secrecy = "confidential" }))).ShouldBeDone().Made;
        (await people[0].Post(Vote(hidden, "abstain"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot = hidden }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        return await Bytes(room);
    }

    private static bool Proves(JsonElement receipt, string[] choices) => MerkleTree.Proves(
        VoteTree.Leaf(receipt.Text("ballot"), receipt.Text("participant"), choices, receipt.Text("salt")).Span, receipt.Number("index"), receipt.Number("size"),
        [.. receipt.List("path").Select(h => new ReadOnlyMemory<byte>(Convert.FromHexString(h.GetString()!)))], Convert.FromHexString(receipt.Text("root")));

    private async Task<(Room Room, Person[] People, string Ballot)> Held(int count, string results = "live")
    {
        var room = await house.Meeting();
        var people = await room.Crowd(count, "member");
        var ballot = (await room.Chair.Post(Approval(results: results))).ShouldBeDone().Made;
        foreach (var person in people)
        {
            (await person.Post(Vote(ballot, "oppose"))).ShouldBeDone();
            (await person.Post(Vote(ballot, "approve"))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        return (room, people, ballot);
    }

    private async Task<byte[]> Bytes(Room room)
    {
        using var answer = await house.Send(HttpMethod.Get, $"{room.Path}/export", room.Chair.Token);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }
}
