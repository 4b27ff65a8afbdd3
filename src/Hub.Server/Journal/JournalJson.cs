using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Domain.Registers;
using Hub.Domain.Topics;

namespace Hub.Server.Journal;

/// <summary>
/// The stored format: UTF-8 JSON that a person can read in ten years, Chinese as it is written. Nothing else writes to the journal, and
/// nothing of Orleans' own serializer does.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(StoredEvent<MeetingEvent>))]
[JsonSerializable(typeof(StoredEvent<BoxEvent>))]
[JsonSerializable(typeof(List<StoredEvent<MeetingEvent>>))]
[JsonSerializable(typeof(List<StoredEvent<BoxEvent>>))]
[JsonSerializable(typeof(StoredState<Meeting?>))]
[JsonSerializable(typeof(StoredState<Box>))]
[JsonSerializable(typeof(StoredEvent<TopicEvent>))]
[JsonSerializable(typeof(List<StoredEvent<TopicEvent>>))]
[JsonSerializable(typeof(TopicEvent.CommitmentMade), TypeInfoPropertyName = "TopicCommitmentMade")]
[JsonSerializable(typeof(TopicEvent.CommitmentTakenBack), TypeInfoPropertyName = "TopicCommitmentTakenBack")]
[JsonSerializable(typeof(TopicEvent.InRound), TypeInfoPropertyName = "TopicInRound")]
[JsonSerializable(typeof(StoredState<Topic?>))]
[JsonSerializable(typeof(StoredEvent<RegisterEvent>))]
[JsonSerializable(typeof(List<StoredEvent<RegisterEvent>>))]
[JsonSerializable(typeof(StoredState<Register>))]
[JsonSerializable(typeof(StoredEvent<AuditEvent>))]
[JsonSerializable(typeof(List<StoredEvent<AuditEvent>>))]
[JsonSerializable(typeof(StoredEvent<StanceEvent>))]
[JsonSerializable(typeof(List<StoredEvent<StanceEvent>>))]
[JsonSerializable(typeof(StoredState<StanceBox>))]
[JsonSerializable(typeof(Entry))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>Domain types that cross a grain call travel as the same JSON, by name: nodes of two versions understand each other.</summary>
    public static JsonSerializerOptions CallOptions { get; } = new(JsonSerializerDefaults.Web)
    {
        IgnoreReadOnlyProperties = true,
        AllowOutOfOrderMetadataProperties = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AddTheHousesOwn } },
    };

    public static JournalJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
    });

    /// <summary>States, in snapshots. What is null is written: a state that lacks a field is of another version, and is not taken for this one.</summary>
    private static JournalJson Whole { get; } = new(new JsonSerializerOptions(Readable.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never });

    /// <summary>Commands that only the house gives have no name on the wire, where nobody may send them. From grain to grain they do travel.</summary>
    private static void AddTheHousesOwn(JsonTypeInfo union)
    {
        if (union.PolymorphismOptions is { } known)
        {
            foreach (var own in union.Type.GetNestedTypes().Where(t => t.IsSubclassOf(union.Type) && known.DerivedTypes.All(d => d.DerivedType != t)))
            {
                known.DerivedTypes.Add(new JsonDerivedType(own, $"house.{own.Name}"));
            }
        }
    }

    public static JsonTypeInfo<StoredState<TState>> OfState<TState>() => Of<StoredState<TState>>(Whole);

    public static JsonTypeInfo<T> Of<T>() => Of<T>(Readable);

    /// <summary>What is not in the list above is found by reflection, which is slower.</summary>
    private static JsonTypeInfo<T> Of<T>(JournalJson listed) =>
        (JsonTypeInfo<T>)(listed.GetTypeInfo(typeof(T))
            ?? new JsonSerializerOptions(
            listed.Options)
            { TypeInfoResolver = JsonTypeInfoResolver.Combine(listed, new DefaultJsonTypeInfoResolver()) }.GetTypeInfo(typeof(T)));
}

/// <summary>One event as it stands in a commit's payload.</summary>
/// <param name="V">The version of the event's shape.</param>
/// <param name="At">Unix milliseconds, UTC.</param>
/// <param name="Actor">A participant id.</param>
/// <param name="Op">The operation's key in hex (<see cref="Operation"/>).</param>
/// <param name="Name">Under which name it was done: a hash, the name is in the vault. Absent where nobody with a name did it, and in what the first release
/// stored.</param>
/// <param name="Of">What the operation asked for (<see cref="Operation.Payload"/>). Absent where it is not known, or could tell what is kept secret or was
/// removed.</param>
internal sealed record StoredEvent<TEvent>(int V, long At, string Actor, string Op, TEvent Event, RecordedName? Name = null, long? Of = null);

/// <param name="Operations">Every operation done so far, 33 bytes each: key (16), seq (8), payload (8), kind of what it made (1).</param>
internal sealed record StoredState<TState>(TState State, byte[] Operations);
