using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Domain.Texts;

namespace Hub.Domain.Registers;

/// <summary>
/// What a kind of entry is, said once: where it stands, what is asked for, what there may be one of only, and whose duty record it is a part of. The rules,
/// tables, lists, searches, the contract with the client and the page's form ask this; they know a kind by its name only where it does what no other kind does.
/// Each kind describes itself, in a file of <c>Kinds</c>; <see cref="EntryKinds"/> lists them.
/// </summary>
public abstract record EntryKind
{
    private protected EntryKind(Type record, Book book, ListPage page, string title) =>
        (Record, Type, Book, Page, Title) = (record, JsonNamingPolicy.CamelCase.ConvertName(record.Name), book, page, title);

    /// <summary>The record that an entry of this kind is.</summary>
    public Type Record { get; }

    /// <summary>As in <c>$type</c>: the record's name.</summary>
    public string Type { get; }

    public Book Book { get; }

    /// <summary>Where staff record it, and anyone reads it.</summary>
    public ListPage Page { get; }

    /// <summary>The field whose text it goes by in lists and searches.</summary>
    public string Title { get; }

    /// <summary>
    /// The first format of the record in which it may be stored. A build that reads only older ones does not know this kind, and could not read a register that
    /// holds an entry of it.
    /// </summary>
    public RecordFormat Since { get; init; } = RecordFormat.First;

    /// <summary>In which figure of a duty record it counts, by its sort (<see cref="SortOf"/>); null: in none.</summary>
    public Func<string, DutyFigure>? Duty { get; init; }

    /// <summary>In the order in which the form asks for them. Of several with one name the first counts whose condition holds.</summary>
    public ImmutableArray<EntryField> Fields { get; init; } = [];

    /// <summary>The fields that have a column in a table, each once.</summary>
    public IEnumerable<EntryField> Columns => Fields.Where(f => f.Column is not null).DistinctBy(f => f.Name);

    /// <summary>What entries of this kind are counted and filtered by: the first choice that is asked for; null where none is.</summary>
    public EntryField? Sort => Fields.FirstOrDefault(f => f.Type is FieldType.Choice or FieldType.Format);

    /// <summary>The day on which it happened, of what happens on a day. It lies in the register's year.</summary>
    public EntryField? Day => Fields.FirstOrDefault(f => f.Type == FieldType.Day);

    /// <summary>Whether some of its entries are given to a department, which answers.</summary>
    public abstract bool HasDepartments { get; }

    /// <summary>
    /// Two entries of one register that have the same, as <see cref="Spelling"/> reads it, are the same thing; null: any number may be alike. Snapshots hold
    /// it: it never changes.
    /// </summary>
    public abstract string? KeyOf(Entry entry);

    /// <summary>How many the entry stands for where entries are counted.</summary>
    public abstract int TimesOf(Entry entry);

    /// <summary>What everybody reads of an entry; who keeps the register reads all of it.</summary>
    public abstract Entry ReadByEverybody(Entry entry);

    /// <summary>Whether this entry may be given to a department, which answers.</summary>
    public abstract bool GoesToDepartment(Entry entry);

    /// <summary>The fields that count for this entry.</summary>
    public IEnumerable<EntryField> FieldsOf(Entry entry) => Fields.Where(f => f.Counts(entry)).DistinctBy(f => f.Name);

    /// <summary>The field of this name that counts for the entry; null where there is none.</summary>
    public EntryField? FieldOf(Entry entry, string name) => Fields.FirstOrDefault(f => f.Name == name && f.Counts(entry));

    /// <summary>The text in the field of this name; null where there is none.</summary>
    public string? TextOf(Entry entry, string name) => FieldOf(entry, name)?.Text(entry);

    public string SortOf(Entry entry) => Sort?.Text(entry) ?? "";

    /// <summary>Whether its entries stand in the duty records of the members that they are of; those are of a year.</summary>
    public bool IsOfDuty => Book == Book.Year && Fields.Any(f => f.Type is FieldType.Members or FieldType.Member && f.IsWhose);

    public sealed override string ToString() => Type;

    /// <summary>Why the entry's fields are not what they must be, whatever the register holds; null where they are.</summary>
    public Refusal? Check(Entry entry) =>
        FieldsOf(entry).Select(f => f.Check(entry)).FirstOrDefault(refusal => refusal is not null)
        ?? (Fields.FirstOrDefault(f => f.Type == FieldType.Comment && f.Text(entry) is not null && !f.Counts(entry)) is { When: { } room }
            ? new Refusal(Rejection.UnknownRoom, room.Field.Name) : null);
}

