namespace Hub.Server.Views;

/// <summary>An entry of the members' register that was merged into another of the same person.</summary>
/// <param name="Name">As it was called.</param>
public sealed record MergedMember(string Id, string Name, DateTimeOffset At);

/// <summary>
/// What was done under an entry that was merged is stored as that one's for good, and read as the other's: whatever is folded later of a meeting that went on
/// meanwhile counts right, too.
/// </summary>
internal static class Merged
{
    /// <summary>Whose a row of <c>t</c> is, where it is joined by <see cref="Join"/>.</summary>
    public const string Who = "COALESCE(m.into_member, t.member)";

    public const string Join = "LEFT JOIN {merged} m ON m.member = t.member";

    /// <summary>The rows of this member, and of all that were merged into them.</summary>
    /// <param name="member">The name of a parameter.</param>
    /// <param name="column">Of the row.</param>
    public static string Are(string member, string column = "member") =>
        $"({column} = {member} OR {column} IN (SELECT member FROM {{merged}} WHERE into_member = {member}))";
}
