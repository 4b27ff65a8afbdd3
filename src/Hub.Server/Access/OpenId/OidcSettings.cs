using System.ComponentModel.DataAnnotations;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
using Hub.Server.Keys;

namespace Hub.Server.Access.OpenId;

/// <summary>The provider by which staff may sign in (settings <c>Oidc:*</c>); without <see cref="Authority"/> there is none.</summary>
public sealed class OidcSettings : IValidatableObject
{
    public const string Section = "Oidc";

    private const int MaxName = 40;

    /// <summary>The provider's issuer, as its metadata says it; by https, unless it is on this machine.</summary>
    public string? Authority { get; set; }

    /// <summary>As what the provider knows this hub.</summary>
    public string? ClientId { get; set; }

    /// <summary>A file with the secret that the provider knows this hub by, which nobody else may read; blanks and line ends around it do not count.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>What people call the provider: on the button. Absent: its host's name.</summary>
    public string? Name { get; set; }

    /// <summary>What the provider is asked for, with blanks between.</summary>
    public string Scope { get; set; } = "openid profile email";

    /// <summary>The claim of the ID token that <see cref="Roles"/> speaks of: a text, or a list of texts.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>
    /// Of values of that claim: the role of this hub, and how far it reaches, as in <c>staff; county=涟水县</c>. Where it is set, whoever has one of them gets
    /// an account with exactly these roles.
    /// </summary>
    public Dictionary<string, string> Roles { get; set; } = [];

    public bool IsSet => Authority is not null;

    /// <summary>The button's.</summary>
    public string? Shown => Authority is null ? null : Name ?? (Uri.TryCreate(Authority, UriKind.Absolute, out var there) ? there.Host : Authority);

    /// <summary>Every role that some value of the claim gives.</summary>
    public IReadOnlyList<AccountRole> RolesGiven => RolesOf(Roles.Keys);

    /// <summary>The roles that these values of the claim give, each once.</summary>
    public IReadOnlyList<AccountRole> RolesOf(IEnumerable<string> values) =>
        [.. values.Distinct().Order(StringComparer.Ordinal).Select(v => Roles.GetValueOrDefault(v)).OfType<string>().Select(Read).OfType<AccountRole>()
            .Distinct()];

    /// <exception cref="IOException">The file cannot be read; validated at the start.</exception>
    public string ReadSecret() => File.ReadAllText(ClientSecretFile!).Trim();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Authority is null)
        {
            if ((ClientId ?? ClientSecretFile ?? Name) is not null || Roles.Count > 0)
            {
                yield return new ValidationResult("Oidc:Authority is not set, but other settings of the provider are; set it, or leave them out.");
            }

            yield break;
        }

        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var authority) || authority.Query.Length > 0 || authority.Fragment.Length > 0
            || authority.UserInfo.Length > 0
            || !(authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && LocalAddress.IsLoopback(Authority))))
        {
            yield return new ValidationResult($"Oidc:Authority '{Authority}' is not an https address; http is taken on this machine alone.");
        }

        if (string.IsNullOrWhiteSpace(ClientId))
        {
            yield return new ValidationResult("Oidc:ClientId is not set; it is what the provider knows this hub by.");
        }

        if (WhyNoSecret() is { } why)
        {
            yield return new ValidationResult(why);
        }

        if (Name is not null && (string.IsNullOrWhiteSpace(Name) || Name.Length > MaxName))
        {
            yield return new ValidationResult($"Oidc:Name is empty or longer than {MaxName} characters.");
        }

        if (!Scope.Split(' ').Contains("openid"))
        {
            yield return new ValidationResult($"Oidc:Scope '{Scope}' does not contain openid.");
        }

        if (string.IsNullOrWhiteSpace(RoleClaim))
        {
            yield return new ValidationResult("Oidc:RoleClaim is empty; leave it out, or name a claim.");
        }

        foreach (var (value, role) in Roles.Where(r => Read(r.Value) is null))
        {
            yield return new ValidationResult(
                $"Oidc:Roles:{value} '{role}' is no role of this hub: it is one of its roles, with its limits behind it, as in staff; county=涟水县.");
        }
    }

    /// <returns>Null where it is no role that an account may have.</returns>
    private static AccountRole? Read(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].All(char.IsAsciiLetter) || !Enum.TryParse<StaffRole>(parts[0], ignoreCase: true, out var named) || !Enum.IsDefined(named))
        {
            return null;
        }

        var role = new AccountRole(named);
        foreach (var limit in parts.Skip(1))
        {
            if (limit.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, { Length: > 0 } value])
            {
                return null;
            }

            switch (name)
            {
                case "county":
                    role = role with { County = value };
                    break;
                case "venue":
                    role = role with { Venue = value };
                    break;
                case "format":
                    role = role with { Format = value };
                    break;
                case "department":
                    role = role with { Department = value };
                    break;
                default:
                    return null;
            }
        }

        return role.IsSensible ? role : null;
    }

    private string? WhyNoSecret()
    {
        if (string.IsNullOrWhiteSpace(ClientSecretFile))
        {
            return "Oidc:ClientSecretFile is not set; it is a file with the secret that the provider knows this hub by.";
        }

        try
        {
            return ReadSecret().Length == 0 ? $"Oidc:ClientSecretFile {ClientSecretFile} is empty."
                : PrivateFiles.IsPrivate(ClientSecretFile) ? null
                : $"Oidc:ClientSecretFile {ClientSecretFile} can be read by others; take that from them with: chmod 600 {ClientSecretFile}.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"Oidc:ClientSecretFile '{ClientSecretFile}' cannot be read: {e.Message}";
        }
    }
}
