using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Domain.Registers;
using Hub.Server.Contracts;

namespace Hub.Server.Registers;

/// <summary>JSON of the seeds' files that describe the conference and its award.</summary>
[JsonSerializable(typeof(Conference))]
[JsonSerializable(typeof(AwardRule))]
internal sealed partial class RegisterSeedJson : JsonSerializerContext
{
    public static readonly RegisterSeedJson Strict = new(StrictJson.Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web)));
}
