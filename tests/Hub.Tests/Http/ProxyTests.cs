using System.Net;
using System.Net.Http.Json;
using Hub.Tests.House;

namespace Hub.Tests.Http;

/// <summary>A proxy that ends TLS is believed where the house was told to, and nobody else is.</summary>
public sealed class ProxyTests(ProxiedHouse proxied, StrictHouse alone) : IClassFixture<ProxiedHouse>, IClassFixture<StrictHouse>
{
    [Fact]
    public async Task Behind_a_trusted_proxy_a_cookie_is_kept_to_https_and_links_lead_there()
    {
        var room = await proxied.Meeting();
        using var joined = await Ask(proxied, HttpMethod.Post, "/api/join", "203.0.113.1", new { code = room.Codes["attend"], name = "居民" });
        joined.StatusCode.ShouldBe(HttpStatusCode.OK);
        var cookie = joined.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldStartWith("__Host-hub=");
        cookie.ShouldContain("; secure", Case.Insensitive);
        joined.Headers.GetValues("Cross-Origin-Opener-Policy").ShouldBe(["same-origin"]);
    }

    /// <summary>Guards a house by https: a page that came without it, which anyone on the way may have written, acted in it as its own.</summary>
    [Theory]
    [InlineData("hub.example.org", "https", HttpStatusCode.OK, "max-age=31536000; includeSubDomains")]
    [InlineData("hub.example.org", "http", HttpStatusCode.Forbidden, "max-age=31536000; includeSubDomains")]
    [InlineData("192.168.1.20", "https", HttpStatusCode.OK, null)]
    [InlineData("192.168.1.20", "http", HttpStatusCode.Forbidden, null)]
    public async Task By_https_the_house_asks_to_be_reached_so_always_and_a_page_without_it_is_foreign(
        string host, string scheme, HttpStatusCode status, string? transport)
    {
        var room = await proxied.Meeting();
        using var joined = await Ask(
            proxied, HttpMethod.Post, "/api/join", "203.0.113.9", new { code = room.Codes["attend"], name = "居民" }, host, $"{scheme}://{host}");

        joined.StatusCode.ShouldBe(status);
        (joined.Headers.TryGetValues("Strict-Transport-Security", out var said) ? said.Single() : null).ShouldBe(transport);
        joined.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
    }

    [Fact]
    public async Task A_proxy_that_nobody_named_is_not_believed()
    {
        var room = await alone.Meeting();
        using var joined = await Ask(alone, HttpMethod.Post, "/api/join", "203.0.113.1", new { code = room.Codes["attend"], name = "居民" });
        joined.StatusCode.ShouldBe(HttpStatusCode.OK);
        joined.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldNotContain("; secure", Case.Insensitive);
        joined.Headers.Contains("Cross-Origin-Opener-Policy").ShouldBeFalse();
        joined.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();

        // Whatever address it tells, its wrong codes are its own.
        var last = HttpStatusCode.NotFound;
        for (var i = 0; i <= 20; i++)
        {
            last = await WrongCode(alone, $"203.0.113.{i}");
        }

        last.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Wrong_codes_count_for_the_address_that_the_proxy_tells_and_not_for_the_proxy()
    {
        (await WrongCode(proxied, "198.51.100.1")).ShouldBe(HttpStatusCode.NotFound);
        (await WrongCode(proxied, "198.51.100.1")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await WrongCode(proxied, "198.51.100.2")).ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>What stands before the proxy's own word was sent by whoever asked.</summary>
    [Fact]
    public async Task An_address_that_the_asker_invented_hides_nobody()
    {
        (await WrongCode(proxied, "192.0.2.7, 198.51.100.3")).ShouldBe(HttpStatusCode.NotFound);
        (await WrongCode(proxied, "192.0.2.8, 198.51.100.3")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private static async Task<HttpStatusCode> WrongCode(OpenHouse house, string from)
    {
        using var answer = await Ask(house, HttpMethod.Post, "/api/join", from, new { code = "WRONG000", name = "猜码的人" });
        return answer.StatusCode;
    }

    /// <summary>As a proxy hands on what a browser asked it for by https.</summary>
    private static async Task<HttpResponseMessage> Ask(
        OpenHouse house, HttpMethod method, string path, string from, object body, string? host = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, body.GetType()) };
        request.Headers.Add("X-Forwarded-For", from);
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("Origin", origin ?? $"https://{house.Address.Authority}");
        request.Headers.Host = host;
        return await house.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

/// <summary>A house that believes proxies on this machine; a second wrong code from one address is too many.</summary>
public sealed class ProxiedHouse() : RunningHouse(
[
    "--House:TrustedProxies=10.0.0.0/8, 127.0.0.0/8", "--Limits:FailedJoinBurst=1", "--Limits:FailedJoinsPerMinute=0.1",
]);
