using System.Net;
using System.Security.Claims;
using Hub.Domain.Audit;
using Hub.Load.Stores;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Hub.Tests.House;
using static Hub.Tests.Access.OpenId.Provider;

namespace Hub.Tests.Access.OpenId;

/// <summary>An operator changes which roles the provider's claims come to, and starts the house again.</summary>
public sealed class ProviderRoleMapTests
{
    /// <summary>Guards a session that went on for a week with a role that the house gave to nobody any more.</summary>
    [Fact]
    public async Task A_role_that_the_map_gives_no_more_ends_at_the_start_what_was_open_under_it_and_another_ends_nothing()
    {
        var cancel = TestContext.Current.CancellationToken;
        var provider = new Provider();
        await provider.StartAsync(cancel);
        try
        {
            await using var house = new MappedHouse(provider);
            await house.InitializeAsync();
            using var both = await SignedIn("sun", "desk", "audit");
            using var one = await SignedIn("li", "audit");
            using var invited = new ProviderBrowser(house);
            var byOperator = await Invited();
            (await invited.SignIn("qian")).ShouldBe("/");
            var account = (await both.Account()).ShouldNotBeNull();
            house.Map("--Oidc:Roles:desk=convener");

            await house.Restart();

            (await house.Me(both.Token)).ShouldBe(HttpStatusCode.Unauthorized);
            (await house.Me(one.Token)).ShouldBe(HttpStatusCode.OK, "a role that the map gives besides ends nothing");
            (await house.Me(invited.Token)).ShouldBe(HttpStatusCode.OK, "an operator gave it this role");
            (await house.Service<IAccountStore>().Find(account, cancel))!.Roles.Select(r => r.Role).ShouldBe([StaffRole.Auditor]);
            (await house.Service<IAccountStore>().Find(byOperator, cancel))!.Roles.Select(r => r.Role).ShouldBe([StaffRole.Staff]);
            var noted = (await house.Get($"/api/audit?act={AuditActs.AccountChanged}&limit=100", house.OperatorToken)).List("items")
                .ShouldHaveSingleItem();
            (noted.Text("on"), noted.At("who").Text("kind")).ShouldBe(($"accounts/{account}", AuditKinds.House));

            using var again = await SignedIn("sun", "desk", "audit");
            (await again.Account()).ShouldBe(account);
            (await again.Get("/api/me")).List("roles").Select(r => r.Text("role")).ShouldBe(["auditor", "convener"], ignoreOrder: true);

            async Task<ProviderBrowser> SignedIn(string subject, params string[] roles)
            {
                provider.Says(subject, Roles(roles));
                var browser = new ProviderBrowser(house);
                (await browser.SignIn(subject)).ShouldBe("/");
                return browser;
            }

            async Task<string> Invited()
            {
                provider.Says("qian", new Claim("preferred_username", "qian"));
                using var made = await house.Send(
                    HttpMethod.Post, "/api/accounts", house.OperatorToken,
                    new { name = "钱工", login = "qian", roles = new[] { StaffOfHouse.Role("staff") }, byProvider = true, op = Commands.NewOp() });
                made.StatusCode.ShouldBe(HttpStatusCode.Created);
                return (await OpenHouse.Json(made)).Text("account");
            }
        }
        finally
        {
            await provider.StopAsync(cancel);
        }
    }

    /// <summary>A house whose map of roles may be another after <see cref="RunningHouse.Restart"/>.</summary>
    private sealed class MappedHouse : RunningHouse
    {
        private readonly string[] _settings;

        public MappedHouse(Provider provider)
            : this(provider, $"http://127.0.0.1:{TemporaryPostgres.FreePort()}")
        {
        }

        private MappedHouse(Provider provider, string url)
            : this([$"--urls={url}", .. provider.SettingsOf(url, "--Oidc:Roles:desk=staff")])
        {
        }

        private MappedHouse(string[] settings)
            : base(settings) => _settings = settings;

        /// <summary>Sets another role in the place of the one that the last setting gives.</summary>
        public void Map(string setting) => _settings[^1] = setting;
    }
}
