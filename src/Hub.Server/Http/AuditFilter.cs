using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Audit;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Journal;

namespace Hub.Server.Http;

/// <summary>
/// Calls that the audit log notes. What staff do is noted before it is done, with what became of it; what somebody else may do is noted before it is
/// answered, as the power lies in the answer (a code, a card, a file); and what is refused to somebody who has no such power is counted.
/// </summary>
internal static class AuditFilter
{
    /// <param name="on">What it is done to; see <see cref="AuditEvent.Noted.On"/>.</param>
    /// <param name="others">Who does it without being of the staff; null: nobody may.</param>
    public static RouteHandlerBuilder Audited(
        this RouteHandlerBuilder call, string act, Func<HttpContext, string?> on, Func<HttpContext, Task<AuditWho>>? others = null) =>
        call.WithMetadata(new AuditedCall(act, on)).AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            var log = http.RequestServices.GetRequiredService<AuditLog>();
            var note = NoteOf(act, http, on(http));
            if (AuditPeople.HasPower(Session.Of(http.User)))
            {
                return await log.Around(note, async () => await next(context), OutcomeOf);
            }

            var result = await next(context);
            await NoteResult(log, note, result, others, http);
            return result;
        });

    /// <summary>A call that changes nothing, and is noted before its answer leaves. What anybody may read is counted where nobody known reads it.</summary>
    public static RouteHandlerBuilder AuditedRead(
        this RouteHandlerBuilder call, Func<HttpContext, string?> on, Func<HttpContext, Task<AuditWho>>? others = null) =>
        call.WithMetadata(new AuditedCall(AuditActs.ExportRead, on)).AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            var log = http.RequestServices.GetRequiredService<AuditLog>();
            var note = NoteOf(AuditActs.ExportRead, http, on(http));
            var result = await next(context);
            if (others is null && !AuditPeople.IsKnown(note.Who) && StatusOf(result) < StatusCodes.Status300MultipleChoices)
            {
                log.Count(note, ActOutcome.Done);
            }
            else
            {
                await NoteResult(log, note, result, others, http);
            }

            return result;
        });

    /// <summary>Counts a call that was refused before it was begun, where the log notes such calls.</summary>
    public static void CountRefused(HttpContext http, string code)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<AuditedCall>() is { } audited)
        {
            http.RequestServices.GetRequiredService<AuditLog>().Count(NoteOf(audited.Act, http, audited.On(http)), new ActOutcome(code));
        }
    }

    /// <summary>A meeting, by the call's route.</summary>
    public static string? Meeting(HttpContext http) => IdOf(http) is { } id ? StreamNames.OfMeeting(id) : null;

    public static Func<HttpContext, string?> Under(string prefix, string route = "id") => http => IdOf(http, route) is { } id ? $"{prefix}/{id}" : null;

    public static Task<AuditWho> Clerk(HttpContext http) => Task.FromResult(AuditWho.Clerk);

    /// <summary>Whoever asks, by their seat in the call's meeting.</summary>
    public static async Task<AuditWho> Seat(HttpContext http) =>
        IdOf(http) is { } id
        && (await http.RequestServices.GetRequiredService<RoomAccess>().Reader(Session.Of(http.User), id)).Seat is { } seat
            ? new AuditWho(AuditKinds.Participant, seat.Participant) : AuditPeople.Of(Session.Of(http.User));

    private static AuditNote NoteOf(string act, HttpContext http, string? on) =>
        new(act, AuditPeople.Of(Session.Of(http.User)), http.Connection.RemoteIpAddress, on);

    private static async Task NoteResult(AuditLog log, AuditNote note, object? result, Func<HttpContext, Task<AuditWho>>? others, HttpContext http)
    {
        switch (StatusOf(result))
        {
            case StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden:
                log.Count(note, OutcomeOf(result));
                break;
            case < StatusCodes.Status300MultipleChoices:
                await log.Note(others is null ? note : note with { Who = await others(http) });
                break;
        }
    }

    private static string? IdOf(HttpContext http, string route = "id") =>
        http.GetRouteValue(route) is string id && StreamNames.IsId(id) ? id : null;

    private static int StatusOf(object? result) => (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;

    private static ActOutcome OutcomeOf(object? result) => (result as IValueHttpResult)?.Value switch
    {
        ErrorBody error => new ActOutcome(error.Code),
        Receipt { Code: { } code } => new ActOutcome(Errors.Code(code)),
        Receipt { Outcome: ReceiptOutcome.Retry } => new ActOutcome("retry"),
        Scheduled made => new ActOutcome(null, made.Room),
        AccountMade made => new ActOutcome(null, $"accounts/{made.Account}"),
        _ => StatusOf(result) < StatusCodes.Status400BadRequest ? ActOutcome.Done : new ActOutcome("refused"),
    };
}

/// <summary>That the audit log notes a call, and as what.</summary>
/// <param name="On">What it is done to; see <see cref="AuditEvent.Noted.On"/>.</param>
internal sealed record AuditedCall(string Act, Func<HttpContext, string?> On);
