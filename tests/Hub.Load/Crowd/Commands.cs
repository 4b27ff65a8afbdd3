using System.Text.Json.Nodes;

namespace Hub.Load.Crowd;

/// <summary>The commands that people in the room send.</summary>
public static class Commands
{
    public static JsonObject CheckIn() => Of("checkIn");

    public static JsonObject Comment(string text, string? replyTo = null) =>
        replyTo is null ? Of("comment", ("text", text)) : Of("comment", ("text", text), ("replyTo", replyTo));

    public static JsonObject Like(string comment, bool on) => Of("react", ("comment", comment), ("kind", "like"), ("on", on));

    public static JsonObject RaiseHand(string about) => Of("raiseHand", ("about", about));

    public static JsonObject LowerHand() => Of("lowerHand");

    public static JsonObject Vote(string ballot, IEnumerable<string> choices) =>
        Of("vote", ("ballot", ballot), ("choices", new JsonArray([.. choices.Select(c => JsonValue.Create(c))])));

    /// <summary>Any command, for callers that play the chair.</summary>
    public static JsonObject Of(string type, params (string Name, JsonNode? Value)[] fields)
    {
        var command = new JsonObject { ["$type"] = type };
        foreach (var (name, value) in fields)
        {
            command[name] = value;
        }

        return command;
    }

    /// <summary>What a command counts as: its type, with replies and likes taken back told apart.</summary>
    public static string KindOf(JsonObject command) => (string?)command["$type"] switch
    {
        "comment" when command.ContainsKey("replyTo") => "reply",
        "react" => (bool)command["on"]! ? "like" : "unlike",
        { } type => type,
        null => throw new ArgumentException("A command has a $type.", nameof(command)),
    };
}
