using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Hub.Domain.Audit;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Hub.Tests.House;
using static Hub.Tests.Access.OpenId.Provider;
using static Hub.Tests.House.Commands;
using static Hub.Tests.House.StaffOfHouse;

namespace Hub.Tests.Access.OpenId;

/// <summary>Signing in by a provider: a real one, beside a whole house.</summary>
public sealed class ProviderSignInTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    private const string NoAccount = "/signin#why=noAccount";

    [Fact]
    public async Task Whom_an_operator_invited_signs_in_as_themselves_and_nobody_else_by_that_name_later()
    {
        var (name, subject) = (Fresh("zhao"), Fresh("s"));
        var account = await Invited(name, Role("staff", "涟水县"));
        (await Listed(account)).Text("state").ShouldBe("invited");
        using var browser = await ProviderBrowser.SignedIn(house, subject, new Claim("preferred_username", name), new Claim("sid", "there"));

        var me = await browser.Get("/api/me");
        (me.Text("account"), me.Text("role")).ShouldBe((account, "staff"));
        me.List("roles").Select(r => (r.Text("role"), r.Find("county")?.GetString())).ShouldBe([("staff", "涟水县")]);
        var listed = await Listed(account);
        (listed.Text("state"), listed.Text("provider"), listed.Find("invitedUntil")).ShouldBe(("active", "signsIn", null));

        var another = Fresh("s");
        house.Provider.Says(another, new Claim("preferred_username", name));
        using var stranger = new ProviderBrowser(house);
        (await stranger.SignIn(another)).ShouldBe(NoAccount);
        (await stranger.Account()).ShouldBeNull();

        using var again = await ProviderBrowser.SignedIn(house, subject, new Claim("preferred_username", "renamed"));
        (await again.Account()).ShouldBe(account);
    }

    [Theory]
    [InlineData("the id", true)]
    [InlineData("a verified address", true)]
    [InlineData("an address that nobody verified", false)]
    public async Task An_invitation_goes_by_what_the_provider_vouches_for(string by, bool may)
    {
        var subject = Fresh("s");
        var mail = $"{subject}@huaian.example";
        var account = await Invited(by == "the id" ? subject : mail, Role("staff"));
        house.Provider.Says(
            subject, new Claim("email", mail), new Claim("email_verified", by == "a verified address" ? "true" : "false", ClaimValueTypes.Boolean));
        using var browser = new ProviderBrowser(house);

        (await browser.SignIn(subject)).ShouldBe(may ? "/" : NoAccount);

        (await browser.Account()).ShouldBe(may ? account : null);
    }

    /// <summary>Guards accounts with a password: at many providers people choose what they are called.</summary>
    [Fact]
    public async Task An_account_that_signs_in_by_password_is_never_taken_over()
    {
        var (staff, _) = await house.Staff(Role("operator"));
        var subject = Fresh("s");
        house.Provider.Says(subject, new Claim("preferred_username", staff.Login));
        using var browser = new ProviderBrowser(house);
        (await browser.SignIn(subject)).ShouldBe(NoAccount);

        house.Provider.Says(subject, [new Claim("preferred_username", staff.Login), .. Roles("audit")]);
        (await browser.SignIn(subject)).ShouldBe("/");

        var account = (await browser.Account()).ShouldNotBeNull();
        account.ShouldNotBe(staff.Id);
        (await Listed(account)).Text("login").ShouldStartWith("provider-");
    }

    [Fact]
    public async Task Whoever_has_a_role_at_the_provider_gets_an_account_with_exactly_that()
    {
        var subject = Fresh("s");
        house.Provider.Says(
            subject,
            [new Claim("name", "钱主任"), new Claim("preferred_username", subject), .. Roles("desk-lianshui", "audit", "something of another system")]);
        using var browser = new ProviderBrowser(house);

        (await browser.SignIn(subject)).ShouldBe("/");

        var account = (await browser.Account()).ShouldNotBeNull();
        (await browser.Get("/api/me")).List("roles").Select(r => (r.Text("role"), r.Find("county")?.GetString()))
            .ShouldBe([("auditor", null), ("staff", "涟水县")], ignoreOrder: true);
        var listed = await Listed(account);
        (listed.Text("name"), listed.Text("login"), listed.Text("provider")).ShouldBe(("钱主任", subject, "saysRoles"));
        using var edit = await house.Send(
            HttpMethod.Patch, $"/api/accounts/{account}", house.OperatorToken, new { roles = new[] { Role("operator") } });
        (await OpenHouse.Json(edit)).Text("code").ShouldBe("rolesByProvider");
        (await Noted(AuditActs.AccountMade, $"accounts/{account}")).At("who").Text("kind").ShouldBe(AuditKinds.House);
        (await Noted(AuditActs.SignedIn, $"sessions/{(await browser.Get("/api/sessions")).List("items").Single().Text("session")}"))
            .At("who").Text("id").ShouldBe(account);
    }

    [Fact]
    public async Task A_department_is_led_to_what_is_committed_to_it()
    {
        var subject = Fresh("s");
        house.Provider.Says(subject, Roles("traffic"));
        using var browser = new ProviderBrowser(house);
        (await browser.SignIn(subject)).ShouldBe("/department");
    }

    [Fact]
    public async Task A_role_that_was_withdrawn_is_gone_at_the_next_sign_in_and_ends_what_was_open()
    {
        var subject = Fresh("s");
        using var browser = await ProviderBrowser.SignedIn(house, subject, Roles("desk", "audit"));
        var (account, token) = ((await browser.Account()).ShouldNotBeNull(), browser.Token);
        var room = await house.Meeting(visibility: "codes");
        await using var line = await new Person(room, "钱主任", "", token).Connect();

        using var elsewhere = await ProviderBrowser.SignedIn(house, subject, Roles("audit"));

        await line.Until(() => line.IsClosed, "the end of the connection");
        (await house.Me(token)).ShouldBe(HttpStatusCode.Unauthorized);
        (await elsewhere.Account()).ShouldBe(account);
        (await elsewhere.Get("/api/me")).List("roles").Select(r => r.Text("role")).ShouldBe(["auditor"]);

        house.Provider.Says(subject);
        using var last = new ProviderBrowser(house);
        (await last.SignIn(subject)).ShouldBe("/signin#why=noRole");
        (await last.Account()).ShouldBeNull();
        (await house.Me(elsewhere.Token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>Guards accounts without a password: their passkeys hung on the secret of one-time codes that they do not have, and opened nothing.</summary>
    [Fact]
    public async Task A_passkey_of_an_account_of_the_provider_signs_in_until_it_is_invited_anew()
    {
        var (name, subject) = (Fresh("xu"), Fresh("s"));
        var account = await Invited(name, Role("staff"));
        using var provider = await ProviderBrowser.SignedIn(house, subject, new Claim("preferred_username", name));
        using var browser = new CookieBrowser(house, "localhost");
        browser.SetCookie("hub", provider.Token);
        using var device = new SoftAuthenticator { Origin = browser.Origin };
        var credential = device.Create((await browser.Send(HttpMethod.Post, "/api/account/passkeys/options")).Said);

        (await browser.Send(HttpMethod.Post, "/api/account/passkeys", new { name = "手机", credential })).Status.ShouldBe(HttpStatusCode.Created);

        var mine = (await browser.Send(HttpMethod.Get, "/api/account")).Said;
        (mine.List("passkeys").ShouldHaveSingleItem().Text("name"), mine.Find("recovery")).ShouldBe(("手机", null));
        await browser.SignOut();
        (await ByPasskey()).ShouldBe(HttpStatusCode.OK);
        (await browser.Me()).Text("account").ShouldBe(account);

        // As where a node of a build that knows no passkeys invited them: it removes none.
        var store = house.Service<IPasskeyStore>();
        var stored = (await store.ReadOf(account, TestContext.Current.CancellationToken)).Single();
        using var invited = await house.Send(HttpMethod.Post, $"/api/accounts/{account}/invite", house.OperatorToken);
        invited.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await store.Add(stored)).ShouldBeTrue();
        (await provider.SignIn(subject)).ShouldBe("/");
        (await provider.Account()).ShouldBe(account);
        (await ByPasskey()).ShouldBe(HttpStatusCode.Unauthorized);

        async Task<HttpStatusCode> ByPasskey()
        {
            var answer = device.Get((await browser.Send(HttpMethod.Post, "/api/session/passkey/options")).Said);
            return (await browser.Send(HttpMethod.Post, "/api/session/passkey", new { credential = answer })).Status;
        }
    }

    /// <summary>Guards a screen that was left unlocked: its holder has nothing to type, so that they show themselves at the provider once more.</summary>
    [Fact]
    public async Task An_account_of_the_provider_ends_a_session_elsewhere_shortly_after_it_signed_in()
    {
        var subject = Fresh("s");
        house.Provider.Says(subject, Roles("desk"));
        using var phone = new ProviderBrowser(house);
        using var tablet = new ProviderBrowser(house);
        await phone.SignIn(subject);
        await tablet.SignIn(subject);
        var lost = await Current(tablet);
        await house.SignedInLongAgo(await Current(phone));

        (await phone.Get("/api/sessions")).At("again").GetBoolean().ShouldBeTrue();
        (await End()).ShouldBe((HttpStatusCode.Forbidden, "signInAgain"));
        (await house.Me(tablet.Token)).ShouldBe(HttpStatusCode.OK);
        (await phone.SignIn(subject, replace: true)).ShouldBe("/");

        (await phone.Get("/api/sessions")).Find("again").ShouldBeNull();
        (await End()).ShouldBe((HttpStatusCode.NoContent, ""));
        (await house.Me(tablet.Token)).ShouldBe(HttpStatusCode.Unauthorized);

        async Task<(HttpStatusCode Status, string Code)> End()
        {
            using var answer = await house.Send(HttpMethod.Delete, $"/api/sessions/{lost}", phone.Token);
            return (answer.StatusCode, answer.IsSuccessStatusCode ? "" : (await OpenHouse.Json(answer)).Text("code"));
        }

        static async Task<string> Current(ProviderBrowser browser) =>
            (await browser.Get("/api/sessions")).List("items").Single(i => i.At("current").GetBoolean()).Text("session");
    }

    [Fact]
    public async Task A_role_that_is_given_besides_ends_nothing_and_counts_in_what_is_open()
    {
        var subject = Fresh("s");
        using var phone = await ProviderBrowser.SignedIn(house, subject, Roles("audit"));
        using var tablet = await ProviderBrowser.SignedIn(house, subject, Roles("audit", "desk"));

        (await phone.Get("/api/me")).List("roles").Select(r => r.Text("role")).ShouldBe(["auditor", "staff"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_disabled_account_is_refused()
    {
        var subject = Fresh("s");
        using var browser = await ProviderBrowser.SignedIn(house, subject, Roles("desk"));
        using var disabled = await house.Send(HttpMethod.Post, $"/api/accounts/{await browser.Account()}/disable", house.OperatorToken);

        (await browser.Account()).ShouldBeNull("what was open under it has ended");
        using var again = new ProviderBrowser(house);
        (await again.SignIn(subject)).ShouldBe("/signin#why=accountDisabled");
        (await again.Account()).ShouldBeNull();
    }

    [Fact]
    public async Task Who_is_invited_again_is_tied_to_nobody_until_the_next_sign_in()
    {
        var (name, subject, other) = (Fresh("sun"), Fresh("s"), Fresh("s"));
        var account = await Invited(name, Role("staff"));
        using var browser = await ProviderBrowser.SignedIn(house, subject, new Claim("preferred_username", name));

        using var invited = await house.Send(HttpMethod.Post, $"/api/accounts/{account}/invite", house.OperatorToken);
        (await OpenHouse.Json(invited)).Find("link").ShouldBeNull();

        (await browser.Account()).ShouldBeNull();
        using var next = await ProviderBrowser.SignedIn(house, other, new Claim("preferred_username", name));
        (await next.Account()).ShouldBe(account);
        (await browser.SignIn(subject)).ShouldBe(NoAccount);
    }

    [Fact]
    public async Task What_was_not_begun_in_this_browser_is_refused_and_so_is_what_comes_back_twice()
    {
        var subject = Fresh("s");
        house.Provider.Says(subject, Roles("desk"));
        using var browser = new ProviderBrowser(house);
        using var victim = new ProviderBrowser(house);
        var callback = await browser.Prove(await browser.Begin(), subject);

        (await victim.Return(callback)).ShouldBe("/signin#why=stale");
        (await browser.Return(new Uri(callback.ToString().Replace("state=", "state=x", StringComparison.Ordinal)))).ShouldBe("/signin#why=stale");
        (await browser.Return(new Uri(house.Address, "/api/oidc/callback?code=made-up"))).ShouldBe("/signin#why=stale");
        (await browser.Return(callback)).ShouldBe("/");
        (await browser.Return(callback)).ShouldBe("/signin#why=stale");

        (await victim.Account()).ShouldBeNull();
    }

    /// <summary>Guards a code that somebody read on the way: it is bound to the flow for which it was made (RFC 7636).</summary>
    [Fact]
    public async Task A_code_of_another_flow_is_refused()
    {
        var subject = Fresh("s");
        house.Provider.Says(subject, Roles("desk"));
        using var browser = new ProviderBrowser(house);
        using var thief = new ProviderBrowser(house);
        var stolen = Parameter(await browser.Prove(await browser.Begin(), subject), "code");
        var own = await thief.Prove(await thief.Begin(), Fresh("s"));

        (await thief.Return(new Uri(own.ToString().Replace(Parameter(own, "code"), stolen, StringComparison.Ordinal)))).ShouldBe("/signin#why=notProven");

        (await thief.Account()).ShouldBeNull();

        static string Parameter(Uri url, string name) =>
            url.Query.TrimStart('?').Split('&').Single(p => p.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
    }

    [Theory]
    [InlineData("of another flow")]
    [InlineData("without a nonce")]
    [InlineData("of another client")]
    [InlineData("of another issuer")]
    [InlineData("that is over")]
    [InlineData("without a signature")]
    [InlineData("signed by another")]
    [InlineData("signed with what the hub knows too")]
    [InlineData("of nobody")]
    public async Task An_ID_token_is_refused(string how)
    {
        var subject = Fresh("s");
        house.Provider.Says(subject, Roles("desk"));
        house.Provider.Forged[subject] = claims =>
        {
            switch (how)
            {
                case "of another flow":
                    claims["nonce"] = "of another flow";
                    break;
                case "without a nonce":
                    claims.Remove("nonce");
                    break;
                case "of another client":
                    claims["aud"] = "another-client";
                    break;
                case "of another issuer":
                    claims["iss"] = "https://another.example/";
                    break;
                case "that is over":
                    claims["exp"] = DateTimeOffset.UtcNow.AddMinutes(-10).ToUnixTimeSeconds();
                    claims["iat"] = DateTimeOffset.UtcNow.AddMinutes(-20).ToUnixTimeSeconds();
                    claims.Remove("nbf");
                    break;
                case "of nobody":
                    claims.Remove("sub");
                    break;
            }

            return house.Provider.Sign(
                claims, byAnother: how == "signed by another",
                algorithm: how == "without a signature" ? "none" : how == "signed with what the hub knows too" ? "HS256" : "RS256");
        };
        using var browser = new ProviderBrowser(house);

        (await browser.SignIn(subject)).ShouldBe("/signin#why=notProven");

        (await browser.Account()).ShouldBeNull();
    }

    /// <summary>Guards the test above: what is signed again as it was is taken.</summary>
    [Fact]
    public async Task An_ID_token_that_was_signed_by_the_test_is_taken()
    {
        var subject = Fresh("s");
        house.Provider.Says(subject, Roles("desk"));
        house.Provider.Forged[subject] = claims => house.Provider.Sign(claims);
        using var browser = new ProviderBrowser(house);
        (await browser.SignIn(subject)).ShouldBe("/");
    }

    [Fact]
    public async Task Who_changes_their_mind_at_the_provider_is_told_so()
    {
        using var browser = new ProviderBrowser(house);
        (await browser.SignIn("nobody")).ShouldBe("/signin#why=cancelled");
    }

    [Fact]
    public async Task A_browser_that_is_somebody_is_asked_before_it_becomes_another()
    {
        var (first, second) = (Fresh("s"), Fresh("s"));
        house.Provider.Says(first, Roles("desk"));
        house.Provider.Says(second, Roles("audit"));
        using var browser = new ProviderBrowser(house);
        await browser.SignIn(first);
        var (was, token) = (await browser.Account(), browser.Token);

        using var asked = await browser.Press();
        (asked.StatusCode, (await OpenHouse.Json(asked)).Text("code")).ShouldBe((HttpStatusCode.Conflict, "signedIn"));
        (await browser.SignIn(second, replace: true)).ShouldBe("/");

        (await browser.Account()).ShouldNotBe(was);
        (await house.Me(token)).ShouldBe(HttpStatusCode.Unauthorized, "what was left has ended");
    }

    /// <summary>Guards a machine that was left alone: who sat down at it confirmed powerful acts by a sign-in at which the provider asked nothing.</summary>
    [Theory]
    [InlineData("now", "/")]
    [InlineData("an hour ago", "/signin#why=notAsked")]
    [InlineData("at no time", "/signin#why=notAsked")]
    public async Task Who_signs_in_anew_is_asked_again_by_the_provider(string proven, string where)
    {
        var subject = Fresh("s");
        house.Provider.Says(subject, Roles("desk"));
        using var browser = new ProviderBrowser(house);
        (await browser.Begin()).Query.ShouldNotContain("prompt=", Case.Sensitive, "who is nobody yet comes in by what the provider remembers");
        (await browser.SignIn(subject)).ShouldBe("/");
        var was = browser.Token;
        house.Provider.Forged[subject] = claims =>
        {
            claims["auth_time"].ShouldNotBeNull();
            if (proven == "an hour ago")
            {
                claims["auth_time"] = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds();
            }
            else if (proven == "at no time")
            {
                claims.Remove("auth_time");
            }

            return house.Provider.Sign(claims);
        };

        var page = await browser.Begin(replace: true);
        (page.Query.Contains("prompt=login", StringComparison.Ordinal), page.Query.Contains("max_age=0", StringComparison.Ordinal)).ShouldBe((true, true));
        (await browser.Return(await browser.Prove(page, subject))).ShouldBe(where);

        (browser.Token != was).ShouldBe(where == "/");
        (await browser.Account()).ShouldNotBeNull("a sign-in that was not completed leaves what was");
    }

    [Fact]
    public async Task Another_site_begins_nothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/oidc/begin")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { }),
            Headers = { { "Origin", "https://evil.example" } },
        };
        using var answer = await house.Http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task What_the_provider_knows_somebody_by_is_told_to_them_and_forgotten_with_the_account()
    {
        var subject = Fresh("s");
        using var browser = await ProviderBrowser.SignedIn(house, subject, [new Claim("sid", "session-there"), .. Roles("desk")]);

        var held = await browser.Get("/api/me/data");

        var account = held.List("accounts").ShouldHaveSingleItem();
        (account.Text("issuer"), account.Text("subject")).ShouldBe((house.Provider.Address.ToString(), subject));
        held.List("sessions").ShouldHaveSingleItem().Text("provider").ShouldBe("session-there");
        await house.Service<StaffAccounts>().Forget(account.Text("account"));
        (await house.Service<IAccountStore>().FindSubject(house.Provider.Address.ToString(), subject, TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    /// <summary>Guards a house that would not start, or say nothing, because somebody else's machine is down.</summary>
    [Fact]
    public async Task A_house_starts_without_its_provider_and_says_so_at_the_button()
    {
        await using var alone = new AloneHouse();
        await alone.InitializeAsync();
        using var browser = new ProviderBrowser(alone);

        using var pressed = await browser.Press();

        (pressed.StatusCode, (await OpenHouse.Json(pressed)).Text("code")).ShouldBe((HttpStatusCode.ServiceUnavailable, "providerDown"));
        await alone.Provider.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            alone.Provider.Says("sun", Roles("desk"));
            (await browser.SignIn("sun")).ShouldBe("/");
        }
        finally
        {
            await alone.Provider.StopAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Guards what is somebody else's to read: the provider's tokens open more than this house.</summary>
    [Fact]
    public async Task No_token_of_the_provider_is_kept_or_given_to_the_browser()
    {
        var (subject, token) = (Fresh("s"), "");
        house.Provider.Says(subject, Roles("desk"));
        house.Provider.Forged[subject] = claims => token = house.Provider.Sign(claims);
        using var browser = new ProviderBrowser(house);
        (await browser.SignIn(subject)).ShouldBe("/");

        token.Length.ShouldBeGreaterThan(200);
        browser.Cookies.ShouldAllBe(c => !c.Value.Contains(token.Split('.')[2], StringComparison.Ordinal));
        foreach (var file in new[] { house.File, house.File + "-wal" })
        {
            await using var stored = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var text = new StreamReader(stored, System.Text.Encoding.Latin1);
            (await text.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldNotContain(token.Split('.')[2]);
        }
    }

    /// <summary>Guards against a provider that was given another's metadata (OpenID Connect Discovery 1.0, 4.3).</summary>
    [Fact]
    public async Task Metadata_of_another_issuer_is_not_believed()
    {
        await using var misled = new AloneHouse(provider => $"--Oidc:Authority=http://localhost:{provider.Address.Port}");
        await misled.InitializeAsync();
        await misled.Provider.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            using var browser = new ProviderBrowser(misled);
            using var pressed = await browser.Press();
            (pressed.StatusCode, (await OpenHouse.Json(pressed)).Text("code")).ShouldBe((HttpStatusCode.ServiceUnavailable, "providerDown"));
            browser.Cookies.ShouldBeEmpty();
        }
        finally
        {
            await misled.Provider.StopAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task The_cookies_of_a_flow_are_of_https_alone_where_people_reach_the_house_by_it()
    {
        await using var far = new AloneHouse(_ => "--House:PublicUrl=https://hub.huaian.example");
        await far.InitializeAsync();
        await far.Provider.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            using var browser = new ProviderBrowser(far);
            using var pressed = await browser.Press();
            pressed.StatusCode.ShouldBe(HttpStatusCode.OK);
            var cookies = pressed.Headers.GetValues("Set-Cookie").ToList();
            cookies.Select(c => c[..c.IndexOf('.', StringComparison.Ordinal)]).ShouldBe(["__Secure-hub-nonce", "__Secure-hub-flow"], ignoreOrder: true);
            cookies.ShouldAllBe(c => c.Contains("; secure; samesite=lax; httponly", StringComparison.Ordinal)
                && c.Contains("; path=/api/oidc/callback;", StringComparison.Ordinal));
            (await OpenHouse.Json(pressed)).Text("url").ShouldContain("redirect_uri=https%3A%2F%2Fhub.huaian.example%2Fapi%2Foidc%2Fcallback");
        }
        finally
        {
            await far.Provider.StopAsync(TestContext.Current.CancellationToken);
        }
    }

    private static string Fresh(string name) => $"{name}-{Guid.NewGuid():n}"[..20];

    private async Task<string> Invited(string login, params object[] roles)
    {
        using var made = await house.Send(
            HttpMethod.Post, "/api/accounts", house.OperatorToken, new { name = "赵工", login, roles, byProvider = true, op = NewOp() });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var answer = await OpenHouse.Json(made);
        (answer.Find("link"), answer.Find("invite"), answer.Find("until") is null).ShouldBe((null, null, false));
        return answer.Text("account");
    }

    private async Task<JsonElement> Listed(string account) =>
        (await house.Get("/api/accounts", house.OperatorToken)).List("items").Single(a => a.Text("account") == account);

    private async Task<JsonElement> Noted(string act, string on) =>
        (await house.Get($"/api/audit?act={act}&limit=100", house.OperatorToken)).List("items").First(i => i.Find("on")?.GetString() == on);
}

/// <summary>A house whose provider does not run.</summary>
public sealed class AloneHouse : RunningHouse
{
    internal AloneHouse(Func<Provider, string>? setting = null)
        : this(new Provider(), $"http://127.0.0.1:{Hub.Load.Stores.TemporaryPostgres.FreePort()}", setting)
    {
    }

    private AloneHouse(Provider provider, string url, Func<Provider, string>? setting)
        : base([.. Wide, $"--urls={url}", .. provider.SettingsOf(url), .. setting is null ? [] : new[] { setting(provider) }]) => Provider = provider;

    internal Provider Provider { get; }
}
