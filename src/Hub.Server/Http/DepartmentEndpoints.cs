using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain;
using Hub.Domain.Registers;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Edge;
using Hub.Server.Journal;
using Hub.Server.Views;

namespace Hub.Server.Http;

/// <summary>Departments: which there are, and, for who answers for one, for staff and for the auditor, what is committed to it.</summary>
internal static class DepartmentEndpoints
{
    public static void MapDepartments(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/departments", List).For(Callers.Anyone)
            .WithSummary("The departments that may be committed to something, in the order in which they were recorded.").Produces<DepartmentList>();
        app.MapGet("/api/departments/{department}/commitments", Commitments).For(Permission.ReadCommitments)
            .WithSummary(
                "What is committed to a department, by its id or its name, for who answers for it, staff and the auditor. status: due (those that it has not "
                + "reported done, which is what is answered where none is given), overdue, reported, done, open or all; due first, of those done the newest.")
            .Produces<DepartmentPage>().Produces<ErrorBody>(400).Produces<ErrorBody>(401).Produces<ErrorBody>(403);
    }

    private static async Task<IResult> List(RegisterLists lists, CancellationToken cancel)
    {
        var rows = await lists.Find(new EntryQuery(Entry.Department.Description.Type, Limit: RegisterDecider.MostEntries, ByName: true), cancel);
        return Results.Json(
            new DepartmentList([.. rows.Items.Select(i => (i.Id, Is: (Entry.Department)i.Is)).Select(d => new DepartmentItem(d.Id, d.Is.Title, d.Is.English))]),
            ApiJson.Of<DepartmentList>());
    }

    private static async Task<IResult> Commitments(
        string department, HttpContext http, Departments departments, Lists lists, CancellationToken cancel, string? status = null, string? after = null,
        int limit = 50)
    {
        var wanted = CommitmentFilter.Due;
        if ((status is not null && !CamelCase.TryRead(status, out wanted)) || !ListEndpoints.IsReadable(null, department)
            || !IsPlace(after, ofDone: wanted == CommitmentFilter.Done))
        {
            return Errors.Of(Rejection.Unreadable, status is not null && !CamelCase.TryRead<CommitmentFilter>(status, out _) ? "status" : "after");
        }

        if (Session.Of(http.User) is not { } session)
        {
            return Errors.NoSession;
        }

        var of = await departments.Find(department, cancel);
        var scopes = ImmutableArray.CreateBuilder<Scope>();
        foreach (var scope in session.Where(Permission.ReadCommitments))
        {
            if (scope.Department is null || await departments.Find(scope.Department, cancel) == of)
            {
                scopes.Add(scope);
            }
        }

        if (scopes.Count == 0)
        {
            return Errors.Of(Rejection.Forbidden);
        }

        var query = new DepartmentQuery(of, wanted, scopes.ToImmutable(), after, Math.Clamp(limit, 1, RoomCalls.MaxItems));
        var (rows, counts) = (await lists.Find(query, cancel), await lists.Count(query, cancel));
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new DepartmentPage(of.Name, of.Id == of.Name ? null : of.Id, counts, [.. rows.Items], rows.Next), ApiJson.Of<DepartmentPage>());
    }

    /// <summary>Whether a page may go on from there: a day, or of what is done a moment, and a commitment.</summary>
    private static bool IsPlace(string? after, bool ofDone) => after is null
        || (after.Split('.') is [var at, var id] && StreamNames.IsId(id)
            && (ofDone ? long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                : DateOnly.TryParseExact(at, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)));
}

public sealed record DepartmentList(ImmutableArray<DepartmentItem> Items);

public sealed record DepartmentItem(string Id, string Name, string? English = null);

/// <param name="Name">As the register has it.</param>
/// <param name="Id">In the register; absent: it is not listed there.</param>
/// <param name="Counts">Of all pages, whichever are asked for.</param>
public sealed record DepartmentPage(string Name, string? Id, DepartmentCounts Counts, ImmutableArray<CommitmentRow> Items, string? Next);
