using System.Text;
using Hub.Server.Access.Staff;

namespace Hub.Tests.Access.Staff;

public sealed class OneTimeCodeTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>RFC 6238, appendix B, SHA-1, eight digits.</summary>
    [Theory]
    [InlineData(59, 94287082)]
    [InlineData(1111111109, 07081804)]
    [InlineData(1111111111, 14050471)]
    [InlineData(1234567890, 89005924)]
    [InlineData(2000000000, 69279037)]
    [InlineData(20000000000, 65353130)]
    public void Codes_are_those_of_the_RFC(long seconds, int code) =>
        OneTimeCodes.Number(Secret, OneTimeCodes.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)), 100_000_000).ShouldBe(code);

    /// <summary>RFC 4226, appendix D, six digits.</summary>
    [Theory]
    [InlineData(0, "755224")]
    [InlineData(1, "287082")]
    [InlineData(9, "520489")]
    public void A_code_has_six_digits(long step, string code) => OneTimeCodes.Code(Secret, step).ShouldBe(code);

    /// <summary>RFC 4648, section 10.</summary>
    [Theory]
    [InlineData("f", "MY")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_spelled_in_base_32(string bytes, string text) => OneTimeCodes.Spell(Encoding.ASCII.GetBytes(bytes)).ShouldBe(text);

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_phones_clock_may_be_one_step_off(int steps, bool isGood)
    {
        var step = OneTimeCodes.StepAt(Noon) + steps;
        OneTimeCodes.Match(Secret, OneTimeCodes.Code(Secret, step), Noon, last: 0).ShouldBe(isGood ? step : null);
    }

    [Fact]
    public void A_code_is_good_once_and_no_older_one_after_it()
    {
        var now = OneTimeCodes.StepAt(Noon);
        OneTimeCodes.Match(Secret, OneTimeCodes.Code(Secret, now), Noon, last: now).ShouldBeNull();
        OneTimeCodes.Match(Secret, OneTimeCodes.Code(Secret, now - 1), Noon, last: now).ShouldBeNull();
        OneTimeCodes.Match(Secret, OneTimeCodes.Code(Secret, now + 1), Noon, last: now).ShouldBe(now + 1);
    }

    [Fact]
    public void An_app_is_told_whose_code_it_shows() => OneTimeCodes.Uri(Encoding.ASCII.GetBytes("foobar"), "码上议", "chen gong").ShouldBe(
        "otpauth://totp/%E7%A0%81%E4%B8%8A%E8%AE%AE:chen%20gong?secret=MZXW6YTBOI&issuer=%E7%A0%81%E4%B8%8A%E8%AE%AE&digits=6&period=30");
}
