using System.ComponentModel.DataAnnotations;

namespace Hub.Server.Privacy;

/// <summary>How long what is personal stays, and what is done so that it is gone (settings <c>Privacy:*</c>).</summary>
public sealed class PrivacySettings : IValidatableObject
{
    public const string Section = "Privacy";

    /// <summary>
    /// A folder for the lists of what was forgotten, outside the journal's database and its backups; in a cluster one that all nodes share. Absent: that of
    /// <c>Ballots:KeyPath</c>. Where neither is set, in a cluster, no list is kept, and a restored backup brings back what was forgotten since.
    /// </summary>
    public string? ForgetListPath { get; set; }

    /// <summary>
    /// How many days after the end of the year in which a meeting closed the names of its guests are removed: of those who typed them in, and were neither
    /// members nor chairs. 0: never.
    /// </summary>
    [Range(0, 36_500, ErrorMessage = "Privacy:GuestNameDays is not from 0 to 36500.")]
    public int GuestNameDays { get; set; } = 1825;

    /// <summary>How many days after the end of its year the reasons of a nomination for the award are removed. 0: never.</summary>
    [Range(0, 36_500, ErrorMessage = "Privacy:NominationReasonDays is not from 0 to 36500.")]
    public int NominationReasonDays { get; set; } = 1095;

    /// <summary>
    /// What was forgotten leaves traces in the database's files until these are written anew, during which nothing else is stored. Up to so many megabytes that
    /// is done at once.
    /// </summary>
    [Range(0, 1_000_000, ErrorMessage = "Privacy:EraseAtOnceMegabytes is not from 0 to 1000000.")]
    public int EraseAtOnceMegabytes { get; set; } = 256;

    /// <summary>In a larger database: in this hour of the house's day.</summary>
    [Range(0, 23, ErrorMessage = "Privacy:EraseHour is not from 0 to 23.")]
    public int EraseHour { get; set; } = 3;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ForgetListPath is not null && string.IsNullOrWhiteSpace(ForgetListPath))
        {
            yield return new ValidationResult("Privacy:ForgetListPath is empty; leave it out, or name a folder.");
        }
    }
}
