using System.Collections.Immutable;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Rehearsals;
using Hub.Server.Seeding;
using Hub.Server.Views;
using Microsoft.Extensions.Options;

namespace Hub.Server.Http;

/// <summary>
/// A rehearsal (彩排) of a meeting. It runs while its answer is read, a line of JSON for each thing that is told, and whoever hangs up ends it: so it needs no
/// place in which a node remembers it, and is never forgotten.
/// </summary>
internal static class RehearsalEndpoints
{
    public const string Lines = "application/x-ndjson";

    /// <summary>Shorter than any proxy waits for the next byte.</summary>
    private static readonly TimeSpan SilenceAtMost = TimeSpan.FromSeconds(10);

    private static readonly byte[] EndOfLine = [(byte)'\n'];

    public static void MapRehearsals(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/meetings/{id}/rehearsal", Rehearse)
            .For(Permission.Rehearse)
            .WithSummary("A crowd comes to a copy of the meeting that is deleted with all it did; lines of JSON, the last has the card (staff, convener).")
            .Produces<RehearsalNews>(200, Lines)
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409).Produces<ErrorBody>(503)
            .Audited(AuditActs.Rehearsed, AuditFilter.Meeting);

    private static async Task<IResult> Rehearse(
        string id, RehearsalWanted body, HttpContext http, RoomAccess access, FormatCatalogue formats, Lists lists, IConfiguration settings,
        IOptions<RehearsalSettings> most, IHostApplicationLifetime lifetime, CancellationToken cancel)
    {
        if (await MeetingEndpoints.Refused(Permission.Rehearse, id, http, access) is { } refused)
        {
            return refused;
        }

        if (most.Value.MostPeople == 0)
        {
            return Errors.Of(Rejection.NotOffered, "people");
        }

        if (body.People < 1 || body.People > most.Value.MostPeople || body.Seconds < 1 || body.Seconds > most.Value.MostSeconds)
        {
            return Errors.Of(Rejection.OutOfRange, body.Seconds < 1 || body.Seconds > most.Value.MostSeconds ? "seconds" : "people");
        }

        // The machine is the whole house's: who may rehearse within limits only does not take it from a meeting beyond them.
        var mayForce = Session.Of(http.User)?.May(Permission.Rehearse, Scope.House) == true;
        var open = await lists.OpenMeetings(cancel);
        if (!(body.Force && mayForce) && open.Count > 0)
        {
            return Errors.Of(
                StatusCodes.Status409Conflict, "meetingsOpen",
                mayForce ? "A meeting is open, and a rehearsal would take the machine from it; say force to do it anyhow."
                    : "A meeting is open, and a rehearsal would take the machine from it.");
        }

        var reading = await access.Meeting(id).Read(new ReadRequest(Audience.Room, null, default));
        if (reading.Unreadable is { } unreadable)
        {
            return Errors.Of(unreadable);
        }

        Rehearsal rehearsal;
        try
        {
            rehearsal = await Rehearsal.Prepare(
                HubServer.JournalOf(settings), PlanOf(reading, formats, body), settings.GetSection(LimitSettings.Section), cancel);
        }
        catch (RehearsalUnderWayException)
        {
            return Errors.Of(StatusCodes.Status409Conflict, "rehearsing", "Another rehearsal is under way.");
        }
        catch (StartupException e)
        {
            return Errors.Of(StatusCodes.Status503ServiceUnavailable, "noPlace", e.Message);
        }

        // Also where this answer never begins, as when it cannot be noted in the audit log, the next one finds the place free.
        http.Response.RegisterForDisposeAsync(rehearsal);
        return Results.Stream(
            output => Tell(
                (tell, over) => rehearsal.Run(tell, lists.OpenMeetings, open, over), output, http.RequestAborted, lifetime.ApplicationStopping),
            Lines);
    }

    /// <summary>The meeting as it was planned: what people have said and done in it is not copied.</summary>
    private static RehearsalPlan PlanOf(Reading reading, FormatCatalogue formats, RehearsalWanted body)
    {
        using var snapshot = JsonDocument.Parse(reading.Snapshot!);
        var meeting = snapshot.RootElement;
        var items = meeting.GetProperty("agenda").GetProperty("items").EnumerateArray().Select(item => new NewItem(
            item.GetProperty("title").GetString()!, item.GetProperty("kind").GetString(), item.GetProperty("minutes").GetDouble())).ToImmutableArray();
        return new RehearsalPlan(
            meeting.GetProperty("title").GetString()!, formats.Find(meeting.GetProperty("format").GetString()!) ?? formats.All[0],
            items.IsEmpty ? null : items, body.People, body.Seconds);
    }

    private static async Task Tell(
        Func<Func<RehearsalNews, Task>, CancellationToken, Task> run, Stream output, CancellationToken hungUp, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(hungUp, stopping);
        using var writing = new SemaphoreSlim(1);
        var running = run(
            news => Write([.. JsonSerializer.SerializeToUtf8Bytes(news, ApiJson.Of<RehearsalNews>()), .. EndOfLine]), over.Token);

        // An empty line now and then: a proxy would think that nothing comes any more.
        while (await Task.WhenAny(running, Task.Delay(SilenceAtMost)) != running)
        {
            try
            {
                await Write(EndOfLine);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // Nobody reads; the rehearsal has been told, and is waited for until it has deleted what it stored.
            }
        }

        await running;

        async Task Write(byte[] line)
        {
            await writing.WaitAsync(CancellationToken.None);
            try
            {
                await output.WriteAsync(line, over.Token);
                await output.FlushAsync(over.Token);
            }
            finally
            {
                writing.Release();
            }
        }
    }
}
