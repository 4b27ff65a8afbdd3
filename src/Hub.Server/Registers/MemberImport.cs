using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Hub.Server.Common;
using Hub.Domain;
using Hub.Domain.Registers;
using Hub.Domain.Texts;
using Hub.Server.Contracts;
using Hub.Server.Views;

namespace Hub.Server.Registers;

/// <summary>What a file of members would bring, before anything of it is taken.</summary>
/// <param name="File">The file's SHA-256 in hex: who accepts it says this.</param>
/// <param name="Lines">Below the head, blank ones and the example left out.</param>
/// <param name="Good">How many new members may be taken.</param>
/// <param name="Faults">Everything that is wrong, by line. A line with a fault is not taken.</param>
/// <param name="Notes">What was left out on purpose.</param>
/// <param name="New">The first of the new members, as they would be recorded.</param>
/// <param name="Changes">Members of the register who would be amended, where that is accepted too.</param>
/// <param name="Encoding">Of a text, how it was read; absent: it is a workbook.</param>
/// <param name="Sheet">Of a workbook, which sheet was read.</param>
/// <param name="Imported">How many were taken; absent: nothing was accepted.</param>
/// <param name="Amended">How many were amended; absent: that was not accepted.</param>
/// <param name="Near">Lines that may be taken, whose name somebody else has in another spelling: likely the same person. Absent: there are none.</param>
public sealed record ImportReport(
    string File, int Lines, int Good, ImmutableArray<LineFault> Faults, ImmutableArray<LineNote> Notes, ImmutableArray<LineMember> New,
    ImmutableArray<LineChange> Changes, string? Encoding = null, string? Sheet = null, int? Imported = null, int? Amended = null,
    ImmutableArray<NearName>? Near = null);

/// <param name="Line">Of the file, or the row of the sheet, from 1.</param>
/// <param name="Other">How it is spelled there: in the register, or in an earlier line.</param>
/// <param name="First">That line; absent: in the register.</param>
public sealed record NearName(int Line, string Name, string Other, int? First = null);

/// <param name="Line">Of the file, or the row of the sheet, from 1.</param>
/// <param name="Column">As the head of a file that this house writes has it; absent: the whole line.</param>
/// <param name="Value">What stands there.</param>
/// <param name="First">Of <see cref="ImportFault.Twice"/>, the line that has it too.</param>
public sealed record LineFault(int Line, ImportFault Fault, string? Column = null, string? Value = null, int? First = null);

/// <param name="Line">Absent: it is about the whole file.</param>
/// <param name="Value">What stands there.</param>
public sealed record LineNote(ImportNote Note, int? Line = null, string? Value = null);

/// <summary>What is left out on purpose, and said.</summary>
[JsonConverter(typeof(CamelCase<ImportNote>))]
public enum ImportNote
{
    /// <summary>A row above the head.</summary>
    Title,

    /// <summary>The template's example.</summary>
    Example,

    /// <summary>A column that the register does not have.</summary>
    UnreadColumn,

    /// <summary>Another sheet of the workbook.</summary>
    OtherSheet,
}

/// <summary>A new member, as one would be recorded.</summary>
public sealed record LineMember(
    int Line, string Name, string Sector, string? Committee, string? County, string? Party, bool Overseas, string? Office);

/// <summary>A member of the register of whom the file says something else.</summary>
/// <param name="Id">Of the member.</param>
public sealed record LineChange(int Line, string Id, string Name, string Sector, ImmutableArray<FieldChange> Fields);

/// <param name="From">Absent: nothing stands there.</param>
public sealed record FieldChange(string Field, string? From, string To);

/// <summary>What may be wrong with a line.</summary>
[JsonConverter(typeof(CamelCase<ImportFault>))]
public enum ImportFault
{
    /// <summary>The head lacks a column that is needed, or has one twice; nothing below it is looked at.</summary>
    BadHead,

    /// <summary>A quotation mark is not closed, or stands within a text without being doubled; or a text that is read goes over several lines.</summary>
    BadQuotes,

    /// <summary>Something stands beyond the columns of the head.</summary>
    BadColumns,
    NoName,
    NoSector,
    TooLong,

    /// <summary>A character that nobody writes.</summary>
    ControlCharacter,
    UnknownSector,
    UnknownCommittee,
    UnknownCounty,
    UnknownParty,

    /// <summary>Hong Kong or Macao is answered by something else than 是, 否, yes, no, or nothing.</summary>
    NotYesOrNo,

    /// <summary>The same member stands in the file twice.</summary>
    Twice,

