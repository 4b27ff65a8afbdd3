using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Server.Contracts;

/// <summary>
/// Times on the wire are UTC and end in Z. One that comes in says its zone: what a machine's own zone would make of it is no answer (RFC 3339, section 4.3).
/// </summary>
internal sealed class UtcTime : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTime().Kind == DateTimeKind.Unspecified ? throw new JsonException("A time needs its zone.") : reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
}
