using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain;

namespace Hub.Server.Access.Staff;

/// <summary>
/// What a role of the staff may allow. Sent in camelCase, and named so in the table of <c>k8s/README.md</c>, so the names stay. What a seat in a meeting may do
/// is not here: that is the meeting's own rules.
/// </summary>
[JsonConverter(typeof(CamelCase<Permission>))]
public enum Permission
{
    // Of the house as a whole.
    /// <summary>Sees how the hub runs (<c>/ops</c>) and sets what holds for all of it.</summary>
    RunHouse,

    /// <summary>Makes accounts, gives and takes their roles, ends them.</summary>
    ManageAccounts,

    /// <summary>Reads who did what.</summary>
    ReadAudit,

    /// <summary>Records, amends and withdraws what stands in the registers, imports members.</summary>
    KeepRegisters,

    /// <summary>Reads how a register came to be as it is.</summary>
    ReadRegisterHistory,

    /// <summary>Makes a member's own key anew.</summary>
    RenewMemberKeys,

    /// <summary>Reads the duty record of any member, and the ranking of the award.</summary>
    ReadDuty,

    /// <summary>Takes a file out for good.</summary>
    DeleteFiles,

    // Of what lies in some county, venue or format, or is a department's. What comes before this line is not.
    /// <summary>Reads topics, and comments on topics, that were hidden.</summary>
    ReadHiddenTopics,

    /// <summary>Accepts, declines and merges topics, takes that back, sees to them; hides and restores comments on them.</summary>
    ModerateTopics,

    /// <summary>Puts a topic on the agenda of a meeting that one may edit.</summary>
    ScheduleTopics,

    /// <summary>Commits a department to something; acknowledges what it reports done, sends it back, takes it up again.</summary>
    MakeCommitments,

    /// <summary>Notes progress on a commitment, reports it done with evidence, answers its ratings.</summary>
    AnswerCommitments,

    /// <summary>Reads what is committed to a department, and how far it is.</summary>
    ReadCommitments,

    /// <summary>Schedules meetings.</summary>
    MakeMeetings,

    /// <summary>Edits a meeting.</summary>
    EditMeetings,

    /// <summary>Calls a meeting off.</summary>
    CancelMeetings,

    /// <summary>Reads and sets who votes.</summary>
    SetRolls,

    /// <summary>Makes the codes and links of a meeting: to take part, for its chair, for the door, for the wall.</summary>
    HandOutCodes,

    /// <summary>Prints seat cards.</summary>
    PrintCards,

    /// <summary>Has a crowd come to a copy of a meeting, to see how many this installation carries.</summary>
    Rehearse,

    /// <summary>Reads a meeting that only codes open, without a seat in it.</summary>
    ReadClosedMeetings,

    /// <summary>Reads of a meeting what otherwise its chair reads: the whole minutes, the export of the record.</summary>
    ReadRecords,

    /// <summary>Asks that a person's name be removed from a record; agrees that somebody is forgotten.</summary>
    RemoveNames,

    /// <summary>Asks that a ballot be declared void.</summary>
    VoidBallots,

    /// <summary>Agrees, or not, to what another account asked for that two are needed for.</summary>
    GiveConsent,
}

/// <summary>Where something lies that one asks to do something with. What is null is not known, and lies within no limit.</summary>
public readonly record struct Scope(string? County = null, string? Venue = null, string? Format = null, string? Department = null)
{
    /// <summary>The house as a whole: within no limit.</summary>
    public static readonly Scope House;
}

/// <summary>
/// Who of the staff may do what: one table, and what does not stand in it nobody may. The operator key is an operator's role; a role may have limits
/// (<see cref="AccountRole"/>), and is worth nothing beyond them. A token that was made for one room carries no role at all.
/// </summary>
public static class Permissions
{
    /// <summary>By role, a bit for each permission: looked up with every call, so it allocates nothing.</summary>
    private static readonly ImmutableArray<ulong> Table = [.. Enum.GetValues<StaffRole>().Select(role => Of(role).Aggregate(0UL, (bits, p) => bits | Bit(p)))];

