using System.Text.Json;
using Hub.Domain.Ballots;

namespace Hub.Domain.Tests.Ballots;

public class WireTextTests
{
    [Theory]
    [InlineData("simple", "simple")]
    [InlineData("absolute", "absolute")]
    [InlineData("2/3", "2/3")]
    [InlineData("4/6", "2/3")]
    [InlineData("1/1", "1/1")]
    [InlineData("1000/1000", "1/1")]
    [InlineData("1/1000", "1/1000")]
    [InlineData("999/1000", "999/1000")]
    public void A_majority_is_read_in_lowest_terms_and_written_as_it_is_read(string sent, string written)
    {
        Majority.TryParse(sent, out var majority).ShouldBeTrue();
        majority!.ToString().ShouldBe(written);
        Majority.TryParse(written, out var again).ShouldBeTrue();
        again.ShouldBe(majority);
        JsonSerializer.Serialize(majority).ShouldBe($"\"{written}\"");
        JsonSerializer.Deserialize<Majority>($"\"{sent}\"").ShouldBe(majority);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Simple")]
    [InlineData("most")]
    [InlineData("0/3")]
    [InlineData("1/0")]
    [InlineData("3/2")]
    [InlineData("1001/1001")]
    [InlineData("1/1001")]
    [InlineData("-1/2")]
    [InlineData("-1/-2")]
    [InlineData("+1/2")]
    [InlineData(" 1/2")]
    [InlineData("1 / 2")]
    [InlineData("01/2")]
    [InlineData("1/2/3")]
    [InlineData("1/")]
    [InlineData("/2")]
    [InlineData("0.5")]
    [InlineData("1/2\0")]
    [InlineData("１/２")]
    [InlineData("99999999999/99999999999")]
    public void What_is_no_part_of_a_whole_is_no_majority(string? sent)
    {
        Majority.TryParse(sent, out _).ShouldBeFalse();
        Quorum.TryParse(sent, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("2")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    public void Anything_else_in_JSON_is_no_majority(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Majority>(json));

    [Theory]
    [InlineData("1/2", "1/2", false)]
    [InlineData("1/2 cast", "1/2", false)]
    [InlineData("2/3 present", "2/3", true)]
    [InlineData("4/6 present", "2/3", true)]
    public void A_quorum_is_of_those_who_vote_unless_it_says_present(string sent, string part, bool present)
    {
        Quorum.TryParse(sent, out var quorum).ShouldBeTrue();
        (quorum!.Part.ToString(), quorum.OfPresent).ShouldBe((part, present));
        quorum.ToString().ShouldBe(present ? $"{part} present" : part);
        JsonSerializer.Deserialize<Quorum>(JsonSerializer.Serialize(quorum)).ShouldBe(quorum);
    }

    [Theory]
    [InlineData("present")]
    [InlineData(" present")]
    [InlineData("simple")]
    [InlineData("1/2  present")]
    [InlineData("1/2 present ")]
    [InlineData("1/2 entitled")]
    [InlineData("1/2 present cast")]
    public void What_names_nobody_else_is_no_quorum(string sent) => Quorum.TryParse(sent, out _).ShouldBeFalse();

    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("1", 1000, "1")]
    [InlineData("1.5", 1500, "1.5")]
    [InlineData("0.125", 125, "0.125")]
    [InlineData("2.100", 2100, "2.1")]
    [InlineData("1000000", 1_000_000_000, "1000000")]
    public void A_weight_is_exact_to_a_thousandth(string sent, long thousandths, string written)
    {
        Weight.TryParse(sent, out var weight).ShouldBeTrue();
        weight.ShouldBe(new Weight(thousandths));
        JsonSerializer.Serialize(weight).ShouldBe($"\"{written}\"");
        JsonSerializer.Deserialize<Weight>($"\"{written}\"").ShouldBe(weight);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2345")]
    [InlineData("-1")]
    [InlineData("1,5")]
    [InlineData("1e3")]
    [InlineData("1.2.3")]
    [InlineData("1000000.001")]
    [InlineData("99999999")]
    public void What_is_finer_or_greater_or_less_than_nothing_is_no_weight(string? sent) => Weight.TryParse(sent, out _).ShouldBeFalse();

    [Fact]
    public void Weights_too_great_to_add_are_not_added() =>
        Should.Throw<OverflowException>(() => new Weight(long.MaxValue) + Weight.One);

    [Theory]
    [InlineData(VoteBase.Cast, "\"cast\"")]
    [InlineData(VoteBase.Present, "\"present\"")]
    [InlineData(VoteBase.Entitled, "\"entitled\"")]
    public void A_base_is_a_word(VoteBase of, string json) => JsonSerializer.Serialize(of).ShouldBe(json);

    [Fact]
    public void A_part_of_a_great_whole_does_not_overflow()
    {
        Fraction.Of(999, 1000).LeastOf(long.MaxValue).ShouldBe(9_214_148_664_817_921_032);
        Fraction.Of(1, 1).LeastOf(long.MaxValue).ShouldBe(long.MaxValue);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 1001)]
    [InlineData(-1, 2)]
    public void Code_cannot_make_a_part_that_is_none(int numerator, int denominator) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Fraction.Of(numerator, denominator));
}
