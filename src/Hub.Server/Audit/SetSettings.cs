using System.Collections.Immutable;

namespace Hub.Server.Audit;

/// <summary>Which of the hub's settings somebody has set, without their values: some of them are secrets.</summary>
internal static class SetSettings
{
    private static readonly HashSet<string> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        "Access", "Audit", "Backup", "Ballots", "Cluster", "Files", "House", "Journal", "Keys", "Limits", "Oidc", "Pace", "Privacy", "Rehearsal",
        "Seeds", "Telemetry", "urls",
    };

    public static ImmutableArray<string> In(IConfiguration configuration) =>
        [.. configuration.AsEnumerable().Where(s => s.Value is not null && Sections.Contains(s.Key.Split(':')[0])).Select(s => s.Key)
            .Order(StringComparer.Ordinal)];
}
