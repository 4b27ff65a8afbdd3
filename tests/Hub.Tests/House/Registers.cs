using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Tests.House;

/// <summary>The registers, as staff reach them.</summary>
internal static class Registers
{
    public static Task<Receipt> Record(this OpenHouse house, string register, object entry, string? op = null) =>
        house.Register(register, Commands.Of("record", new { @is = entry }), op);

    public static async Task<Receipt> Register(this OpenHouse house, string register, JsonObject command, string? op = null, string? token = null)
    {
        using var answer = await house.Send(
            HttpMethod.Post, $"/api/registers/{register}/commands", token ?? house.OperatorToken,
            new JsonObject { ["op"] = op ?? Commands.NewOp(), ["command"] = command.DeepClone() });
        return JsonSerializer.Deserialize<Receipt>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), JsonSerializerOptions.Web)!;
    }

    /// <summary>A member of their own for a test.</summary>
    /// <returns>The id.</returns>
    public static async Task<string> Member(this OpenHouse house, string? name = null, string sector = "教育界") =>
        (await house.Record("members", Entry("member", new { name = name ?? $"委员{Guid.NewGuid():n}"[..20], sector }))).ShouldBeDone().Made;

    /// <summary>Signs a member in.</summary>
    /// <returns>The token.</returns>
    public static async Task<string> SignIn(this OpenHouse house, string member)
    {
        using var made = await house.Send(HttpMethod.Post, $"/api/members/{member}/key", house.OperatorToken);
        using var signed = await house.Send(HttpMethod.Post, "/api/session", null, new { key = (await OpenHouse.Json(made)).Text("code") });
        var session = await OpenHouse.Json(signed);
        session.Text("role").ShouldBe("member");
        return session.Text("token");
    }

    /// <summary>Signs a member in with a key; on another device, with the same.</summary>
    public static async Task<(string Token, string Session, string Key)> Opened(this OpenHouse house, string member, string? key = null)
    {
        if (key is null)
        {
            using var made = await house.Send(HttpMethod.Post, $"/api/members/{member}/key", house.OperatorToken);
            key = (await OpenHouse.Json(made)).Text("code");
        }

        using var signed = await house.Send(HttpMethod.Post, "/api/session", null, new { key });
        var session = await OpenHouse.Json(signed);
        return (session.Text("token"), session.Text("session"), key);
    }

    public static JsonObject Entry(string type, object fields) => Commands.Of(type, fields);
}
