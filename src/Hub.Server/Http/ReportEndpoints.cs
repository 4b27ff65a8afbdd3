using System.Globalization;
using System.Text;
using Hub.Domain;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
using Hub.Server.Views;

namespace Hub.Server.Http;

/// <summary>The annual report as data.</summary>
internal static class ReportEndpoints
{
    private const int FirstYear = 1949;
    private const int LastYear = 9998;

    public static void MapReports(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/reports/{year:int}", Read).For(Callers.Anyone)
            .WithSummary("The year in figures, for the city, a county, a venue.").Produces<ReportView>()
            .Produces<ErrorBody>(400);
        app.MapGet("/api/reports/{year:int}.csv", Table).For(Callers.Anyone)
            .WithSummary("The same as a table: what, where, month, figure.").Produces<string>(200, "text/csv")
            .Produces<ErrorBody>(400).AuditedRead(http => $"reports/{http.GetRouteValue("year")}");
    }

    private static async Task<IResult> Read(int year, YearReport report, CancellationToken cancel, string? county = null, string? venue = null) =>
        IsReadable(year, county, venue)
            ? Results.Json(await report.Read(year, Given(county), Given(venue), cancel), ApiJson.Of<ReportView>()) : Errors.Of(Rejection.Unreadable, "year");

    private static async Task<IResult> Table(
        int year, HttpContext http, YearReport report, CancellationToken cancel, string? county = null, string? venue = null)
    {
        if (!IsReadable(year, county, venue))
        {
            return Errors.Of(Rejection.Unreadable, "year");
        }

        http.Response.Headers.ContentDisposition = $"attachment; filename=\"report-{year.ToString(CultureInfo.InvariantCulture)}.csv\"";
        return Results.Text(Csv(await report.Read(year, Given(county), Given(venue), cancel)), "text/csv", Encoding.UTF8);
    }

    public static bool IsReadable(int year, string? county, string? venue) =>
        year is >= FirstYear and <= LastYear && ListEndpoints.IsReadable(null, county, venue);

    public static string? Given(string? place) => string.IsNullOrWhiteSpace(place) ? null : place.Trim();

    private static string Csv(ReportView report)
    {
        var csv = CsvCell.Begin();
        Line(csv, "figure", "of", "month", "value");
        Figures(csv, "", report.Figures);
        Registers(csv, report.Figures);
        foreach (var m in report.Months)
        {
            var month = m.Month.ToString(CultureInfo.InvariantCulture);
            Line(csv, "topics", "", month, Number(m.Topics));
            Line(csv, "activities", "", month, Number(m.Activities));
            Line(csv, "resolved", "", month, Number(m.Resolved));
            Line(csv, "interactions", "", month, Number(m.Interactions));
        }

        foreach (var place in report.Counties.Concat(report.Venues))
        {
            Figures(csv, place.Name, place.Figures);
        }

        foreach (var category in report.Categories)
        {
            Line(csv, "topics of category", category.Name, "", Number(category.Topics));
        }

        foreach (var format in report.Formats)
        {
            Line(csv, "activities of format", format.Format, "", Number(format.Activities));
        }

        for (var score = 1; score <= report.Scores.Length; score++)
        {
            Line(csv, "ratings of score", Number(score), "", Number(report.Scores[score - 1]));
        }

        return csv.ToString();
    }

    private static void Figures(StringBuilder csv, string place, Figures figures)
    {
        Line(csv, "topics", place, "", Number(figures.Topics));
        Line(csv, "activities", place, "", Number(figures.Activities));
        Line(csv, "resolved", place, "", Number(figures.Resolved));
        Line(csv, "interactions", place, "", Number(figures.Interactions));
        Line(csv, "satisfaction", place, "", Share(figures.Satisfaction.Rate));
        Line(csv, "ratings", place, "", Number(figures.Satisfaction.N));
        Line(csv, "satisfaction apart", place, "", Share(figures.Apart.Rate));
        Line(csv, "ratings apart", place, "", Number(figures.Apart.N));
    }

    private static void Registers(StringBuilder csv, Figures figures)
    {
        foreach (var (figure, value) in new (string Figure, int? Value)[]
        {
            ("planItems", figures.PlanItems), ("proposals", figures.Proposals), ("speeches", figures.Speeches), ("sentiment", figures.Sentiment),
                ("studySessions", figures.StudySessions),
            ("seminars", figures.Seminars), ("lectures", figures.Lectures), ("campaignProblems", figures.CampaignProblems), ("projects", figures.Projects),
            ("businessOpinions", figures.BusinessOpinions), ("documents", figures.Documents), ("trained", figures.Trained), ("recruited", figures.Recruited),
        })
        {
            if (value is { } n)
            {
                Line(csv, figure, "", "", Number(n));
            }
        }
    }

    private static string Share(double? rate) => rate?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder csv, params ReadOnlySpan<string> cells) => CsvCell.Line(csv, cells);
}
