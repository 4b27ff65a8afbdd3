using System.Net;
using System.Security.Claims;
using Hub.Load.Stores;
using Hub.Tests.House;
using Hub.Tests.Journal;
using static Hub.Tests.Access.OpenId.Provider;

namespace Hub.Tests.Access.OpenId;

/// <summary>A provider and a house of two nodes.</summary>
public sealed class ProviderAcrossNodesTests(PostgresServer server)
{
    [Fact]
    public async Task A_sign_in_that_begins_at_one_node_ends_at_the_other_and_signing_out_at_the_provider_ends_it_at_both()
    {
        var (provider, cluster) = (new Provider(), $"tests-{Guid.NewGuid():n}");
        var (journal, cancel) = (await server.Database(), TestContext.Current.CancellationToken);
        var url = $"http://127.0.0.1:{TemporaryPostgres.FreePort()}";
        var (a, b) = (new Node(journal, cluster, [$"--urls={url}", .. provider.SettingsOf(url)]), new Node(journal, cluster, provider.SettingsOf(url)));
        await provider.StartAsync(cancel);
        try
        {
            await Task.WhenAll(a.Start(), b.Start());
            provider.Says("li", [new Claim("sid", "phone"), .. Roles("desk")]);
            using var browser = new ProviderBrowser(a);
            var callback = await browser.Prove(await browser.Begin(), "li");

            (await browser.Return(new Uri(b.Address, callback.PathAndQuery))).ShouldBe("/");

            (await browser.Account()).ShouldNotBeNull();
            var token = browser.Token;
            var room = await b.Meeting(visibility: "codes");
            await using var line = await new Person(room, "李工", "", token).Connect();
            var logout = provider.Sign(provider.Logout("li", "phone"), "logout+jwt");
            (await a.SendLogout(logout)).Status.ShouldBe(HttpStatusCode.OK);

            await line.Until(() => line.IsClosed, "the end of the connection");
            foreach (var node in new[] { a, b })
            {
                (await node.Me(token)).ShouldBe(HttpStatusCode.Unauthorized);
            }

            (await b.SendLogout(logout)).Status.ShouldBe(HttpStatusCode.BadRequest, "it was used at the other node");
        }
        finally
        {
            await Task.WhenAll(a.Stop(), b.Stop());
            await provider.StopAsync(cancel);
        }
    }
}
