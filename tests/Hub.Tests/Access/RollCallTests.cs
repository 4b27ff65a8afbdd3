using System.Net;
using System.Text.Json;
using Hub.Tests.House;

namespace Hub.Tests.Access;

/// <summary>One person, one vote, over HTTP and the hub: in a meeting that votes by its roll a vote needs a seat that is a member's.</summary>
public sealed class RollCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task Two_hundred_seats_by_one_members_code_have_no_vote()
    {
        var (room, _) = await Rolled(1);
        var crowd = await room.Crowd(200, "member");
        await Task.WhenAll(crowd.Select(async p => (await p.Post(Commands.Of("checkIn"))).ShouldBeDone()));

        (await room.Chair.Post(Ballot())).ShouldBeRefused("noVoters");
    }

    /// <summary>Guards the roll call: most members check in before the chair comes to confirm them.</summary>
    [Fact]
    public async Task The_minutes_call_a_member_who_was_confirmed_after_checking_in_a_member()
    {
        var (room, members) = await Rolled(2);
        var (stays, unseated) = (await Claim(room, members[0]), await Claim(room, members[1]));
        (await stays.Post(Commands.Of("checkIn"))).ShouldBeDone();
        (await unseated.Post(Commands.Of("checkIn"))).ShouldBeDone();
        (await room.Chair.Post(Confirm((stays, members[0]), (unseated, members[1])))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("unseat", new { participant = unseated.Participant, reason = "认错人" }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();

        var attendance = (await house.Get($"{room.Path}/minutes", room.Chair.Token)).At("attendance");
        (attendance.At("total").GetInt32(), attendance.At("members").GetInt32()).ShouldBe((2, 1));
    }

    /// <summary>Guards a confirmed seat whose holder goes by another's name.</summary>
    [Fact]
    public async Task A_member_goes_by_the_registers_name_whatever_is_typed_afterwards()
    {
        var (room, members) = await Rolled(1);
        var person = await Claim(room, members[0]);
        var before = await room.Join("别人的名字", "attend", person.Token);
        (await room.Chair.Post(Confirm((person, members[0])))).ShouldBeDone();
        await room.Join("李秀兰", "attend", person.Token);

        before.Participant.ShouldBe(person.Participant);
        (await house.Get(room.Path, person.Token)).At("me").Text("name").ShouldBe(person.Name);
        (await person.Post(Commands.Of("comment", new { text = "我同意" }))).ShouldBeDone();
        var author = (await room.Snapshot()).At("comments").List("items").ShouldHaveSingleItem().At("author");
        (author.Text("name"), author.At("verified").GetBoolean(), author.Text("role")).ShouldBe((person.Name, true, "member"));
    }

    [Fact]
    public async Task Whoever_waits_to_be_confirmed_is_told_so_and_hears_of_it_when_they_are()
    {
        var (room, members) = await Rolled(2);
        var person = await Claim(room, members[0]);
        await using var line = await person.Connect();
        (line.Answer.Me!.Value.Text("state"), line.Answer.Me!.Value.Text("role")).ShouldBe(("claimed", "attendee"));

        (await room.Chair.Post(Confirm((person, members[0])))).ShouldBeDone();

        await line.Until(() => line.Events.Any(e => e.Type == "seatsConfirmed"), "the seat is confirmed");
        line.Events.Single(e => e.Type == "seatsConfirmed").Data!.Value.List("participants").Select(p => p.GetString()).ShouldBe([person.Participant]);
        var me = (await house.Get(room.Path, person.Token)).At("me");
        (me.Text("state"), me.Text("role"), me.At("verified").GetBoolean()).ShouldBe(("seated", "member", true));
    }

    [Fact]
    public async Task The_chair_sees_who_claims_what_and_others_do_not()
    {
        var (room, members) = await Rolled(3);
        var (first, second) = (await Claim(room, members[0]), await Claim(room, members[0]));
        var seated = await Linked(room, members[1]);

        var items = (await house.Get($"{room.Path}/roll", room.Chair.Token)).List("items").ToDictionary(i => i.Text("member"));

        items.Count.ShouldBe(3);
        items[members[0]].Text("state").ShouldBe("claimed");
        items[members[0]].List("claims").Select(c => c.GetString()).ShouldBe([first.Participant, second.Participant], ignoreOrder: true);
        (items[members[1]].Text("state"), items[members[1]].Text("seat")).ShouldBe(("seated", seated.Participant));
        items[members[2]].Text("state").ShouldBe("absent");
        using var asMember = await house.Send(HttpMethod.Get, $"{room.Path}/roll", seated.Token);
        asMember.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var asNobody = await house.Send(HttpMethod.Get, $"{room.Path}/roll");
        asNobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await room.Record()).ShouldNotContain(e => e.GetRawText().Contains(members[0]), "the room is not told who somebody says to be");
    }

    [Fact]
    public async Task One_device_that_claims_every_name_seats_nobody_and_is_stopped()
    {
        var (room, members) = await Rolled(5);
        var person = await Claim(room, members[0]);
        await Claim(room, members[1], person.Token);
        await Claim(room, members[2], person.Token);
        (await Refused(room, members[3], person.Token)).ShouldBe("tooManyClaims");
        (await Refused(room, "nobody", person.Token)).ShouldBe("unknownMember");
        (await Refused(room, members[3], person.Token)).ShouldBe("tooManyClaims");
        (await house.Get($"{room.Path}/roll", room.Chair.Token)).List("items").ShouldAllBe(i => i.Text("state") == "absent");
        (await room.Record(room.Chair)).Count(e => e.Text("type") == "claimsStopped").ShouldBe(1);
    }

    /// <summary>The attack: a new device for each name. It makes as many names doubtful as its network is allowed to, and none of them a seat.</summary>
    [Fact]
    public async Task One_client_with_a_device_for_every_name_seats_nobody_and_is_stopped()
    {
        await using var own = new GuardedHouse();
        await own.InitializeAsync();
        var (room, members) = await Rolled(own, 8);
        var answers = new List<HttpStatusCode>();
        foreach (var member in members)
        {
            using var answer = await own.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes["member"], member });
            answers.Add(answer.StatusCode);
        }

        answers.ShouldBe([.. Enumerable.Repeat(HttpStatusCode.OK, 5), .. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 3)]);
        var items = (await own.Get($"{room.Path}/roll", room.Chair.Token)).List("items");
        items.Count(i => i.Text("state") == "claimed").ShouldBe(5);
        items.ShouldNotContain(i => i.Text("state") == "seated");
        (await room.Chair.Post(Ballot())).ShouldBeRefused("noVoters");
    }

    /// <summary>The attack: somebody claims the names of the absent, and the chair confirms all that stands there.</summary>
    [Fact]
    public async Task Claims_of_the_absent_cannot_be_confirmed_in_bulk_once_a_link_of_that_member_is_used()
    {
        var (room, members) = await Rolled(3);
        var (first, second) = (await Claim(room, members[0]), await Claim(room, members[1]));
        await using var phone = await first.Connect();
        var link = await Linked(room, members[0]);
        (await phone.Next("seatsChanged")).Data!.Value.List("participants").Select(p => p.GetString()).ShouldBe([first.Participant]);
        (await room.Chair.Post(Confirm((first, members[0]), (second, members[1])))).ShouldBeRefused("staleClaim");
        var items = (await house.Get($"{room.Path}/roll", room.Chair.Token)).List("items").ToDictionary(i => i.Text("member"));
        (items[members[0]].Text("seat"), items[members[1]].Text("state")).ShouldBe((link.Participant, "claimed"));
    }

    [Fact]
    public async Task What_is_contested_is_left_out_of_a_bulk_and_the_rest_is_confirmed()
    {
        var (room, members) = await Rolled(2);
        var (one, other, sure) = (await Claim(room, members[0]), await Claim(room, members[0]), await Claim(room, members[1]));
        (await room.Chair.Post(Confirm((one, members[0]), (sure, members[1])))).ShouldBeDone();
        var items = (await house.Get($"{room.Path}/roll", room.Chair.Token)).List("items").ToDictionary(i => i.Text("member"));
        (items[members[0]].Text("state"), items[members[1]].Text("seat")).ShouldBe(("claimed", sure.Participant));

        await using var phone = await other.Connect();
        (await room.Chair.Post(Confirm((one, members[0])))).ShouldBeDone();
        await phone.Next("seatsChanged");
        (await house.Get(room.Path, other.Token)).At("me").Find("state").ShouldBeNull();
    }

    /// <summary>
    /// Guards a crash between the meeting, which has given the seat to the member, and its box, which still has the vote of whoever sat there.
    /// </summary>
    [Fact]
    public async Task A_seat_that_went_to_another_just_before_a_crash_does_so_in_the_open_ballot_too()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var (room, members) = await Rolled(own, 2);
        var believed = await Claim(room, members[0]);
        (await room.Chair.Post(Confirm((believed, members[0])))).ShouldBeDone();
        (await believed.Post(Commands.Of("checkIn"))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Ballot())).ShouldBeDone().Made;
        (await believed.Post(Vote(ballot, "oppose"))).ShouldBeDone();

        await own.Restart(() => Records.Write(own.File, room.Name, Records.Event(
            $$"""{"$type":"seatReplaced","participant":"came","member":"{{members[0]}}","sector":"教育界","was":"{{believed.Participant}}"}""")));

        (await room.Snapshot()).At("title").GetString().ShouldNotBeNull();
        await Records.Until(own.Journal, $"boxes/{room.Id}", "seatsReplaced");
        (await believed.Post(Vote(ballot, "oppose"))).ShouldBeRefused("notEntitled");
        (await room.Chair.Post(Commands.Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Snapshot()).List("ballots").ShouldHaveSingleItem().Number("tally", "cast").ShouldBe(0);
    }

    /// <summary>The attack: 500 devices vote. They are counted, and what comes of it is called an opinion wherever it is read.</summary>
    [Fact]
    public async Task Five_hundred_votes_in_a_ballot_of_all_are_counted_and_called_an_opinion()
    {
        var room = await house.Meeting();
        var crowd = await room.Crowd(500);
        var ballot = (await room.Chair.Post(Commands.Of("openBallot", new { question = "先修路灯吗?", kind = "approval", voters = "all" }))).ShouldBeDone().Made;
        await Task.WhenAll(crowd.Select(async p => (await p.Post(Vote(ballot))).ShouldBeDone()));
        (await room.Chair.Post(Commands.Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();

        var closed = (await room.Snapshot()).List("ballots").ShouldHaveSingleItem();
        (closed.Number("tally", "cast"), closed.At("outcome").At("verified").GetBoolean()).ShouldBe((500, false));
        closed.At("outcome").At("text").Text("zh").ShouldEndWith("（未核实身份：是意见，不是决定）");
        using var minutes = await house.Send(HttpMethod.Get, $"{room.Path}/minutes.md");
        (await minutes.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("未核实身份：是意见，不是决定");
        var findings = Hub.Verify.Verification.Of(await Ballots.HeldMeeting.Bytes(room));
        findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));
        findings.Lines.ShouldContain(l => l.Contains("an opinion, not a decision", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_are_found_by_who_has_the_members_code()
    {
        var name = $"司马{Guid.NewGuid():n}"[..10];
        var member = await house.Member(name, "妇联");
        var (room, _) = await Rolled(0, member);
        var found = (await Search(room.Codes["member"], name)).List("items").ShouldHaveSingleItem();
        (found.Text("member"), found.Text("name"), found.Text("sector")).ShouldBe((member, name, "妇联"));
        (await Search(room.Codes["member"], null)).List("items").ShouldBeEmpty();
        using var byAttend = await house.Send(HttpMethod.Post, "/api/roll", null, new { code = room.Codes["attend"], q = "x" });
        byAttend.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // As a page of the build before asks.
        (await house.Get($"/api/roll/{room.Codes["member"]}?q={Uri.EscapeDataString(name)}")).List("items").ShouldHaveSingleItem()
            .Text("member").ShouldBe(member);
    }

    [Fact]
    public async Task What_an_open_meeting_decides_is_called_an_opinion()
    {
        var room = await house.Meeting("standingCommittee");
        var li = await room.Join("李秀兰", "member");
        (await li.Post(Commands.Of("checkIn"))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Ballot())).ShouldBeDone().Made;
        (await li.Post(Vote(ballot))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("closeBallot", new { ballot }))).ShouldBeDone();

        var snapshot = await room.Snapshot();
        snapshot.At("verified").GetBoolean().ShouldBeFalse();
        var outcome = snapshot.List("ballots").ShouldHaveSingleItem().At("outcome");
        outcome.At("verified").GetBoolean().ShouldBeFalse();
        outcome.At("text").Text("zh").ShouldEndWith("（未核实身份：是意见，不是决定）");
    }

    /// <summary>A format whose voters are members, in a house whose register has some.</summary>
    [Fact]
    public async Task A_members_meeting_votes_by_the_register_where_there_is_one_and_by_devices_where_it_is_empty()
    {
        await using var fresh = new RunningHouse();
        await fresh.InitializeAsync();
        (await Roll(fresh, "standingCommittee")).ShouldBe("open");
        await fresh.Member();
        (await Roll(fresh, "standingCommittee")).ShouldBe("register 1");
        (await Roll(fresh, "grassroots")).ShouldBe("open");
    }

    [Fact]
    public async Task A_roll_is_made_of_the_members_that_its_convener_chooses()
    {
        var (room, members) = await Rolled(2);
        async Task<Receipt> Set(object choice, string? token = null)
        {
            using var answer = await house.Send(HttpMethod.Put, $"{room.Path}/roll", token ?? house.OperatorToken, choice);
            return JsonSerializer.Deserialize<Receipt>(await answer.Content.ReadAsStringAsync(), JsonSerializerOptions.Web)!;
        }

        var sector = $"界{Guid.NewGuid():n}"[..8];
        (await Set(new { members = new[] { "nobody" } })).ShouldBeRefused("unknownMember");
        (await Set(new { members = new[] { members[1] } })).ShouldBeDone();
        (await house.Get($"{room.Path}/roll", room.Chair.Token)).List("items").Select(i => i.Text("member")).ShouldBe([members[1]]);
        using var byChair = await house.Send(HttpMethod.Put, $"{room.Path}/roll", room.Chair.Token, new { all = true });
        byChair.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Set(new { sectors = new[] { sector } })).ShouldBeDone();
        (await house.Get($"{room.Path}/roll", room.Chair.Token)).List("items").ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_unseated_votes_no_more_and_a_restart_changes_nothing_of_it()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var (room, members) = await Rolled(own, 1);
        var person = await Claim(room, members[0]);
        (await person.Post(Commands.Of("checkIn"))).ShouldBeDone();
        (await room.Chair.Post(Confirm((person, members[0])))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("unseat", new { participant = person.Participant, reason = "认错人" }))).ShouldBeDone();

        await own.Restart();

        (await room.Chair.Post(Ballot())).ShouldBeRefused("noVoters");
        (await own.Get($"{room.Path}/roll", room.Chair.Token)).List("items").ShouldHaveSingleItem().Text("state").ShouldBe("absent");
        (await room.Chair.Post(Confirm((person, members[0])))).ShouldBeDone();
        (await room.Chair.Post(Ballot())).ShouldBeDone();
    }

    /// <summary>Guards a card or a claim of whoever is not a member any more: withdrawing them ended only what they had signed in to.</summary>
    [Fact]
    public async Task Who_is_withdrawn_from_the_register_votes_on_in_the_open_ballot_and_in_no_other()
    {
        var (room, members) = await Rolled(house, 2);
        var people = new[] { await Claim(room, members[0]), await Claim(room, members[1]) };
        foreach (var person in people)
        {
            (await person.Post(Commands.Of("checkIn"))).ShouldBeDone();
        }

        (await room.Chair.Post(Confirm((people[0], members[0]), (people[1], members[1])))).ShouldBeDone();
        var open = (await room.Chair.Post(Ballot())).ShouldBeDone().Made;
        (await house.Register("members", Commands.Of("withdraw", new { entry = members[0], reason = "届满" }))).ShouldBeDone();

        (await people[0].Post(Commands.Of("vote", new { ballot = open, choices = new[] { "approve" } }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("closeBallot", new { ballot = open }))).ShouldBeDone();
        var next = (await room.Chair.Post(Ballot())).ShouldBeDone().Made;
        (await people[0].Post(Commands.Of("vote", new { ballot = next, choices = new[] { "approve" } }))).ShouldBeRefused("notEntitled");
        (await people[1].Post(Commands.Of("vote", new { ballot = next, choices = new[] { "approve" } }))).ShouldBeDone();
        (await house.Get($"{room.Path}/roll", room.Chair.Token)).List("items").Select(i => i.Text("member")).ShouldBe([members[1]]);
    }

    /// <summary>Guards a member whose name somebody had claimed: any reader of the minutes saw it beside the chair's reason.</summary>
    [Fact]
    public async Task Why_a_seat_was_taken_and_whose_is_told_to_the_chair_alone()
    {
        var (room, members) = await Rolled(house, 1);
        var person = await Claim(room, members[0]);
        (await room.Chair.Post(Commands.Of("unseat", new { participant = person.Participant, reason = "认错人了" }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();

        var told = (await house.Get($"{room.Path}/minutes", room.Chair.Token)).List("changes").ShouldHaveSingleItem().At("roll");
        (told.Text("reason"), told.Text("participant")).ShouldBe(("认错人了", person.Participant));
        (await house.Get($"{room.Path}/minutes")).List("changes").ShouldHaveSingleItem().At("roll").ToString().ShouldBe("""{"act":"unseated"}""");
        foreach (var language in new[] { "zh", "en" })
        {
            using var file = await house.Send(HttpMethod.Get, $"{room.Path}/minutes.md?lang={language}");
            (await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("认错人了");
        }
    }

    [Fact]
    public async Task Whoever_is_muted_is_refused_with_a_reason_of_its_own()
    {
        var room = await house.Meeting();
        var person = await room.Join("王建国");
        (await person.Post(Commands.Of("comment", new { text = "一" }))).ShouldBeDone();
        await using var phone = await person.Connect();
        (await room.Chair.Post(Commands.Of("mute", new { participant = person.Participant }))).ShouldBeDone();
        await phone.Next("seatsChanged");
        (await person.Post(Commands.Of("comment", new { text = "二" }))).ShouldBeRefused("muted");
        (await house.Get(room.Path, person.Token)).At("me").Find("mutedUntil").ShouldNotBeNull();
    }

    /// <summary>A house whose networks may claim little.</summary>
    private async Task<System.Text.Json.JsonElement> Search(string code, string? q)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/roll", null, new { code, q });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await OpenHouse.Json(answer);
    }

    private sealed class GuardedHouse() : RunningHouse([.. Wide, "--Limits:ClaimBurst=5", "--Limits:ClaimsPerSecond=0.1"]);

    private static async Task<string> Roll(RunningHouse house, string format)
    {
        using var made = await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = "会", format });
        var page = await house.Get($"/api/meetings/{(await OpenHouse.Json(made)).Text("id")}/roll", house.OperatorToken);
        return page.Text("kind") == "open" ? "open" : $"{page.Text("kind")} {page.List("items").Count}";
    }

    private Task<(Room Room, string[] Members)> Rolled(int members, params string[] besides) => Rolled(house, members, besides);

    /// <summary>A meeting that votes by a roll of its own.</summary>
    private static async Task<(Room Room, string[] Members)> Rolled(RunningHouse house, int members, params string[] besides)
    {
        var ids = new List<string>();
        for (var i = 0; i < members; i++)
        {
            ids.Add(await house.Member());
        }

        var room = await house.Meeting("standingCommittee", roll: "register");
        using var set = await house.Send(HttpMethod.Put, $"{room.Path}/roll", house.OperatorToken, new { members = ids.Concat(besides) });
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (room, [.. ids]);
    }

    private async Task<Person> Linked(Room room, string member)
    {
        var token = await room.House.SignIn(member);
        return await room.Join("无关的名字", "member", token);
    }

    private static async Task<Person> Claim(Room room, string member, string? token = null)
    {
        using var answer = await room.House.Send(HttpMethod.Post, "/api/join", token, new { code = room.Codes["member"], member });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var seat = await OpenHouse.Json(answer);
        seat.Text("state").ShouldBe("claimed");
        seat.Find("verified").ShouldBeNull();
        return new Person(room, seat.Text("name"), seat.Text("participant"), seat.Text("token"));
    }

    private static async Task<string> Refused(Room room, string member, string? token)
    {
        using var answer = await room.House.Send(HttpMethod.Post, "/api/join", token, new { code = room.Codes["member"], member });
        return (await OpenHouse.Json(answer)).Text("code");
    }

    private static System.Text.Json.Nodes.JsonObject Ballot() => Commands.Of("openBallot", new { question = "是否同意?", kind = "approval" });

    private static System.Text.Json.Nodes.JsonObject Vote(string ballot, string choice = "approve") =>
        Commands.Of("vote", new { ballot, choices = new[] { choice } });

    private static System.Text.Json.Nodes.JsonObject Confirm(params (Person Person, string Member)[] seats) =>
        Commands.Of("confirmSeats", new { seats = seats.Select(s => new { participant = s.Person.Participant, member = s.Member }) });
}
