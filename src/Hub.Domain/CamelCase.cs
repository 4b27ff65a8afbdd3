using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Domain;

/// <summary>
/// Enums are camelCase words in JSON: exactly one of the declared ones, never a number (it would bind stored events to an order of declaration), never a list.
/// </summary>
public sealed class CamelCase<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            && CamelCase.TryRead<T>(reader.GetString(), out var value) ? value : throw new JsonException($"Not a {typeof(T).Name}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(CamelCase.Of(value));
}

public static class CamelCase
{
    public static string Of<T>(T value)
        where T : struct, Enum => Words<T>.OfValue[value];

    public static bool TryRead<T>(string? word, out T value)
        where T : struct, Enum
    {
        value = default;
        return word is not null && Words<T>.OfWord.TryGetValue(word, out value);
    }

    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> OfValue =
            Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()));
        public static readonly Dictionary<string, T> OfWord = OfValue.ToDictionary(v => v.Value, v => v.Key, StringComparer.Ordinal);
    }
}
