using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Hub.Tests.House;

namespace Hub.Tests.Deployment;

/// <summary>What the hub is built from is of one exact version each, which a lock file holds to its content; so a build of tomorrow is today's.</summary>
public sealed partial class SupplyChainTests
{
    private static readonly string[] Projects =
    [
        .. Directory.GetFiles(Manifests.Repository, "*.csproj", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}node_modules{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
    ];

    private static readonly Dictionary<string, string> Versions = XDocument.Load(In("Directory.Packages.props")).Descendants()
        .Where(e => e.Name.LocalName is "PackageVersion" or "GlobalPackageReference")
        .ToDictionary(e => e.Attribute("Include")!.Value, e => e.Attribute("Version")!.Value);

    [Fact]
    public void Every_package_of_a_project_is_of_one_exact_version_that_stands_in_one_place()
    {
        Projects.Length.ShouldBe(7);
        Versions.Count.ShouldBeGreaterThan(20);
        Versions.Where(v => !Exact().IsMatch(v.Value)).ShouldBeEmpty();
        foreach (var project in Projects)
        {
            var named = XDocument.Load(project).Descendants("PackageReference").ToList();
            named.Where(p => p.Attribute("Version") is not null || p.Attribute("VersionOverride") is not null).ShouldBeEmpty(project);
            named.Select(p => p.Attribute("Include")!.Value).Where(p => !Versions.ContainsKey(p)).ShouldBeEmpty(project);
        }
    }

    [Fact]
    public void Every_project_has_a_lock_file_that_says_the_same_versions_and_the_hash_of_each_package()
    {
        foreach (var project in Projects)
        {
            var locked = Json(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")).At("dependencies").EnumerateObject()
                .SelectMany(framework => framework.Value.EnumerateObject()).ToList();
            locked.Where(p => p.Value.Text("type") != "Project" && p.Value.Text("contentHash").Length < 80).Select(p => p.Name).ShouldBeEmpty(project);
            locked.Where(p => p.Value.Text("type") == "Direct").Where(p => Versions[p.Name] != p.Value.Text("resolved")).Select(p => p.Name)
                .ShouldBeEmpty(project);
            foreach (var named in XDocument.Load(project).Descendants("PackageReference").Select(p => p.Attribute("Include")!.Value))
            {
                locked.ShouldContain(p => p.Name == named && p.Value.Text("type") == "Direct", project);
            }
        }

        XDocument.Load(In("Directory.Build.props")).Descendants("RestorePackagesWithLockFile").ShouldHaveSingleItem().Value.ShouldBe("true");
    }

    [Fact]
    public void Every_package_of_the_pages_is_of_one_exact_version_with_the_hash_of_its_content()
    {
        var (package, locked) = (Json(In("src/Hub.Server/Client/package.json")), Json(In("src/Hub.Server/Client/package-lock.json")).At("packages"));
        foreach (var group in new[] { "dependencies", "devDependencies" })
        {
            foreach (var named in package.At(group).EnumerateObject())
            {
                named.Value.GetString()!.ShouldMatch(Exact().ToString(), named.Name);
                locked.At($"node_modules/{named.Name}").Text("version").ShouldBe(named.Value.GetString());
            }
        }

        var all = locked.EnumerateObject().Where(p => p.Name.Length > 0).ToList();
        all.Count.ShouldBeGreaterThan(20);
        all.Where(p => !p.Value.TryGetProperty("integrity", out var hash) || !hash.GetString()!.StartsWith("sha512-", StringComparison.Ordinal))
            .Select(p => p.Name).ShouldBeEmpty();
    }

    [Fact]
    public void The_SDK_and_the_tools_are_of_one_exact_version()
    {
        var sdk = Json(In("global.json")).At("sdk");
        sdk.Text("version").ShouldMatch(Exact().ToString());
        sdk.Text("rollForward").ShouldBe("latestPatch", "the patches of one band of features, and nothing else");
        foreach (var tool in Json(In(".config/dotnet-tools.json")).At("tools").EnumerateObject())
        {
            tool.Value.Text("version").ShouldMatch(Exact().ToString(), tool.Name);
            tool.Value.At("rollForward").GetBoolean().ShouldBeFalse(tool.Name);
        }
    }

    private static string In(string name) => Path.Combine(Manifests.Repository, name);

    private static JsonElement Json(string path) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path));

    /// <summary>No range, no star, no preview.</summary>
    [GeneratedRegex(@"^[0-9]+(\.[0-9]+){2,3}$")]
    private static partial Regex Exact();
}
