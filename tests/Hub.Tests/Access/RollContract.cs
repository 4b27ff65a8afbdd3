using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Tests.Ballots;
using Hub.Tests.House;
using Hub.Verify;

namespace Hub.Tests.Access;

/// <summary>One member, one vote: by whichever of the ways a member comes, on every store, and whether one comes to the chair's node or to another.</summary>
public abstract class RollContract
{
    /// <summary>The node to which the chair comes.</summary>
    protected abstract OpenHouse One { get; }

    /// <summary>The node to which everybody else comes.</summary>
    protected abstract OpenHouse Other { get; }

    [Fact]
    public async Task A_vote_is_that_of_a_link_or_of_a_confirmed_claim_and_of_nobody_else()
    {
        var (room, members) = await Rolled(4);
        var link = await Linked(room, members[0]);
        var confirmed = await Claim(room, members[1]);
        var unconfirmed = await Claim(room, members[2]);
        var guest = await Here(room).Join("路人");
        (await room.Chair.Post(Confirm((confirmed, members[1])))).ShouldBeDone();
        await CheckIn(link, confirmed, unconfirmed, guest);
        var ballot = (await room.Chair.Post(Ballot())).ShouldBeDone().Made;

        (await link.Post(Vote(ballot))).ShouldBeDone();
        (await confirmed.Post(Vote(ballot))).ShouldBeDone();
        (await unconfirmed.Post(Vote(ballot))).ShouldBeRefused("notEntitled");
        (await guest.Post(Vote(ballot))).ShouldBeRefused("notEntitled");

        var closed = await Closed(room, ballot);
        Count(closed).ShouldBe((2, 2, 4));
        closed.At("outcome").Find("verified").ShouldBeNull();
        closed.At("outcome").At("text").Text("zh").ShouldEndWith("；应到 4 人，出席 2 人");
        await IsSound(room);
    }

    [Fact]
    public async Task A_member_on_two_devices_has_one_vote()
    {
        var (room, members) = await Rolled(1);
        var token = await One.SignIn(members[0]);
        var (phone, tablet) = (await Here(room).Join("手机", "member", token), await room.Join("平板", "member", token));
        tablet.Participant.ShouldBe(phone.Participant);
        await CheckIn(phone);
        var ballot = (await room.Chair.Post(Ballot())).ShouldBeDone().Made;
        (await phone.Post(Vote(ballot))).ShouldBeDone();
        (await tablet.Post(Vote(ballot, "oppose"))).ShouldBeDone();
        var closed = await Closed(room, ballot);
        (Count(closed), closed.Number("tally", "counts", "oppose")).ShouldBe(((1, 1, 1), 1));
    }

    /// <summary>The attack: somebody is believed to be a member and votes, and the member comes while the ballot is open.</summary>
    [Fact]
    public Task The_vote_of_whoever_was_believed_falls_when_the_member_comes_with_a_link_and_the_member_votes() => Believed("named");

    protected async Task Believed(string secrecy)
    {
        var (room, members) = await Rolled(3);
        var (believed, other) = (await Claim(room, members[0]), await Linked(room, members[1]));
        (await room.Chair.Post(Confirm((believed, members[0])))).ShouldBeDone();
        await CheckIn(believed, other);
        var ballot = (await room.Chair.Post(Commands.Of("openBallot", new { question = "是否同意?", kind = "approval", secrecy }))).ShouldBeDone().Made;
        (await believed.Post(Vote(ballot, "oppose"))).ShouldBeDone();
        (await other.Post(Vote(ballot))).ShouldBeDone();
        await using var phone = await believed.Connect();

        var member = await Linked(room, members[0]);

        await phone.Next("seatReplaced");
        var me = (await Other.Get(room.Path, believed.Token)).At("me");
        (me.Text("role"), me.Find("state") is null, me.At("votes").EnumerateObject().Count()).ShouldBe(("attendee", true, 0));
        (await believed.Post(Vote(ballot, "oppose"))).ShouldBeRefused("notEntitled");
        (await member.Post(Vote(ballot))).ShouldBeDone();
        var closed = await Closed(room, ballot);
        (Count(closed), closed.Number("tally", "counts", "approve"), closed.Number("tally", "counts", "oppose")).ShouldBe(((2, 2, 3), 2, 0));
        await IsSound(room);
        var change = (await One.Get($"{room.Path}/minutes", room.Chair.Token)).List("changes").Single(c => c.Find("roll") is not null).At("roll");
        (change.Text("act"), change.Text("participant")).ShouldBe(("replaced", believed.Participant));
    }

