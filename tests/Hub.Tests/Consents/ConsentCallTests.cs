using System.Net;
using System.Text.Json;
using Hub.Domain.Audit;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Hub.Server.Common;
using Hub.Server.Consents;
using Hub.Tests.House;
using Hub.Verify;
using static Hub.Tests.House.Commands;
using Room = Hub.Tests.House.Room;
using Topic = Hub.Tests.House.Topic;

namespace Hub.Tests.Consents;

/// <summary>Two pairs of eyes: what one account asks for, another agrees to, and only then it is done.</summary>
public sealed class ConsentCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_is_removed_when_another_account_agrees_and_never_by_who_asked()
    {
        var (asker, asks) = await house.Account(new AccountRole(StaffRole.Staff));
        var (other, agrees) = await house.Account(new AccountRole(StaffRole.Staff));
        var room = await house.Meeting();
        var wang = await room.Join("王建国");
        (await wang.Post(Comment("我来说两句"))).ShouldBeDone();

        var consent = await Ask($"{room.Path}/names/{wang.Participant}/remove", asks, new { reason = "本人申请" });
        (await Ask($"{room.Path}/names/{wang.Participant}/remove", asks, new { reason = "又一次" })).ShouldBe(consent, "it waits already");

        (await Author(room)).ShouldBe("王建国");
        var mine = await Item(asks, consent);
        (mine.Text("kind"), mine.Text("about"), mine.Text("title"), mine.Text("reason"), mine.At("mine").GetBoolean(), mine.Text("by"))
            .ShouldBe(("removeName", "王建国", (await room.Snapshot()).Text("title"), "本人申请", true, asker.Name));
        (await Item(agrees, consent)).Find("mine").ShouldBeNull();
        (await Decide(consent, "agree", asks)).ShouldBe((HttpStatusCode.NotFound, "unknownWish"));
        (await Decide(consent, "agree", house.OperatorToken)).ShouldBe((HttpStatusCode.Forbidden, "accountNeeded"));
        (await Decide(consent, "agree", room.Chair.Token!)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Author(room)).ShouldBe("王建国");

        (await Decide(consent, "agree", agrees)).ShouldBe((HttpStatusCode.OK, "done"));

        (await Author(room)).ShouldBeNull();
        (await Decide(consent, "agree", agrees)).Status.ShouldBe(HttpStatusCode.NotFound);
        var on = $"{room.Name}/participants/{wang.Participant}";
        (await Audited(asker.Id)).ShouldBe([(AuditActs.ConsentGiven, $"consents/{consent}", "refused"), (AuditActs.ConsentAsked, on, "done"),
            (AuditActs.ConsentAsked, on, "done")]);
        (await Audited(other.Id)).ShouldBe([(AuditActs.ConsentGiven, $"consents/{consent}", "refused"), (AuditActs.NameRemoved, on, "done"),
            (AuditActs.ConsentGiven, $"consents/{consent}", "done")]);
    }

    [Fact]
    public async Task A_ballot_that_is_void_says_so_wherever_it_is_read_and_its_record_holds()
    {
        var (_, asks) = await house.Account(new AccountRole(StaffRole.Convener));
        var (_, agrees) = await house.Account(new AccountRole(StaffRole.Operator));
        var room = await house.Meeting();
        var voter = await room.Join("委员");
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval", voters = "all" }))).ShouldBeDone().Made;
        (await voter.Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await Outcome(room)).At("passed").GetBoolean().ShouldBeTrue();
        await using var phone = await room.Stranger().Connect();

        var consent = await Ask($"{room.Path}/ballots/{ballot}/void", asks, new { reason = "名册有误" });
        (await Item(agrees, consent)).Text("about").ShouldBe("是否同意？");
        (await Decide(consent, "agree", agrees)).ShouldBe((HttpStatusCode.OK, "done"));

        var told = (await phone.Next("ballotVoided")).Data!.Value;
        (told.Text("outcome", "void"), told.Number("tally", "counts", "approve")).ShouldBe(("名册有误", 1));
        foreach (var outcome in new[]
        {
            await Outcome(room), (await house.Get($"{room.Path}/minutes")).List("decisions").ShouldHaveSingleItem().At("outcome"),
            (await house.Get($"{room.Path}/replay/at?ms=999999999")).List("ballots").ShouldHaveSingleItem().At("outcome"),
        })
        {
            (outcome.At("passed").GetBoolean(), outcome.Text("void"), outcome.Text("text", "zh")).ShouldBe((false, "名册有误", "此次表决作废：名册有误"));
        }

        (await house.Send(HttpMethod.Get, $"{room.Path}/minutes.md")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await house.Send(HttpMethod.Get, $"{room.Path}/minutes.md")).Content.ReadAsStringAsync(Cancel)).ShouldContain("此次表决作废：名册有误");
        using var export = await house.Send(HttpMethod.Get, $"{room.Path}/export", room.Chair.Token);
        var findings = Verification.Of(await export.Content.ReadAsByteArrayAsync(Cancel));
        findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));
        findings.Lines.ShouldContain(l => l.Contains("it was declared void, and decides nothing, whatever follows here from its votes: 名册有误"));
        (await Refused($"{room.Path}/ballots/none/void", asks, new { reason = "名册有误" })).ShouldBe((HttpStatusCode.Conflict, "unknownBallot"));
        (await Refused($"{room.Path}/ballots/{ballot}/void", asks, new { reason = " " })).ShouldBe((HttpStatusCode.Conflict, "empty"));
    }

    /// <summary>Guards a vote on a wrong roll: it need not go to its end to be void, and what was voted is counted and kept.</summary>
    [Fact]
    public async Task An_open_ballot_that_is_declared_void_is_closed_and_takes_no_more_votes()
    {
        var (_, asks) = await house.Account(new AccountRole(StaffRole.Staff));
        var (_, agrees) = await house.Account(new AccountRole(StaffRole.Staff));
        var room = await house.Meeting();
        var (voter, late) = (await room.Join("甲"), await room.Join("乙"));
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval", voters = "all", results = "onReveal" })))
            .ShouldBeDone().Made;
        (await voter.Post(Vote(ballot, "approve"))).ShouldBeDone();

        (await Decide(await Ask($"{room.Path}/ballots/{ballot}/void", asks, new { reason = "题目有误" }), "agree", agrees)).ShouldBe((HttpStatusCode.OK, "done"));

        (await late.Post(Vote(ballot, "approve"))).ShouldBeRefused("ballotNotOpen");
        var shown = (await room.Snapshot()).List("ballots").ShouldHaveSingleItem();
        (shown.Text("status"), shown.Text("outcome", "void"), shown.Number("tally", "cast")).ShouldBe(("closed", "题目有误", 1));
        shown.At("tally").Find("counts").ShouldBeNull("that it is void tells nothing of how it was voted");
    }

    [Fact]
    public async Task A_closed_record_is_hidden_and_shown_when_another_account_agrees()
    {
        var (_, asks) = await house.Account(new AccountRole(StaffRole.Convener));
        var (_, agrees) = await house.Account(new AccountRole(StaffRole.Staff));
        var room = await house.Meeting();
        (await Refused($"{room.Path}/visibility", asks, new { visibility = "codes", reason = "涉及个人隐私" })).ShouldBe(
            (HttpStatusCode.Conflict, "meetingStillOpen"));
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await Reads(room)).ShouldBe(HttpStatusCode.OK);

        var consent = await Ask($"{room.Path}/visibility", asks, new { visibility = "codes", reason = "涉及个人隐私" });
        (await Reads(room)).ShouldBe(HttpStatusCode.OK);
        (await Decide(consent, "agree", agrees)).ShouldBe((HttpStatusCode.OK, "done"));
        (await Reads(room)).ShouldBe(HttpStatusCode.Forbidden);
        using var export = await house.Send(HttpMethod.Get, $"{room.Path}/export", room.Chair.Token);
        var findings = Verification.Of(await export.Content.ReadAsByteArrayAsync(Cancel));
        findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));

        (await Decide(await Ask($"{room.Path}/visibility", asks, new { visibility = "public", reason = "已隐去姓名" }), "agree", agrees))
            .ShouldBe((HttpStatusCode.OK, "done"));
        (await Reads(room)).ShouldBe(HttpStatusCode.OK);
        (await Refused($"{room.Path}/visibility", asks, new { visibility = "public", reason = "已隐去姓名" })).ShouldBe(
            (HttpStatusCode.Conflict, "alreadyRecorded"));
    }

    [Fact]
    public async Task Who_does_not_agree_says_why_and_nothing_is_done()
    {
        var (_, asks) = await house.Account(new AccountRole(StaffRole.Staff));
        var (_, other) = await house.Account(new AccountRole(StaffRole.Staff));
        var (room, person, consent) = await Waiting(asks);

        (await Decide(consent, "decline", other, new { reason = " " })).ShouldBe((HttpStatusCode.Conflict, "empty"));
        (await Decide(consent, "decline", asks, new { reason = "不必" })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Decide(consent, "decline", other, new { reason = "须保存" })).Status.ShouldBe(HttpStatusCode.NoContent);

        (await Decide(consent, "agree", other)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Name(room, person)).ShouldNotBeNull();
        (await house.Service<IConsents>().Find(consent, Cancel)).ShouldNotBeNull().Why.ShouldBe("须保存");
    }

    [Fact]
    public async Task What_nobody_agrees_to_within_seven_days_lapses()
    {
        var (_, asks) = await house.Account(new AccountRole(StaffRole.Staff));
        var (room, person, consent) = await Waiting(asks);

        await At(Consenting.WaitsFor - TimeSpan.FromMinutes(1)).Sweep(Cancel);
        (await State(consent)).ShouldBe(ConsentState.Waiting);
        (await At(Consenting.WaitsFor + TimeSpan.FromMinutes(1)).ReadWaiting(Cancel)).ShouldBeEmpty();
        await At(Consenting.WaitsFor + TimeSpan.FromMinutes(1)).Sweep(Cancel);

        (await State(consent)).ShouldBe(ConsentState.Lapsed);
        (await Name(room, person)).ShouldNotBeNull();
        (await house.Get($"/api/audit?act={AuditActs.ConsentLapsed}", house.OperatorToken)).List("items")
            .ShouldContain(i => i.Text("on") == $"{room.Name}/participants/{person}");
    }

    [Fact]
    public async Task What_an_account_asked_for_lapses_when_it_is_disabled()
    {
        var (asker, asks) = await house.Account(new AccountRole(StaffRole.Staff));
        var (_, other) = await house.Account(new AccountRole(StaffRole.Staff));
        var (room, person, consent) = await Waiting(asks);

        await house.Disable(asker);

        (await Decide(consent, "agree", other)).Status.ShouldBe(HttpStatusCode.NotFound);
        await house.Service<Consenting>().Sweep(Cancel);
        (await State(consent)).ShouldBe(ConsentState.Lapsed);
        (await Name(room, person)).ShouldNotBeNull();
    }

    /// <summary>Guards what was agreed to: a crash between the decision and the deed is made good.</summary>
    [Fact]
    public async Task What_was_agreed_to_and_not_done_is_done_by_whoever_looks_next()
    {
        var (_, asks) = await house.Account(new AccountRole(StaffRole.Staff));
        var (other, _) = await house.Account(new AccountRole(StaffRole.Staff));
        var (room, person, consent) = await Waiting(asks);
        (await house.Service<IConsents>().Move(consent, ConsentState.Waiting, ConsentState.Agreed, other.Id)).ShouldBeTrue();

        await house.Service<Consenting>().Sweep(Cancel);
        await house.Service<Consenting>().Sweep(Cancel);

        (await State(consent)).ShouldBe(ConsentState.Done);
        (await Name(room, person)).ShouldBeNull();
    }

    /// <summary>Guards the break-glass key: it names nobody, so that whoever has it could be both.</summary>
    [Fact]
    public async Task The_operator_key_neither_asks_nor_agrees_where_there_is_an_account()
    {
        var (_, asks) = await house.Account(new AccountRole(StaffRole.Staff));
        var room = await house.Meeting();
        var guest = await Topic.Raise(house);
        var person = await room.Join("钱多多", token: guest.Raiser);
        (await person.Post(Comment("一句话"))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await Refused($"{room.Path}/names/{person.Participant}/remove", house.OperatorToken, new { reason = "本人申请" })).ShouldBe(
            (HttpStatusCode.Forbidden, "accountNeeded"));
        using var wish = await house.Send(HttpMethod.Post, "/api/me/forget", guest.Raiser);
        var id = (await OpenHouse.Json(wish)).Text("wish");
        (await Item(asks, id)).Text("kind").ShouldBe("forget");
        (await Decide(id, "agree", house.OperatorToken)).ShouldBe((HttpStatusCode.Forbidden, "accountNeeded"));

        (await Decide(id, "agree", asks)).ShouldBe((HttpStatusCode.OK, "done"));
    }

    [Fact]
    public async Task Where_there_is_no_account_the_key_does_it_at_once_and_the_log_says_that_it_was_alone()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var room = await own.Meeting();
        var person = await room.Join("王建国");

        using var removed = await own.Send(
            HttpMethod.Post, $"{room.Path}/names/{person.Participant}/remove", own.OperatorToken, new { reason = "本人申请" });

        (removed.StatusCode, (await OpenHouse.Json(removed)).Text("outcome")).ShouldBe((HttpStatusCode.OK, "done"));
        var on = $"{room.Name}/participants/{person.Participant}";
        (await own.Get($"/api/audit?who={AuditKinds.OperatorKey}", own.OperatorToken)).List("items").Where(i => i.Find("on")?.GetString() == on)
            .Select(i => (i.Text("act"), i.Text("outcome"))).ShouldBe(
            [(AuditActs.NameRemoved, "done"), (AuditActs.DoneAlone, "done"), (AuditActs.ConsentAsked, "done")]);
    }

    [Fact]
    public async Task Who_reaches_no_further_than_a_county_agrees_to_nothing_elsewhere()
    {
        var (_, asks) = await house.Account(new AccountRole(StaffRole.Staff));
        var (_, elsewhere) = await house.Account(new AccountRole(StaffRole.Staff, County: "盱眙县"));
        var (_, _, consent) = await Waiting(asks);

        (await house.Get("/api/consents", elsewhere)).List("items").ShouldNotContain(i => i.Text("consent") == consent);
        (await Decide(consent, "agree", elsewhere)).ShouldBe((HttpStatusCode.Forbidden, "forbidden"));
    }

    /// <summary>Where it is said that a backup is never restored over a house: neither by one nor by two.</summary>
    [Fact]
    public async Task A_backup_is_not_restored_over_a_house()
    {
        var file = Path.Combine(Path.GetDirectoryName(house.File)!, $"{Guid.NewGuid():n}.backup");
        var journal = $"--Journal:ConnectionString=Data Source={house.File}";
        (await Hub.Server.Commands.Backup([$"--to={file}", journal], TextWriter.Null, TextWriter.Null)).ShouldBe(0);

        (await Should.ThrowAsync<Hub.Server.StartupException>(() => Hub.Server.Commands.Restore([$"--from={file}", journal], TextWriter.Null, TextWriter.Null)))
            .Message.ShouldBe($"{house.File} is there already; a restore replaces nothing. Move it away, or name another place.");
    }

    private Consenting At(TimeSpan later) => new(
        house.Service<IConsents>(), house.Service<StaffAccounts>(), house.Service<IGrainFactory>(), house.Service<Perseverance>(), house.Service<AuditLog>(),
        new Later(later));

    private async Task<(Room Room, string Participant, string Consent)> Waiting(string asks)
    {
        var room = await house.Meeting();
        var person = await room.Join("王建国");
        return (room, person.Participant, await Ask($"{room.Path}/names/{person.Participant}/remove", asks, new { reason = "本人申请" }));
    }

    private async Task<string> Ask(string path, string token, object body)
    {
        using var answer = await house.Send(HttpMethod.Post, path, token, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Cancel));
        return (await OpenHouse.Json(answer)).Text("consent");
    }

    private async Task<(HttpStatusCode, string)> Refused(string path, string token, object body)
    {
        using var answer = await house.Send(HttpMethod.Post, path, token, body);
        return (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code"));
    }

    private async Task<(HttpStatusCode Status, string Said)> Decide(string consent, string how, string token, object? body = null)
    {
        using var answer = await house.Send(HttpMethod.Post, $"/api/consents/{consent}/{how}", token, body);
        if (answer.StatusCode == HttpStatusCode.NoContent)
        {
            return (answer.StatusCode, "");
        }

        var said = await OpenHouse.Json(answer);
        return (answer.StatusCode, said.Find("state")?.GetString() ?? said.Text("code"));
    }

    private async Task<JsonElement> Item(string token, string consent) =>
        (await house.Get("/api/consents", token)).List("items").Single(i => i.Text("consent") == consent);

    private async Task<List<(string, string, string)>> Audited(string account) =>
        [.. (await house.Get($"/api/audit?who={account}", house.OperatorToken)).List("items").Select(i => (i.Text("act"), i.Text("on"), i.Text("outcome")))];

    private async Task<ConsentState> State(string consent) => (await house.Service<IConsents>().Find(consent, Cancel)).ShouldNotBeNull().State;

    private static async Task<JsonElement> Outcome(Room room) => (await room.Snapshot()).List("ballots").ShouldHaveSingleItem().At("outcome");

    private static async Task<string?> Author(Room room) =>
        (await room.Comments()).ShouldHaveSingleItem().At("author").Find("name")?.GetString();

    private async Task<string?> Name(Room room, string participant) =>
        (await house.Service<Hub.Server.Access.IDirectory>().ReadNames(room.Name, Cancel))
            .FirstOrDefault(n => n.Participant == participant && !n.IsRemoved)?.Name;

    private async Task<HttpStatusCode> Reads(Room room)
    {
        using var answer = await house.Send(HttpMethod.Get, room.Path);
        return answer.StatusCode;
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
