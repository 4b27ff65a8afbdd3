using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Backup;
using Hub.Server.Privacy;
using Hub.Tests.Access;
using Hub.Tests.Files;
using Hub.Tests.House;
using Hub.Verify;
using static Hub.Tests.House.Commands;
using Topic = Hub.Tests.House.Topic;

namespace Hub.Tests.Privacy;

/// <summary>
/// A person asks what the house holds of them, and to be forgotten, on either store: afterwards no byte of what they were called or wrote is left, and every
/// record still holds.
/// </summary>
public abstract class ForgetContract
{
    private const string Gone = "(内容已依法删除)";

    protected abstract OpenHouse House { get; }

    protected abstract T Service<T>()
        where T : notnull;

    /// <summary>The connection string of the house's database.</summary>
    protected abstract string Place { get; }

    /// <summary>All files in which a database keeps what it stores, its log too.</summary>
    protected abstract Task<IEnumerable<string>> DatabaseFiles(string place);

    /// <returns>The connection string of a place where nothing is; of a file, in this folder.</returns>
    protected abstract Task<string> EmptyPlace(string folder);

    /// <summary>Starts a house on a restored database, with the keys of the first and its list of what was forgotten.</summary>
    private protected abstract Task<Restored> StartOn(string place);

    private protected sealed record Restored(OpenHouse House, Erasure Erasure, Func<ValueTask> Stop) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Stop();
    }

    /// <summary>A guest with a name, a phone number and a text that nobody else has.</summary>
    private protected sealed record Guest(string Token, string Name, string Phone, string Word)
    {
        public IEnumerable<string> Traces => [Name, Phone, Word];
    }

    [Fact]
    public async Task Who_asks_is_told_all_that_is_held_of_them_and_nothing_of_anybody_else()
    {
        var (guest, other) = (await Somebody(), await Somebody());
        var topic = await Topic.Raise(House, new { title = $"路灯 {guest.Word}", text = $"请打 {guest.Phone}", county = "清江浦区" }, guest.Token);
        var room = await House.Meeting();
        var (seat, neighbour) = (await room.Join(guest.Name, token: guest.Token), await room.Join(other.Name, token: other.Token));
        (await seat.Post(Comment($"我说 {guest.Word}"))).ShouldBeDone();
        (await neighbour.Post(Comment($"我也说 {other.Word}"))).ShouldBeDone();

        using var answer = await House.Send(HttpMethod.Get, "/api/me/data", guest.Token);

        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        other.Traces.Where(text.Contains).ShouldBeEmpty();
        var held = JsonSerializer.Deserialize<JsonElement>(text);
        var meeting = held.List("meetings").ShouldHaveSingleItem();
        (meeting.Text("room"), meeting.Text("participant"), meeting.Text("name")).ShouldBe((room.Name, seat.Participant, guest.Name));
        meeting.List("texts").ShouldHaveSingleItem().Text("text").ShouldBe($"我说 {guest.Word}");
        var raised = held.List("topics").Single(t => t.Text("room") == $"topics/{topic.Id}");
        (raised.Text("raised", "title"), raised.Text("raised", "text"), raised.At("returnKey").GetBoolean())
            .ShouldBe(($"路灯 {guest.Word}", $"请打 {guest.Phone}", true));
        held.List("follows").Select(f => f.GetString()).ShouldContain(topic.Id);
        held.List("sessions").ShouldNotBeEmpty();

        (await House.Send(HttpMethod.Get, "/api/me/data")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await House.Send(HttpMethod.Get, "/api/me/data", seat.Token)).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized, "a token of one room is nobody elsewhere");
    }

    [Fact]
    public async Task What_is_forgotten_is_gone_everywhere_and_no_vote_with_it()
    {
        var guest = await Somebody();
        var file = await Picture(guest);
        var topic = await Topic.Raise(House, new { title = $"路灯 {guest.Word}", text = $"请打 {guest.Phone}", files = new[] { file } }, guest.Token);
        var other = await Topic.Raise(House);
        (await other.Do(guest.Token, Comment($"我家也是 {guest.Phone}"))).ShouldBeDone();
        (await other.Do(guest.Token, Of("follow"))).ShouldBeDone();
        await other.Resolve();
        (await other.Do(guest.Token, Of("rate", new { score = 4, text = $"还行 {guest.Word}" }))).ShouldBeDone();
        var room = await House.Meeting();
        var (seat, neighbour) = (await room.Join(guest.Name, token: guest.Token), await room.Join("邻居"));
        (await seat.Post(Comment($"我说 {guest.Word}"))).ShouldBeDone();
        (await seat.Post(Of("raiseHand", new { about = $"想说 {guest.Word}" }))).ShouldBeDone();
        (await neighbour.Post(Comment("我也说"))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval", voters = "all" }))).ShouldBeDone().Made;
        (await seat.Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        await using var screen = await room.Stranger().Connect();

        using var answer = await House.Send(HttpMethod.Post, "/api/me/forget", guest.Token);

        (answer.StatusCode, (await OpenHouse.Json(answer)).Text("state")).ShouldBe((HttpStatusCode.OK, "done"));
        (await screen.Next("textsRemoved")).Data!.Value.List("seqs").Count.ShouldBe(2);
        (await room.Comments()).Select(c => c.Text("text")).ShouldBe([Gone, "我也说"]);
        var snapshot = await room.Snapshot(room.Chair);
        snapshot.List("floor", "hands").ShouldHaveSingleItem().Text("about").ShouldBe(Gone);
        snapshot.List("ballots").ShouldHaveSingleItem().Number("tally", "counts", "approve").ShouldBe(1);
        var raised = await topic.Snapshot(House.OperatorToken);
        (raised.Text("title"), raised.Text("text"), raised.List("files").Count).ShouldBe((Gone, Gone, 0));
        (await other.Snapshot()).List("comments", "items").Select(c => c.Text("text")).ShouldBe([Gone]);
        (await other.Snapshot()).Number("followers").ShouldBe(1);
        (await House.Send(HttpMethod.Get, $"/api/files/{file}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await House.Send(HttpMethod.Get, "/api/me/data", guest.Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await House.Send(HttpMethod.Post, "/api/session", body: new { key = topic.ReturnKey })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await House.Get($"/api/topics?q={guest.Word}")).List("items").ShouldBeEmpty();
        await NothingIsLeft(guest);
    }

    [Fact]
    public async Task A_closed_record_forgets_when_somebody_else_agrees_and_it_still_holds()
    {
        var guest = await Somebody();
        var room = await House.Meeting();
        var (seat, neighbour) = (await room.Join(guest.Name, token: guest.Token), await room.Join("邻居"));
        var comment = (await seat.Post(Comment($"我说 {guest.Word}"))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("commit", new { department = "市交通运输局", what = "加开晚班车", due = "2099-06-30", comment }))).ShouldBeDone();
        (await neighbour.Post(Comment("我也说"))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval", voters = "all" }))).ShouldBeDone().Made;
        (await seat.Post(Vote(ballot, "oppose"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();

        using var asked = await House.Send(HttpMethod.Post, "/api/me/forget", guest.Token);
        var wish = (await OpenHouse.Json(asked)).Text("wish");
        (asked.StatusCode, (await room.Comments())[0].Text("text")).ShouldBe((HttpStatusCode.Accepted, $"我说 {guest.Word}"));
        using (var again = await House.Send(HttpMethod.Post, "/api/me/forget", guest.Token))
        {
            (again.StatusCode, (await OpenHouse.Json(again)).Text("wish")).ShouldBe((HttpStatusCode.Accepted, wish));
        }

        (await House.Get("/api/me/data", guest.Token)).Text("wish", "state").ShouldBe("waiting");
        (await House.Send(HttpMethod.Get, "/api/forgets", guest.Token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await House.Send(HttpMethod.Post, $"/api/forgets/{wish}/agree", guest.Token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await House.Get("/api/forgets", House.OperatorToken)).List("items").Select(i => i.Text("wish")).ShouldContain(wish);

        using var agreed = await House.Send(HttpMethod.Post, $"/api/forgets/{wish}/agree", await Eyes());

        (agreed.StatusCode, (await OpenHouse.Json(agreed)).Text("state")).ShouldBe((HttpStatusCode.OK, "done"));
        (await House.Get("/api/forgets", House.OperatorToken)).List("items").Select(i => i.Text("wish")).ShouldNotContain(wish);
        (await room.Comments()).Select(c => c.Text("text")).ShouldBe([Gone, "我也说"]);
        var export = await Bytes($"{room.Path}/export", House.OperatorToken);
        guest.Traces.Where(Encoding.UTF8.GetString(export).Contains).ShouldBeEmpty();
        var findings = Verification.Of(export);
        findings.Lines.Where(l => l.StartsWith("WRONG", StringComparison.Ordinal)).ShouldBeEmpty();
        findings.Lines.ShouldContain(l => l.Contains("1 texts were removed by law, as the record says, from 1 of its commits"));
        (await House.Get($"{room.Path}/ballots/{ballot}/votes", House.OperatorToken)).List("votes").Single(v => v.Text("participant") == seat.Participant)
            .List("choices").Select(c => c.GetString()).ShouldBe(["oppose"]);
        await NothingIsLeft(guest);
    }

    [Fact]
    public async Task A_member_leaves_the_register_and_stays_a_number_in_the_rolls()
    {
        var name = $"钱{Guid.NewGuid():n}"[..12];
        var member = await House.Member(name);
        (await House.Record("year2021", Hub.Tests.House.Registers.Entry("nomination", new { nominee = member, reason = $"{name} 一年提了六件提案" }))).ShouldBeDone();
        var token = await House.SignIn(member);
        (await House.Get("/api/me/data", token)).Text("member", "is", "name").ShouldBe(name);

        using var asked = await House.Send(HttpMethod.Post, "/api/me/forget", token);
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await House.Get($"/api/members?q={name}")).List("items").ShouldNotBeEmpty();
        var wish = (await OpenHouse.Json(asked)).Text("wish");
        using var agreed = await House.Send(HttpMethod.Post, $"/api/forgets/{wish}/agree", await Eyes());
        agreed.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await House.Get($"/api/members?q={name}")).List("items").ShouldBeEmpty();
        (await House.Get("/api/entries?type=nomination&year=2021")).List("items").Single(i => i.Text("is", "nominee") == member).Text("is", "reason")
            .ShouldBe(Gone);
        (await House.Send(HttpMethod.Get, "/api/me/data", token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await NothingIsLeft(new Guest(token, name, name, name));
    }

    [Fact]
    public async Task Nobody_agrees_to_their_own_wish_and_who_does_not_agree_says_why()
    {
        var guest = await Somebody();
        var room = await House.Meeting();
        (await (await room.Join(guest.Name, token: guest.Token)).Post(Comment(guest.Word))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        using var asked = await House.Send(HttpMethod.Post, "/api/me/forget", guest.Token);
        var wish = (await OpenHouse.Json(asked)).Text("wish");
        var person = (await House.Get("/api/me/data", guest.Token)).Text("person");

        (await Service<Forgetting>().Agree(wish, person)).ShouldBeNull();
        (await House.Send(HttpMethod.Post, $"/api/forgets/{wish}/decline", await Eyes(), new { reason = "  " })).StatusCode
            .ShouldBe(HttpStatusCode.Conflict);
        (await House.Send(HttpMethod.Post, $"/api/forgets/{wish}/decline", await Eyes(), new { reason = "档案须保存" })).StatusCode
            .ShouldBe(HttpStatusCode.NoContent);

        var told = (await House.Get("/api/me/data", guest.Token)).At("wish");
        (told.Text("state"), told.Text("reason")).ShouldBe(("declined", "档案须保存"));
        (await room.Comments()).ShouldHaveSingleItem().Text("text").ShouldBe(guest.Word);
        (await House.Send(HttpMethod.Post, $"/api/forgets/{wish}/agree", await Eyes())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>Guards a wish that was declined: it says whose it was, and why not, also when all else is gone.</summary>
    [Fact]
    public async Task A_wish_that_was_declined_goes_with_the_one_that_is_done()
    {
        var guest = await Somebody();
        var room = await House.Meeting();
        (await (await room.Join(guest.Name, token: guest.Token)).Post(Comment(guest.Word))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var person = (await House.Get("/api/me/data", guest.Token)).Text("person");
        (await House.Send(HttpMethod.Post, $"/api/forgets/{await Asked()}/decline", await Eyes(), new { reason = guest.Phone })).StatusCode
            .ShouldBe(HttpStatusCode.NoContent);
        (await Service<IForgetWishes>().FindOf(person, TestContext.Current.CancellationToken)).ShouldNotBeNull().Reason.ShouldBe(guest.Phone);

        (await House.Send(HttpMethod.Post, $"/api/forgets/{await Asked()}/agree", await Eyes())).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Service<IForgetWishes>().FindOf(person, TestContext.Current.CancellationToken)).ShouldBeNull();
        await NothingIsLeft(guest);

        async Task<string> Asked()
        {
            using var asked = await House.Send(HttpMethod.Post, "/api/me/forget", guest.Token);
            return (await OpenHouse.Json(asked)).Text("wish");
        }
    }

    [Fact]
    public async Task Staff_are_told_what_the_audit_log_says_of_them_and_which_chairs_they_were_named_for()
    {
        var (staff, session) = await House.Staff(StaffOfHouse.Role("staff"));
        var room = await House.Meeting(open: false);
        (await House.Send(HttpMethod.Put, $"{room.Path}/chairs", House.OperatorToken, new { chairs = new[] { staff.Id } })).StatusCode
            .ShouldBe(HttpStatusCode.OK);

        var held = await House.Get("/api/me/data", session.Text("token"));

        held.List("chairs").Select(c => c.GetString()).ShouldBe([room.Name]);
        held.List("acts").Select(a => (a.Text("act"), a.Text("on"), a.Text("network"))).ShouldBe(
        [
            (AuditActs.SignedIn, $"sessions/{session.Text("session")}", "127.0.0.0/24"), (AuditActs.InvitationAccepted, $"accounts/{staff.Id}", "127.0.0.0/24"),
        ]);
        (await House.Get("/api/me/data", (await Somebody()).Token)).Find("acts").ShouldBeNull();
    }

    [Fact]
    public async Task A_seat_card_that_one_used_is_told_and_is_nobodys_when_one_is_forgotten()
    {
        var guest = await Somebody();
        var (room, members) = await SeatCardCallTests.Rolled(House, 1);
        await SeatCardCallTests.Sit(room, (await SeatCardCallTests.Print(room))[members[0]], guest.Token);

        var held = await House.Get("/api/me/data", guest.Token);

        held.List("cards").Select(c => (c.Text("room"), c.Text("member"))).ShouldBe([(room.Name, members[0])]);
        (await House.Send(HttpMethod.Post, "/api/me/forget", guest.Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Service<ISeatCards>().ReadOf(held.Text("person"), TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await Service<ISeatCards>().Read(room.Name, TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Person.ShouldBe("");
    }

    /// <summary>Guards a roll that would still let somebody vote who is not in the register any more.</summary>
    [Fact]
    public async Task A_member_who_is_forgotten_leaves_the_rolls_of_meetings_that_go_on()
    {
        var (room, members) = await SeatCardCallTests.Rolled(House, 2);
        var token = await House.SignIn(members[0]);
        using var asked = await House.Send(HttpMethod.Post, "/api/me/forget", token);
        (await House.Get($"{room.Path}/roll", House.OperatorToken)).List("items").Count.ShouldBe(2);

        (await House.Send(HttpMethod.Post, $"/api/forgets/{(await OpenHouse.Json(asked)).Text("wish")}/agree", await Eyes())).StatusCode
            .ShouldBe(HttpStatusCode.OK);

        (await House.Get($"{room.Path}/roll", House.OperatorToken)).List("items").Select(i => i.Text("member")).ShouldBe([members[1]]);
    }

    /// <summary>
    /// Guards a member who was recorded twice: what they had written under the entry that was merged was told to nobody and stayed, and they could sign in as
    /// that one no more to ask for it.
    /// </summary>
    [Fact]
    public async Task Who_was_recorded_twice_is_told_and_forgotten_what_was_done_under_either_entry()
    {
        var mark = $"{Guid.NewGuid():n}"[..8];
        var (stays, goes) = (await House.Member($"古丽{mark}"), await House.Member($"古丽米热{mark}"));
        var (token, other) = (await House.SignIn(stays), await House.SignIn(goes));
        var room = await House.Meeting();
        (await (await room.Join("古丽米热", "member", other)).Post(Comment($"我说 {mark}"))).ShouldBeDone();
        var topic = await Topic.Raise(House, new { title = $"盲道 {mark}", text = "早高峰被占" }, other);
        (await House.Register("members", Of("mergeMembers", new { entry = goes, into = stays }))).ShouldBeDone();

        var held = await House.Get("/api/me/data", token);
        held.List("meetings").ShouldHaveSingleItem().List("texts").ShouldHaveSingleItem().Text("text").ShouldBe($"我说 {mark}");
        held.List("topics").ShouldHaveSingleItem().Text("room").ShouldBe($"topics/{topic.Id}");
        using var asked = await House.Send(HttpMethod.Post, "/api/me/forget", token);
        (await House.Send(HttpMethod.Post, $"/api/forgets/{(await OpenHouse.Json(asked)).Text("wish")}/agree", await Eyes())).StatusCode
            .ShouldBe(HttpStatusCode.OK);

        (await room.Comments()).ShouldHaveSingleItem().Text("text").ShouldBe(Gone);
        (await topic.Snapshot()).Text("title").ShouldBe(Gone);
        await NothingIsLeft(new Guest(token, mark, mark, mark));
    }

    [Fact]
    public async Task What_a_crash_left_half_forgotten_is_taken_up()
    {
        var guest = await Somebody();
        var topic = await Topic.Raise(House, new { title = $"路灯 {guest.Word}", text = $"请打 {guest.Phone}" }, guest.Token);
        var person = (await House.Get("/api/me/data", guest.Token)).Text("person");

        // As the wish is stored before anything is done.
        await Service<IForgetWishes>().Add(new ForgetWish(Guid.NewGuid().ToString("n"), person, null, DateTimeOffset.UtcNow, ForgetState.Asked));
        await Service<Forgetting>().Resume();

        (await topic.Snapshot()).Text("title").ShouldBe(Gone);
        (await Service<IForgetWishes>().ReadOpen(TestContext.Current.CancellationToken)).ShouldNotContain(w => w.Person == person);
        (await House.Send(HttpMethod.Get, "/api/me/data", guest.Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await NothingIsLeft(guest);
    }

    /// <summary>Another account, which may make accounts too.</summary>
    private async Task<string> Eyes() => (await House.Staff(StaffOfHouse.Role("operator"))).Session.Text("token");

    private protected async Task<Guest> Somebody()
    {
        var mark = $"{Guid.NewGuid():n}"[..10];
        return new Guest(
            (await Topic.Raise(House, "别的事")).Raiser, $"钱多{mark}", $"139{Random.Shared.NextInt64(10_000_000, 99_999_999)}{mark[..3]}", $"暗语{mark}");
    }

    private async Task<string> Picture(Guest guest)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/files")
        {
            Content = new ByteArrayContent([.. Files.Picture.Pdf[..9], .. Encoding.UTF8.GetBytes($"% {guest.Phone}\n"), .. Files.Picture.Pdf[9..]]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var answer = await House.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (await OpenHouse.Json(answer)).Text("file");
    }

    private async Task<byte[]> Bytes(string path, string token)
    {
        using var answer = await House.Send(HttpMethod.Get, path, token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Guards what others handed in: a file is its content, and whoever names it in a topic of theirs could have had it deleted.</summary>
    [Fact]
    public async Task A_file_that_another_topic_names_too_stays()
    {
        var (guest, other) = (await Somebody(), await Somebody());
        var file = await Picture(other);
        var theirs = await Topic.Raise(House, new { title = $"路灯 {other.Word}", text = "灯不亮", files = new[] { file } }, other.Token);
        await Topic.Raise(House, new { title = $"我也有 {guest.Word}", text = "同一张照片", files = new[] { file } }, guest.Token);

        (await House.Send(HttpMethod.Post, "/api/me/forget", guest.Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await House.Send(HttpMethod.Get, $"/api/files/{file}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await House.Send(HttpMethod.Post, "/api/me/forget", other.Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await House.Send(HttpMethod.Get, $"/api/files/{file}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await theirs.Snapshot()).Text("text").ShouldBe(Gone);
    }

    /// <summary>Guards what a low rating says: it stands a second time in what it reopens.</summary>
    [Fact]
    public async Task The_words_of_a_rating_that_reopened_a_commitment_are_gone_there_too()
    {
        var guest = await Somebody();
        var topic = await Topic.Raise(House, new { title = "路灯", text = "灯不亮" }, guest.Token);
        await topic.Resolve();
        (await topic.Do(guest.Token, Of("rate", new { score = 1, text = $"还是不亮 {guest.Word}" }))).ShouldBeDone();
        (await House.Get($"{topic.Path}/events")).GetRawText().ShouldContain(guest.Word);

        (await House.Send(HttpMethod.Post, "/api/me/forget", guest.Token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await House.Get($"{topic.Path}/events")).GetRawText().ShouldNotContain(guest.Word);
        (await topic.Snapshot()).GetRawText().ShouldNotContain(guest.Word);
        await NothingIsLeft(guest);
    }

    /// <summary>Guards staff: who leaves is let go by another, and is an id in the audit log from then on.</summary>
    [Fact]
    public async Task An_account_of_the_staff_is_gone_once_another_agrees_and_what_it_did_is_known_by_its_id()
    {
        var login = $"zhao-{Guid.NewGuid():n}"[..20];
        var (staff, session) = await House.Accepted(await House.Invited([StaffOfHouse.Role("staff")], login: login));
        var token = session.Text("token");
        (await House.Get("/api/me/data", token)).List("accounts").ShouldHaveSingleItem().Text("login").ShouldBe(login);

        using var asked = await House.Send(HttpMethod.Post, "/api/me/forget", token);
        var wish = (await OpenHouse.Json(asked)).Text("wish");
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await House.Send(HttpMethod.Post, $"/api/forgets/{wish}/agree", token)).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden, "an account goes by the word of whoever makes accounts");
        (await House.Send(HttpMethod.Post, $"/api/forgets/{wish}/agree", await Eyes())).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await House.Send(HttpMethod.Get, "/api/me/data", token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var again = await staff.Try(staff.CodeNow);
        again.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await House.Get($"/api/audit?who={staff.Id}", House.OperatorToken)).List("items").ShouldAllBe(i => i.At("who").Find("name") == null);
        await NothingIsLeft(new Guest(token, login, login, login));
    }

    /// <summary>
    /// Guards what is kept apart from the database: the backup of the day after, and the one of the day before, which somebody restores on another machine with
    /// the list of what was forgotten.
    /// </summary>
    [Fact]
    public async Task Guest_member_and_staff_are_in_no_newer_backup_and_no_export_and_no_older_backup_brings_them_back()
    {
        var folder = Directory.CreateTempSubdirectory("hub-forget-");
        try
        {
            var guest = await Somebody();
            var (earlier, name, login) = ($"周{Guid.NewGuid():n}"[..12], $"吴{Guid.NewGuid():n}"[..12], $"zheng-{Guid.NewGuid():n}"[..20]);
            string[] traces = [.. guest.Traces, earlier, name, login];
            var member = await House.Member(earlier);
            var hall = await House.Meeting("standingCommittee", roll: "register");
            using (var set = await House.Send(HttpMethod.Put, $"{hall.Path}/roll", House.OperatorToken, new { members = new[] { member } }))
            {
                set.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            // A meeting that goes on: its roll names the member by id.
            var (going, others) = await SeatCardCallTests.Rolled(House, 1);
            using (var set = await House.Send(HttpMethod.Put, $"{going.Path}/roll", House.OperatorToken, new { members = new[] { member, others[0] } }))
            {
                set.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            // On a device that is nobody's, under the name that the register had then.
            var byCard = await SeatCardCallTests.Sit(hall, (await SeatCardCallTests.Print(hall))[member]);
            (await byCard.Post(Of("checkIn"))).ShouldBeDone();
            (await House.Register(
                "members", Of("amend", new { entry = member, @is = Hub.Tests.House.Registers.Entry("member", new { name, sector = "教育界" }) }))).ShouldBeDone();
            var memberToken = await House.SignIn(member);
            var (_, session) = await House.Accepted(await House.Invited([StaffOfHouse.Role("staff")], login: login));
            await Topic.Raise(House, new { title = $"路灯 {guest.Word}", text = $"请打 {guest.Phone}", files = new[] { await Picture(guest) } }, guest.Token);
            var talk = await House.Meeting();
            (await (await talk.Join(guest.Name, token: guest.Token)).Post(Comment($"我说 {guest.Word}"))).ShouldBeDone();
            (await (await talk.Join("无关的名字", token: memberToken)).Post(Comment("我也说"))).ShouldBeDone();
            (await talk.Chair.Post(Of("close"))).ShouldBeDone();
            (await hall.Chair.Post(Of("close"))).ShouldBeDone();
            (await OnRoll(House, going)).ShouldBe([member, others[0]], ignoreOrder: true);
            var older = await Backup(folder, "older");

            var eyes = await Eyes();
            foreach (var token in new[] { guest.Token, memberToken, session.Text("token") })
            {
                using var asked = await House.Send(HttpMethod.Post, "/api/me/forget", token);
                asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
                using var agreed = await House.Send(HttpMethod.Post, $"/api/forgets/{(await OpenHouse.Json(asked)).Text("wish")}/agree", eyes);
                (agreed.StatusCode, (await OpenHouse.Json(agreed)).Text("state")).ShouldBe((HttpStatusCode.OK, "done"));
            }

            await NothingIsLeft(Service<Erasure>(), Place, traces);
            (await FoundIn(older, traces)).ShouldBe(traces, ignoreOrder: true, "so the search is known to look where they were");
            (await FoundIn(await Backup(folder, "newer"), traces)).ShouldBeEmpty();
            (await OnRoll(House, going)).ShouldBe(others);
            await RecordsHold(House);

            var place = await EmptyPlace(folder.FullName);
            (await RestoreCommand.Run(place, older, new BackupSettings(), [], TextWriter.Null, TextWriter.Null, TestContext.Current.CancellationToken))
                .ShouldBe(0);
            await using (var again = await StartOn(place))
            {
                (await again.House.Get($"/api/members?q={name}")).List("items").ShouldBeEmpty();
                (await again.House.Get("/api/accounts", again.House.OperatorToken)).List("items").Select(a => a.Text("login")).ShouldNotContain(login);
                (await OnRoll(again.House, going)).ShouldBe(others, ignoreOrder: false, "the backup had the member on the roll, and they would vote again");
                await NothingIsLeft(again.Erasure, place, traces);
                await RecordsHold(again.House);
            }

            static async Task<List<string>> OnRoll(OpenHouse house, Room room) =>
                [.. (await house.Get($"{room.Path}/roll", house.OperatorToken)).List("items").Select(i => i.Text("member"))];

            async Task RecordsHold(OpenHouse house)
            {
                foreach (var room in new[] { talk, hall })
                {
                    using var answer = await house.Send(HttpMethod.Get, $"{room.Path}/export", house.OperatorToken);
                    answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                    var export = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
                    traces.Where(Encoding.UTF8.GetString(export).Contains).ShouldBeEmpty();
                    Verification.Of(export).Lines.Where(l => l.StartsWith("WRONG", StringComparison.Ordinal)).ShouldBeEmpty();
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Guards a roll by its cards: a seat keeps the name of its day, and the register's may be another by now.</summary>
    [Fact]
    public async Task A_member_whose_name_was_put_right_is_forgotten_under_the_earlier_one_too()
    {
        var (room, members) = await SeatCardCallTests.Rolled(House, 1);
        var earlier = (await House.Get($"/api/members/{members[0]}")).Text("name");
        await SeatCardCallTests.Sit(room, (await SeatCardCallTests.Print(room))[members[0]]);
        var entry = Hub.Tests.House.Registers.Entry("member", new { name = $"冯{Guid.NewGuid():n}"[..12], sector = "教育界" });
        (await House.Register("members", Of("amend", new { entry = members[0], @is = entry }))).ShouldBeDone();
        (await Service<IDirectory>().FindNamed(earlier, TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Room.ShouldBe(room.Name);

        using var asked = await House.Send(HttpMethod.Post, "/api/me/forget", await House.SignIn(members[0]));
        (await House.Send(HttpMethod.Post, $"/api/forgets/{(await OpenHouse.Json(asked)).Text("wish")}/agree", await Eyes())).StatusCode
            .ShouldBe(HttpStatusCode.OK);

        (await Service<IDirectory>().FindNamed(earlier, TestContext.Current.CancellationToken)).ShouldBeEmpty();
        await NothingIsLeft(new Guest("", earlier, earlier, earlier));
    }

    /// <summary>Once the database's files are written anew, none of their bytes tells of the guest.</summary>
    private protected Task NothingIsLeft(Guest guest) => NothingIsLeft(Service<Erasure>(), Place, guest.Traces);

    private async Task NothingIsLeft(Erasure erasure, string place, IEnumerable<string> traces)
    {
        (await erasure.RunIfDue(TestContext.Current.CancellationToken)).ShouldBeTrue();
        foreach (var file in await DatabaseFiles(place))
        {
            var bytes = await Raw(file);
            foreach (var trace in traces)
            {
                bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(trace)).ShouldBe(-1, $"{trace} in {file}");
            }
        }
    }

    /// <returns>The file.</returns>
    private async Task<string> Backup(DirectoryInfo folder, string name)
    {
        var file = Path.Combine(folder.FullName, $"{name}.backup");
        (await BackupCommand.Run(
            Place, file, new BackupSettings(), TextWriter.Null, TextWriter.Null, cancel: TestContext.Current.CancellationToken)).ShouldBe(0);
        return file;
    }

    /// <summary>Those of some words that stand in a backup, in any value of any of its tables.</summary>
    private static async Task<IEnumerable<string>> FoundIn(string backup, string[] words)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        using var archive = ArchiveReader.Open(backup, null);
        while (archive.NextTable() is not null)
        {
            await foreach (var row in archive.Rows(TestContext.Current.CancellationToken))
            {
                foreach (var value in row.OfType<byte[]>())
                {
                    found.UnionWith(words.Where(w => value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(w)) >= 0));
                }
            }
        }

        return found;
    }

    private static async Task<byte[]> Raw(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, TestContext.Current.CancellationToken);
        return all.ToArray();
    }
}
