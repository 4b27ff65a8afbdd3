using System.Security.Cryptography;
using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Live;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Hub.Server.Http;

/// <param name="Position">What follows the position asked for leads up to here, or beyond it.</param>
public sealed record LiveHead(string Position);

/// <summary>
/// A public room for whoever only watches it, without the live hub: a position is an address, and what follows it may be cached. Whoever asks is nobody here;
/// a room that not everybody may read is not there.
/// </summary>
internal static class LiveEndpoints
{
    /// <summary>What is hidden later is blank here at once; a cache has it for so long, unless it is purged.</summary>
    private const string ForAnHour = "public, max-age=3600";

    /// <summary>Of what changes: for as long as it takes that everyone who asks at the same time gets the same answer.</summary>
    private const string ForAMoment = "public, max-age=1";

    /// <summary>RFC 8470 has it for another reason; here it says that nothing follows yet.</summary>
    private const int TooEarly = 425;

    private const string Json = "application/json; charset=utf-8";

    public static void MapLive(this IEndpointRouteBuilder app)
    {
        foreach (var kind in new[] { "meetings", "topics" })
        {
            var room = $"/live/{kind}/{{id}}";
            app.MapGet($"{room}/snapshot", (string id, HttpContext http, PublicRooms rooms) => Snapshot($"{kind}/{id}", http, rooms))
                .For(Callers.Anyone)
                .WithSummary("A public room as of now, and how often what follows is told; for observers.")
                .Produces<JoinAnswer>().Produces<ErrorBody>(404).Produces<ErrorBody>(429);
            app.MapGet(
                    $"{room}/head",
                    (string id, string? after, HttpContext http, PublicRooms rooms, CancellationToken cancel) =>
                        Head($"{kind}/{id}", after, http, rooms, cancel))
                .For(Callers.Anyone)
                .WithSummary("Waits up to 25 s until something follows a position, and says up to where; 204: nothing does.")
                .Produces<LiveHead>().Produces(204).Produces<ErrorBody>(404).Produces<ErrorBody>(429).DisableHttpMetrics();
            app.MapGet(
                    $"{room}/frames/{{from}}",
                    (string id, string from, HttpContext http, PublicRooms rooms) => Frame($"{kind}/{id}", from, http, rooms))
                .For(Callers.Anyone)
                .WithSummary("The frame that follows a position; 425: nothing follows yet; 404: the position is not known, or too long ago.")
                .Produces<FrameView>().Produces<ErrorBody>(404).Produces<ErrorBody>(TooEarly).Produces<ErrorBody>(429);
            app.MapGet(
                    $"{room}/events",
                    (string id, string? after, HttpContext http, PublicRooms rooms, CancellationToken cancel) =>
                        Events($"{kind}/{id}", after, http, rooms, cancel))
                .For(Callers.Anyone)
                .WithSummary("The same as server-sent events: snapshot, frame, tally; behind Last-Event-ID, or after, where that is known.")
                .Produces<string>(200, "text/event-stream").Produces<ErrorBody>(404).Produces<ErrorBody>(429).DisableHttpMetrics();
        }
    }

    private static async Task<IResult> Snapshot(string name, HttpContext http, PublicRooms rooms)
    {
        Leave(http, rooms);
        if (TooFast(name, http, rooms) is { } refused)
        {
            return refused;
        }

        if (await rooms.Find(name) is not { } room || await rooms.Read(room) is not { } answer || !await rooms.IsPublic(name))
        {
            return NotThere(http);
        }

        http.Response.Headers.CacheControl = ForAMoment;
        return Results.Json(answer, ApiJson.Of<JoinAnswer>());
    }

    private static async Task<IResult> Head(string name, string? after, HttpContext http, PublicRooms rooms, CancellationToken cancel)
    {
        if (TooFast(name, http, rooms) is { } refused)
        {
            return refused;
        }

        if (await rooms.Find(name) is not { } room)
        {
            return NotThere(http);
        }

        var head = await rooms.Head(room, after, cancel);
        Leave(http, rooms);
        if (!await rooms.IsPublic(name))
        {
            // It was open to everybody when the waiting began.
            return NotThere(http);
        }

        http.Response.Headers.CacheControl = ForAMoment;
        return head is null ? Results.NoContent() : Results.Json(new LiveHead(head), ApiJson.Of<LiveHead>());
    }

    private static async Task<IResult> Frame(string name, string from, HttpContext http, PublicRooms rooms)
    {
        Leave(http, rooms);
        if (TooFast(name, http, rooms) is { } refused)
        {
            return refused;
        }

        if (await rooms.Find(name) is not { } room)
        {
            return NotThere(http);
        }

        var (isKnown, frame) = await PublicRooms.Frame(room, from);
        if (!await rooms.IsPublic(name))
        {
            return NotThere(http);
        }

        if (!isKnown)
        {
            http.Response.Headers.CacheControl = "no-store";
            return Errors.Of(StatusCodes.Status404NotFound, "unknownPosition", "The position is not known here, or too long ago; read the snapshot.");
        }

        if (frame is null)
        {
            http.Response.Headers.CacheControl = ForAMoment;
            return Errors.Of(TooEarly, "nothingYet", "Nothing follows this position yet; ask for the head after it, which waits.");
        }

        http.Response.Headers.CacheControl = ForAnHour;
        return Results.Bytes(frame, Json, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(frame).AsSpan(0, 8))}\""));
    }

    private static async Task Events(string name, string? after, HttpContext http, PublicRooms rooms, CancellationToken cancel)
    {
        Leave(http, rooms);
        if (TooFast(name, http, rooms) is { } refused)
        {
            await refused.ExecuteAsync(http);
            return;
        }

        if (await rooms.Find(name) is not { } room)
        {
            await NotThere(http).ExecuteAsync(http);
            return;
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";

        // What nginx is told, so that it passes on each event as it comes.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var last = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } told ? told : after;
        try
        {
            await rooms.Stream(
                name, room, last,
                async (bytes, token) => await http.Response.BodyWriter.WriteAsync(bytes, token),
                cancel);
        }
        catch (Exception e) when (e is OperationCanceledException || (http.Response.HasStarted && Perseverance.IsPassing(e)))
        {
            // The client has gone, or this node goes, or the room is out of reach for a moment: whoever is there comes back with their position.
        }
    }

    /// <summary>Whoever asks this node over a connection that stays open asks another the next time, once this one leaves.</summary>
    private static void Leave(HttpContext http, PublicRooms rooms)
    {
        if (rooms.IsLeaving && HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            http.Response.Headers.Connection = "close";
        }
    }

    private static IResult? TooFast(string name, HttpContext http, PublicRooms rooms)
    {
        if (rooms.Wait(name, http.Connection.RemoteIpAddress) is not { } wait)
        {
            return null;
        }

        http.Response.Headers.CacheControl = "no-store";
        return Errors.TooFast(http, wait, "Too many rooms were asked for from this network; ask again later.");
    }

    private static IResult NotThere(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Errors.Of(Rejection.UnknownRoom);
    }
}
