using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

public abstract partial record Entry
{
    /// <param name="Title">Its name, as meetings and topics carry it.</param>
    /// <param name="Owner">Who looks after it.</param>
    public sealed record Venue(string Title, VenueKind Kind, string County, string? Owner = null, string? Address = null) : Entry
    {
        public static readonly EntryKind<Venue> Description = new EntryKind<Venue>(Book.Venues, ListPage.Venues, "title") { Key = e => $"venue {e.Title}" }
            .Line("title", e => e.Title, Limits.Title, "名称", must: true)
            .Choice("kind", e => e.Kind, "类型")
            .Known("county", FieldType.County, e => e.County, "县区", must: true)
            .Line("owner", e => e.Owner, Limits.Department, "负责人")
            .Line("address", e => e.Address, Limits.Title, "地址");
    }
}

/// <summary>The four in one (四位一体).</summary>
[JsonConverter(typeof(CamelCase<VenueKind>))]
public enum VenueKind
{
    /// <summary>协商议事室.</summary>
    ConsultationRoom,

    /// <summary>委员之家.</summary>
    MembersHome,

    /// <summary>委员工作室.</summary>
    MembersStudio,

    /// <summary>社情民意联系点.</summary>
    ContactPoint,
}
