using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests.House;

namespace Hub.Tests.Access.OpenId;

/// <summary>What a browser is to the house and to the provider, without one: cookies, an Origin with each request of a page, and one step at a time.</summary>
internal sealed class ProviderBrowser(OpenHouse house) : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private HttpClient? _http;

    private HttpClient Http => _http ??= new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _http?.Dispose();

    /// <summary>The button.</summary>
    public async Task<HttpResponseMessage> Press(bool replace = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(house.Address, "/api/oidc/begin"))
        {
            Content = JsonContent.Create(new { replace }),
            Headers = { { "Origin", house.Address.GetLeftPart(UriPartial.Authority) } },
        };
        return await Http.SendAsync(request, Cancel);
    }

    /// <returns>The provider's page.</returns>
    public async Task<Uri> Begin(bool replace = false)
    {
        using var answer = await Press(replace);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new Uri((await OpenHouse.Json(answer)).Text("url"));
    }

    /// <summary>Somebody types their id at the provider.</summary>
    /// <returns>Where the provider sends them.</returns>
    public async Task<Uri> Prove(Uri page, string subject)
    {
        using var answer = await Http.GetAsync(new Uri($"{page}&as={Uri.EscapeDataString(subject)}"), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return answer.Headers.Location!;
    }

    /// <returns>Where the house sends them.</returns>
    public async Task<string> Return(Uri callback)
    {
        using var answer = await Http.GetAsync(callback, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancel));
        return answer.Headers.Location!.ToString();
    }

    /// <summary>The whole way.</summary>
    public async Task<string> SignIn(string subject, bool replace = false) => await Return(await Prove(await Begin(replace), subject));

    public async Task<JsonElement> Get(string path)
    {
        using var answer = await Http.GetAsync(new Uri(house.Address, path), Cancel);
        return await OpenHouse.Json(answer);
    }

    /// <returns>The account that this browser is signed in with; null where with none.</returns>
    public async Task<string?> Account() => (await Get("/api/me")).Find("account")?.GetString();

    public IReadOnlyCollection<Cookie> Cookies => [.. _cookies.GetAllCookies().Cast<Cookie>()];

    /// <summary>The token in the cookie, as a program would show it.</summary>
    public string Token => _cookies.GetCookies(house.Address)["hub"]!.Value;
}
