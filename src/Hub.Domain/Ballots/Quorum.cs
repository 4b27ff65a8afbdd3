using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Hub.Domain.Ballots;

/// <summary>How many of the entitled must take part, that a ballot decides anything: <c>1/2</c> must vote, or <c>2/3 present</c>. Reached when equal.</summary>
[JsonConverter(typeof(WireText<Quorum>))]
public sealed record Quorum : IWireText<Quorum>
{
    private const string Here = " present";
    private const string Voting = " cast";

    private Quorum(Fraction part, bool ofPresent) => (Part, OfPresent) = (part, ofPresent);

    public Fraction Part { get; }

    /// <summary>Whether those count who are present; otherwise only those who vote.</summary>
    public bool OfPresent { get; }

    public static Quorum Cast(Fraction part) => new(part, false);

    public static Quorum Present(Fraction part) => new(part, true);

    /// <summary>Reads "2/3 present", "1/2 cast", and "1/2", which means the same.</summary>
    public static bool TryParse(string? text, [MaybeNullWhen(false)] out Quorum value)
    {
        var present = text?.EndsWith(Here, StringComparison.Ordinal) == true;
        var part = present ? text![..^Here.Length] : text?.EndsWith(Voting, StringComparison.Ordinal) == true ? text[..^Voting.Length] : text;
        value = Fraction.TryParse(part, out var fraction) ? new Quorum(fraction, present) : null;
        return value is not null;
    }

    /// <summary>The fewest that reach it, in the turnout's steps.</summary>
    public long Needed(Turnout turnout) => Part.LeastOf(turnout.Entitled);

    /// <summary>How many there are of those that count towards it.</summary>
    public long Reached(Turnout turnout) => OfPresent ? turnout.Present : turnout.Cast;

    public bool IsMet(Turnout turnout) => Reached(turnout) >= Needed(turnout);

    public override string ToString() => OfPresent ? Part + Here : Part.ToString();
}
