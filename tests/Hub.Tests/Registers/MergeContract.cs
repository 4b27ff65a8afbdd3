using System.Net;
using Hub.Tests.Access;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;
using static Hub.Tests.House.Registers;

namespace Hub.Tests.Registers;

/// <summary>
/// A member who was recorded twice, on every store. Guards D5: members alike were listed, and nothing made one of them; withdrawing one lost what they had
/// done.
/// </summary>
public abstract class MergeContract
{
    private static readonly string Year =
        TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"))
        .Year.ToString(System.Globalization.CultureInfo.InvariantCulture);

    protected abstract OpenHouse House { get; }

    [Fact]
    public async Task What_was_done_under_either_entry_counts_with_the_one_that_stays_and_what_was_opened_as_the_other_ends()
    {
        var mark = $"{Guid.NewGuid():n}"[..6];
        var (stays, goes) = (await House.Member($"古丽米热·{mark}"), await House.Member($"古丽米热・{mark}x", "医药卫生界"));
        var (token, other) = (await House.SignIn(stays), await House.Opened(goes));
        var (first, second) = (await House.Meeting(), await House.Meeting());
        await Spoke(first, "古丽米热", token);
        await Spoke(second, "古丽米热", other.Token);
        (await House.Record($"year{Year}", Proposal($"两条都写了 {mark}", stays, goes))).ShouldBeDone();
        (await House.Record($"year{Year}", Proposal($"只写了一条 {mark}", goes))).ShouldBeDone();
        using var raised = await House.Send(HttpMethod.Post, "/api/topics", other.Token, new { title = $"盲道被占 {mark}", text = "早高峰" });
        raised.StatusCode.ShouldBe(HttpStatusCode.Created);
        var room = await House.Meeting();
        var seat = await room.Join("古丽米热", "member", other.Token);
        await using var line = await seat.Connect();

        (await House.Register("members", Of("mergeMembers", new { entry = goes, into = stays }))).ShouldBeDone();

        await line.Until(() => line.IsClosed, "the end of the connection");
        using var me = await House.Send(HttpMethod.Get, "/api/me", other.Token);
        me.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var again = await House.Send(HttpMethod.Post, "/api/session", null, new { key = other.Key });
        (await OpenHouse.Json(again)).Text("member").ShouldBe(stays, "the link in their hand means the person, who is one now");

        var duty = await House.Get($"/api/members/{stays}/duty?year={Year}", token);
        duty.At("figures").ShouldSatisfyAllConditions(
            f => f.Number("meetings").ShouldBe(2), f => f.Number("comments").ShouldBe(2), f => f.Number("proposals").ShouldBe(2),
            f => f.Number("topics").ShouldBe(1));
        duty.List("meetings").Select(m => m.Text("id")).ShouldBe([second.Id, first.Id]);
        duty.List("entries").Count.ShouldBe(2);
        duty.List("topics").ShouldHaveSingleItem().Text("title").ShouldBe($"盲道被占 {mark}");

        (await House.Get($"/api/members?q={mark}")).List("items").ShouldHaveSingleItem().Text("id").ShouldBe(stays);
        using var gone = await House.Send(HttpMethod.Get, $"/api/members/{goes}");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await House.Get($"/api/members/{stays}", House.OperatorToken)).List("merged").ShouldHaveSingleItem().Text("id").ShouldBe(goes);
        (await House.Get($"/api/members/{stays}")).Find("merged").ShouldBeNull();
        var page = await House.Get($"/api/entries?type=output&year={Year}&member={stays}");
        page.At("names").Text(goes).ShouldBe($"古丽米热・{mark}x", "what was recorded keeps its name");
        (await House.Get("/api/registers/members/events?limit=1000", House.OperatorToken)).List("events")
            .Count(e => e.At("event").Text("$type") == "entryMerged" && e.At("event").Text("entry") == goes && e.Text("actor").Length > 0).ShouldBe(1);
        var noted = (await House.Get("/api/audit?act=registerChanged&limit=100", House.OperatorToken)).List("items");
        noted.Count(n => n.Text("on") == $"registers/members/{goes}").ShouldBe(2, "recorded, and merged");

