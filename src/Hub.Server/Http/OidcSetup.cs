using Hub.Server.Access;
using Hub.Server.Access.OpenId;
using Hub.Server.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Server.Http;

/// <summary>
/// Signing in by a provider: the code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636), state and nonce, by ASP.NET Core's handler. Its pieces are
/// registered one by one, so that no settings but <see cref="OidcSettings"/> reach them. Of the tokens nothing is kept.
/// </summary>
internal static class OidcSetup
{
    public const string Scheme = "provider";
    public const string CallbackPath = "/api/oidc/callback";

    /// <summary>How far the provider's clock may be from ours.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>Of signatures: what only the provider can make. One by a secret that both know is none.</summary>
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>For how long somebody may take at the provider's page.</summary>
    private static readonly TimeSpan LongestFlow = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What is there also where no provider is set.</summary>
    public static void AddProvider(this IServiceCollection services, bool isSet)
    {
        services.AddOptions<OidcSettings>().Validate<IOptions<HouseSettings>>(
            (oidc, house) => !oidc.IsSet || house.Value.PublicUrl is not null,
            "House:PublicUrl must say by which address people reach this hub where Oidc:Authority is set: the provider sends them there.");
        services.AddSingleton<FlowProtection>();
        services.AddSingleton<ProviderAccounts>();
        services.AddSingleton<ProviderLogout>();
        if (!isSet)
        {
            return;
        }

        services.AddSingleton<IDataProtectionProvider>(s => s.GetRequiredService<FlowProtection>());
        services.AddSingleton<OidcEvents>();
        services.AddTransient<OpenIdConnectHandler>();
        services.AddOptions<OpenIdConnectOptions>(Scheme).Configure<IOptions<OidcSettings>, IOptions<HouseSettings>, TimeProvider>(Configure);
        services.AddSingleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>();
        services.PostConfigure<OpenIdConnectOptions>(
            Scheme, options => options.ConfigurationManager = new CheckedMetadata(options.ConfigurationManager!, options.Authority!));
        services.Configure<AuthenticationOptions>(authentication => authentication.AddScheme<OpenIdConnectHandler>(Scheme, null));
    }

    private static void Configure(OpenIdConnectOptions options, IOptions<OidcSettings> oidc, IOptions<HouseSettings> house, TimeProvider clock)
    {
        var settings = oidc.Value;
        var isHttps = new Uri(house.Value.PublicUrl!).Scheme == Uri.UriSchemeHttps;
        options.Authority = settings.Authority!.TrimEnd('/');
        options.RequireHttpsMetadata = !LocalAddress.IsLoopback(settings.Authority);
        options.ClientId = settings.ClientId;
        options.ClientSecret = settings.ReadSecret();
        options.CallbackPath = CallbackPath;
        options.SignInScheme = SessionAuthentication.SchemeName;
        options.EventsType = typeof(OidcEvents);
        options.TimeProvider = clock;

        // The answer comes as a link: our cookies need not be sent with what another site posts.
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.SaveTokens = false;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = false;
        options.DisableTelemetry = true;
        options.RemoteAuthenticationTimeout = LongestFlow;
        options.ProtocolValidator.NonceLifetime = LongestFlow;
        options.ClaimActions.Clear();
        options.Scope.Clear();
        foreach (var scope in settings.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            options.Scope.Add(scope);
        }

        options.TokenValidationParameters.ClockSkew = ClockSkew;
        options.TokenValidationParameters.ValidAlgorithms = Algorithms;

        // What the provider answers is read as it stands: it sends this hub nowhere else.
        options.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        options.BackchannelTimeout = Patience;
        foreach (var (cookie, name) in new[] { (options.NonceCookie, "hub-nonce."), (options.CorrelationCookie, "hub-flow.") })
        {
            cookie.Name = isHttps ? $"__Secure-{name}" : name;
            cookie.SecurePolicy = isHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            cookie.SameSite = SameSiteMode.Lax;
        }
    }

    /// <summary>The provider's metadata, which must be its own, and lead nowhere without https (OpenID Connect Discovery 1.0, 4.3).</summary>
    private sealed class CheckedMetadata(IConfigurationManager<OpenIdConnectConfiguration> read, string authority)
        : IConfigurationManager<OpenIdConnectConfiguration>
    {
        /// <exception cref="InvalidOperationException">It cannot be had, or is another's.</exception>
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
        {
            var metadata = await read.GetConfigurationAsync(cancel);
            if (metadata.Issuer?.TrimEnd('/') != authority)
            {
                throw new InvalidOperationException($"The metadata of Oidc:Authority is of another issuer, {metadata.Issuer}.");
            }

            foreach (var endpoint in new[] { metadata.AuthorizationEndpoint, metadata.TokenEndpoint, metadata.PushedAuthorizationRequestEndpoint })
            {
                if (!string.IsNullOrEmpty(endpoint) && !endpoint.StartsWith("https:", StringComparison.OrdinalIgnoreCase) && !LocalAddress.IsLoopback(endpoint))
                {
                    throw new InvalidOperationException($"The metadata of Oidc:Authority leads without https to {endpoint}.");
                }
            }

            return metadata;
        }

        public void RequestRefresh() => read.RequestRefresh();
    }
}
