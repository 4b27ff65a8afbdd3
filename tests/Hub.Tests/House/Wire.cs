using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Hub.Tests.House;

// What a client reads of the wire. An outside client knows the names of the contract and no type of the server.

public sealed record JoinAnswer(string Position, long To, DateTimeOffset Now, JsonElement? Me, JsonElement? Snapshot, IReadOnlyList<Frame>? Missed);

public sealed record Frame(string Room, long From, long To, IReadOnlyList<RoomEvent> Events, int? Omitted, string Position);

public sealed record RoomEvent(long Seq, string Type, DateTimeOffset? At, JsonElement? Actor, JsonElement? Data)
{
    public string? Text => Data?.Find("text")?.GetString();
}

public sealed record TallyUpdate(string Room, long Version, Present Present, IReadOnlyList<TallyItem> Tallies);

public sealed record TallyItem(string Id, Dictionary<string, int>? Counts, int? Cast, int? Eligible);

public sealed record Present(int Now, int CheckedIn, int? Entitled);

public sealed record MineUpdate(string Room, JsonElement Me);

public sealed record RoomNote(string Room);

public sealed record LeavingNote(int WithinMs);

public sealed record Receipt(string Op, string Outcome, long? Seq, string? Code, string? Message, Dictionary<string, string>? Result,
    string[]? Similar = null)
{
    [JsonIgnore]
    public string Made => Result.ShouldNotBeNull().Values.ShouldHaveSingleItem();

    public Receipt ShouldBeDone()
    {
        Outcome.ShouldBe("done", $"{Code} {Message}");
        return this;
    }

    public void ShouldBeRefused(string code)
    {
        Outcome.ShouldBe("refused");
        Code.ShouldBe(code);
    }

    /// <summary>The same in every field.</summary>
    public void ShouldBeSame(Receipt other) => JsonSerializer.Serialize(this).ShouldBe(JsonSerializer.Serialize(other));
}

internal static class Commands
{
    public static JsonObject Of(string type, object? fields = null)
    {
        var command = new JsonObject { ["$type"] = type };
        foreach (var (name, value) in fields is null ? [] : JsonSerializer.SerializeToNode(fields, JsonSerializerOptions.Web)!.AsObject().ToList())
        {
            command[name] = value?.DeepClone();
        }

        return command;
    }

    public static JsonObject Comment(string text) => Of("comment", new { text });

    public static JsonObject Like(string comment, bool on = true) => Of("react", new { comment, kind = "like", on });

    public static JsonObject Vote(string ballot, params string[] choices) => Of("vote", new { ballot, choices });

    public static JsonObject Approval(string question = "是否同意?", int? closesIn = null, string? results = null) =>
        Of("openBallot", new { question, kind = "approval", closesIn, results });

    public static string NewOp() => Guid.NewGuid().ToString("n");

    public static JsonElement? Find(this JsonElement json, params string[] path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }

        return json;
    }

    public static JsonElement At(this JsonElement json, params string[] path) =>
        json.Find(path) ?? throw new KeyNotFoundException($"{string.Join('.', path)} in {json}");

    public static string Text(this JsonElement json, params string[] path) => json.At(path).GetString()!;

    public static int Number(this JsonElement json, params string[] path) => json.At(path).GetInt32();

    public static List<JsonElement> List(this JsonElement json, params string[] path) => [.. json.At(path).EnumerateArray()];
}
