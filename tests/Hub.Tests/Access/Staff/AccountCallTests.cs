using System.Net;
using System.Text.Json;
using Hub.Server.Access.Staff;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;
using static Hub.Tests.House.StaffOfHouse;

namespace Hub.Tests.Access.Staff;

/// <summary>Accounts of the staff, over HTTP and the hub.</summary>
public sealed class AccountCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_is_invited_takes_it_up_and_signs_in_as_themselves()
    {
        var invited = await house.Invited([Role("staff", "涟水县"), Role("auditor")]);
        using (var look = await house.Send(HttpMethod.Post, "/api/accept", null, new { invite = invited.Invite }))
        {
            var whose = await OpenHouse.Json(look);
            (whose.Text("name"), whose.Text("login")).ShouldBe(("陈工", invited.Login));
        }

        (await Listed(invited.Account)).Text("state").ShouldBe("invited");
        var (staff, session) = await house.Accepted(invited);

        (session.Text("role"), session.Text("account")).ShouldBe(("staff", staff.Id));
        var me = await house.Get("/api/me", session.Text("token"));
        (me.Text("account"), me.Text("role")).ShouldBe((staff.Id, "staff"));
        me.List("roles").Select(r => (r.Text("role"), r.Find("county")?.GetString())).ShouldBe([("staff", "涟水县"), ("auditor", null)]);
        var mine = (await house.Get("/api/sessions", session.Text("token"))).List("items").ShouldHaveSingleItem();
        (mine.Text("as"), mine.Text("session"), mine.At("current").GetBoolean()).ShouldBe(("staff", session.Text("session"), true));
        var listed = await Listed(staff.Id);
        (listed.Text("state"), listed.Find("invitedUntil")).ShouldBe(("active", null));
        (await Refused("/api/accept", null, new { invite = invited.Invite })).ShouldBe((HttpStatusCode.NotFound, "unknownInvite"));
    }

    /// <summary>Guards a page that was closed before the code was scanned: the invitation was used up, and the account opened to nobody.</summary>
    [Fact]
    public async Task An_invitation_may_be_taken_up_again_until_a_first_code_confirms_it()
    {
        var invited = await house.Invited([Role("staff")]);
        using var lost = await house.Send(HttpMethod.Post, "/api/accept", null, new { invite = invited.Invite, password = "写在纸上又被水泡了的旧密码" });
        lost.StatusCode.ShouldBe(HttpStatusCode.OK);
        var recovery = (await OpenHouse.Json(lost)).List("recovery")[0].GetString()!;
        (await Refused("/api/session", null, new { login = invited.Login, password = "写在纸上又被水泡了的旧密码", code = recovery })).Code
            .ShouldBe("wrongSignIn", "a recovery code does not show that the secret has arrived");

        var (staff, _) = await house.Accepted(invited);

        using var older = await staff.Try(staff.Recovery.Dequeue(), typed: "写在纸上又被水泡了的旧密码");
        older.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("zu kurz", "passwordTooShort")]
    [InlineData("Password1234", "passwordCommon")]
    public async Task A_password_that_many_would_guess_is_refused_and_the_invitation_stays_open(string password, string code)
    {
        var invited = await house.Invited([Role("staff")]);
        (await Refused("/api/accept", null, new { invite = invited.Invite, password })).ShouldBe((HttpStatusCode.Conflict, code));
        await house.Accepted(invited);
    }

    [Fact]
    public async Task Whatever_is_wrong_is_answered_in_the_same_way()
    {
        var (staff, _) = await house.Staff(Role("staff"));
        var (disabled, _) = await house.Staff(Role("staff"));
        await Post($"/api/accounts/{disabled.Id}/disable");

        foreach (var (login, password, code) in new[]
        {
            ($"nobody-{Guid.NewGuid():n}", Officer.Password, "123456"),
            (staff.Login, "ganz etwas anderes", staff.Recovery.Peek()),
            (staff.Login, Officer.Password, "0000-0000-0000-0000"),
            (staff.Login, Officer.Password, ""),
            (disabled.Login, Officer.Password, disabled.Recovery.Peek()),
            ("", "", ""),
            ("a\u0000b", "x", "y"),
            (new string('a', 2000), new string('b', 5000), new string('c', 500)),
        })
        {
            (await Refused("/api/session", null, new { login, password, code })).ShouldBe((HttpStatusCode.Unauthorized, "wrongSignIn"));
        }
    }

    [Fact]
    public async Task A_code_by_the_clock_and_a_recovery_code_each_sign_in_once()
    {
        var (staff, _) = await house.Staff(Role("staff"));
        using var again = await staff.Try(staff.CodeNow);
        var used = staff.Recovery.Peek();
        await staff.SignIn();
        using var twice = await staff.Try(used);
        using var next = await staff.Try(staff.CodeAt(DateTimeOffset.UtcNow.AddSeconds(30)));

        again.StatusCode.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.OK);
        twice.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        next.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Guards a code that somebody read over a shoulder: of all who send it at the same moment, one is let in.</summary>
    [Fact]
    public async Task Of_many_who_send_one_code_at_once_one_signs_in()
    {
        var (staff, _) = await house.Staff(Role("staff"));
        var code = staff.Recovery.Dequeue();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => staff.Try(code)));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Where(a => a.StatusCode != HttpStatusCode.OK).ShouldAllBe(a => a.StatusCode == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Only_an_operator_makes_accounts_and_staff_without_a_limit_are_none()
    {
        var (_, staff) = await house.Staff(Role("staff"));
        var (_, second) = await house.Staff(Role("operator"));
        var account = new { name = "新人", login = $"new-{Guid.NewGuid():n}"[..20], roles = new[] { Role("operator") } };
        var member = await house.SignIn(await house.Member());
        foreach (var (path, token, status, code) in new[]
        {
            ("/api/accounts", null, HttpStatusCode.Unauthorized, "noSession"),
            ("/api/accounts", staff.Text("token"), HttpStatusCode.Forbidden, "forbidden"),
            ("/api/accounts", member, HttpStatusCode.Forbidden, "forbidden"),
        })
        {
            (await Refused(path, token, account)).ShouldBe((status, code));
        }

        var (made, _, _) = await house.Invited([Role("staff")], token: second.Text("token"));
        foreach (var deed in new[] { "disable", "enable", "invite" })
        {
            (await Refused($"/api/accounts/{made}/{deed}", staff.Text("token"))).Code.ShouldBe("forbidden");
        }

        using var list = await house.Send(HttpMethod.Get, "/api/accounts", staff.Text("token"));
        list.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var edit = await house.Send(HttpMethod.Patch, $"/api/accounts/{made}", staff.Text("token"), new { roles = new[] { Role("operator") } });
        edit.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_same_operation_makes_one_account_and_a_login_is_one_accounts()
    {
        var body = new { name = "陈工", login = $"chen-{Guid.NewGuid():n}"[..20], roles = new[] { Role("staff") }, op = NewOp() };
        using var first = await house.Send(HttpMethod.Post, "/api/accounts", house.OperatorToken, body);
        using var again = await house.Send(HttpMethod.Post, "/api/accounts", house.OperatorToken, body);

        var (made, same) = (await OpenHouse.Json(first), await OpenHouse.Json(again));
        (same.Text("account"), same.Text("invite"), same.Text("link")).ShouldBe((made.Text("account"), made.Text("invite"), made.Text("link")));
        made.Text("link").ShouldEndWith($"/accept#invite={made.Text("invite")}");
        (await Refused("/api/accounts", house.OperatorToken, new { name = "另一人", login = body.login.ToUpperInvariant(), roles = new[] { Role("staff") } }))
            .ShouldBe((HttpStatusCode.Conflict, "loginTaken"));
    }

    /// <summary>Guards D2: whoever corrected a role after the answer was lost was told that it is done, and the account kept the first.</summary>
    [Fact]
    public async Task Another_body_under_the_same_operation_is_refused_also_with_the_same_login()
    {
        var (login, op, member) = ($"sun-{Guid.NewGuid():n}"[..20], NewOp(), await house.Member());
        using var first = await house.Send(
            HttpMethod.Post, "/api/accounts", house.OperatorToken, new { name = "孙工", login, roles = new[] { Role("convener") }, op });
        first.StatusCode.ShouldBe(HttpStatusCode.Created);

        foreach (var other in new object[]
        {
            new { name = "孙工", login, roles = new[] { Role("staff") }, op },
            new { name = "孙工", login, roles = new[] { Role("convener"), Role("auditor") }, op },
            new { name = "孙公", login, roles = new[] { Role("convener") }, op },
            new { name = "孙工", login, roles = new[] { Role("convener") }, member, op },
            new { name = "孙工", login = $"{login}x", roles = new[] { Role("convener") }, op },
        })
        {
            (await Refused("/api/accounts", house.OperatorToken, other)).ShouldBe((HttpStatusCode.Conflict, "otherBody"));
        }

        using var again = await house.Send(
            HttpMethod.Post, "/api/accounts", house.OperatorToken, new { name = " 孙工", login, roles = new[] { Role("convener") }, op });
        (await OpenHouse.Json(again)).Text("account").ShouldBe((await OpenHouse.Json(first)).Text("account"));
    }

    [Theory]
    [InlineData("""[]""", "empty")]
    [InlineData("""[{"role":"auditor","county":"涟水县"}]""", "unreadable")]
    [InlineData("""[{"role":"department"}]""", "unreadable")]
    [InlineData("""[{"role":"staff","venue":"礼堂"}]""", "unreadable")]
    [InlineData("""[{"role":"staff"},{"role":"staff"}]""", "unreadable")]
    [InlineData("""[{"role":"mayor"}]""", "unreadable")]
    [InlineData("""[{"role":"staff","county":" "}]""", "empty")]
    public async Task Roles_that_make_no_sense_are_refused(string roles, string code)
    {
        var (account, _, _) = await house.Invited([Role("staff")]);
        var body = $$"""{"name":"新人","login":"{{Guid.NewGuid():n}}","roles":{{roles}}}""";
        using var made = await house.Send(HttpMethod.Post, "/api/accounts", house.OperatorToken, Content(body));
        (await OpenHouse.Json(made)).Text("code").ShouldBe(code);
        using var edited = await house.Send(HttpMethod.Patch, $"/api/accounts/{account}", house.OperatorToken, Content($$"""{"roles":{{roles}}}"""));
        (await OpenHouse.Json(edited)).Text("code").ShouldBe(code);

        static StringContent Content(string json) => new(json, System.Text.Encoding.UTF8, "application/json");
    }

    [Theory]
    [InlineData("is disabled")]
    [InlineData("loses a role")]
    [InlineData("is invited anew")]
    [InlineData("becomes another's")]
    public async Task What_takes_something_away_ends_the_sessions_and_what_is_open_under_them(string how)
    {
        var (staff, session) = await house.Staff(Role("staff"), Role("auditor"));
        var token = session.Text("token");
        var room = await house.Meeting(visibility: "codes");
        await using var line = await new Person(room, "陈工", "", token).Connect();

        using var answer = how switch
        {
            "is disabled" => await house.Send(HttpMethod.Post, $"/api/accounts/{staff.Id}/disable", house.OperatorToken),
            "loses a role" => await Edit(staff.Id, new { roles = new[] { Role("staff") } }),
            "is invited anew" => await house.Send(HttpMethod.Post, $"/api/accounts/{staff.Id}/invite", house.OperatorToken),
            _ => await Edit(staff.Id, new { member = await house.Member() }),
        };
        answer.IsSuccessStatusCode.ShouldBeTrue();

        await line.Until(() => line.IsClosed, "the end of the connection");
        (await Me(token)).ShouldBe(HttpStatusCode.Unauthorized);
        using var back = await staff.Try(staff.Recovery.Dequeue());
        back.StatusCode.ShouldBe(how is "loses a role" or "becomes another's" ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_further_role_and_another_name_end_nothing()
    {
        var (staff, session) = await house.Staff(Role("auditor"));
        using var edited = await Edit(staff.Id, new { name = "陈主任", roles = new[] { Role("auditor"), Role("staff") } });
        (await OpenHouse.Json(edited)).Text("name").ShouldBe("陈主任");

        var me = await house.Get("/api/me", session.Text("token"));
        me.List("roles").Select(r => r.Text("role")).ShouldBe(["auditor", "staff"]);
    }

    [Fact]
    public async Task A_disabled_account_is_enabled_and_signs_in_with_what_it_had()
    {
        var (staff, session) = await house.Staff(Role("staff"));
        await Post($"/api/accounts/{staff.Id}/disable");
        (await Listed(staff.Id)).Text("state").ShouldBe("disabled");
        await Post($"/api/accounts/{staff.Id}/enable");

        (await Me(session.Text("token"))).ShouldBe(HttpStatusCode.Unauthorized, "what has ended stays so");
        await staff.SignIn();
    }

    [Fact]
    public async Task An_account_that_nobody_has_is_not_found()
    {
        var nobody = Guid.NewGuid().ToString("n");
        foreach (var deed in new[] { "disable", "enable", "invite" })
        {
            (await Refused($"/api/accounts/{nobody}/{deed}", house.OperatorToken)).ShouldBe((HttpStatusCode.NotFound, "unknownAccount"));
        }

        using var edited = await Edit(nobody, new { name = "谁" });
        edited.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>Guards one person, one vote: an account and a personal link made two of one member.</summary>
    [Fact]
    public async Task A_member_with_an_account_is_one_person_by_either_and_votes_once()
    {
        var member = await house.Member("李秀兰");
        var link = await house.SignIn(member);
        var (_, session) = await house.Accepted(await house.Invited([Role("staff", "涟水县")], member));
        var account = session.Text("token");
        (await house.Get("/api/me", account)).Text("person").ShouldBe((await house.Get("/api/me", link)).Text("person"));

        var room = await house.Meeting("standingCommittee", roll: "register");
        var (byLink, byAccount) = (await room.Join("无关", "member", link), await room.Join("也无关", "member", account));
        byAccount.Participant.ShouldBe(byLink.Participant);
        (await byLink.Post(Of("checkIn"))).ShouldBeDone();
        (await byAccount.Post(Of("checkIn"))).Outcome.ShouldBe("already");
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval" }))).ShouldBeDone().Made;
        (await byLink.Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await byAccount.Post(Vote(ballot, "oppose"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();

        var votes = (await house.Get($"{room.Path}/ballots/{ballot}/votes", room.Chair.Token)).List("votes").ShouldHaveSingleItem();
        votes.Text("name").ShouldBe("李秀兰");
        (await room.Snapshot(room.Chair)).List("ballots").ShouldHaveSingleItem().Number("tally", "cast").ShouldBe(1);
    }

    [Fact]
    public async Task An_account_whose_member_was_withdrawn_goes_on_as_a_person_of_its_own()
    {
        var member = await house.Member();
        var (staff, session) = await house.Accepted(await house.Invited([Role("staff")], member));
        (await house.Register("members", Of("withdraw", new { entry = member, reason = "届满" }))).ShouldBeDone();

        (await Me(session.Text("token"))).ShouldBe(HttpStatusCode.Unauthorized);
        var alone = await staff.SignIn();
        alone.Find("member").ShouldBeNull();
        (await Listed(staff.Id)).Find("member").ShouldBeNull();
    }

    /// <summary>Guards the roles: they are the account's, whatever a token that is signed with the house's own key says.</summary>
    [Fact]
    public async Task A_token_that_says_more_than_its_session_opens_nothing()
    {
        var (staff, session) = await house.Staff(Role("staff", "涟水县"));
        var tokens = house.Service<Hub.Server.Access.Tokens>();
        var read = Hub.Server.Access.Session.Of(new(await tokens.Read(session.Text("token")) ?? new()))!;
        (await house.Get("/api/me", tokens.Issue(read))).Text("account").ShouldBe(staff.Id);

        (await Me(tokens.Issue(read with { Account = null, IsOperator = true }))).ShouldBe(HttpStatusCode.Unauthorized);
        var (other, _) = await house.Staff(Role("operator"));
        (await Me(tokens.Issue(read with { Account = other.Id }))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_for_one_room_has_a_seat_there_and_no_roles()
    {
        var (_, session) = await house.Staff(Role("operator"));
        var seat = await (await house.Meeting()).Join("陈工", token: session.Text("token"));

        (await house.Get("/api/me", seat.Token)).Find("roles").ShouldBeNull();
        using var refused = await house.Send(HttpMethod.Get, "/api/accounts", seat.Token);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>Guards what is at rest: no password, code or invitation can be read from the database.</summary>
    [Fact]
    public async Task Nothing_that_signs_in_is_stored_as_it_is()
    {
        var invited = await house.Invited([Role("staff")]);
        using var accepted = await house.Send(HttpMethod.Post, "/api/accept", null, new { invite = invited.Invite, password = Officer.Password });
        var answer = await OpenHouse.Json(accepted);
        var stored = (await house.Service<IAccountStore>().Find(invited.Account, Cancel))!;

        var row = string.Join('\n', AccountRow.Of(stored).Select(v => v is byte[] bytes ? Convert.ToHexString(bytes) : v?.ToString()));
        row.ShouldNotContain(invited.Invite);
        row.ShouldNotContain(Officer.Password);
        foreach (var code in answer.List("recovery"))
        {
            row.ShouldNotContain(code.GetString()!);
        }

        var secret = house.Service<AccountSecrets>().Decrypt(invited.Account, stored.Credentials!.Totp).ShouldNotBeNull();
        OneTimeCodes.Spell(secret).ShouldBe(answer.Text("secret"));
        row.ShouldNotContain(Convert.ToHexString(secret));
        house.Service<AccountSecrets>().Decrypt("another", stored.Credentials.Totp).ShouldBeNull();
    }

    /// <summary>Guards who somebody is: a sign-in in one tab would have put another person under what is open in the next.</summary>
    [Fact]
    public async Task A_browser_that_is_somebody_is_asked_before_it_becomes_another()
    {
        var (first, _) = await house.Staff(Role("staff"));
        var (second, _) = await house.Staff(Role("staff"));
        using var browser = new CookieBrowser(house);
        (await browser.SignIn(first, first.Recovery.Dequeue())).ShouldBe((HttpStatusCode.OK, first.Id));
        var code = second.Recovery.Dequeue();
        (await browser.SignIn(second, code)).ShouldBe((HttpStatusCode.Conflict, "signedIn"));
        (await browser.SignIn(first, first.Recovery.Dequeue())).ShouldBe((HttpStatusCode.OK, first.Id));

        (await browser.SignIn(second, code, replace: true)).ShouldBe((HttpStatusCode.OK, second.Id));
        (await browser.Me()).Text("account").ShouldBe(second.Id);
    }

    private async Task<JsonElement> Listed(string account) =>
        (await house.Get("/api/accounts", house.OperatorToken)).List("items").Single(a => a.Text("account") == account);

    private Task<HttpResponseMessage> Edit(string account, object edit) =>
        house.Send(HttpMethod.Patch, $"/api/accounts/{account}", house.OperatorToken, edit);

    private async Task Post(string path)
    {
        using var answer = await house.Send(HttpMethod.Post, path, house.OperatorToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<(HttpStatusCode Status, string Code)> Refused(string path, string? token, object? body = null)
    {
        using var answer = await house.Send(HttpMethod.Post, path, token, body);
        answer.IsSuccessStatusCode.ShouldBeFalse();
        return (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code"));
    }

    private async Task<HttpStatusCode> Me(string token)
    {
        using var answer = await house.Send(HttpMethod.Get, "/api/me", token);
        return answer.StatusCode;
    }
}
