namespace Hub.Server.Access.Staff;

/// <summary>Who may make a call at all. Whether they may with what it is about, is asked where that is known.</summary>
internal enum Callers
{
    /// <summary>Anybody, without a session too.</summary>
    Anyone,

    /// <summary>Whoever may read the room that the call names: of a public one anybody.</summary>
    Readers,

    /// <summary>Whoever the rules of the room let do the command that the call brings.</summary>
    Doers,

    /// <summary>Whoever shows the pass of a door or a wall.</summary>
    PassHolders,

    /// <summary>Whoever has a session, of one room too.</summary>
    Sessions,

    /// <summary>Whoever has a session that is not of one room.</summary>
    Persons,

    /// <summary>Whom the thing belongs to: the member whose record it is, the raiser of a topic, the chair of a meeting.</summary>
    Owners,

    /// <summary>Staff to whom the permission that is named beside it is given.</summary>
    Staff,
}

/// <summary>Says of a call who may make it: as metadata of an endpoint, or on a method of the hub. A call of which this is not said, nobody may make.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ForAttribute : Attribute
{
    public ForAttribute(Callers who) => Who = who;

    public ForAttribute(Callers who, Permission or) => (Who, Permission) = (who, or);

    public Callers Who { get; }

    /// <summary>With <see cref="Callers.Staff"/>, the one that is needed; with others, who has it may also.</summary>
    public Permission? Permission { get; }
}
