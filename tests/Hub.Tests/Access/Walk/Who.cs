namespace Hub.Tests.Access.Walk;

/// <summary>Everybody who may come: what they are is the whole of what they may.</summary>
[Flags]
public enum Who
{
    /// <summary>Without a session.</summary>
    Nobody = 1 << 0,

    /// <summary>With the pass of the hall's door.</summary>
    Clerk = 1 << 1,

    /// <summary>With the pass of the hall's wall.</summary>
    Wall = 1 << 2,

    /// <summary>With a session of an account that was disabled since.</summary>
    Disabled = 1 << 3,

    /// <summary>Who raised a topic, and has no seat anywhere.</summary>
    Guest = 1 << 4,

    /// <summary>A member of the register, signed in with their key, without a seat.</summary>
    Registered = 1 << 5,

    /// <summary>With a seat by the code to attend; by the members' code; by the chair's: each with a token of that room.</summary>
    Attendee = 1 << 6,
    Member = 1 << 7,
    Chair = 1 << 8,

    /// <summary>With the operator key.</summary>
    Key = 1 << 9,

    /// <summary>Accounts of the staff; here and elsewhere are counties, the rooms lie here.</summary>
    Operator = 1 << 10,
    StaffAnywhere = 1 << 11,
    StaffHere = 1 << 12,
    StaffElsewhere = 1 << 13,
    ConvenerHere = 1 << 14,
    ConvenerElsewhere = 1 << 15,

    /// <summary>Of the department that was committed to something, and of another.</summary>
    OfDepartment = 1 << 16,
    OfOtherDepartment = 1 << 17,
    Auditor = 1 << 18,

    /// <summary>A department that nobody named, which is not all of them.</summary>
    OfNoDepartment = 1 << 19,

    /// <summary>Conveners of the venue and of the format of the rooms, and of another format.</summary>
    ConvenerOfVenue = 1 << 20,
    ConvenerOfFormat = 1 << 21,
    ConvenerOfOtherFormat = 1 << 22,

    Operators = Key | Operator,
    Desk = Operators | StaffAnywhere,
    DeskHere = Desk | StaffHere,
    Conveners = DeskHere | ConvenerHere | ConvenerOfVenue | ConvenerOfFormat,
    Seated = Attendee | Member | Chair,
    Accounts = Operator | StaffAnywhere | StaffHere | StaffElsewhere
        | ConvenerHere | ConvenerElsewhere | ConvenerOfVenue | ConvenerOfFormat | ConvenerOfOtherFormat
        | OfDepartment | OfOtherDepartment | OfNoDepartment | Auditor,
    Persons = Guest | Registered | Key | Accounts,
    Sessions = Persons | Seated,

    /// <summary>Who reads what only codes open.</summary>
    Insiders = Seated | Conveners | Auditor,
    Everyone = Nobody | Clerk | Wall | Disabled | Sessions,
}
