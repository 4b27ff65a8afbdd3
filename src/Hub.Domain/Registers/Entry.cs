using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

/// <summary>
/// What stands in a register. A stored format, like events; the names are the wire's (<c>$type</c>). Each kind is a record in a file of <c>Kinds</c>, together
/// with its description, which answers all that is asked here.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(PlanItem), "planItem")]
[JsonDerivedType(typeof(Venue), "venue")]
[JsonDerivedType(typeof(Brand), "brand")]
[JsonDerivedType(typeof(Member), "member")]
[JsonDerivedType(typeof(Liaison), "liaison")]
[JsonDerivedType(typeof(Output), "output")]
[JsonDerivedType(typeof(LedgerEntry), "ledgerEntry")]
[JsonDerivedType(typeof(Visit), "visit")]
[JsonDerivedType(typeof(ReceptionDay), "receptionDay")]
[JsonDerivedType(typeof(Nomination), "nomination")]
[JsonDerivedType(typeof(Honour), "honour")]
[JsonDerivedType(typeof(Department), "department")]
public abstract partial record Entry
{
    private Entry()
    {
    }

    [JsonIgnore]
    public EntryKind Described => EntryKinds.Of(this);

    /// <summary>What it goes by in lists and searches.</summary>
    [JsonIgnore]
    public string Name => Described.TextOf(this, Described.Title)!;

    /// <inheritdoc cref="EntryKind.KeyOf"/>
    [JsonIgnore]
    public string? Key => Described.KeyOf(this);

    /// <summary>The day on which it happened, of what happens on a day.</summary>
    [JsonIgnore]
    public DateOnly? Day => Described.Day?.Day(this);

    /// <summary>The members whose duty record it is a part of, by their ids.</summary>
    [JsonIgnore]
    public ImmutableArray<string> Whose => [.. MemberFields.Where(f => f.IsWhose).SelectMany(f => f.Ids(this))];

    /// <summary>The members that it names, by their ids.</summary>
    [JsonIgnore]
    public ImmutableArray<string> Named => [.. MemberFields.SelectMany(f => f.Ids(this))];

    /// <summary>The entry as it stands once its person is forgotten; null where it says nothing of anybody but by their id.</summary>
    public Entry? WithoutPerson() => this switch
    {
        Member e => new Member(RemovedText.Name, e.Sector),
        Nomination e => e with { Reason = RemovedText.Sentence },
        _ => null,
    };

    private IEnumerable<EntryField> MemberFields => Described.FieldsOf(this).Where(f => f.Type is FieldType.Members or FieldType.Member);
}

/// <summary>All kinds of entries.</summary>
public static class EntryKinds
{
    /// <summary>In the order in which they are listed.</summary>
    public static readonly ImmutableArray<EntryKind> All =
    [
        Entry.PlanItem.Description,
        Entry.Venue.Description,
        Entry.Brand.Description,
        Entry.Member.Description,
        Entry.Liaison.Description,
        Entry.Output.Description,
        Entry.LedgerEntry.Description,
        Entry.Visit.Description,
        Entry.ReceptionDay.Description,
        Entry.Nomination.Description,
        Entry.Honour.Description,
        Entry.Department.Description,
    ];

    private static readonly FrozenDictionary<Type, EntryKind> OfRecord = All.ToFrozenDictionary(k => k.Record);
    private static readonly FrozenDictionary<string, EntryKind> OfType = All.ToFrozenDictionary(k => k.Type, StringComparer.Ordinal);

    public static EntryKind Of(Entry entry) => OfRecord[entry.GetType()];

    /// <param name="type">As in <c>$type</c>.</param>
    /// <returns>Null where no kind is called so.</returns>
    public static EntryKind? Find(string type) => OfType.GetValueOrDefault(type);
}
