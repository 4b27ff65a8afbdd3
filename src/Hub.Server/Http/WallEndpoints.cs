using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Journal;
using Microsoft.Extensions.Options;

namespace Hub.Server.Http;

/// <summary>
/// The check-in code for the hall's wall. The page of a wall may be opened by anybody, wherever they are: only one that the chair opened, by a link with a
/// secret, is told the code.
/// </summary>
internal static class WallEndpoints
{
    public static void MapWall(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/meetings/{id}/wall", Make)
            .For(Callers.Owners, Permission.HandOutCodes)
            .WithSummary("Makes the link of a wall that shows the check-in code; the older one stops (the chair, the operator).")
            .Produces<LinkMade>(201).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409)
            .Audited(AuditActs.WallOpened, AuditFilter.Meeting, AuditFilter.Seat);
        app.MapGet("/api/wall/{id}", Read).For(Callers.PassHolders)
            .WithSummary("The check-in code, for a wall: Authorization: Wall CODE. Asked once for each code.")
            .Produces<WallCode>().Produces<ErrorBody>(401).Produces<ErrorBody>(404).Produces<ErrorBody>(409).Produces<ErrorBody>(429);
    }

    private static async Task<IResult> Make(string id, HttpContext http, RoomAccess access, IDirectory directory, IOptions<HouseSettings> house)
    {
        if (await MeetingEndpoints.RefusedToOthers(Permission.HandOutCodes, id, http, access) is { } refused)
        {
            return refused;
        }

        if (await access.Meeting(id).About() is not { Presence: true })
        {
            return Errors.Of(Rejection.NotOffered, "presence");
        }

        var code = await Pass.Wall.Renew(directory, id);
        return Results.Json(
            new LinkMade(code, $"{Pages.PublicUrl(http, house.Value)}/screen/{id}#wall={code}"), ApiJson.Of<LinkMade>(),
            statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> Read(
        string id, HttpContext http, RoomAccess access, IDirectory directory, Presence presence, TimeProvider clock, FailedJoins failed,
        CancellationToken cancel)
    {
        var (_, refused) = await DoorEndpoints.Enter(Pass.Wall, id, http, access, directory, failed, cancel);
        if (refused is not null)
        {
            return refused;
        }

        if (await access.Meeting(id).About() is not { Presence: true })
        {
            return Errors.Of(Rejection.NotOffered, "presence");
        }

        var (code, changesIn) = presence.Now(id, clock.GetUtcNow());
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new WallCode(code, (int)Math.Ceiling(changesIn.TotalMilliseconds)), ApiJson.Of<WallCode>());
    }
}
