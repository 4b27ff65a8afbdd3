using System.ComponentModel.DataAnnotations;
using System.Net;
using Hub.Domain;

namespace Hub.Server.Access;

/// <summary>The house itself (settings <c>House:*</c>).</summary>
public sealed class HouseSettings : IValidatableObject
{
    public const string Section = "House";

    /// <summary>The time zone of years and due dates (IANA name).</summary>
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>The address that people reach this house at, for links and QR codes; absent: the one the browser asked for.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>
    /// Networks (CIDR, separated by commas) whose proxies are believed when they say who asks and whether by https: the last word of <c>X-Forwarded-For</c> and
    /// <c>X-Forwarded-Proto</c>. Absent: nobody is.
    /// </summary>
    public string? TrustedProxies { get; set; }

    /// <exception cref="FormatException">A part of <see cref="TrustedProxies"/> is no network; validated at the start.</exception>
    public IPNetwork[] TrustedNetworks() => [.. Parts().Select(IPNetwork.Parse)];

    /// <summary>The house's days and years.</summary>
    public Calendar ToCalendar() => new(TimeZoneInfo.FindSystemTimeZoneById(TimeZone));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new ValidationResult($"House:TimeZone '{TimeZone}' is not a time zone this machine knows.");
        }

        if (PublicUrl is not null && !(Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https")))
        {
            yield return new ValidationResult($"House:PublicUrl '{PublicUrl}' is not an http or https address.");
        }

        if (Parts().FirstOrDefault(part => !IPNetwork.TryParse(part, out _)) is { } unreadable)
        {
            yield return new ValidationResult($"House:TrustedProxies '{unreadable}' is not a network such as 10.0.0.0/8.");
        }
    }

    private string[] Parts() => (TrustedProxies ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Settings <c>Access:*</c>.</summary>
public sealed class AccessSettings : IValidatableObject
{
    public const string Section = "Access";

    /// <summary>Signs the operator in. Absent: made and printed once at first start, and kept hashed.</summary>
    public string? OperatorKey { get; set; }

    /// <summary>A file that holds the key instead, as a mounted secret does; blanks and line ends around it do not count.</summary>
    public string? OperatorKeyFile { get; set; }

    /// <summary>The configured key, wherever it stands; null: none is.</summary>
    /// <exception cref="IOException">The file cannot be read; validated at the start.</exception>
    public string? ReadOperatorKey() => OperatorKeyFile is { } file ? File.ReadAllText(file).Trim() : OperatorKey;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OperatorKey is not null && OperatorKeyFile is not null)
        {
            yield return new ValidationResult("Access:OperatorKey and Access:OperatorKeyFile are both set; set one of them.");
            yield break;
        }

        var (key, unreadable) = TryRead();
        if (unreadable is not null)
        {
            yield return new ValidationResult($"Access:OperatorKeyFile '{OperatorKeyFile}' cannot be read: {unreadable}");
        }
        else if (key is { Length: < 16 })
        {
            yield return new ValidationResult(
                $"{(OperatorKeyFile is null ? "Access:OperatorKey" : "The key in Access:OperatorKeyFile")} is shorter than 16 characters.");
        }
    }

    private (string? Key, string? Unreadable) TryRead()
    {
        try
        {
            return (ReadOperatorKey(), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return (null, e.Message);
        }
    }
}