    /// <summary>The same member stands in the register.</summary>
    AlreadyRecorded,

    /// <summary>More lines than one file may have.</summary>
    TooMany,

    /// <summary>Bytes that are no text, or what another program put in their place.</summary>
    BadBytes,

    /// <summary>A formula that came to nothing, such as #N/A, or that was never calculated.</summary>
    FormulaError,

    /// <summary>More changes than are made at once.</summary>
    TooManyChanges,

    /// <summary>It is no table: a picture, a paper, or an archive.</summary>
    NotATable,

    /// <summary>A workbook of another format than .xlsx, or one with a password.</summary>
    OtherWorkbook,

    /// <summary>A workbook that does not keep to its format, or breaks off.</summary>
    DamagedWorkbook,

    /// <summary>A workbook with more rows, columns or bytes than are read.</summary>
    TableTooLarge,
}

/// <summary>A file that was looked at.</summary>
/// <param name="Members">The new ones.</param>
/// <param name="Changes">Members as they would be after it, with the line and the member's id.</param>
internal sealed record ImportLook(ImportReport Report, ImmutableArray<Entry> Members, ImmutableArray<(int Line, string Id, Entry.Member Member)> Changes);

/// <summary>
/// Reads members from a table as spreadsheets write it (<see cref="ImportedTable"/>). Whatever stands in the file is in the report: as somebody new, as a
/// change, as a fault, or as what was left out on purpose. A cell in which nothing stands says nothing: it takes nothing out of the register.
/// </summary>
internal sealed class MemberImport(IGrainFactory grains, RegisterLists lists, Conference conference)
{
    /// <summary>So many members are amended by one file: each is a command of its own.</summary>
    public const int MostChanges = 1000;

    /// <summary>So many of the new are shown beforehand.</summary>
    private const int MostShown = 500;

    private static readonly ImmutableArray<EntryField> Columns = [.. Entry.Member.Description.Columns];

    /// <summary>Heads of the column that explains the template's example.</summary>
    private static readonly HashSet<string> Explanations = [TableHead.Plain(MemberTemplate.Explanation.Zh), TableHead.Plain(MemberTemplate.Explanation.En)];

    private static readonly HashSet<string> Errors = ["#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"];

    /// <summary>What the file would bring.</summary>
    public async Task<ImportLook> Look(byte[] file, CancellationToken cancel = default)
    {
        var (faults, notes, lines, count) = (new List<LineFault>(), new List<LineNote>(), new List<(int Line, Entry.Member Member)>(), 0);
        var table = ImportedTable.Read(file, Columns);
        if (table.Fault is { } unreadable)
        {
            faults.Add(new LineFault(1, unreadable));
        }
        else if (table.Head is not { IsGood: true } head)
        {
            faults.Add(new LineFault(table.HeadLine, ImportFault.BadHead, Value: Joined(table.HeadCells) is { Length: > 0 } text ? Shown(text) : null));
        }
        else
        {
            notes.AddRange(NotesOn(table));
            foreach (var row in table.Rows.Take(ImportedTable.Most))
            {
                if (IsExample(row, head))
                {
                    notes.Add(new LineNote(ImportNote.Example, row.Line));
                    continue;
                }

                count++;
                if (Read(row, head, faults) is { } member)
                {
                    lines.Add((row.Line, member));
                }
            }

            if (table.Rows.Count > ImportedTable.Most)
            {
                count += table.Rows.Count - ImportedTable.Most + table.Unread;
                faults.Add(new LineFault(table.Rows[ImportedTable.Most].Line, ImportFault.TooMany));
            }
        }

        var (good, changes) = await Compare(lines, faults, cancel);
        var near = await Near(good, cancel);
        return new ImportLook(
            new ImportReport(
                Convert.ToHexStringLower(SHA256.HashData(file)), count, good.Count, [.. faults.OrderBy(f => f.Line)], [.. notes],
                [.. good.Take(MostShown).Select(g => Shown(g.Line, g.Member))], [.. changes.Select(c => c.Shown)], table.Encoding, table.Sheet,
                Near: near.IsEmpty ? null : near),
            [.. good.Select(g => g.Member)], [.. changes.Select(c => (c.Shown.Line, c.Shown.Id, c.Member))]);
    }

