using Hub.Domain;

namespace Hub.Domain.Tests;

/// <summary>Who takes part in the meetings of these tests.</summary>
internal static class People
{
    public static readonly Actor Chair = new("chair", Role.Chair);
    public static readonly Actor Li = new("li", Role.Member);
    public static readonly Actor Wang = new("wang", Role.Member);
    public static readonly Actor Zhao = new("zhao", Role.Attendee);
    public static readonly Actor Qian = new("qian", Role.Attendee);
    public static readonly Actor Guest = new("guest", Role.Observer);
    public static readonly Actor Clerk = new("clerk", Role.Observer, IsStaff: true);

    public static Actor Of(Role role) => role switch
    {
        Role.Observer => Guest,
        Role.Attendee => Zhao,
        Role.Member => Li,
        Role.Chair => Chair,
        _ => throw new InvalidOperationException($"Nobody is {role}."),
    };
}
