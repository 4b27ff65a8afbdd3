using System.Net;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Hub.Tests.House;
using static Hub.Tests.Access.OpenId.Provider;

namespace Hub.Tests.Access.OpenId;

/// <summary>The provider says that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0).</summary>
public sealed class ProviderLogoutTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task The_session_that_it_names_ends_and_no_other(bool bySession, bool bySubject)
    {
        var subject = Fresh();
        using var phone = await SignedIn(subject, "phone");
        using var tablet = await SignedIn(subject, "tablet");
        using var other = await SignedIn(Fresh(), "phone-of-another");
        var room = await house.Meeting(visibility: "codes");
        await using var line = await new Person(room, "某人", "", phone.Token).Connect();

        (await house.SendLogout(house.Provider.Sign(
            house.Provider.Logout(bySubject ? subject : null, bySession ? $"{subject}-phone" : null), "logout+jwt"))).ShouldBe((HttpStatusCode.OK, ""));

        await line.Until(() => line.IsClosed, "the end of the connection");
        (await phone.Account()).ShouldBeNull();
        (await tablet.Account() is null).ShouldBe(!bySession);
        (await other.Account()).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("of another client")]
    [InlineData("of another issuer")]
    [InlineData("with a nonce")]
    [InlineData("of another event")]
    [InlineData("without an event")]
    [InlineData("without a name of its own")]
    [InlineData("of nobody")]
    [InlineData("that is over")]
    [InlineData("that never ends")]
    [InlineData("of yesterday")]
    [InlineData("that is an ID token")]
    [InlineData("without a signature")]
    [InlineData("signed by another")]
    [InlineData("signed with what the hub knows too")]
    [InlineData("that is none")]
    public async Task One_is_refused_and_ends_nothing(string how)
    {
        var subject = Fresh();
        using var phone = await SignedIn(subject, "phone");
        var claims = house.Provider.Logout(subject, $"{subject}-phone");
        var now = DateTimeOffset.UtcNow;
        switch (how)
        {
            case "of another client":
                claims["aud"] = "another-client";
                break;
            case "of another issuer":
                claims["iss"] = "https://another.example/";
                break;
            case "with a nonce":
                claims["nonce"] = "n";
                break;
            case "of another event":
                claims["events"] = new JsonObject { ["http://schemas.openid.net/event/another"] = new JsonObject() };
                break;
            case "without an event":
                claims.Remove("events");
                break;
            case "without a name of its own":
                claims.Remove("jti");
                break;
            case "of nobody":
                claims.Remove("sub");
                claims.Remove("sid");
                break;
            case "that is over":
                claims["exp"] = now.AddMinutes(-2).ToUnixTimeSeconds();
                break;
            case "that never ends":
                claims.Remove("exp");
                break;
            case "of yesterday":
                claims["iat"] = now.AddDays(-1).ToUnixTimeSeconds();
                break;
        }

        var token = how == "that is none" ? "not a token" : house.Provider.Sign(
            claims, how == "that is an ID token" ? "JWT" : "logout+jwt", how == "signed by another",
            how switch { "without a signature" => "none", "signed with what the hub knows too" => "HS256", _ => "RS256" });

        (await house.SendLogout(token)).ShouldBe((HttpStatusCode.BadRequest, "wrongLogout"));
        (await phone.Account()).ShouldNotBeNull();
    }

    [Fact]
    public async Task One_that_was_used_is_refused_and_leaves_who_has_signed_in_again()
    {
        var subject = Fresh();
        using var phone = await SignedIn(subject, "phone");
        var token = house.Provider.Sign(house.Provider.Logout(subject), "logout+jwt");
        (await house.SendLogout(token)).Status.ShouldBe(HttpStatusCode.OK);
        (await phone.SignIn(subject)).ShouldBe("/");

        (await house.SendLogout(token)).ShouldBe((HttpStatusCode.BadRequest, "wrongLogout"));

        (await phone.Account()).ShouldNotBeNull();
        (await house.SendLogout(house.Provider.Sign(house.Provider.Logout(subject), "logout+jwt"))).Status.ShouldBe(HttpStatusCode.OK);
        (await phone.Account()).ShouldBeNull();
    }

    [Fact]
    public async Task Of_whom_this_house_does_not_know_nothing_is_said() =>
        (await house.SendLogout(house.Provider.Sign(house.Provider.Logout(Fresh()), "logout+jwt"))).ShouldBe((HttpStatusCode.OK, ""));

    [Fact]
    public async Task What_is_no_form_is_refused()
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/oidc/logout", null, new { logout_token = "x" });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static string Fresh() => Guid.NewGuid().ToString("n");

    private Task<ProviderBrowser> SignedIn(string subject, string device) =>
        ProviderBrowser.SignedIn(house, subject, [new Claim("sid", $"{subject}-{device}"), .. Roles("desk")]);
}
