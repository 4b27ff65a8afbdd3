using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Hub.Domain.Ballots;

/// <summary>Of whom a majority is a part.</summary>
[JsonConverter(typeof(CamelCase<VoteBase>))]
public enum VoteBase
{
    /// <summary>Who voted. Whether an abstention is a vote here, the ballot says.</summary>
    Cast,

    /// <summary>Who is here, whether they voted or not.</summary>
    Present,

    /// <summary>Who may vote, here or not.</summary>
    Entitled,
}

/// <summary>How many votes for something carry it: <c>simple</c>, <c>absolute</c>, or a part like <c>2/3</c>.</summary>
[JsonConverter(typeof(WireText<Majority>))]
public sealed record Majority : IWireText<Majority>
{
    /// <summary>More for than against, whatever the base.</summary>
    public static readonly Majority Simple = new("simple", null);

    /// <summary>More than half of the base.</summary>
    public static readonly Majority Absolute = new("absolute", null);

    private readonly string _name;

    private Majority(string name, Fraction? part) => (_name, Part) = (name, part);

    /// <summary>The part of the base that carries, reached when equal; null where the majority is simple or absolute.</summary>
    public Fraction? Part { get; }

    public static Majority Of(Fraction part) => new(part.ToString(), part);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out Majority value)
    {
        value = text == Simple._name ? Simple : text == Absolute._name ? Absolute : Fraction.TryParse(text, out var part) ? Of(part) : null;
        return value is not null;
    }

    /// <summary>The fewest that carry; never less than one.</summary>
    /// <param name="whole">How many the base is.</param>
    public long Needed(long against, long whole) => Part is { } part ? part.LeastOf(whole) : this == Simple ? against + 1 : whole / 2 + 1;

    public override string ToString() => _name;
}
