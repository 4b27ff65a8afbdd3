using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Tests.House;

/// <summary>One topic, as those whom it concerns reach it.</summary>
public sealed class Topic(OpenHouse house, string id, string token, string returnKey)
{
    public string Id => id;

    public string Path => $"/api/topics/{id}";

    /// <summary>The raiser's session.</summary>
    public string Raiser => token;

    /// <summary>The raiser's own key to come back to this topic with.</summary>
    public string ReturnKey => returnKey;

    public static async Task<Topic> Raise(OpenHouse house, object body, string? token = null)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/topics", token, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var raised = await OpenHouse.Json(answer);
        return new Topic(house, raised.Text("id"), raised.Text("token"), raised.Text("follow"));
    }

    public static Task<Topic> Raise(OpenHouse house, string title = "晚高峰公交太少", string? token = null) => Raise(
        house, new { title = $"{title} {Guid.NewGuid():n}", text = "下班等了四十分钟", county = "清江浦区", venue = "府前社区协商议事室", category = "交通" }, token);

    /// <summary>The session of a guest who has nothing to do with it: they raised something else.</summary>
    public async Task<string> Somebody() => (await Raise(house, "别的事")).Raiser;

    /// <summary>The session of somebody whom the house knows, and who has nothing to do with it.</summary>
    public async Task<string> Known() => await house.SignIn(await house.Member());

    public Task<Receipt> Staff(JsonObject command, string? op = null) => Do(house.OperatorToken, command, op);

    public async Task<Receipt> Do(string? token, JsonObject command, string? op = null)
    {
        using var answer =
            await house.Send(HttpMethod.Post, $"{Path}/commands", token, new JsonObject { ["op"] = op ?? Commands.NewOp(), ["command"] = command.DeepClone() });
        return JsonSerializer.Deserialize<Receipt>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), JsonSerializerOptions.Web)!;
    }

    /// <summary>A department promises something.</summary>
    /// <returns>The commitment.</returns>
    public async Task<string> Commit(string due = "2099-06-30") =>
        (await Staff(Commands.Of("commit", new { department = "市交通运输局", what = "早晚高峰各加开两班", due }))).ShouldBeDone().Made;

    /// <summary>Promised, and done.</summary>
    public async Task<string> Resolve()
    {
        var commitment = await Commit();
        (await Staff(Commands.Of("complete", new { commitment, note = "已开行" }))).ShouldBeDone();
        return commitment;
    }

    public async Task<JsonElement> Snapshot(string? token = null) => (await house.Get(Path, token)).At("snapshot");

    public async Task<string> Status() => (await Snapshot()).Text("status");

    public async Task<JsonElement> Me(string token) => (await house.Get(Path, token)).At("me");
}
