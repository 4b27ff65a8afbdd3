using System.Collections.Concurrent;
using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Registers;
using Hub.Domain.Topics;
using Hub.Server.Common;
using Hub.Server.Contracts;

namespace Hub.Server.Views;

/// <summary>The year in figures, for the city, a county, a venue.</summary>
/// <param name="Before">Those of the year before.</param>
/// <param name="Months">All twelve.</param>
/// <param name="Counties">Most topics first; "" stands for no county.</param>
/// <param name="Venues">The twenty with most topics.</param>
/// <param name="Categories">Most topics first.</param>
/// <param name="Chain">The year's topics by how far they have come.</param>
/// <param name="Scores">How many of those who count gave 1, 2, 3, 4 and 5.</param>
public sealed record ReportView(
    int Year, DateTimeOffset AsOf, string? County, string? Venue, Figures Figures, Figures Before, ImmutableArray<MonthFigures> Months,
    ImmutableArray<PlaceFigures> Counties,
    ImmutableArray<PlaceFigures> Venues, ImmutableArray<CategoryFigure> Categories, ImmutableArray<ChainFigure> Chain, ImmutableArray<FormatFigure> Formats,
    ImmutableArray<int> Scores);

/// <param name="Topics">Raised in the year.</param>
/// <param name="Activities">Meetings closed in the year.</param>
/// <param name="Resolved">Commitments completed in the year, and not reopened since. What its department only reports done is not among them, before staff or
/// the raiser have acknowledged it.</param>
/// <param name="Interactions">Comments, replies, and first likes of a person on a thing, in the year.</param>
/// <param name="Satisfaction">
/// Of the newest rating of a topic, given in the year, of each person who counts: only who raised the topic, or followed it before its last completion, does.
/// One low score (1 or 2) of the raiser, or low scores of three such followers, reopens the commitment.
/// </param>
/// <param name="Apart">The same of everybody else who rated in the year. It moves nothing: neither the satisfaction, nor a topic's status, nor a
/// commitment.</param>
/// <param name="PlanItems">Items of the year's plan. This one and those behind it are the city's: absent of a county and a venue.</param>
/// <param name="Proposals">Outputs of the year by kind, as the two behind it.</param>
/// <param name="StudySessions">What the year's ledger counts by kind, as all behind it.</param>
/// <param name="Trained">Person-times.</param>
public sealed record Figures(
    int Topics, int Activities, int Resolved, int Interactions, SatisfactionFigure Satisfaction, SatisfactionFigure Apart, int? PlanItems = null,
    int? Proposals = null, int? Speeches = null, int? Sentiment = null,
    int? StudySessions = null, int? Seminars = null, int? Lectures = null, int? CampaignProblems = null, int? Projects = null, int? BusinessOpinions = null,
    int? Documents = null, int? Trained = null,
    int? Recruited = null);

/// <param name="Rate">The share of scores of 4 and 5; absent where there is none.</param>
public sealed record SatisfactionFigure(double? Rate, int N);

public sealed record MonthFigures(int Month, int Topics, int Activities, int Resolved, int Interactions);

public sealed record PlaceFigures(string Name, Figures Figures);

public sealed record CategoryFigure(string Name, int Topics);

public sealed record ChainFigure(TopicStatus Status, int Topics);

public sealed record FormatFigure(string Format, int Activities);

/// <summary>Reads the report of a year. Every figure is a count of stored events, and equals the total of the list that it links to.</summary>
internal sealed class YearReport(HouseViews views, RegisterLists registers, CostlyAnswers costly, TimeProvider clock)
{
    private const int MostVenues = 20;
    private const int MostRemembered = 500;

    private readonly ConcurrentDictionary<(int Year, string? County, string? Venue), Remembered> _remembered = new();

    /// <summary>As of now. What was read before is told again as long as nothing was stored since; who asks at the same time shares one reading.</summary>
    public async Task<ReportView> Read(int year, string? county, string? venue, CancellationToken cancel)
    {
        var asOf = clock.GetUtcNow();
        var position = await views.Position();
        if (_remembered.Count > MostRemembered)
        {
            _remembered.Clear();
        }

        var remembered =
            _remembered.GetOrAdd((year, county, venue), _ => new Remembered(() => costly.InTurn(() => ReadAnew(year, county, venue, CancellationToken.None))));
        var (read, report) = await remembered.At(position).WaitAsync(cancel);
        return report with { AsOf = read == position ? asOf : report.AsOf };
    }

