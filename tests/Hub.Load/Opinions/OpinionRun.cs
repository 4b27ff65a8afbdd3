using System.Diagnostics;
using System.Globalization;
using Hub.Domain.Opinion;

namespace Hub.Load.Opinions;

/// <summary>
/// Replays a conversation, or draws one, and says what comes of it and how long it takes, where one core does all of it; or has people answer in a house that
/// runs (<see cref="StanceStorm"/>).
/// </summary>
internal static class OpinionRun
{
    public static async Task Run(OpinionOptions options)
    {
        if (options.Data is { } data)
        {
            Replay(Conversation.Read(data), options.Out);
        }
        else if (options.Rate is { } rate)
        {
            await StanceStorm.Run(options, rate);
        }
        else
        {
            Draw(options);
        }
    }

    private static void Replay(Conversation conversation, string? path)
    {
        var stances = new Stances();
        var numbers = conversation.Statements.ToDictionary(s => s, _ => stances.AddStatement());
        var clock = Stopwatch.StartNew();
        for (var row = 0; row < conversation.Rows.Count; row++)
        {
            var said = conversation.Rows[row];
            stances.Set(said.Person, numbers[said.Statement], said.Stance, row + 1);
        }

        var taken = clock.Elapsed;
        foreach (var hidden in conversation.Hidden.Where(numbers.ContainsKey))
        {
            stances.Hide(numbers[hidden]);
        }

        var set = stances.Freeze().Arranged();
        clock.Restart();
        var map = OpinionMap.Of(set, conversation.Name);
        var mapped = clock.Elapsed;
        var silhouettes = string.Join(", ", map.Found.Select(f => string.Create(CultureInfo.InvariantCulture, $"k = {f.Count}: {f.Silhouette:0.000}")));
        Say($"{conversation.Name}: {stances.People:N0} people, {stances.Count:N0} stances");
        Say($"  statements shown                 {set.Statements} of {conversation.Statements.Count}");
        Say($"  stances a second                 {conversation.Rows.Count / taken.TotalSeconds:N0}");
        Say($"  a map from nothing               {mapped.TotalMilliseconds:N0} ms, {map.Places.Count:N0} people have a place");
        Say($"  silhouettes                      {silhouettes}");
        if (map.Groups(2) is not { } groups)
        {
            Say($"  two groups were not found");
            return;
        }

        Say($"  groups at k = 2                  {groups.Sizes[0]:N0} and {groups.Sizes[1]:N0}");
        Beside(conversation, map, groups);
        var stability = map.Stability(conversation.Name, 2);
        Say($"  stability at k = 2               {stability:0.000}");
        var confidence = Confidence.Of(set.People, map.Best, map.Best == 2 ? stability : map.Stability(conversation.Name, map.Best));
        Say($"  what would be said               {confidence.Words.En} {confidence.Words.Zh}");
        if (path is not null)
        {
            File.WriteAllLines(path, ["participant,group", .. Written(map, groups)]);
        }
    }

    /// <summary>Over those who have a group here and there; the consensus over the statements that are shown.</summary>
    private static void Beside(Conversation conversation, OpinionMap map, Grouping groups)
    {
        var (ours, theirs) = (new List<int>(), new List<int>());
        for (var i = 0; i < map.Places.Count; i++)
        {
            if (conversation.Groups.TryGetValue(map.Set.Id(map.Places.People[i]), out var group))
            {
                ours.Add(groups.Labels[i]);
                theirs.Add(group);
            }
        }

        var (people, labels) = (new List<int>(), new List<int>());
        foreach (var (id, group) in conversation.Groups)
        {
            if (map.Set.Find(id) is var person && person >= 0)
            {
                people.Add(person);
                labels.Add(group);
            }
        }

        var here = Consensus(map.Set, GroupedCounts.Of(map.Set, map.Places.People, groups.Labels, groups.Count));
        var there = Consensus(map.Set, GroupedCounts.Of(map.Set, people.ToArray(), labels.ToArray(), labels.Max() + 1));
        Say($"  adjusted Rand index at k = 2     {RandIndex.Adjusted(ours.ToArray(), theirs.ToArray()):0.000}, over {ours.Count:N0} people");
        Say($"  Spearman of the consensus        {Ranks.Spearman(here, there):0.000}");
        Say($"  top ten in common                {Ranks.InCommon(here, there, 10)}");
    }

    private static double[] Consensus(StanceSet set, GroupedCounts counts) =>
        [.. Enumerable.Range(0, set.Statements).Select(place => Bridging.Consensus(counts, place))];

    private static IEnumerable<string> Written(OpinionMap map, Grouping groups)
    {
        for (var i = 0; i < map.Places.Count; i++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{map.Set.Id(map.Places.People[i])},{groups.Labels[i]}");
        }
    }

    /// <summary>People of two minds, and as much noise; each answers so many statements, in any order.</summary>
    private static void Draw(OpinionOptions options)
    {
        var (chance, stances) = (new SeededChance(1), new Stances());
        for (var statement = 0; statement < options.Statements; statement++)
        {
            stances.AddStatement();
        }

        var clock = Stopwatch.StartNew();
        var seq = 0L;
        for (var person = 0; person < options.People; person++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"p{person}");
            foreach (var statement in chance.Sample(options.Answers, options.Statements))
            {
                stances.Set(id, statement, Drawn(person % 2, statement, chance), ++seq);
            }
        }

        Say($"{options.People:N0} people, {options.Statements} statements, {stances.Count:N0} stances");
        Say($"  drawn and counted                {clock.Elapsed.TotalSeconds:0.0} s");

        for (var statement = 0; statement < options.Statements; statement++)
        {
            stances.Set("who answered all", statement, Stance.Agree, ++seq);
        }

        const int Changes = 20_000;
        clock.Restart();
        for (var change = 0; change < Changes; change++)
        {
            stances.Set("who answered all", chance.Below(options.Statements), (change & 1) == 0 ? Stance.Disagree : Stance.Agree, ++seq);
        }

        Say($"  a stance of who answered all     {clock.Elapsed.TotalMicroseconds / Changes:0.0} µs");
        clock.Restart();
        var frozen = stances.Freeze();
        Say($"  frozen, on the owner's turn      {clock.Elapsed.TotalMilliseconds:N0} ms");
        OpinionMap? map = null;
        foreach (var what in new[] { "a map from nothing ", "the next map       ", "and the one after  " })
        {
            clock.Restart();
            map = OpinionMap.Of(frozen.Arranged(), "drawn", map);
            Say($"  {what}              {clock.Elapsed.TotalMilliseconds:N0} ms, k = {map.Best}");
        }

        clock.Restart();
        var slices = Bridging.Slices(map!.Set, map.Places)!;
        for (var place = 0; place < map.Set.Statements; place++)
        {
            Bridging.Score(slices, place);
        }

        Say($"  bridging scores                  {clock.Elapsed.TotalMilliseconds:N0} ms");
    }

    private static Stance Drawn(int mind, int statement, SeededChance chance)
    {
        var leaning = (statement % 4) switch { 0 => 0.8, 1 => mind == 0 ? 0.9 : 0.2, 2 => mind == 0 ? 0.2 : 0.9, _ => 0.5 };
        var drawn = chance.Part();
        return drawn < 0.1 ? Stance.Pass : chance.Part() < leaning ? Stance.Agree : Stance.Disagree;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
