using System.Runtime.CompilerServices;
using Hub.Domain;
using Hub.Server;
using Hub.Server.Contracts;

namespace Hub.Tests.Architecture;

/// <summary>The house stands on floors: see what is below what in <see cref="Floors"/>.</summary>
public sealed class FloorsTests
{
    private static readonly string Sources = Path.GetFullPath(Path.Combine(Here(), "../../../src"));

    [Fact]
    public void No_folder_of_the_server_knows_one_above_it() => Floors.Faults(typeof(HubServer).Assembly).ShouldBeEmpty();

    /// <summary>Guards the test above: an arrow that goes up is found, whatever it is made of.</summary>
    [Fact]
    public void A_planted_arrow_is_found_and_named() => Floors.Faults(typeof(HubServer).Assembly, typeof(FloorsTests).Assembly).ShouldBe(
        [
            "Cellar has no floor.",
            "Journal knows Http: PlantedCall uses Errors.",
            "Journal knows Views: PlantedCall uses HouseViews.",
        ]);

    /// <summary>What a folder holds is told by its name only where namespaces are the folders.</summary>
    [Fact]
    public void A_namespace_is_the_folder_it_stands_in()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Sources, "Hub.Server"), "*.cs", SearchOption.AllDirectories))
        {
            var folder = Path.GetRelativePath(Path.Combine(Sources, "Hub.Server"), Path.GetDirectoryName(file)!);
            if (folder.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj" or "Client"))
            {
                var wanted = folder == "." ? "namespace Hub.Server;" : $"namespace Hub.Server.{folder.Replace(Path.DirectorySeparatorChar, '.')};";
                var lines = File.ReadLines(file).ToList();
                (lines.Contains(wanted) || lines.TrueForAll(l => !l.StartsWith("namespace ", StringComparison.Ordinal))).ShouldBeTrue(file);
            }
        }
    }

    /// <summary>What Orleans' own call does anew each time costs a twentieth of a join: the one place that makes it is <see cref="GrainReferences"/>.</summary>
    [Fact]
    public void Grains_are_referred_to_in_one_place() => Directory.EnumerateFiles(Path.Combine(Sources, "Hub.Server"), "*.cs", SearchOption.AllDirectories)
        .Where(f => File.ReadAllText(f).Contains(".GetGrain<", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)).ShouldBe(["GrainReferences.cs"]);

    [Fact]
    public void The_domain_knows_nothing_of_the_world()
    {
        string[] known =
            ["System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Collections.Immutable", "System.Linq", "System.Memory",
            "System.Text.Json", "System.Security.Cryptography", "System.Runtime.Numerics", "System.Text.Encoding.Extensions", "System.Runtime.Extensions"];
        typeof(Actor).Assembly.GetReferencedAssemblies().Select(a => a.Name!).Except(known).Where(a => !a.StartsWith("System.", StringComparison.Ordinal))
            .ShouldBeEmpty();
        foreach (var world in new[] { "System.Net", "System.IO.FileSystem", "System.Threading.Thread", "System.Diagnostics.Process" })
        {
            typeof(Actor).Assembly.GetReferencedAssemblies().ShouldNotContain(a => a.Name!.StartsWith(world, StringComparison.Ordinal), world);
        }
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
