using Hub.Domain.Texts;

namespace Hub.Domain.Commitments;

/// <summary>A department (责任部门), as a commitment names it, or as somebody acts for it.</summary>
/// <param name="Id">In the register of departments; null: it is known by its name alone.</param>
/// <param name="Name">As it was said of a commitment; of who acts for it, as the register has it now.</param>
public sealed record ResponsibleDepartment(string? Id, string Name)
{
    /// <summary>Whether who acts for this department answers for what was given to that one: by the id, and where only words were said, by the name.</summary>
    public bool AnswersFor(ResponsibleDepartment committed) => committed.Id is { } id ? id == Id : Spelling.Same(committed.Name, Name);

    /// <summary>Why a commitment may not name this department of the register; null where it may. Whether it stands there is looked at before.</summary>
    public static Refusal? CheckId(string? id, RecordFormat format) =>
        id is null ? null
        : format < RecordFormat.Fifth ? new Refusal(Rejection.NotOffered, "departmentId")
        : Limits.Check(id, Limits.Word, "departmentId");
}
