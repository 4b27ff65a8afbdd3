using static Hub.Domain.Opinion.RoundEvent;

namespace Hub.Domain.Opinion;

/// <summary>What each event makes of the rounds. It refuses nothing.</summary>
public static class RoundEvolution
{
    public static Rounds Evolve(Rounds rounds, Recorded<RoundEvent> recorded)
    {
        var (at, actor, seq) = (recorded.At, recorded.Actor, recorded.Seq);
        return recorded.Event switch
        {
            RoundOpened e => rounds with
            {
                All = rounds.All.Add(new Round
                {
                    Id = e.Round,
                    Question = e.Question,
                    Item = e.Item,
                    Adds = e.Adds ?? false,
                    OpenedAt = at,
                    Seq = seq,
                    ClosesAt = e.ClosesAt,
                    Statements = [.. e.Statements.Select(s => new Statement(s.Id, s.Text, actor, seq, First: true))],
                }),
            },
            StatementAdded e => Changed(rounds, rounds.Find(e.Round), seq, r => r with
            {
                Statements = r.Statements.Add(new Statement(
                    e.Statement, e.Text, actor, seq, e.Waiting == true ? StatementStatus.Waiting : StatementStatus.Visible)),
            }),
            StatementApproved e => Set(rounds, e.Statement, seq, s => s with { Status = StatementStatus.Visible }),
            StatementHidden e => Set(rounds, e.Statement, seq, s => s with { Status = StatementStatus.Hidden }),
            StatementMerged e => Set(rounds, e.Statement, seq, s => s with { Status = StatementStatus.Merged, Into = e.Into, Unseen = !s.IsShown }),
            GroupsCounted e => Changed(rounds, rounds.Find(e.Round), seq, r => r with { Groups = e.Groups }),
            RoundClosing e => Changed(rounds, rounds.Find(e.Round), seq, r => r with { Status = RoundStatus.Closing, ClosedAt = at }),
            RoundClosed e => Changed(
                rounds, rounds.Find(e.Round), seq, r => r with { Status = RoundStatus.Closed, Result = e.Result, Groups = e.Result.Groups?.Length ?? 0 }),
            _ => throw new InvalidOperationException($"No round evolves by {recorded.Event.GetType().Name} at {recorded.Seq}."),
        };
    }

    private static Rounds Set(Rounds rounds, string statement, long seq, Func<Statement, Statement> change) => Changed(
        rounds, rounds.With(statement), seq,
        r => r with { Statements = [.. r.Statements.Select(s => s.Id == statement ? change(s) : s)] });

    private static Rounds Changed(Rounds rounds, Round? round, long seq, Func<Round, Round> change) =>
        round is null ? throw new InvalidOperationException("An event names a round that was never opened.")
            : rounds with { All = rounds.All.Replace(round, change(round) with { Seq = seq }) };
}
