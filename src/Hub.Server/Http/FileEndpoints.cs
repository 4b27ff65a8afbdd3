using System.Text;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Edge;
using Hub.Server.Files;
using Hub.Server.Views;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Server.Http;

/// <summary>
/// Pictures and papers: handed in by anyone, within an allowance of the visitor and of their address; shown so that a browser takes them for nothing else.
/// </summary>
internal static class FileEndpoints
{
    private const int MostBytes = 5 * 1024 * 1024;
    private const string ForGood = "public, max-age=31536000, immutable";

    /// <summary>What stands for a PDF where pictures are shown small.</summary>
    private const string PaperDrawn =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"96\" height=\"96\" viewBox=\"0 0 96 96\"><rect width=\"96\" height=\"96\" fill=\"#eef2f2\"/>"
        + "<path d=\"M28 14h28l14 14v54H28z\" fill=\"#fff\" stroke=\"#4a5c61\" stroke-width=\"2\"/><path d=\"M56 14v14h14\" fill=\"none\" stroke=\"#4a5c61\" "
        + "stroke-width=\"2\"/><text x=\"49\" y=\"62\" font-family=\"sans-serif\" font-size=\"16\" font-weight=\"700\" text-anchor=\"middle\" "
        + "fill=\"#9a2f1f\">PDF</text></svg>";

