using System.ComponentModel.DataAnnotations;

namespace Hub.Server.Keys;

/// <summary>Where the keys are that wrap the house's secrets (settings <c>Keys:*</c>).</summary>
public sealed class KeySettings : IValidatableObject
{
    public const string Section = "Keys";

    /// <summary>
    /// A folder that nobody else can read, outside the database and its backups; in a cluster the same keys for all nodes. Absent: beside the SQLite file,
    /// under its name and <c>.keys</c>; in a cluster it must be named.
    /// </summary>
    public string? Path { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Path is not null && string.IsNullOrWhiteSpace(Path))
        {
            yield return new ValidationResult("Keys:Path is empty; leave it out, or name a folder.");
        }
    }
}
