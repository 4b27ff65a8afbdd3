using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Server.Access;
using Hub.Server.Journal;
using Hub.Tests.House;
using Hub.Tests.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Tests.Access;

/// <summary>Seat cards over HTTP: whoever holds a member's card sits as that member at once, on one device, and votes.</summary>
public sealed class SeatCardCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task Whoever_shows_a_members_card_sits_as_that_member_and_votes()
    {
        var (room, members) = await Rolled(house, 2);
        var cards = await Print(room);
        cards.Keys.ShouldBe(members, ignoreOrder: true);

        var seat = await Sit(room, cards[members[0]]);
        (await seat.Post(Commands.Of("checkIn"))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Commands.Of("openBallot", new { question = "是否同意?", kind = "approval" }))).ShouldBeDone().Made;
        (await seat.Post(Commands.Of("vote", new { ballot, choices = new[] { "approve" } }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("closeBallot", new { ballot }))).ShouldBeDone();

        (await room.Snapshot()).List("ballots").ShouldHaveSingleItem().At("tally").At("cast").GetInt32().ShouldBe(1);
        var me = (await house.Get(room.Path, seat.Token)).At("me");
        (me.Text("role"), me.Text("state"), me.At("verified").GetBoolean()).ShouldBe(("member", "seated", true));
        var item = (await house.Get($"{room.Path}/roll", room.Chair.Token)).List("items").Single(i => i.Text("member") == members[0]);
        (item.Text("state"), item.Text("seat"), item.Text("name")).ShouldBe(("seated", seat.Participant, seat.Name));
    }

    [Fact]
    public async Task A_card_seats_one_device_and_says_so_to_the_next()
    {
        var (room, members) = await Rolled(house, 1);
        var card = (await Print(room))[members[0]];
        var first = await Sit(room, card);

        (await Refused(room, card)).ShouldBe((HttpStatusCode.Conflict, "cardUsed"));
        (await Opens(room, card)).Code.ShouldBe("cardUsed");
        var again = await Sit(room, card, first.Token);
        again.Participant.ShouldBe(first.Participant);
        (await States(room)).ShouldBe([(members[0], "used")]);
    }

    /// <summary>Guards a card whose answer was lost on the way to a device that has no session yet.</summary>
    [Fact]
    public async Task The_same_question_of_a_device_without_a_session_is_the_same_person()
    {
        var (room, members) = await Rolled(house, 1);
        var (card, op) = ((await Print(room))[members[0]], Commands.NewOp());
        var lost = await Sit(room, card, op: op);
        (await Sit(room, card, op: op)).Participant.ShouldBe(lost.Participant);
        (await Refused(room, card, op: Commands.NewOp())).Code.ShouldBe("cardUsed");
    }

    [Fact]
    public async Task A_device_is_told_whom_a_card_seats_before_it_is_used()
    {
        var (room, members) = await Rolled(house, 1);
        var card = (await Print(room))[members[0]];
        var (_, opens) = await Opens(room, card);
        (opens.Text("role"), opens.Text("room"), opens.At("card").Text("member")).ShouldBe(("member", room.Name, members[0]));
        (await States(room)).ShouldBe([(members[0], "printed")]);
    }

    [Fact]
    public async Task A_card_outranks_whoever_only_said_to_be_that_member_confirmed_or_not()
    {
        var (room, members) = await Rolled(house, 2);
        var cards = await Print(room);
        var (confirmed, waiting) = (await Claim(room, members[0]), await Claim(room, members[1]));
        (await room.Chair.Post(Confirm((confirmed, members[0])))).ShouldBeDone();

        var seats = new[] { await Sit(room, cards[members[0]]), await Sit(room, cards[members[1]]) };

        var items = (await house.Get($"{room.Path}/roll", room.Chair.Token)).List("items").ToDictionary(i => i.Text("member"), i => i.Text("seat"));
        items.ShouldBe(members.Zip(seats).ToDictionary(p => p.First, p => p.Second.Participant), ignoreOrder: true);
        (await room.Chair.Post(Confirm((waiting, members[1])))).ShouldBeRefused("staleClaim");
        (await house.Get(room.Path, confirmed.Token)).At("me").Find("state").ShouldBeNull();
    }

    [Fact]
    public async Task A_card_takes_no_seat_from_a_members_own_link_and_is_not_lost_by_trying()
    {
        var (room, members) = await Rolled(house, 1);
        var card = (await Print(room))[members[0]];
        var token = await house.SignIn(members[0]);
        var linked = await room.Join("无关的名字", "member", token);

        (await Refused(room, card)).Code.ShouldBe("seatTaken");
        (await States(room)).ShouldBe([(members[0], "printed")]);
        (await Sit(room, card, token)).Participant.ShouldBe(linked.Participant);
    }

    /// <summary>The attack: a card left on a table makes somebody who is signed in on their phone act as another.</summary>
    [Fact]
    public async Task Nobody_who_is_signed_in_becomes_somebody_else_by_a_card()
    {
        var (room, members) = await Rolled(house, 2);
        var card = (await Print(room))[members[0]];
        (await Refused(room, card, await house.SignIn(members[1]))).Code.ShouldBe("otherSession");
        (await Refused(room, card, house.OperatorToken)).Code.ShouldBe("otherSession");
        var other = await Sit(room, (await Print(room, replace: members[1]))[members[1]]);
        (await Refused(room, card, other.Token)).Code.ShouldBe("seatTaken");
        (await States(room)).ShouldBe([(members[0], "printed"), (members[1], "used")], ignoreOrder: true);
    }

    [Fact]
    public async Task Printing_again_keeps_the_cards_that_there_are_and_replaces_one_on_purpose_only()
    {
        var (room, members) = await Rolled(house, 2);
        var first = await Print(room);
        var kept = await Ask(room, new { });
        kept.List("cards").ShouldBeEmpty();
        kept.List("kept").Select(m => m.GetString()).ShouldBe(members, ignoreOrder: true);

        var second = await Print(room, replace: members[0]);
        second.Keys.ShouldBe([members[0]]);
        (await Refused(room, first[members[0]])).Code.ShouldBe("cardReplaced");
        (await Sit(room, second[members[0]])).Participant.ShouldNotBeEmpty();
        (await Sit(room, first[members[1]])).Participant.ShouldNotBeEmpty();
        using var all = await house.Send(HttpMethod.Post, $"{room.Path}/seat-cards", house.OperatorToken, new { replace = true });
        (await OpenHouse.Json(all)).Text("code").ShouldBe("empty");
    }

    /// <summary>A phone that was lost: its seat goes to whom the newer card was handed to.</summary>
    [Fact]
    public async Task A_newer_card_moves_the_seat_of_an_older_one()
    {
        var (room, members) = await Rolled(house, 1);
        var lost = await Sit(room, (await Print(room))[members[0]]);
        var found = await Sit(room, (await Print(room, replace: members[0]))[members[0]]);
        found.Participant.ShouldNotBe(lost.Participant);
        (await house.Get($"{room.Path}/roll", room.Chair.Token)).List("items").ShouldHaveSingleItem().Text("seat").ShouldBe(found.Participant);
    }

    [Fact]
    public async Task A_seat_that_the_chair_took_back_is_not_taken_again_with_the_same_card()
    {
        var (room, members) = await Rolled(house, 1);
        var card = (await Print(room))[members[0]];
        var person = await Sit(room, card);
        (await room.Chair.Post(Commands.Of("unseat", new { participant = person.Participant, reason = "认错人" }))).ShouldBeDone();
        (await house.Get(room.Path, person.Token)).At("me").Find("verified").ShouldBeNull();
        (await Refused(room, card, person.Token)).Code.ShouldBe("seatTakenBack");
        (await Refused(room, card)).Code.ShouldBe("cardUsed");
    }

    [Fact]
    public async Task Cards_end_with_the_meeting()
    {
        var (room, members) = await Rolled(house, 2);
        var cards = await Print(room);
        var seated = await Sit(room, cards[members[0]]);
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();

        (await Refused(room, cards[members[1]])).Code.ShouldBe("meetingClosed");
        (await Refused(room, cards[members[0]], seated.Token)).Code.ShouldBe("meetingClosed");
        (await Opens(room, cards[members[1]])).Code.ShouldBe("meetingClosed");
        using var print = await house.Send(HttpMethod.Post, $"{room.Path}/seat-cards", house.OperatorToken, new { });
        (await OpenHouse.Json(print)).Text("code").ShouldBe("meetingClosed");
    }

    [Fact]
    public async Task Only_the_operator_prints_cards_and_only_where_votes_go_by_the_roll()
    {
        var (room, members) = await Rolled(house, 1);
        var seated = await Sit(room, (await Print(room))[members[0]]);
        foreach (var (token, status) in new[]
        {
            (null, HttpStatusCode.Unauthorized), (room.Chair.Token, HttpStatusCode.Forbidden), (seated.Token, HttpStatusCode.Forbidden),
            (await house.SignIn(members[0]), HttpStatusCode.Forbidden),
        })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
            {
                using var answer = await house.Send(method, $"{room.Path}/seat-cards", token, method == HttpMethod.Post ? new { } : null);
                answer.StatusCode.ShouldBe(status);
            }
        }

        var open = await house.Meeting();
        using var byDevices = await house.Send(HttpMethod.Post, $"{open.Path}/seat-cards", house.OperatorToken, new { });
        (await OpenHouse.Json(byDevices)).Text("code").ShouldBe("notOffered");
        using var unknown = await house.Send(HttpMethod.Post, $"{room.Path}/seat-cards", house.OperatorToken, new { members = new[] { "nobody" } });
        (await OpenHouse.Json(unknown)).Text("code").ShouldBe("unknownMember");
    }

    /// <summary>Guards the secrets of a hall: whoever reads the database, the record, or a log of addresses, has no card.</summary>
    [Fact]
    public async Task A_cards_code_stands_in_no_address_and_in_no_record()
    {
        var (room, members) = await Rolled(house, 1);
        var printed = (await Ask(room, new { })).List("cards").ShouldHaveSingleItem();
        var (code, link) = (printed.Text("code"), printed.Text("link"));
        code.Length.ShouldBe(16);
        new Uri(link).Fragment.ShouldBe($"#card={code}");
        await Sit(room, code);
        (await room.Record(room.Chair)).ShouldNotContain(e => e.GetRawText().Contains(code));
        var bytes = await File.ReadAllBytesAsync(house.File, TestContext.Current.CancellationToken);
        bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(code)).ShouldBe(-1);
        members.Length.ShouldBe(1);
    }

    /// <summary>
    /// The process dies after the card was taken and before the seat: the card is neither lost to its holder nor used by another.
    /// </summary>
    [Fact]
    public async Task A_card_that_was_taken_just_before_a_crash_seats_its_holder_and_nobody_else()
    {
        await using var own = new StumblingHouse();
        await own.InitializeAsync();
        var (room, members) = await Rolled(own, 1);
        var (card, op) = ((await Print(room))[members[0]], Commands.NewOp());
        StumblingCards.Stumbles = true;
        using (var lost = await own.Send(HttpMethod.Post, "/api/join", null, new { code = card, op }))
        {
            lost.IsSuccessStatusCode.ShouldBeFalse();
        }

        StumblingCards.Stumbles = false;
        await own.Restart();

        (await own.Get($"{room.Path}/roll", room.Chair.Token)).List("items").ShouldHaveSingleItem().Text("state").ShouldBe("absent");
        (await Refused(room, card)).Code.ShouldBe("cardUsed");
        var seat = await Sit(room, card, op: op);
        (await own.Get($"{room.Path}/roll", room.Chair.Token)).List("items").ShouldHaveSingleItem().Text("seat").ShouldBe(seat.Participant);
    }

    internal static async Task<(Room Room, string[] Members)> Rolled(OpenHouse house, int members)
    {
        var ids = new List<string>();
        for (var i = 0; i < members; i++)
        {
            ids.Add(await house.Member());
        }

        var room = await house.Meeting("standingCommittee", roll: "register");
        using var set = await house.Send(HttpMethod.Put, $"{room.Path}/roll", house.OperatorToken, new { members = ids });
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (room, [.. ids]);
    }

    /// <summary>The codes of the cards, by member.</summary>
    internal static async Task<Dictionary<string, string>> Print(Room room, string? replace = null) =>
        (await Ask(room, replace is null ? new { } : new { members = new[] { replace }, replace = true })).List("cards")
            .ToDictionary(c => c.Text("member"), c => c.Text("code"));

    internal static async Task<Person> Sit(Room room, string card, string? token = null, string? op = null)
    {
        using var answer = await room.House.Send(HttpMethod.Post, "/api/join", token, new { code = card, op });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var seat = await OpenHouse.Json(answer);
        (seat.Text("role"), seat.Text("state"), seat.At("verified").GetBoolean()).ShouldBe(("member", "seated", true));
        return new Person(room, seat.Text("name"), seat.Text("participant"), seat.Text("token"));
    }

    private static async Task<JsonElement> Ask(Room room, object body)
    {
        using var answer = await room.House.Send(HttpMethod.Post, $"{room.Path}/seat-cards", room.House.OperatorToken, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await OpenHouse.Json(answer);
    }

    private static async Task<(HttpStatusCode Status, string Code)> Refused(Room room, string card, string? token = null, string? op = null)
    {
        using var answer = await room.House.Send(HttpMethod.Post, "/api/join", token, new { code = card, op });
        answer.IsSuccessStatusCode.ShouldBeFalse();
        return (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code"));
    }

    private static async Task<(string? Code, JsonElement Opens)> Opens(Room room, string card)
    {
        using var answer = await room.House.Send(HttpMethod.Post, "/api/code", null, new { code = card });
        var opens = await OpenHouse.Json(answer);
        return (opens.Find("code")?.GetString(), opens);
    }

    private static async Task<(string, string)[]> States(Room room) =>
        [.. (await room.House.Get($"{room.Path}/seat-cards", room.House.OperatorToken)).List("items").Select(i => (i.Text("member"), i.Text("state")))];

    internal static async Task<Person> Claim(Room room, string member)
    {
        using var answer = await room.House.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes["member"], member });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var seat = await OpenHouse.Json(answer);
        return new Person(room, seat.Text("name"), seat.Text("participant"), seat.Text("token"));
    }

    private static JsonObject Confirm(params (Person Person, string Member)[] seats) =>
        Commands.Of("confirmSeats", new { seats = seats.Select(s => new { participant = s.Person.Participant, member = s.Member }) });

    /// <summary>A house whose process dies between two writes, as far as whoever asked can tell.</summary>
    private sealed class StumblingHouse : RunningHouse
    {
        protected override void Add(IServiceCollection services) => services.AddSingleton<ISeatCards>(
            s => new StumblingCards(new SqliteSeatCards(s.GetRequiredService<SqliteStore>())));
    }

    private sealed class StumblingCards(ISeatCards cards) : ISeatCards
    {
        public static bool Stumbles { get; set; }

        public Task<IReadOnlyList<SeatCard>> Add(IReadOnlyList<SeatCard> added, bool replace) => cards.Add(added, replace);

        public Task<SeatCard?> Find(Hash hash, CancellationToken cancel = default) => cards.Find(hash, cancel);

        public Task<IReadOnlyList<SeatCard>> Read(string room, CancellationToken cancel = default) => cards.Read(room, cancel);

        public async Task<SeatCard?> Use(Hash hash, string person)
        {
            var used = await cards.Use(hash, person);
            return Stumbles ? throw new InvalidOperationException("The process died here.") : used;
        }

        public Task Release(Hash hash, string person) => cards.Release(hash, person);

        public Task<IReadOnlyList<SeatCard>> ReadOf(string person, CancellationToken cancel = default) => cards.ReadOf(person, cancel);

        public Task Forget(string person) => cards.Forget(person);
    }
}

/// <summary>The same across two nodes of a cluster.</summary>
public sealed class SeatCardAcrossNodesTests(PostgresServer server)
{
    [Fact]
    public async Task A_card_printed_on_one_node_seats_one_device_whichever_nodes_are_asked_at_once()
    {
        await using var cluster = new Cluster(server);
        await cluster.InitializeAsync();
        var (room, members) = await SeatCardCallTests.Rolled(cluster.A, 1);
        var card = (await SeatCardCallTests.Print(room))[members[0]];

        var answers = await Task.WhenAll(new[] { cluster.A, cluster.B, cluster.A, cluster.B }.Select(async node =>
        {
            using var answer = await node.Send(HttpMethod.Post, "/api/join", null, new { code = card });
            return answer.StatusCode == HttpStatusCode.OK ? "seated" : (await OpenHouse.Json(answer)).Text("code");
        }));

        answers.Order().ShouldBe(["cardUsed", "cardUsed", "cardUsed", "seated"]);
        (await cluster.B.Get($"{room.Path}/roll", room.Chair.Token)).List("items").ShouldHaveSingleItem().Text("state").ShouldBe("seated");
    }
}
