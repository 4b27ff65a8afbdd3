using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Tests.Ballots;
using Hub.Tests.House;
using Hub.Verify;
using Orleans;
using Orleans.Runtime;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Http;

/// <summary>
/// A hub (主会场) and its branches (分会场): one electorate and one box for all of them, figures in sum, and what is put forward from one to the other.
/// </summary>
public sealed class BranchCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_branch_names_its_hub_and_the_hub_counts_and_lists_its_branches()
    {
        var hub = await house.Meeting();
        (await hub.Snapshot()).Find("branches").ShouldBeNull();
        var (east, west) = (await Branch(hub, "城东分会场"), await Branch(hub, "城西分会场"));

        (await east.Snapshot()).Text("hub").ShouldBe(hub.Id);
        (await hub.Snapshot()).Number("branches", "count").ShouldBe(2);
        var first = await house.Get($"{hub.Path}/branches?limit=1");
        var second = await house.Get($"{hub.Path}/branches?limit=1&after={first.Text("next")}");
        second.Find("next").ShouldBeNull();
        new[] { first, second }.Select(p => p.List("items").ShouldHaveSingleItem().Text("id"))
            .ShouldBe(new[] { east.Id, west.Id }.Order(StringComparer.Ordinal));
        (await house.Get($"{east.Path}/branches")).List("items").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_a_hub_has_no_branches()
    {
        var hub = await house.Meeting();
        var branch = await Branch(hub, "城东分会场");
        (await hub.Chair.Post(Of("close"))).ShouldBeDone();
        foreach (var (of, status, code) in new[]
        {
            ("0123456789abc", HttpStatusCode.NotFound, "unknownRoom"), ("?", HttpStatusCode.NotFound, "unknownRoom"),
            (branch.Id, HttpStatusCode.Conflict, "notOffered"), (hub.Id, HttpStatusCode.Conflict, "meetingClosed"),
        })
        {
            using var answer = await Schedule("城西分会场", of);
            (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code")).ShouldBe((status, code), of);
        }
    }

    /// <summary>Guards the one electorate: a vote from a branch counts at the hub, once, and is the branch's in the counts by branch.</summary>
    [Fact]
    public async Task Whoever_sits_in_a_branch_votes_in_the_hubs_ballot_and_the_votes_are_told_by_branch()
    {
        var hub = await house.Meeting();
        var (east, west) = (await Branch(hub, "城东分会场"), await Branch(hub, "城西分会场"));
        var here = await hub.Join("李秀兰", "member");
        var (zhao, qian, sun) = (await east.Join("赵云", "member"), await east.Join("钱多", "member"), await west.Join("孙立", "member"));
        var ballot = (await hub.Chair.Post(Approval())).Made;

        (await here.Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await At(hub, zhao).Post(Vote(ballot, "oppose"))).ShouldBeDone();
        (await At(hub, zhao).Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await At(hub, qian).Post(Vote(ballot, "oppose"))).ShouldBeDone();
        (await At(hub, sun).Post(Vote(ballot, "abstain"))).ShouldBeDone();

        var open = (await hub.Snapshot()).List("ballots").ShouldHaveSingleItem();
        (open.Number("tally", "cast"), open.Number("tally", "counts", "approve"), open.Number("tally", "counts", "oppose"),
            open.Number("tally", "counts", "abstain")).ShouldBe((4, 2, 1, 1));
        var by = await ByTitle(hub, $"?ballot={ballot}");
        // Who chairs a branch has a seat in it, too.
        (Counts(by["城东分会场"]), Counts(by["城西分会场"])).ShouldBe(((3, 2, 1, 1, 0), (2, 1, 0, 0, 1)));
        using var none = await house.Send(HttpMethod.Get, $"{hub.Path}/branches?ballot=none");
        none.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await hub.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await hub.Chair.Post(Of("close"))).ShouldBeDone();
        var votes = (await house.Get($"{hub.Path}/ballots/{ballot}/votes")).List("votes")
            .ToDictionary(v => v.Text("name"), v => v.List("choices")[0].GetString());
        votes.ShouldBe(
            new Dictionary<string, string?> { ["李秀兰"] = "approve", ["赵云"] = "approve", ["钱多"] = "oppose", ["孙立"] = "abstain" }, ignoreOrder: true);
        Verification.Of(await Export(hub)).IsSound.ShouldBeTrue();
        var added = "\\\"$type\\\":\\\"branchAdded\\\",\\\"branch\\\":\\\"";
        Forged(await Export(hub), $"{added}{east.Id}\\\"", $"{added}k9\\\"").ShouldContain($"sits in {east.Id}, which is no branch of it");

        static (int, int, int, int, int) Counts(JsonElement branch) => (
            branch.Number("seats"), branch.Number("cast"), branch.Number("counts", "approve"), branch.Number("counts", "oppose"),
            branch.Number("counts", "abstain"));
    }

    [Fact]
    public async Task Where_one_checks_in_whoever_has_in_a_branch_is_in_the_hubs_electorate_and_nobody_else()
    {
        var hub = await house.Meeting("standingCommittee");
        var branch = await Branch(hub, "清江分会场", "standingCommittee");
        var (li, wang, sun) = (await branch.Join("李秀兰", "member"), await branch.Join("王建国", "member"), await branch.Join("孙立", "member"));
        (await li.Post(Of("checkIn"))).ShouldBeDone();
        (await wang.Post(Of("checkIn"))).ShouldBeDone();
        (await sun.Post(Of("checkIn"))).ShouldBeDone();
        (await sun.Post(Of("checkOut"))).ShouldBeDone();
        await Eventually.Holds(async () => (await hub.Snapshot()).Number("present", "checkedIn") == 2);

        var ballot = (await hub.Chair.Post(Approval())).Made;
        (await At(hub, li).Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await At(hub, sun).Post(Vote(ballot, "oppose"))).ShouldBeRefused("notEntitled");
        (await hub.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        var closed = (await hub.Snapshot()).List("ballots").ShouldHaveSingleItem();
        (closed.Number("tally", "eligible"), closed.Number("tally", "present"), closed.Number("tally", "cast")).ShouldBe((2, 2, 1));
        (await house.Get($"{hub.Path}", At(hub, wang).Token)).At("me").At("checkedIn").GetBoolean().ShouldBeTrue();
    }

    /// <summary>Guards the roll call: most have come long before it, and nothing in memory knows any more how they sit.</summary>
    [Fact]
    public async Task Whoever_checks_in_to_a_branch_long_after_they_came_is_here_at_the_hub_too()
    {
        var hub = await house.Meeting("standingCommittee");
        var branch = await Branch(hub, "清江分会场", "standingCommittee");
        var li = await branch.Join("李秀兰", "member");
        await house.Service<IGrainFactory>().GetGrain<IManagementGrain>(0).ForceActivationCollection(
            TimeSpan.Zero, TestContext.Current.CancellationToken);

        (await li.Post(Of("checkIn"))).ShouldBeDone();

        (await hub.Snapshot()).Number("present", "checkedIn").ShouldBe(1);
    }

    /// <summary>The attack: a branch's chair believes somebody to be a member who sits at the hub with a link of their own.</summary>
    [Fact]
    public async Task Whom_a_branch_believes_to_be_a_member_takes_no_seat_at_the_hub_that_its_member_has()
    {
        var (first, second) = (await house.Member(), await house.Member());
        var hub = await house.Meeting("standingCommittee", roll: "register");
        var branch = await Branch(hub, "清江分会场", "standingCommittee", "register");
        await SetRoll([hub, branch], first, second);
        var linked = await hub.Join("无关的名字", "member", await house.SignIn(first));
        (await linked.Post(Of("checkIn"))).ShouldBeDone();
        var (pretends, sits) = (await Believed(branch, first), await Believed(branch, second));

        var ballot = (await hub.Chair.Post(Approval())).Made;
        (await linked.Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await At(hub, sits).Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await At(hub, pretends).Post(Vote(ballot, "oppose"))).ShouldBeRefused("notEntitled");
        var open = (await hub.Snapshot()).List("ballots").ShouldHaveSingleItem();
        (open.Number("tally", "cast"), open.Number("tally", "eligible")).ShouldBe((2, 2));
    }

    /// <summary>Guards the hub's count: whom a branch's chair has found to be somebody else votes in nothing that opens, until that was wrong.</summary>
    [Fact]
    public async Task Whose_seat_a_branch_takes_is_in_no_electorate_of_the_hub_until_it_is_given_back()
    {
        var (first, second) = (await house.Member(), await house.Member());
        var hub = await house.Meeting("standingCommittee", roll: "register");
        var branch = await Branch(hub, "清江分会场", "standingCommittee", "register");
        await SetRoll([hub, branch], first, second);
        var (li, wang) = (await Believed(branch, first), await Believed(branch, second));
        var before = (await hub.Chair.Post(Approval())).Made;
        (await At(hub, li).Post(Vote(before, "approve"))).ShouldBeDone();

        (await branch.Chair.Post(Of("unseat", new { participant = li.Participant, reason = "认错人" }))).ShouldBeDone();

        await Eventually.Holds(async () => await StateAtHub() is null);
        (await hub.Chair.Post(Of("closeBallot", new { ballot = before }))).ShouldBeDone();
        var without = (await hub.Chair.Post(Approval())).Made;
        (await At(hub, li).Post(Vote(without, "oppose"))).ShouldBeRefused("notEntitled");
        (await At(hub, wang).Post(Vote(without, "approve"))).ShouldBeDone();
        (await hub.Chair.Post(Of("closeBallot", new { ballot = without }))).ShouldBeDone();

        var again = new { seats = new[] { new { participant = li.Participant, member = first } } };
        (await branch.Chair.Post(Of("confirmSeats", again))).ShouldBeDone();
        await Eventually.Holds(async () => await StateAtHub() == "seated");
        var back = (await hub.Chair.Post(Approval())).Made;
        (await At(hub, li).Post(Vote(back, "oppose"))).ShouldBeDone();
        (await hub.Chair.Post(Of("closeBallot", new { ballot = back }))).ShouldBeDone();

        (await hub.Snapshot()).List("ballots").Select(b => b.Number("tally", "cast")).ShouldBe([1, 1, 1]);
        (await hub.Chair.Post(Of("close"))).ShouldBeDone();
        var export = await Export(hub);
        Verification.Of(export).IsSound.ShouldBeTrue();
        var sits = "\\\"$type\\\":\\\"seatedInBranch\\\",\\\"participant\\\":\\\"";
        Forged(export, sits, $"{sits}nobody").ShouldContain("who sits in no branch");

        async Task<string?> StateAtHub() => (await house.Get(hub.Path, li.Token)).At("me").Find("state")?.GetString();
    }

    /// <summary>Guards the hub against its own size: it tells sums, and who follows it from a branch is not here twice.</summary>
    [Fact]
    public async Task Figures_of_the_branches_roll_up_to_the_hub_in_sum()
    {
        var hub = await house.Meeting();
        var (east, west) = (await Branch(hub, "城东分会场"), await Branch(hub, "城西分会场"));
        var (zhao, sun) = (await east.Join("赵云"), await west.Join("孙立"));
        (await zhao.Post(Comment("加一班公交"))).ShouldBeDone();
        (await sun.Post(Comment("修好路灯"))).ShouldBeDone();
        (await sun.Post(Of("raiseHand"))).ShouldBeDone();
        await using var inEast = await zhao.Connect();
        await using var atHub = await At(hub, zhao).Connect();
        await using var chair = await hub.Chair.Connect();

        await Eventually.Holds(async () => (await hub.Snapshot()).At("branches") is var b
            && (b.Number("count"), b.Number("present"), b.Number("hands"), b.Number("comments")) == (2, 1, 1, 2));
        var snapshot = await hub.Snapshot();
        snapshot.At("present", "branches").ToString().ShouldBe(snapshot.At("branches").ToString());
        await using (var coming = await (await hub.Join("李秀兰")).Connect())
        {
            await Eventually.Holds(async () => (await hub.Snapshot()).Number("present", "now") == 2);
        }

        // By now the hub has heard of all who follow it.
        await Eventually.Holds(async () => (await hub.Snapshot()).Number("present", "now") == 1);
        snapshot.ToString().ShouldNotContain("城东分会场");
        var by = await ByTitle(hub);
        (by["城东分会场"].Number("present"), by["城东分会场"].Number("comments"), by["城西分会场"].Number("hands")).ShouldBe((1, 1, 1));
    }

    /// <summary>Guards what only codes open: how many are there, and what they do, is told to nobody who has no seat.</summary>
    [Fact]
    public async Task What_goes_on_in_a_branch_that_only_codes_open_is_told_to_whoever_has_a_seat_at_its_hub()
    {
        var hub = await house.Meeting();
        var branch = await Branch(hub, "清江分会场", visibility: "codes");
        (await (await branch.Join("赵云")).Post(Comment("加一班公交"))).ShouldBeDone();
        await Eventually.Holds(async () => (await ByTitle(hub))["清江分会场"].Find("comments")?.GetInt32() == 1);

        var told = (await house.Get($"{hub.Path}/branches")).List("items").ShouldHaveSingleItem();
        told.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "title", "seats"]);
    }

    [Fact]
    public async Task A_branch_puts_comments_and_hands_forward_in_their_authors_name_and_the_branchs()
    {
        var hub = await house.Meeting();
        var branch = await Branch(hub, "清江分会场");
        var zhao = await branch.Join("赵云");
        (await At(hub, zhao).Post(Comment("加一班公交"))).ShouldBeRefused("inBranch");
        (await At(hub, zhao).Post(Of("raiseHand"))).ShouldBeRefused("inBranch");
        var comment = (await zhao.Post(Comment("加一班公交"))).Made;
        (await zhao.Post(Of("forwardComment", new { comment }))).ShouldBeRefused("forbidden");

        (await branch.Chair.Post(Of("forwardComment", new { comment }))).ShouldBeDone();
        (await branch.Chair.Post(Of("forwardComment", new { comment }))).Outcome.ShouldBe("already");
        var said = (await hub.Snapshot()).List("comments", "items").ShouldHaveSingleItem();
        (said.Text("text"), said.Text("author", "name")).ShouldBe(("加一班公交", "赵云 · 清江分会场"));

        (await zhao.Post(Of("raiseHand", new { about = "公交" }))).ShouldBeDone();
        (await branch.Chair.Post(Of("forwardHand", new { participant = zhao.Participant }))).ShouldBeDone();
        (await branch.Snapshot()).List("floor", "hands").ShouldBeEmpty();
        var hand = (await hub.Snapshot()).List("floor", "hands").ShouldHaveSingleItem();
        (hand.Text("name"), hand.Text("about")).ShouldBe(("赵云 · 清江分会场", "公交"));
        (await hub.Chair.Post(Of("giveFloor", new { participant = hand.Text("participant") }))).ShouldBeDone();
        (await hub.Snapshot()).Text("floor", "speaker", "name").ShouldBe("赵云 · 清江分会场");
        (await branch.Chair.Post(Of("forwardHand", new { participant = zhao.Participant }))).ShouldBeRefused("noHand");
    }

    [Fact]
    public async Task What_the_hub_refuses_stays_in_the_branch()
    {
        var hub = await house.Meeting(open: false);
        var branch = await Branch(hub, "清江分会场");
        var zhao = await branch.Join("赵云");
        (await zhao.Post(Of("raiseHand"))).ShouldBeDone();

        (await branch.Chair.Post(Of("forwardHand", new { participant = zhao.Participant }))).ShouldBeRefused("notOpen");

        (await branch.Snapshot()).List("floor", "hands").ShouldHaveSingleItem().Text("participant").ShouldBe(zhao.Participant);
    }

    [Fact]
    public async Task The_minutes_of_a_branch_say_what_its_hub_decided()
    {
        var hub = await house.Meeting();
        var branch = await Branch(hub, "清江分会场");
        var zhao = await branch.Join("赵云", "member");
        var ballot = (await hub.Chair.Post(Approval("要不要加一班公交?"))).Made;
        (await At(hub, zhao).Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await hub.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();

        (await branch.Chair.Post(Of("close"))).ShouldBeDone();

        var minutes = await house.Get($"{branch.Path}/minutes");
        var outcome = (await hub.Snapshot()).List("ballots")[0].Text("outcome", "text", "zh");
        var noted = minutes.List("hub", "ballots").ShouldHaveSingleItem();
        (noted.Text("question"), noted.Text("outcome", "zh")).ShouldBe(("要不要加一班公交?", outcome));
        minutes.Text("hub", "title").ShouldBe((await hub.Snapshot()).Text("title"));
        using var text = await house.Send(HttpMethod.Get, $"{branch.Path}/minutes.md");
        (await text.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain($"主会场表决：要不要加一班公交? {outcome}");
        Verification.Of(await Export(branch)).IsSound.ShouldBeTrue();
        Forged(await Export(branch), $",\\\"hub\\\":\\\"{hub.Id}\\\"", "").ShouldContain("HubNoted, and it is no branch");
    }

    /// <summary>Guards what only codes open: its titles and decisions are not written into a record that everybody reads.</summary>
    [Fact]
    public async Task A_hub_that_only_codes_open_is_read_from_its_branches_and_told_to_nobody_else()
    {
        var hub = await house.Meeting(visibility: "codes");
        var branch = await Branch(hub, "清江分会场");
        var zhao = await branch.Join("赵云");
        (await house.Get(hub.Path, zhao.Token)).At("snapshot").Text("id").ShouldBe(hub.Id);
        using var stranger = await house.Send(HttpMethod.Get, hub.Path);
        stranger.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await branch.Chair.Post(Of("close"))).ShouldBeDone();
        (await house.Get($"{branch.Path}/minutes")).Find("hub").ShouldBeNull();
    }

    /// <summary>Guards the hub's chair who looks into a branch: neither their own word at the hub is taken, nor may the branch's token chair the hub.</summary>
    [Fact]
    public async Task Who_chairs_the_hub_stays_its_chair_and_a_token_for_a_branch_chairs_nothing_there()
    {
        var hub = await house.Meeting();
        var branch = await Branch(hub, "清江分会场");
        var visiting = await branch.Join("主持人", "attend", hub.Chair.Token);

        (await At(hub, visiting).Post(Of("pause"))).ShouldBeRefused("forbidden");
        (await hub.Chair.Post(Comment("欢迎各分会场"))).ShouldBeDone();
        (await At(hub, branch.Chair).Post(Of("pause"))).ShouldBeRefused("forbidden");
    }

    /// <summary>Guards the branch: a hub whose record cannot be read any more must not take its branches with it.</summary>
    [Fact]
    public async Task A_branch_whose_hub_is_lost_goes_on_by_itself()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var hub = await own.Meeting();
            var branch = await Branch(hub, "清江分会场");
            var zhao = await branch.Join("赵云", "member");
            await own.Restart(() => Records.Write(own.File, hub.Name, Records.Event("{\"$type\":\"nobodyKnowsThis\"}")));

            using var lost = await own.Send(HttpMethod.Get, hub.Path, zhao.Token);
            (await OpenHouse.Json(lost)).Text("code").ShouldBe("quarantined");
            var qian = await branch.Join("钱多", "member");
            (await qian.Post(Comment("加一班公交"))).ShouldBeDone();
            (await zhao.Post(Of("raiseHand"))).ShouldBeDone();
            (await branch.Chair.Post(Of("giveFloor", new { participant = zhao.Participant }))).ShouldBeDone();
            var ballot = (await branch.Chair.Post(Approval())).Made;
            (await qian.Post(Vote(ballot, "approve"))).ShouldBeDone();
            (await branch.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
            (await branch.Chair.Post(Of("close"))).ShouldBeDone();
            (await branch.Snapshot()).Text("status").ShouldBe("closed");
        }
    }

    private async Task<byte[]> Export(Room room)
    {
        using var answer = await house.Send(HttpMethod.Get, $"{room.Path}/export", room.Chair.Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What the verifier says of a record that a house changed and signed again.</summary>
    private static string Forged(byte[] export, string was, string now)
    {
        var text = Encoding.UTF8.GetString(export);
        text.ShouldContain(was);
        return Verification.Of(Forgery.SignedAgain(text.Replace(was, now, StringComparison.Ordinal))).Lines
            .First(l => l.StartsWith("WRONG What happened can happen in a meeting", StringComparison.Ordinal));
    }

    /// <summary>Whoever says in a branch to be this member, and is confirmed and checks in there.</summary>
    private async Task<Person> Believed(Room branch, string member)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/join", null, new { code = branch.Codes["member"], member });
        var seat = await OpenHouse.Json(answer);
        var person = new Person(branch, seat.Text("name"), seat.Text("participant"), seat.Text("token"));
        (await branch.Chair.Post(Of("confirmSeats", new { seats = new[] { new { participant = person.Participant, member } } }))).ShouldBeDone();
        (await person.Post(Of("checkIn"))).ShouldBeDone();
        return person;
    }

    private async Task SetRoll(Room[] rooms, params string[] members)
    {
        foreach (var room in rooms)
        {
            using var set = await house.Send(HttpMethod.Put, $"{room.Path}/roll", house.OperatorToken, new { members });
            set.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private static Person At(Room room, Person person) => new(room, person.Name, person.Participant, person.Token);

    private async Task<Dictionary<string, JsonElement>> ByTitle(Room hub, string query = "") =>
        (await house.Get($"{hub.Path}/branches{query}", hub.Chair.Token)).List("items").ToDictionary(b => b.Text("title"));

    private Task<HttpResponseMessage> Schedule(
        string title, string hub, string format = "grassroots", string roll = "open", string visibility = "public", OpenHouse? where = null) =>
        (where ?? house).Send(HttpMethod.Post, "/api/meetings", (where ?? house).OperatorToken, new { title, format, roll, visibility, hub });

    /// <summary>A branch that is open, with a chair.</summary>
    private async Task<Room> Branch(Room hub, string title, string format = "grassroots", string roll = "open", string visibility = "public")
    {
        using var answer = await Schedule(title, hub.Id, format, roll, visibility, hub.House);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var made = await OpenHouse.Json(answer);
        var room = new Room(hub.House, made.Text("id"), made.At("codes").Deserialize<Dictionary<string, string>>()!);
        room.Chair = await room.Join("分会场主持人", "chair");
        (await room.Chair.Post(Of("open"))).ShouldBeDone();
        return room;
    }
}
