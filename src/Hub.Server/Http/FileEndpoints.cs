using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Files;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Server.Http;

/// <summary>Pictures and papers: handed in by anyone, within an allowance of their address; shown so that a browser takes them for nothing else.</summary>
internal static class FileEndpoints
{
    private const int MostBytes = 5 * 1024 * 1024;

    public static void MapFiles(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/files", Add).For(Callers.Anyone).WithSummary(
            "Hands in a picture (PNG, JPEG, GIF, WebP) or a PDF of at most 5 MB: the bytes, or a form with one file. The same twice is one file.")
            .Produces<FileAdded>(201).Produces<ErrorBody>(400).Produces<ErrorBody>(409).Produces<ErrorBody>(413).Produces<ErrorBody>(429)
            .Produces<ErrorBody>(503);
        app.MapMethods("/api/files/{file}", ["GET", "HEAD"], Show).For(Callers.Anyone).WithSummary("A file.").Produces<byte[]>().Produces<ErrorBody>(404);
        app.MapDelete("/api/files/{file}", Delete).For(Permission.DeleteFiles)
            .WithSummary("Takes a file out for good (operator).").Produces(204).Produces<ErrorBody>(401)
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

        if (uploads.Take(http.Connection.RemoteIpAddress) is { } wait)
        {
            return Errors.TooFast(http, wait, "More files come from your network than are taken at once; wait a moment.");
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // A form says a little more than its file.
            limit.MaxRequestBodySize = MostBytes + (64 * 1024);
        }

        if (await Body(http, cancel) is not var (bytes, declared) || bytes.Length > MostBytes)
        {
            return Errors.Of(StatusCodes.Status413PayloadTooLarge, "tooLarge", "A file has at most 5 MB.");
        }

        if (FileContent.Read(bytes) is not var (kind, content) || FileContent.MediaType(kind) != declared)
        {
            return Errors.Of(StatusCodes.Status409Conflict, "notAFile", "This is not the picture (PNG, JPEG, GIF, WebP) or PDF that it says it is.");
        }

        if (await scanner.Look(bytes, cancel) is not Scan.Clean and var scan)
        {
            return scan == Scan.Infected
                ? Errors.Of(StatusCodes.Status409Conflict, "infected", "A scanner knows this file as malicious.")
                : Errors.Of(StatusCodes.Status503ServiceUnavailable, "retry", "Files cannot be scanned for the moment; ask again.");
        }

        var isKnown = AnonymousWrites.IsKnown(session);
        var stays = isKnown && !IsOnlyLoose(session!);
        if (!stays && !await loose.HasRoom(http.Connection.RemoteIpAddress, content.Length, cancel))
        {
            return Errors.TooFast(
                http, TimeSpan.FromHours(
                    1), "Your network, or this house, has as many files that no topic names as are kept; name them in a topic, or wait a day.");
        }

        var from = stays ? null : loose.From(http.Connection.RemoteIpAddress);
        return Results.Json(new FileAdded(await files.Add(kind, content, from, cancel)), ApiJson.Of<FileAdded>(), statusCode: StatusCodes.Status201Created);
    }

    /// <summary>
    /// What somebody of a department brings as evidence stays once a commitment names it, as do the files of people whom nobody knows: what is refused, or
    /// never sent, leaves nothing.
    /// </summary>
    private static bool IsOnlyLoose(Session session) => session is { Account: not null, Member: null } && !session.MaySomewhere(Permission.MakeCommitments);

    /// <returns>The bytes with what they say they are, or null where there are too many.</returns>
    private static async Task<(byte[] Bytes, string? MediaType)?> Body(HttpContext http, CancellationToken cancel)
    {
        try
        {
            if (!http.Request.HasFormContentType)
            {
                using var whole = new MemoryStream();
                await http.Request.Body.CopyToAsync(whole, cancel);
                return (whole.ToArray(), MediaTypeOf(http.Request.ContentType));
            }

            var form = await http.Request.ReadFormAsync(
                new FormOptions { MultipartBodyLengthLimit = MostBytes, ValueCountLimit = 8, BufferBody = false }, cancel);
            if (form.Files is not [var file])
            {
                return ([], null);
            }

            using var one = new MemoryStream();
            await file.CopyToAsync(one, cancel);
            return (one.ToArray(), MediaTypeOf(file.ContentType));
        }
        catch (InvalidDataException)
        {
            return null;
        }
        catch (IOException e) when (e is not BadHttpRequestException && !http.RequestAborted.IsCancellationRequested)
        {
            // A form that breaks off in the middle holds no file.
            return ([], null);
        }
    }

    private static string? MediaTypeOf(string? contentType) =>
        contentType?.Split(';')[0].Trim().ToLowerInvariant() is "image/jpg" ? "image/jpeg" : contentType?.Split(';')[0].Trim().ToLowerInvariant();

    private static async Task<IResult> Show(string file, HttpContext http, IFileStore files, CancellationToken cancel)
    {
        if (!FileContent.IsId(file) || await files.Find(file, cancel) is not { } found)
        {
            return Errors.Of(StatusCodes.Status404NotFound, "unknownFile", "There is no such file.");
        }

        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.ContentDisposition = $"{(found.Kind == FileKind.Pdf ? "attachment" : "inline")}; filename=\"{file}.{FileContent.Extension(found.Kind)}\"";
        return Results.Bytes(found.Content, FileContent.MediaType(found.Kind), entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{file}\""));
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
