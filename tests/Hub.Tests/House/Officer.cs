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

/// <summary>Accounts of the staff, as operators make them and people take them up.</summary>
internal static class StaffOfHouse
{
    public static object Role(string role, string? county = null) => county is null ? new { role } : new { role, county };

    /// <returns>The account's id and the secret of its invitation.</returns>
    public static async Task<(string Account, string Invite, string Login)> Invited(
        this OpenHouse house, object[] roles, string? member = null, string? login = null, string? token = null)
    {
        login ??= $"staff-{Guid.NewGuid():n}"[..20];
        using var made = await house.Send(
            HttpMethod.Post, "/api/accounts", token ?? house.OperatorToken,
            new { name = "陈工", login, roles, member, op = Commands.NewOp() });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var account = await OpenHouse.Json(made);
        return (account.Text("account"), account.Text("invite"), login);
    }

    /// <summary>Takes an invitation up, and confirms it with the first code.</summary>
    public static async Task<(Officer Staff, JsonElement Session)> Accepted(this OpenHouse house, (string Account, string Invite, string Login) invited)
    {
        using var accepted = await house.Send(HttpMethod.Post, "/api/accept", null, new { invite = invited.Invite, password = Officer.Password });
        accepted.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await OpenHouse.Json(accepted);
        var staff = new Officer(
            house, invited.Account, invited.Login, Officer.Password, answer.Text("secret"),
            new Queue<string>(answer.List("recovery").Select(c => c.GetString()!)));
        using var first = await staff.Try(staff.CodeNow);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (staff, await OpenHouse.Json(first));
    }

    /// <summary>Somebody of the staff who is signed in.</summary>
    public static async Task<(Officer Staff, JsonElement Session)> Staff(this OpenHouse house, params object[] roles) =>
        await house.Accepted(await house.Invited(roles));
}
