using System.Reflection;
using System.Text.RegularExpressions;
using Hub.Tests.Deployment;

namespace Hub.Tests.Access;

/// <summary>The table of <c>asvs.md</c>: one row for each requirement, which says whether it is met, and by which tests that is noticed.</summary>
internal static partial class AsvsTable
{
    public const string Met = "met";
    public const string NotApplicable = "n/a";
    public const string Open = "open";

    private const int ShortestReason = 20;

    private static readonly Assembly Tests = typeof(AsvsTable).Assembly;
    private static readonly Assembly DomainTests = typeof(Hub.Domain.Tests.BoxTests).Assembly;

    /// <param name="Id">Chapter, section and number, as the standard has them.</param>
    /// <param name="Because">Which tests would notice; or why it does not apply, or is open.</param>
    public sealed record Row(string Id, int Level, string Asks, string State, string Because)
    {
        public int[] Place => [.. Id.Split('.').Select(int.Parse)];
    }

    public static IReadOnlyList<Row> Read(IEnumerable<string> lines) =>
        [.. lines.Select(l => Line().Match(l)).Where(m => m.Success).Select(m => new Row(
            m.Groups["id"].Value, int.Parse(m.Groups["level"].Value, System.Globalization.CultureInfo.InvariantCulture), m.Groups["asks"].Value.Trim(),
            m.Groups["state"].Value.Trim(), m.Groups["because"].Value.Trim()))];

    /// <returns>One sentence for each row that is not as it should be.</returns>
    public static IEnumerable<string> Faults(IReadOnlyList<Row> rows)
    {
        foreach (var id in rows.GroupBy(r => r.Id).Where(g => g.Count() > 1))
        {
            yield return $"{id.Key} has {id.Count()} rows.";
        }

        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].Place.AsSpan().SequenceCompareTo(rows[i - 1].Place) < 0)
            {
                yield return $"{rows[i].Id} stands behind {rows[i - 1].Id}.";
            }
        }

        foreach (var row in rows)
        {
            var named = Page.Spanned(row.Because).ToList();
            var fault = row switch
            {
                { Level: not (1 or 2) } => "is of neither level",
                { Asks.Length: 0 } => "asks nothing",
                { State: Met } => named.Count == 0 ? "is said to be met, and names no test"
                    : named.Find(n => !IsTest(n)) is { } missing ? $"names {missing}, which is no test" : null,
                { State: Open, Level: 1 } => "is of level 1 and open",
                { State: NotApplicable or Open } => row.Because.Length < ShortestReason ? "says no reason" : null,
                _ => $"is neither {Met}, {NotApplicable} nor {Open}",
            };
            if (fault is not null)
            {
                yield return $"{row.Id} {fault}.";
            }
        }
    }

    /// <summary>
    /// A class with tests by folder and name (<c>Http/OriginTests</c>; of the rules <c>Domain/RollTests</c>), one of its tests behind a full stop, or a test of
    /// the client by its file and title (<c>leave.test.ts: signing out …</c>).
    /// </summary>
    public static bool IsTest(string name)
    {
        if (ClientTest().Match(name) is { Success: true } client)
        {
            var (file, title) = (client.Groups["file"].Value, client.Groups["title"].Value);
            return Directory.EnumerateFiles(Path.Combine(Manifests.Repository, "src/Hub.Server/Client/src"), file, SearchOption.AllDirectories)
                .Any(f => title.Length == 0 || File.ReadAllText(f).Contains($"test('{title}'", StringComparison.Ordinal));
        }

        var (path, method) = name.Split('.') is [var type, var one] ? (type, one) : (name, null);
        var full = path.Replace('/', '.');
        var found = full.StartsWith("Domain.", StringComparison.Ordinal) ? DomainTests.GetType($"Hub.Domain.Tests.{full["Domain.".Length..]}")
            : Tests.GetType($"Hub.Tests.{full}");
        return found is not null && IsRun(found)
            && found.GetMethods().Any(m => (method is null || m.Name == method) && m.GetCustomAttributes<FactAttribute>().Any());
    }

    /// <summary>What is abstract is a contract: its tests run in those that keep it.</summary>
    private static bool IsRun(Type type) => !type.IsAbstract || type.Assembly.GetTypes().Any(t => !t.IsAbstract && t.IsSubclassOf(type));

    [GeneratedRegex(
        @"^\| (?<id>\d+\.\d+\.\d+) \| (?<level>\d) \|(?<asks>[^|]*)\|(?<state>[^|]*)\|(?<because>[^|]*)\|$", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?<file>[\w-]+\.test\.ts)(: (?<title>.+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex ClientTest();
}
