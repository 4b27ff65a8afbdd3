using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain.Meetings;
using Hub.Domain.Texts;
using static Hub.Domain.Opinion.RoundCommand;
using static Hub.Domain.Opinion.RoundEvent;

namespace Hub.Domain.Opinion;

using Decision = Decision<RoundEvent>;

/// <summary>
/// The rules of opinion rounds, the same on a meeting and on a topic: what differs between them is in <see cref="RoundHost"/>. Pure; a refusal is a value.
/// </summary>
public static class RoundDecider
{
    /// <summary>A round closes by itself after so many seconds at most: on a topic it may go on for a season.</summary>
    public const int MostSeconds = 92 * 24 * 60 * 60;

    public static Decision Decide(Rounds rounds, RoundCommand command, Given given, RoundHost host) => command switch
    {
        _ when !May(command, given.Actor, host) => Rejection.Forbidden,
        SealRound c => Sealed(rounds.Find(c.Round), c),
        _ when host.WhyNot is { } wrong && command is not (HideStatement or CloseRound) => wrong,
        OpenRound c => Opened(rounds, c, given, host),
        AddStatement c => Added(rounds.Find(c.Round), c, given, host),
        CloseRound c => rounds.Find(c.Round) switch
        {
            null => Rejection.UnknownRound,
            { Status: not RoundStatus.Open } => Decision.Already,
            _ => new RoundClosing(c.Round),
        },
        CountGroups c => rounds.Find(c.Round) switch
        {
            null => Rejection.UnknownRound,
            { Status: not RoundStatus.Open } => Rejection.RoundNotOpen,
            var r => r.Groups == c.Groups ? Decision.Already : new GroupsCounted(c.Round, c.Groups),
        },
        ApproveStatement c => Found(rounds, c.Statement) switch
        {
            null => Rejection.UnknownStatement,
            ({ Status: not RoundStatus.Open }, _) => Rejection.RoundNotOpen,
            (_, { Status: StatementStatus.Visible }) => Decision.Already,
            (_, { Status: StatementStatus.Merged }) => Rejection.StatementNotVisible,
            _ => new StatementApproved(c.Statement),
        },

        // What must not be read any more is hidden at any time; once the round is closed, its result stays as it was counted.
        HideStatement c => Limits.CheckOptional(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal ? refusal
            : Found(rounds, c.Statement) switch
            {
                null => Rejection.UnknownStatement,
                (_, { Status: StatementStatus.Hidden }) => Decision.Already,
                (_, { Status: StatementStatus.Merged }) => Rejection.StatementNotVisible,
                _ => new StatementHidden(c.Statement, string.IsNullOrWhiteSpace(c.Reason) ? null : c.Reason.Trim()),
            },
        MergeStatement c => Merged(rounds, c),
        _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
    };

    /// <summary>
    /// What one person says to one statement. Decided where it is stored, in the box, of the round as the room told it; a stance to a statement that was merged
    /// counts for what it was merged into, as a phone that was offline may not know better.
    /// </summary>
    /// <param name="isSaid">Whether this person says just that already.</param>
    public static Decision<StanceEvent> Decide(Round? round, TakeStance c, Given given, bool isSaid) =>
        given.Actor.Role is not (Role.Attendee or Role.Member) ? Rejection.Forbidden
        : round is null ? Rejection.UnknownRound
        : round.Status != RoundStatus.Open ? Rejection.RoundNotOpen
        : round.Find(c.Statement) switch
        {
            null => Rejection.UnknownStatement,
            { Status: StatementStatus.Waiting or StatementStatus.Hidden } => Rejection.StatementNotVisible,
            _ when isSaid => Decision<StanceEvent>.Already,
            _ => new StanceEvent.StanceTaken(c.Round, c.Statement, c.Choice),
        };

    /// <summary>A deadline closes as the one does who leads.</summary>
    private static bool May(RoundCommand command, Actor actor, RoundHost host) => command switch
    {
        AddStatement => host.Leads || actor.Role >= Role.Attendee,
        SealRound or CountGroups => actor == Actor.House,
        CloseRound when actor == Actor.House => true,
        _ => host.Leads,
    };

    private static Decision Opened(Rounds rounds, OpenRound c, Given given, RoundHost host)
    {
        ImmutableArray<string> texts = c.Statements is { IsDefault: false } some ? some : [];
        var refusal = Limits.Check(c.Question, Limits.Question, "question", Lines.Several)
            ?? Limits.CheckRange(c.ClosesIn, 1, MostSeconds, "closesIn")
            ?? (texts.Length > Limits.Options ? new Refusal(Rejection.TooLong, "statements") : null)
            ?? texts.Select(t => Limits.Check(t, Round.StatementLength, "statements")).FirstOrDefault(r => r is not null)
            ?? (texts.IsEmpty && !c.Add ? new Refusal(Rejection.Empty, "statements") : null)
            ?? (texts.Select(t => Spelling.Of(t)).Distinct(StringComparer.Ordinal).Count() < texts.Length
                ? new Refusal(Rejection.AlikeStatement, "statements") : null);
        if (refusal is not null)
        {
            return refusal;
        }

        var id = given.Operation.NewId();
        return c.Item is not null && host.Items?.Contains(c.Item) != true ? Rejection.UnknownItem
            : rounds.All.Count >= Rounds.Most ? new Refusal(Rejection.TooLong, "rounds")
            : rounds.Find(id) is not null ? Rejection.BadOperation
            : new RoundOpened(
                id, c.Question.Trim(),
                [.. texts.Select((t, i) => new FirstStatement(string.Create(CultureInfo.InvariantCulture, $"{id}-{i + 1}"), t.Trim()))],
                c.Item, c.ClosesIn is { } seconds ? given.Now.AddSeconds(seconds) : null, c.Add ? true : null);
    }

    private static Decision Added(Round? round, AddStatement c, Given given, RoundHost host) =>
        Limits.Check(c.Text, Round.StatementLength, "text") is { } refusal ? refusal
        : round is null ? Rejection.UnknownRound
        : round.Status != RoundStatus.Open ? Rejection.RoundNotOpen
        : !round.Adds && !host.Leads ? Rejection.NotOffered
        : host.Muted && !host.Leads ? Rejection.Muted
        : host.Moderation == Moderation.Frozen && !host.Leads ? Rejection.CommentsFrozen
        : !host.Leads && round.Statements.Count(s => s.Author == given.Actor.Id) >= Round.StatementsOfOne ? new Refusal(Rejection.TooLong, "statements")
        : round.Statements.Count >= Stances.MostStatements ? new Refusal(Rejection.TooLong, "statements")
        : round.Find(given.Operation.NewId()) is not null ? Rejection.BadOperation
        : !c.Anyway && round.SimilarTo(c.Text) is { IsEmpty: false } similar
            ? new Decision.Refused(Rejection.AlikeStatement, "text", [.. similar.Take(Round.SimilarShown).Select(s => s.Id)])
        : new StatementAdded(
            c.Round, given.Operation.NewId(), c.Text.Trim(), host.Moderation == Moderation.Pre && !host.Leads ? true : null);

    private static Decision Merged(Rounds rounds, MergeStatement c) => (Found(rounds, c.Statement), Found(rounds, c.Into)) switch
    {
        (null, _) or (_, null) => Rejection.UnknownStatement,
        ({ Statement: { Status: StatementStatus.Merged } s }, _) when s.Into == c.Into => Decision.Already,
        ({ Statement.Status: StatementStatus.Merged }, _) => Rejection.StatementNotVisible,
        ({ Round.Status: not RoundStatus.Open }, _) => Rejection.RoundNotOpen,
        _ when c.Statement == c.Into => new Refusal(Rejection.BadStatementMerge, "into"),
        ({ } one, { } other) when one.Round.Id != other.Round.Id => new Refusal(Rejection.BadStatementMerge, "into"),
        (_, { Statement.Status: not StatementStatus.Visible }) => new Refusal(Rejection.BadStatementMerge, "into"),
        _ => new StatementMerged(c.Statement, c.Into),
    };

    private static Decision Sealed(Round? round, SealRound c) => round?.Status switch
    {
        null => Rejection.UnknownRound,
        RoundStatus.Open => Rejection.RoundStillOpen,
        RoundStatus.Closed => Decision.Already,
        _ => new RoundClosed(c.Round, c.Result),
    };

    private static Place? Found(Rounds rounds, string statement) =>
        rounds.With(statement) is { } round ? new Place(round, round.Find(statement)!) : null;

    private sealed record Place(Round Round, Statement Statement);
}
