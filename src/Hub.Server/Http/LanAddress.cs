using Hub.Server.Access;
using Hub.Server.Common;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Hub.Server.Http;

/// <summary>
/// Where a phone in the hall reaches a house whose own address is this machine's alone: a QR code that says localhost leads every phone to itself.
/// </summary>
internal static class LanAddress
{
    /// <returns>
    /// Null where the house's address leads others to it, or nothing else is known; and for whoever asks from outside, who would learn how the house's own
    /// network is numbered.
    /// </returns>
    public static string? Of(HttpContext http, HouseSettings house) =>
        http.Connection.RemoteIpAddress is var from && (from is null || LocalAddress.IsLocal(from))
        && LocalAddress.LeadsBack(Pages.PublicUrl(http, house))
            ? LocalAddress.InNetwork(
                http.RequestServices.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? Array.Empty<string>())
            : null;

    /// <summary>The address for whatever a phone scans, without a slash at its end.</summary>
    public static string Reachable(HttpContext http, HouseSettings house) => Of(http, house) ?? Pages.PublicUrl(http, house);
}
