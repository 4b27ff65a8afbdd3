using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Domain.Ballots;

/// <summary>A value that is a short text on the wire and in the journal. What <c>ToString</c> writes, <see cref="TryParse"/> reads as an equal value.</summary>
public interface IWireText<T>
    where T : IWireText<T>
{
    static abstract bool TryParse(string? text, [MaybeNullWhen(false)] out T value);
}

public sealed class WireText<T> : JsonConverter<T>
    where T : IWireText<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && T.TryParse(reader.GetString(), out var value) ? value : throw new JsonException($"Not a {typeof(T).Name}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
