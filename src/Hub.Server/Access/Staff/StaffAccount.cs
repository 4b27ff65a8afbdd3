using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access.Staff;

/// <summary>Somebody of the staff, with what they sign in with. One person may have an account and be a member besides: then both are one person.</summary>
/// <param name="Id">32 hex digits; never given to another.</param>
/// <param name="Name">As others see it, and as the record names who did something.</param>
/// <param name="Login">What they type to sign in; no two have the same <see cref="NormalLogin"/>.</param>
public sealed record StaffAccount(string Id, string Name, string Login, IReadOnlyList<AccountRole> Roles)
{
    public const int MaxName = 40;
    public const int MaxLogin = 60;

    /// <summary>Whose of the register this account is; null: it is no member's.</summary>
    public string? Member { get; init; }

    /// <summary>Rises with whatever ends the account's sessions: a session of an older one counts no more, on whichever node.</summary>
    public long Epoch { get; init; } = 1;

    /// <summary>Rises with each write: what was decided from an older one is not stored. See <see cref="IAccountStore.Replace"/>.</summary>
    public long Version { get; init; } = 1;

    public bool IsDisabled { get; init; }

    public DateTimeOffset Created { get; init; }

    /// <summary>What they prove themselves with; null: they have not accepted their invitation.</summary>
    public StaffCredentials? Credentials { get; init; }

    /// <summary>How it signs in by the provider; null: it does not.</summary>
    public ProviderLink? Provider { get; init; }

    /// <summary>Of the invitation that is open; null: none is.</summary>
    public Hash? Invite { get; init; }

    public DateTimeOffset InvitedUntil { get; init; }

    /// <summary>Whether it may whatever the operator key may.</summary>
    public bool IsOperator => Roles.Any(r => r.Role == StaffRole.Operator);

    /// <summary>Whether whoever holds it can sign in now.</summary>
    public bool IsUsable => !IsDisabled && (Credentials is { IsConfirmed: true } || Provider is { Subject: not null });

    /// <summary>Whether somebody is invited to sign in with it for the first time, or was and did not in time.</summary>
    public bool IsInvited => Invite is not null || Provider is { Subject: null };

    /// <summary>By which a login is found: without regard to case, to blanks around it, and to how its letters are composed (NFKC).</summary>
    public static string NormalLogin(string login) =>
        login.Trim().Normalize(NormalizationForm.FormKC).ToLower(CultureInfo.InvariantCulture);
}

/// <summary>An account that signs in by the provider of <see cref="OpenId.OidcSettings"/>.</summary>
/// <param name="Issuer">Of whom <paramref name="Subject"/> is an id; null with it.</param>
/// <param name="Subject">As whom the provider knows its holder, for good; null: they have not signed in yet, and are known by the login.</param>
/// <param name="GivesRoles">The provider says its roles, at each sign-in; else an operator does.</param>
public sealed record ProviderLink(string? Issuer = null, string? Subject = null, bool GivesRoles = false);

/// <param name="Password">As <see cref="Passwords"/> hashes it.</param>
/// <param name="Totp">The secret of their one-time codes, encrypted by <see cref="AccountSecrets"/>.</param>
/// <param name="LastStep">The time step of the code that was used last: neither it nor an older one is taken again.</param>
/// <param name="Recovery">Hashes of the recovery codes that are left.</param>
/// <param name="IsConfirmed">A first code has shown that the secret arrived; before that nobody signs in, and the invitation stays open.</param>
public sealed record StaffCredentials(string Password, byte[] Totp, long LastStep, ImmutableArray<Hash> Recovery, bool IsConfirmed);
