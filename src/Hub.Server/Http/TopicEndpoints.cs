using System.Collections.Immutable;
using System.Security.Cryptography;
using Hub.Domain;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Feed;
using Hub.Server.Files;
using Hub.Server.Journal;

namespace Hub.Server.Http;

/// <summary>Topics over HTTP: raised by anyone, read by anyone, and with commands as for meetings.</summary>
internal static class TopicEndpoints
{
    public static void MapTopics(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/topics", Raise).For(Callers.Anyone).WithSummary("Raises a topic; no session is needed. The same op again gets the same topic.")
            .Produces<TopicRaised>(201).Produces<ErrorBody>(400).Produces<ErrorBody>(409).Produces<ErrorBody>(413).Produces<ErrorBody>(429);
        app.MapGet("/api/topics/{id}", Read).For(Callers.Readers)
            .WithSummary("The topic as of now, as this session may see it.").Produces<JoinAnswer>().Produces<ErrorBody>(404);
        app.MapGet("/api/topics/{id}/events", (string id, HttpContext http, RoomAccess access, long after = 0, int limit = RoomCalls.MaxEvents) =>
            RoomCalls.Events(StreamNames.OfTopic(id), http, access, after, limit))
            .For(Callers.Readers).WithSummary("The record, a page of at most 1000 events.").Produces<EventPage>().Produces<ErrorBody>(404);
        app.MapGet("/api/topics/{id}/comments",
            (string id, HttpContext http, RoomAccess access, long before = long.MaxValue, int limit = RoomFeed.SnapshotComments) =>
            RoomCalls.Comments(StreamNames.OfTopic(id), http, access, before, limit))
            .For(Callers.Readers).WithSummary("Comments older than a seq, oldest first.").Produces<CommentPage>().Produces<ErrorBody>(404);
        app.MapPost("/api/topics/{id}/key", RenewKey)
            .For(Callers.Owners).WithSummary("The raiser's: another key to come back to the topic with. The older one stops, and with it what it opened.")
            .Produces<ReturnKey>().Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapDelete("/api/topics/{id}/key", RevokeKey).For(Callers.Owners).WithSummary("The raiser's: no key leads back to the topic any more.")
            .Produces(204).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapPost("/api/topics/{id}/commands", (string id, CommandRequest body, HttpContext http, CommandEdge edge) =>
            RoomCalls.Do(StreamNames.OfTopic(id), body, http, edge))
            .For(Callers.Doers).WithSummary("Does a command; the same op again gets the same receipt. Who has no session is a guest of this one operation.")
            .Produces<Receipt>().Produces<Receipt>(400).Produces<Receipt>(403).Produces<Receipt>(404).Produces<Receipt>(409).Produces<Receipt>(429)
                .Produces<Receipt>(503);
    }

