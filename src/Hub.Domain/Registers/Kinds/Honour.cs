using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

public abstract partial record Entry
{
    /// <summary>An award that a member was given, such as that for excellent members of the year (委员履职年度优秀人物).</summary>
    /// <param name="Title">What the member was called.</param>
    /// <param name="Holder">The member's id.</param>
    /// <param name="Source">The meeting that elected them.</param>
    public sealed record Honour(string Title, [property: JsonPropertyName("member")] string Holder, DateOnly On, string? Source = null, string? Note = null)
        : Entry
    {
        public static readonly EntryKind<Honour> Description = new EntryKind<Honour>(Book.Year, ListPage.Award, "title")
        {
            Key = e => $"honour of {e.Holder}, {e.Title}",
            Since = RecordFormat.Third,
        }
            .Line("title", e => e.Title, Limits.Title, "称号", must: true)
            .Member("member", e => e.Holder, "委员")
            .On("on", e => e.On, "日期")
            .Room("source", e => e.Source, "来源")
            .Area("note", e => e.Note, Limits.Note, "备注");
    }
}
