using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Hub.Domain.Ballots;

/// <summary>A part of a whole: more than nothing, at most all of it. In lowest terms, so that equal parts are equal values.</summary>
public sealed record Fraction
{
    /// <summary>The greatest numerator and denominator.</summary>
    public const int Greatest = 1000;

    private static readonly Dictionary<(int, int), Text> Common = new()
    {
        [(1, 1)] = new("全部", "all"),
        [(1, 2)] = new("半数", "half"),
        [(1, 3)] = new("三分之一", "one third"),
        [(2, 3)] = new("三分之二", "two thirds"),
        [(1, 4)] = new("四分之一", "one quarter"),
        [(3, 4)] = new("四分之三", "three quarters"),
        [(1, 5)] = new("五分之一", "one fifth"),
        [(2, 5)] = new("五分之二", "two fifths"),
        [(3, 5)] = new("五分之三", "three fifths"),
        [(4, 5)] = new("五分之四", "four fifths"),
    };

    private Fraction(int numerator, int denominator) => (Numerator, Denominator) = (numerator, denominator);

    public int Numerator { get; }

    public int Denominator { get; }

    /// <summary>The usual ones in words, the others in figures.</summary>
    public Text Words => Common.GetValueOrDefault((Numerator, Denominator)) ?? new Text($" {this}", ToString());

    /// <exception cref="ArgumentOutOfRangeException">It is nothing, more than all, or of greater figures than <see cref="Greatest"/>.</exception>
    public static Fraction Of(int numerator, int denominator)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(denominator, Greatest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numerator, denominator);
        ArgumentOutOfRangeException.ThrowIfLessThan(numerator, 1);
        var common = (int)BigInteger.GreatestCommonDivisor(numerator, denominator);
        return new Fraction(numerator / common, denominator / common);
    }

    /// <summary>Reads "2/3"; "4/6" is the same.</summary>
    public static bool TryParse(string? text, [MaybeNullWhen(false)] out Fraction value)
    {
        value = null;
        if (text?.Split('/') is not [var over, var under]
            || !TryFigure(over, out var numerator) || !TryFigure(under, out var denominator) || numerator > denominator)
        {
            return false;
        }

        value = Of(numerator, denominator);
        return true;
    }

    /// <summary>The smallest whole number that is at least this part; never less than one, because nobody is no part of anything.</summary>
    public long LeastOf(long whole) => Math.Max(1, (long)(((Int128)whole * Numerator + Denominator - 1) / Denominator));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    private static bool TryFigure(string text, out int figure)
    {
        figure = 0;
        return text.Length is > 0 and <= 4 && text[0] != '0' && text.All(char.IsAsciiDigit)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out figure) && figure <= Greatest;
    }
}
