using Hub.Domain;
using Hub.Server.Access;
using Microsoft.AspNetCore.Http;

namespace Hub.Tests.Access;

/// <summary>What the browser's cookie is called, and which of two counts.</summary>
public sealed class SessionCookieTests
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(7);

    [Theory]
    [InlineData("http", RecordFormat.Fourth, "hub")]
    [InlineData("http", RecordFormat.Fifth, "hub")]
    [InlineData("https", RecordFormat.Fourth, "__Host-hub hub")]
    [InlineData("https", RecordFormat.Fifth, "__Host-hub")]
    public void A_cookie_is_this_hosts_alone_over_https_and_written_twice_as_long_as_an_older_node_may_read_it(string scheme, RecordFormat format, string names)
    {
        var set = Set(scheme, format);

        set.Select(NameOf).ShouldBe(names.Split(' '));
        foreach (var cookie in set)
        {
            cookie.ShouldContain("=token; max-age=604800; path=/; ");
            cookie.ShouldContain("; samesite=lax; httponly");
            cookie.Contains("; secure", StringComparison.Ordinal).ShouldBe(scheme == "https");
            cookie.ShouldNotContain("domain=");
        }
    }

    [Theory]
    [InlineData("https", "__Host-hub=own; hub=planted", "own")]
    [InlineData("https", "hub=older", "older")]
    [InlineData("https", "__Host-hub=; hub=older", "older")]
    [InlineData("http", "__Host-hub=own; hub=plain", "plain")]
    [InlineData("http", "__Host-hub=own", null)]
    [InlineData("https", "another=1", null)]
    public void Over_https_the_hosts_own_cookie_counts_before_one_that_anybody_of_the_domain_may_have_set(string scheme, string shown, string? token) =>
        SessionCookie.Read(Request(scheme, shown).Request).ShouldBe(token);

    [Fact]
    public void The_older_cookie_goes_when_the_new_one_is_set_and_both_at_sign_out_as_the_browser_takes_it()
    {
        var set = Set("https", RecordFormat.Fifth, "hub=older");
        set.Select(NameOf).ShouldBe(["__Host-hub", "hub"]);
        set[1].ShouldStartWith("hub=; expires=thu, 01 jan 1970 ");

        var http = Request("https", "__Host-hub=own; hub=older");
        SessionCookie.Delete(http);
        var deleted = Cookies(http);
        deleted.Select(NameOf).Order(StringComparer.Ordinal).ShouldBe(["__Host-hub", "hub"]);
        foreach (var cookie in deleted)
        {
            cookie.ShouldContain("=; expires=thu, 01 jan 1970 ");
            cookie.ShouldContain("; path=/; secure");
        }
    }

    private static List<string> Set(string scheme, RecordFormat format, string shown = "")
    {
        var http = Request(scheme, shown);
        new SessionCookie(() => format).Set(http, "token", GoodFor);
        return Cookies(http);
    }

    private static DefaultHttpContext Request(string scheme, string cookies)
    {
        var http = new DefaultHttpContext();
        http.Request.Scheme = scheme;
        http.Request.Headers.Cookie = cookies;
        return http;
    }

    private static string NameOf(string cookie) => cookie.Split('=')[0];

    /// <summary>Attributes of a cookie are written in any case; here in none.</summary>
    private static List<string> Cookies(HttpContext http) =>
        [.. http.Response.Headers.SetCookie.Select(c => $"{NameOf(c!)}={c![(NameOf(c!).Length + 1)..].ToLowerInvariant()}")];
}
