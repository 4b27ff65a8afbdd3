using Hub.Domain;
using Hub.Server.Access;

namespace Hub.Tests.Access;

/// <summary>How much there is to guess at a code.</summary>
public sealed class CodesTests
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Theory]
    [InlineData(Role.Attendee, 8)]
    [InlineData(Role.Observer, 8)]
    [InlineData(Role.Member, 16)]
    [InlineData(Role.Chair, 16)]
    public void Each_letter_of_a_code_is_one_of_32_and_none_is_likelier(Role role, int length)
    {
        const int Count = 4_000;
        var made = Enumerable.Range(0, Count).Select(_ => Codes.New(role)).ToList();
        made.ShouldAllBe(c => c.Length == length && c.All(letter => Letters.Contains(letter)));
        made.Distinct().Count().ShouldBe(Count);

        // Of 4,000 draws from 32 letters each comes 125 times, give or take seven times its deviation (11).
        for (var i = 0; i < length; i++)
        {
            foreach (var letter in Letters)
            {
                made.Count(c => c[i] == letter).ShouldBeInRange(48, 202, $"{letter} at {i}");
            }
        }
    }

    [Fact]
    public void What_is_spelled_of_random_bits_keeps_all_of_the_first_80()
    {
        var bits = new byte[10];
        var spelled = new HashSet<string> { Codes.Spell(bits) };
        for (var bit = 0; bit < 80; bit++)
        {
            bits[bit / 8] ^= (byte)(1 << (bit % 8));
            spelled.Add(Codes.Spell(bits)).ShouldBeTrue($"bit {bit}");
        }
    }
}
