using System.Security.Cryptography;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Edge;
using Hub.Server.Records;
using Hub.Server.Seeding;
using Hub.Server.Views;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Hub.Server.Http;

/// <summary>Meetings for people's calendars: one to import, and those that anybody may read to subscribe to.</summary>
internal static class CalendarEndpoints
{
    /// <summary>A calendar that is subscribed to shows the lately past, too: a meeting does not vanish with its beginning.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromDays(366);

    public static void MapCalendars(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/meetings/{id}/calendar.ics", One).For(Callers.Readers)
            .WithSummary("The meeting as an iCalendar file; lang: zh or en. Its UID stays, and SEQUENCE rises with each edit; 409 noTime while it has no time.")
            .Produces<string>(200, "text/calendar").Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409);
        app.MapGet("/api/calendar.ics", All).For(Callers.Anyone)
            .WithSummary("A calendar to subscribe to: the meetings that anybody may read, of the last year and to come; county, venue: only there.")
            .Produces<string>(200, "text/calendar").Produces<ErrorBody>(400);
    }

    private static async Task<IResult> One(
        string id, HttpContext http, RoomAccess access, CalendarRows rows, FormatCatalogue formats, IOptions<HouseSettings> house, CancellationToken cancel,
        string lang = "zh")
    {
        if ((await MeetingEndpoints.Reader(id, http, access)).Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        if (await rows.Find(id, cancel) is not { } row)
        {
            return Errors.Of(Rejection.UnknownRoom);
        }

        if (row.StartsAt is not { } startsAt)
        {
            return Errors.Of(StatusCodes.Status409Conflict, "noTime", "The meeting has no time yet.");
        }

        http.Response.Named(Downloads.Name(row.Title, house.Value.ToCalendar().DayOf(startsAt), "ics"), $"meeting-{id}.ics");
        return Results.Bytes(
            CalendarFile.Of([row], null, Planned(formats), Pages.PublicUrl(http, house.Value), lang == "en"), CalendarFile.MediaType);
    }

    private static async Task<IResult> All(
        HttpContext http, CalendarRows rows, FormatCatalogue formats, IOptions<HouseSettings> house, TimeProvider clock, CancellationToken cancel,
        string? county = null, string? venue = null, string lang = "zh")
    {
        if (!ListEndpoints.IsReadable(null, county, venue))
        {
            return Errors.Of(Rejection.Unreadable, "county");
        }

        var name = string.Join(" · ", new[] { lang == "en" ? "Consultation meetings" : "协商会议", county, venue }.OfType<string>());
        var file = CalendarFile.Of(
            await rows.Public(clock.GetUtcNow() - Past, county, venue, cancel), name, Planned(formats), Pages.PublicUrl(http, house.Value), lang == "en");

        // Programs ask each hour: who kept it, and asks whether it is still right, is told so.
        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.Bytes(
            file, CalendarFile.MediaType, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(file))[..32]}\""));
    }

    /// <summary>How long a meeting of a format lasts, as far as its agenda says.</summary>
    private static Func<string, double> Planned(FormatCatalogue formats) => format => formats.Find(format)?.Agenda.Sum(i => i.Minutes ?? 0) ?? 0;
}
