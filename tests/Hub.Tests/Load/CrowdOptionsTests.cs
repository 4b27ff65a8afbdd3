using Hub.Load.Crowd;

namespace Hub.Tests.Load;

public class CrowdOptionsTests
{
    [Fact]
    public void A_code_is_enough() =>
        CrowdOptions.Parse(["--code", "ABCD2345", "--seed", "7"])
            .ShouldBe(new CrowdOptions(new Uri("http://localhost:5080"), "ABCD2345", 200, 2, null, 0.6, 7, null));

    [Fact]
    public void Everything_can_be_said() =>
        CrowdOptions.Parse(
            ["--url", "http://127.0.0.1:5081", "--code", "A", "--people", "9", "--minutes", "0.5", "--member-code", "M", "--member-share", "0.25", "--seed",
                "1", "--ops-log", "ops.jsonl"])
            .ShouldBe(new CrowdOptions(new Uri("http://127.0.0.1:5081"), "A", 9, 0.5, "M", 0.25, 1, "ops.jsonl"));

    [Theory]
    [InlineData("--people 9", "--code is missing.")]
    [InlineData("--code A --peple 9", "There is no option --peple.")]
    [InlineData("--code A --people", "--people needs a value.")]
    [InlineData("--code A --people none", "--people must be a number from 1 to 20000.")]
    [InlineData("--code A --member-share 1.5", "--member-share must be a number from 0 to 1.")]
    [InlineData("--code A --url nowhere", "--url is no address.")]
    public void What_is_wrong_is_named(string args, string sentence) =>
        Should.Throw<FormatException>(() => CrowdOptions.Parse(args.Split(' '))).Message.ShouldBe(sentence);
}
