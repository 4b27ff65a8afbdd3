using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.RegularExpressions;
using Hub.Domain;

namespace Hub.Server.Access;

/// <summary>The house itself (settings <c>House:*</c>).</summary>
public sealed partial class HouseSettings : IValidatableObject
{
    public const string Section = "House";
    private const int MostContact = 120;

    /// <summary>The time zone of years and due dates (IANA name).</summary>
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>The address that people reach this house at, for links and QR codes; absent: the one the browser asked for.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>
    /// Networks (CIDR, separated by commas) whose proxies are believed when they say who asks and whether by https: the last word of <c>X-Forwarded-For</c> and
    /// <c>X-Forwarded-Proto</c>. Absent: nobody is.
    /// </summary>
    public string? TrustedProxies { get; set; }

    /// <summary>How people reach who runs the house, at the foot of its pages: a telephone number, an address, a sentence. Absent: nothing is shown.</summary>
    public string? Contact { get; set; }

    /// <summary>The number under which the site is filed with the ministry (ICP), such as <c>苏ICP备12345678号-1</c>. Absent: nothing is shown.</summary>
    public string? IcpNumber { get; set; }

    /// <summary>The number under which the site is filed with the police, such as <c>苏公网安备 32080002000123号</c>. Absent: nothing is shown.</summary>
    public string? PoliceNumber { get; set; }

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

        if (Contact is not null && (string.IsNullOrWhiteSpace(Contact) || Contact.Length > MostContact || Contact.Any(char.IsControl)))
        {
            yield return new ValidationResult($"House:Contact is not one line of 1 to {MostContact} characters.");
        }

        if (IcpNumber is not null && !IcpForm().IsMatch(IcpNumber))
        {
            yield return new ValidationResult($"House:IcpNumber '{IcpNumber}' is not a number such as 苏ICP备12345678号-1.");
        }

        if (PoliceNumber is not null && !PoliceForm().IsMatch(PoliceNumber))
        {
            yield return new ValidationResult($"House:PoliceNumber '{PoliceNumber}' is not a number such as 苏公网安备 32080002000123号.");
        }
    }

    [GeneratedRegex(@"\A\p{Lo}ICP[备证][0-9]{6,12}号(-[0-9]{1,3})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex IcpForm();

    [GeneratedRegex(@"\A\p{Lo}公网安备 ?[0-9]{10,16}号\z", RegexOptions.CultureInvariant)]
    private static partial Regex PoliceForm();

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
