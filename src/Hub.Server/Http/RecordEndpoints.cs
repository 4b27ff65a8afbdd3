using System.Text;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
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
    private const string Json = "application/json; charset=utf-8";
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public static void MapRecords(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/meetings/{id}/minutes", Minutes).For(Callers.Readers)
            .WithSummary("The minutes, drafted from the stored events, with the chair's corrections; as=room: as anybody in the room reads them.")
            .Produces<MinutesView>().Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/meetings/{id}/minutes.md", Markdown).For(Callers.Readers)
            .WithSummary("The minutes as Markdown; lang: zh or en.").Produces<string>(200, "text/markdown")
            .Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/meetings/{id}/minutes.docx", Word).For(Callers.Readers).WithSummary("The minutes as DOCX; lang: zh or en.").Produces<byte[]>(200, Docx)
            .Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/meetings/{id}/floor", Floor)
            .For(Callers.Readers)
            .WithSummary("In which order the hands come to speak, and by which rule each stands behind the one before.").Produces<FloorOrder>()
            .Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/meetings/{id}/replay", Replay).For(Callers.Readers)
            .WithSummary("The time line of a meeting that is over.").Produces<ReplayView>().Produces<ErrorBody>(403)
            .Produces<ErrorBody>(404).Produces<ErrorBody>(409);
        app.MapGet("/api/meetings/{id}/replay/at", ReplayAt)
            .For(Callers.Readers)
            .WithSummary("The snapshot that the room had so many milliseconds after the beginning; at the end, the one it has now.").Produces<MeetingView>()
            .Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409).Produces<ErrorBody>(429);
    }

    private static async Task<IResult> Floor(string id, HttpContext http, RoomAccess access) =>
        await Refused(id, http, access) is { } refused ? refused
        : await access.Meeting(id).FloorOrder() is { } order ? Results.Json(order, ApiJson.Of<FloorOrder>())
        : Errors.Of(Rejection.UnknownRoom);

    private static Task<IResult> Replay(string id, HttpContext http, RoomAccess access, ReplayReader replay, Record record, CancellationToken cancel) =>
        Replayed(
            id, http, access, record, "replay",
            async () => await replay.Read(id, CancellationToken.None) is { } view ? JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Of<ReplayView>()) : null,
            cancel);

    private static async Task<IResult> ReplayAt(
        string id, HttpContext http, RoomAccess access, ReplayReader replay, Record record, ReplayedMoments allowance, CancellationToken cancel,
        long ms = long.MaxValue) =>
        allowance.Take(http.Connection.RemoteIpAddress) is { } wait
            ? Errors.TooFast(http, wait, "Your network asks for more of this replay at once than is made for it; wait a moment.")
            : await Replayed(id, http, access, record, $"replay at {Math.Max(0, ms)}", () => replay.At(id, Math.Max(0, ms), CancellationToken.None), cancel);

    private static async Task<IResult> Replayed(
        string id, HttpContext http, RoomAccess access, Record record, string what, Func<Task<byte[]?>> make, CancellationToken cancel) =>
        await Refused(id, http, access) is { } refused ? refused
        : await record.Of(id, what, make, cancel) is { } made ? Results.Bytes(made, Json)
        : await NotHeld(id, access);

    private static async Task<IResult> NotHeld(string id, RoomAccess access) =>
        Errors.Of(await access.Meeting(id).About() is { Status: MeetingStatus.Cancelled } ? Rejection.MeetingCancelled : Rejection.MeetingStillOpen);

    private static async Task<IResult?> Refused(string id, HttpContext http, RoomAccess access) =>
        (StreamNames.IsId(id) ? (await access.Reader(Session.Of(http.User), id)).Refused : Rejection.UnknownRoom) is { } refused ? Errors.Of(refused) : null;

    private static Task<IResult> Minutes(
        string id, HttpContext http, RoomAccess access, MinutesReader minutes, Record record, HouseViews views, CancellationToken cancel) =>
        Made(id, http, access, minutes, record, views, "", Json, view => JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Of<MinutesView>()), cancel);

    private static Task<IResult> Markdown(
        string id, HttpContext http, RoomAccess access, MinutesReader minutes, Record record, FormatCatalogue formats, HouseViews views,
        CancellationToken cancel, string lang = "zh") =>
        Made(
            id, http, access, minutes, record, views, lang == "en" ? "en.md" : "zh.md", "text/markdown; charset=utf-8",
            view => Encoding.UTF8.GetBytes(
                MinutesFiles.Markdown(MinutesDocument.Of(view, formats.Find(view.Format)?.Name, views.Calendar, lang == "en"))), cancel);

    private static Task<IResult> Word(
        string id, HttpContext http, RoomAccess access, MinutesReader minutes, Record record, FormatCatalogue formats, HouseViews views,
        CancellationToken cancel, string lang = "zh") =>
        Made(
            id, http, access, minutes, record, views, lang == "en" ? "en.docx" : "zh.docx", Docx,
            view => MinutesFiles.Docx(MinutesDocument.Of(view, formats.Find(view.Format)?.Name, views.Calendar, lang == "en")), cancel);

    /// <param name="file">In which language, and as which kind of file; empty: as data.</param>
    private static async Task<IResult> Made(
        string id, HttpContext http, RoomAccess access, MinutesReader minutes, Record record, HouseViews views, string file, string mediaType,
        Func<MinutesView, byte[]> write, CancellationToken cancel)
    {
        var reader = (await MeetingEndpoints.Reader(id, http, access)).AsAskedBy(http);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        try
        {
            // The chair and staff who may read records read more than others: what is made for them is told to nobody else.
            var isStaff = reader.May(Permission.ReadRecords);
            var made = await record.Of(
                id, $"minutes {(reader.Audience == Audience.Chair || isStaff ? "of everyone" : "of offices")} {file}",
                async () => await minutes.Read(id, reader.Audience, isStaff, CancellationToken.None) is { } view ? write(view) : null, cancel);
            if (made is null)
            {
                return Errors.Of(Rejection.UnknownRoom);
            }

            if (file.Length > 0)
            {
                var about = await access.Meeting(id).About();
                var extension = file.Split('.')[1];
                http.Response.Named(
                    Downloads.Name(about?.Title ?? "", about?.StartsAt is { } at ? views.Calendar.DayOf(at) : null, extension), $"minutes-{id}.{extension}");
            }

            return Results.Bytes(made, mediaType);
        }
        catch (CorruptStreamException)
        {
            return Errors.Of(Rejection.Quarantined);
        }
    }

    /// <summary>What is made of a meeting's record, once for each head of its streams; see <see cref="CostlyAnswers"/>.</summary>
    internal sealed class Record(CostlyAnswers costly, IJournal journal)
    {
        /// <param name="what">Names everything besides the record that the answer depends on, for whom it is made among it.</param>
        public async Task<byte[]?> Of(string meeting, string what, Func<Task<byte[]?>> make, CancellationToken cancel)
        {
            var head = await journal.HeadBefore(StreamNames.OfMeeting(meeting), long.MaxValue, cancel);
            var votes = await journal.HeadBefore(StreamNames.BoxStream(meeting), long.MaxValue, cancel);
            return await costly.Of($"{meeting} {head.Hash} {votes.Hash} {what}", make, cancel);
        }
    }
}
