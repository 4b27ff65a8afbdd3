using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Hub.Tests.Architecture;

/// <summary>
/// Which folder of the server may know which: each knows those below it, and none above. What they know is read from the compiled program, so that an arrow by
/// a full name counts like one by a <c>using</c>. The root, which puts all together, and the exception that stops a start stand outside.
/// </summary>
internal static class Floors
{
    private const string Root = "Hub.Server.";

    /// <summary>From the top down; folders of one line are side by side in the design, and still each knows only those behind it here.</summary>
    private static readonly string[] FromTheTop =
    [
        "Http",
        "Records", "Rehearsals",
        "Registers", "Live", "Rooms", "Feed",
        "Consents", "Seeding", "Privacy", "Edge", "Ballots",
        "Audit",
        "Cluster", "Views", "Access",
        "Files", "Telemetry", "Backup", "Keys", "Common",
        "Journal", "Contracts",
    ];

    /// <returns>One sentence for each arrow that goes up, and for each folder that has no floor.</returns>
    public static IReadOnlyList<string> Faults(params System.Reflection.Assembly[] assemblies)
    {
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        // Remembered by nobody: the model of the whole program is millions of objects, which every collection of the other tests would walk.
        foreach (var type in new ArchLoader().WithoutArchitectureCache().WithoutRuleEvaluationCache().LoadAssemblies(assemblies).Build().Types)
        {
            if (Folder(type) is not { } from)
            {
                continue;
            }

            if (Array.IndexOf(FromTheTop, from) is var floor && floor < 0)
            {
                faults.Add($"{from} has no floor.");
                continue;
            }

            foreach (var known in type.Dependencies.Select(d => d.Target).Where(t => t is not GenericParameter))
            {
                if (Folder(known) is { } to && Array.IndexOf(FromTheTop, to) is var other && other >= 0 && other < floor)
                {
                    faults.Add($"{from} knows {to}: {type.Name} uses {known.Name}.");
                }
            }
        }

        return [.. faults];
    }

    private static string? Folder(IType type) =>
        type.Namespace?.FullName is { } name && name.StartsWith(Root, StringComparison.Ordinal) ? name[Root.Length..].Split('.')[0] : null;
}
