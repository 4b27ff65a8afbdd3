using System.Net;
using Hub.Tests.House;

namespace Hub.Tests.Access.OpenId;

/// <summary>What the provider itself says to a house.</summary>
internal static class ProviderCalls
{
    /// <summary>A logout token (OpenID Connect Back-Channel Logout 1.0, 2.5).</summary>
    /// <returns>The status, and why not.</returns>
    public static async Task<(HttpStatusCode Status, string Code)> SendLogout(this OpenHouse house, string token)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("logout_token", token)]);
        using var answer = await house.Send(HttpMethod.Post, "/api/oidc/logout", null, form);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return (answer.StatusCode, answer.IsSuccessStatusCode ? "" : (await OpenHouse.Json(answer)).Text("code"));
    }

    /// <summary>What the house answers to whoever has this token.</summary>
    public static async Task<HttpStatusCode> Me(this OpenHouse house, string token)
    {
        using var answer = await house.Send(HttpMethod.Get, "/api/me", token);
        return answer.StatusCode;
    }
}
