using System.Text.Json.Serialization;
using Hub.Domain;

namespace Hub.Server.Access.Staff;

/// <summary>What somebody with a staff account is there for. Stored and sent in camelCase, so the names stay.</summary>
[JsonConverter(typeof(CamelCase<StaffRole>))]
public enum StaffRole
{
    /// <summary>The house itself: its settings and its accounts.</summary>
    Operator,

    /// <summary>The desk: topics, meetings, registers.</summary>
    Staff,

    /// <summary>Makes meetings and sees to them.</summary>
    Convener,

    /// <summary>An office of the city: sees what is committed to it, answers, and reports it done.</summary>
    Department,

    /// <summary>Reads every record and who did what, and changes nothing.</summary>
    Auditor,
}

/// <summary>One role of an account, and how far it reaches. A limit that is null does not limit; where there are several, all must hold.</summary>
/// <param name="County">As the house's formats and topics name it.</param>
/// <param name="Venue">As a meeting names it.</param>
/// <param name="Format">The id of a format.</param>
/// <param name="Department">The id of an entry of the departments' register; of one that is not listed there, the name that commitments give it.</param>
public sealed record AccountRole(StaffRole Role, string? County = null, string? Venue = null, string? Format = null, string? Department = null)
{
    /// <summary>What the operator key opens.</summary>
    public static readonly IReadOnlyList<AccountRole> OfOperatorKey = [new(StaffRole.Operator)];

    [JsonIgnore]
    public bool IsLimited => (County ?? Venue ?? Format ?? Department) is not null;

    /// <summary>Whether it has no limit that such a role cannot have: one would be a mistake, and be taken for one that holds.</summary>
    [JsonIgnore]
    public bool IsSensible => this switch
    {
        { Role: StaffRole.Department } => this is { Department: not null, County: null, Venue: null, Format: null },
        { Role: StaffRole.Staff } => this is { Venue: null, Format: null, Department: null },
        { Role: StaffRole.Convener } => Department is null,
        _ => !IsLimited,
    };
}
