using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Opinion;
using Hub.Server.Contracts;
using static Hub.Domain.Opinion.RoundEvent;

namespace Hub.Server.Feed;

/// <summary>
/// What a room, of whichever kind, says of its opinion rounds. Statements are read apart from the room; a frame brings those that are new. Who leads is told
/// what waits; nobody reads a hidden text; nobody is told a stance.
/// </summary>
internal static class RoundEncoding
{
    private static readonly Dictionary<Type, string> Names = typeof(RoundEvent)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false)
        .Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    /// <summary>On the wire an event of a round goes by its own name.</summary>
    public static string NameOf(RoundEvent happened) => Names[happened.GetType()];

    /// <returns>Null: not for this audience.</returns>
    public static object? Data(Rounds rounds, RoundEvent happened, Audience audience) => happened switch
    {
        StatementAdded { Waiting: true } when audience == Audience.Room => null,
        StatementAdded e => new EventData.StatementShown(e.Round, e.Statement, TextOf(rounds, e.Statement, audience), e.Waiting),
        StatementApproved e => new EventData.StatementShown(rounds.With(e.Statement)!.Id, e.Statement, TextOf(rounds, e.Statement, audience)),
        StatementHidden e => new EventData.StatementGone(rounds.With(e.Statement)!.Id, e.Statement, audience == Audience.Chair ? e.Reason : null),
        StatementMerged e => new EventData.StatementsJoined(rounds.With(e.Statement)!.Id, e.Statement, e.Into),

        // Each says how the one round stands now: whoever follows puts it in the place of what was. A room's feed remembers thousands of events.
        RoundOpened e => Now(rounds, e.Round),
        GroupsCounted e => Now(rounds, e.Round),
        RoundClosing e => Now(rounds, e.Round),
        RoundClosed e => Now(rounds, e.Round),
        _ => throw new InvalidOperationException($"A room has nothing to say of {happened.GetType().Name}."),
    };

    /// <summary>The statement whose text the event's encoding carries, if any.</summary>
    public static string? TextIn(RoundEvent happened) => happened switch
    {
        StatementAdded e => e.Statement,
        StatementApproved e => e.Statement,
        _ => null,
    };

    /// <summary>The statement whose text the event hides, if any.</summary>
    public static string? Hidden(RoundEvent happened) => (happened as StatementHidden)?.Statement;

    /// <returns>Null where there is none.</returns>
    public static ImmutableArray<RoundView>? View(Rounds rounds) => rounds.All.IsEmpty ? null
        : [.. rounds.All.Select(View)];

    private static RoundView View(Round r) => new(
        r.Id, r.Question, r.Status, r.OpenedAt, r.Item, r.ClosesAt, r.ClosedAt, r.Adds ? true : null, r.Groups == 0 ? null : r.Groups);

    private static EventData.RoundNow Now(Rounds rounds, string round) => new(View(rounds.Find(round)!));

    /// <summary>Who leads reads what waits for them, too.</summary>
    private static string TextOf(Rounds rounds, string statement, Audience audience) =>
        rounds.With(statement)?.Find(statement) is not { } found ? ""
        : found.Status == StatementStatus.Waiting && audience == Audience.Chair ? found.Text
        : found.ShownText;
}
