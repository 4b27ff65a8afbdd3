using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Load.Stores;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Hub.Tests.Access.OpenId;

/// <summary>
/// A real provider of OpenID Connect on this machine (OpenIddict, without a store). Its login believes whatever id is typed. It knows one hub, and demands its
/// secret and PKCE; what it says of somebody, and what it puts into the ID token in the end, a test decides.
/// </summary>
internal sealed class Provider : IHostedService
{
    public const string ClientId = "hub-of-the-tests";
    public const string Secret = "what the provider of the tests knows the hub by";

    private static readonly Lazy<string> SecretFile = new(() =>
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("hub-oidc-").FullName, "secret");
        File.WriteAllText(file, Secret + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return file;
    });

    private readonly RSAParameters _key = NewKey();
    private readonly ConcurrentDictionary<string, Claim[]> _people = new();
    private WebApplication? _app;

    public Uri Address { get; } = new($"http://127.0.0.1:{TemporaryPostgres.FreePort()}/");

    /// <summary>By the subject: what stands in the place of the ID token that was made.</summary>
    public ConcurrentDictionary<string, Func<JsonObject, string>> Forged { get; } = new();

    /// <summary>The settings of a hub that people reach there.</summary>
    public string[] SettingsOf(string publicUrl, params string[] more) =>
    [
        $"--House:PublicUrl={publicUrl}", $"--Oidc:Authority={Address}", $"--Oidc:ClientId={ClientId}", $"--Oidc:ClientSecretFile={SecretFile.Value}",
        "--Oidc:Name=淮安统一认证", "--Oidc:Roles:desk=staff", "--Oidc:Roles:desk-lianshui=staff; county=涟水县", "--Oidc:Roles:audit=auditor",
        "--Oidc:Roles:traffic=department; department=市交通运输局", .. more,
    ];

    /// <summary>What the ID token says of a subject, from now on.</summary>
    public void Says(string subject, params Claim[] claims) => _people[subject] = claims;

    public static Claim[] Roles(params string[] roles) => [.. roles.Select(r => new Claim("roles", r))];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(Address.ToString()).UseKestrel();
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication();
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.SetIssuer(Address).SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
            server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            server.RegisterScopes(Scopes.Profile, Scopes.Email);
            server.EnableDegradedMode();
            server.AddSigningKey(new RsaSecurityKey(_key) { KeyId = "of-the-tests" });
            server.AddEphemeralEncryptionKey();
            server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().DisableTransportSecurityRequirement();
            server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId || context.RedirectUri?.EndsWith("/api/oidc/callback", StringComparison.Ordinal) != true)
                {
                    context.Reject(Errors.InvalidClient, "This provider knows one hub.");
                }

                return default;
            }));
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId || context.ClientSecret != Secret)
                {
                    context.Reject(Errors.InvalidClient, "This is not the hub.");
                }

                return default;
            }));
            server.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.Response.IdToken is { } token && Payload(token) is var claims
                    && Forged.TryGetValue(claims["sub"]!.GetValue<string>(), out var forge))
                {
                    context.Response.IdToken = forge(claims);
                }

                return default;
            }));
        });
        _app = builder.Build();
        _app.UseAuthentication();
        _app.MapGet("/favicon.ico", () => Results.NoContent());
        _app.MapGet("/authorize", Login);
        await _app.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync(cancellationToken);
            await app.DisposeAsync();
        }
    }

    /// <summary>A token that this provider has signed, whatever stands in it.</summary>
    public string Sign(JsonObject claims, string type = "JWT", bool byAnother = false, string algorithm = "RS256")
    {
        using var key = RSA.Create(byAnother ? NewKey() : _key);
        var head = new JsonObject { ["alg"] = algorithm, ["kid"] = "of-the-tests", ["typ"] = type };
        var signed = $"{Encode(head)}.{Encode(claims)}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        return $"{signed}." + (algorithm switch
        {
            "none" => "",
            "HS256" => Base64UrlEncoder.Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), bytes)),
            _ => Base64UrlEncoder.Encode(key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        });
    }

    /// <summary>The claims of a logout token, as the specification has them.</summary>
    public JsonObject Logout(string? subject = null, string? session = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Address.ToString(),
            ["aud"] = ClientId,
            ["iat"] = now,
            ["exp"] = now + 120,
            ["jti"] = Guid.NewGuid().ToString("n"),
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };
        if (subject is not null)
        {
            claims["sub"] = subject;
        }

        if (session is not null)
        {
            claims["sid"] = session;
        }

        return claims;
    }

    private static RSAParameters NewKey()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportParameters(includePrivateParameters: true);
    }

    private static JsonObject Payload(string token) => JsonNode.Parse(Base64UrlEncoder.Decode(token.Split('.')[1]))!.AsObject();

    private static string Encode(JsonObject part) => Base64UrlEncoder.Encode(part.ToJsonString(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }));

    private IResult Login(HttpContext http)
    {
        var asked = http.GetOpenIddictServerRequest()!;
        switch (http.Request.Query["as"].ToString())
        {
            case "":
                var hidden = string.Concat(http.Request.Query.Select(q =>
                    $"<input type=\"hidden\" name=\"{HtmlEncoder.Default.Encode(q.Key)}\" value=\"{HtmlEncoder.Default.Encode(q.Value.ToString())}\">"));
                return Results.Content(
                    $"<!doctype html><title>Provider</title><form>{hidden}<label>Id <input name=\"as\"></label><button>In</button></form>",
                    "text/html; charset=utf-8");
            case "nobody":
                return Results.Forbid(
                    new AuthenticationProperties(
                        new Dictionary<string, string?> { [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.AccessDenied }),
                    [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
            case var subject:
                var identity = new ClaimsIdentity("provider");
                identity.AddClaim(new Claim(Claims.Subject, subject));
                identity.AddClaims(_people.GetValueOrDefault(subject) ?? []);
                if (asked.MaxAge is not null)
                {
                    // Core 1.0, 2: then the ID token says when they proved who they are, which is now.
                    var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                    identity.AddClaim(new Claim(Claims.AuthenticationTime, now, ClaimValueTypes.Integer64));
                }

                identity.SetScopes(asked.GetScopes());
                identity.SetDestinations(_ => [Destinations.IdentityToken]);
                return Results.SignIn(new ClaimsPrincipal(identity), null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        }
    }
}
