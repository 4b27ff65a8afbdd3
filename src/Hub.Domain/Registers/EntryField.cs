using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Texts;

namespace Hub.Domain.Registers;

/// <summary>One field of a kind of entry: what may stand in it, and how a form asks for it and a table shows it.</summary>
/// <param name="Name">As in the entry's JSON.</param>
/// <param name="Value">What stands there: a text, a number, a day, a tick, or ids; null: nothing.</param>
/// <param name="Column">Its head in a table; null: it has no column.</param>
/// <param name="Least">Of a number.</param>
/// <param name="Most">The largest number, the longest text, or the most ids.</param>
/// <param name="IsWhose">Of members: whether the entry stands in their duty records.</param>
/// <param name="When">Null: it always counts.</param>
/// <param name="Choices">Of a choice: the enum whose words may be chosen.</param>
public sealed record EntryField(
    string Name, FieldType Type, Func<Entry, object?> Value, string? Column = null, bool Must = false, int Least = 0, int Most = 0, bool IsWhose = true,
    FieldCondition? When = null, Type? Choices = null)
{
    public bool Counts(Entry entry) => When?.Holds(entry) ?? true;

    public string? Text(Entry entry) => Value(entry) as string;

    public int? Number(Entry entry) => Value(entry) as int?;

    public DateOnly? Day(Entry entry) => Value(entry) as DateOnly?;

    /// <summary>The ids that stand there, of one thing or of several.</summary>
    public ImmutableArray<string> Ids(Entry entry) => Value(entry) switch
    {
        string id => [id],
        ImmutableArray<string> ids => ids,
        _ => [],
    };

    /// <summary>Why what stands there is not what must; null where it is.</summary>
    public Refusal? Check(Entry entry) => Type switch
    {
        FieldType.Choice or FieldType.Day or FieldType.Tick => null,
        FieldType.Number or FieldType.Quarter => Limits.CheckRange(Number(entry), Least, Most, Name),
        FieldType.Members or FieldType.Meetings or FieldType.Files => Many(Ids(entry)),
        _ => (Must ? Limits.Check(Text(entry), Most, Name, MostLines) : Limits.CheckOptional(Text(entry), Most, Name, MostLines))
            ?? (HasLineEnd(Text(entry)) ? new Refusal(Rejection.ControlCharacter, Name) : null),
    };

    /// <summary>How many lines a text in it may have.</summary>
    private Lines MostLines => Type == FieldType.Area ? Lines.Several : Lines.One;

    /// <summary>Also at its end: an entry is stored with the blanks around its texts.</summary>
    private bool HasLineEnd(string? text) => MostLines == Lines.One && text is not null && text.EnumerateRunes().Any(Characters.IsControl);

    private Refusal? Many(ImmutableArray<string> ids) =>
        Must && ids.IsEmpty ? new Refusal(Rejection.Empty, Name)
        : ids.Length > Most ? new Refusal(Rejection.TooLong, Name)
        : ids.Distinct(StringComparer.Ordinal).Count() < ids.Length ? new Refusal(Rejection.AlreadyRecorded, Name)
        : ids.Select(id => Limits.Check(id, Limits.Word, Name)).FirstOrDefault(refusal => refusal is not null);
}

/// <param name="Field">What the other field hangs on.</param>
/// <param name="Word">Which it must have; null: anything.</param>
public sealed record FieldCondition(EntryField Field, string? Word)
{
    public bool Holds(Entry entry) => Field.Text(entry) is { } text && (Word is null || text == Word);
}

/// <summary>What may stand in a field.</summary>
[JsonConverter(typeof(CamelCase<FieldType>))]
public enum FieldType
{
    Line,
    Area,
    Number,

    /// <summary>1 to 4.</summary>
    Quarter,
    Day,

    /// <summary>One word of an enum.</summary>
    Choice,
    Tick,

    /// <summary>A name of the conference, as the three behind it.</summary>
    Sector,
    Committee,
    County,
    Party,

    /// <summary>The id of one of the 4+X formats.</summary>
    Format,

    /// <summary>Ids from the members' register.</summary>
    Members,
    Member,
    Meetings,

    /// <summary>A topic or a meeting.</summary>
    Room,

    /// <summary>A comment in the room that <see cref="EntryField.When"/> names.</summary>
    Comment,
    Files,
}
