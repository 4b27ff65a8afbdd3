using System.ComponentModel.DataAnnotations;

namespace Hub.Server.Common;

/// <summary>
/// How often a room tells those who only watch it what is new (settings <c>Pace:*</c>). The room itself and its chair are told ten times a second.
/// </summary>
public sealed class PaceSettings : IValidatableObject
{
    public const string Section = "Pace";

    /// <summary>Milliseconds between two frames for those who only watch, where few do; 100: over the live hub they are told with the room.</summary>
    [Range(100, 10_000, ErrorMessage = "Pace:Watchers is not from 100 to 10000 milliseconds.")]
    public int Watchers { get; set; } = 500;

    /// <summary>The same where a crowd follows the room on this node.</summary>
    [Range(100, 10_000, ErrorMessage = "Pace:Crowd is not from 100 to 10000 milliseconds.")]
    public int Crowd { get; set; } = 1000;

    /// <summary>So many who follow one room on one node are a crowd: everybody but the chair is then told at <see cref="Crowd"/>.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "Pace:CrowdFrom is not a number from 1 on.")]
    public int CrowdFrom { get; set; } = 5000;

    /// <summary>How often those who watch are told: slower the more there are who follow.</summary>
    /// <param name="followers">Who follow the room on this node, over whatever.</param>
    public TimeSpan Of(int followers) => TimeSpan.FromMilliseconds(
        Watchers + ((Crowd - Watchers) * Math.Min(1.0, (double)followers / CrowdFrom)));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Crowd < Watchers)
        {
            yield return new ValidationResult($"Pace:Crowd {Crowd} is less than Pace:Watchers {Watchers}.");
        }
    }
}
