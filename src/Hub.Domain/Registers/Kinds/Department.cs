namespace Hub.Domain.Registers;

public abstract partial record Entry
{
    /// <summary>A department (责任部门) that may be committed to something. What is not listed is named in words: see the commitment itself.</summary>
    /// <param name="English">Its name in English.</param>
    /// <param name="Contact">How staff reach it; not for everybody.</param>
    public sealed record Department(string Title, string? English = null, string? Contact = null) : Entry
    {
        public static readonly EntryKind<Department> Description = new EntryKind<Department>(Book.Departments, ListPage.Departments, "title")
        {
            Key = e => $"department {e.Title}",
            Since = RecordFormat.Fifth,
            ForEverybody = e => e with { Contact = null },
        }
            .Line("title", e => e.Title, Limits.Department, "名称", must: true)
            .Line("english", e => e.English, Limits.Department, "英文名称")
            .Line("contact", e => e.Contact, Limits.Title, "联系方式");
    }
}
