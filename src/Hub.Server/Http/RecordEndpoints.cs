using System.Text;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Journal;
using Hub.Server.Records;
using Hub.Server.Seeding;
using Hub.Server.Views;

namespace Hub.Server.Http;

/// <summary>What every meeting leaves behind: its minutes, as data and as files.</summary>
internal static class RecordEndpoints
{
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public static void MapRecords(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/meetings/{id}/minutes", Minutes).WithSummary("The minutes, drafted from the stored events, with the chair's corrections.")
            .Produces<MinutesView>().Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/meetings/{id}/minutes.md", Markdown).WithSummary("The minutes as Markdown; lang: zh or en.").Produces<string>(200, "text/markdown")
            .Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/meetings/{id}/minutes.docx", Word).WithSummary("The minutes as DOCX; lang: zh or en.").Produces<byte[]>(200, Docx)
            .Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/meetings/{id}/floor", Floor)
            .WithSummary("In which order the hands come to speak, and by which rule each stands behind the one before.").Produces<FloorOrder>()
            .Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/meetings/{id}/replay", Replay).WithSummary("The time line of a meeting that is over.").Produces<ReplayView>().Produces<ErrorBody>(403)
            .Produces<ErrorBody>(404).Produces<ErrorBody>(409);
        app.MapGet("/api/meetings/{id}/replay/at", ReplayAt)
            .WithSummary("The snapshot that the room had so many milliseconds after the beginning; at the end, the one it has now.").Produces<MeetingView>()
            .Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409);
    }

    private static async Task<IResult> Floor(string id, HttpContext http, RoomAccess access) =>
        await Refused(id, http, access) is { } refused ? refused
        : await access.Meeting(id).FloorOrder() is { } order ? Results.Json(order, ApiJson.Of<FloorOrder>())
        : Errors.Of(Rejection.UnknownRoom);

    private static async Task<IResult> Replay(string id, HttpContext http, RoomAccess access, ReplayReader replay, CancellationToken cancel) =>
        await Refused(id, http, access) is { } refused ? refused
        : await replay.Read(id, cancel) is { } view ? Results.Json(view, ApiJson.Of<ReplayView>())
        : await NotHeld(id, access);

    private static async Task<IResult> ReplayAt(
        string id, HttpContext http, RoomAccess access, ReplayReader replay, CancellationToken cancel, long ms = long.MaxValue) =>
        await Refused(id, http, access) is { } refused ? refused
        : await replay.At(id, Math.Max(0, ms), cancel) is { } snapshot ? Results.Bytes(snapshot, "application/json")
        : await NotHeld(id, access);

    private static async Task<IResult> NotHeld(string id, RoomAccess access) =>
        Errors.Of(await access.Meeting(id).About() is { Status: MeetingStatus.Cancelled } ? Rejection.MeetingCancelled : Rejection.MeetingStillOpen);

    private static async Task<IResult?> Refused(string id, HttpContext http, RoomAccess access) =>
        (StreamNames.IsId(id) ? (await access.Reader(Session.Of(http.User), id)).Refused : Rejection.UnknownRoom) is { } refused ? Errors.Of(refused) : null;

    private static async Task<IResult> Minutes(string id, HttpContext http, RoomAccess access, MinutesReader minutes, CancellationToken cancel)
    {
        var (view, refused) = await Read(id, http, access, minutes, cancel);
        return view is null ? refused! : Results.Json(view, ApiJson.Of<MinutesView>());
    }

    private static async Task<IResult> Markdown(
        string id, HttpContext http, RoomAccess access, MinutesReader minutes, FormatCatalogue formats, HouseViews views, CancellationToken cancel,
        string lang = "zh")
    {
        var (view, refused) = await Read(id, http, access, minutes, cancel);
        if (view is null)
        {
            return refused!;
        }

        Name(http, id, "md");
        return Results.Text(
            MinutesFiles.Markdown(MinutesDocument.Of(view, formats.Find(view.Format)?.Name, views.Calendar, lang == "en")), "text/markdown", Encoding.UTF8);
    }

    private static async Task<IResult> Word(
        string id, HttpContext http, RoomAccess access, MinutesReader minutes, FormatCatalogue formats, HouseViews views, CancellationToken cancel,
        string lang = "zh")
    {
        var (view, refused) = await Read(id, http, access, minutes, cancel);
        if (view is null)
        {
            return refused!;
        }

        Name(http, id, "docx");
        return Results.Bytes(MinutesFiles.Docx(MinutesDocument.Of(view, formats.Find(view.Format)?.Name, views.Calendar, lang == "en")), Docx);
    }

    private static void Name(HttpContext http, string id, string kind) =>
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"minutes-{id}.{kind}\"";

    private static async Task<(MinutesView? View, IResult? Refused)> Read(
        string id, HttpContext http, RoomAccess access, MinutesReader minutes, CancellationToken cancel)
    {
        var session = Session.Of(http.User);
        var reader = StreamNames.IsId(id) ? await access.Reader(session, id) : new Reader(Rejection.UnknownRoom, Audience.Room, null, null, IsPublic: false);
        if (reader.Refused is { } refused)
        {
            return (null, Errors.Of(refused));
        }

        try
        {
            return await minutes.Read(id, reader.Audience, session is { IsOperator: true }, cancel) is { } view
                ? (view, null) : (null, Errors.Of(Rejection.UnknownRoom));
        }
        catch (CorruptStreamException)
        {
            return (null, Errors.Of(Rejection.Quarantined));
        }
    }
}
