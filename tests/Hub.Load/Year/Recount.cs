using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Hub.Load.Year;

/// <summary>
/// A year's figures counted a second time, from the exported journal, as a stranger would: with the definitions of the contract and nothing of the hub's code.
/// Each line of the export is a stream and the events of one of its commits, in the order in which they were stored.
/// </summary>
internal sealed class Recount(int year)
{
    public static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    private readonly Dictionary<string, bool> _completedThisYear = [];
    private readonly Dictionary<string, (int Score, bool ThisYear)> _ratings = [];
    private readonly Dictionary<string, (int Score, bool ThisYear)> _apart = [];
    private readonly Dictionary<string, Concerned> _concerned = [];
    private readonly HashSet<string> _liked = [];
    private readonly Dictionary<string, (string Type, string? Kind, int N)> _entries = [];
    private readonly DutyRecount _duty = new(year);
    private int _topics;
    private int _activities;
    private int _interactions;

    /// <param name="journal">A connection string of either store.</param>
    /// <param name="export">Where the export is kept; null: it is removed when counted.</param>
    public static async Task<(YearFigures Figures, Dictionary<string, SortedDictionary<string, int>> Duty)> Of(string journal, int year, string? export)
    {
        var path = export ?? Path.GetTempFileName();
        try
        {
            await using (var writer = new StreamWriter(path))
            {
                await foreach (var (stream, payload) in Commits(journal))
                {
                    await writer.WriteLineAsync($"{{\"stream\":{JsonSerializer.Serialize(stream)},\"events\":{payload}}}");
                }
            }

            var recount = new Recount(year);
            foreach (var line in File.ReadLines(path))
            {
                using var commit = JsonDocument.Parse(line);
                recount.Count(commit.RootElement.GetProperty("stream").GetString()!, commit.RootElement.GetProperty("events"));
            }

            return (recount.Figures, recount._duty.Figures());
        }
        finally
        {
            if (export is null)
            {
                File.Delete(path);
            }
        }
    }

    private YearFigures Figures => new(
        _topics, _activities, _completedThisYear.Values.Count(isThisYear => isThisYear), _interactions,
        _ratings.Values.Count(r => r.ThisYear), _ratings.Values.Count(r => r.ThisYear && r.Score >= 4), _apart.Values.Count(r => r.ThisYear),
        _apart.Values.Count(r => r.ThisYear && r.Score >= 4),
        new RegisterFigures(
            _entries.Count(e => e.Value.Type == "planItem"), Entries("proposal"), Entries("speech"), Entries("sentiment"), Entries("studySession"),
            Entries("seminar"), Entries("lecture"),
            Entries("campaignProblem"), Entries("project"), Entries("businessOpinion"), Entries("document"), Entries("training"), Entries("recruit")));

    private int Entries(string kind) => _entries.Values.Where(e => e.Type is "output" or "ledgerEntry" && e.Kind == kind).Sum(e => e.N);

    private void Count(string stream, JsonElement events)
    {
        foreach (var stored in events.EnumerateArray())
        {
            var happened = stored.GetProperty("event");
            var (type, person) = (happened.GetProperty("$type").GetString(), stored.GetProperty("actor").GetString());
            var isThisYear = DateTimeOffset.FromUnixTimeMilliseconds(stored.GetProperty("at").GetInt64()).ToOffset(Zone).Year == year;
            _duty.Count(stream, stored, DateTimeOffset.FromUnixTimeMilliseconds(stored.GetProperty("at").GetInt64()));
            switch (type)
            {
                case "entryRecorded" or "entryAmended" when stream == $"registers/year{year}" || stream == $"registers/plan{year}":
                    var entry = happened.GetProperty("is");
                    _entries[$"{stream} {happened.GetProperty("entry").GetString()}"] = (
                        entry.GetProperty("$type").GetString()!, entry.TryGetProperty("kind", out var kind) ? kind.GetString() : null,
                        entry.TryGetProperty("count", out var n) ? n.GetInt32() : 1);
                    break;
                case "entryWithdrawn":
                    _entries.Remove($"{stream} {happened.GetProperty("entry").GetString()}");
                    break;
                case "topicRaised":
                    _topics += isThisYear ? 1 : 0;
                    _concerned[stream] = new Concerned(person!);
                    _concerned[stream].Follow(person!);
                    break;
                case "followed":
                    _concerned[stream].Follow(person!);
                    break;
                case "topicAbsorbed":
                    foreach (var brought in happened.GetProperty("people").EnumerateArray())
                    {
                        _concerned[stream].Follow(brought.GetString()!);
                    }

                    break;
                case "unfollowed":
                    _concerned[stream].Unfollow(person!);
                    break;
                case "meetingClosed":
                    _activities += isThisYear ? 1 : 0;
                    break;
                case "commented" or "topicCommented":
                    _interactions += isThisYear ? 1 : 0;
                    break;
                case "reacted" when happened.GetProperty("on").GetBoolean() && _liked.Add($"{stream} {happened.GetProperty("comment").GetString()} {person}"):
                    _interactions += isThisYear ? 1 : 0;
                    break;
                case "commitmentCompleted" or "commitmentAcknowledged":
                    _completedThisYear[$"{stream} {happened.GetProperty("commitment").GetString()}"] = isThisYear;
                    _concerned[stream].Complete();
                    break;
                case "commitmentReopened":
                    _completedThisYear.Remove($"{stream} {happened.GetProperty("commitment").GetString()}");
                    break;
                case "rated":
                    var counts = _concerned[stream].Counts(person!, happened.TryGetProperty("known", out _));
                    (counts ? _ratings : _apart)[$"{stream} {person}"] = (happened.GetProperty("score").GetInt32(), isThisYear);
                    if (counts)
                    {
                        _apart.Remove($"{stream} {person}");
                    }

                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Whom a topic concerns: who raised it, or follows it. Each completion takes down who does so then, and only they count until the next.</summary>
    private sealed class Concerned(string raiser)
    {
        private readonly HashSet<string> _now = [];
        private readonly HashSet<string> _sinceCompletion = [];

        public void Follow(string person) => _now.Add(person);

        public void Unfollow(string person)
        {
            _now.Remove(person);
            _sinceCompletion.Remove(person);
        }

        public void Complete() => _sinceCompletion.UnionWith(_now);

        public bool Counts(string person, bool isKnown) => (isKnown || person == raiser) && _sinceCompletion.Contains(person);
    }

    private static async IAsyncEnumerable<(string Stream, string Payload)> Commits(string journal)
    {
        const string All = "SELECT stream, payload FROM commits ORDER BY position";
        if (journal.Contains("Host=", StringComparison.OrdinalIgnoreCase))
        {
            await using var source = NpgsqlDataSource.Create(journal);
            await using var command = source.CreateCommand(All);
            command.CommandTimeout = 0;
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                yield return (rows.GetString(0), rows.GetString(1));
            }
        }
        else
        {
            await using var connection =
                new SqliteConnection(new SqliteConnectionStringBuilder(journal) { Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = All;
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                yield return (rows.GetString(0), rows.GetString(1));
            }
        }
    }
}
