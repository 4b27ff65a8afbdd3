using System.Globalization;
using CsvHelper;
using Hub.Domain.Opinion;

namespace Hub.Load.Opinions;

/// <summary>
/// A conversation that somebody published: what people said, row by row, which statements were hidden later, and the groups that were found then.
/// </summary>
internal sealed record Conversation(
    string Name, IReadOnlyList<Said> Rows, IReadOnlyList<int> Statements, IReadOnlySet<int> Hidden, IReadOnlyDictionary<string, int> Groups)
{
    /// <summary>Columns are found by their names; of repeats the later row counts.</summary>
    public static Conversation Read(string folder)
    {
        var rows = new List<Said>();
        Each(Path.Combine(folder, "votes.csv"), row => rows.Add(new Said(
            row("voter-id"), Number(row("comment-id")), Number(row("vote")) switch
            {
                1 => Stance.Agree,
                -1 => Stance.Disagree,
                0 => Stance.Pass,
                var other => throw new FormatException($"A vote is 1, -1 or 0, and not {other}."),
            })));

        var hidden = new HashSet<int>();
        Each(Path.Combine(folder, "comments.csv"), row =>
        {
            if (Number(row("moderated")) < 0)
            {
                hidden.Add(Number(row("comment-id")));
            }
        });

        var groups = new Dictionary<string, int>();
        Each(Path.Combine(folder, "participants-votes.csv"), row =>
        {
            if (row("group-id") is { Length: > 0 } group)
            {
                groups[row("participant")] = Number(group);
            }
        });

        return new Conversation(
            Path.GetFileName(folder.TrimEnd('/')), rows, [.. rows.Select(r => r.Statement).Distinct().Order()], hidden, groups);
    }

    private static void Each(string path, Action<Func<string, string>> row)
    {
        using var csv = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        while (csv.Read())
        {
            row(column => csv.GetField(column) ?? "");
        }
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}

/// <param name="Statement">Its id in the conversation.</param>
internal readonly record struct Said(string Person, int Statement, Stance Stance);
