using System.ComponentModel.DataAnnotations;

namespace Hub.Server.Audit;

/// <summary>Settings <c>Audit:*</c>.</summary>
public sealed class AuditSettings
{
    public const string Section = "Audit";

    /// <summary>For how many days the log keeps the blocks of addresses from which people acted: six months.</summary>
    [Range(1, 36_500, ErrorMessage = "Audit:NetworkDays must be between 1 and 36500.")]
    public int NetworkDays { get; set; } = 183;
}
