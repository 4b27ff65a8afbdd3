using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Journal;
using Hub.Tests.House;
using Microsoft.AspNetCore.Http;
using static Hub.Tests.House.StaffOfHouse;

namespace Hub.Tests.Access.Staff;

/// <summary>Passkeys of staff accounts, over HTTP: made and used by an authenticator in software, in a browser that knows the house as localhost.</summary>
public sealed class PasskeyCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const string Local = "localhost";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passkey_that_was_added_signs_in_without_password_and_code()
    {
        using var with = await Signed();
        var listed = (await with.Account()).List("passkeys").ShouldHaveSingleItem();
        (listed.Text("name"), listed.Find("usedAt"), listed.At("synced").GetBoolean()).ShouldBe(("手机", null, false));
        await with.Browser.SignOut();

        (await with.SignIn()).ShouldBe((HttpStatusCode.OK, with.Staff.Id));

        (await with.Browser.Me()).Text("account").ShouldBe(with.Staff.Id);
        (await with.Account()).List("passkeys").ShouldHaveSingleItem().Find("usedAt").ShouldNotBeNull();
        with.Browser.Cookie("passkey").ShouldBeNull("the question was answered");
    }

    [Fact]
    public async Task The_account_is_told_to_its_holder_and_to_nobody_else()
    {
        using var with = await Signed();

        var account = await with.Account();

        (account.Text("account"), account.Text("login"), account.Number("recovery"), account.At("recent").GetBoolean())
            .ShouldBe((with.Staff.Id, with.Staff.Login, 9, true));
        foreach (var token in new[] { null, house.OperatorToken, await house.SignIn(await house.Member()) })
        {
            using var answer = await house.Send(HttpMethod.Get, "/api/account", token);
            (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code")).ShouldBe((HttpStatusCode.Unauthorized, "noSession"));
        }
    }

    /// <summary>Guards each check of an answer by one that only it finds out.</summary>
    [Theory]
    [InlineData("answers another question")]
    [InlineData("comes from another origin")]
    [InlineData("comes from a page within another site's")]
    [InlineData("is for another relying party")]
    [InlineData("has not verified who holds it")]
    [InlineData("is signed by another key")]
    [InlineData("counts back")]
    [InlineData("counts no further")]
    [InlineData("is of another account")]
    [InlineData("says not whose it is")]
    [InlineData("is nothing of the kind")]
    public async Task An_answer_that_is_wrong_signs_nobody_in(string how)
    {
        using var with = await Signed();
        await with.Browser.SignOut();
        (await with.SignIn()).Status.ShouldBe(HttpStatusCode.OK);
        await with.Browser.SignOut();
        var (device, isBack) = (with.Device, how is "counts back" or "counts no further");
        _ = how switch
        {
            "answers another question" => device.Challenge = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "comes from another origin" => device.Origin = "http://localhost:1",
            "is for another relying party" => device.Domain = "hub.test",
            "is of another account" => device.Handle = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Guid.NewGuid().ToString("n"))).TrimEnd('='),
            "says not whose it is" => device.Handle = "",
            _ => "",
        };
        device.IsCrossOrigin = how == "comes from a page within another site's";
        device.Verifies = how != "has not verified who holds it";
        device.Forges = how == "is signed by another key";
        device.Count -= how == "counts back" ? 2u : how == "counts no further" ? 1u : 0;

        (await with.SignIn(answer => how == "is nothing of the kind" ? "nothing" : answer)).ShouldBe((HttpStatusCode.Unauthorized, "wrongPasskey"));

        (await with.Browser.Me()).Text("code").ShouldBe("noSession");
        (device.Challenge, device.Origin, device.Domain, device.Handle) = (null, with.Browser.Origin, null, null);
        (device.IsCrossOrigin, device.Verifies, device.Forges, device.Count) = (false, true, false, device.Count + (isBack ? 5u : 0));
        (await with.SignIn()).Status.ShouldBe(HttpStatusCode.OK, "what is right still does");
    }

    /// <summary>Guards an answer that was read on the way, or left in a browser: an authenticator that does not count tells nothing by its count.</summary>
    [Fact]
    public async Task An_answer_signs_in_once()
    {
        using var with = await Signed(counts: false);
        await with.Browser.SignOut();
        var question = await with.Ask();
        var kept = with.Browser.Cookie("passkey").ShouldNotBeNull();
        var answer = with.Device.Get(question);
        (await with.Answer(answer)).Status.ShouldBe(HttpStatusCode.OK);
        await with.Browser.SignOut();

        (await with.Answer(answer)).ShouldBe((HttpStatusCode.Unauthorized, "wrongPasskey"), "the question was taken from the browser");
        with.Browser.SetCookie("passkey", kept);
        (await with.Answer(answer)).ShouldBe((HttpStatusCode.Unauthorized, "wrongPasskey"), "and was answered");
        (await with.SignIn()).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_question_is_answered_by_the_browser_that_was_asked_and_for_what_it_was_asked()
    {
        using var with = await Signed();
        await with.Browser.SignOut();
        using var other = new CookieBrowser(house, Local);
        var answer = with.Device.Get(await with.Ask());

        (await other.Send(HttpMethod.Post, "/api/session/passkey", new { credential = answer })).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await other.Send(HttpMethod.Post, "/api/session/passkey/options")).Status.ShouldBe(HttpStatusCode.OK);
        (await other.Send(HttpMethod.Post, "/api/session/passkey", new { credential = answer })).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await with.Browser.SignIn(with.Staff, with.Staff.Recovery.Dequeue())).Status.ShouldBe(HttpStatusCode.OK);
        (await with.Browser.Send(HttpMethod.Post, "/api/session/passkey/options")).Status.ShouldBe(HttpStatusCode.OK);
        using var second = new SoftAuthenticator { Origin = with.Browser.Origin };
        var made = second.Create(JsonSerializer.SerializeToElement(new
        {
            rp = new { id = Local },
            user = new { id = "eA" },
            challenge = "AAAA",
        }));
        (await with.Add(made)).ShouldBe((HttpStatusCode.Conflict, "wrongPasskey"), "it was asked for a sign-in");
    }

    [Fact]
    public async Task A_removed_passkey_signs_in_no_more_and_the_password_still_does()
    {
        using var with = await Signed();
        var passkey = (await with.Account()).List("passkeys").Single().Text("passkey");
        using var other = await Signed();
        (await other.Browser.Send(HttpMethod.Delete, $"/api/account/passkeys/{passkey}")).Said.Text("code").ShouldBe("unknownPasskey", "another's");

        (await with.Browser.Send(HttpMethod.Delete, $"/api/account/passkeys/{passkey}")).Status.ShouldBe(HttpStatusCode.NoContent);

        (await with.Browser.Send(HttpMethod.Delete, $"/api/account/passkeys/{passkey}")).Said.Text("code").ShouldBe("unknownPasskey");
        (await with.Account()).List("passkeys").ShouldBeEmpty();
        await with.Browser.SignOut();
        (await with.SignIn()).ShouldBe((HttpStatusCode.Unauthorized, "wrongPasskey"));
        (await with.Browser.SignIn(with.Staff, with.Staff.Recovery.Dequeue())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_passkey_is_renamed_by_its_holder()
    {
        using var with = await Signed();
        var path = $"/api/account/passkeys/{(await with.Account()).List("passkeys").Single().Text("passkey")}";

        (await with.Browser.Send(HttpMethod.Patch, path, new { name = " 旧手机 " })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await with.Browser.Send(HttpMethod.Patch, path, new { name = " " })).Said.Text("code").ShouldBe("empty");
        (await with.Browser.Send(HttpMethod.Patch, path, new { name = new string('长', 41) })).Said.Text("code").ShouldBe("tooLong");
        using var other = await Signed();
        (await other.Browser.Send(HttpMethod.Patch, path, new { name = "别人的" })).Said.Text("code").ShouldBe("unknownPasskey");

        (await with.Account()).List("passkeys").Single().Text("name").ShouldBe("旧手机");
    }

    [Fact]
    public async Task A_disabled_account_signs_in_by_no_passkey_and_enabled_by_the_one_it_had()
    {
        using var with = await Signed();
        await Operator(HttpMethod.Post, $"/api/accounts/{with.Staff.Id}/disable");
        (await with.Browser.Me()).Text("code").ShouldBe("noSession", "its sessions have ended");

        (await with.SignIn()).ShouldBe((HttpStatusCode.Unauthorized, "wrongPasskey"));

        await Operator(HttpMethod.Post, $"/api/accounts/{with.Staff.Id}/enable");
        (await with.SignIn()).ShouldBe((HttpStatusCode.OK, with.Staff.Id));
    }

    /// <summary>Guards a lost phone: whoever has it would have come back with the account's new password.</summary>
    [Fact]
    public async Task Whoever_is_invited_anew_has_no_passkey_of_before()
    {
        using var with = await Signed();
        var stored = (await house.Service<IPasskeyStore>().ReadOf(with.Staff.Id, Cancel)).Single();
        using var invited = await house.Send(HttpMethod.Post, $"/api/accounts/{with.Staff.Id}/invite", house.OperatorToken);
        (await with.SignIn()).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await house.Service<IPasskeyStore>().ReadOf(with.Staff.Id, Cancel)).ShouldBeEmpty();

        // As where a node of a build that knows no passkeys invited them: it removes none.
        (await house.Service<IPasskeyStore>().Add(stored)).ShouldBeTrue();
        await house.Accepted((with.Staff.Id, (await OpenHouse.Json(invited)).Text("invite"), with.Staff.Login));

        (await with.SignIn()).ShouldBe((HttpStatusCode.Unauthorized, "wrongPasskey"));
    }

    /// <summary>Guards the passkeys that are stored: by another rule they would sign in no more.</summary>
    [Fact]
    public void A_passkey_of_an_account_with_a_password_belongs_to_its_one_time_codes()
    {
        var account = new StaffAccount("a", "陈工", "chen", []);
        Passkey.SecretOf(account).ShouldBeNull();
        Passkey.SecretOf(account with { Credentials = new StaffCredentials("", [1, 2, 3], 0, [], IsConfirmed: true) }).ShouldBe(Hash.Of([1, 2, 3]));
    }

    [Fact]
    public async Task A_credential_is_one_accounts_and_an_account_has_at_most_twenty()
    {
        using var with = await Signed();
        using var other = await Signed();
        using var same = new SoftAuthenticator { Credential = with.Device.Credential, Origin = other.Browser.Origin };
        (await other.Add(same.Create(await other.AskForNew()))).ShouldBe((HttpStatusCode.Conflict, "passkeyTaken"));
        (await with.AskForNew()).List("excludeCredentials").Select(c => c.Text("id")).ShouldBe(
            [System.Buffers.Text.Base64Url.EncodeToString(with.Device.Credential)], "the authenticator sees by itself that it has one");
        for (var i = 1; i < 20; i++)
        {
            using var more = new SoftAuthenticator { Origin = with.Browser.Origin };
            (await with.Add(more.Create(await with.AskForNew()))).Status.ShouldBe(HttpStatusCode.Created);
        }

        using var last = new SoftAuthenticator { Origin = with.Browser.Origin };
        (await with.Add(last.Create(await with.AskForNew()))).ShouldBe((HttpStatusCode.Conflict, "tooManyPasskeys"));
    }

    /// <summary>Guards an open screen: whoever finds it would have made themselves a way in for good.</summary>
    [Fact]
    public async Task Passkeys_are_added_and_removed_only_shortly_after_signing_in()
    {
        using var with = await Signed();
        var passkey = (await with.Account()).List("passkeys").Single().Text("passkey");
        using var device = new SoftAuthenticator { Origin = with.Browser.Origin };
        var made = device.Create(await with.AskForNew());
        var session = (await with.Browser.Send(HttpMethod.Get, "/api/sessions")).Said.List("items").Single(s => s.At("current").GetBoolean()).Text("session");
        await house.SignedInLongAgo(session);

        (await with.Account()).At("recent").GetBoolean().ShouldBeFalse();
        (await with.Add(made)).ShouldBe((HttpStatusCode.Forbidden, "signInAgain"));
        (await with.Browser.Send(HttpMethod.Post, "/api/account/passkeys/options")).Said.Text("code").ShouldBe("signInAgain");
        (await with.Browser.Send(HttpMethod.Delete, $"/api/account/passkeys/{passkey}")).Said.Text("code").ShouldBe("signInAgain");

        (await with.SignIn()).Status.ShouldBe(HttpStatusCode.OK);
        (await with.Add(device.Create(await with.AskForNew()))).Status.ShouldBe(HttpStatusCode.Created);
        (await with.Browser.Send(HttpMethod.Delete, $"/api/account/passkeys/{passkey}")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    /// <summary>Guards a session that somebody else may have put into the browser, or seen: it does not live on behind a sign-in.</summary>
    [Fact]
    public async Task Signing_in_again_makes_another_session_and_ends_the_one_before()
    {
        using var with = await Signed();
        var before = await Sessions();

        (await with.SignIn()).Status.ShouldBe(HttpStatusCode.OK);
        var byPasskey = await Sessions();
        (await with.Browser.SignIn(with.Staff, with.Staff.Recovery.Dequeue())).Status.ShouldBe(HttpStatusCode.OK);
        var byPassword = await Sessions();

        byPasskey.ShouldHaveSingleItem().ShouldNotBe(before.ShouldHaveSingleItem());
        byPassword.ShouldHaveSingleItem().ShouldNotBe(byPasskey[0]);

        // The one by which the account was taken up is a script's, and goes on.
        async Task<List<string>> Sessions() => [.. (await with.Browser.Send(HttpMethod.Get, "/api/sessions")).Said.List("items")
            .Select(s => s.Text("session")).Where(s => s != with.First)];
    }

    [Fact]
    public async Task A_browser_that_is_somebody_else_is_asked_before_a_passkey_makes_it_another()
    {
        using var with = await Signed();
        var (second, _) = await house.Staff(Role("staff"));
        (await with.Browser.SignIn(second, second.Recovery.Dequeue(), replace: true)).Status.ShouldBe(HttpStatusCode.OK);
        var answer = with.Device.Get(await with.Ask());

        (await with.Answer(answer)).ShouldBe((HttpStatusCode.Conflict, "signedIn"));
        (await with.Browser.Me()).Text("account").ShouldBe(second.Id);
        (await with.Answer(answer, replace: true)).ShouldBe((HttpStatusCode.OK, with.Staff.Id), "the question still waits for its answer");
    }

    [Fact]
    public async Task At_another_address_than_the_houses_own_by_https_there_are_no_passkeys()
    {
        var (staff, session) = await house.Staff(Role("staff"));
        using var byNumber = new CookieBrowser(house);
        (await byNumber.SignIn(staff, staff.Recovery.Dequeue())).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var path in new[] { "/api/session/passkey/options", "/api/account/passkeys/options" })
        {
            var (status, said) = await byNumber.Send(HttpMethod.Post, path);
            (status, said.Text("code")).ShouldBe((HttpStatusCode.Conflict, "notSecure"));
            using var script = await house.Send(HttpMethod.Post, path, session.Text("token"));
            (await OpenHouse.Json(script)).Text("code").ShouldBe("notSecure", "a script has no page");
        }
    }

    [Theory]
    [InlineData("https://hub.example.cn", "https://hub.example.cn", "hub.example.cn https://hub.example.cn")]
    [InlineData("https://Hub.Example.cn/", "https://hub.example.cn", "hub.example.cn https://hub.example.cn")]
    [InlineData("https://hub.example.cn:8443", "https://hub.example.cn:8443", "hub.example.cn https://hub.example.cn:8443")]
    [InlineData("https://协商.中国", "https://xn--ykrq9b.xn--fiqs8s", "xn--ykrq9b.xn--fiqs8s https://xn--ykrq9b.xn--fiqs8s")]
    [InlineData(null, "http://localhost:5080", "localhost http://localhost:5080")]
    [InlineData("https://hub.example.cn", "http://localhost:5080", "localhost http://localhost:5080")]
    [InlineData("https://hub.example.cn", "http://hub.example.cn", null)]
    [InlineData("https://hub.example.cn", "https://hub.example.cn:8443", null)]
    [InlineData("https://hub.example.cn", "https://www.hub.example.cn", null)]
    [InlineData("http://hub.example.cn", "http://hub.example.cn", null)]
    [InlineData("https://10.0.0.5", "https://10.0.0.5", null)]
    [InlineData(null, "https://hub.example.cn", null)]
    [InlineData("https://hub.example.cn", "null", null)]
    [InlineData("https://hub.example.cn", "", null)]
    public void The_relying_party_is_the_houses_own_host_by_https_or_localhost(string? publicUrl, string origin, string? expected)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Origin = origin;
        var party = RelyingParty.Of(http, new HouseSettings { PublicUrl = publicUrl });
        (party is null ? null : $"{party.Domain} {party.Origin}").ShouldBe(expected);
    }

    [Fact]
    public async Task What_is_held_of_somebody_names_their_passkeys_and_is_forgotten_with_the_account()
    {
        using var with = await Signed();
        var held = (await with.Browser.Send(HttpMethod.Get, "/api/me/data")).Said.List("accounts").Single().List("passkeys").ShouldHaveSingleItem();
        held.Text("name").ShouldBe("手机");

        await house.Service<StaffAccounts>().Forget(with.Staff.Id);

        (await house.Service<IPasskeyStore>().ReadOf(with.Staff.Id, Cancel)).ShouldBeEmpty();
        (await with.SignIn()).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>Guards both: whoever tries a passkey's account without it is stopped, and slows neither its own browser nor its password.</summary>
    [Fact]
    public async Task Whoever_tries_without_the_passkey_is_stopped_and_its_own_browser_is_not()
    {
        await using var strict = new StrictHouse();
        await strict.InitializeAsync();
        using var with = await Signed(at: strict);
        await with.Browser.SignOut();
        (await with.SignIn()).Status.ShouldBe(HttpStatusCode.OK);
        await with.Browser.SignOut();
        using var thief = new CookieBrowser(strict, Local);
        var (wrong, last) = (0, HttpStatusCode.Unauthorized);
        while (last == HttpStatusCode.Unauthorized)
        {
            (await thief.Send(HttpMethod.Post, "/api/session/passkey/options")).Status.ShouldBe(HttpStatusCode.OK);
            last = (await thief.Send(HttpMethod.Post, "/api/session/passkey", new { credential = with.Device.Get(await with.Ask()) })).Status;
            (wrong += last == HttpStatusCode.Unauthorized ? 1 : 0).ShouldBeLessThan(20);
        }

        (wrong, last).ShouldBe((10, HttpStatusCode.TooManyRequests));
        (await with.SignIn()).Status.ShouldBe(HttpStatusCode.OK);
        await with.Browser.SignOut();
        (await with.Browser.SignIn(with.Staff, with.Staff.Recovery.Dequeue())).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task Operator(HttpMethod method, string path)
    {
        using var answer = await house.Send(method, path, house.OperatorToken);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }

    private Task<WithPasskey> Signed(bool counts = true, OpenHouse? at = null) => WithPasskey.Signed(at ?? house, counts);
}

/// <summary>Somebody of the staff in a browser on their own machine, with an authenticator.</summary>
internal sealed class WithPasskey(Officer staff, string first, CookieBrowser browser, SoftAuthenticator device) : IDisposable
{
    public Officer Staff => staff;

    /// <summary>The session by which the account was taken up, a script's.</summary>
    public string First => first;

    public CookieBrowser Browser => browser;

    public SoftAuthenticator Device => device;

    /// <summary>Signed in by a password, with a passkey added.</summary>
    public static async Task<WithPasskey> Signed(OpenHouse house, bool counts = true)
    {
        var (staff, session) = await house.Staff(Role("staff"));
        var browser = new CookieBrowser(house, "localhost");
        var with = new WithPasskey(staff, session.Text("session"), browser, new SoftAuthenticator { Origin = browser.Origin, Counts = counts });
        (await browser.SignIn(staff, staff.Recovery.Dequeue())).Status.ShouldBe(HttpStatusCode.OK);
        (await with.Add(with.Device.Create(await with.AskForNew()))).Status.ShouldBe(HttpStatusCode.Created);
        return with;
    }

    public async Task<JsonElement> Account() => (await browser.Send(HttpMethod.Get, "/api/account")).Said;

    public async Task<JsonElement> AskForNew() => (await browser.Send(HttpMethod.Post, "/api/account/passkeys/options")).Said;

    public async Task<JsonElement> Ask() => (await browser.Send(HttpMethod.Post, "/api/session/passkey/options")).Said;

    /// <returns>The status, and the passkey's id, or why not.</returns>
    public async Task<(HttpStatusCode Status, string Said)> Add(JsonObject credential)
    {
        var (status, said) = await browser.Send(HttpMethod.Post, "/api/account/passkeys", new { name = "手机", credential });
        return (status, said.Text(status == HttpStatusCode.Created ? "passkey" : "code"));
    }

    /// <returns>The status, and the account, or why not.</returns>
    public async Task<(HttpStatusCode Status, string Said)> Answer(JsonNode credential, bool replace = false, OpenHouse? at = null)
    {
        var (status, said) = await browser.Send(HttpMethod.Post, "/api/session/passkey", new { credential, replace }, at);
        return (status, said.Text(status == HttpStatusCode.OK ? "account" : "code"));
    }

    public async Task<(HttpStatusCode Status, string Said)> SignIn(Func<JsonObject, JsonNode>? change = null)
    {
        var answer = device.Get(await Ask());
        return await Answer(change?.Invoke(answer) ?? answer);
    }

    public void Dispose()
    {
        browser.Dispose();
        device.Dispose();
    }
}
