using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using CsvHelper;
using CsvHelper.Configuration;
using Hub.Server.Common;
using Hub.Domain;
using Hub.Domain.Registers;
using Hub.Server.Contracts;

namespace Hub.Server.Registers;

/// <summary>What a file of members would bring, before anything of it is taken.</summary>
/// <param name="File">The file's SHA-256 in hex: who accepts it says this.</param>
/// <param name="Lines">Below the head, blank ones left out.</param>
/// <param name="Good">How many may be taken.</param>
/// <param name="Faults">Everything that is wrong, by line. A line with a fault is not taken.</param>
/// <param name="Imported">How many were taken; absent: nothing was accepted.</param>
public sealed record ImportReport(string File, int Lines, int Good, ImmutableArray<LineFault> Faults, int? Imported = null);

/// <param name="Line">Of the file, the head being 1.</param>
/// <param name="Column">As the head of a file that this house writes has it; absent: the whole line.</param>
/// <param name="Value">What stands there.</param>
/// <param name="First">Of <see cref="ImportFault.Twice"/>, the line that has it too.</param>
public sealed record LineFault(int Line, ImportFault Fault, string? Column = null, string? Value = null, int? First = null);

/// <summary>What may be wrong with a line.</summary>
[JsonConverter(typeof(CamelCase<ImportFault>))]
public enum ImportFault
{
    /// <summary>The head lacks a column that is needed, or has one twice; nothing below it is looked at.</summary>
    BadHead,

    /// <summary>A quotation mark is not closed, or stands within a text without being doubled.</summary>
    BadQuotes,

    /// <summary>More or fewer cells than the head.</summary>
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
}

