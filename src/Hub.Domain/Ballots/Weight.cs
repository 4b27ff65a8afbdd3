using System.Globalization;
using System.Text.Json.Serialization;

namespace Hub.Domain.Ballots;

/// <summary>What one vote weighs (票权), or many together: exact, to three decimal places.</summary>
[JsonConverter(typeof(WireText<Weight>))]
public readonly record struct Weight(long Thousandths) : IWireText<Weight>
{
    /// <summary>The greatest weight that is read: a million. A hundred million such voters are still counted exactly.</summary>
    public const long Greatest = 1_000_000_000;

    public static readonly Weight Zero = new(0);
    public static readonly Weight One = new(1000);

    /// <summary>As many votes that weigh one.</summary>
    public static Weight Ones(int votes) => new(1000L * votes);

    public static Weight operator +(Weight one, Weight other) => Add(one, other);

    public static Weight operator -(Weight one, Weight other) => Subtract(one, other);

    /// <exception cref="OverflowException">The difference is beyond 64 bits.</exception>
    public static Weight Subtract(Weight one, Weight other) => new(checked(one.Thousandths - other.Thousandths));

    /// <exception cref="OverflowException">The sum is beyond 64 bits.</exception>
    public static Weight Add(Weight one, Weight other) => new(checked(one.Thousandths + other.Thousandths));

    /// <summary>Reads "2", "1.5" or "0.125": digits, not negative, at most three of them behind the point.</summary>
    public static bool TryParse(string? text, out Weight value)
    {
        value = default;
        var parts = text?.Split('.') ?? [];
        if (parts.Length is 0 or > 2 || parts[0].Length is 0 or > 7 || !parts[0].All(char.IsAsciiDigit)
            || (parts.Length == 2 && (parts[1].Length is 0 or > 3 || !parts[1].All(char.IsAsciiDigit))))
        {
            return false;
        }

        value = new Weight(long.Parse(parts[0] + (parts.Length == 2 ? parts[1] : "").PadRight(3, '0'), CultureInfo.InvariantCulture));
        return value.Thousandths <= Greatest;
    }

    public override string ToString() => (Thousandths / 1000m).ToString("0.###", CultureInfo.InvariantCulture);
}