    private static IEnumerable<LineNote> NotesOn(ImportedTable table)
    {
        foreach (var row in table.Above)
        {
            yield return new LineNote(ImportNote.Title, row.Line, Shown(Joined(row.Cells)));
        }

        foreach (var unread in table.HeadCells.Where(
            (c, i) => !table.Head!.IsRead(i) && TableHead.Trimmed(c).Length > 0 && !Explanations.Contains(TableHead.Plain(c))))
        {
            yield return new LineNote(ImportNote.UnreadColumn, table.HeadLine, Shown(TableHead.Trimmed(unread)));
        }

        foreach (var sheet in table.OtherSheets ?? [])
        {
            yield return new LineNote(ImportNote.OtherSheet, Value: Shown(sheet));
        }
    }

    private static bool IsExample(TableRow row, TableHead head) =>
        head.At("name") is var at && at < row.Cells.Length && MemberTemplate.IsExample(row.Cells[at]);

    private Entry.Member? Read(TableRow row, TableHead head, List<LineFault> faults)
    {
        if (row.Fault is { } unreadable)
        {
            faults.Add(new LineFault(row.Line, unreadable, Value: Shown(Joined(row.Cells))));
            return null;
        }

        if (row.Cells.Skip(head.Width).Select(TableHead.Trimmed).FirstOrDefault(c => c.Length > 0) is { } beyond)
        {
            faults.Add(new LineFault(row.Line, ImportFault.BadColumns, Value: Shown(beyond)));
            return null;
        }

        var before = faults.Count;
        string? Cell(string field) =>
            head.At(field) is var at and >= 0 && at < row.Cells.Length && Unescaped(TableHead.Trimmed(row.Cells[at])) is { Length: > 0 } cell ? cell : null;
        void Wrong(ImportFault fault, string field) => faults.Add(new LineFault(row.Line, fault, field, Cell(field) is { } value ? Shown(value) : null));

        foreach (var column in Columns)
        {
            if (FaultOf(column, Cell(column.Name)) is { } fault)
            {
                Wrong(fault, column.Name);
            }
        }

        if (faults.Count > before)
        {
            return null;
        }

        // What is false and what nothing is said of are told apart until it is compared with the register.
        bool? overseas = Cell("overseas") is { } answer ? IsYes(answer) : null;
        var member =
            new Entry.Member(Cell("name")!, Cell("sector")!, Cell("committee"), Cell("county"), Cell("party"), overseas, Cell("office"));
        if (conference.Check(member) is not { } refusal)
        {
            return member;
        }

        Wrong(
            refusal.Field switch
            {
                "sector" => ImportFault.UnknownSector,
                "committee" => ImportFault.UnknownCommittee,
                "county" => ImportFault.UnknownCounty,
                _ => ImportFault.UnknownParty,
            },
            refusal.Field);
        return null;
    }

    private static ImportFault? FaultOf(EntryField column, string? cell) =>
        cell is null ? !column.Must ? null : column.Name == "name" ? ImportFault.NoName : ImportFault.NoSector
        : Written.WhyNot(cell, Lines.One) is { } why
            ? why == Rejection.NothingVisible && column.Must ? FaultOf(column, null) : ImportFault.ControlCharacter
        : Errors.Contains(cell) ? ImportFault.FormulaError
        : column.Type == FieldType.Tick ? IsYes(cell) || IsNo(cell) ? null : ImportFault.NotYesOrNo
        : Limits.CheckOptional(cell, column.Most, column.Name) is not null ? ImportFault.TooLong : null;

    private static bool IsYes(string? cell) => cell is not null && (cell == "是" || Spelling.Same(cell, "yes"));

    private static bool IsNo(string? cell) => cell is not null && (cell == "否" || Spelling.Same(cell, "no"));

    /// <summary>Those whose name somebody has who is spelled otherwise: of the register, or of an earlier line.</summary>
    private async Task<ImmutableArray<NearName>> Near(List<(int Line, Entry.Member Member)> good, CancellationToken cancel)
    {
        if (good.Count == 0)
        {
            return [];
        }

        var (near, known) = (ImmutableArray.CreateBuilder<NearName>(), new Dictionary<string, List<(string Name, int? Line)>>(StringComparer.Ordinal));
        foreach (var name in await lists.NamesOfMembers(cancel))
        {
            Of(name).Add((name, null));
        }

        foreach (var (line, member) in good)
        {
            var same = Of(member.FullName);
            var other = same.Find(s => s.Name != member.FullName);
            if (other.Name is not null)
            {
                near.Add(new NearName(line, member.FullName, other.Name, other.Line));
            }

            same.Add((member.FullName, line));
        }

        return near.ToImmutable();

        List<(string Name, int? Line)> Of(string name) =>
            known.TryGetValue(Spelling.Of(name), out var same) ? same : (known[Spelling.Of(name)] = []);
    }

