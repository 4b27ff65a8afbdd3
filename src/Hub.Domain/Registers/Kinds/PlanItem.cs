using System.Collections.Immutable;

namespace Hub.Domain.Registers;

public abstract partial record Entry
{
    /// <summary>A key item of the year's plan.</summary>
    /// <param name="Format">The id of one of the 4+X formats.</param>
    /// <param name="Quarter">1 to 4; absent: not fixed yet.</param>
    /// <param name="Owner">Who answers for it.</param>
    /// <param name="Meetings">The ids of the meetings held for it; its progress is theirs.</param>
    public sealed record PlanItem(string Title, string Format, int? Quarter = null, string? Owner = null, ImmutableArray<string>? Meetings = null) : Entry
    {
        public static readonly EntryKind<PlanItem> Description = new EntryKind<PlanItem>(Book.Plan, ListPage.Plan, "title") { Key = e => e.Title }
            .Line("title", e => e.Title, Limits.Title, "议题", must: true)
            .Known("format", FieldType.Format, e => e.Format, "形式", must: true)
            .Quarter("quarter", e => e.Quarter, "季度")
            .Line("owner", e => e.Owner, Limits.Department, "责任单位")
            .Meetings("meetings", e => e.Meetings);
    }
}
