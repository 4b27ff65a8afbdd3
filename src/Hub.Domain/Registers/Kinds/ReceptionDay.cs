using System.Collections.Immutable;

namespace Hub.Domain.Registers;

public abstract partial record Entry
{
    /// <summary>A day on which members receive whoever comes.</summary>
    /// <param name="Received">How many came.</param>
    public sealed record ReceptionDay(DateOnly On, string Place, ImmutableArray<string> Members, int Received, string? Note = null) : Entry
    {
        public static readonly EntryKind<ReceptionDay> Description =
            new EntryKind<ReceptionDay>(Book.Year, ListPage.Visits, "place") { Duty = _ => DutyFigure.Visits }
            .On("on", e => e.On, "日期")
            .Line("place", e => e.Place, Limits.Title, "地点", must: true)
            .Members("members", e => e.Members, "委员", must: true)
            .Number("received", e => e.Received, 0, RegisterDecider.MostCounted, "接待人次", must: true)
            .Area("note", e => e.Note, Limits.Note, "备注");
    }
}
