using Hub.Faults;
using Hub.Faults.Faults;

namespace Hub.Tests.Faults;

public sealed class FaultOptionsTests
{
    [Fact]
    public void What_is_given_is_taken()
    {
        var options =
            FaultOptions.Parse(
            ["--rounds", "7", "--seed", "40", "--fault", "killed,zombie", "--minutes", "5", "--people", "12", "--older", "v1.2", "--no-limits"]);
        options.Rounds.ShouldBe(7);
        options.Seed.ShouldBe(40);
        options.Faults.Select(f => f.Name).ShouldBe(["killed", "zombie"]);
        options.Minutes.ShouldBe(5);
        options.People.ShouldBe(12);
        options.Older.ShouldBe("v1.2");
        options.Limits.ShouldBeFalse();
    }

    [Fact]
    public void Without_more_said_all_rows_are_meant() => FaultOptions.Parse([]).Faults.ShouldBe(AllFaults.Rows);

    [Theory]
    [InlineData("--rounds", "none")]
    [InlineData("--rounds")]
    [InlineData("--seed", "-1")]
    [InlineData("--fault", "earthquake")]
    [InlineData("--colour", "red")]
    public void A_wrong_option_is_named(params string[] args) =>
        Should.Throw<FormatException>(() => FaultOptions.Parse(args)).Message.ShouldContain(args[0] == "--fault" ? args[1] : args[0]);

    [Fact]
    public void Every_row_has_a_name_of_its_own_and_says_what_must_hold()
    {
        AllFaults.Rows.Select(r => r.Name).ShouldBeUnique();
        AllFaults.Rows.ShouldAllBe(r => r.How.Length > 0 && r.MustHold.Length > 0);
    }
}
