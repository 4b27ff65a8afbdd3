using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.StaffOfHouse;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>On real screens, with the authenticators that Chromium brings for tests: passkeys are added, used and lost.</summary>
public sealed class PasskeyScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Theory]
    [InlineData(360, 760, "zh-CN", ColorScheme.Light)]
    [InlineData(1280, 800, "en-GB", ColorScheme.Dark)]
    public async Task Somebody_is_invited_signs_in_by_passkeys_on_two_devices_loses_one_and_is_let_go(int width, int height, string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        var suffix = $"{width}-{locale}";
        var (account, invite, login) = await stage.Invited([Role("staff")]);
        await using var phone = await Enter();
        await phone.Page.GotoAsync($"/accept#invite={invite}");
        await Fill(phone, Say("设置密码", "Choose a password"), Officer.Password);
        await Fill(phone, Say("再输入一次密码", "The password once more"), Officer.Password);
        await phone.Button(Say("继续", "Continue")).ClickAsync();
        var secret = (await phone.Page.Locator(".secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        var officer = new Officer(stage, account, login, Officer.Password, secret, new(await phone.Page.Locator(".recovery li").AllInnerTextsAsync()));
        await phone.Page.GetByLabel(Say("恢复码已经保存好了", "I have put the recovery codes in a safe place")).CheckAsync();
        await Fill(phone, Say("验证器显示的 6 位数字", "The six digits that the app shows"), officer.CodeNow);
        await phone.Button(Say("确认并登录", "Confirm and sign in")).ClickAsync();

        // It is offered at once, and made by one tap.
        await Expect(phone.Button(Say("添加通行密钥", "Add a passkey"))).ToBeVisibleAsync();
        await Clean(phone, "accept-passkey");
        await Fill(phone, Say("设备名称", "Name of the device"), "Pixel");
        await phone.Button(Say("添加通行密钥", "Add a passkey")).ClickAsync();
        await phone.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");

        await phone.Page.GotoAsync("/account");
        await Expect(phone.Page.Locator(".passkey")).ToHaveCountAsync(1);
        await Expect(phone.Page.Locator(".passkey")).ToContainTextAsync("Pixel");
        await Expect(phone.Page.GetByText(Say("还剩 10 个恢复码。", "10 recovery codes are left."))).ToBeVisibleAsync();
        await Whole(phone, "account");
        await phone.Button(Say("改名", "Rename")).ClickAsync();
        await phone.Page.Locator(".renaming input").FillAsync("Pixel 9");
        await phone.Button(Say("保存", "Save")).ClickAsync();
        await Expect(phone.Page.Locator(".passkey")).ToContainTextAsync("Pixel 9");
        await phone.Page.Locator(".session:not(.passkey)").GetByRole(AriaRole.Button).ClickAsync();
        await Yes(phone, Say("退出", "Sign out"));
        await Eventually.Holds(async () => await Me(phone) == 401);

        await phone.Page.GotoAsync("/signin");
        await Expect(phone.Button(Say("用通行密钥登录", "Sign in with a passkey"))).ToBeVisibleAsync();
        await Clean(phone, "signin-passkey");
        await ByPasskey(phone);

        await using var tablet = await Enter();
        await tablet.Page.GotoAsync("/signin");
        await Fill(tablet, Say("登录名", "Login"), login);
        await Fill(tablet, Say("密码", "Password"), Officer.Password);
        await Fill(tablet, Say("验证码", "Code"), officer.Recovery.Dequeue());
        await tablet.Button(Say("登录", "Sign in")).First.ClickAsync();
        await tablet.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        await tablet.Page.GotoAsync("/account");
        await tablet.Button(Say("添加通行密钥", "Add a passkey")).ClickAsync();
        await Expect(tablet.Page.Locator(".passkey")).ToHaveCountAsync(2);

        // Ended on one, from the other, and back by its own passkey.
        await phone.Page.GotoAsync("/account");
        await Expect(phone.Page.Locator(".session:not(.passkey)")).ToHaveCountAsync(2);
        await phone.Page.Locator(".session:not(.passkey)").Filter(new LocatorFilterOptions { HasNotText = Say("这台设备", "This device") })
            .GetByRole(AriaRole.Button).ClickAsync();
        await Expect(phone.Page.Locator("dialog[open]").GetByLabel(Say("您的密码", "Your password"))).ToHaveCountAsync(0);
        await Yes(phone, Say("退出", "Sign out"));
        await Expect(phone.Page.Locator(".session:not(.passkey)")).ToHaveCountAsync(1);
        (await Me(tablet)).ShouldBe(401);
        await tablet.Page.GotoAsync("/signin");
        await ByPasskey(tablet);

        // Its passkey is removed: now it does not come back.
        await phone.Page.GotoAsync("/account");
        await phone.Page.Locator(".passkey").Filter(new LocatorFilterOptions { HasNotText = "Pixel 9" })
            .GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = Say("移除", "Remove"), Exact = true }).ClickAsync();
        await Yes(phone, Say("移除", "Remove"));
        await Expect(phone.Page.Locator(".passkey")).ToHaveCountAsync(1);
        await tablet.Page.GotoAsync("/signin");
        await tablet.Button(Say("用通行密钥登录", "Sign in with a passkey")).ClickAsync();
        await Expect(tablet.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(Say("没有通过", "was not accepted"));

        // Disabled: the phone, too, is nobody.
        using var disabled = await stage.Send(HttpMethod.Post, $"/api/accounts/{account}/disable", stage.OperatorToken);
        disabled.IsSuccessStatusCode.ShouldBeTrue();
        await Eventually.Holds(async () => await Me(phone) == 401);
        (await Me(tablet)).ShouldBe(401);
        await phone.Page.GotoAsync("/signin");
        await phone.Button(Say("用通行密钥登录", "Sign in with a passkey")).ClickAsync();
        await Expect(phone.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(Say("没有通过", "was not accepted"));

        string Say(string zh, string en) => isChinese ? zh : en;

        Task Fill(Visitor visitor, string label, string text) =>
            visitor.Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true }).FillAsync(text);

        Task Yes(Visitor visitor, string yes) =>
            visitor.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = yes, Exact = true }).ClickAsync();

        async Task ByPasskey(Visitor visitor)
        {
            await visitor.Button(Say("用通行密钥登录", "Sign in with a passkey")).ClickAsync();
            await visitor.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
            (await Me(visitor)).ShouldBe(200);
        }

        async Task Clean(Visitor visitor, string screen)
        {
            await visitor.Screenshot($"{screen}-{suffix}");
            (await visitor.Barriers()).ShouldBeEmpty(screen);
        }

        async Task Whole(Visitor visitor, string screen)
        {
            await visitor.Screenshot($"{screen}-{suffix}", whole: true);
            (await visitor.Barriers()).ShouldBeEmpty(screen);
        }

        async Task<Visitor> Enter()
        {
            var visitor = await stage.Enter(width, height, light, locale, host: "localhost");
            var devtools = await visitor.Page.Context.NewCDPSessionAsync(visitor.Page);
            await devtools.SendAsync("WebAuthn.enable");
            await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            });
            return visitor;
        }
    }

    /// <summary>Guards whoever comes by http: a button that can do nothing.</summary>
    [Fact]
    public async Task Where_no_passkey_works_none_is_offered_and_the_account_says_why()
    {
        var (staff, _) = await stage.Staff(Role("staff"));
        await using var visitor = await stage.Enter(360, 760, host: SharedBrowser.FarName);
        await visitor.Page.GotoAsync("/signin");
        await visitor.Page.GetByLabel("登录名", new PageGetByLabelOptions { Exact = true }).FillAsync(staff.Login);
        await visitor.Page.GetByLabel("密码", new PageGetByLabelOptions { Exact = true }).FillAsync(Officer.Password);
        await visitor.Page.GetByLabel("验证码", new PageGetByLabelOptions { Exact = true }).FillAsync(staff.Recovery.Dequeue());
        await Expect(visitor.Button("用通行密钥登录")).ToHaveCountAsync(0);
        await visitor.Button("登录").First.ClickAsync();
        await visitor.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");

        await visitor.Page.GotoAsync("/account");

        await Expect(visitor.Page.GetByText("通行密钥只能在本系统的 https 网址上")).ToBeVisibleAsync();
        await Expect(visitor.Button("添加通行密钥")).ToHaveCountAsync(0);
        await visitor.Screenshot("account-not-secure");
    }

    private static Task<int> Me(Visitor visitor) => visitor.Page.EvaluateAsync<int>("async () => (await fetch('/api/me')).status");
}