    private static async Task<IResult> Raise(
        NewTopic body, HttpContext http, IGrainFactory grains, Guests guests, ReturnKeys keys, IFileStore files, AnonymousWrites anonymous, SignIns signIns,
        Perseverance perseverance)
    {
        if (body.Op is not null && !Operation.IsWellFormed(body.Op))
        {
            return Errors.Of(Rejection.BadOperation, "op");
        }

        var session = Session.Of(http.User);
        if (anonymous.HasNoRoom(session))
        {
            return Errors.Of(Rejection.NoRoom);
        }

        if (anonymous.Topic(session, http.Connection.RemoteIpAddress) is { } wait)
        {
            return Errors.TooFast(
                http, wait, "More topics come from your network, or to this house, than are taken from people it does not know; wait a while.");
        }

        var raise = new TopicCommand.Raise(body.Title, body.Text, body.County, body.Venue, body.Category, body.Files, Member: session?.MemberEverywhere?.Id);
        if (TopicDecider.Check(raise) is { } unfit)
        {
            // Before its files: those of what is refused stay loose.
            return Errors.Of(unfit.Rejection, unfit.Field);
        }

        if (body.Files is { IsEmpty: false } ids)
        {
            // Asked again once they stay: they may have been deleted in between.
            if (!await files.Exist(ids, http.RequestAborted) || !await Stay(files, ids, http.RequestAborted))
            {
                return Errors.Of(Rejection.UnknownFile, "files");
            }
        }

        var op = body.Op ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var person = session is null ? guests.OfOperation(op) : guests.Of(session);
        var operation = Operation.Of(person, op);
        var id = operation.NewId();
        var answer = await perseverance.Ask(
            () => session is null ? Visitors.Ask(grains, new Actor(person, Role.Attendee), op, id, raise)
                : grains.Grain<IVisitorGrain>(person).Do(op, id, isStaff: false, raise),
            answer => answer.Outcome != ReceiptOutcome.Retry, http.RequestAborted);
        if (answer.Rejection is { } rejection)
        {
            return Errors.Of(rejection, answer.Field);
        }

        if (!answer.IsDone)
        {
            return Errors.Of(StatusCodes.Status503ServiceUnavailable, "retry", "The store could not take it; ask again with the same op.");
        }

        var opened = await signIns.Open(http, Session.Going(person, session) with { Member = session?.MemberEverywhere });
        return Results.Json(
            new TopicRaised(
                id, StreamNames.OfTopic(id), signIns.Token(opened.For(null)), await keys.Make(id, op)),
            ApiJson.Of<TopicRaised>(), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<bool> Stay(IFileStore files, ImmutableArray<string> ids, CancellationToken cancel)
    {
        await files.Attach(ids);
        return await files.Exist(ids, cancel);
    }

    private static Task<IResult> RenewKey(string id, HttpContext http, IGrainFactory grains, ExistingRooms rooms, ReturnKeys keys) =>
        OfRaiser(id, http, grains, rooms, keys, async () => Results.Json(new ReturnKey(await keys.Renew(id)), ApiJson.Of<ReturnKey>()));

    /// <summary>A key is made in the place of the older one, and told nobody.</summary>
    private static Task<IResult> RevokeKey(string id, HttpContext http, IGrainFactory grains, ExistingRooms rooms, ReturnKeys keys) =>
        OfRaiser(id, http, grains, rooms, keys, async () =>
        {
            await keys.Renew(id);
            return Results.NoContent();
        });

    private static async Task<IResult> OfRaiser(
        string id, HttpContext http, IGrainFactory grains, ExistingRooms rooms, ReturnKeys keys, Func<Task<IResult>> then)
    {
        if (Session.Of(http.User) is not { } session)
        {
            return Errors.NoSession;
        }

        if (!StreamNames.IsId(id) || !await rooms.Has(StreamNames.OfTopic(id)) || await grains.Grain<ITopicGrain>(id).About() is null)
        {
            return Errors.Of(Rejection.UnknownRoom);
        }

        http.Response.Headers.CacheControl = "no-store";
        return (await grains.Grain<ITopicGrain>(id).Mine(await keys.PersonIn(session, id), isStaff: false)).Raised ? await then()
            : Errors.Of(Rejection.Forbidden);
    }

    private static async Task<IResult> Read(string id, HttpContext http, RoomAccess access, TimeProvider clock)
    {
        var (answer, refused) = await RoomCalls.ReadNow(StreamNames.OfTopic(id), http, access, clock);
        return refused is { } rejection ? Errors.Of(rejection) : Results.Json(answer!, ApiJson.Of<JoinAnswer>());
    }
}

/// <param name="County">Its name.</param>
/// <param name="Files">Ids that <c>POST /api/files</c> answered; at most six.</param>
/// <param name="Op">Makes the call safe to repeat; absent: it is not.</param>
public sealed record NewTopic(
    string Title, string Text, string? County = null, string? Venue = null, string? Category = null, ImmutableArray<string>? Files = null, string? Op = null);

/// <param name="Token">A session of whoever raised it.</param>
/// <param name="Follow">The raiser's own key to come back to this topic with, on whatever device: <c>POST /api/session {key}</c> takes it. Told here and, to
/// the same op, again; absent where another was made since, or it was revoked.</param>
public sealed record TopicRaised(string Id, string Room, string Token, string? Follow);