/// <summary>
/// Reads members from CSV (RFC 4180), as spreadsheets write it: separated by commas, semicolons or tabs; UTF-8, or else GB 18030, as older programs of China
/// save it. A member is one line: a quotation mark that is not closed spoils its own line and no other.
/// </summary>
internal sealed class MemberImport(IGrainFactory grains, Conference conference)
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    private static readonly char[] Separators = [',', ';', '\t'];

    private static readonly ImmutableArray<EntryField> Columns = [.. Entry.Member.Description.Columns];

    /// <summary>What the file would bring, and the members themselves.</summary>
    public async Task<(ImportReport Report, ImmutableArray<Entry> Members)> Look(byte[] file)
    {
        var (faults, lines, count) = (new List<LineFault>(), new List<(int Line, Entry.Member Member)>(), 0);
        var rows = Text(file).Split('\n').Select((text, i) => (Line: i + 1, Text: text.TrimEnd('\r'))).Where(r => !string.IsNullOrWhiteSpace(r.Text)).ToList();
        var separator = rows.Count == 0 ? ',' : Separators.MaxBy(s => rows[0].Text.Count(c => c == s));
        var head = rows.Count == 0 ? null : Cells(rows[0].Text, separator)?.Select(c => Column(c.Trim())).ToArray();
        if (head is null || Columns.Any(c => c.Must && !head.Contains(c)) || head.OfType<EntryField>().GroupBy(c => c.Name).Any(g => g.Count() > 1))
        {
            faults.Add(new LineFault(rows.Count == 0 ? 1 : rows[0].Line, ImportFault.BadHead));
        }
        else
        {
            count = rows.Count - 1;
            foreach (var (line, text) in rows.Skip(1).Take(RegisterDecider.MostImported))
            {
                if (Read(line, text, separator, head, faults) is { } member)
                {
                    lines.Add((line, member));
                }
            }

            if (count > RegisterDecider.MostImported)
            {
                faults.Add(new LineFault(rows[RegisterDecider.MostImported + 1].Line, ImportFault.TooMany));
            }
        }

        var good = await WithoutRepeats(lines, faults);
        return (new ImportReport(Convert.ToHexStringLower(SHA256.HashData(file)), count, good.Length, [.. faults.OrderBy(f => f.Line)]), good);
    }

    private static string Text(byte[] file)
    {
        try
        {
            return StrictUtf8.GetString(file).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Gb18030.GetString(file);
        }
    }

    private static string[]? Cells(string line, char separator)
    {
        var isBad = false;
        using var reader = new StringReader(line);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            HasHeaderRecord = false,
            BadDataFound = _ => isBad = true,
        });

        // The parser takes the end of the text for the end of the quotation: an odd number of marks says that it was not.
        return parser.Read() && !isBad && line.Count(c => c == '"') % 2 == 0 ? parser.Record : null;
    }

    /// <summary>The column that a head names, as the tables of this build do or by the field's name; null: none that is read.</summary>
    private static EntryField? Column(string head) => Columns.FirstOrDefault(c => new[] { c.Column, c.Name }.Contains(head, StringComparer.OrdinalIgnoreCase));

    private Entry.Member? Read(int line, string text, char separator, EntryField?[] head, List<LineFault> faults)
    {
        if (Cells(text, separator) is not { } cells)
        {
            faults.Add(new LineFault(line, ImportFault.BadQuotes, Value: Shown(text)));
            return null;
        }

        if (cells.Length != head.Length)
        {
            faults.Add(new LineFault(line, ImportFault.BadColumns, Value: cells.Length.ToString(CultureInfo.InvariantCulture)));
            return null;
        }

        var before = faults.Count;
        string? Cell(string field) =>
            Array.FindIndex(head, c => c?.Name == field) is var at and >= 0 && Unescaped(cells[at].Trim()) is { Length: > 0 } cell ? cell : null;
        void Wrong(ImportFault fault, string field) => faults.Add(new LineFault(line, fault, field, Cell(field) is { } value ? Shown(value) : null));

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

        var member =
            new Entry.Member(
            Cell("name")!, Cell("sector")!, Cell("committee"), Cell("county"), Cell("party"), IsYes(Cell("overseas")) ? true : null, Cell("office"));
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
        : cell.EnumerateRunes().Any(Rune.IsControl) ? ImportFault.ControlCharacter
        : column.Type == FieldType.Tick ? IsYes(cell) || IsNo(cell) ? null : ImportFault.NotYesOrNo
        : Limits.CheckOptional(cell, column.Most, column.Name) is not null ? ImportFault.TooLong : null;

    private static bool IsYes(string? cell) => cell == "是" || string.Equals(cell, "yes", StringComparison.OrdinalIgnoreCase);

    private static bool IsNo(string? cell) => cell == "否" || string.Equals(cell, "no", StringComparison.OrdinalIgnoreCase);

    private async Task<ImmutableArray<Entry>> WithoutRepeats(List<(int Line, Entry.Member Member)> lines, List<LineFault> faults)
    {
        var recorded =
            (await grains.Grain<IRegisterGrain>(RegisterName.Members.ToString()).Known([.. lines.Select(l => l.Member.Key!).Distinct()])).ToHashSet();
        var (first, good) = (new Dictionary<string, int>(), ImmutableArray.CreateBuilder<Entry>());
        foreach (var (line, member) in lines)
        {
            if (!first.TryAdd(member.Key!, line))
            {
                faults.Add(new LineFault(line, ImportFault.Twice, "name", member.FullName, first[member.Key!]));
            }
            else if (recorded.Contains(member.Key!))
            {
                faults.Add(new LineFault(line, ImportFault.AlreadyRecorded, "name", member.FullName));
            }
            else
            {
                good.Add(member);
            }
        }

        return good.ToImmutable();
    }

    /// <summary>What this house wrote with an apostrophe, so that a spreadsheet does not take it for a formula.</summary>
    private static string Unescaped(string cell) => cell.Length > 1 && cell[0] == '\'' && CsvCell.IsFormula(cell[1]) ? cell[1..] : cell;

    private static string Shown(string text) => Limits.Shortened(text, Limits.Word);
}