    [Fact]
    public async Task A_member_without_a_device_is_counted_by_their_hand_and_once()
    {
        var (room, members) = await Rolled(4);
        var link = await Linked(room, members[0]);
        await CheckIn(link);
        (await room.Chair.Post(Commands.Of("markPresent", new { members = new[] { members[0], members[1], members[2] } }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("unmarkPresent", new { members = new[] { members[2] } }))).ShouldBeDone();
        (await link.Post(Commands.Of("markPresent", new { members = new[] { members[3] } }))).ShouldBeRefused("forbidden");
        var page = await One.Get($"{room.Path}/roll", room.Chair.Token);
        (page.Number("entitled"), page.Number("present")).ShouldBe((4, 2));
        page.List("items").Where(i => i.Find("marked") is not null).Select(i => i.Text("member")).ShouldBe([members[1]]);
        var ballot = (await room.Chair.Post(Ballot())).ShouldBeDone().Made;
        (await link.Post(Vote(ballot))).ShouldBeDone();

        (await room.Chair.Post(Hands(ballot, 2))).ShouldBeRefused("outOfRange");
        (await room.Chair.Post(Hands(ballot, 1))).ShouldBeDone();

        // Who was counted by hand has come with a phone: the next ballot is theirs by device.
        var came = await Linked(room, members[1]);
        await CheckIn(came);
        (await came.Post(Vote(ballot))).ShouldBeRefused("notEntitled");
        Count(await Closed(room, ballot)).ShouldBe((2, 2, 4));
        (await One.Get(room.Path)).Number("snapshot", "present", "entitled").ShouldBe(2, "no second presence");
        var second = (await room.Chair.Post(Ballot())).ShouldBeDone().Made;
        (await came.Post(Vote(second))).ShouldBeDone();
        (await room.Chair.Post(Hands(second, 2))).ShouldBeRefused("outOfRange");
        Count(await Closed(room, second)).ShouldBe((1, 2, 4));
        await IsSound(room);
    }

    /// <summary>Who comes later is entitled and votes in the next ballot; who is unseated or leaves the roll while it is open stays in it.</summary>
    [Fact]
    public async Task What_becomes_of_the_roll_while_a_ballot_is_open_changes_nothing_of_it()
    {
        var (room, members) = await Rolled(3);
        var (stays, late) = (await Claim(room, members[0]), await Claim(room, members[1]));
        (await room.Chair.Post(Confirm((stays, members[0])))).ShouldBeDone();
        await CheckIn(stays, late);
        var ballot = (await room.Chair.Post(Ballot())).ShouldBeDone().Made;
        (await room.Chair.Post(Confirm((late, members[1])))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("unseat", new { participant = stays.Participant, reason = "认错人" }))).ShouldBeDone();
        using var set = await One.Send(HttpMethod.Put, $"{room.Path}/roll", One.OperatorToken, new { members = new[] { members[1] } });
        set.IsSuccessStatusCode.ShouldBeTrue();

        (await stays.Post(Vote(ballot))).ShouldBeDone();
        (await late.Post(Vote(ballot))).ShouldBeRefused("notEntitled");

        Count(await Closed(room, ballot)).ShouldBe((1, 1, 3));
        var second = (await room.Chair.Post(Ballot())).ShouldBeDone().Made;
        (await stays.Post(Vote(second))).ShouldBeRefused("notEntitled");
        (await late.Post(Vote(second))).ShouldBeDone();
        Count(await Closed(room, second)).ShouldBe((1, 1, 1));
        await IsSound(room);
        var change = (await One.Get($"{room.Path}/minutes", room.Chair.Token)).List("changes").Single(c => c.Find("roll") is not null).At("roll");
        (change.Text("act"), change.Text("reason"), change.Text("name")).ShouldBe(("unseated", "认错人", stays.Name));
    }

