using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Tests.House;

/// <summary>What a browser is to the house, without one: cookies, and an Origin with each request.</summary>
/// <param name="host">The name by which it knows the house; null: the one that the house has.</param>
internal sealed class CookieBrowser(OpenHouse house, string? host = null) : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private HttpClient? _http;

    /// <summary>Where its page stands.</summary>
    public string Origin => AddressOf(house).GetLeftPart(UriPartial.Authority);

    private HttpClient Http => _http ??= new HttpClient(new HttpClientHandler { CookieContainer = _cookies });

    public void Dispose() => _http?.Dispose();

    /// <returns>The status, and the account, or why not.</returns>
    public async Task<(HttpStatusCode Status, string Said)> SignIn(Officer staff, string code, string? password = null, bool replace = false)
    {
        var (status, said) = await Send(
            HttpMethod.Post, "/api/session", new { login = staff.Login, password = password ?? Officer.Password, code, replace });
        return (status, said.Text(status == HttpStatusCode.OK ? "account" : "code"));
    }

    /// <summary>Its own page calls the house.</summary>
    /// <param name="at">Another node of it.</param>
    /// <returns>The status, and the JSON that was answered, if any.</returns>
    public async Task<(HttpStatusCode Status, JsonElement Said)> Send(HttpMethod method, string path, object? body = null, OpenHouse? at = null)
    {
        var address = AddressOf(at ?? house);
        using var request = new HttpRequestMessage(method, new Uri(address, path))
        {
            Content = body is null ? null : JsonContent.Create(body, body.GetType()),
            Headers = { { "Origin", address.GetLeftPart(UriPartial.Authority) } },
        };
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    public async Task<JsonElement> Me() => (await Send(HttpMethod.Get, "/api/me")).Said;

    public async Task SignOut() => (await Send(HttpMethod.Post, "/api/signout")).Status.ShouldBe(HttpStatusCode.NoContent);

    /// <summary>What it keeps under a name now; null: nothing.</summary>
    public string? Cookie(string name) => _cookies.GetCookies(new Uri(AddressOf(house), "/api"))[name]?.Value;

    /// <summary>Puts back what was there before.</summary>
    public void SetCookie(string name, string value) => _cookies.Add(AddressOf(house), new Cookie(name, value, "/"));

    private Uri AddressOf(OpenHouse at) => host is null ? at.Address : new UriBuilder(at.Address) { Host = host }.Uri;
}
