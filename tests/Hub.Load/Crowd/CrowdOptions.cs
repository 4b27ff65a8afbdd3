using System.Globalization;

namespace Hub.Load.Crowd;

/// <param name="Url">The house.</param>
/// <param name="Code">What attendees scan.</param>
/// <param name="MemberCode">What members are given; absent: all are attendees.</param>
/// <param name="MemberShare">How many of the people are members, where there is a code for them.</param>
/// <param name="Seed">Makes the same people do the same again.</param>
/// <param name="OpsLog">A file for what was acknowledged.</param>
public sealed record CrowdOptions(Uri Url, string Code, int People, double Minutes, string? MemberCode, double MemberShare, int Seed, string? OpsLog)
{
    public const string Help = """
        Hub.Load crowd: believable people take part in one meeting, and each checks that it was told everything, once and in order.

          --url URL             the house                                    (http://localhost:5080)
          --code CODE           what attendees scan                          (required)
          --people N            how many come, over the first 10 seconds     (200)
          --minutes N           how long they stay                           (2)
          --member-code CODE    what members are given; without it all are attendees
          --member-share N      the members' share of the people             (0.6)
          --seed N              the same people doing the same again         (printed)
          --ops-log FILE        one JSON line for each acknowledged command, written at once

        Ends with 0 where nothing was wrong, 1 where a client saw a gap, a duplicate, a room or a tally that went back, or did not arrive where
        the others did, and 2 where it could not begin.
        """;

    private static readonly string[] Names = ["--url", "--code", "--people", "--minutes", "--member-code", "--member-share", "--seed", "--ops-log"];

    /// <exception cref="FormatException">Names the option at fault.</exception>
    public static CrowdOptions Parse(ReadOnlySpan<string> args)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i += 2)
        {
            given[Names.Contains(args[i]) ? args[i] : throw new FormatException($"There is no option {args[i]}.")] =
                i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{args[i]} needs a value.");
        }

        return new CrowdOptions(
            Uri.TryCreate(given.GetValueOrDefault("--url", "http://localhost:5080"), UriKind.Absolute, out var url)
                ? url : throw new FormatException("--url is no address."),
            given.GetValueOrDefault("--code") ?? throw new FormatException("--code is missing."),
            (int)Number(given, "--people", 200, 1, 20_000),
            Number(given, "--minutes", 2, 0.05, 24 * 60),
            given.GetValueOrDefault("--member-code"),
            Number(given, "--member-share", 0.6, 0, 1),
            (int)Number(given, "--seed", Random.Shared.Next(1_000_000), 0, int.MaxValue),
            given.GetValueOrDefault("--ops-log"));
    }

    private static double Number(Dictionary<string, string> given, string name, double otherwise, double least, double most) =>
        !given.TryGetValue(name, out var text) ? otherwise
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new FormatException($"{name} must be a number from {least} to {most}.");
}
