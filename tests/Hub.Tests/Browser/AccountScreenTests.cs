using Hub.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>On real screens: somebody is invited to the staff, takes it up, signs in on two devices, and is let go.</summary>
public sealed class AccountScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Theory]
    [InlineData(360, 760, "zh-CN", ColorScheme.Light)]
    [InlineData(1280, 800, "en-GB", ColorScheme.Dark)]
    public async Task An_account_is_invited_taken_up_signed_in_on_two_devices_ended_on_one_and_disabled(
        int width, int height, string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        var suffix = $"{width}-{locale}";
        var (login, name) = ($"chen-{Guid.NewGuid():n}"[..16], isChinese ? "陈工" : "Ann Chen");
        await using var desk = await stage.Enter(width, height, light, locale);
        await desk.SignInAsOperator();
        await desk.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = Say("账号", "Accounts"), Exact = true }).ClickAsync();
        await desk.Page.GetByLabel(Say("姓名", "Name"), new PageGetByLabelOptions { Exact = true }).FillAsync(name);
        await desk.Page.GetByLabel(Say("登录名", "Login"), new PageGetByLabelOptions { Exact = true }).FillAsync(login);
        await desk.Page.Locator(".role select").First.SelectOptionAsync("staff");
        await desk.Page.GetByLabel(Say("县区", "County"), new PageGetByLabelOptions { Exact = true }).SelectOptionAsync("涟水县");
        await Clean(desk, "people-new");
        await desk.Button(Say("建立并邀请", "Create and invite")).ClickAsync();
        var link = await desk.Page.Locator(".made input").InputValueAsync();
        var account = desk.Page.Locator(".account").Filter(new LocatorFilterOptions { HasText = login });
        await Expect(account).ToContainTextAsync(Say("待启用", "Invited"));
        await Expect(account).ToContainTextAsync(Say("议题办理 · 涟水县", "Desk · 涟水县"));
        await Clean(desk, "people");

        await using var phone = await stage.Enter(width, height, light, locale, touch: true);
        await phone.Page.GotoAsync(link);
        await Expect(phone.Page.GetByText(login)).ToBeVisibleAsync();
        phone.Page.Url.ShouldNotContain("#");
        await Fill(phone, Say("设置密码", "Choose a password"), "Password2026");
        await Fill(phone, Say("再输入一次密码", "The password once more"), "Password2026");
        await phone.Button(Say("继续", "Continue")).ClickAsync();
        await Expect(phone.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(Say("很容易被猜到", "easily guessed"));
        await Clean(phone, "accept-password");
        await Fill(phone, Say("设置密码", "Choose a password"), Officer.Password);
        await Fill(phone, Say("再输入一次密码", "The password once more"), Officer.Password);
        await phone.Button(Say("继续", "Continue")).ClickAsync();
        var secret = (await phone.Page.Locator(".secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        var recovery = await phone.Page.Locator(".recovery li").AllInnerTextsAsync();
        recovery.Count.ShouldBe(10);
        await Clean(phone, "accept-codes");
        var officer = new Officer(stage, "", login, Officer.Password, secret, new Queue<string>(recovery));
        await phone.Page.GetByLabel(Say("恢复码已经保存好了", "I have put the recovery codes in a safe place")).CheckAsync();
        await Fill(phone, Say("验证器显示的 6 位数字", "The six digits that the app shows"), officer.CodeNow);
        await phone.Button(Say("确认并登录", "Confirm and sign in")).ClickAsync();
        await phone.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");

        await using var tablet = await stage.Enter(width, height, light, locale);
        await tablet.Page.GotoAsync("/signin");
        await SignIn(tablet, "000000");
        await Expect(tablet.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Clean(tablet, "signin");
        await SignIn(tablet, officer.Recovery.Dequeue());
        await tablet.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");

        await stage.SignedInLongAgo(await phone.Page.EvaluateAsync<string>(
            "async () => (await (await fetch('/api/sessions')).json()).items.find(i => i.current).session"));
        await phone.Page.GotoAsync("/sessions");
        var there = phone.Page.Locator(".session").Filter(new LocatorFilterOptions { HasNotText = Say("这台设备", "This device") });
        await Expect(phone.Page.Locator(".session")).ToHaveCountAsync(2);
        await Expect(there).ToContainTextAsync(Say("工作人员", "Staff"));
        await End("another password than theirs");
        await Expect(phone.Page.GetByText(Say("那台设备没有退出", "that device is not signed out")).First).ToBeVisibleAsync();
        await Expect(phone.Page.Locator(".session")).ToHaveCountAsync(2);
        await End(Officer.Password);
        await Expect(phone.Page.Locator(".session")).ToHaveCountAsync(1);
        (await Me(tablet)).ShouldBe(401);
        (await Me(phone)).ShouldBe(200);

        await account.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = Say("停用", "Disable"), Exact = true }).ClickAsync();
        await desk.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = Say("停用", "Disable"), Exact = true })
            .ClickAsync();
        await Expect(account).ToContainTextAsync(Say("已停用", "Disabled"));
        (await Me(phone)).ShouldBe(401);

        string Say(string zh, string en) => isChinese ? zh : en;

        Task Fill(Visitor visitor, string label, string text) =>
            visitor.Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true }).FillAsync(text);

        async Task End(string password)
        {
            await there.GetByRole(AriaRole.Button).ClickAsync();
            var asked = phone.Page.Locator("dialog[open]");
            var yes = asked.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = Say("退出", "Sign out") });
            await Expect(yes).ToBeDisabledAsync();
            await asked.GetByLabel(Say("您的密码", "Your password")).FillAsync(password);
            await Clean(phone, "sessions-proof");
            await yes.ClickAsync();
        }

        async Task SignIn(Visitor visitor, string code)
        {
            await Fill(visitor, Say("登录名", "Login"), login);
            await Fill(visitor, Say("密码", "Password"), Officer.Password);
            await Fill(visitor, Say("验证码", "Code"), code);
            await visitor.Button(Say("登录", "Sign in")).First.ClickAsync();
        }

        async Task Clean(Visitor visitor, string screen)
        {
            await visitor.Screenshot($"{screen}-{suffix}");
            (await visitor.Barriers()).ShouldBeEmpty(screen);
        }
    }

    private static Task<int> Me(Visitor visitor) => visitor.Page.EvaluateAsync<int>("async () => (await fetch('/api/me')).status");
}
