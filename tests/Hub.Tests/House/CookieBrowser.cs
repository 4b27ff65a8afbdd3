using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Tests.House;

/// <summary>What a browser is to the house, without one: cookies, and an Origin with each request.</summary>
internal sealed class CookieBrowser(OpenHouse house) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = house.Address };

    public void Dispose() => _http.Dispose();

    /// <returns>The status, and the account, or why not.</returns>
    public async Task<(HttpStatusCode Status, string Said)> SignIn(Officer staff, string code, string? password = null, bool replace = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session")
        {
            Content = JsonContent.Create(new { login = staff.Login, password = password ?? Officer.Password, code, replace }),
            Headers = { { "Origin", house.Address.GetLeftPart(UriPartial.Authority) } },
        };
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var said = await OpenHouse.Json(answer);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? said.Text("account") : said.Text("code"));
    }

    public async Task<JsonElement> Me()
    {
        using var answer = await _http.GetAsync(new Uri("/api/me", UriKind.Relative), TestContext.Current.CancellationToken);
        return await OpenHouse.Json(answer);
    }

    public async Task SignOut()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/signout")
        {
            Headers = { { "Origin", house.Address.GetLeftPart(UriPartial.Authority) } },
        };
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }
}
