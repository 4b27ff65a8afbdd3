using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

public abstract partial record Entry
{
    /// <summary>A leader who keeps in touch with a party or group; a committee that does with a sector.</summary>
    /// <param name="Who">The leader's id as a member, or the committee's name.</param>
    /// <param name="With">The party's, group's or sector's name.</param>
    public sealed record Liaison(LiaisonKind Kind, string Who, string With) : Entry
    {
        public static readonly EntryKind<Liaison> Description =
            new EntryKind<Liaison>(Book.Members, ListPage.Members, "with") { Key = e => $"liaison of {e.Who} with {e.With}" }
            .Choice("kind", e => e.Kind, "类型")
            .Known("who", FieldType.Committee, e => e.Who, "联系人", must: true, Limits.Department).When("kind", "committee")
            .Member("who", e => e.Who, "联系人", most: Limits.Department)
            .Known("with", FieldType.Sector, e => e.With, "联系对象", must: true, Limits.Department).When("kind", "committee")
            .Known("with", FieldType.Party, e => e.With, "联系对象", must: true, Limits.Department);
    }
}

[JsonConverter(typeof(CamelCase<LiaisonKind>))]
public enum LiaisonKind
{
    /// <summary>A leader with a party or group.</summary>
    Leader,

    /// <summary>A committee with a sector.</summary>
    Committee,
}
