using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

public abstract partial record Entry
{
    /// <summary>A member of the conference. The office is public, and so is this.</summary>
    /// <param name="Sector">界别.</param>
    /// <param name="Committee">专委会.</param>
    /// <param name="Party">A party or group.</param>
    /// <param name="Overseas">Of Hong Kong or Macao; absent: no.</param>
    /// <param name="Office">Absent: none beside membership; else such as 主席, 副主席, 常委.</param>
    public sealed record Member(
        [property: JsonPropertyName("name")] string FullName, string Sector, string? Committee = null, string? County = null, string? Party = null,
        bool? Overseas = null, string? Office = null) : Entry
    {
        public static readonly EntryKind<Member> Description = new EntryKind<Member>(Book.Members, ListPage.Members, "name")
        {
            Key = e => $"member {e.FullName}, {e.Sector}, {e.Committee}, {e.County}, {e.Party}",
        }
            .Line("name", e => e.FullName, Limits.Word, "姓名", must: true)
            .Known("sector", FieldType.Sector, e => e.Sector, "界别", must: true)
            .Known("committee", FieldType.Committee, e => e.Committee, "专委会")
            .Known("county", FieldType.County, e => e.County, "县区")
            .Known("party", FieldType.Party, e => e.Party, "党派团体")
            .Tick("overseas", e => e.Overseas, "港澳委员")
            .Line("office", e => e.Office, Limits.Word, "职务");
    }
}
