using Hub.Server.Access;
using Microsoft.AspNetCore.HttpOverrides;

namespace Hub.Server.Http;

/// <summary>
/// Before the house may stand a proxy that ends TLS: it then says who asks and by which scheme. Believed only from the networks of
/// <see cref="HouseSettings.TrustedProxies"/>, for what it says decides whose wrong codes are counted and whether a cookie is kept to https.
/// </summary>
internal static class Proxies
{
    public static void Trust(ForwardedHeadersOptions forwarded, HouseSettings house)
    {
        // By itself the framework believes whoever asks from this machine.
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var network in house.TrustedNetworks())
        {
            forwarded.KnownIPNetworks.Add(network);
        }

        forwarded.ForwardedHeaders = forwarded.KnownIPNetworks.Count == 0
            ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
    }
}
