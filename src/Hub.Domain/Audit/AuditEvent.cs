using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Audit;

/// <summary>
/// What the audit log says happened. A stored format, like a meeting's events. No secret, no text that somebody wrote and no name ever stands in it: whoever
/// reads the log is shown names from where they are kept, and none once they are deleted there.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(Noted), "noted")]
[JsonDerivedType(typeof(Settled), "settled")]
public abstract record AuditEvent
{
    private AuditEvent()
    {
    }

    /// <summary>Somebody did something, or was about to: then <see cref="Settled"/> says what became of it, or nothing does, where the process died.</summary>
    /// <param name="Act">One of <see cref="AuditActs"/>; a newer build may have more.</param>
    /// <param name="On">What it was done to, as a path: a room's name, <c>members/{id}</c>, <c>sessions/{id}</c>.</param>
    /// <param name="Outcome">Absent: it was about to be done.</param>
    /// <param name="Code">Why it was refused.</param>
    /// <param name="Count">So many alike, within a minute; absent: one.</param>
    /// <param name="From">The salted hash of the block of addresses that it came from. Block and salt stand apart, from where they are deleted.</param>
    /// <param name="Settings">Of a start: which settings are set, without their values.</param>
    public sealed record Noted(
        AuditWho Who, string Act, string? On = null, AuditOutcome? Outcome = null, string? Code = null, int? Count = null, string? From = null,
        ImmutableArray<string>? Settings = null) : AuditEvent;

    /// <param name="Of">The seq of what was about to be done.</param>
    /// <param name="On">What it made, or was done to, where that was not known before.</param>
    public sealed record Settled(long Of, AuditOutcome Outcome, string? Code = null, string? On = null) : AuditEvent;
}

/// <param name="Kind">One of <see cref="AuditKinds"/>; a newer build may have more.</param>
/// <param name="Id">Of the operator's key: the session that it opened; else of the account, the member, the participant. Absent: they have none.</param>
public sealed record AuditWho(string Kind, string? Id = null)
{
    public static AuditWho House { get; } = new(AuditKinds.House);

    public static AuditWho Guest { get; } = new(AuditKinds.Guest);

    public static AuditWho Clerk { get; } = new(AuditKinds.Clerk);

    public static AuditWho CommandLine { get; } = new(AuditKinds.CommandLine);
}

/// <summary>Who acts. Stored words: they never change.</summary>
public static class AuditKinds
{
    /// <summary>Whoever signed in with the operator's key.</summary>
    public const string OperatorKey = "operatorKey";

    public const string Account = "account";
    public const string Member = "member";

    /// <summary>Somebody by their seat in a meeting.</summary>
    public const string Participant = "participant";

    /// <summary>Whoever stands at a hall's door with its link.</summary>
    public const string Clerk = "clerk";

    /// <summary>The hub itself.</summary>
    public const string House = "house";

    /// <summary>Whoever may start the program on the machine, with its settings: a command of it.</summary>
    public const string CommandLine = "commandLine";

    /// <summary>Nobody that is known; only what was refused to them stands in the log.</summary>
    public const string Guest = "guest";
}

[JsonConverter(typeof(CamelCase<AuditOutcome>))]
public enum AuditOutcome
{
    Done,
    Refused,
}
