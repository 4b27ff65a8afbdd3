using System.Text.Json.Serialization;

namespace Hub.Domain.Opinion;

/// <summary>What one person says to one statement of a round. Absent, they have not seen it, or took back what they said.</summary>
[JsonConverter(typeof(CamelCase<Stance>))]
public enum Stance
{
    Agree,
    Disagree,

    /// <summary>说不准: seen, and neither.</summary>
    Pass,
}

/// <summary>How a stance is counted: agree 1, disagree −1, pass 0. What is absent has a value that no stance has.</summary>
public static class StanceValue
{
    public const sbyte Agree = 1;
    public const sbyte Disagree = -1;
    public const sbyte Pass = 0;

    /// <summary>Stands in the place of a value where there is none; it is counted nowhere.</summary>
    public const sbyte Absent = 2;

    /// <param name="stance">Null: taken back.</param>
    public static sbyte Of(Stance? stance) => stance switch
    {
        null => Absent,
        Stance.Agree => Agree,
        Stance.Disagree => Disagree,
        Stance.Pass => Pass,
        _ => throw new ArgumentOutOfRangeException(nameof(stance)),
    };

    public static Stance? Read(sbyte value) => value switch
    {
        Agree => Stance.Agree,
        Disagree => Stance.Disagree,
        Pass => Stance.Pass,
        Absent => null,
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}

/// <summary>How often a statement was answered, and how.</summary>
public readonly record struct StanceCounts(int Agree, int Disagree, int Pass)
{
    /// <summary>All who saw it.</summary>
    public int Seen => Agree + Disagree + Pass;
}
