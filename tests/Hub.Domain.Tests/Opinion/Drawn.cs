using System.Globalization;
using Hub.Domain.Opinion;

namespace Hub.Domain.Tests.Opinion;

/// <summary>One act of one person: a stance, or null, which takes it back.</summary>
internal readonly record struct Act(string Person, int Statement, Stance? Stance, long Seq);

/// <summary>Conversations that are drawn, the same from the same seed.</summary>
internal static class Drawn
{
    public static string Person(int person) => string.Create(CultureInfo.InvariantCulture, $"p{person:00000}");

    public static Stances With(int statements)
    {
        var stances = new Stances();
        for (var statement = 0; statement < statements; statement++)
        {
            stances.AddStatement();
        }

        return stances;
    }

    public static Stances Taking(this Stances stances, IEnumerable<Act> acts)
    {
        foreach (var act in acts)
        {
            stances.Set(act.Person, act.Statement, act.Stance, act.Seq);
        }

        return stances;
    }

    /// <summary>Anything by anybody: changes of mind and withdrawals among them.</summary>
    public static List<Act> Anything(ulong seed, int acts, int people, int statements)
    {
        var chance = new SeededChance(seed);
        Stance?[] all = [Stance.Agree, Stance.Disagree, Stance.Pass, null];
        return [.. Enumerable.Range(1, acts).Select(seq => new Act(
            Person(chance.Below(people)), chance.Below(statements), all[chance.Below(all.Length)], seq))];
    }

    /// <summary>People of two minds, who are one another's contrary on every second statement, and agree on the others.</summary>
    /// <param name="answered">How likely each statement is answered.</param>
    public static List<Act> TwoMinds(ulong seed, int people, int statements, double answered = 0.8) =>
        Leaning(seed, people, statements, answered, (person, statement) => statement % 2 == 1 ? 0.85 : person % 2 == 0 ? 0.95 : 0.05);

    /// <summary>Everybody says to everything whatever comes.</summary>
    public static List<Act> Noise(ulong seed, int people, int statements) => Leaning(seed, people, statements, 0.8, (_, _) => 0.5);

    /// <param name="leaning">How likely a person agrees with a statement, rather than not.</param>
    public static List<Act> Leaning(ulong seed, int people, int statements, double answered, Func<int, int, double> leaning)
    {
        var (chance, acts) = (new SeededChance(seed), new List<Act>());
        for (var person = 0; person < people; person++)
        {
            for (var statement = 0; statement < statements; statement++)
            {
                if (chance.Part() < answered)
                {
                    var passes = chance.Part() < 0.1;
                    var agrees = chance.Part() < leaning(person, statement);
                    acts.Add(new Act(Person(person), statement, passes ? Stance.Pass : agrees ? Stance.Agree : Stance.Disagree, acts.Count + 1));
                }
            }
        }

        return acts;
    }

    public static List<T> Shuffled<T>(this IEnumerable<T> all, ulong seed)
    {
        var (list, chance) = (all.ToList(), new SeededChance(seed));
        for (var i = list.Count - 1; i > 0; i--)
        {
            var other = chance.Below(i + 1);
            (list[i], list[other]) = (list[other], list[i]);
        }

        return list;
    }
}
