using System.Security.Claims;
using Hub.Load.Stores;
using Hub.Tests.Access.OpenId;
using Hub.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>On real screens: somebody is invited by their name at the provider, is told why they cannot come in before, and comes in.</summary>
public sealed class ProviderScreenTests(ProviderStage stage) : IClassFixture<ProviderStage>
{
    [Theory]
    [InlineData(360, 760, "zh-CN", ColorScheme.Light)]
    [InlineData(1280, 800, "en-GB", ColorScheme.Dark)]
    public async Task Who_is_invited_signs_in_at_the_provider_and_who_is_not_is_told_why(int width, int height, string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        var (suffix, login, subject) = ($"{width}-{locale}", $"zhou-{Guid.NewGuid():n}"[..16], Guid.NewGuid().ToString("n"));
        stage.Provider.Says(subject, new Claim("preferred_username", login));
        await using var visitor = await stage.Enter(width, height, light, locale);
        await visitor.Page.GotoAsync("/signin");
        await Clean(visitor, "signin-provider");
        await ProveAt(visitor, "nobody");
        await Expect(Alert()).ToHaveTextAsync(Say("您在统一认证页面取消了登录。", "You cancelled the sign-in on the other page."));
        visitor.Page.Url.ShouldNotContain("#");

        await ProveAt(visitor, subject);

        await Expect(Alert()).ToHaveTextAsync(Say(
            "统一认证已确认您的身份，但这里没有您的账号。请联系管理员邀请您，或为您分配角色。",
            "You have proven who you are, but you have no account here. Ask the operator to invite you, or to give you a role."));
        await Clean(visitor, "signin-provider-refused");

        await using var desk = await stage.Enter(width, height, light, locale);
        await desk.SignInAsOperator();
        await desk.Page.GotoAsync("/admin/people");
        await desk.Page.GetByLabel(Say("姓名", "Name"), new PageGetByLabelOptions { Exact = true }).FillAsync(isChinese ? "周工" : "Ann Zhou");
        await desk.Page.GetByLabel(Say("登录名", "Login"), new PageGetByLabelOptions { Exact = true }).FillAsync(login);
        await desk.Page.GetByLabel(Say("用淮安统一认证登录，不设密码", "Signs in with 淮安统一认证, without a password")).CheckAsync();
        await Clean(desk, "people-provider-new");
        await desk.Button(Say("建立并邀请", "Create and invite")).ClickAsync();
        var account = desk.Page.Locator(".account").Filter(new LocatorFilterOptions { HasText = login });
        await Expect(account).ToContainTextAsync(Say("用统一认证登录", "Signs in with the provider"));
        await Clean(desk, "people-provider");

        await ProveAt(visitor, subject);

        await visitor.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/" && new Uri(url).Port == stage.Address.Port);
        (await visitor.Page.EvaluateAsync<int>("async () => (await fetch('/api/me')).status")).ShouldBe(200);
        visitor.Complaints.ShouldBeEmpty();

        string Say(string zh, string en) => isChinese ? zh : en;

        ILocator Alert() => visitor.Page.Locator("main").GetByRole(AriaRole.Alert);

        async Task ProveAt(Visitor who, string id)
        {
            await who.Button(Say("用淮安统一认证登录", "Sign in with 淮安统一认证")).ClickAsync();
            await who.Page.GetByLabel("Id").FillAsync(id);
            await who.Button("In").ClickAsync();
        }

        async Task Clean(Visitor who, string screen)
        {
            await who.Screenshot($"{screen}-{suffix}");
            (await who.Barriers()).ShouldBeEmpty(screen);
        }
    }
}

/// <summary>The stage of a house whose staff may sign in by a provider.</summary>
public sealed class ProviderStage : Stage
{
    public ProviderStage()
        : this(new Provider(), $"http://127.0.0.1:{TemporaryPostgres.FreePort()}")
    {
    }

    private ProviderStage(Provider provider, string url)
        : base([$"--urls={url}", .. provider.SettingsOf(url)]) => Provider = provider;

    internal Provider Provider { get; }

    protected override void Add(IServiceCollection services) => services.AddSingleton<IHostedService>(Provider);
}
