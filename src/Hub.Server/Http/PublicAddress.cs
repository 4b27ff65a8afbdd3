using Hub.Server.Access;
using Hub.Server.Common;
using Microsoft.Extensions.Options;

namespace Hub.Server.Http;

/// <summary>
/// Whether people know this hub by an address that somebody set. Links, QR codes and cookies depend on it; without one, a hub that the world can reach believes
/// whatever name a visitor asked for. Within one's own walls it works without, and says what it lacks.
/// </summary>
internal static class PublicAddress
{
    /// <exception cref="StartupException">It listens to the world, and nobody said by which address people reach it.</exception>
    public static void Require(WebApplication app)
    {
        if (app.Environment.IsProduction() && UrlOf(app) is null && Listens(app).FirstOrDefault(url => !LocalAddress.Serves(url)) is { } open)
        {
            throw new StartupException(
                $"House:PublicUrl must say by which address people reach this hub: it listens at {open}, which is not only within your own network.");
        }
    }

    /// <returns>What a hub lacks that others reach without https, in sentences; null: nothing.</returns>
    public static string? Lack(WebApplication app) =>
        UrlOf(app) is { } url
            ? url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || LocalAddress.IsLoopback(url) ? null : Unencrypted
        : app.Urls.Any(u => u.StartsWith("http:", StringComparison.OrdinalIgnoreCase) && !LocalAddress.IsLoopback(u)) ? Unencrypted
        : null;

    private const string Unencrypted =
        "It is reached without https: whoever is in the same network can read along, and browsers offer no passkeys and no camera. Put a proxy with a "
        + "certificate before it, and set House:PublicUrl.";

    private static string? UrlOf(WebApplication app) => app.Services.GetRequiredService<IOptions<HouseSettings>>().Value.PublicUrl;

    private static IEnumerable<string> Listens(WebApplication app) =>
        (app.Configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(app.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>());
}
