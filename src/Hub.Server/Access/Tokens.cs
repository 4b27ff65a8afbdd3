using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Server.Access;

/// <summary>
/// Session tokens: JSON Web Tokens (RFC 7519), HMAC-SHA256, signed with a key that lives in the journal's database: every node knows a token as
/// soon as it was answered, and it survives restarts. A token names its session (see <see cref="Sessions"/>), and is worth no more than that.
/// </summary>
internal sealed class Tokens(IDirectory directory, TimeProvider clock)
{
    private const string House = "hub";
    private const string OperatorEpoch = "opk";
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private SymmetricSecurityKey? _key;

    /// <summary>A mark of the operator key: what an older one opened has ended.</summary>
    public string OperatorEpochNow { get; private set; } = "";

    /// <param name="operatorKeyHash">An operator's session ends when the operator key is changed.</param>
    public async Task Load(byte[] operatorKeyHash)
    {
        _key = new SymmetricSecurityKey(await directory.GetOrAddSecret("session-key", RandomNumberGenerator.GetBytes(32)));
        OperatorEpochNow = Convert.ToHexStringLower(SHA256.HashData(operatorKeyHash).AsSpan(0, 8));
    }

    public string Issue(Session session)
    {
        var claims = session.Claims();
        if (session.IsOperator)
        {
            claims[OperatorEpoch] = OperatorEpochNow;
        }

        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = House,
            Audience = House,
            Claims = claims,
            Expires = (session.Ends ?? clock.GetUtcNow() + session.GoodFor).UtcDateTime,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
    }

    /// <returns>The one whose token it is, or null where it is not ours, or not valid any more.</returns>
    public async Task<ClaimsIdentity?> Read(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = House,
            ValidAudience = House,
            IssuerSigningKey = _key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (_, expires, _, _) => expires > clock.GetUtcNow().UtcDateTime,
        });
        return result.IsValid && Session.Of(new ClaimsPrincipal(result.ClaimsIdentity)) is { } session
            && (!session.IsOperator || result.ClaimsIdentity.FindFirst(OperatorEpoch)?.Value == OperatorEpochNow)
            ? result.ClaimsIdentity : null;
    }
}
