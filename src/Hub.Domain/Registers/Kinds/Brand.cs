using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

public abstract partial record Entry
{
    /// <summary>One for each committee and one for each county (一委一品, 一县一品).</summary>
    /// <param name="Holder">The committee's or the county's name.</param>
    public sealed record Brand(string Title, BrandOf Of, string Holder, string? Text = null) : Entry
    {
        public static readonly EntryKind<Brand> Description = new EntryKind<Brand>(Book.Venues, ListPage.Venues, "title") { Key = e => $"brand of {e.Holder}" }
            .Line("title", e => e.Title, Limits.Title, "品牌", must: true)
            .Choice("of", e => e.Of, "归属")
            .Known("holder", FieldType.County, e => e.Holder, "单位", must: true, Limits.Department).When("of", "county")
            .Known("holder", FieldType.Committee, e => e.Holder, "单位", must: true, Limits.Department)
            .Area("text", e => e.Text, Limits.Note, "说明");
    }
}

[JsonConverter(typeof(CamelCase<BrandOf>))]
public enum BrandOf
{
    Committee,
    County,
}
