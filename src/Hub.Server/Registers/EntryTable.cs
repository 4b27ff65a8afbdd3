using System.Globalization;
using Hub.Domain;
using Hub.Domain.Registers;
using Hub.Server.Common;
using Hub.Server.Views;

namespace Hub.Server.Registers;

/// <summary>Entries as a table that spreadsheets open, and, of members, that may be imported again.</summary>
internal static class EntryTable
{
    private static readonly string[] OfDepartments = ["状态", "承办单位", "答复"];

    /// <param name="kind">All rows are of it.</param>
    /// <param name="names">Of members, by id.</param>
    public static string Of(EntryKind kind, IReadOnlyList<EntryItem> rows, IReadOnlyDictionary<string, string> names)
    {
        var (csv, columns) = (CsvCell.Begin(), kind.Columns.ToArray());
        CsvCell.Line(csv, [.. columns.Select(c => c.Column!), .. kind.HasDepartments ? OfDepartments : []]);
        foreach (var row in rows)
        {
            string[] ofDepartment = kind.HasDepartments ? [row.Status is { } status ? CamelCase.Of(status) : "", row.Department ?? "", row.Answered ?? ""] : [];
            CsvCell.Line(csv, [.. columns.Select(c => kind.FieldOf(row.Is, c.Name) is { } field ? Cell(field, row.Is, names) : ""), .. ofDepartment]);
        }

        return csv.ToString();
    }

    private static string Cell(EntryField field, Entry entry, IReadOnlyDictionary<string, string> names) => field.Type switch
    {
        FieldType.Number or FieldType.Quarter => field.Number(entry)?.ToString(CultureInfo.InvariantCulture) ?? "",
        FieldType.Day => field.Day(entry)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        FieldType.Tick => field.Value(entry) is true ? "是" : "",
        FieldType.Members or FieldType.Member => string.Join('、', field.Ids(entry).Select(id => names.GetValueOrDefault(id, id))),
        _ => string.Join('、', field.Ids(entry)),
    };
}