    public static void MapFiles(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/files", Add).For(Callers.Anyone).WithSummary(
            "Hands in a picture (PNG, JPEG, GIF, WebP) or a PDF of at most 5 MB: the bytes, or a form with one file, whatever it is called. The same twice is "
            + "one file.")
            .Produces<FileAdded>(201).Produces<ErrorBody>(400).Produces<ErrorBody>(409).Produces<ErrorBody>(413).Produces<ErrorBody>(429)
            .Produces<ErrorBody>(503);
        app.MapMethods("/api/files/{file}", ["GET", "HEAD"], Show).For(Callers.Anyone)
            .WithSummary("A file; a meeting's document only to whoever may read that meeting.").Produces<byte[]>().Produces<ErrorBody>(403)
            .Produces<ErrorBody>(404);
        app.MapMethods("/api/files/{file}/thumbnail", ["GET", "HEAD"], Thumbnail).For(Callers.Anyone)
            .WithSummary("A picture for where a file is listed: leads to a picture itself, and draws what stands for a PDF.").Produces<byte[]>().Produces(302)
            .Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapDelete("/api/files/{file}", Delete).For(Permission.DeleteFiles)
            .WithSummary("Takes a file out for good (staff).").Produces(204).Produces<ErrorBody>(401)
            .Produces<ErrorBody>(403)
            .Audited(AuditActs.FileDeleted, http => http.GetRouteValue("file") is string file && FileContent.IsId(file) ? $"files/{file}" : null);
    }

    private static async Task<IResult> Add(
        HttpContext http, IFileStore files, LooseFiles loose, Uploads uploads, AnonymousWrites anonymous, VirusScanner scanner,
        CancellationToken cancel)
    {
        var session = Session.Of(http.User);
        if (anonymous.HasNoRoom(session))
        {
            return Errors.Of(Rejection.NoRoom);
        }

        if (uploads.Take(session, http.Connection.RemoteIpAddress) is { } wait)
        {
            return Refused(FileRefusal.TooMany, http, wait);
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // A form says a little more than its file.
            limit.MaxRequestBodySize = MostBytes + (64 * 1024);
        }

        if (await Body(http, cancel) is not { } bytes || bytes.Length > MostBytes)
        {
            return Refused(FileRefusal.TooLarge);
        }

        // What the sender calls it does not matter: a name ends as somebody typed it, and programs save one kind under the name of another.
        if (FileContent.Read(bytes, out var refusal) is not var (kind, content))
        {
            return Refused(refusal);
        }

        if (await scanner.Look(bytes, cancel) is not Scan.Clean and var scan)
        {
            return scan == Scan.Infected
                ? Refused(FileRefusal.Infected)
                : Errors.Of(StatusCodes.Status503ServiceUnavailable, "retry", "Files cannot be scanned for the moment; ask again.");
        }

        var isKnown = AnonymousWrites.IsKnown(session);
        var stays = isKnown && !IsOnlyLoose(session!);
        if (!stays && !await loose.HasRoom(http.Connection.RemoteIpAddress, content.Length, cancel))
        {
            return Refused(FileRefusal.TooManyUnused, http, TimeSpan.FromHours(1));
        }

        var from = stays ? null : loose.From(http.Connection.RemoteIpAddress);
        return Results.Json(new FileAdded(await files.Add(kind, content, from, cancel)), ApiJson.Of<FileAdded>(), statusCode: StatusCodes.Status201Created);
    }

    /// <summary>
    /// What somebody of a department brings as evidence stays once a commitment names it, as do the files of people whom nobody knows: what is refused, or
    /// never sent, leaves nothing.
    /// </summary>
    private static bool IsOnlyLoose(Session session) => session is { Account: not null, Member: null } && !session.MaySomewhere(Permission.MakeCommitments);

    private static IResult Refused(FileRefusal refusal, HttpContext? http = null, TimeSpan wait = default)
    {
        if (http is not null)
        {
            http.Response.Headers.RetryAfter = Errors.Seconds(wait);
        }

        var (status, sentence) = refusal switch
        {
            FileRefusal.NotAFile => (StatusCodes.Status409Conflict, "This is neither a picture (PNG, JPEG, GIF, WebP) nor a PDF."),
            FileRefusal.DamagedFile => (StatusCodes.Status409Conflict, "This picture or PDF is not whole, or damaged."),
            FileRefusal.Heic => (StatusCodes.Status409Conflict, "This picture is HEIC, HEIF or AVIF, which most browsers do not show; save it as JPEG."),
            FileRefusal.TooManyPixels => (StatusCodes.Status409Conflict, "A picture has at most 12,000 pixels on each side."),
            FileRefusal.TooLarge => (StatusCodes.Status413PayloadTooLarge, "A file has at most 5 MB."),
            FileRefusal.TooMany => (
                StatusCodes.Status429TooManyRequests, "More files come from you, or your network, than are taken at once; wait a while."),
            FileRefusal.TooManyUnused => (
                StatusCodes.Status429TooManyRequests,
                "Your network, or this house, has as many files that no topic names as are kept; name them in a topic, or wait a day."),
            FileRefusal.Infected => (StatusCodes.Status409Conflict, "A scanner knows this file as malicious."),
            _ => throw new InvalidOperationException($"A file refused for {refusal}?"),
        };
        return Errors.Of(status, CamelCase.Of(refusal), sentence);
    }

    /// <returns>The bytes, or null where there are too many.</returns>
    private static async Task<byte[]?> Body(HttpContext http, CancellationToken cancel)
    {
        try
        {
            if (!http.Request.HasFormContentType)
            {
                using var whole = new MemoryStream();
                await http.Request.Body.CopyToAsync(whole, cancel);
                return whole.ToArray();
            }

            var form = await http.Request.ReadFormAsync(
                new FormOptions { MultipartBodyLengthLimit = MostBytes, ValueCountLimit = 8, BufferBody = false }, cancel);
            if (form.Files is not [var file])
            {
                return [];
            }

            using var one = new MemoryStream();
            await file.CopyToAsync(one, cancel);
            return one.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        catch (IOException e) when (e is not BadHttpRequestException && !http.RequestAborted.IsCancellationRequested)
        {
            // A form that breaks off in the middle holds no file.
            return [];
        }
    }

    private static async Task<IResult> Show(
        string file, HttpContext http, IFileStore files, NamedFiles named, RoomAccess access, CancellationToken cancel)
    {
        if (!FileContent.IsId(file) || await files.Find(file, cancel) is not { } found)
        {
            return Errors.Of(StatusCodes.Status404NotFound, "unknownFile", "There is no such file.");
        }

        if (await WhyNot(file, http, named, access, cancel) is { } refused)
        {
            return refused;
        }

        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.ContentDisposition = $"{(found.Kind == FileKind.Pdf ? "attachment" : "inline")}; filename=\"{file}.{FileContent.Extension(found.Kind)}\"";
        return Results.Bytes(found.Content, FileContent.MediaType(found.Kind), entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{file}\""));
    }

    /// <remarks>
    /// The house decodes no picture: what would make small ones would be the first to take apart, with native code, what strangers send. Pages made them
    /// smaller before they were handed in, and browsers fetch the one picture for both sizes, once it comes into view.
    /// </remarks>
    private static async Task<IResult> Thumbnail(
        string file, HttpContext http, IFileStore files, NamedFiles named, RoomAccess access, CancellationToken cancel)
    {
        if (!FileContent.IsId(file) || await files.KindOf(file, cancel) is not { } kind)
        {
            return Errors.Of(StatusCodes.Status404NotFound, "unknownFile", "There is no such file.");
        }

        if (await WhyNot(file, http, named, access, cancel) is { } refused)
        {
            return refused;
        }

        if (kind != FileKind.Pdf)
        {
            return Results.LocalRedirect($"/api/files/{file}");
        }

        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Text(PaperDrawn, "image/svg+xml", Encoding.UTF8);
    }

    /// <summary>
    /// A document of meetings is shown to whom one of them is open: by its address alone nobody reads what only codes open. How long it may be kept is said
    /// here: a file never changes, but who may read a meeting does.
    /// </summary>
    /// <returns>Null where whoever asks may read the file.</returns>
    private static async Task<IResult?> WhyNot(string file, HttpContext http, NamedFiles named, RoomAccess access, CancellationToken cancel)
    {
        var meetings = await named.MeetingsOf(file, cancel);
        http.Response.Headers.CacheControl = meetings.Count == 0 ? ForGood : "private, no-cache";
        foreach (var meeting in meetings)
        {
            if ((await access.Reader(Session.Of(http.User), meeting)).Refused is null)
            {
                return null;
            }
        }

        return meetings.Count == 0 ? null : Errors.Of(Rejection.Forbidden);
    }

    private static async Task<IResult> Delete(string file, HttpContext http, IFileStore files)
    {
        if (MeetingEndpoints.Refused(Permission.DeleteFiles, Scope.House, http) is { } refused)
        {
            return refused;
        }

        await files.Delete(file);
        return Results.NoContent();
    }
}

/// <param name="File">Its id: what topics and notes name it by.</param>
public sealed record FileAdded(string File);
