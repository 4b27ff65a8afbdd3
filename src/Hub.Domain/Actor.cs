using System.Text.Json.Serialization;
using Hub.Domain.Commitments;

namespace Hub.Domain;

/// <summary>
/// What a seat may do in one meeting. Each role may do all that the roles before it may, but for voting: a chair who moderates does not vote.
/// </summary>
[JsonConverter(typeof(CamelCase<Role>))]
public enum Role
{
    /// <summary>Reads and watches; sends no command.</summary>
    Observer,

    /// <summary>Comments, likes, raises a hand; votes where a ballot is open to all.</summary>
    Attendee,

    /// <summary>A member (委员) of the conference: an attendee who votes.</summary>
    Member,

    /// <summary>Runs the meeting.</summary>
    Chair,
}

/// <summary>
/// Who asks. Built at the edge from the session and the seat, never from a message, so that a rule may rely on it.
/// </summary>
/// <param name="Id">The participant (seat) in this meeting; <see cref="House"/> for the system itself.</param>
/// <param name="Role">The seat's role in this meeting.</param>
/// <param name="IsStaff">Of the house's staff (the operator). Staff schedule meetings; they do not chair them.</param>
/// <param name="Name">Under which name they act in a meeting; null where their acts carry none.</param>
/// <param name="IsMember">Of a chair: one who holds a member's seat as well, and votes where the format lets a presiding member vote.</param>
/// <param name="Known">Of who acts on a topic: how the house knows who they are; null: a guest. In a meeting it stands beside the name.</param>
/// <param name="For">Of who acts on a topic: the department for which they answer; null: for none.</param>
public sealed record Actor(
    string Id, Role Role, bool IsStaff = false, RecordedName? Name = null, bool IsMember = false, KnownBy? Known = null, ResponsibleDepartment? For = null)
{
    /// <summary>The system itself: a deadline that came, a close that is resumed.</summary>
    public static Actor House { get; } = new("house", Role.Observer, IsStaff: true);

    /// <summary>
    /// Whoever stands at the hall's door (会务), with a link that gives only this: confirming who sits where, and marking who is present without a device.
    /// </summary>
    public static Actor Clerk { get; } = new("clerk", Role.Observer);

    /// <summary>The operator, who schedules a meeting, edits it and calls it off without a seat in it.</summary>
    public static Actor Operator { get; } = new("operator", Role.Observer, IsStaff: true);
}
