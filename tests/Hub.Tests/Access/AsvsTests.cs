using Hub.Tests.Deployment;

namespace Hub.Tests.Access;

/// <summary>
/// What OWASP's Application Security Verification Standard 5.0.0 asks of levels 1 and 2 is answered, requirement by requirement, in <c>asvs.md</c>; see
/// <see cref="AsvsTable"/>.
/// </summary>
public sealed class AsvsTests
{
    /// <summary>Of each chapter: how many requirements of level 1, and of level 2, the standard has.</summary>
    private static readonly Dictionary<int, (int First, int Second)> OfChapter = new()
    {
        [1] = (8, 19),
        [2] = (4, 7),
        [3] = (8, 11),
        [4] = (2, 8),
        [5] = (4, 5),
        [6] = (13, 22),
        [7] = (6, 12),
        [8] = (4, 3),
        [9] = (4, 3),
        [10] = (5, 24),
        [11] = (3, 11),
        [12] = (3, 6),
        [13] = (1, 12),
        [14] = (2, 7),
        [15] = (3, 10),
        [16] = (0, 16),
        [17] = (0, 7),
    };

    private const int MostOpenOfLevel2 = 5;

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Manifests.Repository, "tests/Hub.Tests/Access/asvs.md"));

    private static readonly IReadOnlyList<AsvsTable.Row> Rows = AsvsTable.Read(Lines);

    [Fact]
    public void Every_requirement_of_levels_1_and_2_has_its_row()
    {
        Rows.GroupBy(r => r.Place[0]).ToDictionary(c => c.Key, c => (c.Count(r => r.Level == 1), c.Count(r => r.Level == 2)))
            .ShouldBe(OfChapter, ignoreOrder: true);
        Rows.Count.ShouldBe(253);

        // A row that is written amiss is not passed over.
        Lines.Count(l => l.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(l[2])).ShouldBe(Rows.Count);
    }

    [Fact]
    public void Whatever_is_said_to_be_met_names_tests_that_are_there_and_none_of_level_1_is_open() => AsvsTable.Faults(Rows).ShouldBeEmpty();

    [Fact]
    public void At_most_five_of_level_2_are_open() =>
        Rows.Count(r => r is { State: AsvsTable.Open, Level: 2 }).ShouldBeLessThanOrEqualTo(MostOpenOfLevel2);

    /// <summary>Guards the tests above: a table that is not right is found out.</summary>
    [Fact]
    public void A_row_that_is_not_right_is_found_out() => AsvsTable.Faults(AsvsTable.Read(
        [
            "| requirement | level | asks | state | by |",
            "| 1.1.1 | 2 | canonical form once | met | `Http/OriginTests`, `Http/EdgeTests.Nothing_of_the_kind` |",
            "| 1.1.2 | 2 | encoding last | met | reviewed by hand |",
            "| 1.2.4 | 1 | parameters | open | for lack of time, and of much else |",
            "| 1.2.3 | 1 | JSON | met | `Access/SessionStoreContract.What_has_ended_is_listed_no_more_and_comes_back_by_nothing` |",
            "| 1.2.4 | 3 | parameters | met | `Domain/BoxTests` |",
            "| 1.2.6 | 2 | LDAP | n/a | none |",
            "| 1.2.7 | 2 | XPath | done | `Http/OriginTests` |",
            "| 1.2.8 | 2 | LaTeX | met | `Http/CallTests.Says`, `House/RunningHouse` |",
            "| 1.2.9 | 2 | patterns | met | `leave.test.ts: where the server does not answer, nothing is left all the same` |",
            "| 1.3.1 | 1 | HTML | met | `leave.test.ts: of something else` |",
            "| 1.3.3 | 2 | | open | for a reason that is long enough |",
        ])).ShouldBe(
        [
            "1.2.4 has 2 rows.",
            "1.2.3 stands behind 1.2.4.",
            "1.1.1 names Http/EdgeTests.Nothing_of_the_kind, which is no test.",
            "1.1.2 is said to be met, and names no test.",
            "1.2.4 is of level 1 and open.",
            "1.2.4 is of neither level.",
            "1.2.6 says no reason.",
            "1.2.7 is neither met, n/a nor open.",
            "1.2.8 names Http/CallTests.Says, which is no test.",
            "1.3.1 names leave.test.ts: of something else, which is no test.",
            "1.3.3 asks nothing.",
        ]);
}
