using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Server.Access;
using Hub.Tests.House;

namespace Hub.Tests.Access;

/// <summary>A token is what this house signed, by its one algorithm, with its own key, and until it ends; whatever else it says.</summary>
public sealed class TokenTests(RunningHouse house, StrictHouse other) : IClassFixture<RunningHouse>, IClassFixture<StrictHouse>
{
    [Theory]
    [InlineData("none", false)]
    [InlineData("None", false)]
    [InlineData("none", true)]
    [InlineData("HS512", true)]
    [InlineData("RS256", true)]
    [InlineData("ES256", true)]
    public async Task A_token_by_another_algorithm_or_by_none_is_not_ours(string algorithm, bool isSigned)
    {
        var (header, payload, signature) = await Parts();
        header["alg"] = algorithm;
        (await Opens($"{Encoded(header)}.{Encoded(payload)}.{(isSigned ? signature : "")}")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_that_brings_its_own_key_is_not_ours()
    {
        var (header, payload, _) = await Parts();
        var key = RandomNumberGenerator.GetBytes(32);
        foreach (var (name, value) in new (string, JsonNode)[]
        {
            ("jwk", new JsonObject { ["kty"] = "oct", ["k"] = Base64Url.EncodeToString(key) }), ("jku", "https://elsewhere.example/keys"),
            ("x5u", "https://elsewhere.example/certificate"), ("kid", "../../dev/null"), ("kid", ""),
        })
        {
            var bringing = header.DeepClone().AsObject();
            bringing[name] = value;
            var signed = $"{Encoded(bringing)}.{Encoded(payload)}";
            var mac = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed));
            (await Opens($"{signed}.{Base64Url.EncodeToString(mac)}")).ShouldBe(HttpStatusCode.Unauthorized, name);
        }
    }

    [Fact]
    public async Task A_token_that_says_anything_else_than_what_was_signed_is_not_ours()
    {
        var (header, payload, signature) = await Parts();
        (await Opens($"{Encoded(header)}.{Encoded(payload)}.{signature}")).ShouldBe(HttpStatusCode.OK, "the token as it was, put together again");
        foreach (var claim in payload.Select(c => c.Key).ToList())
        {
            var changed = payload.DeepClone().AsObject();
            changed[claim] = claim == "exp" ? 4_102_444_800 : "other";
            (await Opens($"{Encoded(header)}.{Encoded(changed)}.{signature}")).ShouldBe(HttpStatusCode.Unauthorized, claim);
        }

        var mac = Base64Url.DecodeFromChars(signature);
        mac[0] ^= 1;
        (await Opens($"{Encoded(header)}.{Encoded(payload)}.{Base64Url.EncodeToString(mac)}")).ShouldBe(HttpStatusCode.Unauthorized);
        (await Opens($"{Encoded(header)}.{Encoded(payload)}.{Base64Url.EncodeToString(mac.AsSpan(0, 16))}")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_for_somebody_else_or_of_somebody_else_is_not_ours()
    {
        var there = (await (await other.Meeting()).Join("居民")).Token!;
        (await Opens(there!)).ShouldBe(HttpStatusCode.Unauthorized);
        using var foreign = await other.Send(HttpMethod.Get, "/api/me", there);
        foreign.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_is_good_until_it_ends()
    {
        var tokens = house.Service<Tokens>();
        var guest = new Session(Guid.NewGuid().ToString("n"), null, IsOperator: false, Id: Sessions.NewId());
        var now = house.Service<TimeProvider>().GetUtcNow();
        (await Opens(tokens.Issue(guest with { Ends = now.AddMinutes(5) }))).ShouldBe(HttpStatusCode.OK);
        (await Opens(tokens.Issue(guest with { Ends = now.AddSeconds(-5) }))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static string Encoded(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private async Task<(JsonObject Header, JsonObject Payload, string Signature)> Parts()
    {
        var parts = (await (await house.Meeting()).Join("居民")).Token!.Split('.');
        parts.Length.ShouldBe(3);
        return (Read(parts[0]), Read(parts[1]), parts[2]);

        static JsonObject Read(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();
    }

    private async Task<HttpStatusCode> Opens(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await house.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
