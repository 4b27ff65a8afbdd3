using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Meetings;
using Hub.Domain.Texts;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
using Hub.Server.Consents;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Journal;
using Hub.Server.Privacy;

namespace Hub.Server.Http;

/// <summary>
/// What two of the staff are needed for: who may asks, and it waits until another account agrees. Where there is no account at all, the operator key does it at
/// once, and the audit log says that it did so alone.
/// </summary>
internal static class ConsentEndpoints
{
    public static void MapConsents(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/meetings/{id}/names/{participant}/remove", RemoveName)
            .For(Permission.RemoveNames).WithSummary(
            "Asks that a person's name be removed from the record, by law or for a reason as good (staff): their acts and votes stay, and the record says that "
            + "it was removed. 202: it waits until another account agrees.")
            .Produces<Receipt>().Produces<ConsentAsked>(202).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404)
            .Produces<ErrorBody>(409).Produces<ErrorBody>(503).Audited(AuditActs.ConsentAsked, Under("participants", "participant"));
        app.MapPost("/api/meetings/{id}/ballots/{ballot}/void", VoidBallot)
            .For(Permission.VoidBallots).WithSummary(
            "Asks that a ballot be declared void (staff, convener): an open one is closed, what was voted stands in the record, and decides nothing. 202: it "
            + "waits until another account agrees.")
            .Produces<Receipt>().Produces<ConsentAsked>(202).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404)
            .Produces<ErrorBody>(409).Produces<ErrorBody>(503).Audited(AuditActs.ConsentAsked, Under("ballots", "ballot"));
        app.MapPost("/api/meetings/{id}/visibility", ShowRecord)
            .For(Permission.EditMeetings).WithSummary(
            "Asks that others may see the record of a closed meeting, or no more (staff, convener). 202: it waits until another account agrees.")
            .Produces<Receipt>().Produces<ConsentAsked>(202).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404)
            .Produces<ErrorBody>(409).Produces<ErrorBody>(503).Audited(AuditActs.ConsentAsked, AuditFilter.Meeting);
        app.MapGet("/api/consents", List).For(Permission.GiveConsent)
            .WithSummary("What waits for another account to agree, and who wants to be forgotten (staff).").Produces<ConsentList>()
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403);
        app.MapPost("/api/consents/{id}/agree", Agree).For(Permission.GiveConsent)
            .WithSummary("Agrees, and it is done (staff, another than who asked).").Produces<ConsentDecided>()
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(503)
            .Audited(AuditActs.ConsentGiven, AuditFilter.Under("consents"));
        app.MapPost("/api/consents/{id}/decline", Decline).For(Permission.GiveConsent)
            .WithSummary("Does not agree, and says why (staff, another than who asked).").Produces(204)
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409)
            .Audited(AuditActs.ConsentDeclined, AuditFilter.Under("consents"));
    }

    /// <summary>The operator key says of nobody who they are.</summary>
    public static IResult AccountNeeded() => Errors.Of(
        StatusCodes.Status403Forbidden, "accountNeeded", "Two accounts are needed for this, and the operator key is none: sign in with an account.");

    private static Func<HttpContext, string?> Under(string kind, string route) => http =>
        AuditFilter.Meeting(http) is { } room && http.GetRouteValue(route) is string target && StreamNames.IsId(target) ? $"{room}/{kind}/{target}" : null;

    private static async Task<IResult> RemoveName(
        string id, string participant, NameRemoval body, HttpContext http, RoomAccess access, IJournal journal, IDirectory directory, Consenting consenting)
    {
        if (await MeetingEndpoints.Refused(Permission.RemoveNames, id, http, access) is { } refused)
        {
            return refused;
        }

        if (journal.Format < RecordFormat.Second)
        {
            // As with the other new commands: a node of an older build could not read it.
            return Errors.Of(Rejection.NotOffered, "name");
        }

        return (await directory.ReadSeats(StreamNames.OfMeeting(id), http.RequestAborted)).Any(s => s.Participant == participant)
            ? await Ask(ConsentKind.RemoveName, id, participant, body.Reason, http, consenting)
            : Errors.Of(Rejection.UnknownParticipant, "participant");
    }

    private static async Task<IResult> VoidBallot(
        string id, string ballot, Declining body, HttpContext http, RoomAccess access, IJournal journal, Consenting consenting) =>
        await MeetingEndpoints.Refused(Permission.VoidBallots, id, http, access) is { } refused ? refused
            : journal.Format < RecordFormat.Sixth ? Errors.Of(Rejection.NotOffered, "void")
            : await access.Meeting(id).Ballot(ballot) is null ? Errors.Of(Rejection.UnknownBallot, "ballot")
            : await Ask(ConsentKind.VoidBallot, id, ballot, body.Reason, http, consenting);

    private static async Task<IResult> ShowRecord(
        string id, RecordShown body, HttpContext http, RoomAccess access, IJournal journal, Consenting consenting) =>
        await MeetingEndpoints.Refused(Permission.EditMeetings, id, http, access) is { } refused ? refused
            : journal.Format < RecordFormat.Sixth ? Errors.Of(Rejection.NotOffered, "visibility")
            : await access.Meeting(id).About() is not { Status: MeetingStatus.Closed } about ? Errors.Of(Rejection.MeetingStillOpen)
            : about.Visibility == body.Visibility ? Errors.Of(Rejection.AlreadyRecorded, "visibility")
            : await Ask(ConsentKind.ShowRecord, id, CamelCase.Of(body.Visibility), body.Reason, http, consenting);

    private static async Task<IResult> Ask(ConsentKind kind, string id, string target, string reason, HttpContext http, Consenting consenting)
    {
        if (Limits.Check(reason, Limits.Reason, "reason", Lines.Several) is { } wrong)
        {
            return Errors.Of(wrong.Rejection, wrong.Field);
        }

        var session = Session.Of(http.User)!;
        var asked = await consenting.Ask(session, http.Connection.RemoteIpAddress, kind, StreamNames.OfMeeting(id), target, reason.Trim());
        if (asked.Consent is not { } consent)
        {
            return AccountNeeded();
        }

        if (asked.Answer is not { } answer)
        {
            return Results.Json(
                new ConsentAsked(consent.Id, consent.Until), ApiJson.Of<ConsentAsked>(), statusCode: StatusCodes.Status202Accepted);
        }

        var receipt = Receipts.Of(Operation.OfHouse($"consent {consent.Id}").ToString(), answer, hasSeq: true);
        return Results.Json(receipt, ApiJson.Of<Receipt>(), statusCode: RoomCalls.StatusOf(receipt, session));
    }

    private static async Task<IResult> List(
        HttpContext http, Consenting consenting, IForgetWishes wishes, RoomAccess access, StaffAccounts accounts, IJournal journal, IDirectory directory,
        CancellationToken cancel)
    {
        var session = Session.Of(http.User)!;
        var items = ImmutableArray.CreateBuilder<ConsentItem>();
        foreach (var consent in await consenting.ReadWaiting(cancel))
        {
            var about = StreamNames.Meeting(consent.Room) is { } meeting ? await access.Meeting(meeting).About() : null;
            if (about is null || !session.May(Permission.GiveConsent, Scopes.Of(about)))
            {
                continue;
            }

            items.Add(new ConsentItem(
                consent.Id, consent.Kind, consent.AskedAt, consent.Until, Consenting.IsOwn(session, consent) ? true : null,
                consent.Account is { } account ? (await accounts.Find(account))?.Name : null, consent.Room, about.Title,
                await Named(consent, journal, directory, cancel), consent.Reason));
        }

        if (session.May(Permission.RemoveNames, Scope.House))
        {
            items.AddRange((await wishes.ReadOpen(cancel)).Where(w => w.State is ForgetState.Waiting or ForgetState.Agreed).Select(w => new ConsentItem(
                w.Id, ConsentKind.Forget, w.AskedAt, Mine: w.Person == session.Person ? true : null, Member: w.Member,
                Account: w.Account is null ? null : true)));
        }

        return Results.Json(new ConsentList(items.ToImmutable()), ApiJson.Of<ConsentList>());
    }

    /// <summary>What it is about, as people know it.</summary>
    private static async Task<string?> Named(Consent consent, IJournal journal, IDirectory directory, CancellationToken cancel)
    {
        switch (consent.Kind)
        {
            case ConsentKind.RemoveName:
                return (await directory.ReadSeats(consent.Room, cancel)).FirstOrDefault(s => s.Participant == consent.Target)?.Name;
            case ConsentKind.VoidBallot:
                await foreach (var commit in journal.Read(consent.Room, Head.None, cancel))
                {
                    if (StoredEvents.Unpack<MeetingEvent>(commit).Select(r => r.Event).OfType<MeetingEvent.BallotOpened>()
                        .FirstOrDefault(e => e.Ballot == consent.Target) is { } opened)
                    {
                        return opened.Question;
                    }
                }

                return null;
            default:
                return consent.Target;
        }
    }

    private static async Task<IResult> Agree(
        string id, HttpContext http, Consenting consenting, Forgetting forgetting, IForgetWishes wishes, RoomAccess access, CostlyAnswers costly)
    {
        var session = Session.Of(http.User)!;
        if (await consenting.FindFor(session, id) is not { } consent)
        {
            var forgot = await PrivacyEndpoints.Agreed(id, http, forgetting, wishes, consenting, costly);
            return forgot.Refused ?? Decided(forgot.Wish!.State == ForgetState.Done ? ConsentState.Done : ConsentState.Agreed);
        }

        if (await MeetingEndpoints.Refused(Permission.GiveConsent, StreamNames.Meeting(consent.Room)!, http, access) is { } refused)
        {
            return refused;
        }

        if (await consenting.EyesOf(session) != Eyes.Account)
        {
            return AccountNeeded();
        }

        return await consenting.Agree(session, http.Connection.RemoteIpAddress, consent) switch
        {
            null => Unknown(),
            { Answer: { Rejection: { } rejection } } => Decided(ConsentState.Refused, rejection),
            { Consent: { } done } => Decided(done.State),
            _ => Unknown(),
        };
    }

    private static async Task<IResult> Decline(
        string id, Declining body, HttpContext http, Consenting consenting, Forgetting forgetting, IForgetWishes wishes, RoomAccess access)
    {
        var session = Session.Of(http.User)!;
        if (Limits.Check(body.Reason, Limits.Reason, "reason", Lines.Several) is { } wrong)
        {
            return Errors.Of(wrong.Rejection, wrong.Field);
        }

        if (await consenting.FindFor(session, id) is not { } consent)
        {
            return await PrivacyEndpoints.Declined(id, body, http, forgetting, wishes, consenting);
        }

        return await MeetingEndpoints.Refused(Permission.GiveConsent, StreamNames.Meeting(consent.Room)!, http, access) is { } refused ? refused
            : await consenting.EyesOf(session) != Eyes.Account ? AccountNeeded()
            : await consenting.Decline(session, consent, body.Reason.Trim()) ? Results.NoContent() : Unknown();
    }

    private static IResult Decided(ConsentState state, Rejection? code = null) =>
        Results.Json(new ConsentDecided(state, code), ApiJson.Of<ConsentDecided>());

    private static IResult Unknown() => Errors.Of(
        StatusCodes.Status404NotFound, "unknownConsent", "Nothing like this waits, or it is your own, to which another account has to agree.");
}

/// <param name="Until">It lapses then.</param>
public sealed record ConsentAsked(string Consent, DateTimeOffset Until);

/// <param name="State">done, agreed (it is being done), or refused.</param>
/// <param name="Code">Why it could not be done any more.</param>
public sealed record ConsentDecided(ConsentState State, Rejection? Code = null);

public sealed record ConsentList(ImmutableArray<ConsentItem> Items);

/// <param name="Until">It lapses then; absent: it does not.</param>
/// <param name="Mine">Who asks for the list asked for this too, and cannot agree.</param>
/// <param name="By">The name of whose account asked.</param>
/// <param name="About">Of a name whose it is, of a ballot its question, of a record who may see it from then on.</param>
/// <param name="Member">The id in the members' register of who wants to be forgotten.</param>
/// <param name="Account">An account of the staff wants to be forgotten.</param>
public sealed record ConsentItem(
    string Consent, ConsentKind Kind, DateTimeOffset AskedAt, DateTimeOffset? Until = null, bool? Mine = null, string? By = null, string? Room = null,
    string? Title = null, string? About = null, string? Reason = null, string? Member = null, bool? Account = null);

/// <param name="Visibility">Who may see the record from then on.</param>
public sealed record RecordShown(Visibility Visibility, string Reason);
