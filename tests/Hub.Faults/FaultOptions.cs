using System.Globalization;
using Hub.Faults.Faults;

namespace Hub.Faults;

/// <param name="Rounds">How many seeds, from <paramref name="Seed"/> on.</param>
/// <param name="Minutes">No round begins after this.</param>
internal sealed record FaultOptions(int Rounds, int Seed, IReadOnlyList<Fault> Faults, double Minutes, int People, bool Limits, bool Keep, string? Older = null)
{
    public const string Help = """
        Hub.Faults: real processes on a real database, people who use them by scripts, faults, and a checker
        that lays what people were told beside what is stored.

          --rounds N            how many seeds                                        (10)
          --seed S              the first of them; the same seed means the same       (1)
          --fault NAME,NAME     only these rows of the table
          --minutes M           no round begins after this                            (45)
          --people N            how many take part in each round                      (30)
          --no-limits           the speed figures are shown, and not judged
          --older COMMIT|DLL    the build that "versions" mixes with this one         (before the last change of the sources)
          --keep                the logs of every round are kept, not only of those in which something is wrong

          list                  the rows of the table, and what must hold
          cluster --nodes N     a cluster to play with and to kill                    (3)
          mutations             every protection taken out of a copy of the sources in turn: the checker must notice each

        Ends with 0 where all held, 1 where something did not (its seed is printed, its logs are kept), and 2 where it could not begin.
        """;

    /// <exception cref="FormatException">Names the option at fault.</exception>
    public static FaultOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new FaultOptions(10, 1, AllFaults.Rows, 45, 30, true, false);
        for (var i = 0; i < args.Length; i++)
        {
            string Value(ReadOnlySpan<string> all) => i + 1 < all.Length ? all[++i] : throw new FormatException($"{all[i]} needs a value.");
            options = args[i] switch
            {
                "--rounds" => options with { Rounds = (int)Number("--rounds", Value(args), 1, 1_000_000) },
                "--seed" => options with { Seed = (int)Number("--seed", Value(args), 0, int.MaxValue) },
                "--fault" => options with { Faults = [.. Value(args).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(AllFaults.Named)] },
                "--minutes" => options with { Minutes = Number("--minutes", Value(args), 0.1, 24 * 60) },
                "--people" => options with { People = (int)Number("--people", Value(args), 4, 200) },
                "--older" => options with { Older = Value(args) },
                "--keep" => options with { Keep = true },
                "--no-limits" => options with { Limits = false },
                var other => throw new FormatException($"There is no option {other}."),
            };
        }

        return options;
    }

    private static double Number(string name, string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new FormatException($"{name} must be a number from {least} to {most}.");
}
