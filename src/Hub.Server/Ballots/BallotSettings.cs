using System.ComponentModel.DataAnnotations;

namespace Hub.Server.Ballots;

/// <summary>Confidential ballots (settings <c>Ballots:*</c>).</summary>
public sealed class BallotSettings : IValidatableObject
{
    public const string Section = "Ballots";

    /// <summary>Where the keys are in a house on SQLite that does not say.</summary>
    public const string Embedded = "ballot-keys";

    /// <summary>
    /// A folder for the keys of confidential ballots, outside the journal's database and its backups; in a cluster one that all nodes share. Absent:
    /// <c>ballot-keys</c> in the working folder, and in a cluster no confidential ballots.
    /// </summary>
    public string? KeyPath { get; set; }

    /// <summary>
    /// Whether who may vote sees how the votes of an open ballot stand before they have voted; false: only once they have, so that nobody follows the others.
    /// The hall's wall, the chair and who cannot vote always see them, where the ballot shows them at all.
    /// </summary>
    public bool TallyBeforeVote { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (KeyPath is not null && string.IsNullOrWhiteSpace(KeyPath))
        {
            yield return new ValidationResult("Ballots:KeyPath is empty; leave it out, or name a folder.");
        }
    }
}
