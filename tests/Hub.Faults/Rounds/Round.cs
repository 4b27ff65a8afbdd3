using System.Text.Json;
using Hub.Faults.Check;
using Hub.Faults.Crowd;
using Hub.Faults.Faults;
using Hub.Faults.Nodes;

namespace Hub.Faults.Rounds;

/// <summary>What came of a round.</summary>
/// <param name="Folder">Where its logs are, if something was wrong.</param>
internal sealed record RoundResult(
    int Seed, string House, IReadOnlyList<Strike> Strikes, IReadOnlyList<string> Skipped, IReadOnlyList<Violation> Violations, int Operations, int Acknowledged,
    int Unknown,
    string? Folder, string? Unfinished = null)
{
    /// <summary>What did not hold, invariants and rows alike; speed apart.</summary>
    public IEnumerable<string> Wrong =>
        Violations.Select(v => v.ToString())
            .Concat(Strikes.SelectMany(s => s.Wrong))
            .Concat(Unfinished is { } why ? [why] : [])
            .Concat(Strikes.Where(s => s.Hits == 0).Select(s => $"The fault '{s.Fault}' hit nothing ({s.HitsAre}: 0)."));
}

/// <summary>
/// One seed: a fresh meeting on a running house, people who take part in it by scripts, faults among them, and in the end the checker. The seed fixes the
/// scripts and the faults; what meets what in time is the machine's.
/// </summary>
internal sealed class Round(House house, int seed, int people, IReadOnlyList<Fault> faults, bool keep = false)
{
    private static readonly TimeSpan ConvergesWithin = TimeSpan.FromSeconds(10);

    private readonly Random _chance = new(seed);

    public async Task<RoundResult> Run(Action<string> progress)
    {
        using var api = new Api(house);
        var meeting = await api.Schedule($"faults {seed}", seed % 2 == 0 ? "consultativeSeminar" : "grassroots");
        await using var audience = new Audience(house, api, meeting, _chance.Next());
        await audience.Arrive(people);
        audience.TakePart();
        var (strikes, skipped) = (new List<Strike>(), new List<string>());
        var scene = new Scene(house, api, audience, _chance);
        foreach (var fault in faults)
        {
            if (fault.Missing(house) is { } missing)
            {
                skipped.Add($"{fault.Name}: {missing}");
                continue;
            }

            progress($"seed {seed}, {house.Kind}: {fault.Name}");
            await Task.Delay(scene.Between(0.5, 1.5));
            strikes.Add(await fault.Strike(scene));
        }

        progress($"seed {seed}, {house.Kind}: checking");
        await house.RequireReady();
        await audience.Finish();
        var violations = Checker.Check(await Observe(api, audience, meeting));
        var operations = audience.Operations.All;
        var result = new RoundResult(
            seed, house.Kind, strikes, skipped, violations, operations.Count, audience.Operations.Acknowledged,
            operations.Count(s => s.Outcome == Answered.Unknown), null);
        return keep || result.Wrong.Any() ? result with { Folder = await Keep(result, audience) } : result;
    }

    /// <summary>What is known of this round where it could not be ended.</summary>
    public RoundResult Unfinished(Exception why)
    {
        var kept = Directory.CreateTempSubdirectory($"hub-faults-seed-{seed}-");
        KeepNodeLogs(kept);
        return new(seed, house.Kind, [], [], [], 0, 0, 0, kept.FullName, $"The round could not be ended: {why}");
    }

    private void KeepNodeLogs(DirectoryInfo kept)
    {
        foreach (var node in house.Nodes.Where(n => File.Exists(n.LogFile)))
        {
            File.Copy(node.LogFile, Path.Combine(kept.FullName, Path.GetFileName(node.LogFile)));
        }
    }