    private async Task<ReportView> ReadAnew(int year, string? county, string? venue, CancellationToken cancel)
    {
        var isCity = county is null && venue is null;
        var counted = await Counted(year, county, venue, cancel);
        var before = await Counted(year - 1, county, venue, cancel);
        var (resolved, scores) = (await Resolved(year, county, venue, cancel), await Scores(year, county, venue, cancel));
        var (resolvedBefore, scoresBefore) = (await Resolved(year - 1, county, venue, cancel), await Scores(year - 1, county, venue, cancel));
        return new ReportView(
            year, clock.GetUtcNow(), county, venue, await WithRegisters(year, Of(counted, resolved.Values.Sum(), scores), isCity, cancel),
            await WithRegisters(year - 1, Of(before, resolvedBefore.Values.Sum(), scoresBefore), isCity, cancel),
            [.. Enumerable.Range(1, 12).Select(month => new MonthFigures(
                month, Sum(counted, FiguresView.Topics, month), Sum(counted, FiguresView.Activities, month), resolved.GetValueOrDefault(month),
                Sum(counted, FiguresView.Interactions, month)))],
            isCity ? await Places(year, FiguresView.Scope.County, "county", null, int.MaxValue, cancel) : [],
            venue is null ? await Places(year, county is null ? FiguresView.Scope.Venue : FiguresView.Scope.VenueOfCounty, "venue", county, MostVenues, cancel)
                : [],
            [.. counted.Where(c => c.Kind == FiguresView.Topics).GroupBy(c => c.Which).Select(g => new CategoryFigure(g.Key, g.Sum(c => c.N)))
                .OrderByDescending(c => c.Topics).ThenBy(c => c.Name, StringComparer.Ordinal)],
            await Chain(year, county, venue, cancel),
            [.. counted.Where(c => c.Kind == FiguresView.Activities).GroupBy(c => c.Which).Select(g => new FormatFigure(g.Key, g.Sum(c => c.N)))
                .OrderByDescending(f => f.Activities).ThenBy(f => f.Format, StringComparer.Ordinal)],
            [.. scores.Counted]);
    }

    private static Figures Of(List<Count> counted, int resolved, ScoreCounts scores) => new(
        Sum(counted, FiguresView.Topics), Sum(counted, FiguresView.Activities), resolved, Sum(counted, FiguresView.Interactions), Of(scores.Counted),
        Of(scores.Apart));

    private async Task<Figures> WithRegisters(int year, Figures figures, bool isCity, CancellationToken cancel)
    {
        if (!isCity)
        {
            return figures;
        }

        var counts = await registers.Count(year, cancel);
        int Output(OutputKind kind) => counts.GetValueOrDefault((Entry.Output.Description.Type, CamelCase.Of(kind)));
        int Ledger(LedgerKind kind) => counts.GetValueOrDefault((Entry.LedgerEntry.Description.Type, CamelCase.Of(kind)));
        return figures with
        {
            PlanItems = counts.Where(c => c.Key.Type == Entry.PlanItem.Description.Type).Sum(c => c.Value),
            Proposals = Output(OutputKind.Proposal),
            Speeches = Output(OutputKind.Speech),
            Sentiment = Output(OutputKind.Sentiment),
            StudySessions = Ledger(LedgerKind.StudySession),
            Seminars = Ledger(LedgerKind.Seminar),
            Lectures = Ledger(LedgerKind.Lecture),
            CampaignProblems = Ledger(LedgerKind.CampaignProblem),
            Projects = Ledger(LedgerKind.Project),
            BusinessOpinions = Ledger(LedgerKind.BusinessOpinion),
            Documents = Ledger(LedgerKind.Document),
            Trained = Ledger(LedgerKind.Training),
            Recruited = Ledger(LedgerKind.Recruit),
        };
    }

    private static SatisfactionFigure Of(int[] scores)
    {
        var n = scores.Sum();
        return new SatisfactionFigure(n == 0 ? null : (double)scores[(Satisfaction.Good - 1)..].Sum() / n, n);
    }

    private static int Sum(IEnumerable<Count> counted, string kind, int? month = null) =>
        counted.Where(c => c.Kind == kind && (month is null || c.Month == month)).Sum(c => c.N);

    private Task<List<Count>> Counted(int year, string? county, string? venue, CancellationToken cancel)
    {
        var (scope, place) = FiguresView.ScopeOf(county, venue);
        return views.Query(
            new Statement("SELECT kind, which, month, n FROM {figures} WHERE year = $1 AND scope = $2 AND place = $3", (long)year, scope, place),
            r => new Count(r.GetString(0), r.GetString(1), (int)r.GetInt64(2), (int)r.GetInt64(3)), cancel);
    }

    private async Task<Dictionary<int, int>> Resolved(int year, string? county, string? venue, CancellationToken cancel)
    {
        var filter = new Filter().Equal("completed_year", (long)year).Equal("county", county).Equal("venue", venue);
        return (await views.Query(
            new Statement(
                $"SELECT completed_month, count(*) FROM {{commitments}} {filter.Where} AND status = '{CommitmentStatus.Completed}' GROUP BY completed_month",
                filter.Values),
            r => (Month: (int)r.GetInt64(0), N: (int)r.GetInt64(1)), cancel)).ToDictionary(m => m.Month, m => m.N);
    }

