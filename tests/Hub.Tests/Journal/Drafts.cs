using System.Text;
using Hub.Server.Journal;

namespace Hub.Tests.Journal;

/// <summary>What the tests store and how they read it back.</summary>
internal static class Drafts
{
    public static readonly DateTimeOffset At = new(2026, 3, 8, 1, 2, 3, 456, TimeSpan.Zero);

    public static Draft Saying(params string[] words) =>
        new(words.Length, Encoding.UTF8.GetBytes($"[{string.Join(',', words.Select(w => $$"""{"said":"{{w}}"}"""))}]"), At);

    public static string Text(this Commit commit) => Encoding.UTF8.GetString(commit.Payload.Span);

    /// <summary>Appends commits one after another, each of one event, and requires every one of them to be stored.</summary>
    public static async Task<Head> Fill(this IJournal journal, string stream, int commits, Head head = default)
    {
        for (var i = 0; i < commits; i++)
        {
            var appended = await journal.Append(stream, head, Saying($"{stream} {head.Seq + 1}"));
            appended.Outcome.ShouldBe(AppendOutcome.Stored);
            head = appended.Head;
        }

        return head;
    }

    public static async Task<List<Commit>> ReadList(this IJournal journal, string stream, Head after = default)
    {
        var commits = new List<Commit>();
        await foreach (var commit in journal.Read(stream, after, TestContext.Current.CancellationToken))
        {
            commits.Add(commit);
        }

        return commits;
    }
}
