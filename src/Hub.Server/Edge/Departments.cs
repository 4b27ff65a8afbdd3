using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Registers;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Views;

namespace Hub.Server.Edge;

/// <summary>The departments that are committed to something, by the register or by name, and for which of them somebody answers.</summary>
internal sealed class Departments(RegisterLists registers, IJournal journal)
{
    /// <summary>Whether every node knows of departments: before, a topic that an older one owns is asked nothing about them.</summary>
    public bool AreKept => journal.Format >= RecordFormat.Fifth;

    /// <param name="idOrName">Of one that is not in the register, or not any more: as it was named.</param>
    public async Task<ResponsibleDepartment> Find(string idOrName, CancellationToken cancel = default) =>
        await registers.Department(idOrName, cancel) is { } entry ? new ResponsibleDepartment(entry.Id, entry.Is.Name)
            : new ResponsibleDepartment(idOrName, idOrName);

    /// <summary>Why a commitment may not name this department of the register; null where it may.</summary>
    public async Task<Answer?> WhyNot(string? id) =>
        id is null ? null
        : journal.Format < RecordFormat.Fifth ? Answer.Refused(Rejection.NotOffered, "departmentId")
        : await registers.Find(RegisterName.Departments, id) is null ? Answer.Refused(Rejection.UnknownEntry, "departmentId")
        : null;

    /// <summary>The departments for which the session answers where something lies: one for each of its roles that are limited to one.</summary>
    public async Task<IReadOnlyList<ResponsibleDepartment>> Of(Session session, Scope where)
    {
        var found = new List<ResponsibleDepartment>();
        foreach (var role in session.Where(Permission.AnswerCommitments))
        {
            if (role.Department is { } named && session.May(Permission.AnswerCommitments, where with { Department = named }))
            {
                found.Add(await Find(named));
            }
        }

        return found;
    }
}
