using Hub.Server.Contracts;
using Hub.Server.Journal;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.Dashboard;

namespace Hub.Server.Telemetry;

/// <summary>
/// Traces, metrics and logs by OpenTelemetry. The instruments are always there and cost next to nothing while nobody listens; the exporter, and the filters
/// that carry a trace through grain calls, exist only where an endpoint is set.
/// </summary>
internal static class TelemetrySetup
{
    /// <summary>Of the spans that are exported.</summary>
    internal static readonly string[] Sources = [HubTrace.Name, "Microsoft.AspNetCore", "Microsoft.AspNetCore.SignalR.Server", "Microsoft.Orleans.Application"];

    private static readonly string[] Meters =
    [
        Instruments.MeterName, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
            "Microsoft.AspNetCore.Http.Connections",
        "System.Runtime", "Npgsql",
    ];

    /// <exception cref="StartupException">A setting is wrong; says which.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var settings = TelemetrySettings.Read(builder.Configuration);
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton<HubMeter>();
        services.AddSingleton<JournalMeter>();
        if (!settings.IsExported)
        {
            return;
        }

        // The exporter's own reading of the standard variables does the rest: protocol, headers, timeouts, sampler.
        builder.Configuration[TelemetrySettings.StandardEndpoint] = settings.OtlpEndpoint;
        services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService("hub", serviceVersion: typeof(HubServer).Assembly.GetName().Version?.ToString()).AddEnvironmentVariableDetector())
            .WithTracing(tracing => tracing.AddSource(Sources))
            .WithMetrics(metrics => metrics.AddMeter(Meters))
            .WithLogging(null, logs => logs.IncludeFormattedMessage = true)
            .UseOtlpExporter();
    }

    public static void AddTelemetry(this ISiloBuilder silo, IConfiguration configuration)
    {
        var settings = TelemetrySettings.Read(configuration);
        if (settings.IsExported)
        {
            silo.AddActivityPropagation();
        }

        if (settings.Dashboard)
        {
            silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        }
    }

    /// <summary>Names the spans of requests, where they are exported.</summary>
    public static void UseTelemetry(this WebApplication app)
    {
        if (app.Services.GetRequiredService<TelemetrySettings>().IsExported)
        {
            app.UseMiddleware<RequestSpans>();
        }
    }

    /// <summary>Orleans' dashboard, where the settings ask for it; for operators only.</summary>
    public static void MapTelemetry(this WebApplication app)
    {
        if (app.Services.GetRequiredService<TelemetrySettings>().Dashboard)
        {
            app.MapOrleansDashboard(TelemetrySettings.DashboardPath).ExcludeFromDescription();
        }
    }
}
