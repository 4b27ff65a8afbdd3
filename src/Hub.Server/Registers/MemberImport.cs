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
/// Reads members from CSV (RFC 4180), as spreadsheets write it: separated by commas, semicolons or tabs; UTF-8, or else GB 18030, as older programs of China save it. A member is one line: a
/// quotation mark that is not closed spoils its own line and no other.
/// </summary>
internal sealed class MemberImport(IGrainFactory grains, Conference conference)
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>Each column with the names that its head may have; the first is the one this house writes.</summary>
    private static readonly ImmutableArray<(string Column, string[] Heads)> Columns =
    [
        ("name", ["姓名", "name"]), ("sector", ["界别", "sector"]), ("committee", ["专委会", "committee"]), ("county", ["县区", "county"]), ("party", ["党派团体", "party"]),
        ("overseas", ["港澳委员", "overseas"]), ("office", ["职务", "office"]),
    ];

    /// <summary>The head of the files that this house writes.</summary>
    public static IEnumerable<string> Head => Columns.Select(c => c.Heads[0]);

    public static IEnumerable<string> Cells(Entry.Member member) =>
        [member.FullName, member.Sector, member.Committee ?? "", member.County ?? "", member.Party ?? "", member.Overseas == true ? "是" : "", member.Office ?? ""];

    /// <summary>What the file would bring, and the members themselves.</summary>
    public async Task<(ImportReport Report, ImmutableArray<Entry> Members)> Look(byte[] file)
    {
        var (faults, lines, count) = (new List<LineFault>(), new List<(int Line, Entry.Member Member)>(), 0);
        var rows = Text(file).Split('\n').Select((text, i) => (Line: i + 1, Text: text.TrimEnd('\r'))).Where(r => !string.IsNullOrWhiteSpace(r.Text)).ToList();
        var separator = rows.Count == 0 ? ',' : Separators.MaxBy(s => rows[0].Text.Count(c => c == s));
        var head = rows.Count == 0 ? null : Cells(rows[0].Text, separator)?.Select(c => Array.FindIndex([.. Columns], known => known.Heads.Contains(c.Trim(), StringComparer.OrdinalIgnoreCase))).ToArray();
        if (head is null || !head.Contains(0) || !head.Contains(1) || head.Where(c => c >= 0).GroupBy(c => c).Any(g => g.Count() > 1))
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

    private Entry.Member? Read(int line, string text, char separator, int[] head, List<LineFault> faults)
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
        string? Cell(int column) => Array.IndexOf(head, column) is var at and >= 0 && Unescaped(cells[at].Trim()) is { Length: > 0 } cell ? cell : null;
        void Wrong(ImportFault fault, int column) => faults.Add(new LineFault(line, fault, Columns[column].Column, Cell(column) is { } value ? Shown(value) : null));

        for (var column = 0; column < Columns.Length; column++)
        {
            if (Cell(column) is { } cell)
            {
                if (cell.EnumerateRunes().Any(Rune.IsControl))
                {
                    Wrong(ImportFault.ControlCharacter, column);
                }
                else if (Limits.CheckOptional(cell, Limits.Word, "") is not null)
                {
                    Wrong(ImportFault.TooLong, column);
                }
            }
        }

        if (Cell(0) is null)
        {
            Wrong(ImportFault.NoName, 0);
        }

        if (Cell(1) is null)
        {
            Wrong(ImportFault.NoSector, 1);
        }

        bool? overseas = Cell(5)?.ToLowerInvariant() switch
        {
            null or "否" or "no" => null,
            "是" or "yes" => true,
            _ => false,
        };
        if (overseas == false)
        {
            Wrong(ImportFault.NotYesOrNo, 5);
        }

        if (faults.Count > before)
        {
            return null;
        }

        var member = new Entry.Member(Cell(0)!, Cell(1)!, Cell(2), Cell(3), Cell(4), overseas, Cell(6));
        if (conference.Check(member) is not { } refusal)
        {
            return member;
        }

        var at = Array.FindIndex([.. Columns], c => c.Column == refusal.Field);
        Wrong(
            refusal.Field switch
            {
                "sector" => ImportFault.UnknownSector,
                "committee" => ImportFault.UnknownCommittee,
                "county" => ImportFault.UnknownCounty,
                _ => ImportFault.UnknownParty,
            },
            at);
        return null;
    }

    private async Task<ImmutableArray<Entry>> WithoutRepeats(List<(int Line, Entry.Member Member)> lines, List<LineFault> faults)
    {
        var recorded = (await grains.GetGrain<IRegisterGrain>(RegisterName.Members.ToString()).Known([.. lines.Select(l => l.Member.Key!).Distinct()])).ToHashSet();
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
