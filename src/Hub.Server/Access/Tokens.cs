using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Server.Access;

/// <summary>
/// Session tokens: JSON Web Tokens (RFC 7519), HMAC-SHA256, signed with a key that lives in the journal's database: every node knows a token as
/// soon as it was answered, and it survives restarts.
/// </summary>
internal sealed class Tokens(IDirectory directory, TimeProvider clock)
{
    private const string House = "hub";
    private const string OperatorEpoch = "opk";
    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(400);
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private SymmetricSecurityKey? _key;
    private string _operatorEpoch = "";

    /// <param name="operatorKeyHash">An operator's session ends when the operator key is changed.</param>
    public async Task Load(byte[] operatorKeyHash)
    {
        _key = new SymmetricSecurityKey(await directory.GetOrAddSecret("session-key", RandomNumberGenerator.GetBytes(32)));
        _operatorEpoch = Convert.ToHexStringLower(SHA256.HashData(operatorKeyHash).AsSpan(0, 8));
    }

    public string Issue(Session session)
    {
        var claims = session.Claims();
        if (session.IsOperator)
        {
            claims[OperatorEpoch] = _operatorEpoch;
        }

        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = House,
            Audience = House,
            Claims = claims,
            Expires = (clock.GetUtcNow() + GoodFor).UtcDateTime,
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
        return result.IsValid && (result.ClaimsIdentity.FindFirst(OperatorEpoch) is not { } epoch || epoch.Value == _operatorEpoch)
            ? result.ClaimsIdentity : null;
    }
}
