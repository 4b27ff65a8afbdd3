namespace Hub.Domain.Opinion;

/// <summary>Of how many people at least something is shown, so that nobody's stances are told by what all see.</summary>
public static class Anonymity
{
    /// <summary>Nothing is shown of fewer people: no counts, no bin of the map, no group.</summary>
    public const int People = 5;

    /// <summary>
    /// While the round is open, the counts of a statement move only after so many people have answered it anew: else the difference of two looks is one
    /// person's.
    /// </summary>
    public const int News = 5;
}
