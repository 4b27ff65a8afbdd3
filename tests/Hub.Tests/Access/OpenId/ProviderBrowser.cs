using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using Hub.Tests.House;

namespace Hub.Tests.Access.OpenId;

/// <summary>What a browser is to the house and to the provider, without one: cookies, an Origin with each request of a page, and one step at a time.</summary>
/// <param name="seen">Looks at what the house answers.</param>
internal sealed class ProviderBrowser(OpenHouse house, Func<HttpResponseMessage, Task>? seen = null) : IDisposable
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
        return await See(await Http.SendAsync(request, Cancel));
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
        using var answer = await See(await Http.GetAsync(callback, Cancel));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancel));
        return answer.Headers.Location!.ToString();
    }

    /// <summary>The whole way.</summary>
    public async Task<string> SignIn(string subject, bool replace = false) => await Return(await Prove(await Begin(replace), subject));

    /// <summary>A browser in which somebody has signed in, of whom the provider says this.</summary>
    public static async Task<ProviderBrowser> SignedIn(ProviderHouse house, string subject, params Claim[] says)
    {
        house.Provider.Says(subject, says);
        var browser = new ProviderBrowser(house);
        (await browser.SignIn(subject)).ShouldBe("/");
        return browser;
    }

    public async Task<JsonElement> Get(string path)
    {
        using var answer = await See(await Http.GetAsync(new Uri(house.Address, path), Cancel));
        return await OpenHouse.Json(answer);
    }

    /// <returns>The account that this browser is signed in with; null where with none.</returns>
    public async Task<string?> Account() => (await Get("/api/me")).Find("account")?.GetString();

    public IReadOnlyCollection<Cookie> Cookies => [.. _cookies.GetAllCookies().Cast<Cookie>()];

    /// <summary>The token in the cookie, as a program would show it.</summary>
    public string Token => _cookies.GetCookies(house.Address)["hub"]!.Value;

    private async Task<HttpResponseMessage> See(HttpResponseMessage answer)
    {
        await (seen?.Invoke(answer) ?? Task.CompletedTask);
        return answer;
    }
}
