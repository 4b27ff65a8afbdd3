using System.Diagnostics.CodeAnalysis;

namespace Hub.Server.Telemetry;

/// <summary>What is told to the outside of how the house runs (settings <c>Telemetry:*</c>).</summary>
public sealed class TelemetrySettings
{
    public const string Section = "Telemetry";

    /// <summary>The standard variable; <see cref="OtlpEndpoint"/> wins over it.</summary>
    public const string StandardEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string StandardProtocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <summary>Where traces, metrics and logs go (OTLP); absent: nowhere.</summary>
    public string? OtlpEndpoint { get; set; }

    public const string DashboardPath = "/ops/orleans";

    /// <summary>
    /// Whether operators find Orleans' dashboard at <see cref="DashboardPath"/>. It watches every call, and makes local ones several times slower.
    /// </summary>
    public bool Dashboard { get; set; }

    [MemberNotNullWhen(true, nameof(OtlpEndpoint))]
    public bool IsExported => OtlpEndpoint is not null;

    /// <exception cref="StartupException">A setting is wrong; says which.</exception>
    public static TelemetrySettings Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection(Section).Get<TelemetrySettings>() ?? new TelemetrySettings();
        var (name, endpoint) = settings.OtlpEndpoint is { Length: > 0 } own
            ? ($"{Section}:{nameof(OtlpEndpoint)}", own)
            : (StandardEndpoint, configuration[StandardEndpoint]);
        settings.OtlpEndpoint = endpoint is { Length: > 0 } ? endpoint : null;
        if (settings.IsExported && !(Uri.TryCreate(settings.OtlpEndpoint, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https")))
        {
            throw new StartupException($"{name} '{endpoint}' is not an http or https address.");
        }

        return settings.IsExported && configuration[StandardProtocol] is not (null or "" or "grpc" or "http/protobuf")
            ? throw new StartupException($"{StandardProtocol} '{configuration[StandardProtocol]}' is neither grpc nor http/protobuf.")
            : settings;
    }
}
