using System.Text;
using Hub.Server.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.House;

/// <summary>Looks into the journal of a house, and writes into it while the house is closed: what a crash leaves behind.</summary>
internal static class Records
{
    /// <summary>Adds an event to a stream behind the back of a closed house.</summary>
    public static async Task Write(string file, string stream, params string[] events)
    {
        await using var store = SqliteStore.Open($"Data Source={file}", TimeProvider.System, NullLogger<SqliteStore>.Instance);
        var journal = new SqliteJournal(store);
        var head = Head.None;
        await foreach (var commit in journal.Read(stream, Head.None, TestContext.Current.CancellationToken))
        {
            head = commit.Head;
        }

        var stored =
            await journal.Append(stream, head, new Draft(events.Length, Encoding.UTF8.GetBytes($"[{string.Join(',', events)}]"), DateTimeOffset.UtcNow));
        stored.Outcome.ShouldBe(AppendOutcome.Stored);
    }

    public static string Event(string body, string actor = "house", string? op = null) =>
        $$"""{"v":1,"at":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"actor":"{{actor}}","op":"{{op ?? Guid.NewGuid().ToString("n")}}","event":{{body}}}""";

    /// <summary>Changes the file behind the store's back.</summary>
    public static async Task Execute(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The record of a stream as stored, without asking anybody in the house.</summary>
    public static async Task<string> Read(IJournal journal, string stream)
    {
        var text = new StringBuilder();
        await foreach (var commit in journal.Read(stream, Head.None, TestContext.Current.CancellationToken))
        {
            text.Append(Encoding.UTF8.GetString(commit.Payload.Span)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Looks again until a stream's record holds a word. Nobody is connected who could be told.</summary>
    public static async Task<string> Until(IJournal journal, string stream, string word)
    {
        var record = "";
        await Eventually.Holds(async () => (record = await Read(journal, stream)).Contains(word));
        return record;
    }
}
