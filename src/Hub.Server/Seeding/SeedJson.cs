using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Domain.Meetings;
using Hub.Server.Contracts;

namespace Hub.Server.Seeding;

/// <summary>JSON of the seeds' files.</summary>
[JsonSerializable(typeof(ImmutableArray<Format>))]
[JsonSerializable(typeof(ImmutableArray<NamedMeeting>))]
internal sealed partial class SeedJson : JsonSerializerContext
{
    public static readonly SeedJson Strict = new(StrictJson.Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web)));
}
