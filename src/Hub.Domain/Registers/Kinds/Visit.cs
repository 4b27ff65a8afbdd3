using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

public abstract partial record Entry
{
    /// <summary>A visit (三走进一联系), or one home by members of Hong Kong and Macao.</summary>
    public sealed record Visit(VisitKind Kind, DateOnly On, string Place, ImmutableArray<string> Members, string? Note = null) : Entry
    {
        public static readonly EntryKind<Visit> Description = new EntryKind<Visit>(Book.Year, ListPage.Visits, "place") { Duty = _ => DutyFigure.Visits }
            .Choice("kind", e => e.Kind, "类型")
            .On("on", e => e.On, "日期")
            .Line("place", e => e.Place, Limits.Title, "地点", must: true)
            .Members("members", e => e.Members, "委员", must: true)
            .Area("note", e => e.Note, Limits.Note, "备注");
    }
}

[JsonConverter(typeof(CamelCase<VisitKind>))]
public enum VisitKind
{
    /// <summary>Into companies.</summary>
    Company,

    /// <summary>Into villages and neighbourhoods.</summary>
    Community,

    /// <summary>Into schools, hospitals and other institutions.</summary>
    Institution,

    /// <summary>Keeping in touch with those of one's sector.</summary>
    Sector,

    /// <summary>Home, by members of Hong Kong and Macao.</summary>
    Home,
}