        // The meeting that went on meanwhile counts with the one that stays, too.
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await House.Get($"/api/members/{stays}/duty?year={Year}", token)).At("figures").Number("meetings").ShouldBe(3);
    }

    [Fact]
    public async Task Two_who_sit_in_one_meeting_are_merged_once_it_is_over_and_it_counts_once()
    {
        var (one, two) = (await House.Member(), await House.Member());
        var (first, second) = (await House.SignIn(one), await House.SignIn(two));
        var room = await House.Meeting();
        (await (await room.Join("甲", "member", first)).Post(Comment("先说一句"))).ShouldBeDone();
        (await (await room.Join("乙", "member", second)).Post(Comment("再说一句"))).ShouldBeDone();

        (await House.Register("members", Of("mergeMembers", new { entry = two, into = one }))).ShouldBeRefused("bothSit");
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await House.Register("members", Of("mergeMembers", new { entry = two, into = one }))).ShouldBeDone();

        var duty = await House.Get($"/api/members/{one}/duty?year={Year}", first);
        (duty.At("figures").Number("meetings"), duty.At("figures").Number("comments")).ShouldBe((1, 2));
        duty.List("meetings").ShouldHaveSingleItem().Number("comments").ShouldBe(2);
    }

    [Fact]
    public async Task Of_three_the_last_has_all_and_nothing_else_is_merged()
    {
        var (one, two, three) = (await House.Member(), await House.Member(), await House.Member());
        (await House.Record($"year{Year}", Proposal("三条中的第一条", one))).ShouldBeDone();
        (await House.Register("members", Of("mergeMembers", new { entry = one, into = two }))).ShouldBeDone();
        (await House.Register("members", Of("mergeMembers", new { entry = two, into = three }))).ShouldBeDone();

        (await House.Get($"/api/members/{three}/duty?year={Year}", House.OperatorToken)).At("figures").Number("proposals").ShouldBe(1);
        (await House.Register("members", Of("mergeMembers", new { entry = one, into = two }))).Outcome.ShouldBe("already");
        (await House.Register("members", Of("mergeMembers", new { entry = one, into = three }))).ShouldBeRefused("unknownEntry");
        (await House.Register("members", Of("mergeMembers", new { entry = three, into = three }))).ShouldBeRefused("alreadyRecorded");
        (await House.Register("members", Of("mergeMembers", new { entry = three, into = one }))).ShouldBeRefused("unknownEntry");
        (await House.Register("venues", Of("mergeMembers", new { entry = three, into = one }))).ShouldBeRefused("notOffered");
        (await House.Register("members", Of("mergeMembers", new { entry = three, into = one }), token: await House.SignIn(three))).ShouldBeRefused("forbidden");
    }

    /// <summary>
    /// Guards a member whose other entry was merged: their account became a person of its own at its next sign-in, who was no member, and the link and the card
    /// in their hand opened nothing.
    /// </summary>
    [Fact]
    public async Task Account_link_and_card_of_an_entry_that_was_merged_are_those_of_the_one_that_stays_after_two_merges_too()
    {
        var (goes, between, stays) = (await House.Member(), await House.Member(), await House.Member());
        var (staff, _) = await House.Accepted(await House.Invited([StaffOfHouse.Role("staff")], goes));
        var key = (await House.Opened(goes)).Key;
        var hall = await Hall(goes);
        var card = (await SeatCardCallTests.Print(hall))[goes];
        (await House.Register("members", Of("mergeMembers", new { entry = goes, into = between }))).ShouldBeDone();
        (await House.Register("members", Of("mergeMembers", new { entry = between, into = stays }))).ShouldBeDone();

        var account = await staff.SignIn();
        var linked = (await House.Opened(stays, key)).Token;

        account.Text("member").ShouldBe(stays);
        (await House.Get("/api/accounts", House.OperatorToken)).List("items").Single(a => a.Text("account") == staff.Id).Text("member").ShouldBe(stays);
        var (byLink, byAccount) = (await House.Get("/api/me", linked), await House.Get("/api/me", account.Text("token")));
        byLink.Text("member").ShouldBe(stays);
        byAccount.Text("person").ShouldBe(byLink.Text("person"), "one person, who votes once");

        using (var look = await House.Send(HttpMethod.Post, "/api/code", null, new { code = card }))
        {
            (await OpenHouse.Json(look)).Text("card", "member").ShouldBe(stays);
        }

        var seat = await SeatCardCallTests.Sit(hall, card);
        var place = (await House.Get($"{hall.Path}/roll", House.OperatorToken)).List("items").ShouldHaveSingleItem();
        (place.Text("member"), place.Text("state"), place.Text("seat")).ShouldBe((stays, "seated", seat.Participant));

        // Renewing the member's link stops the other's, and what it had opened.
        await House.SignIn(stays);
        using var me = await House.Send(HttpMethod.Get, "/api/me", linked);
        using var stopped = await House.Send(HttpMethod.Post, "/api/session", null, new { key });
        (me.StatusCode, stopped.StatusCode).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_card_of_an_entry_that_was_merged_is_the_members_card_until_a_newer_one_replaces_it()
    {
        var (goes, stays) = (await House.Member(), await House.Member());
        var room = await Hall(goes);
        var card = (await SeatCardCallTests.Print(room))[goes];
        (await House.Register("members", Of("mergeMembers", new { entry = goes, into = stays }))).ShouldBeDone();

        (await States()).ShouldBe([(stays, "printed")]);
        (await SeatCardCallTests.Print(room)).ShouldBeEmpty("they have one");
        var newer = await SeatCardCallTests.Print(room, replace: stays);

        newer.Keys.ShouldBe([stays]);
        using var refused = await House.Send(HttpMethod.Post, "/api/join", null, new { code = card });
        (await OpenHouse.Json(refused)).Text("code").ShouldBe("cardReplaced");
        await SeatCardCallTests.Sit(room, newer[stays]);
        (await States()).ShouldBe([(stays, "used")]);

        async Task<(string, string)[]> States() =>
            [.. (await House.Get($"{room.Path}/seat-cards", House.OperatorToken)).List("items").Select(i => (i.Text("member"), i.Text("state")))];
    }

    /// <summary>Guards who sat with a card before the merge: as whom they sit has left the roll, and their own card was refused as another's.</summary>
    [Fact]
    public async Task Who_sits_by_a_card_as_the_entry_that_goes_shows_it_again_and_sits_as_the_one_that_stays()
    {
        var (goes, stays) = (await House.Member(), await House.Member());
        var room = await Hall(goes);
        var card = (await SeatCardCallTests.Print(room))[goes];
        var seat = await SeatCardCallTests.Sit(room, card);
        (await House.Register("members", Of("mergeMembers", new { entry = goes, into = stays }))).ShouldBeDone();
        var left = (await House.Get($"{room.Path}/roll", House.OperatorToken)).List("items").ShouldHaveSingleItem();
        (left.Text("member"), left.Text("state")).ShouldBe((stays, "absent"));

        var again = await SeatCardCallTests.Sit(room, card, seat.Token);

        again.Participant.ShouldBe(seat.Participant);
        var place = (await House.Get($"{room.Path}/roll", House.OperatorToken)).List("items").ShouldHaveSingleItem();
        (place.Text("member"), place.Text("state"), place.Text("seat")).ShouldBe((stays, "seated", seat.Participant));
    }

    [Fact]
    public async Task Meetings_and_topics_of_either_entry_are_the_members()
    {
        var (stays, goes) = (await House.Member(), await House.Member());
        var (token, other) = (await House.SignIn(stays), await House.SignIn(goes));
        var (first, second) = (await House.Meeting(), await House.Meeting());
        await first.Join("甲", "member", token);
        await second.Join("甲", "member", other);
        var (mine, theirs) = (await Topic.Raise(House, token: token), await Topic.Raise(House, token: other));
        (await Mine("/api/me/meetings")).ShouldBe([first.Id]);
        (await Mine("/api/topics?mine=true")).ShouldBe([mine.Id]);

        (await House.Register("members", Of("mergeMembers", new { entry = goes, into = stays }))).ShouldBeDone();

        (await Mine("/api/me/meetings")).ShouldBe([second.Id, first.Id]);
        (await Mine("/api/topics?mine=true")).ShouldBe([theirs.Id, mine.Id]);

        async Task<List<string>> Mine(string path) => [.. (await House.Get(path, token)).List("items").Select(i => i.Text("id"))];
    }

    /// <summary>A meeting that goes by its roll, on which one member stands.</summary>
    private async Task<Room> Hall(string member)
    {
        var hall = await House.Meeting("standingCommittee", roll: "register");
        using var set = await House.Send(HttpMethod.Put, $"{hall.Path}/roll", House.OperatorToken, new { members = new[] { member } });
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        return hall;
    }

    private static System.Text.Json.Nodes.JsonObject Proposal(string title, params string[] members) =>
        Entry("output", new { kind = "proposal", on = $"{Year}-01-10", title, members });

    private static async Task Spoke(Room room, string name, string token)
    {
        (await (await room.Join(name, "member", token)).Post(Comment("建议先试点"))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
    }
}

public sealed class MergeOnSqliteTests(RunningHouse house) : MergeContract, IClassFixture<RunningHouse>
{
    protected override OpenHouse House => house;
}

public sealed class MergeOnPostgresTests(Cluster cluster) : MergeContract, IClassFixture<Cluster>
{
    protected override OpenHouse House => cluster.A;
}
