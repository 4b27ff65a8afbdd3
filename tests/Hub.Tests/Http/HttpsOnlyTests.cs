using System.Net;
using System.Net.Http.Json;
using Hub.Tests.House;

namespace Hub.Tests.Http;

/// <summary>A house that people reach by https serves nobody by http, whose words anyone on the way reads.</summary>
public sealed class HttpsOnlyTests(PublicHouse house) : IClassFixture<PublicHouse>
{
    [Theory]
    [InlineData("/topics?q=%E8%B7%AF", "https://hub.example/topics?q=%E8%B7%AF")]
    [InlineData("/m/ABCD2345", "https://hub.example/m/ABCD2345")]
    [InlineData("//elsewhere.example/", "https://hub.example//elsewhere.example/")]
    public async Task A_page_is_sent_to_https_at_the_houses_own_address(string path, string to)
    {
        using var answer = await Ask(HttpMethod.Get, path, "http");
        answer.StatusCode.ShouldBe(HttpStatusCode.PermanentRedirect);
        answer.Headers.Location!.OriginalString.ShouldBe(to);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("GET", "/api/meetings")]
    [InlineData("POST", "/api/session")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("POST", "/hubs/live/negotiate")]
    [InlineData("POST", "/")]
    public async Task A_call_by_http_is_refused_and_not_sent_on(string method, string path)
    {
        using var answer = await Ask(new HttpMethod(method), path, "http");
        await CallTests.Says(answer, HttpStatusCode.Forbidden, "httpsOnly");
    }

    [Fact]
    public async Task A_live_connection_by_http_is_refused()
    {
        var refused = await Should.ThrowAsync<HttpRequestException>(
            () => RawLine.Connect(house.Address, null, null, "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: http"));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task By_https_it_serves_and_a_probe_is_answered_by_http_too()
    {
        using var read = await Ask(HttpMethod.Get, "/api/meetings", "https");
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var probe = await Ask(HttpMethod.Get, "/health/ready", "http");
        probe.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>As a proxy hands on what came to it by one scheme or the other.</summary>
    private async Task<HttpResponseMessage> Ask(HttpMethod method, string path, string scheme)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(method, $"{house.Address.GetLeftPart(UriPartial.Authority)}{path}");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", scheme);
        request.Content = method == HttpMethod.Post ? JsonContent.Create(new { key = "wrong" }) : null;
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

/// <summary>A house whose people come by https, through a proxy on this machine.</summary>
public sealed class PublicHouse() : RunningHouse(["--House:PublicUrl=https://hub.example", "--House:TrustedProxies=127.0.0.0/8"]);
