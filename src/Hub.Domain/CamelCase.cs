using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Domain;

/// <summary>Enums are camelCase words in JSON, never numbers: a number would bind stored events to an order of declaration.</summary>
public sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