    private async Task<ScoreCounts> Scores(int year, string? county, string? venue, CancellationToken cancel)
    {
        var filter = new Filter().Equal("year", (long)year).Equal("county", county).Equal("venue", venue);
        return new ScoreCounts(await views.Query(
            new Statement($"SELECT apart, score, count(*) FROM {{ratings}} {filter.Where} GROUP BY apart, score", filter.Values),
            r => (IsApart: r.GetInt64(0) == 1, Score: (int)r.GetInt64(1), N: (int)r.GetInt64(2)), cancel));
    }

    private async Task<ImmutableArray<ChainFigure>> Chain(int year, string? county, string? venue, CancellationToken cancel)
    {
        var filter = new Filter().Equal("year", (long)year).Equal("county", county).Equal("venue", venue);
        return [.. (await views.Query(
            new Statement($"SELECT status, count(*) FROM {{topics}} {filter.Where} GROUP BY status", filter.Values),
            r => new ChainFigure(Enum.Parse<TopicStatus>(r.GetString(0)), (int)r.GetInt64(1)), cancel)).OrderBy(c => c.Status)];
    }

    /// <param name="column">Of the commitments and ratings, the place's.</param>
    /// <param name="county">Whose venues; null: all.</param>
    private async Task<ImmutableArray<PlaceFigures>> Places(int year, long scope, string column, string? county, int most, CancellationToken cancel)
    {
        var prefix = county is null ? "" : $"{county}\n";
        var sums = await views.Query(
            new Statement("SELECT place, kind, n FROM {totals} WHERE year = $1 AND scope = $2", (long)year, scope),
            r => (Place: r.GetString(0), Kind: r.GetString(1), N: (int)r.GetInt64(2)), cancel);
        var filter = new Filter().Equal("completed_year", (long)year).Equal("county", county);
        var resolved = (await views.Query(
            new Statement(
                $"SELECT {column}, count(*) FROM {{commitments}} {filter.Where} AND status = '{CommitmentStatus.Completed}' GROUP BY {column}", filter.Values),
            r => (Name: r.GetString(0), N: (int)r.GetInt64(1)), cancel)).ToDictionary(r => r.Name, r => r.N);
        filter = new Filter().Equal("year", (long)year).Equal("county", county);
        var scores = (await views.Query(
            new Statement($"SELECT {column}, apart, score, count(*) FROM {{ratings}} {filter.Where} GROUP BY {column}, apart, score", filter.Values),
            r => (Name: r.GetString(0), Rated: (IsApart: r.GetInt64(1) == 1, Score: (int)r.GetInt64(2), N: (int)r.GetInt64(3))), cancel))
            .GroupBy(r => r.Name).ToDictionary(g => g.Key, g => new ScoreCounts(g.Select(r => r.Rated)));
        return [.. sums.Where(s => s.Place.StartsWith(prefix, StringComparison.Ordinal)).Select(s => s with { Place = s.Place[prefix.Length..] })
            .GroupBy(s => s.Place)
            .Where(g => scope == FiguresView.Scope.County || g.Key.Length > 0)
            .Select(g => (Sums: g, Scores: scores.GetValueOrDefault(g.Key) ?? new ScoreCounts([])))
            .Select(p => new PlaceFigures(p.Sums.Key, new Figures(
                Of(p.Sums, FiguresView.Topics), Of(p.Sums, FiguresView.Activities), resolved.GetValueOrDefault(p.Sums.Key),
                Of(p.Sums, FiguresView.Interactions),
                YearReport.Of(p.Scores.Counted), YearReport.Of(p.Scores.Apart))))
            .OrderByDescending(p => p.Figures.Topics).ThenByDescending(p => p.Figures.Activities).ThenBy(p => p.Name, StringComparer.Ordinal)
            .Take(most)];

        static int Of(IEnumerable<(string Place, string Kind, int N)> sums, string kind) => sums.Where(s => s.Kind == kind).Sum(s => s.N);
    }

    /// <summary>How many gave 1, 2, 3, 4 and 5: of those who count, and of the others apart.</summary>
    private sealed class ScoreCounts
    {
        public ScoreCounts(IEnumerable<(bool IsApart, int Score, int N)> rows)
        {
            foreach (var (isApart, score, n) in rows)
            {
                (isApart ? Apart : Counted)[score - 1] = n;
            }
        }

        public int[] Counted { get; } = new int[5];

        public int[] Apart { get; } = new int[5];
    }

    /// <summary>One report, as it was read last, with the journal's position then.</summary>
    private sealed class Remembered
    {
        private readonly Coalesced<(long Position, ReportView Report)> _read;
        private (long Position, ReportView Report)? _last;

        public Remembered(Func<Task<ReportView>> read) => _read = new Coalesced<(long, ReportView)>(async () =>
        {
            var position = _position;
            var report = (position, await read());
            _last = report;
            return report;
        });

        private long _position;

        public async Task<(long Position, ReportView Report)> At(long position)
        {
            if (_last is { } last && last.Position >= position)
            {
                return last;
            }

            _position = Math.Max(_position, position);
            return await _read.Get();
        }
    }

    private sealed record Count(string Kind, string Which, int Month, int N);
}
