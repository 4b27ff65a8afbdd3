using System.Globalization;

namespace Hub.Load.Opinions;

/// <param name="Data">The folder of a published conversation; null: one is drawn.</param>
/// <param name="Out">Where the groups are written to; null: nowhere.</param>
/// <param name="People">Of a conversation that is drawn; so are the next two.</param>
/// <param name="Answers">Of each person.</param>
/// <param name="Rate">Stances a second through a house that runs; null: the rules alone are measured.</param>
/// <param name="Seconds">How long they come.</param>
internal sealed record OpinionOptions(string? Data, string? Out, int People, int Statements, int Answers, int? Rate, int Seconds)
{
    public const string Help = """
        Hub.Load opinion: the map of opinions of a conversation, with the code that the house computes it with.

          --data FOLDER   a conversation as compdemocracy/openData publishes it: votes.csv, comments.csv, participants-votes.csv. Told beside each other: our
                          groups at k = 2 and the published ones (adjusted Rand index), our consensus by groups and that of the published groups (Spearman, and
                          how many of the top ten are the same), how stable the groups are, and how long it takes
          --out FILE      writes participant,group of everybody with enough answers, at k = 2, whether or not groups would be shown

        Without --data one is drawn, and what is told is how long it takes: a stance of somebody who has answered everything, a map from nothing, the next map.

          --people N      who take part                (100000; with --rate 2000)
          --statements N  of the conversation          (1000; with --rate 100)
          --answers N     of each                      (50)

        With --rate people answer through the grains of a house that runs in this program, and what is told is how long they wait, how long the chair does
        meanwhile, and that all that was acknowledged is stored.

          --rate N        stances a second, by the clock
          --seconds N     for so long                  (20)
        """;

    /// <exception cref="FormatException">Names the option at fault.</exception>
    public static OpinionOptions Parse(string[] args)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] is not ("--data" or "--out" or "--people" or "--statements" or "--answers" or "--rate" or "--seconds"))
            {
                throw new FormatException($"There is no option {args[i]}.");
            }

            given[args[i]] = i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{args[i]} needs a value.");
        }

        var data = given.GetValueOrDefault("--data");
        if (data is not null && !File.Exists(Path.Combine(data, "votes.csv")))
        {
            throw new FormatException($"There is no votes.csv in {data}.");
        }

        int? rate = given.ContainsKey("--rate") ? Number(given, "--rate", 2000, 1, 20_000) : null;
        if (rate is not null && data is not null)
        {
            throw new FormatException("--rate draws what people say, and goes without --data.");
        }

        var statements = Number(given, "--statements", rate is null ? 1000 : 100, 2, 1000);
        return new OpinionOptions(
            data, given.GetValueOrDefault("--out"), Number(given, "--people", rate is null ? 100_000 : 2000, 10, rate is null ? 1_000_000 : 20_000), statements,
            Number(given, "--answers", Math.Min(50, statements), 1, statements), rate, Number(given, "--seconds", 20, 1, 600));
    }

    private static int Number(Dictionary<string, string> given, string name, int otherwise, int least, int most) =>
        !given.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new FormatException($"{name} must be a whole number from {least} to {most}.");
}
