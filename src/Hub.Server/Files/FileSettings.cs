using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Hub.Server.Files;

/// <summary>What becomes of files that people hand in (settings <c>Files:*</c>).</summary>
public sealed class FileSettings : IValidatableObject
{
    public const string Section = "Files";

    /// <summary>Host and port of a ClamAV daemon that looks at each file before it is stored; absent: nothing does.</summary>
    public string? Scanner { get; set; }

    /// <summary><see cref="Scanner"/>, taken apart.</summary>
    internal (string Host, int Port)? ScannerAddress => Scanner?.LastIndexOf(':') is > 0 and var colon
        && ushort.TryParse(Scanner.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? (Scanner[..colon].Trim('[', ']'), port) : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Scanner is not null && ScannerAddress is null)
        {
            yield return new ValidationResult($"Files:Scanner '{Scanner}' is not a host and port such as clamd:3310.");
        }
    }
}
