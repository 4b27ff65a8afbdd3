using Hub.Server.Common;
using Hub.Server.Journal;

namespace Hub.Server.Http;

internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("alive")).WithSummary("This process answers.");
        app.MapGet("/health/ready", (Readiness readiness, DiskWatch disk, IStore store) =>
            store.Fault is { } fault ? Results.Text(fault, statusCode: StatusCodes.Status503ServiceUnavailable)
                : readiness.IsReady ? Results.Text(disk.IsLow ? "ready; the disk is nearly full" : "ready")
                : Results.Text("starting", statusCode: StatusCodes.Status503ServiceUnavailable))
            .WithSummary("Seeds are loaded and listed; meetings can be served.");
    }
}
