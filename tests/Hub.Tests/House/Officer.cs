using System.Net;
using System.Text.Json;
using Hub.Server.Access.Staff;

namespace Hub.Tests.House;

/// <summary>Somebody of the staff, as they know themselves.</summary>
internal sealed class Officer(OpenHouse house, string id, string login, string password, string secret, Queue<string> recovery)
{
    public const string Password = "梧桐叶落满了学府路的台阶";

    public string Id => id;

    public string Login => login;

    /// <summary>Recovery codes that are left.</summary>
    public Queue<string> Recovery => recovery;

    /// <summary>What their phone shows now.</summary>
    public string CodeNow => CodeAt(DateTimeOffset.UtcNow);

    public string CodeAt(DateTimeOffset at) => OneTimeCodes.Code(FromBase32(secret), OneTimeCodes.StepAt(at));

    /// <summary>Signs in on one more device; with a recovery code, so that no test waits for the clock.</summary>
    public async Task<JsonElement> SignIn(OpenHouse? at = null)
    {
        using var answer = await Try(recovery.Dequeue(), at: at);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await OpenHouse.Json(answer);
    }

    public Task<HttpResponseMessage> Try(string code, string? typed = null, OpenHouse? at = null) =>
        (at ?? house).Send(HttpMethod.Post, "/api/session", null, new { login, password = typed ?? password, code });

    private static byte[] FromBase32(string text)
    {
        var (bytes, bits, count) = (new List<byte>(), 0, 0);
        foreach (var c in text)
        {
            (bits, count) = ((bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), count + 5);
            if (count >= 8)
            {
                count -= 8;
                bytes.Add((byte)(bits >> count));
                bits &= (1 << count) - 1;
            }
        }

        return [.. bytes];
    }
}
