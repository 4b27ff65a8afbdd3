using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Texts;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
using Hub.Server.Consents;
using Hub.Server.Journal;
using Hub.Server.Privacy;
using Microsoft.Extensions.Options;

namespace Hub.Server.Http;

/// <summary>What the house holds of whoever asks, and how it forgets them. Nobody learns anything of anybody else here, but staff whose wishes wait.</summary>
internal static class PrivacyEndpoints
{
    public static void MapPrivacy(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/privacy", Rules).For(Callers.Anyone)
            .WithSummary("How long this house keeps what is personal, in days; 0: for ever.").Produces<PrivacyRules>();
        app.MapGet("/api/me/data", Data).For(Callers.Persons)
            .WithSummary("All that this house holds of me: names, texts, topics, sessions. With download=true as a file.")
            .Produces<MyData>().Produces<ErrorBody>(401).Produces<ErrorBody>(503);
        app.MapPost("/api/me/forget", Forget).For(Callers.Persons)
            .WithSummary(
            "Removes my names and what I wrote, handed in and signed in with, and never a vote. 202: what stands in closed records, and an account, waits "
            + "until somebody of the staff agrees; the rest is done. The same again goes on where it was.")
            .Produces<Forgot>().Produces<Forgot>(202).Produces<ErrorBody>(401).Produces<ErrorBody>(409).Produces<ErrorBody>(429).Produces<ErrorBody>(503);
        app.MapGet("/api/forgets", Wishes).For(Permission.RemoveNames)
            .WithSummary("Who asked to be forgotten, and waits for somebody to agree (staff).").Produces<WishList>()
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403);
        app.MapPost("/api/forgets/{id}/agree", Agree).For(Permission.RemoveNames)
            .WithSummary("Agrees that closed records forget this person too (staff, another than who asked).")
            .Produces<Forgot>().Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(503)
            .Audited(AuditActs.ForgettingAgreed, AuditFilter.Under("forgets"));
        app.MapPost("/api/forgets/{id}/decline", Decline).For(Permission.RemoveNames)
            .WithSummary("Does not agree, and says why (staff).").Produces(204).Produces<ErrorBody>(401)
            .Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409).Audited(AuditActs.ForgettingDeclined, AuditFilter.Under("forgets"));
    }

    private static IResult Rules(IOptions<PrivacySettings> settings, ForgetList list) => Results.Json(
        new PrivacyRules(
            Session.GuestDays, Session.MemberDays, Session.StaffDays, settings.Value.GuestNameDays, settings.Value.NominationReasonDays, list.IsKept),
        ApiJson.Of<PrivacyRules>());

    private static async Task<IResult> Data(HttpContext http, PersonalData held, CostlyAnswers costly, CancellationToken cancel, bool download = false)
    {
        if (Session.Of(http.User) is not { Room: null } session)
        {
            return Errors.NoSession;
        }

        var data = await costly.InTurn(() => held.Of(session, cancel));
        if (download)
        {
            http.Response.Headers.ContentDisposition = "attachment; filename=\"my-data.json\"";
        }

        return Results.Json(data, ApiJson.Of<MyData>());
    }

    private static async Task<IResult> Forget(
        HttpContext http, Forgetting forgetting, Sessions sessions, IJournal journal, AnonymousWrites anonymous, CostlyAnswers costly)
    {
        if (Session.Of(http.User) is not { Room: null } session)
        {
            return Errors.NoSession;
        }

        if (journal.Format < RecordFormat.Fifth)
        {
            // As with other new acts: a node of an older build could not read what is left.
            return Errors.Of(Rejection.NotOffered, "forget");
        }

        if (anonymous.Command(session, http.Connection.RemoteIpAddress) is { } wait)
        {
            return Errors.TooFast(http, wait, "Too much comes from your network of people this house does not know; wait a moment.");
        }

        var wish = await costly.InTurn(() => forgetting.Ask(session));
        if (wish.State == ForgetState.Done)
        {
            // Also one that was never stored.
            await sessions.End(session, http);
            await sessions.Forget(session.Person);
            SessionCookie.Delete(http);
        }

        return View(wish);
    }

    private static async Task<IResult> Wishes(HttpContext http, IForgetWishes wishes, CancellationToken cancel)
    {
        return StaffOnly(http) is { } refused ? refused : Results.Json(
            new WishList([.. (await wishes.ReadOpen(cancel)).Where(w => w.State is ForgetState.Waiting or ForgetState.Agreed)
                .Select(w => new WishItem(w.Id, w.AskedAt, w.State, w.Member))]),
            ApiJson.Of<WishList>());
    }

    private static async Task<IResult> Agree(
        string id, HttpContext http, Forgetting forgetting, IForgetWishes wishes, Consenting consenting, CostlyAnswers costly)
    {
        var (refused, wish) = await Agreed(id, http, forgetting, wishes, consenting, costly);
        return refused ?? View(wish!);
    }

    /// <summary>Agrees to a wish that waits, if whoever asks may.</summary>
    public static async Task<(IResult? Refused, ForgetWish? Wish)> Agreed(
        string id, HttpContext http, Forgetting forgetting, IForgetWishes wishes, Consenting consenting, CostlyAnswers costly)
    {
        var (refused, session) = await WhyNot(id, http, wishes, consenting);
        return refused is not null ? (refused, null)
            : await costly.InTurn(() => forgetting.Agree(id, session!.Person)) is { } wish ? (null, wish) : (Unknown(), null);
    }

    private static async Task<IResult> Decline(
        string id, Declining body, HttpContext http, Forgetting forgetting, IForgetWishes wishes, Consenting consenting) =>
        Limits.Check(body.Reason, Limits.Reason, "reason", Lines.Several) is { } wrong ? StaffOnly(http) ?? Errors.Of(wrong.Rejection, wrong.Field)
            : await Declined(id, body, http, forgetting, wishes, consenting);

    /// <summary>Does not agree to a wish that waits, if whoever asks may.</summary>
    public static async Task<IResult> Declined(
        string id, Declining body, HttpContext http, Forgetting forgetting, IForgetWishes wishes, Consenting consenting)
    {
        var (refused, session) = await WhyNot(id, http, wishes, consenting);
        return refused ?? (await forgetting.Decline(id, session!.Person, body.Reason.Trim()) ? Results.NoContent() : Unknown());
    }

    /// <summary>Two pairs of eyes: whose wish it is never decides it, and no key that names nobody where there are accounts.</summary>
    private static async Task<(IResult? Refused, Session? Session)> WhyNot(string id, HttpContext http, IForgetWishes wishes, Consenting consenting)
    {
        var wish = (await wishes.ReadOpen()).FirstOrDefault(w => w.Id == id);

        // An account goes by the word of whoever makes accounts.
        if ((StaffOnly(http) ?? (wish?.Account is not null ? MeetingEndpoints.Refused(Permission.ManageAccounts, Scope.House, http) : null)) is { } refused)
        {
            return (refused, null);
        }

        var session = Session.Of(http.User)!;
        if (wish is null || wish.Person == session.Person || (wish.Account is not null && wish.Account == session.Account))
        {
            return (Unknown(), null);
        }

        var eyes = await consenting.EyesOf(session);
        if (eyes == Eyes.KeyAlone)
        {
            await consenting.NoteAlone(session, http.Connection.RemoteIpAddress, $"forgets/{id}");
        }

        return eyes == Eyes.None ? (ConsentEndpoints.AccountNeeded(), null) : (null, session);
    }

    private static IResult View(ForgetWish wish) => Results.Json(
        new Forgot(wish.State, wish.State == ForgetState.Waiting ? wish.Id : null), ApiJson.Of<Forgot>(),
        statusCode: wish.State == ForgetState.Waiting ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);

    /// <summary>What stands in any meeting may be among it: staff whose role is limited do not decide this.</summary>
    private static IResult? StaffOnly(HttpContext http) => MeetingEndpoints.Refused(Permission.RemoveNames, Scope.House, http);

    private static IResult Unknown() => Errors.Of(
        StatusCodes.Status404NotFound, "unknownWish", "No such wish waits, or it is your own, to which another has to agree.");
}

/// <param name="GuestSessionDays">After so many days a guest's session ends, and what it says of device and network goes with it.</param>
/// <param name="ForgetsBackups">Whether a backup from before, once restored, forgets again what was forgotten since.</param>
public sealed record PrivacyRules(
    int GuestSessionDays, int MemberSessionDays, int StaffSessionDays, int GuestNameDays, int NominationReasonDays, bool ForgetsBackups);

/// <param name="State">done, or waiting.</param>
/// <param name="Wish">Of one that waits.</param>
public sealed record Forgot(ForgetState State, string? Wish = null);

public sealed record WishList(ImmutableArray<WishItem> Items);

/// <param name="Wish">Its id.</param>
/// <param name="Member">The id in the members' register of whoever asked as a member.</param>
public sealed record WishItem(string Wish, DateTimeOffset AskedAt, ForgetState State, string? Member = null);

public sealed record Declining(string Reason);
