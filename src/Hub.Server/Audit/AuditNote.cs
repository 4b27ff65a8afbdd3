using System.Collections.Immutable;
using System.Net;
using Hub.Domain.Audit;
using Hub.Server.Access;

namespace Hub.Server.Audit;

/// <summary>What is to be noted.</summary>
/// <param name="From">Where the request came from; null: from nowhere outside.</param>
/// <param name="On">See <see cref="AuditEvent.Noted.On"/>.</param>
public sealed record AuditNote(string Act, AuditWho Who, IPAddress? From, string? On = null, ImmutableArray<string>? Settings = null);

/// <summary>What became of an act.</summary>
/// <param name="Code">Why it was refused; null: it was done.</param>
/// <param name="On">What it made, where that was not known before.</param>
public readonly record struct ActOutcome(string? Code, string? On = null)
{
    public static readonly ActOutcome Done = new(null);

    public AuditOutcome Outcome => Code is null ? AuditOutcome.Done : AuditOutcome.Refused;
}

/// <summary>Who a session is to the audit log.</summary>
internal static class AuditPeople
{
    /// <summary>Somebody who signed in to more than a guest's session.</summary>
    public static bool IsKnown(Session? session) => session is { IsGuest: false };

    /// <inheritdoc cref="IsKnown(Session?)"/>
    public static bool IsKnown(AuditWho who) => who.Kind != AuditKinds.Guest;

    /// <summary>Whether what this session tries is noted each time, refused or not; what others try is counted.</summary>
    public static bool HasPower(Session? session) => session is { IsStaff: true, Room: null };

    public static AuditWho OfAccount(string account) => new(AuditKinds.Account, account);

    public static AuditWho Of(Session? session) => session switch
    {
        { IsOfOperatorKey: true } => new AuditWho(AuditKinds.OperatorKey, session.Id),
        { Account: { } account } => OfAccount(account),
        { Member: { } member } => new AuditWho(AuditKinds.Member, member.Id),
        _ => AuditWho.Guest,
    };
}
