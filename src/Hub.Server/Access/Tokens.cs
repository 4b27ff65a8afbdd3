using System.Security.Claims;
using System.Security.Cryptography;
using Hub.Server.Journal;
using Hub.Server.Keys;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Server.Access;

/// <summary>
/// Session tokens: JSON Web Tokens (RFC 7519), HMAC-SHA256, signed with a secret of the house: every node knows a token as soon as it was answered, and it
/// survives restarts. A token names its session (see <see cref="Sessions"/>), and is worth no more than that.
/// </summary>
/// <remarks>
/// A token names the key that signed it (<c>kid</c>, RFC 7515); one without a name is of the first key, as are all of builds that knew no other. The newest
/// key signs, the older ones go on verifying until no token of theirs is good any more (<see cref="GoodAfter"/>) or they are dropped.
/// </remarks>
internal sealed class Tokens(HouseSecrets secrets, TimeProvider clock)
{
    /// <summary>How long a token that a key signed may be good for after another signs: as long as the longest session.</summary>
    public static readonly TimeSpan GoodAfter = TimeSpan.FromDays(400);

    private const string House = "hub";
    private const string OperatorEpoch = "opk";

    /// <summary>The secret of the first key; those after it add a hyphen and their id.</summary>
    private const string Secret = SessionTables.SigningKey;
    private const string First = "first";

    /// <summary>Whoever makes up names of keys has the database asked no oftener: all that come meanwhile wait for one look.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly Lock _gate = new();
    private long? _asked;

    /// <summary>The next look at the database's keys, which has not begun; null: nobody waits for one.</summary>
    private Task? _look;

    /// <summary>The oldest first.</summary>
    private volatile SigningKey[] _keys = [];

    /// <summary>A mark of the operator key: what an older one opened has ended.</summary>
    public string OperatorEpochNow { get; private set; } = "";

    /// <param name="operatorKeyHash">An operator's session ends when the operator key is changed.</param>
    public async Task Load(byte[] operatorKeyHash)
    {
        if ((await secrets.Read(Secret)).Count == 0)
        {
            await secrets.GetOrAdd(Secret, RandomNumberGenerator.GetBytes(32));
        }

        await Refresh();
        OperatorEpochNow = Convert.ToHexStringLower(SHA256.HashData(operatorKeyHash).AsSpan(0, 8));
    }

    /// <summary>Learns of keys that were made or dropped elsewhere.</summary>
    /// <exception cref="StoreException">The database does not say.</exception>
    public async Task Refresh()
    {
        // A key without a name signs as builds do that know of no names.
        var isNamed = secrets.AreWrapped;
        _keys = [.. (await ReadKeys(secrets)).Select(k => new SigningKey(k.Id, new SymmetricSecurityKey(k.Secret) { KeyId = isNamed ? k.Id : null }))];
    }

    public string Issue(Session session)
    {
        var claims = session.Claims();
        if (session.IsOfOperatorKey)
        {
            claims[OperatorEpoch] = OperatorEpochNow;
        }

        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = House,
            Audience = House,
            Claims = claims,
            Expires = (session.Ends ?? clock.GetUtcNow() + session.GoodFor).UtcDateTime,
            SigningCredentials = new SigningCredentials(_keys[^1].Key, SecurityAlgorithms.HmacSha256),
        });
    }

    /// <returns>The one whose token it is, or null where it is not ours, or not valid any more.</returns>
    public async Task<ClaimsIdentity?> Read(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = House,
            ValidAudience = House,
            IssuerSigningKeyResolver = (_, _, kid, _) => Named(kid),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (_, expires, _, _) => expires > clock.GetUtcNow().UtcDateTime,
        });
        if (!result.IsValid && KidOf(token) is { Length: > 0 } kid && Named(kid).Length == 0 && await HasLearnt(kid))
        {
            return await Read(token);
        }

        return result.IsValid && Session.Of(new ClaimsPrincipal(result.ClaimsIdentity)) is { } session
            && (!session.IsOfOperatorKey || result.ClaimsIdentity.FindFirst(OperatorEpoch)?.Value == OperatorEpochNow)
            ? result.ClaimsIdentity : null;
    }

    /// <returns>The keys that verify, by their ids, the oldest first; the last one signs.</returns>
    public static async Task<IReadOnlyList<(string Id, byte[] Secret)>> ReadKeys(HouseSecrets secrets) =>
    [
        .. (await secrets.Read(Secret)).OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => (s.Key == Secret ? First : s.Key[(Secret.Length + 1)..], s.Value)),
    ];

    /// <summary>Makes a key that signs from now on; nodes that run learn of it by themselves.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> AddKey(HouseSecrets secrets, DateTimeOffset now)
    {
        var newest = (await ReadKeys(secrets))[^1].Id;
        var id = KeyId.New(now, newest == First ? null : newest);
        await secrets.Set($"{Secret}-{id}", RandomNumberGenerator.GetBytes(32));
        return id;
    }

    /// <summary>Drops a key: whoever has a token of it signs in again.</summary>
    public static Task DropKey(HouseSecrets secrets, string id) => secrets.Remove(id == First ? Secret : $"{Secret}-{id}");

    /// <returns>Null where this is no token at all.</returns>
    private static string? KidOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Kid;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private SecurityKey[] Named(string? kid)
    {
        var id = string.IsNullOrEmpty(kid) ? First : kid;
        return [.. _keys.Where(k => k.Id == id).Select(k => k.Key)];
    }

    /// <returns>Whether a key of this name has been made elsewhere: a key that has is found, whoever makes up names meanwhile.</returns>
    private async Task<bool> HasLearnt(string kid)
    {
        if (!KeyId.IsOne(kid))
        {
            return false;
        }

        Task look;
        lock (_gate)
        {
            look = _look ??= Look();
        }

        await look;
        return Named(kid).Length > 0;
    }

    /// <summary>Once it may: those who come when it has begun wait for the next, as what they name may be newer.</summary>
    private async Task Look()
    {
        await Task.Yield();
        if (_asked is { } asked && AskAgain - clock.GetElapsedTime(asked) is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock);
        }

        lock (_gate)
        {
            _asked = clock.GetTimestamp();
            _look = null;
        }

        await Refresh();
    }

    private sealed record SigningKey(string Id, SymmetricSecurityKey Key);
}
