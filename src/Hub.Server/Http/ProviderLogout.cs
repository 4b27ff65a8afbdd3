using System.Text;
using System.Text.Json;
using Hub.Server.Access.OpenId;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Http;

/// <summary>What a logout token asks: that the sessions of a person end, or of one session at the provider, or of both together.</summary>
/// <param name="Id">The hash of issuer and <c>jti</c>.</param>
/// <param name="Until">From then on it would be refused in any case.</param>
internal sealed record LogoutToken(Hash Id, string Issuer, string? Subject, string? Session, DateTimeOffset Until);

/// <summary>
/// Reads logout tokens as OpenID Connect Back-Channel Logout 1.0, 2.6 has it: signed by the provider, typed <c>logout+jwt</c>, for this hub, just issued, with
/// the event and without a nonce, and not used before.
/// </summary>
internal sealed class ProviderLogout(
    IOptionsMonitor<OpenIdConnectOptions> options, IOptions<OidcSettings> oidc, IUsedLogouts used, TimeProvider clock)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private const int MaxToken = 16 * 1024;
    private const int MaxId = 255;

    /// <summary>A token that was on its way for longer is not taken.</summary>
    private static readonly TimeSpan LongestWay = TimeSpan.FromMinutes(5);

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxToken };

    /// <returns>Null where it is not to be followed.</returns>
    /// <exception cref="InvalidOperationException">The provider's keys cannot be had.</exception>
    public async Task<LogoutToken?> Read(string token, CancellationToken cancel)
    {
        var provider = options.Get(OidcSetup.Scheme).ConfigurationManager!;
        var result = await Validate(token, await provider.GetConfigurationAsync(cancel));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // It may have new keys; it is asked at most every few minutes.
            provider.RequestRefresh();
            result = await Validate(token, await provider.GetConfigurationAsync(cancel));
        }

        return result is { IsValid: true, SecurityToken: JsonWebToken read } && Understand(read) is { } asked
            && !await used.Has(asked.Id, cancel) ? asked : null;
    }

    /// <summary>What it asks was done.</summary>
    public Task Use(LogoutToken token) => used.Add(token.Id, token.Until, clock.GetUtcNow());

    private Task<TokenValidationResult> Validate(string token, OpenIdConnectConfiguration metadata) => Handler.ValidateTokenAsync(
        token,
        new TokenValidationParameters
        {
            ValidIssuer = metadata.Issuer,
            ValidAudience = oidc.Value.ClientId,
            IssuerSigningKeys = metadata.SigningKeys,
            ValidAlgorithms = OidcSetup.Algorithms,
            ValidTypes = ["logout+jwt", "application/logout+jwt"],
            ClockSkew = OidcSetup.ClockSkew,
        });

    private LogoutToken? Understand(JsonWebToken token)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        var claims = payload.RootElement;
        var now = clock.GetUtcNow();
        var (id, subject, session) = (Text("jti"), Text("sub"), Text("sid"));
        return id is not null && (subject ?? session) is not null
            && !claims.TryGetProperty("nonce", out _)
            && claims.TryGetProperty("events", out var events) && events.ValueKind == JsonValueKind.Object
            && events.TryGetProperty(Event, out var logout) && logout.ValueKind == JsonValueKind.Object
            && claims.TryGetProperty("iat", out var at) && at.TryGetInt64(out var seconds)
            && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= LongestWay.TotalSeconds
                ? new LogoutToken(
                    Hash.Of(Encoding.UTF8.GetBytes($"{token.Issuer}\n{id}")), token.Issuer, subject, session,
                    now + LongestWay + LongestWay + OidcSetup.ClockSkew)
                : null;

        string? Text(string claim) => claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 and <= MaxId } text ? text : null;
    }
}