/// <summary>The description of one kind, made field by field.</summary>
public sealed record EntryKind<T> : EntryKind
    where T : Entry
{
    public EntryKind(Book book, ListPage page, string title)
        : base(typeof(T), book, page, title)
    {
    }

    /// <inheritdoc cref="EntryKind.KeyOf"/>
    public Func<T, string>? Key { get; init; }

    /// <inheritdoc cref="EntryKind.TimesOf"/>
    public Func<T, int>? Times { get; init; }

    /// <inheritdoc cref="EntryKind.GoesToDepartment"/>
    public Func<T, bool>? ForDepartment { get; init; }

    /// <inheritdoc cref="EntryKind.ReadByEverybody"/>
    public Func<T, T>? ForEverybody { get; init; }

    public override bool HasDepartments => ForDepartment is not null;

    public override string? KeyOf(Entry entry) => Key?.Invoke((T)entry);

    public override int TimesOf(Entry entry) => Times?.Invoke((T)entry) ?? 1;

    public override Entry ReadByEverybody(Entry entry) => ForEverybody?.Invoke((T)entry) ?? entry;

    public override bool GoesToDepartment(Entry entry) => ForDepartment?.Invoke((T)entry) == true;

    /// <summary>One line of text.</summary>
    /// <param name="column">Its head in a table; null: it has no column.</param>
    public EntryKind<T> Line(string name, Func<T, string?> value, int most, string? column = null, bool must = false) =>
        With(name, FieldType.Line, value, column, must, most: most);

    /// <summary>Text of several lines.</summary>
    /// <inheritdoc cref="Line"/>
    public EntryKind<T> Area(string name, Func<T, string?> value, int most, string? column = null, bool must = false) =>
        With(name, FieldType.Area, value, column, must, most: most);

    public EntryKind<T> Number(string name, Func<T, int?> value, int least, int most, string? column = null, bool must = false) =>
        With(name, FieldType.Number, e => value(e), column, must, least, most);

    public EntryKind<T> Quarter(string name, Func<T, int?> value, string? column = null) =>
        With(name, FieldType.Quarter, e => value(e), column, must: false, 1, 4);

    /// <inheritdoc cref="EntryKind.Day"/>
    public EntryKind<T> On(string name, Func<T, DateOnly> value, string? column = null) => With(name, FieldType.Day, e => value(e), column, must: true);

    /// <summary>One word of an enum.</summary>
    /// <inheritdoc cref="Line"/>
    public EntryKind<T> Choice<TChoice>(string name, Func<T, TChoice> value, string? column = null)
        where TChoice : struct, Enum =>
            With(new EntryField(name, FieldType.Choice, e => CamelCase.Of(value((T)e)), column, Must: true, Choices: typeof(TChoice)));

    public EntryKind<T> Tick(string name, Func<T, bool?> value, string? column = null) => With(name, FieldType.Tick, e => value(e), column, must: false);

    /// <summary>A name that the conference has (a sector, a committee, a county, a party), or the id of a format of meetings.</summary>
    /// <inheritdoc cref="Line"/>
    public EntryKind<T> Known(string name, FieldType list, Func<T, string?> value, string? column = null, bool must = false, int most = Limits.Word) =>
        With(name, list, value, column, must, most: most);

    /// <summary>Members by their ids, in whose duty records the entry stands.</summary>
    /// <inheritdoc cref="Line"/>
    public EntryKind<T> Members(string name, Func<T, ImmutableArray<string>?> value, string? column = null, bool must = false) =>
        With(name, FieldType.Members, e => value(e), column, must, most: RegisterDecider.MostMembers);

    /// <summary>One member.</summary>
    /// <param name="isWhose">Whether the entry stands in the member's duty record.</param>
    public EntryKind<T> Member(string name, Func<T, string?> value, string? column = null, bool isWhose = true, int most = Limits.Word) =>
        With(new EntryField(name, FieldType.Member, e => value((T)e), column, Must: true, Most: most, IsWhose: isWhose));

    public EntryKind<T> Meetings(string name, Func<T, ImmutableArray<string>?> value, string? column = null) =>
        With(name, FieldType.Meetings, e => value(e), column, must: false, most: RegisterDecider.MostMeetings);

    /// <summary>The room that it came of: <c>topics/…</c> or <c>meetings/…</c>.</summary>
    /// <inheritdoc cref="Line"/>
    public EntryKind<T> Room(string name, Func<T, string?> value, string? column = null) =>
        With(name, FieldType.Room, value, column, must: false, most: Limits.Title);

    /// <summary>A comment in that room.</summary>
    /// <param name="room">The field that names the room.</param>
    public EntryKind<T> Comment(string name, string room, Func<T, string?> value) =>
        With(name, FieldType.Comment, value, null, must: false, most: Limits.Word).When(room);

    /// <summary>Pictures and papers that were uploaded, by their ids.</summary>
    /// <inheritdoc cref="Line"/>
    public EntryKind<T> Files(string name, Func<T, ImmutableArray<string>?> value, string? column = null) =>
        With(name, FieldType.Files, e => value(e), column, must: false, most: Limits.Files);

    /// <summary>Makes the last field count only where another one has this word, or, where none is given, has anything.</summary>
    public EntryKind<T> When(string field, string? word = null) =>
        this with { Fields = Fields.SetItem(Fields.Length - 1, Fields[^1] with { When = new FieldCondition(Fields.First(f => f.Name == field), word) }) };

    private EntryKind<T> With(string name, FieldType type, Func<T, object?> value, string? column, bool must, int least = 0, int most = 0) =>
        With(new EntryField(name, type, e => value((T)e), column, must, least, most));

    private EntryKind<T> With(EntryField field) => this with { Fields = Fields.Add(field) };
}

/// <summary>The page on which entries of a kind stand, as the client calls it.</summary>
[JsonConverter(typeof(CamelCase<ListPage>))]
public enum ListPage
{
    Plan,
    Venues,
    Members,
    Outputs,
    Ledger,
    Visits,
    Award,
    Departments,
}

/// <summary>The figures of a duty record that are counted from registers.</summary>
public enum DutyFigure
{
    Proposals,
    Speeches,
    Sentiment,
    Trainings,
    Activities,
    Visits,
}
