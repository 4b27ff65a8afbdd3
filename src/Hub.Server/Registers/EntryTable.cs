using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain;
using Hub.Domain.Registers;
using Hub.Server.Common;
using Hub.Server.Views;

namespace Hub.Server.Registers;

/// <summary>Entries as a table that spreadsheets open, and, of members, that may be imported again.</summary>
internal static class EntryTable
{
    /// <param name="type">As in <c>$type</c>; all rows are of it.</param>
    public static string Of(string type, IReadOnlyList<EntryItem> rows, IReadOnlyDictionary<string, string> names)
    {
        string Names(ImmutableArray<string>? ids) => string.Join('、', (ids ?? []).Select(id => names.GetValueOrDefault(id, id)));
        var csv = CsvCell.Begin();
        CsvCell.Line(csv, [.. HeadOf(type)]);
        foreach (var row in rows)
        {
            CsvCell.Line(csv, [.. row.Is switch
            {
                Entry.PlanItem e => [e.Title, e.Format, Number(e.Quarter), e.Owner ?? ""],
                Entry.Venue e => [e.Title, CamelCase.Of(e.Kind), e.County, e.Owner ?? "", e.Address ?? ""],
                Entry.Brand e => [e.Title, CamelCase.Of(e.Of), e.Holder, e.Text ?? ""],
                Entry.Member e => MemberImport.Cells(e),
                Entry.Liaison e => [CamelCase.Of(e.Kind), names.GetValueOrDefault(e.Who, e.Who), e.With],
                Entry.Output e => [CamelCase.Of(e.Kind), Day(e.On), e.Title, Names(e.Members), e.Source ?? "", row.Status is { } status ? CamelCase.Of(status) : "", row.Department ?? "", row.Answered ?? ""],
                Entry.LedgerEntry e => [CamelCase.Of(e.Kind), Day(e.On), e.Title, Number(e.Count ?? 1), Names(e.Members), e.Note ?? ""],
                Entry.Visit e => [CamelCase.Of(e.Kind), Day(e.On), e.Place, Names(e.Members), e.Note ?? ""],
                Entry.ReceptionDay e => [Day(e.On), e.Place, Names(e.Members), Number(e.Received), e.Note ?? ""],
                Entry.Nomination e => new[] { names.GetValueOrDefault(e.Nominee, e.Nominee), e.Reason },
                var other => throw new InvalidOperationException($"No table of {other.GetType().Name}."),
            }]);
        }

        return csv.ToString();
    }

    private static IEnumerable<string> HeadOf(string type) => type switch
    {
        "planItem" => ["议题", "形式", "季度", "责任单位"],
        "venue" => ["名称", "类型", "县区", "负责人", "地址"],
        "brand" => ["品牌", "归属", "单位", "说明"],
        "member" => MemberImport.Head,
        "liaison" => ["类型", "联系人", "联系对象"],
        "output" => ["类型", "日期", "标题", "委员", "来源", "状态", "承办单位", "答复"],
        "ledgerEntry" => ["类型", "日期", "标题", "数量", "委员", "备注"],
        "visit" => ["类型", "日期", "地点", "委员", "备注"],
        "receptionDay" => ["日期", "地点", "委员", "接待人次", "备注"],
        "nomination" => ["委员", "理由"],
        _ => throw new InvalidOperationException($"No table of {type}."),
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(int? n) => n?.ToString(CultureInfo.InvariantCulture) ?? "";
}