    private async Task<History> Observe(Api api, Audience audience, HeldMeeting meeting)
    {
        var before = (await house.Read(journal => StoredRoom.Read(journal, meeting.Id))).Operations();
        var asked = new List<Asked>();
        foreach (var sent in audience.Operations.All.Where(s => s.Outcome == Answered.Unknown))
        {
            var person = audience.Everybody.First(p => p.Participant == sent.Participant);
            asked.Add(new Asked(sent, before.Contains(Domain.Operation.Of(sent.Participant, sent.Op)), await person.AskAgain(sent)));
        }

        // Nobody sends any more: all must get to where the record ends.
        var stored = await house.Read(journal => StoredRoom.Read(journal, meeting.Id));
        var end = stored.Meeting.Count;
        var folds = Fold.Of(stored);
        await Wait.Until(
            () => audience.Everybody.All(p =>
                p.Client.Told(s => s.To) == end && p.Told.Counts.All(c => !folds.TryGetValue(c.Key, out var fold) || fold.Cast == c.Value.Cast)),
            ConvergesWithin);
        var clients = audience.Everybody.Select(p => p.Client.Told(s => new Seen(
            $"{p.Client.Seat.Name} ({p.Participant})", s.To, s.Gaps, s.Duplicates, s.TallyRegressions, s.Rewinds, p.Told.Events, p.Told.Counts,
            p.Told.Contradictions))).ToList();
        IReadOnlyList<ShownBallot> shown = [];
        await Wait.Until(
            async () => (shown = await Show(api, meeting)).All(s => s.Status == "closed") && shown.Count == folds.Count * house.Nodes.Count, ConvergesWithin);
        return new History(stored, audience.Operations.All, clients, shown, asked);
    }

    /// <summary>Every ballot as every node shows it now; nothing of a node that is just starting again, because it was replaced while it slept.</summary>
    private async Task<IReadOnlyList<ShownBallot>> Show(Api api, HeldMeeting meeting)
    {
        var shown = new List<ShownBallot>();
        foreach (var node in house.Nodes)
        {
            JsonElement snapshot;
            try
            {
                snapshot = await api.Snapshot(node, meeting);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                continue;
            }

            shown.AddRange(snapshot.GetProperty("ballots").EnumerateArray().Select(b => new ShownBallot(
                node.Name, b.GetProperty("id").GetString()!, b.GetProperty("status").GetString()!,
                JsonSerializer.Deserialize<Count>(b.GetProperty("tally"), JsonSerializerOptions.Web)!)));
        }

        return shown;
    }

    /// <summary>Keeps what one needs to look into it.</summary>
    private async Task<string> Keep(RoundResult result, Audience audience)
    {
        var kept = Directory.CreateTempSubdirectory($"hub-faults-seed-{seed}-");
        audience.Operations.Save(Path.Combine(kept.FullName, "operations.jsonl"));
        await File.WriteAllLinesAsync(Path.Combine(kept.FullName, "wrong.txt"), result.Wrong);
        await File.WriteAllLinesAsync(
            Path.Combine(kept.FullName, "strikes.txt"),
            result.Strikes.Select(s => $"{s.Fault} until {s.EndedAt}: {s.HitsAre} {s.Hits}; {string.Join(", ", s.Figures)}"));
        KeepNodeLogs(kept);
        await File.WriteAllLinesAsync(Path.Combine(kept.FullName, "journal.jsonl"), await house.Read(async journal =>
        {
            var lines = new List<string>();
            foreach (var stream in new[] { $"meetings/{audience.Meeting.Id}", $"boxes/{audience.Meeting.Id}" })
            {
                try
                {
                    await foreach (var commit in journal.Read(stream, Server.Journal.Head.None))
                    {
                        lines.Add($"{{\"stream\":\"{stream}\",\"number\":{commit.Number},\"first\":{commit.FirstSeq},\"events\":"
                            + $"{System.Text.Encoding.UTF8.GetString(commit.Payload.Span)}}}");
                    }
                }
                catch (Server.Journal.CorruptStreamException e)
                {
                    lines.Add(e.Message);
                }
            }

            return lines;
        }));
        return kept.FullName;
    }
}