    /// <summary>The attack: 201 votes by delegation from seats that do not exist.</summary>
    [Fact]
    public async Task Two_hundred_seats_of_nobody_delegate_to_nobody()
    {
        var (room, members) = await Rolled(2, "sectorConsultation");
        var link = await Linked(room, members[0]);
        await CheckIn(link);
        var crowd = await room.Crowd(200, "member");
        var answers = await Task.WhenAll(crowd.Select(p => p.Post(Commands.Of("delegate", new { to = link.Participant }))));
        answers.ShouldAllBe(a => a.Code == "notEntitled");
        var ballot = (await room.Chair.Post(Ballot())).ShouldBeDone().Made;
        (await link.Post(Vote(ballot))).ShouldBeDone();
        Count(await Closed(room, ballot)).ShouldBe((1, 1, 2));
    }

    /// <summary>The room as whoever is not the chair comes to it.</summary>
    private Room Here(Room room) => new(Other, room.Id, room.Codes);

    private async Task<(Room Room, string[] Members)> Rolled(int members, string format = "standingCommittee")
    {
        var ids = new List<string>();
        for (var i = 0; i < members; i++)
        {
            ids.Add(await One.Member());
        }

        var room = await One.Meeting(format, roll: "register");
        using var set = await One.Send(HttpMethod.Put, $"{room.Path}/roll", One.OperatorToken, new { members = ids });
        set.IsSuccessStatusCode.ShouldBeTrue();
        return (room, [.. ids]);
    }

    private async Task<Person> Linked(Room room, string member) => await Here(room).Join("无关的名字", "member", await Other.SignIn(member));

    private async Task<Person> Claim(Room room, string member)
    {
        using var answer = await Other.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes["member"], member });
        answer.IsSuccessStatusCode.ShouldBeTrue();
        var seat = await OpenHouse.Json(answer);
        return new Person(Here(room), seat.Text("name"), seat.Text("participant"), seat.Text("token"));
    }

    private static async Task CheckIn(params Person[] people)
    {
        foreach (var person in people)
        {
            (await person.Post(Commands.Of("checkIn"))).ShouldBeDone();
        }
    }

    private static async Task<JsonElement> Closed(Room room, string ballot)
    {
        (await room.Chair.Post(Commands.Of("closeBallot", new { ballot }))).ShouldBeDone();
        return (await room.Snapshot()).List("ballots").Single(b => b.Text("id") == ballot);
    }

    private static (int Cast, int Present, int Entitled) Count(JsonElement closed) =>
        (closed.Number("tally", "cast"), closed.Number("tally", "present"), closed.Number("tally", "eligible"));

    private static async Task IsSound(Room room)
    {
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();
        var findings = Verification.Of(await HeldMeeting.Bytes(room));
        findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));
    }

    private static JsonObject Ballot() => Commands.Of("openBallot", new { question = "是否同意?", kind = "approval" });

    private static JsonObject Vote(string ballot, string choice = "approve") => Commands.Of("vote", new { ballot, choices = new[] { choice } });

    private static JsonObject Hands(string ballot, int approve) => Commands.Of("countHands", new { ballot, counts = new { approve } });

    private static JsonObject Confirm(params (Person Person, string Member)[] seats) =>
        Commands.Of("confirmSeats", new { seats = seats.Select(s => new { participant = s.Person.Participant, member = s.Member }) });
}

public sealed class RollOnSqliteTests(RunningHouse house) : RollContract, IClassFixture<RunningHouse>
{
    [Fact]
    public Task A_sealed_vote_of_whoever_was_believed_falls_too() => Believed("confidential");

    protected override OpenHouse One => house;

    protected override OpenHouse Other => house;
}

/// <summary>The meeting may live on either node.</summary>
public sealed class RollOnPostgresTests(Cluster cluster) : RollContract, IClassFixture<Cluster>
{
    protected override OpenHouse One => cluster.A;

    protected override OpenHouse Other => cluster.B;
}
