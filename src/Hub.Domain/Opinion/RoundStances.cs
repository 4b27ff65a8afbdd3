using System.Globalization;
using static Hub.Domain.Opinion.RoundEvent;

namespace Hub.Domain.Opinion;

/// <summary>
/// The stances of one round by the ids of its statements, with what everybody may see of their counts: what is folded from the round's own stream. It hears
/// the round's events and each <see cref="StanceEvent.StanceTaken"/> in the order in which that stream has them, and is the same after a restart.
/// </summary>
public sealed class RoundStances
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <param name="opened">The event that opened the round.</param>
    public RoundStances(RoundOpened opened)
    {
        Id = opened.Round;
        foreach (var statement in opened.Statements)
        {
            Add(statement.Id);
        }
    }

    /// <summary>The round's.</summary>
    public string Id { get; }

    public Stances Stances { get; } = new();

    public ShownCounts Shown { get; } = new();

    /// <summary>What a person says to a statement; null: nothing, or there is no such statement.</summary>
    public Stance? Of(string person, string statement) => _numbers.TryGetValue(statement, out var number) ? Stances.Of(person, number) : null;

    /// <summary>What the round's own events change. Those of other rounds change nothing.</summary>
    public void Hear(RoundEvent happened)
    {
        switch (happened)
        {
            case StatementAdded e when e.Round == Id:
                Add(e.Statement);
                Stances.Hide(_numbers[e.Statement], e.Waiting ?? false);
                break;
            case StatementApproved e when _numbers.TryGetValue(e.Statement, out var number):
                Stances.Hide(number, hidden: false);
                break;
            case StatementHidden e when _numbers.TryGetValue(e.Statement, out var number):
                Stances.Hide(number);
                break;
            case StatementMerged e when _numbers.TryGetValue(e.Statement, out var number) && _numbers.TryGetValue(e.Into, out var into):
                var (from, to) = (Stances.Standing(number), Stances.Standing(into));
                if (from != to)
                {
                    Stances.Merge(from, to);
                    Shown.Merge(from, to, Stances.Counts(to));
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Who it was is the envelope's actor.</summary>
    /// <param name="seq">The number of the event in its stream.</param>
    /// <returns>Whether what everybody may see of the statement's counts has moved.</returns>
    public bool Hear(StanceEvent.StanceTaken taken, string person, long seq)
    {
        if (taken.Round != Id || !_numbers.TryGetValue(taken.Statement, out var number) || !Stances.Set(person, number, taken.Choice, seq))
        {
            return false;
        }

        var standing = Stances.Standing(number);
        return Shown.Hear(standing, person, Stances.Counts(standing));
    }

    /// <summary>What somebody is asked next: ids of statements, none that they have answered or written.</summary>
    /// <param name="round">With the authors of its statements: nobody is asked what they wrote.</param>
    /// <param name="map">The last; null: there is none yet.</param>
    public NextStatements Next(Round round, OpinionMap? map, string person, int count)
    {
        var (priorities, asked, given, left) = (new double[Stances.Statements], new bool[Stances.Statements], 0, 0);
        for (var number = 0; number < asked.Length; number++)
        {
            var (counts, own) = (Stances.DoesCount(number), Stances.Of(person, number) is not null);
            asked[number] = own || !counts || round.Statements[number].Author == person;
            priorities[number] = asked[number] ? 0 : Routing.Priority(Stances.Counts(number), map, number);
            given += counts && own ? 1 : 0;
            left += asked[number] ? 0 : 1;
        }

        var chance = SeededChance.Of(round.Id, person, given.ToString(CultureInfo.InvariantCulture));
        return new NextStatements([.. Routing.Next(priorities, asked, count, chance).Select(number => round.Statements[number].Id)], given, left);
    }

    /// <summary>By the ids of the statements that count, what a person says to them.</summary>
    public IReadOnlyDictionary<string, Stance> Mine(Round round, string person) => Stances.Mine(person).Where(m => m.Stance is not null)
        .ToDictionary(m => round.Statements[m.Statement].Id, m => m.Stance!.Value, StringComparer.Ordinal);

    /// <summary>By the ids of the statements, what everybody may see of their counts now; those of which nothing is shown are not in it.</summary>
    public Dictionary<string, StanceCounts> AllShown() => _numbers.Where(n => Stances.DoesCount(n.Value) && Shown[n.Value] is not null)
        .ToDictionary(n => n.Key, n => Shown[n.Value]!.Value, StringComparer.Ordinal);

    private void Add(string statement)
    {
        _numbers.Add(statement, Stances.AddStatement());
        Shown.AddStatement();
    }
}

/// <param name="Statements">Ids, in the order in which they are asked.</param>
/// <param name="Answered">How many this person has answered.</param>
/// <param name="Left">How many there are that they have not.</param>
public sealed record NextStatements(IReadOnlyList<string> Statements, int Answered, int Left);
