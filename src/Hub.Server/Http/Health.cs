namespace Hub.Server.Http;

/// <summary>Set once the seeds are loaded and listed.</summary>
internal sealed class Readiness
{
    public bool IsReady { get; set; }
}

internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("alive")).WithSummary("This process answers.");
        app.MapGet("/health/ready", (Readiness readiness) => readiness.IsReady ? Results.Text("ready") : Results.Text("starting", statusCode: StatusCodes.Status503ServiceUnavailable))
            .WithSummary("Seeds are loaded and listed; meetings can be served.");
    }
}
