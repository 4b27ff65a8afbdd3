using System.Globalization;
using System.Text.RegularExpressions;
using Hub.Tests.Access;
using Hub.Tests.Deployment;

namespace Hub.Tests.Field;

/// <summary>Each line of what went wrong in the field (<c>field.md</c> beside this) names tests that are there.</summary>
public sealed partial class FieldTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Manifests.Repository, "tests/Hub.Tests/Field/field.md"));

    [Fact]
    public void Every_line_has_its_row() => Read(Lines).Select(r => r.Line).ShouldBe(
        [.. Numbered('R', 14), .. Numbered('D', 13), .. Numbered('S', 13)]);

    [Fact]
    public void Every_row_says_what_must_hold_and_names_tests_that_are_there() => Faults(Lines).ShouldBeEmpty();

    /// <summary>Guards the test above: a row that is not right is found out.</summary>
    [Fact]
    public void A_row_that_is_not_right_is_found_out() => Faults(
        [
            "| line | what must hold | noticed by |",
            "| D1 | what is mine reaches every device | `Live/MineTests`, `Live/MineTests.Nothing_of_the_kind` |",
            "| D2 | | `Live/OperationTests` |",
            "| D3 | every line end is one | looked at by hand |",
            "| D4 | tables are read | `Domain/Texts/SpellingTests`, `text.test.ts: a cut leaves nothing` |",
            "| D5 | one name | `Registers/MergeContract` |",
        ]).ShouldBe(
        [
            "D1 names Live/MineTests.Nothing_of_the_kind, which is no test.",
            "D2 says nothing.",
            "D3 names no test.",
            "D4 names text.test.ts: a cut leaves nothing, which is no test.",
        ]);

    private static IEnumerable<string> Numbered(char kind, int count) =>
        Enumerable.Range(1, count).Select(n => string.Create(CultureInfo.InvariantCulture, $"{kind}{n}"));

    private static IEnumerable<(string Line, string Holds, string By)> Read(IEnumerable<string> lines) => lines.Select(l => Row().Match(l))
        .Where(m => m.Success).Select(m => (m.Groups["line"].Value, m.Groups["holds"].Value.Trim(), m.Groups["by"].Value.Trim()));

    private static IEnumerable<string> Faults(IEnumerable<string> lines)
    {
        foreach (var (line, holds, by) in Read(lines))
        {
            var named = Page.Spanned(by).ToList();
            if ((holds.Length == 0 ? "says nothing"
                : named.Count == 0 ? "names no test"
                : named.Find(n => !AsvsTable.IsTest(n)) is { } missing ? $"names {missing}, which is no test" : null) is { } fault)
            {
                yield return $"{line} {fault}.";
            }
        }
    }

    [GeneratedRegex(@"^\| (?<line>[RDS]\d+) \|(?<holds>[^|]*)\|(?<by>[^|]*)\|$", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