    /// <summary>
    /// Who is new, and of whom the register says something else: a member with the same fields by which members are told apart, or the only one of this name
    /// and sector, where the file has only one such too.
    /// </summary>
    private async Task<(List<(int Line, Entry.Member Member)> Good, List<(LineChange Shown, Entry.Member Member)> Changes)> Compare(
        List<(int Line, Entry.Member Member)> lines, List<LineFault> faults, CancellationToken cancel)
    {
        var known = (await lists.MembersNamed([.. lines.Select(l => l.Member.FullName).Distinct()], cancel))
            .ToLookup(item => SameNameAndSector((Entry.Member)item.Is));
        var recorded =
            (await grains.Grain<IRegisterGrain>(RegisterName.Members.ToString()).Known([.. lines.Select(l => l.Member.Key!).Distinct()])).ToHashSet();
        var here = lines.GroupBy(l => SameNameAndSector(l.Member)).ToDictionary(g => g.Key, g => g.Select(l => l.Member.Key).Distinct().Count());
        var (first, good, changes) = (new Dictionary<string, int>(), new List<(int, Entry.Member)>(), new List<(LineChange, Entry.Member)>());
        foreach (var (line, member) in lines)
        {
            if (!first.TryAdd(Spelling.Of(member.Key!), line))
            {
                faults.Add(new LineFault(line, ImportFault.Twice, "name", member.FullName, first[Spelling.Of(member.Key!)]));
                continue;
            }

            var alike = known[SameNameAndSector(member)].ToList();
            var same = alike.Find(item => item.Is.Key == member.Key) ?? (alike.Count == 1 && here[SameNameAndSector(member)] == 1 ? alike[0] : null);
            if (same is null)
            {
                if (recorded.Contains(member.Key!))
                {
                    faults.Add(new LineFault(line, ImportFault.AlreadyRecorded, "name", member.FullName));
                }
                else
                {
                    good.Add((line, member with { Overseas = member.Overseas == true ? true : null }));
                }
            }
            else if (Changed(line, same.Id, (Entry.Member)same.Is, member) is not { } change)
            {
                faults.Add(new LineFault(line, ImportFault.AlreadyRecorded, "name", member.FullName));
            }
            else if (changes.Count == MostChanges)
            {
                faults.Add(new LineFault(line, ImportFault.TooManyChanges, "name", member.FullName));
            }
            else
            {
                changes.Add(change);
            }
        }

        return (good, changes);
    }

    private static (string Name, string Sector) SameNameAndSector(Entry.Member member) => (member.FullName, member.Sector);

    /// <returns>What would change, and the member after it; null where nothing would.</returns>
    private static (LineChange Shown, Entry.Member Member)? Changed(int line, string id, Entry.Member was, Entry.Member says)
    {
        var overseas = says.Overseas ?? was.Overseas == true;
        var after = says with
        {
            Committee = says.Committee ?? was.Committee,
            County = says.County ?? was.County,
            Party = says.Party ?? was.Party,
            Office = says.Office ?? was.Office,
            Overseas = overseas ? true : null,
        };
        var fields = ImmutableArray.CreateBuilder<FieldChange>();
        void Compare(string field, string? from, string? to)
        {
            if (from != to)
            {
                fields.Add(new FieldChange(field, from, to ?? ""));
            }
        }

        Compare("committee", was.Committee, after.Committee);
        Compare("county", was.County, after.County);
        Compare("party", was.Party, after.Party);
        Compare("overseas", was.Overseas == true ? "是" : "否", after.Overseas == true ? "是" : "否");
        Compare("office", was.Office, after.Office);
        return fields.Count == 0 ? null : (new LineChange(line, id, after.FullName, after.Sector, fields.ToImmutable()), after);
    }

    private static LineMember Shown(int line, Entry.Member member) => new(
        line, member.FullName, member.Sector, member.Committee, member.County, member.Party, member.Overseas == true, member.Office);

    /// <summary>What this house wrote with an apostrophe, so that a spreadsheet does not take it for a formula.</summary>
    private static string Unescaped(string cell) => cell.Length > 1 && cell[0] == '\'' && CsvCell.IsFormula(cell[1]) ? cell[1..] : cell;

    private static string Joined(string[] cells) => string.Join(' ', cells.Select(TableHead.Trimmed).Where(c => c.Length > 0));

    private static string Shown(string text) => Written.Shortened(text, Limits.Word);
}
