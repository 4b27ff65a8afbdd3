using System.Globalization;

namespace Hub.Load.Year;

/// <param name="Journal">A connection string, or "postgres": a server of this program's own, gone at the end.</param>
/// <param name="Nodes">Of the cluster that the year goes through; one on SQLite.</param>
/// <param name="Export">Where the journal is written to before it is counted; null: a temporary file.</param>
internal sealed record YearOptions(int Year, double Scale, string Journal, int Nodes, ulong Seed, string? Export)
{
    public const string Help = """
        Hub.Load year: puts a whole year through the same commands and grains that people use, into a journal. It writes no view.
        Stopped (Ctrl+C, kill -9), the same command goes on.
        At the end the journal is exported and counted naively, and the house is opened on it: plan, count and report must say the same.

          --year N        the year                                               (2021)
          --scale X       1 is the year of the report: 27,082 topics, 14,668 meetings, 9,720 commitments kept, 1,156,800 likes and replies   (1)
          --journal C     a connection string; "postgres" for a temporary server (Data Source=data/year-<year>.db)
          --nodes N       processes of the cluster, with PostgreSQL              (3)
          --seed N        the same seed, the same year                           (1)

        Hub.Load reads: opens the house on such a journal and asks for lists, searches and reports, 50 a second.

          --year N, --journal C    as above

        Hub.Load recount: counts a year's figures from a journal, without any of the hub's code that folds or decides.

          --year N, --journal C    as above
          --export FILE   keeps the exported journal: one commit a line
        """;

    /// <exception cref="FormatException">Names the option at fault.</exception>
    public static YearOptions Parse(string[] args)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] is not ("--year" or "--scale" or "--journal" or "--nodes" or "--seed" or "--export"))
            {
                throw new FormatException($"There is no option {args[i]}.");
            }

            given[args[i]] = i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{args[i]} needs a value.");
        }

        var year = Number(given, "--year", 2021, 1950, 2025);
        var journal = given.GetValueOrDefault("--journal") ?? string.Create(CultureInfo.InvariantCulture, $"Data Source=data/year-{year}.db");
        var scale = given.TryGetValue("--scale", out var text)
            ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var s)
                && s is > 0 and <= 10 ? s : throw new FormatException("--scale must be a number above 0, at most 10.")
            : 1;
        return new YearOptions(
            year, scale, journal, Number(given, "--nodes", 3, 1, 9), (ulong)Number(given, "--seed", 1, 0, int.MaxValue), given.GetValueOrDefault("--export"));
    }

    private static int Number(Dictionary<string, string> given, string name, int otherwise, int least, int most) =>
        !given.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new FormatException($"{name} must be a whole number from {least} to {most}.");
}
