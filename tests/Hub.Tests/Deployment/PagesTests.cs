using System.Reflection;
using System.Text.RegularExpressions;
using Hub.Domain;
using Hub.Faults.Faults;
using Hub.Server;

namespace Hub.Tests.Deployment;

/// <summary>The pages for people who come new name files, commands, classes and tests. What they name is there.</summary>
public sealed partial class PagesTests
{
    private const int MostLines = 100;
    private const int MostColumns = 200;

    private static readonly string[] Names =
    [
        "README.md", "src/ARCHITECTURE.md", "src/GUIDE.md", "src/GLOSSARY.md", "src/SECURITY.md", "k8s/README.md", "tests/README.md", ".github/CONTRIBUTING.md",
    ];

    private static readonly Page[] Pages = [.. Names.Select(Page.Of)];

    private static readonly ILookup<string, Type> Types =
        new[] { typeof(Actor), typeof(HubServer), typeof(PagesTests), typeof(Hub.Domain.Tests.BoxTests) }
            .SelectMany(t => t.Assembly.GetTypes()).ToLookup(t => t.Name.Split('`')[0]);

    [Fact]
    public void Every_link_leads_to_a_file_and_to_a_heading_of_it() => Pages.SelectMany(p => p.BrokenLinks()).ShouldBeEmpty();

    [Fact]
    public void Every_path_is_there() => Pages.SelectMany(p => p.MissingPaths()).ShouldBeEmpty();

    [Fact]
    public void Every_command_runs_a_project_that_is_there() => Pages.SelectMany(p => p.MissingProjects()).ShouldBeEmpty();

    /// <summary>Guards a command that would run no test, and report success.</summary>
    [Fact]
    public void Every_test_that_a_command_names_is_in_the_program_it_runs() =>
        Pages.SelectMany(p => p.Lines.SelectMany(l => NamedTest().Matches(l)).Where(m => !Runs(m)).Select(m => $"{p.Name}: {m.Value}")).ShouldBeEmpty();

    private static bool Runs(Match command)
    {
        var types = (command.Groups["program"].Value == "Hub.Domain.Tests" ? typeof(Hub.Domain.Tests.BoxTests) : typeof(PagesTests)).Assembly.GetTypes();
        return command.Groups["kind"].Value == "class"
            ? types.Any(t => t.FullName == command.Groups["name"].Value && HasTests(t))
            : types.SelectMany(t => t.GetMethods()).Any(m => m.Name == command.Groups["name"].Value && m.GetCustomAttributes<FactAttribute>().Any());
    }

    [Fact]
    public void The_README_is_short()
    {
        var readme = Pages[0];
        readme.Lines.Count.ShouldBeLessThanOrEqualTo(MostLines);
        readme.Lines.Where(l => l.Length > MostColumns).ShouldBeEmpty();
    }

    /// <summary>A promise is worth what its tests are: each that is named is a class with tests, or a fault.</summary>
    [Theory]
    [InlineData("README.md", "Promises")]
    [InlineData("src/ARCHITECTURE.md", "What each promise rests on")]
    public void Whoever_doubts_a_promise_finds_its_tests_and_its_code(string page, string section)
    {
        var rows = Page.Of(page).Section(section).Where(l => l.StartsWith('|')).ToList();
        rows.Count.ShouldBe(11, "a head, a rule, and nine promises");
        var named = rows.SelectMany(Page.Spanned).ToList();
        var tests = named.Where(n => TestClass().IsMatch(n)).ToList();
        tests.ShouldNotBeEmpty();
        tests.Where(t => TestsOf(t) is not { } type || !HasTests(type)).ShouldBeEmpty();
        named.Where(n => TypeName().IsMatch(n) && !Types.Contains(n)).ShouldBeEmpty();
        var faults = rows.SelectMany(r => Fault().Matches(r)).Select(m => m.Groups["name"].Value).ToList();
        faults.ShouldNotBeEmpty();
        faults.ShouldAllBe(f => AllFaults.Rows.Any(r => r.Name == f));
    }

    private static Type? TestsOf(string name) => name.StartsWith("Domain/", StringComparison.Ordinal)
        ? typeof(Hub.Domain.Tests.BoxTests).Assembly.GetType($"Hub.Domain.Tests.{name["Domain/".Length..].Replace('/', '.')}")
        : typeof(PagesTests).Assembly.GetType($"Hub.Tests.{name.Replace('/', '.')}");

    /// <summary>The walk through the code names methods; one that is renamed is renamed there.</summary>
    [Theory]
    [InlineData("src/ARCHITECTURE.md")]
    [InlineData("src/GLOSSARY.md")]
    [InlineData("src/SECURITY.md")]
    [InlineData(".github/CONTRIBUTING.md")]
    public void Every_method_that_a_page_names_is_in_the_code(string page) =>
        Page.Of(page).Spans.Select(s => Member().Match(s)).Where(m => m.Success)
            .Where(m => m.Groups["type"].Value != "Hub" && !Types[m.Groups["type"].Value].Any(t => Has(t, m.Groups["member"].Value)))
            .Select(m => m.Value).ShouldBeEmpty();

    /// <summary>Guards the tests above: what is not there is found.</summary>
    [Fact]
    public void A_page_that_names_what_is_not_there_is_found_out()
    {
        var name = Path.Combine("tests", $"{Guid.NewGuid():n}.md");
        var path = Path.Combine(Manifests.Repository, name);
        File.WriteAllLines(
            path, ["# A page", "See [it](../src/GONE.md), [that](#a-page), [this](README.md#nowhere), `src/Gone.cs`, `Gone.cs` and `Page.cs`.", "```sh",
            "dotnet run --project src/Gone", "tests/run", "tests/gone", "```"]);
        try
        {
            var page = Page.Of(name);
            page.BrokenLinks().ShouldBe([$"{name} links to ../src/GONE.md", $"{name} links to README.md#nowhere"]);
            page.MissingPaths().ShouldBe([$"{name} names src/Gone.cs", $"{name} names Gone.cs", $"{name} names src/Gone", $"{name} names tests/gone"]);
            page.MissingProjects().ShouldBe([$"{name} runs src/Gone"]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool HasTests(Type type) => type.GetMethods().Any(m => m.GetCustomAttributes<FactAttribute>().Any());

    private static bool Has(Type type, string member) =>
        type.GetMember(member, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy)
            .Length > 0;

    [GeneratedRegex(@"^[A-Z]\w+(/[A-Z]\w+)+$", RegexOptions.ExplicitCapture)]
    private static partial Regex TestClass();

    [GeneratedRegex(@"^[A-Z]\w+$", RegexOptions.ExplicitCapture)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^(?<type>[A-Z]\w+)\.(?<member>[A-Z]\w+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Member();

    [GeneratedRegex(@"net10\.0/(?<program>Hub(\.Domain)?\.Tests) -(?<kind>class|method) '?(\*\.)?(?<name>[\w.]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedTest();

    [GeneratedRegex("`Hub.Faults`: `(?<name>[a-z-]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Fault();
}
