using System.Text.Json.Serialization;
using static Hub.Domain.Opinion.RoundEvent;
using static Hub.Domain.Opinion.StanceEvent;

namespace Hub.Domain.Opinion;

/// <summary>
/// What the stream of one round's stances holds: what the room told of the round, and who says what to which statement. A stored format. It is a stream of its
/// own, so that neither the room's record nor its export has anybody's stances in it.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(RoundTold), "roundTold")]
[JsonDerivedType(typeof(StanceTaken), "stanceTaken")]
public abstract record StanceEvent
{
    private StanceEvent()
    {
    }

    /// <summary>What happened to the round in its room, without anything that people wrote.</summary>
    /// <param name="Author">Of a statement, who added it: nobody is asked what they wrote. Else absent.</param>
    /// <param name="UpTo">The newest event of the round in the room's stream, as of then (<see cref="Round.Seq"/>).</param>
    public sealed record RoundTold(RoundEvent Event, string? Author = null, long? UpTo = null) : StanceEvent;

    /// <summary>
    /// A person's stance to a statement from now on: the actor of the envelope's. It is told to nobody but them. Absent, <paramref name="Choice"/> takes back
    /// what was said.
    /// </summary>
    public sealed record StanceTaken(string Round, string Statement, Stance? Choice = null) : StanceEvent;
}

/// <summary>
/// The round as its stances' stream knows it, without texts. The stances themselves are folded beside it (<see cref="RoundStances"/>), in place: there may be
/// millions.
/// </summary>
public sealed record StanceBox
{
    public static readonly StanceBox Empty = new();

    /// <summary>One, once the room has told of it.</summary>
    public Rounds Rounds { get; init; } = Rounds.None;

    public Round? Round => Rounds.All.Count > 0 ? Rounds.All[0] : null;
}

/// <summary>The rules of the stream of stances. What a person may say, <see cref="RoundDecider"/> says.</summary>
public static class StanceDecider
{
    /// <summary>
    /// The room tells how the round stands there: whatever is new in it is noted. Told again, or by a call that comes late, it changes nothing; the room's
    /// list of statements only grows, so that their numbers are the same here and there.
    /// </summary>
    public static Decision<StanceEvent> Told(StanceBox box, Round round)
    {
        var events = new List<StanceEvent>();
        var known = box.Round;
        if (known is null)
        {
            Note(new RoundOpened(round.Id, "", [], ClosesAt: round.ClosesAt, Adds: round.Adds ? true : null));
        }

        if (known is { Status: not RoundStatus.Open } || round.Seq < known?.Seq)
        {
            // Nothing counts any more, and a hidden text is the room's matter; or the call was overtaken by a later one.
            return Decision<StanceEvent>.Already;
        }

        foreach (var statement in round.Statements.Skip(known?.Statements.Count ?? 0))
        {
            events.Add(new RoundTold(
                new StatementAdded(round.Id, statement.Id, "", statement.Status == StatementStatus.Waiting ? true : null), statement.Author, round.Seq));
        }

        foreach (var statement in round.Statements)
        {
            var was = known?.Find(statement.Id)?.Status ?? (statement.Status == StatementStatus.Waiting ? StatementStatus.Waiting : StatementStatus.Visible);
            if (statement.Status != was)
            {
                Note(statement switch
                {
                    { Status: StatementStatus.Hidden } => new StatementHidden(statement.Id),
                    { Status: StatementStatus.Merged, Into: { } into } => new StatementMerged(statement.Id, into),
                    _ => new StatementApproved(statement.Id),
                });
            }
        }

        if (round.Groups != (known?.Groups ?? 0))
        {
            Note(new GroupsCounted(round.Id, round.Groups));
        }

        if (round.Status != RoundStatus.Open)
        {
            Note(new RoundClosing(round.Id));
        }

        return events.Count == 0 ? Decision<StanceEvent>.Already : new Decision<StanceEvent>.Accepted([.. events]);

        void Note(RoundEvent happened) => events.Add(new RoundTold(happened, UpTo: round.Seq));
    }
}

/// <summary>What each event makes of it.</summary>
public static class StanceEvolution
{
    public static StanceBox Evolve(StanceBox box, Recorded<StanceEvent> recorded) => recorded.Event switch
    {
        RoundTold e => box with
        {
            Rounds = RoundEvolution.Evolve(
                box.Rounds, new Recorded<RoundEvent>(e.UpTo ?? 0, recorded.At, e.Author ?? recorded.Actor, recorded.Operation, e.Event)),
        },
        StanceTaken => box,
        _ => throw new InvalidOperationException($"No stances evolve by {recorded.Event.GetType().Name} at {recorded.Seq}."),
    };
}
