using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Domain.Ballots;

/// <summary>
/// A text that may be sent as a number: 0.5 is read as "500/1000", 0.667 as "667/1000". Any other number is read as "?", which is no part of anything.
/// </summary>
public sealed class TextOrNumber : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.Number ? reader.TokenType == JsonTokenType.String
            ? reader.GetString() : throw new JsonException("Neither a text nor a number.")
        : reader.TryGetDecimal(out var number) && number is > 0 and <= 1 && number * 1000 == decimal.Truncate(number * 1000)
            ? string.Create(CultureInfo.InvariantCulture, $"{number * 1000:0}/1000")
            : "?";

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
