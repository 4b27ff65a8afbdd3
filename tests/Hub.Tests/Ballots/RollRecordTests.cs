using Hub.Tests.Access;
using Hub.Tests.House;
using Hub.Verify;

namespace Hub.Tests.Ballots;

/// <summary>What a stranger finds in the record of a meeting that votes by its roll, and in one whose roll was forged.</summary>
public sealed class RollRecordTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_record_with_links_claims_and_a_seat_that_was_taken_away_is_sound()
    {
        var held = await Held();
        var findings = Verification.Of(await HeldMeeting.Bytes(held.Room));
        findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));
    }

    [Fact]
    public async Task Somebody_who_is_no_members_seat_does_not_come_into_an_electorate()
    {
        var held = await Held();
        var forged = new Forgery(await HeldMeeting.Bytes(held.Room));
        forged.Event("questionOpened", held.First)["electorate"]!.AsArray().Add(held.Guest);
        forged.Event("ballotOpened", held.First)["eligible"] = 3;
        Wrong(forged).ShouldContain($"{held.Guest} is in the electorate and never came as one who votes");

        // Nor by a check-in that says so.
        var arrived = forged.Meeting.First(e => e["event"]!["$type"]!.GetValue<string>() == "checkedIn" && e["actor"]!.GetValue<string>() == held.Guest);
        (arrived["event"]!["role"], arrived["name"]!["as"]) = ("member", "member");
        Wrong(forged).ShouldContain($"{held.Guest} is in the electorate and never came as one who votes");
    }

    [Fact]
    public async Task Who_was_unseated_before_a_ballot_opened_is_not_said_to_have_been_left_out()
    {
        var held = await Held();
        var findings = Verification.Of(await HeldMeeting.Bytes(held.Room));
        findings.Lines.ShouldNotContain(l => l.Contains("might not vote", StringComparison.Ordinal));
        var forged = new Forgery(await HeldMeeting.Bytes(held.Room));
        forged.Remove("unseated");
        Verification.Of(forged.Signed())
            .Lines.ShouldContain(l => l.Contains($"{held.Claimant} was checked in as it opened and might not vote", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_opinion_does_not_pass_for_a_decision()
    {
        var room = await house.Meeting("standingCommittee");
        var li = await room.Join("李秀兰", "member");
        (await li.Post(Commands.Of("checkIn"))).ShouldBeDone();
        await Vote(room, li);
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();
        var export = await HeldMeeting.Bytes(room);
        Verification.Of(export).IsSound.ShouldBeTrue();

        var forged = new Forgery(export);
        forged.Event("meetingScheduled")["roll"] = "register";
        Wrong(forged).ShouldContain("The outcome follows");
        var older = new Forgery(export);
        older.Event("meetingScheduled")["recordFormat"] = 2;
        Wrong(older).ShouldContain("it has a roll, which its format does not know");
    }

    [Fact]
    public async Task A_seat_that_nobody_claimed_is_not_confirmed_and_no_meeting_is_without_a_roll()
    {
        var held = await Held();
        var unclaimed = new Forgery(await HeldMeeting.Bytes(held.Room));
        unclaimed.Remove("seatClaimed");
        Wrong(unclaimed).ShouldContain($"{held.Claimant} is confirmed as");
        var without = new Forgery(await HeldMeeting.Bytes(held.Room));
        without.Event("meetingScheduled").Remove("roll");
        Wrong(without).ShouldContain("it has no roll, without which its format schedules none");
    }

    [Fact]
    public async Task Who_is_entitled_are_those_of_the_roll_and_no_fewer()
    {
        var held = await Held();
        var forged = new Forgery(await HeldMeeting.Bytes(held.Room));
        (forged.Event("questionOpened", held.First)["entitled"], forged.Event("ballotOpened", held.First)["eligible"]) = (1, 1);
        forged.Event("ballotClosed", held.First)["tally"]!["eligible"] = 1;
        Wrong(forged).ShouldContain("who were entitled");
        var older = new Forgery(await HeldMeeting.Bytes(held.Room));
        foreach (var opened in new[] { older.Event("questionOpened", held.First), older.Event("ballotOpened", held.First) })
        {
            opened["turnout"] = 2;
        }

        Wrong(older).ShouldContain("it does not count by the roll, as a record of the fourth format does");
    }

    [Fact]
    public async Task A_seat_goes_to_another_in_the_meeting_and_in_the_box_or_in_neither()
    {
        var member = await house.Member();
        var room = await house.Meeting("standingCommittee", roll: "register");
        using var set = await house.Send(HttpMethod.Put, $"{room.Path}/roll", house.OperatorToken, new { members = new[] { member } });
        set.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        using var claimed = await house.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes["member"], member });
        var seat = await OpenHouse.Json(claimed);
        var believed = new Person(room, seat.Text("name"), seat.Text("participant"), seat.Text("token"));
        (await believed.Post(Commands.Of("checkIn"))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of(
            "confirmSeats", new { seats = new[] { new { participant = believed.Participant, member } } }))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Commands.Of("openBallot", new { question = "是否同意?", kind = "approval" }))).ShouldBeDone().Made;
        (await believed.Post(Commands.Of("vote", new { ballot, choices = new[] { "oppose" } }))).ShouldBeDone();
        var link = await room.Join("无关", "member", await house.SignIn(member));
        (await link.Post(Commands.Of("vote", new { ballot, choices = new[] { "approve" } }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();
        var export = await HeldMeeting.Bytes(room);
        Verification.Of(export).IsSound.ShouldBeTrue(string.Join('\n', Verification.Of(export).Lines));

        var kept = new Forgery(export);
        kept.Remove("seatsReplaced");
        Wrong(kept).ShouldContain($"{link.Participant} voted and was not in the electorate");
        var made = new Forgery(export);
        made.Remove("seatReplaced");
        Wrong(made).ShouldContain($"the seat of {believed.Participant} goes to {link.Participant} in the box, and not in the meeting");
        var outside = new Forgery(export);
        outside.Event("seatReplaced")["outside"] = true;
        Wrong(outside).ShouldContain($"{link.Participant} is said to chair, so that nobody votes in that seat, and never did");
    }

    /// <summary>Guards every meeting with a registration clerk: what they do bears no name, and the verifier took it for somebody's who hid theirs.</summary>
    [Fact]
    public async Task A_record_with_what_was_done_at_the_door_is_sound_and_nothing_else_was_done_there()
    {
        var (room, members) = await SeatCardCallTests.Rolled(house, 2);
        var door = await DoorCallTests.Open(room);
        var one = await SeatCardCallTests.Claim(room, members[0]);
        (await DoorCallTests.Do(room, door, DoorCallTests.Confirm((one.Participant, members[0])))).ShouldBeDone();
        (await DoorCallTests.Do(room, door, Commands.Of("markPresent", new { members = new[] { members[1] } }))).ShouldBeDone();
        (await one.Post(Commands.Of("checkIn"))).ShouldBeDone();
        (await one.Post(Commands.Of("comment", new { text = "同意" }))).ShouldBeDone();
        await Vote(room, one);
        (await DoorCallTests.Do(room, door, Commands.Of("unmarkPresent", new { members = new[] { members[1] } }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();
        var export = await HeldMeeting.Bytes(room);
        Verification.Of(export).IsSound.ShouldBeTrue(string.Join('\n', Verification.Of(export).Lines));
        (await room.House.Get($"{room.Path}/minutes")).List("changes").Select(c => c.At("byClerk").GetBoolean()).ShouldBe([true, true]);

        var forged = new Forgery(export);
        var said = forged.Meeting.Single(e => e["event"]!["$type"]!.GetValue<string>() == "commented");
        said["actor"] = "clerk";
        said.AsObject().Remove("name");
        Wrong(forged).ShouldContain("nothing says under which name clerk did what stands at");
    }

    private static string Wrong(Forgery forged)
    {
        var findings = Verification.Of(forged.Signed());
        findings.IsSound.ShouldBeFalse();
        return string.Join('\n', findings.Lines.Where(l => l.StartsWith("WRONG", StringComparison.Ordinal)));
    }

    /// <summary>A member by link and one by a claim vote; the second's seat is taken away, and in the next ballot the first votes alone.</summary>
    private async Task<(Room Room, string First, string Claimant, string Guest)> Held()
    {
        var members = new[] { await house.Member(), await house.Member() };
        var room = await house.Meeting("standingCommittee", roll: "register");
        using var set = await house.Send(HttpMethod.Put, $"{room.Path}/roll", house.OperatorToken, new { members });
        set.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        var link = await room.Join("无关", "member", await house.SignIn(members[0]));
        using var claimed = await house.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes["member"], member = members[1] });
        var seat = await OpenHouse.Json(claimed);
        var claimant = new Person(room, seat.Text("name"), seat.Text("participant"), seat.Text("token"));
        var guest = await room.Join("路人");
        foreach (var person in new[] { link, claimant, guest })
        {
            (await person.Post(Commands.Of("checkIn"))).ShouldBeDone();
        }

        (await room.Chair.Post(Commands.Of(
            "confirmSeats", new { seats = new[] { new { participant = claimant.Participant, member = members[1] } } }))).ShouldBeDone();
        var first = await Vote(room, link, claimant);
        (await room.Chair.Post(Commands.Of("unseat", new { participant = claimant.Participant, reason = "认错人" }))).ShouldBeDone();
        await Vote(room, link);
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();
        return (room, first, claimant.Participant, guest.Participant);
    }

    private static async Task<string> Vote(Room room, params Person[] voters)
    {
        var ballot = (await room.Chair.Post(Commands.Of("openBallot", new { question = "是否同意?", kind = "approval" }))).ShouldBeDone().Made;
        foreach (var voter in voters)
        {
            (await voter.Post(Commands.Of("vote", new { ballot, choices = new[] { "approve" } }))).ShouldBeDone();
        }

        (await room.Chair.Post(Commands.Of("closeBallot", new { ballot }))).ShouldBeDone();
        return ballot;
    }
}