    /// <summary>What a role may, within its limits.</summary>
    public static IEnumerable<Permission> Of(StaffRole role) => role switch
    {
        // All of the house. To chair a meeting is no permission: its chair is who was named so, or has the chair's code.
        StaffRole.Operator => Enum.GetValues<Permission>(),
        StaffRole.Staff =>
        [
            Permission.KeepRegisters, Permission.ReadRegisterHistory, Permission.RenewMemberKeys, Permission.ReadDuty, Permission.DeleteFiles,
            Permission.ReadHiddenTopics, Permission.ModerateTopics, Permission.ScheduleTopics, Permission.MakeCommitments, Permission.AnswerCommitments,
            Permission.ReadCommitments, Permission.MakeMeetings, Permission.EditMeetings, Permission.CancelMeetings, Permission.SetRolls,
            Permission.HandOutCodes, Permission.PrintCards, Permission.Rehearse,
            Permission.ReadClosedMeetings, Permission.ReadRecords, Permission.RemoveNames, Permission.VoidBallots, Permission.GiveConsent,
        ],
        StaffRole.Convener =>
        [
            Permission.ScheduleTopics, Permission.MakeMeetings, Permission.EditMeetings, Permission.CancelMeetings, Permission.SetRolls,
            Permission.HandOutCodes, Permission.PrintCards, Permission.Rehearse, Permission.ReadClosedMeetings, Permission.ReadRecords,
            Permission.VoidBallots,
        ],
        StaffRole.Department => [Permission.AnswerCommitments, Permission.ReadCommitments],
        StaffRole.Auditor =>
        [
            Permission.ReadAudit, Permission.ReadRegisterHistory, Permission.ReadDuty, Permission.ReadHiddenTopics, Permission.ReadClosedMeetings,
            Permission.ReadRecords, Permission.ReadCommitments,
        ],
        _ => [],
    };

    /// <summary>Whether the session may do this with what lies there.</summary>
    public static bool May(this Session session, Permission permission, in Scope scope)
    {
        var roles = RolesOf(session);
        for (var i = 0; i < roles.Count; i++)
        {
            if (Has(roles[i], permission) && Reaches(roles[i], scope))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether there may be anything with which the session may do this: what is the house's, only a role without limits reaches.</summary>
    public static bool MaySomewhere(this Session session, Permission permission)
    {
        var roles = RolesOf(session);
        for (var i = 0; i < roles.Count; i++)
        {
            if (Has(roles[i], permission) && !(IsOfHouse(permission) && roles[i].IsLimited))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where the session may do this: one scope for each role that allows it, whose nulls do not limit.</summary>
    public static ImmutableArray<Scope> Where(this Session session, Permission permission) =>
        [.. RolesOf(session).Where(r => Has(r, permission)).Select(r => new Scope(r.County, r.Venue, r.Format, r.Department))];

    /// <summary>All that the session may do somewhere, in the order of their declaration.</summary>
    public static ImmutableArray<Permission> All(this Session session) =>
        RolesOf(session).Count == 0 ? [] : [.. Enum.GetValues<Permission>().Where(session.MaySomewhere)];

    /// <summary>All that the session may do with what lies there, in the order of their declaration.</summary>
    public static ImmutableArray<Permission> All(this Session session, Scope scope) =>
        RolesOf(session).Count == 0 ? [] : [.. Enum.GetValues<Permission>().Where(p => session.May(p, scope))];

    private static IReadOnlyList<AccountRole> RolesOf(Session session) => session.Room is null ? session.Roles : [];

    /// <summary>A department that nobody named is none: such a role is not one of all departments.</summary>
    private static bool Has(AccountRole role, Permission permission) =>
        (Table[(int)role.Role] & Bit(permission)) != 0 && role is not { Role: StaffRole.Department, Department: null };

    private static bool IsOfHouse(Permission permission) => permission <= Permission.DeleteFiles;

    private static bool Reaches(AccountRole role, in Scope scope) =>
        (role.County is null || role.County == scope.County) && (role.Venue is null || role.Venue == scope.Venue)
        && (role.Format is null || role.Format == scope.Format) && (role.Department is null || role.Department == scope.Department);

    private static ulong Bit(Permission permission) => 1UL << (int)permission;
}
