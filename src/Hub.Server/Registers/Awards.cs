using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Registers;
using Hub.Server.Seeding;
using Hub.Server.Views;

namespace Hub.Server.Registers;

/// <param name="Place">From 1; who has the same score has the same place.</param>
/// <param name="Nominated">Why, where somebody proposed them.</param>
public sealed record Ranked(int Place, string Member, string Name, string Sector, double Score, ImmutableArray<RankedPart> Parts, string? Nominated);

/// <param name="N">The figure of the duty record.</param>
/// <param name="Points">What it gives, by the rule of this name.</param>
public sealed record RankedPart(string Figure, int N, double Points);

/// <summary>The award of a year: the published rule, applied to every member's duty record.</summary>
internal sealed class Awards
{
    private readonly DutyRecords _duty;
    private readonly RegisterLists _lists;

    /// <exception cref="StartupException">The rule names a figure that no duty record has, or gives points of nothing.</exception>
    public Awards(SeedSettings settings, DutyRecords duty, RegisterLists lists)
    {
        var own = settings.Folder is { } folder ? Path.Combine(folder, "award.json") : null;
        var path = own is not null && File.Exists(own) ? own : Path.Combine(SeedSettings.Beside, "award.json");
        (Rule, _duty, _lists) = (SeedFile.Read(path, RegisterSeedJson.Strict.AwardRule), duty, lists);
        if (Rule.Rules.FirstOrDefault(r => DutyFigures.None[r.Figure] is null || r.Per is <= 0 || r.Points < 0 || r.Most < 0) is { } wrong)
        {
            throw new StartupException($"The rule '{wrong.Figure}' in {path} names no figure of the duty record, or counts by less than one.");
        }
    }

    public AwardRule Rule { get; }

    /// <summary>Everyone who did anything in the year or is nominated, the highest score first; of the same score by name.</summary>
    public async Task<ImmutableArray<Ranked>> Rank(int year, CancellationToken cancel)
    {
        var figures = await _duty.OfAll(year, cancel);
        var merged = await _lists.AllMerged(cancel);
        var nominations = (await _lists.Find(new EntryQuery(Entry.Nomination.Description.Type, year, Limit: RegisterDecider.MostEntries), cancel)).Items
            .Select(i => (Entry.Nomination)i.Is).GroupBy(n => merged.GetValueOrDefault(n.Nominee, n.Nominee))
            .ToDictionary(g => g.Key, g => string.Join('\n', g.Select(n => n.Reason)));
        var members = (await _lists.Find(new EntryQuery(Entry.Member.Description.Type, Limit: RegisterDecider.MostEntries), cancel)).Items;
        var scored = members
            .Where(m => figures.ContainsKey(m.Id) || nominations.ContainsKey(m.Id))
            .Select(m => (Member: m, Score: Rule.Of(figure => figures.GetValueOrDefault(m.Id, DutyFigures.None)[figure]!.Value)))
            .OrderByDescending(s => s.Score.Hundredths).ThenBy(s => s.Member.Is.Name, StringComparer.Ordinal).ThenBy(s => s.Member.Id, StringComparer.Ordinal)
            .ToList();
        var (ranked, place, last) = (ImmutableArray.CreateBuilder<Ranked>(scored.Count), 0, int.MaxValue);
        foreach (var (member, score) in scored)
        {
            (place, last) = (score.Hundredths < last ? ranked.Count + 1 : place, score.Hundredths);
            ranked.Add(new Ranked(
                place, member.Id, member.Is.Name, ((Entry.Member)member.Is).Sector, score.Hundredths / 100.0,
                [.. score.Parts.Select(p => new RankedPart(p.Figure, p.N, p.Hundredths / 100.0))], nominations.GetValueOrDefault(member.Id)));
        }

        return ranked.MoveToImmutable();
    }
}
