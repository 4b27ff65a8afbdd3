using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Files;
using Hub.Server.Http;
using k8s.Models;

namespace Hub.Tests.Deployment;

/// <summary>What the page on security says of limits, lifetimes, keys, tables and connections is what the code has.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly Page Security = Page.Of("src/SECURITY.md");

    private static readonly string Sources = string.Concat(
        Directory.EnumerateFiles(Path.Combine(Manifests.Repository, "src/Hub.Server"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/node_modules/", StringComparison.Ordinal)).Select(File.ReadAllText));

    [Fact]
    public void Every_limit_of_what_people_write_stands_there_with_its_number() => Numbers(Rows(Security, "What is checked of what people send")).ShouldBe(
        typeof(Hub.Domain.Limits).GetFields().Where(f => f.IsLiteral).Select(f => KeyValuePair.Create(
            f.Name, Convert.ToDouble(f.GetRawConstantValue(), CultureInfo.InvariantCulture))),
        ignoreOrder: true);

    [Fact]
    public void Every_allowance_stands_on_the_page_for_operators_with_its_default()
    {
        var settings = new LimitSettings();
        Numbers(Rows(Page.Of("k8s/README.md"), "Settings")).Where(n => n.Key.StartsWith("Limits:", StringComparison.Ordinal)).ShouldBe(
            typeof(LimitSettings).GetProperties().Select(p => KeyValuePair.Create(
                $"Limits:{p.Name}", Convert.ToDouble(p.GetValue(settings), CultureInfo.InvariantCulture))),
            ignoreOrder: true);
    }

    [Fact]
    public void Sessions_end_when_it_says()
    {
        var rows = Rows(Security, "Sessions").Select(Cells).Skip(2).ToList();
        var someone = new Session("p", null, IsOperator: false);
        rows.Select(r => (r[0], r[1], r[2])).ShouldBe(
        [
            ("staff, operator", $"after {Sessions.StaffIdle.TotalHours} hours", $"after {(someone with { IsOperator = true }).GoodFor.TotalDays} days"),
            ("member", "no", $"after {(someone with { Member = new SignedMember("m", "k") }).GoodFor.TotalDays} days"),
            ("guest", "no", $"after {someone.GoodFor.TotalDays} days"),
        ]);
    }

    [Fact]
    public void Every_key_of_the_database_stands_there()
    {
        var named = KeyName().Matches(Sources).Select(m => m.Groups["name"].Value).Distinct().ToList();
        named.Count.ShouldBeGreaterThan(5);
        Rows(Security, "Keys").SelectMany(Page.Spanned).Where(s => KeyName().IsMatch($"\"{s}\"")).ShouldBe(named, ignoreOrder: true);
    }

    [Fact]
    public void Every_table_of_the_database_is_of_a_class_of_data()
    {
        var tables = Table().Matches(Sources).Select(m => m.Groups["name"].Value).Distinct().ToList();
        tables.Count.ShouldBeGreaterThan(15);
        Rows(Security, "Data").Select(Cells).SelectMany(c => Page.Spanned(c[1])).Distinct().ShouldBe(tables, ignoreOrder: true);
    }

    [Fact]
    public async Task Every_connection_that_the_network_allows_stands_there()
    {
        var all = await Manifests.Of("production");
        var allowed = all.All<V1NetworkPolicy>().SelectMany(p =>
            (p.Spec.Ingress ?? []).SelectMany(i => i.Ports).Concat((p.Spec.Egress ?? []).SelectMany(e => e.Ports)).Select(port => all.Port(port.Port)));
        Rows(Security, "Whom the hub talks to").Select(Cells).Skip(2).SelectMany(c => Number().Matches(c[2])).Select(m =>
            int.Parse(m.Value, CultureInfo.InvariantCulture)).ShouldBe(allowed.Distinct(), ignoreOrder: true);
    }

    [Fact]
    public void How_large_a_file_may_be_and_of_which_kinds_stands_there()
    {
        var text = string.Join(' ', Security.Section("What is checked of what people send"));
        text.ShouldContain($"at most {Constant(typeof(FileEndpoints), "MostBytes") / 1024 / 1024} MB");
        text.ShouldContain($"at most {Constant(typeof(Pictures), "MostPixelsAside").ToString("N0", CultureInfo.InvariantCulture)} pixels a side");
        Enum.GetNames<FileKind>().ShouldAllBe(kind => text.Contains(kind, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Each place where a code or a key can be tried, and whatever a key can make of somebody, has its door there.</summary>
    [Fact]
    public void Every_door_stands_there()
    {
        var text = string.Join(' ', Security.Section("The doors"));
        Enum.GetNames<TriedAt>().Where(door => !text.Contains($"`{door}`", StringComparison.Ordinal)).ShouldBeEmpty();
        string[] holders = [.. typeof(KeyHolder).GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Select(t => t.Name)];
        holders.ShouldBe(["Operator", "Staff", "Member", "Guest", "Raiser"], ignoreOrder: true);
        holders.Where(who => !text.Contains(who[..5], StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty("the operator, a member, a guest, who raised a topic");
    }

    [Fact]
    public void The_database_is_reached_with_a_certificate_that_is_checked()
    {
        var secret = Page.Of("k8s/README.md").Lines.Where(l => l.Contains("--from-literal=connection-string=", StringComparison.Ordinal))
            .ShouldHaveSingleItem();
        var wanted = secret.Split("connection-string='")[1].Split('\'')[0];
        new Npgsql.NpgsqlConnectionStringBuilder(wanted.Replace("…", "x", StringComparison.Ordinal)).SslMode.ShouldBe(Npgsql.SslMode.VerifyFull);
        Rows(Security, "Whom the hub talks to").ShouldContain(r => r.Contains("PostgreSQL", StringComparison.Ordinal)
            && r.Contains("SSL Mode=VerifyFull", StringComparison.Ordinal));
    }

    /// <summary>The page says by when, and each restore says what there is to do.</summary>
    [Fact]
    public void It_says_how_soon_libraries_are_mended()
    {
        var text = string.Join(' ', Security.Section("Libraries"));
        foreach (var term in new[] { "within 7 days", "within 30", "every 90 days" })
        {
            text.ShouldContain(term);
        }

        var props = System.Xml.Linq.XDocument.Load(Path.Combine(Manifests.Repository, "Directory.Build.props")).Descendants()
            .ToLookup(e => e.Name.LocalName, e => e.Value);
        props["NuGetAudit"].ShouldBe(["true"]);
        props["NuGetAuditMode"].ShouldBe(["all"]);
        props["TreatWarningsAsErrors"].ShouldBe(["true"]);
        string.Join(';', props["WarningsNotAsErrors"].Concat(props["NoWarn"])).Split(';').Intersect(["NU1903", "NU1904"])
            .ShouldBeEmpty("high and critical stop a restore");
    }

    private static int Constant(Type type, string name) => (int)type.GetField(name, BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue()!;

    private static List<string> Rows(Page page, string section)
    {
        List<string> rows = [.. page.Section(section).Where(l => l.StartsWith('|'))];
        rows.Count.ShouldBeGreaterThan(2, section);
        return rows;
    }

    private static string[] Cells(string row) => [.. row.Trim().Trim('|').Split('|').Select(c => c.Trim())];

    /// <summary>Names in backticks, each with the number that stands in its place in the next cell.</summary>
    private static IEnumerable<KeyValuePair<string, double>> Numbers(IEnumerable<string> rows) => rows.Select(Cells)
        .SelectMany(cells => cells.Zip(cells.Skip(1), (names, numbers) =>
            Page.Spanned(names).Zip(Number().Matches(numbers), (name, number) =>
                KeyValuePair.Create(name, double.Parse(number.Value, CultureInfo.InvariantCulture)))).SelectMany(pairs => pairs));

    [GeneratedRegex("\"(?<name>[a-z]+(-[a-z]+)*-key(-hash)?)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex KeyName();

    [GeneratedRegex(@"CREATE TABLE (IF NOT EXISTS )?(?<name>\w+) \(", RegexOptions.ExplicitCapture)]
    private static partial Regex Table();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();
}
